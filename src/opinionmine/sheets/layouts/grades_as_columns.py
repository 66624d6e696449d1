"""Counts with one column for each grade; rows are goals, actors or both, and actors may stand over groups of columns.

::

    行政　　　　　　　　　地域
    目標　　　　　　　　　　◎　○　△　×　増減　　◎　○　△　×　増減
    １－１ 関心を高める　　　7　 9　 1　 0　＋１　　11　9　3　1　＋３
    合計　　　　　　　　　　38　49　 7　 2　＋２　　67　62　23　11　＋12
"""

from __future__ import annotations

import re
from dataclasses import replace

from opinionmine.errors import NotThisLayout
from opinionmine.records import ParseIssue, PrintedTotal, Rating
from opinionmine.sheets.columns import Column, Header, read_header
from opinionmine.sheets.found import Context, Found
from opinionmine.sheets.goals import NO_GOAL, GoalHead
from opinionmine.sheets.grids import BLANK, Grid
from opinionmine.sheets.marks import Count, canonical_mark, is_not_rated, is_scale, read_change, read_count
from opinionmine.sheets.printed import Printed
from opinionmine.sheets.rows import RowLabel, RowReader


def read(grid: Grid, context: Context) -> Found:
    """Read counts by grade.

    Raises
    ------
    NotThisLayout
        If no two columns are headed by grades with counts below them.
    """
    header = read_header(grid, context.scale, context.guide.columns)
    grades = header.having("grade")
    scale = tuple(dict.fromkeys(header.columns[i].grade for i in grades))
    if len(scale) < 2 or not (is_scale(list(scale)) or set(scale) <= set(context.scale)):
        raise NotThisLayout("no columns headed by grades (◎ ○ △ ×, A B C …) with counts below them")
    rater = header.columns[0].name.split("/")[-1] if header.columns else ""
    if re.fullmatch(r".{1,8}評価", rater) and not context.actor:
        context = replace(context, actor=rater)  # 審議会評価 over the names of the goals says whose figures these are
    found = Found(scale=scale)
    found.take_rows(grid.rows[: header.n_rows], "scale")
    rows = RowReader(header, context, found, body=grid.rows[header.n_rows :])
    for row in grid.rows[header.n_rows :]:
        _read_row(row, header, rows, context, found)
    for goal in found.goals:
        goal.ratings = [with_change(rating, goal.earlier, context.fiscal_year) for rating in goal.ratings]
    return found


def _read_earlier(cell: Printed, column: Column, label: RowLabel, found: Found) -> None:
    goal, count = label.goal or NO_GOAL, read_count(cell.text)
    if count is not None:
        actor = column.actor or label.actor
        found.goal(goal, cell.locator).earlier.append(
            Rating(actor, column.grade, count.count, None, cell.locator, fiscal_year=label.year)
        )
    found.take(cell, "rating", goal.goal_id)


def with_change(rating: Rating, earlier: list[Rating], fiscal_year: int | None) -> Rating:
    """Against the row of last year, where the cell prints no change itself."""
    if rating.change is not None or fiscal_year is None:
        return rating
    same = (r for r in earlier if (r.actor, r.grade, r.fiscal_year) == (rating.actor, rating.grade, fiscal_year - 1))
    before = next(same, None)
    return replace(rating, change=rating.count - before.count) if before else rating


def _read_row(row: tuple[Printed, ...], header: Header, rows: RowReader, context: Context, found: Found) -> None:
    names = {row[i].text for i in rows.places if row[i].text.strip() and read_count(row[i].text) is None}
    # A goal merged over all columns repeats its title in each of them: that is no figure.
    row = tuple(
        cell if cell.stretches or cell.text not in names or i in rows.places else BLANK for i, cell in enumerate(row)
    )
    figures = [i for i in header.having("grade", "total", "change", "share", "year") if row[i].text.strip()]
    if _is_header_again(row, header):
        found.take_rows([row], "scale")
        return
    label = rows.read(row, bool(figures))
    for i, cell in enumerate(row):
        if i in rows.places or not cell.text.strip():
            continue
        column = header.columns[i]
        if label.kind == "earlier" and column.role == "grade":
            _read_earlier(cell, column, label, found)
        elif label.kind == "data" and column.role == "grade":
            _read_cell(cell, column, row, header, label, context, found)
        elif column.role in ("grade", "total") and label.kind in ("data", "total"):
            _read_total(cell, column, label, context, found)
        elif column.role in ("share", "change", "total", "grade", "year"):
            found.take(cell, "total" if label.kind != "data" else "rating", label.goal.goal_id if label.goal else "")
        else:
            found.take(cell, "field", label.goal.goal_id if label.goal else "")


def _is_header_again(row: tuple[Printed, ...], header: Header) -> bool:
    """A table over two pages prints its header twice."""
    grades = header.having("grade")
    return all(canonical_mark(row[i].text) == header.columns[i].grade for i in grades)


def _read_cell(
    cell: Printed,
    column: Column,
    row: tuple[Printed, ...],
    header: Header,
    label: RowLabel,
    context: Context,
    found: Found,
) -> None:
    goal = label.goal or NO_GOAL
    count = read_count(cell.text)
    if count is None:
        found.take(cell, "rating" if is_not_rated(cell.text) else "issue", goal.goal_id)
        if not is_not_rated(cell.text):
            found.issues.append(_unread(cell, column, goal, header))
        return
    change = _change(count, column, row, header, context)
    if change is None and count.bracket is not None and not any(issue.code == "bracket" for issue in found.issues):
        message = (
            f"「{cell.text.strip()}」: the sheet does not say whether the number in brackets is last year's value or the change "
            "(expected a note such as （　）内は前年度); no change was read."
        )
        found.issues.append(ParseIssue("bracket", message, cell.locator))
    actor = label.actor if not column.actor else column.actor
    rating = Rating(actor, column.grade, count.count, change, cell.locator)
    found.goal(goal, cell.locator).ratings.append(rating)
    found.take(cell, "rating", goal.goal_id)


def _unread(cell: Printed, column: Column, goal: GoalHead, header: Header) -> ParseIssue:
    figures = [text for text in re.split(r"\s+(?=[\d⇧⇩⇨+\-△▲±])", cell.text.strip()) if text]
    if len(figures) > 1:
        message = (
            f"{len(figures)} counts 「{cell.text.strip()[:30]}」 for {len(header.having('grade'))} grades of goal {goal.goal_id}; which count "
            "belongs to which grade is not known, so none was read."
        )
        return ParseIssue("row_length", message, cell.locator)
    message = f"「{cell.text.strip()[:20]}」 under {column.name} of goal {goal.goal_id} is no count; it was not read."
    return ParseIssue("not_read", message, cell.locator)


def _change(count: Count, column: Column, row: tuple[Printed, ...], header: Header, context: Context) -> int | None:
    """From the cell itself, from its bracket as the sheet explains it, or from a column 増減 beside it."""
    if count.change is not None:
        return count.change
    if count.bracket is not None:
        return context.change_by_bracket(count)
    for i in header.having("change"):
        other = header.columns[i]
        if other.actor == column.actor and _speaks_of(i, header, context) == column.grade:
            change = read_change(row[i].text)
            return _plain(row[i].text) if change is None else change
    return None


def _plain(text: str) -> int | None:
    """An unsigned 3 in a column 増減 is +3."""
    count = read_count(text)
    return count.count if count and count.change is None and count.bracket is None else None


def _speaks_of(i: int, header: Header, context: Context) -> str:
    """The grade that a column 増減 belongs to: the one it names, the one a note names, or the one left of it if each has one."""
    if header.columns[i].grade:
        return header.columns[i].grade
    if context.change_grade:
        return context.change_grade
    each = len(header.having("change")) == len(header.having("grade"))
    return header.columns[i - 1].grade if each and i else ""


def _read_total(cell: Printed, column: Column, label: RowLabel, context: Context, found: Found) -> None:
    count = read_count(cell.text)
    if count is not None:
        goals = label.goals if label.kind == "total" else (label.goal.goal_id,) if label.goal else ()
        actor = column.actor or label.actor or None
        found.totals.append(PrintedTotal(goals, actor, column.grade or None, count.count, cell.locator))
    found.take(cell, "total", label.goal.goal_id if label.goal and label.kind == "data" else "")
