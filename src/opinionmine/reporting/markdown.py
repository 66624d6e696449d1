"""The theme report as Markdown, for a wiki: the same sections, with numbers in place of pictures."""

from __future__ import annotations

import re
import unicodedata
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
from opinionmine.reporting.workbook import carried

# What would begin a construct anywhere in a line (addresses, which many wikis link, too), and what would only at its beginning.
_ACTIVE = re.compile(r"[\\`*_\[\]<>|~&]|:(?=//)|(?<=www)\.", re.IGNORECASE)
_LEADING = re.compile(r"^(?:#|[+-](?=[\s-]|$)|=(?==*\s*$)|:(?=-)|[0-9]{1,9}(?=[.)](?:\s|$)))")
_LINE_END = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# White space that means nothing; a full-width space is a sign of the text.
_SPACES = re.compile(r"[^\S\u3000]+")


def render_markdown(report: Report) -> str:
    """Render the report; nothing from an input is active in it. The table of all opinions is left to other formats."""
    lines = [f"# {escape(report.kind)}: {_escape_title(report.title)}", "", escape(report.subtitle), ""]
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
    return _escape_start(_escape_inside(text).strip())


def _escape_inside(text: str) -> str:
    """Text within a line; white space at its edges is kept, so that pieces can be joined."""
    return _ACTIVE.sub(r"\\\g<0>", _SPACES.sub(" ", carried(_LINE_END.sub(" ", text))))


def _escape_start(line: str) -> str:
    """A line that begins no list, heading or rule: 1\\. and \\#."""
    return _LEADING.sub(lambda match: f"{match[0]}\\" if match[0].isdigit() else f"\\{match[0]}", line)


def _escape_title(text: str) -> str:
    """A heading; signs # at its end would be taken for its frame."""
    return re.sub(r"(?<= )#(?=#*$)", r"\\#", escape(text))


def _section(section: Section, level: int) -> Iterator[str]:
    if any(isinstance(block, AllOpinions) for block in section.blocks):
        return
    yield from (f"{'#' * level} {_escape_title(section.title)}", "")
    for block in _with_numbers(section.blocks):
        yield from (*_block(block), "")
    for part in section.parts:
        yield from _section(part, level + 1)


def _with_numbers(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """The blocks with the numbers of each picture once: in place of a shorter table of the same kind, or of the picture."""
    drawn = [block.numbers for block in blocks if isinstance(block, Drawing)]
    titles = {block.title for block in blocks if isinstance(block, Table)}
    for block in blocks:
        if isinstance(block, Table):
            yield next((n for n in drawn if (n.title, n.columns) == (block.title, block.columns)), block)
        elif not isinstance(block, Drawing):
            yield block
        elif block.numbers.title not in titles:
            yield block.numbers


def _block(block: Block) -> Iterator[str]:
    match block:
        case Text(text, kind):
            yield _frame("**", escape(text)) if kind == "warn" else escape(text)
        case Items(items, is_ordered):
            yield from (f"{f'{number}.' if is_ordered else '-'} {escape(item)}" for number, item in enumerate(items, 1))
        case Table():
            yield from _table(block)
        case Quote():
            yield from _quote(block)
        case More(text):
            yield escape(text)


def _table(table: Table) -> Iterator[str]:
    yield from (_frame("*", escape(table.title)), "")
    yield _row([_escape_cell(column) for column in table.columns])
    yield _row(["---:" if table.numeric(column) else "---" for column in range(len(table.columns))])
    for number, row in enumerate(table.rows):
        cells = [_escape_cell(show_cell(cell)) for cell in row]
        yield _row([_frame("**", cell) for cell in cells] if number in table.marked else cells)


def _frame(marks: str, text: str) -> str:
    """Marks around nothing would be signs of the text."""
    return f"{marks}{text}{marks}" if text else ""


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _escape_cell(text: str) -> str:
    """A cell stays on its line; it may have several of its own."""
    return "<br>".join(_escape_inside(line).strip() for line in _LINE_END.split(text.strip()))


def _quote(quote: Quote) -> Iterator[str]:
    lines = [_escape_start(line.strip(" ")) for line in _quote_lines(quote) if line.strip()]
    # Two spaces end a line in every Markdown and are not seen in the plain text.
    yield "  \n".join(f"> {line}" for line in lines)
    yield ">"
    yield f"> — {escape(quote.footer)}"


def _quote_lines(quote: Quote) -> list[str]:
    """The lines as they were written; evidence that runs over a line end is bold on both."""
    lines = [""]
    for text, is_evidence in quote.segments:
        first, *rest = (_bold(part) if is_evidence else _escape_inside(part) for part in _LINE_END.split(text))
        lines[-1] += first
        lines += rest
    return lines


def _bold(text: str) -> str:
    """Bold print that begins and ends with letters: beside other letters ** next to a space or a bracket is not bold.

    Examples
    --------
    >>> _bold("「研修」 "), _bold("◎")
    ('「**研修**」 ', '<b>◎</b>')
    """
    letters = [place for place, sign in enumerate(text) if unicodedata.category(sign)[0] in "LMN"]
    if not letters:
        return f"<b>{_escape_inside(text)}</b>" if text.strip() else _escape_inside(text)
    start, end = letters[0], letters[-1] + 1
    return f"{_escape_inside(text[:start])}**{_escape_inside(text[start:end])}**{_escape_inside(text[end:])}"
