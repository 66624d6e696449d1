"""A first plan map, from the titles of the goals and from what is said under them, for people to correct by hand."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping

from opinionmine.linking.plan import PlanMap
from opinionmine.records import Codebook, Link, Prediction, Sheet

_NOTE = "Drafted by opinionmine from goal titles and prose; nobody has checked it. 目標の題名と文章から作った下書きです。人の目で直してください。"
# One unit under a goal may be there by chance.
_FEWEST_UNITS = 2


def draft_plan_map(sheet: Sheet, titles: Mapping[str, Prediction], links: Iterable[Link], codebook: Codebook) -> str:
    """Draft a plan map as YAML, with the reason for each theme as a comment.

    Parameters
    ----------
    titles : mapping of str to Prediction
        Goal id -> what the classifier makes of its title. Where it gives no theme, the nearest one is proposed with its probability.
    links : iterable of Link
        Of the sheet's opinions and prose, made without a plan map; only cited and section count.

    Returns
    -------
    str
        A file that `find_plan_map` reads.
    """
    units: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for link in links:
        if link.is_named:
            units[link.goal_id, link.theme_id].add(link.opinion_id)
    lines = [f"plan: {_quote(sheet.plan or '')}", f"note: {_quote(_NOTE)}", "goals:"]
    for goal in sheet.rated_goals:
        prediction = titles[goal.goal_id]
        reasons: dict[str, str] = {}
        for theme_id in codebook.theme_ids:
            n_units = len(units[goal.goal_id, theme_id])
            by_title = theme_id in prediction.themes
            if by_title or n_units >= _FEWEST_UNITS:
                reasons[theme_id] = " + ".join(["title"] * by_title + [f"{n_units} units"] * (n_units > 0))
        if not reasons:
            nearest = max(codebook.theme_ids, key=lambda theme_id: prediction.scores[theme_id])
            reasons[nearest] = f"only the nearest, p = {prediction.scores[nearest]:.2f} (要確認)"
        why = "; ".join(f"{theme_id}: {reason}" for theme_id, reason in reasons.items())
        title = " ".join(goal.title.split())
        lines.append(f"  {_quote(goal.goal_id)}: [{', '.join(reasons)}]  # {title} ({why})")
    return "\n".join(lines) + "\n"


def find_holes(sheet: Sheet, plan_map: PlanMap, codebook: Codebook) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the themes that no goal serves, and the rated goals that no theme reaches."""
    reached = {goal_id for goal_ids in plan_map.themes.values() for goal_id in goal_ids}
    unserved = tuple(theme_id for theme_id in codebook.theme_ids if not plan_map.themes.get(theme_id))
    return unserved, tuple(goal.goal_id for goal in sheet.rated_goals if goal.goal_id not in reached)


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
