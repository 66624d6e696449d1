"""A report as plain text for a terminal: headings, sentences, and tables whose columns stand under each other."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from opinionmine.reporting.blocks import Block, Items, Report, Section, Table, Text, show_cell


def render_plain(report: Report) -> str:
    """Render the text, lists and tables of a report; pictures and quotes are left to other formats."""
    lines = [_clean(report.kind), ""]
    for section in report.sections:
        lines += _section(section)
    return "\n".join(lines).rstrip() + "\n"


def _section(section: Section) -> Iterator[str]:
    yield from filter(None, [_clean(section.title)])
    for block in section.blocks:
        yield from (*_block(block), "")
    for part in section.parts:
        yield from _section(part)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Text(text):
            yield _clean(text)
        case Items(items):
            yield from (f"- {_clean(item)}" for item in items)
        case Table():
            yield from _table(block)


def _table(table: Table) -> Iterator[str]:
    shown = (table.columns, *(map(show_cell, row) for row in table.rows))
    lines = [[_clean(cell) for cell in line] for line in shown]
    widths = [max(_width(line[place]) for line in lines) for place in range(len(table.columns))]
    is_number = [table.numeric(place) for place in range(len(table.columns))]
    for line in lines:
        yield "  ".join(map(_pad, line, widths, is_number)).rstrip()


def _pad(cell: str, width: int, is_number: bool) -> str:
    gap = " " * (width - _width(cell))
    return gap + cell if is_number else cell + gap


def _width(text: str) -> int:
    """Half-width columns of a terminal: a full-width sign takes two, a combining one none."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text
    )


def _clean(text: str) -> str:
    """On one line, without signs that a terminal obeys."""
    return "".join(" " if unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign for sign in text)
