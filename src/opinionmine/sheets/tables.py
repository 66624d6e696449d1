"""One table of a sheet: the layout that recognises it, and what it adds to the goals."""

from __future__ import annotations

import re
from dataclasses import replace

from opinionmine.errors import NotThisLayout
from opinionmine.japanese.years import find_fiscal_year
from opinionmine.plugins import gather
from opinionmine.records import ParseIssue
from opinionmine.sheets.found import Context, Found
from opinionmine.sheets.grids import Grid
from opinionmine.sheets.layouts.grades_as_columns import with_change
from opinionmine.sheets.lines import Line


def read_table(grid: Grid, above: list[Line], context: Context) -> tuple[str, Found]:
    """Offer a table to the layouts, in order.

    Parameters
    ----------
    above : list of Line
        The lines right above it: （参考）令和５年度の評価 says that it holds an earlier year.

    Returns
    -------
    layout, found : str, Found
        `layout` is empty where none recognises the table; its cells are then set aside, and an issue says so.
    """
    for name, read in gather("layouts").items():
        if context.guide.layout and name != context.guide.layout:
            continue
        try:
            found = read(grid, context)
        except NotThisLayout:
            continue
        if (year := _year_above(above, context)) is not None:
            _as_earlier(found, year)
        return name, found
    return "", _set_aside(grid)


def merge_table(found: Found, grid: Grid, context: Context, merged: Found) -> None:
    """Add what a table holds to what is known; the scale it prints holds from there on."""
    if (
        found.scale
        and found.scale != context.scale
        and len(found.scale) >= len(context.scale)
        and not context.guide.scale
    ):
        if context.scale and not set(context.scale) <= set(found.scale):
            shown = " / ".join(" ".join(scale) for scale in (context.scale, found.scale))
            merged.issues.append(ParseIssue("scales_differ", f"Different scales are printed: {shown}.", grid.locator))
        context.scale = found.scale
    for goal in found.goals:
        target = merged.goal(goal.head, goal.locator)
        target.ratings += goal.ratings
        target.earlier += goal.earlier
        if goal.earlier and not goal.ratings and context.fiscal_year:
            target.ratings = [with_change(rating, target.earlier, context.fiscal_year) for rating in target.ratings]
    merged.totals += found.totals
    merged.projects += found.projects
    merged.pieces += found.pieces
    merged.issues += found.issues


def _set_aside(grid: Grid) -> Found:
    found = Found()
    found.take_rows(grid.rows, "table")
    shown = "、".join(cell.text.strip() for cell in grid.rows[0] if cell.text.strip())[:60]
    message = (
        f"A table of {len(grid.rows)} rows, 「{shown}」, is no table of ratings or opinions that is known; it was set aside. "
        "Teach its columns with --layout (この表は読みませんでした)."
    )
    found.issues.append(ParseIssue("table_not_read", message, grid.locator))
    return found


def _year_above(above: list[Line], context: Context) -> int | None:
    """The earlier fiscal year that a line above names, nearest first."""
    for line in reversed(above):
        if "年度" in line.printed.text and len(line.printed.bare) <= 30:
            year = find_fiscal_year(line.printed.bare)
            is_past = year is not None and context.fiscal_year is not None and year < context.fiscal_year
            return year if is_past and re.search("参考|前年度|の評価|の結果|実績", line.printed.text) else None
    return None


def _as_earlier(found: Found, year: int) -> None:
    """The ratings of a table of an earlier year."""
    for goal in found.goals:
        goal.earlier += [
            replace(rating, fiscal_year=year, change=None)
            for rating in goal.ratings
            if rating.count or not rating.project
        ]
        goal.ratings = []
    found.totals = []
