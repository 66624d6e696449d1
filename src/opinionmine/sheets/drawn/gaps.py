"""Columns of words, parted by tabs, bars or wide gaps."""

from __future__ import annotations

import re

from opinionmine.sheets.drawn.place import Place
from opinionmine.sheets.grids import BLANK, Rows
from opinionmine.sheets.lines import find_bullet
from opinionmine.sheets.printed import Printed

_EDGES = re.compile(r"\t+|\s*[|｜│┃]\s*|[ \u3000]{2,}|\u3000")
_RULE = re.compile(r"[\s|｜│┃\-:=+─━┼┌┐└┘├┤┬┴＋]+")


def split_cells(line: Printed) -> list[Printed]:
    """Cells of a line with tabs, bars or gaps of two blanks; leading empty cells of a line with bars are kept."""
    text = line.text
    if _RULE.fullmatch(text):
        return []
    has_bars = re.match(r"\s*[|｜│┃]", text)
    edges = [m.span() for m in (re.finditer(r"\s*[|｜│┃]\s*", text) if has_bars else _EDGES.finditer(text.rstrip()))]
    starts = [0, *(end for _, end in edges)]
    ends = [*(start for start, _ in edges), len(text.rstrip())]
    cells = [line.part(a, b) for a, b in zip(starts, ends, strict=True)]
    if has_bars:
        return cells[1:-1] if len(cells) > 2 and not cells[-1].text.strip() else cells[1:]
    return [cell for cell in cells if cell.text.strip()]


def read(place: Place) -> tuple[Rows, int]:
    """At least three lines that fall into the same number of cells, three or more (two with bars)."""
    if place.goes_on(_RULE.fullmatch) and _RULE.fullmatch(place.line.text):
        return [], 0
    lines, position = place.lines, place.position
    has_bars = place.line.text.lstrip()[:1] in ("|", "｜", "│", "┃")
    rows: list[list[Printed]] = []
    end = position
    while end < len(lines):
        text = lines[end].text
        if not text.strip():
            break
        if has_bars != (text.lstrip()[:1] in ("|", "｜", "│", "┃")):
            break
        cells = split_cells(lines[end])
        if not cells:
            if not _RULE.fullmatch(text):
                break
        elif not has_bars and (len(cells) < 3 or _is_prose(lines[end])):
            break
        else:
            rows.append(cells)
        end += 1
    widths = {len(row) for row in rows}
    if len(rows) < (2 if has_bars else 3) or (not has_bars and len(widths) > 1) or max(widths) < 2:
        return [], 0
    width = max(widths)
    return [row + [BLANK] * (width - len(row)) for row in rows], end - position


def _is_prose(line: Printed) -> bool:
    return "。" in line.text or (find_bullet(line.bare)[0] is not None and len(line.bare) > 30)
