"""Where words and ratings part: goals that nobody spoke of, themes that no goal takes up, praise and concern against the figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from opinionmine.records import (
    OUTSIDE_VOICES,
    Codebook,
    Finding,
    FindingKind,
    Link,
    Opinion,
    Prediction,
    Sheet,
    total_change,
)

_OPPOSED: tuple[tuple[str, FindingKind, int], ...] = (
    ("praise", "praise_while_falling", -1),
    ("concern", "concern_while_rising", 1),
)


def find_gaps(
    sheet: Sheet,
    opinions: tuple[Opinion, ...],
    predictions: tuple[Prediction, ...],
    links: tuple[Link, ...],
    codebook: Codebook,
) -> tuple[Finding, ...]:
    """Find where opinions and ratings do not meet; a description of this sheet, no claim about causes.

    A goal is unspoken where no opinion is linked to it (suggested links do not count) and its share of the better half of the
    scale is below that of all goals, or fell. Praise and concern count where the opinion cites the goal or stands under it.

    Returns
    -------
    tuple of Finding
        Goals in printed order, then themes in the order of the codebook; empty for a sheet without opinions or ratings.
    """
    voices = {o.opinion_id: o for o in opinions if o.voice in OUTSIDE_VOICES}
    stances = {p.opinion_id: p.stance for p in predictions}
    figures = _better_half(sheet)
    if not voices or not figures:
        return ()
    own = tuple(link for link in links if link.opinion_id in voices)
    findings = [f for goal_id in figures if goal_id for f in _of_goal(goal_id, figures, own, stances)]
    for theme_id in codebook.theme_ids:
        raised = tuple(p.opinion_id for p in predictions if p.opinion_id in voices and theme_id in p.themes)
        if raised and not any(link.theme_id == theme_id for link in own):
            findings.append(Finding("theme_without_goal", None, theme_id, raised))
    return tuple(findings)


def _of_goal(
    goal_id: str,
    figures: Mapping[str, tuple[int, int, int | None]],
    links: tuple[Link, ...],
    stances: Mapping[str, str],
) -> Iterator[Finding]:
    (best, n, change), (all_best, all_n, _) = figures[goal_id], figures[""]
    own = [link for link in links if link.goal_id == goal_id]
    is_below = best * all_n < all_best * n
    if (is_below or (change or 0) < 0) and all(link.basis == "similar" for link in own):
        yield Finding("unspoken_goal", goal_id, None, (), best, n, change, all_best, all_n)
    named = dict.fromkeys(link.opinion_id for link in own if link.is_named)
    for stance, kind, way in _OPPOSED:
        opposed = tuple(opinion_id for opinion_id in named if stances[opinion_id] == stance)
        if opposed and change is not None and change * way > 0:
            yield Finding(kind, goal_id, None, opposed, best, n, change, all_best, all_n)


def _better_half(sheet: Sheet) -> dict[str, tuple[int, int, int | None]]:
    """Measures in the better half, all measures, and the change of the former, by goal; of all goals under an empty id."""
    counted = [(goal.goal_id, rating) for goal, rating in sheet.tallied]
    figures = {}
    for goal_id in ("", *dict.fromkeys(goal_id for goal_id, _ in counted)):
        cells = [rating for own, rating in counted if goal_id in ("", own)]
        best = [rating for rating in cells if rating.grade in sheet.scale.achieved]
        figures[goal_id] = (sum(r.count for r in best), sum(r.count for r in cells), total_change(best))
    return figures if figures[""][1] else {}
