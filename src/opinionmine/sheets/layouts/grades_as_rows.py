"""Counts with one row for each grade; columns are years, actors or 件数 and 構成比.

::

    評価　令和３年度　令和４年度　令和５年度　構成比
    S　　　　　2　　　　　 3　　　　　 6　　30.0％
    A　　　　　9　　　　　10　　　　　 9　　45.0％
    計　　　　21　　　　　21　　　　　20　 100.0％
"""

from __future__ import annotations

import re

from opinionmine.errors import NotThisLayout
from opinionmine.records import PrintedTotal, Rating
from opinionmine.sheets.columns import Column, Header, read_header
from opinionmine.sheets.found import Context, Found
from opinionmine.sheets.goals import GoalHead
from opinionmine.sheets.grids import Grid
from opinionmine.sheets.marks import canonical_mark, is_mark, is_scale, read_change, read_count
from opinionmine.sheets.printed import Printed

_NO_GOAL = GoalHead("-", "", 0, 0)
_TOTAL = re.compile(r"(?:合|総)?計|総数|合計")


def read(grid: Grid, context: Context) -> Found:
    """Read counts by grade, this year's and earlier ones.

    Raises
    ------
    NotThisLayout
        If the first column is not a list of grades, best first.
    """
    at, first, marks = _find_grades(grid)
    if len(marks) < 2 or not (is_scale(marks) or set(marks) <= set(context.scale)):
        raise NotThisLayout("no column that lists the grades from best to worst")
    header = read_header(grid, context.scale, context.guide.columns)
    columns = {i: column for i, column in enumerate(header.columns) if i > at}
    years = sorted({c.year for c in columns.values() if c.role == "year" and c.year is not None and c.year > 0})
    this_year = max((y for y in years if context.fiscal_year is None or y <= context.fiscal_year), default=None)
    if not any(_is_counted(grid, i, first) for i in columns):
        raise NotThisLayout("no counts beside the grades")
    found = Found(scale=tuple(marks))
    goal = context.goal or _NO_GOAL
    for row in grid.rows[:first]:
        for cell in row:
            found.take(cell, "scale")
    for row in grid.rows[first:]:
        _read_row(row, at, columns, this_year, goal, context, found)
    return found


def _find_grades(grid: Grid) -> tuple[int, int, list[str]]:
    """Column, first row and marks of the list of grades."""
    for at in range(min(2, grid.n_columns)):
        rows = [r for r, row in enumerate(grid.rows) if is_mark(row[at].text)]
        if len(rows) >= 2 and rows == list(range(rows[0], rows[-1] + 1)):
            return at, rows[0], [canonical_mark(grid.rows[r][at].text) for r in rows]
    return 0, 0, []


def _is_counted(grid: Grid, i: int, first: int) -> bool:
    cells = [row[i] for row in grid.rows[first:] if row[i].text.strip()]
    return bool(cells) and sum(read_count(cell.text) is not None for cell in cells) >= 0.6 * len(cells)


def _read_row(
    row: tuple[Printed, ...], at: int, columns: dict[int, Column], this_year: int | None, goal: GoalHead, context: Context, found: Found
) -> None:
    grade = canonical_mark(row[at].text)
    is_total = bool(_TOTAL.fullmatch(grade.replace(" ", "")))
    for cell in row[: at + 1]:
        found.take(cell, "total" if is_total else "scale")
    target = found.goal(goal, row[at].locator)
    for i, column in columns.items():
        cell = row[i]
        count = read_count(cell.text)
        is_rated = count is not None and column.role not in ("share", "change", "previous") and (is_total or is_mark(grade))
        found.take(cell, "total" if is_total else "rating", goal.goal_id)
        if not is_rated or count is None:
            continue
        is_now = column.role != "year" or column.year == this_year
        actor = _actor(column) or context.actor
        if is_total or column.role == "total":
            if is_now:
                found.totals.append(
                    PrintedTotal((goal.goal_id,) if context.goal else (), None if column.role == "total" else actor or None, None if is_total else grade, count.count, cell.locator)
                )
        elif is_now:
            change = count.change if count.change is not None else _change(row, columns, this_year, count.count, count.bracket, context)
            target.ratings.append(Rating(actor, grade, count.count, change, cell.locator))
        else:
            target.earlier.append(Rating(actor, grade, count.count, None, cell.locator, fiscal_year=column.year))


def _actor(column: Column) -> str:
    """市 over a column of counts is an actor; 件数 and 令和５年度 are not."""
    if column.role in ("year", "total", "weight"):
        return column.actor
    name = column.name.split("/")[-1]
    return "" if re.search(r"件数|取組|事業|項目|年度|数$", name) else name


def _change(row: tuple[Printed, ...], columns: dict[int, Column], this_year: int | None, count: int, bracket: int | None, context: Context) -> int | None:
    """Against the column of last year, of 増減, or the bracket as the sheet explains it."""
    for i, column in columns.items():
        before = read_count(row[i].text)
        if before and (column.role == "previous" or (column.role == "year" and this_year is not None and column.year in (this_year - 1, -1))):
            return count - before.count
        if column.role == "change":
            change = read_change(row[i].text)
            return change if change is not None else before.count if before else None
    if bracket is not None and context.bracket:
        return count - bracket if context.bracket == "previous" else bracket
    return None
