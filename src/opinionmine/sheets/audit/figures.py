"""Sums over the ratings of a sheet: what a number in the prose is held against."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from opinionmine.records import Goal, Rating, Scope, Sheet, total_change

_UNREAD = ("mark_unsure", "count_unsure", "row_length", "not_read")


class Figures:
    """The ratings of a sheet, summed over any scope."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.raters = sheet.raters
        self._counted = sheet.counted
        self.goals = tuple(dict.fromkeys(goal for goal, _ in self._counted))
        self.is_by_project = any(rating.project for _, rating in self._counted)

    @property
    def are_complete(self) -> bool:
        """Whether every figure of the tables was read: one that was not may be what is missing in a sum."""
        return not any(issue.code in _UNREAD for issue in self.sheet.issues)

    @property
    def families(self) -> tuple[tuple[str, ...], ...]:
        """Ids of the goals under each main goal."""
        parents = dict.fromkeys(goal.parent_id for goal in self.goals if goal.parent_id)
        return tuple(tuple(g.goal_id for g in self.goals if g.parent_id == parent) for parent in parents)

    @property
    def is_one_mark_a_goal(self) -> bool:
        """Whether each goal has one mark: 「順調」が４目標 counts goals."""
        sums: Counter[tuple[str, str]] = Counter()
        for goal, rating in self._counted:
            sums[goal.goal_id, rating.actor] += rating.count
        return not self.is_by_project and max(sums.values(), default=2) <= 1

    def cells(self, scope: Scope) -> list[Rating]:
        """Ratings of the reported year in a scope; its grades count too."""
        return [r for goal, r in self._counted if (not scope.goals or goal.goal_id in scope.goals) and _is_in(r, scope)]

    def count(self, scope: Scope) -> int | None:
        """Number of measures; None where no cell is in scope."""
        cells = self.cells(scope)
        return sum(cell.count for cell in cells) if cells else self._zero(scope)

    def _zero(self, scope: Scope) -> int | None:
        """A grade that no measure received has no cell in a project list; it counts 0."""
        others = self.cells(Scope(scope.actors, scope.goals))
        return 0 if others and scope.grades and (self.is_by_project or self.is_one_mark_a_goal) else None

    def change(self, scope: Scope) -> int | None:
        """Against last year; None where a cell does not print it."""
        cells = self.cells(scope)
        marked = [cell for cell in cells if cell.change is not None]
        if self.is_by_project or self.is_one_mark_a_goal:
            # Measures without a mark of last year are new; the others print theirs.
            return (
                sum(cell.change or 0 for cell in marked)
                if any(c.change is not None for c in self.cells(Scope(scope.actors, scope.goals)))
                else None
            )
        change = total_change(cells)
        if change is None and not scope.grades and cells:
            return None
        return change

    def previous(self, scope: Scope, years_ago: int = 1) -> int | None:
        """The count of an earlier year: printed itself, or this year's less the change."""
        year = (self.sheet.fiscal_year or 0) - years_ago
        printed = [r for goal in self._goals(scope) for r in goal.earlier if r.fiscal_year == year and _is_in(r, scope)]
        if printed:
            return sum(rating.count for rating in printed)
        if any(r.fiscal_year == year for goal in self._goals(scope) for r in goal.earlier):
            return 0
        if years_ago != 1:
            return None
        count, change = self.count(scope), self.change(scope)
        return None if count is None or change is None else count - change

    def share(self, scope: Scope, is_previous: bool = False) -> tuple[int, int] | None:
        """Measures in scope and measures of all grades; None where one of them is not known or there are none."""
        whole = Scope(scope.actors, scope.goals)
        value = self.previous if is_previous else self.count
        part, total = value(scope), value(whole)
        return (part, total) if part is not None and total else None

    def series(self, scope: Scope) -> list[int]:
        """Counts by year, oldest first, this year last; one value where no earlier year is printed."""
        years = sorted({r.fiscal_year for goal in self._goals(scope) for r in goal.earlier if r.fiscal_year})
        values = [
            sum(r.count for goal in self._goals(scope) for r in goal.earlier if r.fiscal_year == y and _is_in(r, scope))
            for y in years
        ]
        now, before = self.count(scope), self.previous(scope)
        if not values and before is not None:
            values = [before]
        return [*values, now] if now is not None else values

    def moved(self, scope: Scope) -> tuple[int, int, int] | None:
        """Measures, or goals of one mark, that rose, fell and stayed; None where last year's marks are not printed."""
        grades = self.sheet.scale.grades
        rose = fell = stayed = 0
        marked = [
            goal
            for goal in self.sheet.goals
            if not scope.goals or goal.goal_id in scope.goals or goal.parent_id in scope.goals
        ]
        for goal in marked:
            for name in dict.fromkeys(r.project for r in goal.ratings if r.project or self.is_one_mark_a_goal):
                own = [r for r in goal.ratings if r.project == name and (not scope.actors or r.actor in scope.actors)]
                for actor in dict.fromkeys(r.actor for r in own):
                    now = next((r for r in own if r.actor == actor and r.count and r.change is not None), None)
                    before = next((r.grade for r in own if r.actor == actor and not r.count), None)
                    if now is None:
                        continue
                    if before is None:
                        stayed += now.change == 0
                    elif grades.index(now.grade) < grades.index(before):
                        rose += 1
                    else:
                        fell += 1
        return (rose, fell, stayed) if rose + fell + stayed else None

    def _goals(self, scope: Scope) -> Iterable[Goal]:
        return [goal for goal in self.goals if not scope.goals or goal.goal_id in scope.goals]


def _is_in(rating: Rating, scope: Scope) -> bool:
    return (not scope.actors or rating.actor in scope.actors) and (not scope.grades or rating.grade in scope.grades)


def round_percentage(part: int, total: int, decimals: int) -> str:
    """100 · part / total, rounded half up as offices do (0.05 is 0.1, where Python's round gives 0.0).

    Examples
    --------
    >>> round_percentage(22, 305, 1), round_percentage(1, 8, 0)
    ('7.2', '13')
    """
    share = Decimal(100) * part / Decimal(total)
    return str(share.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))
