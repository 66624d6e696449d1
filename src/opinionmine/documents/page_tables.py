"""Ruled tables of a PDF page, found by pdfplumber: their grids, before any text is read."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from opinionmine.documents.page_axes import find_shift
from opinionmine.documents.page_glyphs import Box, surround
from opinionmine.records import Locator, ParseIssue

# Five lines of two points make the smallest table, two cells beside each other; less is a rule under a heading.
_MIN_SEGMENTS = 8
# Above this, finding tables takes minutes: a map or a chart, not a table.
_MAX_SEGMENTS = 20_000
_MAX_GLYPHS = 50_000
# Printed from a browser, rules stop up to this many points before the last upright of their table.
_SETTINGS: dict[str, Any] = {"intersection_x_tolerance": 6}


@dataclass(frozen=True)
class Grid:
    """A ruled table before its text is read.

    Attributes
    ----------
    xs, ys : tuple of float
        Edges of its columns and rows, ascending.
    owners : dict of (row, column) -> Box
        The cell that covers each slot; a merged cell covers several.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    owners: dict[tuple[int, int], Box]

    @property
    def box(self) -> Box:
        """Box around the whole table."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def find(self, x: float, y: float) -> Box | None:
        """Cell at a point."""
        cell = self.owners.get((bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1))
        return cell if cell and cell[0] <= x <= cell[2] and cell[1] <= y <= cell[3] else None


def find_grids(
    page: Any, number: int, n_glyphs: int, open_drawings: Callable[[], Any]
) -> tuple[list[Grid], list[ParseIssue]]:
    """Find the ruled tables of a page; where that would take too long or fails, say so."""
    from pypdfium2 import raw

    n_segments = 0
    for path in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=5):
        n_segments += max(raw.FPDFPath_CountSegments(path), 1)
        if n_segments > _MAX_SEGMENTS:
            break
    if n_segments < _MIN_SEGMENTS:
        return [], []
    problem = "its drawings are too many to look for tables in"
    if n_segments <= _MAX_SEGMENTS and n_glyphs <= _MAX_GLYPHS:
        try:
            return _find_ruled_tables(page, open_drawings().pages[number - 1]), []
        # The parser below pdfplumber raises whatever a damaged file makes it stumble over.
        except Exception as error:
            problem = f"looking for tables failed ({type(error).__name__})"
    message = f"page {number} is given as lines only: {problem} (この頁の表は行として読みました)"
    return [], [ParseIssue("no_tables", message, Locator(page=number))]


def _find_ruled_tables(page: Any, drawn: Any) -> list[Grid]:
    right, down = find_shift(page, drawn)
    finder = drawn.debug_tablefinder(_SETTINGS)
    if sides := _close_sides(finder.edges):
        finder = drawn.debug_tablefinder({**_SETTINGS, "explicit_vertical_lines": sides})
    tables = [
        [(x0 + right, top + down, x1 + right, bottom + down) for x0, top, x1, bottom in table.cells]
        for table in finder.tables
    ]
    # Frees what it keeps of the page; a report may have hundreds.
    drawn.close()
    return [_to_grid(cells) for cells in sorted(tables, key=surround) if len(cells) > 1]


def _close_sides(edges: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Draw the left and right edge of tables that are open there, as many statistics are printed.

    Two rules of one length are the top and bottom of a row where a vertical line between their ends joins them.
    """
    rules = sorted((edge for edge in edges if edge["orientation"] == "h"), key=lambda edge: (edge["top"], edge["x0"]))
    uprights = [edge for edge in edges if edge["orientation"] == "v"]
    sides = []
    for position, upper in enumerate(rules):
        x0, x1, top = upper["x0"], upper["x1"], upper["top"]
        same = (rule for rule in rules[position + 1 :] if abs(rule["x0"] - x0) < 3 and abs(rule["x1"] - x1) < 3)
        bottom = next((rule["top"] for rule in same if rule["top"] - top > 3), None)
        if bottom is None:
            continue
        joining = [edge["x0"] for edge in uprights if edge["top"] < top + 3 and edge["bottom"] > bottom - 3]
        if any(x0 + 3 < x < x1 - 3 for x in joining):
            side = {"object_type": "line", "orientation": "v", "top": top, "bottom": bottom, "height": bottom - top}
            sides += [{**side, "x0": end, "x1": end} for end in (x0, x1) if all(abs(x - end) > 3 for x in joining)]
    return sides


def _to_grid(cells: list[Box]) -> Grid:
    """Lay cells on a grid; a column or row in which no cell begins adds nothing and is left out."""
    xs = (*sorted({cell[0] for cell in cells}), max(cell[2] for cell in cells))
    ys = (*sorted({cell[1] for cell in cells}), max(cell[3] for cell in cells))
    owners = {
        (i, j): cell
        for cell in cells
        for i, y in enumerate(ys[:-1])
        if cell[1] <= y < cell[3]
        for j, x in enumerate(xs[:-1])
        if cell[0] <= x < cell[2]
    }
    return Grid(xs, ys, owners)
