"""Ratings beside themes: what the goals that a theme reaches were rated."""

from __future__ import annotations

import math

from opinionmine.records import Association, Link, Sheet, total_change

_Z95 = 1.959963984540054


def associate(sheet: Sheet, links: tuple[Link, ...], theme_ids: tuple[str, ...]) -> tuple[Association, ...]:
    """Put the ratings of each goal beside each theme that reaches it, by actor.

    Returns
    -------
    tuple of Association
        For each theme and actor one for each goal it reaches, and one for all of them together where there are more; a
        theme that reaches no goal has one with `goals` empty and `n` 0.
    """
    associations: list[Association] = []
    for theme_id in theme_ids:
        reached = {link.goal_id for link in links if link.theme_id == theme_id}
        goals = tuple(goal.goal_id for goal in sheet.goals if goal.goal_id in reached)
        groups = [(goal,) for goal in goals] + ([goals] if len(goals) != 1 else [])
        actors = sheet.actors or ("",)
        associations.extend(_associate(sheet, theme_id, actor, group) for group in groups for actor in actors)
    return tuple(associations)


def _associate(sheet: Sheet, theme_id: str, actor: str, goals: tuple[str, ...]) -> Association:
    counted = [rating for goal, rating in sheet.counted if goal.goal_id in goals and rating.actor == actor]
    # A goal whose measures are only marked, in a sheet that counts elsewhere, has its marks.
    cells = counted or [r for goal in sheet.goals if goal.goal_id in goals for r in goal.ratings if r.actor == actor]
    counts = {grade: sum(cell.count for cell in cells if cell.grade == grade) for grade in sheet.scale.grades}
    n = sum(counts.values())
    best = sheet.scale.achieved
    achieved = sum(counts[grade] for grade in best)
    return Association(
        theme_id=theme_id,
        actor=actor,
        goals=goals,
        counts=counts,
        achieved_share=achieved / n if n else None,
        interval=wilson_interval(achieved, n) if n else None,
        change={grade: total_change(cell for cell in cells if cell.grade == grade) for grade in sheet.scale.grades},
        method=f"share of {' '.join(best)}; Wilson score interval, 95 %",
        n=n,
    )


def wilson_interval(successes: int, n: int) -> tuple[float, float]:
    """Wilson score interval of a share, 95 %, without continuity correction.

    Notes
    -----
    ``(p + z²/2n ± z·sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n)`` with z = 1.96. The measures of a plan are not a random sample;
    the interval says how far a share of so few measures can be read, not what a census would give.

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. Journal of the American
    Statistical Association 22, 209-212. doi:10.1080/01621459.1927.10502953

    Examples
    --------
    >>> [round(bound, 3) for bound in wilson_interval(12, 12)]
    [0.758, 1.0]
    """
    share = successes / n
    centre = share + _Z95**2 / (2 * n)
    spread = _Z95 * math.sqrt(share * (1 - share) / n + _Z95**2 / (4 * n**2))
    scale = 1 + _Z95**2 / n
    # At the ends centre and spread are equal but for the last digit.
    low = 0.0 if successes == 0 else (centre - spread) / scale
    return low, 1.0 if successes == n else (centre + spread) / scale
