"""Links from the themes of an opinion to goals, each with its basis."""

from __future__ import annotations

import re
from collections.abc import Iterator

from opinionmine.japanese.goal_numbers import find_goal_numbers
from opinionmine.japanese.normalize import fold_width
from opinionmine.japanese.tokenize import tokenize
from opinionmine.linking.actors import find_actors
from opinionmine.linking.plan import PlanMap
from opinionmine.records import Basis, Codebook, Link, Opinion, Passage, Prediction, Sheet

_RANK: dict[Basis, int] = {"cited": 0, "section": 1, "plan": 2, "similar": 3}
# 「担い手」 for 担い手を広げる: a part of one title alone, in brackets.
_QUOTED = re.compile(r"「([^「」]{3,})」")
_SHORTENED_STRENGTH = 0.8
# 基本目標２ speaks of each goal below it, but of none of them alone.
_MAIN_GOAL_STRENGTH = 0.6
_SHORTEST_PROJECT = 5
_PLAN_STRENGTH = 0.5
_SIMILAR_AT_LEAST = 0.5
# 支援する and こと stand in the titles of every plan.
_LIGHT_WORDS = {"為る", "事", "時", "物", "支援", "有る", "居る", "作り"}


def link_themes(
    sheet: Sheet,
    opinions: tuple[Opinion, ...],
    predictions: tuple[Prediction, ...],
    codebook: Codebook,
    plan_map: PlanMap | None,
) -> tuple[Link, ...]:
    """Link every theme of every opinion to goals of the sheet.

    Bases, strongest first: ``cited`` (the opinion names the goal by number or title, its main goal, or a project),
    ``section`` (it stands under that goal or project), ``plan`` (the plan map says that the goal speaks of the theme) and,
    only without a plan map, ``similar`` (the goal's title and the theme's cues share words). Where two bases lead to the
    same goal the stronger one is kept.

    An opinion that names actors of the sheet (地域の取組, 市は) has them on each of its links. An actor narrows whose ratings the
    opinion speaks of; it points to no goal, so naming one makes no link.

    Returns
    -------
    tuple of Link
        In the order of opinions, themes, goals; empty for an opinion whose themes lead to no goal.
    """
    passages = {passage.passage_id: passage for passage in sheet.passages}
    similar = (
        {} if plan_map else {theme_id: _similar_goals(theme_id, sheet, codebook) for theme_id in codebook.theme_ids}
    )
    links: list[Link] = []
    for opinion, prediction in zip(opinions, predictions, strict=True):
        passage = passages.get(opinion.passage_id or "")
        found = [*_cited(opinion, sheet, plan_map), *_under(opinion, passage, sheet, plan_map)]
        actors = find_actors(opinion.text, sheet.acting)
        for theme_id in prediction.themes:
            best: dict[str, Link] = {}
            for goal_id, basis, strength, reason in [*found, *_planned(theme_id, plan_map), *similar.get(theme_id, [])]:
                link = Link(opinion.opinion_id, theme_id, goal_id, basis, strength, reason, actors)
                if goal_id not in best or _order(link) < _order(best[goal_id]):
                    best[goal_id] = link
            links.extend(best[goal.goal_id] for goal in sheet.goals if goal.goal_id in best)
    return tuple(links)


def _order(link: Link) -> tuple[int, float]:
    return _RANK[link.basis], -link.strength


_Found = tuple[str, Basis, float, str]


def _cited(opinion: Opinion, sheet: Sheet, plan_map: PlanMap | None) -> Iterator[_Found]:
    """Goals that an opinion names: by number, by title whole or shortened in 「」, or by a project of theirs."""
    text = fold_width(opinion.text)
    rated = {goal.goal_id: fold_width(goal.title) for goal in sheet.rated_goals}
    for _, _, number, is_named in find_goal_numbers(text):
        if number in rated and ("-" in number or is_named):
            yield number, "cited", 1.0, f"目標{number}"
        elif is_named:
            below = [goal.goal_id for goal in sheet.goals if goal.goal_id in rated and goal.parent_id == number]
            yield from ((goal_id, "cited", _MAIN_GOAL_STRENGTH, f"目標{number}") for goal_id in below)
    yield from ((goal_id, "cited", 1.0, title) for goal_id, title in rated.items() if title and title in text)
    for quoted in _QUOTED.findall(text):
        named = [goal_id for goal_id, title in rated.items() if quoted in title and quoted != title]
        if len(named) == 1:
            yield named[0], "cited", _SHORTENED_STRENGTH, f"「{quoted}」"
    for project, goal_ids in _projects(sheet, plan_map).items():
        if project in text:
            yield from ((goal_id, "cited", 1.0, project) for goal_id in goal_ids if goal_id in rated)


def _projects(sheet: Sheet, plan_map: PlanMap | None) -> dict[str, tuple[str, ...]]:
    """Projects of the plan map and those the sheet lists under a goal, by name; short ones (講座) are words of every sheet."""
    projects = {fold_width(name): goal_ids for name, goal_ids in plan_map.projects.items()} if plan_map else {}
    for project in sheet.projects:
        name = fold_width(project.name).strip()
        if project.goal_id and len(name) >= _SHORTEST_PROJECT:
            projects[name] = tuple(dict.fromkeys((*projects.get(name, ()), project.goal_id)))
    return projects


def _under(opinion: Opinion, passage: Passage | None, sheet: Sheet, plan_map: PlanMap | None) -> Iterator[_Found]:
    known = {goal.goal_id for goal in sheet.goals}
    if opinion.goal_id in known:
        yield str(opinion.goal_id), "section", 1.0, f"目標{opinion.goal_id}"
    for heading in passage.section if passage else ():
        for goal_id in plan_map.projects.get(heading, ()) if plan_map else ():
            if goal_id in known:
                yield goal_id, "section", 1.0, heading


def _planned(theme_id: str, plan_map: PlanMap | None) -> Iterator[_Found]:
    for goal_id in plan_map.themes.get(theme_id, ()) if plan_map else ():
        yield goal_id, "plan", _PLAN_STRENGTH, plan_map.plan if plan_map else ""


def _similar_goals(theme_id: str, sheet: Sheet, codebook: Codebook) -> list[_Found]:
    """Goals whose title shares words with the theme's Japanese name and cues; a suggestion, nothing more.

    The strength is the share of the title's content words that the theme has too: 災害に備える and もしものときに備える share 備える.
    """
    theme = next(theme for theme in codebook.themes if theme.theme_id == theme_id)
    words = {word for text in (theme.ja, *theme.cues) for word in _content_words(text)}
    found: list[_Found] = []
    for goal in sheet.rated_goals:
        title = _content_words(goal.title)
        share = len(title & words) / len(title) if title else 0.0
        if share >= _SIMILAR_AT_LEAST:
            found.append((goal.goal_id, "similar", round(share, 3), goal.title))
    return found


def _content_words(text: str) -> set[str]:
    return {
        token.lemma for token in tokenize(text) if token.pos in ("名詞", "動詞", "形容詞", "専門用語")
    } - _LIGHT_WORDS
