"""Rows of tabs, whose cells may be broken over lines."""

from __future__ import annotations

from opinionmine.sheets.drawn.figures import begins_like_goal
from opinionmine.sheets.drawn.place import Place
from opinionmine.sheets.grids import BLANK, Rows
from opinionmine.sheets.printed import Printed, join_printed


def read(place: Place) -> tuple[Rows, int]:
    """A header of tabs, and rows of as many cells: a line with too few goes on in the next one."""
    lines, position = place.lines, place.position
    header = _tab_cells(place.line)
    if len(header) < 3 or any(len(cell.bare) > 25 for cell in header):
        return [], 0
    rows, held = [header], [BLANK]
    end = position + 1
    below = _tab_cells(lines[end]) if end < len(lines) else []
    if len(below) > len(header) and not below[0].text.strip() and (len(below) - 1) % (len(header) - 1) == 0:
        # 評価 / 市 / 社協 stands over 令和５年度 令和６年度 増減 of each.
        width = (len(below) - 1) // (len(header) - 1)
        rows = [[header[0], *(cell for group in header[1:] for cell in (group, *[BLANK] * (width - 1)))], below]
        header, end = below, end + 1
    while end < len(lines) and lines[end].text.strip():
        cells = _tab_cells(lines[end])
        if len(held) == 1 and not held[0].text and len(cells) == 1:
            if not begins_like_goal(lines[end]) or not (end + 1 < len(lines) and len(_tab_cells(lines[end + 1])) > 1):
                break
            rows.append([cells[0], *[BLANK] * (len(header) - 1)])
            end += 1
            continue
        joined = join_printed([held[-1], cells[0]], "\n") if held[-1].text else cells[0]
        held = [*held[:-1], joined, *cells[1:]]
        end += 1
        if len(held) >= len(header):
            if len(held) > len(header):
                return [], 0
            rows.append(held)
            held = [BLANK]
    if len(rows) < 2 or held != [BLANK]:
        return [], 0
    return rows, end - position


def _tab_cells(line: Printed) -> list[Printed]:
    cells, start = [], 0
    for text in line.text.split("\t"):
        cells.append(line.part(start, start + len(text)))
        start += len(text) + 1
    return cells
