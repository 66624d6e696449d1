"""Lines joined to one text, with the way back of each stretch."""

from __future__ import annotations

from opinionmine.records import Locator, Piece
from opinionmine.sheets.lines import Line


def join_prose(lines: list[Line], role: str, unit_id: str) -> tuple[str, tuple[tuple[int, Locator], ...], list[Piece]]:
    """Join hard-wrapped lines: nothing between Japanese characters, a blank between Latin words, a break between items.

    Returns
    -------
    text, anchors, pieces
        `anchors` are (offset in text, place in the file) of each line; the first line's bullet is a piece of role ``bullet``
        and no part of the text.
    """
    text = ""
    anchors: list[tuple[int, Locator]] = []
    pieces: list[Piece] = []
    for position, line in enumerate(lines):
        printed = line.printed
        start = line.start if position == 0 else printed.lead
        body = printed.text[start:].rstrip()
        pieces += printed.pieces("bullet" if line.kind != "turn" else "speaker", unit_id, 0, start)
        if not body:
            continue
        text += _gap(text, body, lines[position - 1] if position else None, line)
        anchors.append((len(text), printed.locate(start)))
        pieces += printed.pieces(role, unit_id, start)
        text += body
    return text, tuple(anchors), pieces


def _gap(text: str, body: str, last: Line | None, line: Line) -> str:
    if not text or last is None:
        return ""
    if last.printed.is_paragraph or (line.bullet is not None and line.kind in ("bullet", "heading")):
        return "\n"
    latin = text[-1].isascii() and text[-1].isalpha() and body[0].isascii() and body[0].isalpha()
    return " " if latin else ""
