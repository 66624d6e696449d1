"""Counts with one row for each grade; columns are years, actors or 件数 and 構成比.

::

    評価　令和３年度　令和４年度　令和５年度　構成比
    S　　　　　2　　　　　 3　　　　　 6　　30.0％
    A　　　　　9　　　　　10　　　　　 9　　45.0％
    計　　　　21　　　　　21　　　　　20　 100.0％
"""

from __future__ import annotations

import re
from dataclasses import replace

from opinionmine.errors import NotThisLayout
from opinionmine.records import PrintedTotal, Rating
from opinionmine.sheets.columns import Column, Header, read_header
from opinionmine.sheets.found import Context, Found
from opinionmine.sheets.goals import NO_GOAL, GoalHead, read_goal
from opinionmine.sheets.grids import Grid
from opinionmine.sheets.marks import Count, canonical_mark, is_mark, is_not_rated, is_scale, read_change, read_count
from opinionmine.sheets.printed import Printed
from opinionmine.sheets.rows import RowReader

_TOTAL = re.compile(r"(?:合|総)?計|総数|合計")
# 前年度比 under 項目数: a row of changes below the counts.
_CHANGED = re.compile(r"増減|前年度?比|対前年|前年度?との差")
_ASIDE = re.compile(r"平均|前年|構成比|割合|比率|得点")
_BESIDE = re.compile(rf"{_TOTAL.pattern}|.{{0,6}}(?:{_CHANGED.pattern}|{_ASIDE.pattern}).{{0,4}}")
_OVERALL = re.compile(r"^(?:全体|合計|総計|計)(?:/|$)")


def read(grid: Grid, context: Context) -> Found:
    """Read counts by grade, this year's and earlier ones; columns may also be goals.

    Raises
    ------
    NotThisLayout
        If no column is a list of grades, best first, with counts beside it.
    """
    at, first, marks = _find_grades(grid, context)
    if len(marks) < 2 or not (is_scale(marks) or marks == [mark for mark in context.scale if mark in marks]):
        raise NotThisLayout("no column that lists the grades from best to worst")
    header = read_header(grid, context.scale, context.guide.columns, n_rows=first)
    columns = {i: column for i, column in enumerate(header.columns) if i > at}
    years = sorted({c.year for c in columns.values() if c.role == "year" and c.year is not None and c.year > 0})
    this_year = max((y for y in years if context.fiscal_year is None or y <= context.fiscal_year), default=None)
    if not any(_is_counted(grid, i, first) for i in columns):
        raise NotThisLayout("no counts beside the grades")
    found = Found(scale=tuple(marks))
    found.take_rows(grid.rows[:first], "scale")
    labels = Header(first, tuple(Column("goal", c.name) for c in header.columns[:at]))
    rows = RowReader(labels, context, found)
    values = min((i for i in columns if _is_counted(grid, i, first)), default=at + 1)
    reader = _Rows(grid, at, first, columns, this_year, context, found)
    for row in grid.rows[first:]:
        label = rows.read(row[:at], True) if at else None
        if _CHANGED.search(_bare(row[at])):
            reader.read_change_row(row)
            continue
        if _ASIDE.search(_bare(row[at])):
            found.take_rows([row], "total")
            continue
        if any(_CHANGED.search(_bare(cell)) for cell in row[at + 1 : values]) and not row[at].text.strip():
            reader.read_change_row(row)
            continue
        reader.actor = (label.actor if label else "") or context.actor
        reader.read(
            row, (label.goal if label and label.kind == "data" else None), label is not None and label.kind == "total"
        )
    return found


def _find_grades(grid: Grid, context: Context) -> tuple[int, int, list[str]]:
    """Column, first row and marks of the list of grades; it may come again for each goal, with 計 between."""
    for at in range(min(3, grid.n_columns - 1)):
        rows = [r for r, row in enumerate(grid.rows) if is_mark(row[at].text, context.scale)]
        if len(rows) < 2:
            continue
        filled = [r for r in range(rows[0], len(grid.rows)) if grid.rows[r][at].text.strip()]
        others = [
            r
            for r in filled
            if r not in rows
            and not _BESIDE.fullmatch(_bare(grid.rows[r][at]))
            and not is_not_rated(grid.rows[r][at].text)
        ]
        if others:
            continue
        listed = [canonical_mark(grid.rows[r][at].text) for r in rows]
        marks = list(dict.fromkeys(listed))
        if listed == marks * (len(listed) // len(marks)):  # marks of single measures follow no order
            return at, rows[0], marks
    return 0, 0, []


def _bare(cell: Printed) -> str:
    return re.sub(r"\s", "", cell.bare)


def _is_counted(grid: Grid, i: int, first: int) -> bool:
    cells = [row[i] for row in grid.rows[first:] if row[i].text.strip()]
    return bool(cells) and sum(read_count(cell.text) is not None for cell in cells) >= 0.6 * len(cells)


class _Rows:
    """The rows of one table: a grade, and its count for each column."""

    def __init__(
        self,
        grid: Grid,
        at: int,
        first: int,
        columns: dict[int, Column],
        this_year: int | None,
        context: Context,
        found: Found,
    ) -> None:
        self.at, self.columns, self.this_year, self.context, self.found = at, columns, this_year, context, found
        self.actor = context.actor
        self.last: dict[int, int] = {}
        self.goals = {i: goal for i in columns if (goal := _goal_of(grid, first, i, context))}
        for i, goal in self.goals.items():
            found.goal(goal, grid.rows[0][i].locator)

    def read_change_row(self, row: tuple[Printed, ...]) -> None:
        """Give the counts of the row above their changes."""
        for i, place in self.last.items():
            head = self.goals.get(i) or self.context.goal or NO_GOAL
            target = self.found.goal(head, row[i].locator)
            target.ratings[place] = replace(target.ratings[place], change=_change_in(row[i]))
        self.found.take_rows([row[self.at :]], "rating")

    def read(self, row: tuple[Printed, ...], goal: GoalHead | None, is_sum: bool) -> None:
        """Read one row; `is_sum` says that it stands under 合計 and not under a goal."""
        grade = canonical_mark(row[self.at].text)
        is_total = bool(_TOTAL.fullmatch(grade.replace(" ", ""))) or is_sum or self.context.is_overall
        self.found.take(row[self.at], "total" if is_total else "scale")
        self.last = {}
        for i, column in self.columns.items():
            cell = row[i]
            head = self.goals.get(i) or goal or self.context.goal or NO_GOAL
            self.found.take(cell, "total" if is_total else "rating", head.goal_id)
            count = read_count(cell.text)
            if (
                count is None
                or column.role in ("share", "change", "previous")
                or re.search("平均|割合|率", column.name)
            ):
                continue
            if is_total or column.role == "total" or _OVERALL.search(column.name):
                self._add_total(cell, column, head, grade, count.count, is_sum)
            elif is_mark(grade, self.context.scale) or is_mark(grade):
                self._add(row, cell, i, column, head, grade, count)

    def _add(
        self, row: tuple[Printed, ...], cell: Printed, i: int, column: Column, head: GoalHead, grade: str, count: Count
    ) -> None:
        actor = ("" if i in self.goals else _actor(column)) or self.actor
        target = self.found.goal(head, cell.locator)
        if column.role != "year" or column.year == self.this_year:
            change = count.change if count.change is not None else self._change(row, i, count)
            target.ratings.append(Rating(actor, grade, count.count, change, cell.locator))
            self.last[i] = len(target.ratings) - 1
        else:
            target.earlier.append(Rating(actor, grade, count.count, None, cell.locator, fiscal_year=column.year))

    def _add_total(self, cell: Printed, column: Column, head: GoalHead, grade: str, count: int, is_sum: bool) -> None:
        if column.role == "year" and column.year != self.this_year:
            return
        goals = (
            ()
            if _OVERALL.search(column.name)
            or is_sum
            or self.context.is_overall
            or head is NO_GOAL
            or (column.role == "total" and self.goals)
            else (head.goal_id,)
        )
        printed = None if _TOTAL.fullmatch(grade.replace(" ", "")) else grade
        actor = (self.context.actor or column.actor) if column.role == "total" or self.goals else _actor(column)
        self.found.totals.append(PrintedTotal(goals, actor or self.context.actor or None, printed, count, cell.locator))

    def _change(self, row: tuple[Printed, ...], i: int, count: Count) -> int | None:
        """Against the column of last year under the same goal, against 増減, or the bracket as the sheet explains it."""
        own = {k: c for k, c in self.columns.items() if self.goals.get(k) == self.goals.get(i)}
        for k, column in own.items():
            before = read_count(row[k].text)
            is_last = column.role == "previous" or (
                column.role == "year" and self.this_year is not None and column.year in (self.this_year - 1, -1)
            )
            if before and is_last:
                return count.count - before.count
        for k, column in own.items():
            if column.role == "change":
                return _change_in(row[k])
        return self.context.change_by_bracket(count)


def _change_in(cell: Printed) -> int | None:
    """A signed change; a plain 3 in a row or column 増減 is +3."""
    change, plain = read_change(cell.text), read_count(cell.text)
    return change if change is not None else plain.count if plain else None


def _goal_of(grid: Grid, first: int, i: int, context: Context) -> GoalHead | None:
    """基本目標１ or 1-1 over a column."""
    for row in reversed(grid.rows[:first]):
        text = row[i].text.strip()
        if re.fullmatch(r"\d+", row[i].bare):
            continue
        if text and (goal := read_goal(text, is_cell=True) or read_goal(text + " x", is_cell=True)):
            return GoalHead(goal.goal_id, "" if goal.title == "x" else goal.title, 0, 0)
    return None


def _actor(column: Column) -> str:
    """市 over a column of counts is an actor; 件数 and 令和５年度 are not."""
    if column.role in ("year", "total", "weight"):
        return column.actor
    name = column.name.split("/")[-1]
    return "" if re.search(r"件数|取組|事業|項目|年度|数$|全体|計$", name) else name
