"""Tables whose cells cover several places."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from opinionmine.records import Cell, Locator, TableBlock

# What one place of a table takes in memory at least, be it empty or not.
BYTES_A_CELL = 100

# Text of a cell, and row and place of the first cell of the merged area it belongs to.
GridCell = tuple[str, int, int]


def build_table(grid: list[list[GridCell]], locate: Callable[[str], Locator]) -> TableBlock:
    """Turn a grid into a table: every cell is located once, in reading order; the rest of a merged area repeats its first cell."""
    width = max(map(len, grid))
    rows: list[list[Cell]] = []
    for at, given in enumerate(grid):
        rows.append([])
        for place in range(width):
            text, top, left = given[place] if place < len(given) else ("", at, place)
            is_first = (top, left) == (at, place)
            rows[at].append(Cell(text, locate(text)) if is_first else replace(rows[top][left], repeats=True))
    return TableBlock(tuple(map(tuple, rows)), rows[0][0].locator)
