"""Vertical text: columns of characters under each other, read down and from the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from opinionmine.documents.page_glyphs import Box, Glyph, Line, centre, cut_rows, cut_runs, surround


def take_vertical(glyphs: Sequence[Glyph]) -> tuple[list[Glyph], list[tuple[Box, list[Line]]]]:
    """Take out vertical text: characters standing under each other and touching, with nothing beside them.

    Returns
    -------
    others : list of Glyph
    blocks : list of (Box, list of Line)
        One line for each column, from the right one to the left one.
    """
    units = [_to_unit(run) for row in cut_rows(glyphs) for run in cut_runs(row, 0.25)]
    members = {id(unit): run for unit, run in units}
    stacks = _cut_stacks([unit for unit, _ in units if unit.box[2] - unit.box[0] < 1.3 * unit.size])
    columns = [stack for stack in stacks if _is_column(stack)]
    if not columns:
        return list(glyphs), []
    for stack in (stack for stack in stacks if not _is_column(stack)):
        # The last characters of a paragraph (る。) are too few to be known by themselves.
        if any(_stand_together(stack, column) and stack[0].box[1] < column[-1].box[3] for column in columns):
            columns.append(stack)
    taken = {id(glyph) for column in columns for unit in column for glyph in members[id(unit)]}
    return [glyph for glyph in glyphs if id(glyph) not in taken], _cut_blocks(columns)


def _to_unit(run: tuple[Glyph, ...]) -> tuple[Glyph, tuple[Glyph, ...]]:
    """See a short run as one character of a vertical line: 12 in 12月."""
    box = surround([glyph.box for glyph in run])
    return replace(run[0], text="".join(glyph.text for glyph in run), box=box), run


def _cut_stacks(units: list[Glyph]) -> list[list[Glyph]]:
    """Group units under the same x, then where one does not touch the next."""
    stacks: list[list[Glyph]] = []
    lanes: list[list[Glyph]] = []
    for unit in sorted(units, key=lambda unit: centre(unit.box)[0]):
        if not lanes or centre(unit.box)[0] - centre(lanes[-1][0].box)[0] > 0.45 * unit.size:
            lanes.append([])
        lanes[-1].append(unit)
    for lane in lanes:
        lane.sort(key=lambda unit: unit.box[1])
        stacks.append([lane[0]])
        for before, after in pairwise(lane):
            if centre(after.box)[1] - centre(before.box)[1] > 1.3 * max(before.size, after.size):
                stacks.append([])
            stacks[-1].append(after)
    return stacks


def _is_column(stack: list[Glyph]) -> bool:
    """Three or more, most of them letters: marks and figures under each other are a column of a table."""
    n_letters = sum(unit.is_japanese for unit in stack)
    return len(stack) >= 3 and (2 * n_letters > len(stack) or not all(unit.is_upright for unit in stack))


def _stand_together(one: list[Glyph], other: list[Glyph]) -> bool:
    a, b = surround([unit.box for unit in one]), surround([unit.box for unit in other])
    size = max(one[0].size, other[0].size)
    is_beside = max(a[0], b[0]) - min(a[2], b[2]) < 2.5 * size
    return is_beside and a[1] < b[3] + 3 * size and b[1] < a[3] + 3 * size


def _cut_blocks(columns: list[list[Glyph]]) -> list[tuple[Box, list[Line]]]:
    blocks: list[list[list[Glyph]]] = []
    for column in sorted(columns, key=lambda column: (-centre(column[0].box)[0], column[0].box[1])):
        home = next((block for block in blocks if any(_stand_together(column, other) for other in block)), None)
        if home is None:
            blocks.append([column])
        else:
            home.append(column)
    return [_to_block(block) for block in blocks]


def _to_block(columns: list[list[Glyph]]) -> tuple[Box, list[Line]]:
    """Write the columns of a block as lines; pieces of one column, parted by a space, become one line."""
    box = surround([unit.box for column in columns for unit in column])
    lanes: list[list[Glyph]] = []
    for column in columns:
        is_same = lanes and abs(centre(lanes[-1][0].box)[0] - centre(column[0].box)[0]) < 0.45 * column[0].size
        lanes[-1:] = [[*lanes[-1], *column]] if is_same else [*lanes[-1:], column]
    lines = []
    for lane in reversed(lanes) if columns[0][0].rises else lanes:
        if all(unit.rises for unit in lane):
            lane.reverse()
        indent = "\u3000" if 0.7 < (lane[0].box[1] - box[1]) / lane[0].size < 1.5 else ""
        lines.append(Line(indent + _join_units(lane), surround([unit.box for unit in lane]), lane[0].size))
    return box, lines


def _join_units(lane: list[Glyph]) -> str:
    text = lane[0].text
    for before, after in pairwise(lane):
        gap = max(after.box[1] - before.box[3], before.box[1] - after.box[3])
        text += (" " if gap > (0.7 if after.is_upright else 0.15) * after.size else "") + after.text
    return text
