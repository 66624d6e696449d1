"""Ratings of all tables held against each other: years that stand as actors, sums that stand as rows, cells said twice."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace

from opinionmine.japanese.years import read_year
from opinionmine.records import ParseIssue, PrintedTotal, Rating
from opinionmine.sheets.found import Found, GoalFound
from opinionmine.sheets.goals import NO_GOAL
from opinionmine.sheets.layouts.grades_as_columns import with_change

_FEWEST_GRADES = 3


def settle_ratings(found: Found, fiscal_year: int | None) -> None:
    """Take out of the ratings what is none: it would be counted twice.

    A row is a sum where its counts are those of the rows it would sum, all but one: a sum that is wrong in one grade is still meant
    as a sum, and the audit says that it is wrong.
    """
    _date_years(found, fiscal_year)
    _count_loose_once(found)
    _take_sums_over_goals(found)
    _take_sums_over_actors(found)
    _take_contradictions(found)


def _date_years(found: Found, fiscal_year: int | None) -> None:
    """６年度 and ５年度 under each goal are years, not actors; the later one is this year's."""
    actors = {rating.actor for goal in found.goals for rating in goal.ratings}
    years = {actor: read_year(actor) for actor in actors}
    if len(actors) < 2 or None in years.values():
        return
    latest = max(year for year in years.values() if year is not None)
    current = fiscal_year if fiscal_year in years.values() else latest
    for goal in found.goals:
        dated = [replace(rating, actor="", fiscal_year=years[rating.actor]) for rating in goal.ratings]
        goal.earlier += [rating for rating in dated if rating.fiscal_year != current]
        now = [replace(rating, fiscal_year=None) for rating in dated if rating.fiscal_year == current]
        goal.ratings = [with_change(rating, goal.earlier, current) for rating in now]


def _count_loose_once(found: Found) -> None:
    """Counts by actor that stand under no goal sum those under the goals."""
    loose = next((goal for goal in found.goals if goal.head.goal_id == NO_GOAL.goal_id), None)
    others = any(goal.ratings for goal in found.goals if goal is not loose)
    if loose is None or not others or any(rating.project for rating in loose.ratings):
        return
    # One of each grade is no sum but a table that explains the grades.
    if any(rating.count > 1 for rating in loose.ratings):
        found.totals += [PrintedTotal((), r.actor or None, r.grade, r.count, r.locator) for r in loose.ratings]
    found.goals.remove(loose)


def _take_sums_over_goals(found: Found) -> None:
    """Counts of 基本目標１ that are those of 1-1 and 1-2 together, and a row under the last goal that sums the whole sheet."""
    for goal in found.goals:
        below = [other for other in found.goals if other.head.parent_id == goal.head.goal_id and other.ratings]
        for actor, rows in _by_actor(goal).items():
            all_parts = [rating for other in below for rating in other.ratings]
            own_parts = [rating for rating in all_parts if rating.actor == actor]
            rest = [r for other in found.goals for r in other.ratings if other is not goal or r.actor != actor]
            owners = sum(any(r.actor == actor for r in other.ratings) for other in found.goals)
            if _are_sums(rows, own_parts or all_parts):
                _move(found, goal, rows, tuple(other.head.goal_id for other in below), actor if own_parts else None)
            elif owners == 1 and len(found.goals) > 1 and _are_sums(rows, rest):
                _move(found, goal, rows, (), None)


def _take_sums_over_actors(found: Found) -> None:
    """合わせた数 under each goal, beside 行政 and 住民."""
    actors = dict.fromkeys(rating.actor for goal in found.goals for rating in goal.ratings)
    for actor in actors if len(actors) > 2 else ():
        rows = [(goal, own) for goal in found.goals if (own := _by_actor(goal).get(actor))]
        if all(_are_sums(own, [r for r in goal.ratings if r.actor != actor]) for goal, own in rows):
            for goal, own in rows:
                _move(found, goal, own, (goal.head.goal_id,), None)


def _take_contradictions(found: Found) -> None:
    """Rows that give one cell several counts: a table printed twice, or 前年度, 今年度 and 増減 under headers not understood."""
    for goal in found.goals:
        for actor, rows in _by_actor(goal).items() if not goal.is_twice else ():
            n = Counter(row.grade for row in rows)
            several = [row for row in rows if n[row.grade] > 1]
            if not several:
                continue
            once = {(row.grade, row.count, row.change): row for row in reversed(several)}
            is_repeated = len(once) == len({row.grade for row in several})
            kept = list(once.values()) if is_repeated else []
            kept_rows = {id(row) for row in kept}
            _drop(goal, [row for row in several if id(row) not in kept_rows])
            if not is_repeated:
                grades = "".join(dict.fromkeys(row.grade for row in several))
                message = (
                    f"Goal {goal.head.goal_id}{f', {actor}' if actor else ''}: {len(several)} counts for the grades {grades}, and nothing says "
                    "which are of the reported year; none was read. Describe the columns with --layout (どれが今年度の値か分かりません)."
                )
                found.issues.append(ParseIssue("count_unsure", message, several[0].locator))


def _drop(goal: GoalFound, ratings: Iterable[Rating]) -> None:
    gone = {id(rating) for rating in ratings}
    goal.ratings = [rating for rating in goal.ratings if id(rating) not in gone]


def _by_actor(goal: GoalFound) -> dict[str, list[Rating]]:
    rows: defaultdict[str, list[Rating]] = defaultdict(list)
    for rating in goal.ratings:
        if not rating.project:
            rows[rating.actor].append(rating)
    return dict(rows)


def _are_sums(rows: list[Rating], parts: Iterable[Rating]) -> bool:
    sums = Counter({rating.grade: 0 for rating in rows})
    n_parts: Counter[str] = Counter()
    for rating in parts:
        sums[rating.grade] += rating.count
        n_parts[rating.grade] += not rating.project
    if len(rows) < _FEWEST_GRADES or min((n_parts[rating.grade] for rating in rows), default=0) < 2:
        return False
    return sum(rating.count != sums[rating.grade] for rating in rows) <= 1 and any(rating.count for rating in rows)


def _move(found: Found, goal: GoalFound, rows: list[Rating], goals: tuple[str, ...], actor: str | None) -> None:
    _drop(goal, rows)
    found.totals += [PrintedTotal(goals, actor, row.grade, row.count, row.locator) for row in rows]
