"""The ledger of a sheet: which stretch of which line went where."""

from __future__ import annotations

from opinionmine.records import Piece
from opinionmine.sheets.lines import Line


def whole_line(line: Line, role: str, unit_id: str = "") -> Piece:
    """The printed line without the white space around it, as one piece."""
    start = len(line.text) - len(line.text.lstrip())
    return Piece(line.number, start, len(line.text.rstrip()), role, unit_id)


def bullet_and_content(line: Line, role: str, unit_id: str) -> list[Piece]:
    """◆ apart from the text behind it; one piece where there is no bullet."""
    first = len(line.text) - len(line.text.lstrip())
    content = Piece(line.number, line.start, len(line.text.rstrip()), role, unit_id)
    mark = line.text[first : line.start]
    return (
        [Piece(line.number, first, first + len(mark.rstrip()), "bullet", unit_id), content]
        if mark.strip()
        else [content]
    )
