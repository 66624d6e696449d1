"""Actors who rate the same measures, and actors who carry them out."""

from __future__ import annotations

import re

from opinionmine.records import Goal

# 地区福祉委員会 acts, 評価委員会 rates.
_RATER = re.compile(
    r"評価|一次|二次|自己|(?<!地区)(?<!地区福祉)(?<!校区福祉)委員会|審議会|外部|内部|担当課|所管課|判定"
)


def find_raters(goals: tuple[Goal, ...]) -> tuple[str, ...]:
    """Return the actors whose counts must not be summed.

    市 and 地域 act, and their counts add up to all measures. 自己評価 and 委員会 rate the same ones: so do all actors of a sheet that
    marks single measures, and elsewhere those whose name says so.
    """
    cells = [(goal.goal_id, rating) for goal in goals for rating in goal.ratings]
    actors = tuple(dict.fromkeys(rating.actor for _, rating in cells))
    named = tuple(actor for actor in actors if _RATER.search(actor))
    sums: dict[tuple[str, str], int] = {}
    for goal_id, rating in cells:
        key = (goal_id + "/" + rating.project, rating.actor)
        sums[key] = sums.get(key, 0) + rating.count
    is_marked = all(n <= 1 for n in sums.values())
    return actors if is_marked and any(actors) else named
