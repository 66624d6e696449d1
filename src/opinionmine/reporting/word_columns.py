"""How wide the columns of a printed table are, so that no number and no word is broken; all widths in mm."""

from __future__ import annotations

import re

from opinionmine.reporting.blocks import Table, show_cell
from opinionmine.reporting.layout import count_columns

_SIZES = (9.0, 8.0, 7.0, 6.0)
_MOST_UPRIGHT = 9
_UPRIGHT_MM = 170
_MM_PER_POINT = 25.4 / 72
# A half-width sign of Yu Gothic is a little wider than half its height, in the bold print of a heading more; margins and
# line of a cell.
_SIGN, _BOLD, _CELL_MM = 0.58, 1.4, 2.4
# Half-width columns a heading and a sentence need at least, and beyond which more width does not help a sentence.
_HEAD, _SENTENCE, _ENOUGH = 4, 16, 60
# Latin words and numbers are never broken; Japanese may break between any two signs.
_UNBROKEN = re.compile(r"[!-~–−±▲▼]+")


def has_many_columns(block: object) -> bool:
    """Whether a block is a table that reads better on a turned page."""
    return isinstance(block, Table) and len(block.columns) > _MOST_UPRIGHT


def needs_turn(table: Table) -> bool:
    """Whether only a small print could hold the table upright."""
    return sum(_least(table, _SIZES[2])) > _UPRIGHT_MM


def choose_size(table: Table, room: float) -> float:
    """The largest size in points in which nothing is broken; the smallest where none is small enough."""
    return next((size for size in _SIZES if sum(_least(table, size)) <= room), _SIZES[-1])


def share_width(table: Table, size: float, room: float) -> list[float]:
    """Share the room among the columns: first what each needs, then what its longest text would like."""
    least = _least(table, size)
    if sum(least) >= room:
        return [room * width / sum(least) for width in least]
    liked = [max(0.0, _mm(_longest(table, place), size) - width) for place, width in enumerate(least)]
    left = room - sum(least)
    if sum(liked) <= left:
        return [room * (a + b) / sum((*least, *liked)) for a, b in zip(least, liked, strict=True)]
    return [a + left * b / sum(liked) for a, b in zip(least, liked, strict=True)]


def _least(table: Table, size: float) -> list[float]:
    """What each column needs."""
    return [_mm(max(_needs_head(head), _needs_cells(table, n)), size) for n, head in enumerate(table.columns)]


def _needs_head(head: str) -> float:
    return max(_HEAD, *(_BOLD * len(word) for word in _UNBROKEN.findall(head)), 0)


def _needs_cells(table: Table, place: int) -> float:
    """The longest number whole; of a sentence its longest word, or a few signs."""
    needs = 0.0
    for number, row in enumerate(table.rows):
        text, heavy = show_cell(row[place]), _BOLD if number in table.marked else 1
        if isinstance(row[place], str):
            words = [min(len(word), _SENTENCE) for word in _UNBROKEN.findall(text)]
            needs = max(needs, min(_SENTENCE, count_columns(text)), *(heavy * word for word in words), 0)
        else:
            needs = max(needs, heavy * count_columns(text))
    return needs


def _longest(table: Table, place: int) -> int:
    texts = [count_columns(show_cell(row[place])) for row in table.rows]
    return min(_ENOUGH, max([count_columns(table.columns[place]) // 2, *texts]))


def _mm(columns: float, size: float) -> float:
    return columns * _SIGN * size * _MM_PER_POINT + _CELL_MM
