"""One mark for each measure or goal: a project list, or a grid of goals and years.

::

    施策　　　　　　　　事業名　　　　前年度　今年度　委員意見
    １－１ 相談しやすい　出張相談会　　○　　　◎　　　日曜にも開いてほしい。
"""

from __future__ import annotations

import re

from opinionmine.errors import NotThisLayout
from opinionmine.records import Locator, ParseIssue, Project, Rating
from opinionmine.sheets.columns import Column, Header, read_header
from opinionmine.sheets.found import Context, Found, Remark
from opinionmine.sheets.goals import NO_GOAL
from opinionmine.sheets.grids import Grid
from opinionmine.sheets.layouts.remarks import read_remarks, take_fields
from opinionmine.sheets.marks import canonical_mark, is_mark, is_not_rated, order_marks
from opinionmine.sheets.printed import Printed
from opinionmine.sheets.rows import RowReader

# ○→◎: corrected, or from last year to this one; either way the second holds now.
_NEW = re.compile(r"\(?新規\)?\s*|\(?新\)\s*")
_ARROW = re.compile(r"(\S{1,6}?)\s*(?:→|⇒|➡|⇨)\s*(\S{1,6})")


def read(grid: Grid, context: Context) -> Found:
    """Read marks, one a line; a merged mark holds for every line it spans, a merged opinion is one opinion.

    Raises
    ------
    NotThisLayout
        If no column holds marks.
    """
    header = read_header(grid, context.scale, context.guide.columns)
    if not header.having("mark"):
        raise NotThisLayout("no column of marks such as ◎, A or 順調")
    found = Found()
    body = grid.rows[header.n_rows :]
    scale = context.scale or _infer_scale(body, header, found)
    if not scale:
        raise NotThisLayout("no column of marks of one family")
    found.scale = scale
    found.take_rows(grid.rows[: header.n_rows], "scale")
    rows = RowReader(header, context, found, body=grid.rows[header.n_rows :])
    columns = _current(header, context)
    remarks: dict[str, Remark] = {}
    for row in body:
        _read_row(row, header, rows, columns, scale, found, remarks)
    return found


def _infer_scale(body: tuple[tuple[Printed, ...], ...], header: Header, found: Found) -> tuple[str, ...]:
    """Without a legend the marks are put in their usual order, and the sheet's reader is told."""
    marks = {canonical_mark(row[i].text) for row in body for i in header.having("mark") if is_mark(row[i].text)}
    scale = order_marks(marks)
    if scale:
        place = next((row[i].locator for row in body for i in header.having("mark") if row[i].stretches), Locator())
        message = f"No legend explains the marks; {' '.join(scale)} were taken as best to worst, as is usual."
        found.issues.append(ParseIssue("scale_inferred", message, place))
    return scale


def _current(header: Header, context: Context) -> dict[int, tuple[Column, int | None, list[int]]]:
    """Mark columns of the reported year, with the column of last year by the same actor and those of earlier years."""
    places = header.having("mark")
    years = [y for i in places if (y := header.columns[i].year) is not None and y > 0]
    usable = [y for y in years if context.fiscal_year is None or y <= context.fiscal_year]
    this_year = max(usable, default=None)
    current = {}
    for i in places:
        column = header.columns[i]
        if column.year == -1 or (column.year is not None and column.year != this_year):
            continue
        own = [k for k in places if k != i and header.columns[k].actor == column.actor]
        last = [
            k
            for k in own
            if header.columns[k].year == -1 or (this_year is not None and header.columns[k].year == this_year - 1)
        ]
        older = [
            k
            for k in own
            if (y := header.columns[k].year) is not None and y > 0 and k not in last and this_year and y < this_year
        ]
        current[i] = (column, last[0] if last else None, older)
    return current


def _read_row(
    row: tuple[Printed, ...],
    header: Header,
    rows: RowReader,
    columns: dict[int, tuple[Column, int | None, list[int]]],
    scale: tuple[str, ...],
    found: Found,
    remarks: dict[str, Remark],
) -> None:
    marks = header.having("mark")
    label = rows.read(row, any(row[i].text.strip() for i in range(len(row)) if i not in rows.places))
    goal = label.goal or NO_GOAL
    name = label.project
    own = next((row[i] for i in rows.places if row[i].stretches), None)
    if label.kind != "data":
        for i in range(len(row)):
            if i not in rows.places:
                found.take(row[i], "total" if label.kind == "total" else "field", goal.goal_id)
        return
    fields = take_fields(row, header, found, goal.goal_id)
    if not name and rows.places and header.columns[rows.places[-1]].role == "number":
        name = row[rows.places[-1]].text.strip()
    if name and own is not None:
        found.projects.append(Project(name, goal.goal_id if label.goal else None, fields, own.locator))
    target = found.goal(goal, (own or row[0]).locator)
    for i, (column, last, older) in columns.items():
        mark, cell, before = _mark(row[i], column, name, scale, found)
        if last is not None:
            before = canonical_mark(row[last].text)
        place = cell.locator if cell.stretches else (own or cell).locator
        actor = column.actor or label.actor
        if mark:
            change = None if before not in scale else int(before != mark)
            target.ratings.append(Rating(actor, mark, 1, change, place, project=name))
        if before in scale and before != mark:
            where = row[last].locator if last is not None and row[last].stretches else place
            target.ratings.append(Rating(actor, before, 0, -1, where, project=name))
        for k in (*older, *([last] if last is not None else [])):
            grade, year = canonical_mark(row[k].text), header.columns[k].year
            if grade in scale and year is not None and year > 0:
                target.earlier.append(Rating(actor, grade, 1, None, row[k].locator, project=name, fiscal_year=year))
    for i in marks:
        found.take(row[i], "rating", goal.goal_id)
    for i in header.having("grade", "total", "change", "share", "year"):
        found.take(row[i], "field", goal.goal_id)
    read_remarks(row, header, goal.goal_id if label.goal else None, name, found, remarks)


def _mark(cell: Printed, column: Column, name: str, scale: tuple[str, ...], found: Found) -> tuple[str, Printed, str]:
    """The grade of a cell, and last year's where an arrow leads from it; what may be a grade is an issue and no guess."""
    mark = _NEW.sub("", canonical_mark(cell.text))
    arrow = _ARROW.fullmatch(mark)
    sides = [canonical_mark(side) for side in arrow.groups()] if arrow else []
    if sides and all(side in scale or is_not_rated(side) for side in sides):
        says_years = re.search(r"→|⇒", column.name)
        if cell.stretches and not says_years:
            message = f"「{mark}」{f' of {name}' if name else ''} was read as {sides[1]}, the mark behind the arrow."
            found.issues.append(ParseIssue("mark_arrow", message, cell.locator))
        return (sides[1] if sides[1] in scale else ""), cell, sides[0]
    if mark in scale or is_not_rated(mark):
        return (mark if mark in scale else ""), cell, ""
    if cell.stretches:
        message = (
            f"「{cell.text.strip()[:20]}」 under {column.name}{f' of {name}' if name else ''} is not one of {' '.join(scale)}; no rating "
            "was read (評価を読み取れません)."
        )
        found.issues.append(ParseIssue("mark_unsure", message, cell.locator))
    return "", cell, ""
