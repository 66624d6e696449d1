"""Tables that plain text draws: one module for each way; each offers ``read(place) -> (rows, number of lines)``.

A way that does not recognise the lines at its place returns no rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from opinionmine.sheets.drawn import boxes, figures, gaps, leaders, mark_rows, pairs, tabs
from opinionmine.sheets.drawn.place import Place
from opinionmine.sheets.grids import Grid, Rows
from opinionmine.sheets.printed import Printed

_WAYS: tuple[Callable[[Place], tuple[Rows, int]], ...] = (
    boxes.read,
    pairs.read,
    figures.read,
    tabs.read,
    mark_rows.read,
    gaps.read,
    leaders.read,
)


def find_grids(lines: list[Printed], scale: tuple[str, ...] = ()) -> list[Printed | Grid]:
    """Put tables in the place of the lines that draw them; the other lines stay as they are.

    Parameters
    ----------
    scale : tuple of str
        Grades that the user taught, besides the usual ones.
    """
    items: list[Printed | Grid] = []
    position = 0
    while position < len(lines):
        place = Place(lines, position, items, scale)
        rows, used = _read(place)
        if not rows:
            items.append(lines[position])
            position += 1
            continue
        table = tuple(map(tuple, rows))
        drawn = [*place.taken, *lines[position : position + used]]
        items.append(Grid(table, is_drawn=True, rules=tuple(_between(drawn, table))))
        position += used
    return items


def _read(place: Place) -> tuple[Rows, int]:
    """The first way that recognises the lines here; only now do the lines it took from above leave their place."""
    for read in _WAYS:
        place.taken.clear()
        rows, used = read(place)
        if rows:
            for line in place.taken:
                place.items.remove(line)
            return rows, used
    return [], 0


def _between(lines: list[Printed], rows: tuple[tuple[Printed, ...], ...]) -> Iterator[Printed]:
    """What the cells leave of their lines: strokes, bars and leaders."""
    inside = {(s.line, i) for row in rows for cell in row for s in cell.stretches for i in range(s.start, s.end)}
    for line in lines:
        for stretch in line.stretches:
            start = None
            for i in range(stretch.start, stretch.end + 1):
                is_free = i < stretch.end and (stretch.line, i) not in inside
                if is_free and start is None:
                    start = i
                elif not is_free and start is not None:
                    first = stretch.at + start - stretch.start
                    yield line.part(first, first + i - start)
                    start = None
