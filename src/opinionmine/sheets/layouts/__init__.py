"""One module for each family of tables; each offers `read(grid, context) -> Found` or raises `NotThisLayout`."""

from __future__ import annotations

from collections.abc import Callable

from opinionmine.sheets.found import Context, Found
from opinionmine.sheets.grids import Grid
from opinionmine.sheets.layouts import grades_as_columns, grades_as_rows, marks_by_line, remarks

Layout = Callable[[Grid, Context], Found]

LAYOUTS: dict[str, Layout] = {
    "grades_as_rows": grades_as_rows.read,
    "grades_as_columns": grades_as_columns.read,
    "marks_by_line": marks_by_line.read,
    "remarks": remarks.read,
}
