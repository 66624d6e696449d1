"""How often each theme is raised, beside how well the goals it reaches are rated."""

from __future__ import annotations

from opinionmine.linking.association import wilson_interval
from opinionmine.records import OUTSIDE_VOICES, Link, Opinion, Prediction, Sheet, ThemePriority


def prioritise(
    sheet: Sheet,
    opinions: tuple[Opinion, ...],
    predictions: tuple[Prediction, ...],
    links: tuple[Link, ...],
    theme_ids: tuple[str, ...],
) -> tuple[ThemePriority, ...]:
    """Set the number of opinions with a theme beside the ratings of all goals it reaches, all actors together.

    Where raters judge the same measures the first one's ratings count.

    Returns
    -------
    tuple of ThemePriority
        In the order of `theme_ids`; none for a theme that reaches no goal with ratings.
    """
    heard = [p for o, p in zip(opinions, predictions, strict=True) if o.voice in OUTSIDE_VOICES]
    priorities = []
    for theme_id in theme_ids:
        reached = {link.goal_id for link in links if link.theme_id == theme_id}
        cells = [rating for goal, rating in sheet.tallied if goal.goal_id in reached]
        n = sum(rating.count for rating in cells)
        if n:
            n_achieved = sum(rating.count for rating in cells if rating.grade in sheet.scale.achieved)
            goals = tuple(goal.goal_id for goal in sheet.goals if goal.goal_id in reached)
            n_raised = sum(theme_id in prediction.themes for prediction in heard)
            interval = wilson_interval(n_achieved, n)
            priorities.append(ThemePriority(theme_id, goals, n_raised, len(heard), n_achieved, n, interval))
    return tuple(priorities)
