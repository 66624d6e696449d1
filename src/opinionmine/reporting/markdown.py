"""The theme report as Markdown, for a wiki: the same sections, without pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator

from opinionmine.reporting.blocks import (
    AllOpinions,
    Block,
    Drawing,
    Items,
    More,
    Quote,
    Report,
    Section,
    Table,
    Text,
    show_cell,
)

# What would begin a construct anywhere in a line, and what would only at its beginning.
_ACTIVE = re.compile(r"[\\`*_\[\]<>|~&]")
_LEADING = re.compile(r"^(\s*)([#+\-=]|\d+(?=[.)]))")


def render_markdown(report: Report) -> str:
    """Render the report; nothing from an input is active in it. Pictures and the table of all opinions are left to other formats."""
    lines = [f"# {escape(report.kind)}: {escape(report.title)}", "", escape(report.subtitle), ""]
    for section in report.sections:
        lines += _section(section, 2)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def escape(text: str) -> str:
    """Text on one line, with every sign that Markdown or HTML would take for its own behind a backslash.

    Examples
    --------
    >>> print(escape("# 1 <b>研修_A</b> | *続ける*"))
    \\# 1 \\<b\\>研修\\_A\\</b\\> \\| \\*続ける\\*
    """
    line = _ACTIVE.sub(r"\\\g<0>", " ".join(text.split()))
    return _LEADING.sub(
        lambda match: f"{match[1]}{match[2]}\\" if match[2].isdigit() else f"{match[1]}\\{match[2]}", line
    )


def _section(section: Section, level: int) -> Iterator[str]:
    if any(isinstance(block, AllOpinions) for block in section.blocks):
        return
    yield from (f"{'#' * level} {escape(section.title)}", "")
    for block in section.blocks:
        yield from (*_block(block), "")
    for part in section.parts:
        yield from _section(part, level + 1)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Text(text, kind):
            yield f"**{escape(text)}**" if kind == "warn" else escape(text)
        case Items(items, is_ordered):
            yield from (f"{f'{number}.' if is_ordered else '-'} {escape(item)}" for number, item in enumerate(items, 1))
        case Table():
            yield from _table(block)
        case Drawing():
            pass  # the tables below it say the same
        case Quote():
            yield from _quote(block)
        case More(text):
            yield escape(text)


def _table(table: Table) -> Iterator[str]:
    yield from (f"*{escape(table.title)}*", "")
    yield _row([escape_inside(column) for column in table.columns])
    yield _row(["---:" if table.numeric(column) else "---" for column in range(len(table.columns))])
    for number, row in enumerate(table.rows):
        cells = [escape_inside(show_cell(cell)) for cell in row]
        yield _row([f"**{cell}**" if cell else cell for cell in cells] if number in table.marked else cells)


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _quote(quote: Quote) -> Iterator[str]:
    text = "".join(_bold(part) if is_evidence else escape_inside(part) for part, is_evidence in quote.segments)
    yield f"> {_LEADING.sub(lambda match: f'{match[1]}{chr(92)}{match[2]}', text)}"
    yield ">"
    yield f"> — {escape(quote.footer)}"


def escape_inside(text: str) -> str:
    """Text within a line; white space at its edges is kept, so that pieces can be joined."""
    return _ACTIVE.sub(r"\\\g<0>", re.sub(r"\s+", " ", text))


def _bold(text: str) -> str:
    """Bold print does not begin or end with white space."""
    core = text.strip()
    if not core:
        return escape_inside(text)
    before, _, after = text.partition(core)
    return f"{escape_inside(before)}**{escape_inside(core)}**{escape_inside(after)}"
