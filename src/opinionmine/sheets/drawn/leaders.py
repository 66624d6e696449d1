"""A mark behind dot leaders: 「１－１ 交流の機会を増やす ………… Ａ」."""

from __future__ import annotations

import re

from opinionmine.sheets.drawn.place import Place
from opinionmine.sheets.grids import Rows
from opinionmine.sheets.marks import is_not_rated

_LEADER_ROW = re.compile(r"(?P<label>\S.*?)\s*(?:[.…‥・·]{3,}|…+)\s*(?P<mark>\S{1,8})\s*$")
# A paragraph of Word may be one line of thousands of characters; searching it for leaders takes the square of its length.
_LONGEST_ROW = 200


def read(place: Place) -> tuple[Rows, int]:
    """１－１ 交流の機会を増やす ………… Ａ: a name and its mark."""
    rows: Rows = []
    end = place.position
    while end < len(place.lines):
        line, step = place.visible(end)
        match = _LEADER_ROW.search(line.text) if line and len(line.text) <= _LONGEST_ROW else None
        if line is None or match is None or not (place.is_mark(match["mark"]) or is_not_rated(match["mark"])):
            break
        rows.append([line.part(*match.span("label")), line.part(*match.span("mark"))])
        end += step
    return (rows, end - place.position) if len(rows) > 1 else ([], 0)
