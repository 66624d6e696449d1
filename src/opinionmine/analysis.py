"""The whole road, from the files of sheets and lists to what a report says, made only of calls to the rooms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from opinionmine.corpus.cooccurrence import find_network
from opinionmine.corpus.correspondence import map_words
from opinionmine.corpus.frequency import Tally, tally_words
from opinionmine.corpus.keyness import find_keyness
from opinionmine.errors import DocumentError
from opinionmine.linking.actors import find_actors
from opinionmine.linking.association import associate
from opinionmine.linking.crosstab import cross_grades, cross_themes
from opinionmine.linking.gaps import find_gaps
from opinionmine.linking.links import link_themes
from opinionmine.linking.plan import PlanMap, find_plan_map
from opinionmine.linking.priorities import prioritise
from opinionmine.linking.ranks import RatedTheme, rank_themes
from opinionmine.linking.shares import share_themes
from opinionmine.linking.variables import Variable, take_column, take_goals
from opinionmine.records import (
    OUTSIDE_VOICES,
    Analysis,
    Codebook,
    Correspondence,
    Document,
    Keyness,
    Link,
    Opinion,
    Prediction,
    RankAssociation,
    Sheet,
    Study,
)
from opinionmine.sheets.audit import audit_sheet
from opinionmine.sheets.units import coded_units

# A theme in fewer opinions has no words of its own; of the others so many are shown.
_FEWEST_FOR_WORDS, _KEY_WORDS, _RANKED_WORDS = 5, 4, 40
_MAPPED_THEMES, _MAPPED_WORDS = 3, 40

Predict = Callable[[Sequence[Opinion]], Iterable[Prediction]]


def analyse(
    read: Sequence[tuple[Document, Sheet]],
    predict: Predict,
    codebook: Codebook,
    plan: str | Path | None = None,
    by: Sequence[str] = (),
) -> Study:
    """Audit, code and link sheets and lists, and set beside each other what they say.

    Parameters
    ----------
    read : sequence of (Document, Sheet)
        A list of comments is a sheet without goals; its opinions are linked to the goals of the newest sheet that has ratings.
    predict : callable
        Opinions in, one prediction for each out, such as `Model.predict`.
    by : sequence of str
        Columns of the lists to cross the themes with.

    Raises
    ------
    OpinionmineError
        One of its children, with one sentence, from whichever room could not go on.
    """
    units = with_own_ids([coded_units(sheet) for _, sheet in read])
    everything = [opinion for own in units for opinion in own]
    columns = {column: take_column(everything, column) for column in by}
    judged = iter(predict(everything))
    plans = [find_plan_map(sheet, codebook, plan) if sheet.rated_goals else None for _, sheet in read]
    newest = _newest([sheet for _, sheet in read])
    sources = []
    for (document, sheet), opinions, plan_map in zip(read, units, plans, strict=True):
        goals_of = None if sheet.rated_goals else newest
        goals, map_of_goals = (sheet, plan_map) if goals_of is None else (read[goals_of][1], plans[goals_of])
        predictions = tuple(islice(judged, len(opinions)))
        links = link_themes(goals, opinions, predictions, codebook, map_of_goals)
        sources.append(_Source(document, sheet, opinions, predictions, links, plan_map, goals_of))
    analyses = tuple(
        _analyse(source, [source, *(s for s in sources if s.goals_of == place)], codebook, plan)
        for place, source in enumerate(sources)
    )
    return _gather(analyses, codebook, columns)


@dataclass(frozen=True)
class _Source:
    """One input, coded and linked."""

    document: Document
    sheet: Sheet
    opinions: tuple[Opinion, ...]
    predictions: tuple[Prediction, ...]
    links: tuple[Link, ...]
    plan_map: PlanMap | None
    goals_of: int | None


def with_own_ids(units: Sequence[tuple[Opinion, ...]]) -> list[tuple[Opinion, ...]]:
    """Give opinions ids that no other input has: the o1 of the second of several inputs is 2:o1."""
    if len(units) == 1:
        return list(units)
    return [
        tuple(replace(opinion, opinion_id=f"{number}:{opinion.opinion_id}") for opinion in own)
        for number, own in enumerate(units, 1)
    ]


def _newest(sheets: Sequence[Sheet]) -> int | None:
    """The sheet whose goals the lists speak about: that of the latest year, of several the first one named."""
    rated = [place for place, sheet in enumerate(sheets) if sheet.rated_goals]
    return max(rated, key=lambda place: sheets[place].fiscal_year or 0, default=None)


def _analyse(source: _Source, speaking: Sequence[_Source], codebook: Codebook, plan: str | Path | None) -> Analysis:
    """Hold the ratings of one input against its own opinions and against those of the lists that speak of its goals."""
    sheet, plan_map = source.sheet, source.plan_map
    opinions = tuple(opinion for own in speaking for opinion in own.opinions)
    predictions = tuple(prediction for own in speaking for prediction in own.predictions)
    links = tuple(link for own in speaking for link in own.links)
    goal_ids = tuple(goal.goal_id for goal in sheet.rated_goals)
    crosstabs = (
        cross_themes("goal", predictions, take_goals(links), goal_ids, codebook.theme_ids),
        cross_grades(sheet, links, codebook.theme_ids),
    )
    return Analysis(
        document=source.document,
        sheet=sheet,
        audit=audit_sheet(sheet),
        opinions=source.opinions,
        predictions=source.predictions,
        links=source.links,
        associations=associate(sheet, links, codebook.theme_ids),
        plan=plan_map.plan or str(plan) if plan_map else None,
        findings=find_gaps(sheet, opinions, predictions, links, codebook),
        linked_to=source.goals_of,
        priorities=prioritise(sheet, opinions, predictions, links, codebook.theme_ids),
        crosstabs=crosstabs if goal_ids else (),
    )


def _gather(
    analyses: tuple[Analysis, ...],
    codebook: Codebook,
    columns: Mapping[str, Variable],
) -> Study:
    """Count over all inputs together."""
    opinions = [opinion for analysis in analyses for opinion in analysis.opinions]
    predictions = [prediction for analysis in analyses for prediction in analysis.predictions]
    tally = tally_words(opinions)
    themes_of = {p.opinion_id: p.themes for p in predictions}
    times = Counter(theme for own in themes_of.values() for theme in own)
    spoken = [theme for theme in codebook.theme_ids if times[theme] >= _FEWEST_FOR_WORDS]
    actors = tuple(dict.fromkeys(a for analysis in analyses for a in analysis.sheet.acting))
    numbers = {o.opinion_id: (str(n),) for n, a in enumerate(analyses, 1) for o in a.opinions}
    stances = tuple(stance.sign_id for stance in codebook.stances)
    variables: dict[str, Variable] = {
        "voice": ({o.opinion_id: (o.voice,) for o in opinions}, tuple(dict.fromkeys(o.voice for o in opinions))),
        "stance": ({p.opinion_id: (p.stance,) for p in predictions if p.stance}, stances),
        "actor": ({o.opinion_id: find_actors(o.text, actors) for o in opinions}, actors),
        "source": (numbers, tuple(str(n) for n in range(1, len(analyses) + 1))),
        **columns,
    }
    variables = {name: variable for name, variable in variables.items() if len(variable[1]) > 1}
    return Study(
        analyses=analyses,
        shares=share_themes(
            [p for o, p in zip(opinions, predictions, strict=True) if o.voice in OUTSIDE_VOICES], codebook.theme_ids
        ),
        crosstabs=tuple(
            cross_themes(name, predictions, categories_of, categories, codebook.theme_ids)
            for name, (categories_of, categories) in variables.items()
        ),
        ranks=_rank(analyses),
        variables={name: categories_of for name, (categories_of, _) in variables.items()},
        network=find_network(tally, themes_of),
        keyness=_mark_themes(tally, themes_of, spoken),
        word_map=_map_words(tally, themes_of, spoken),
    )


def _mark_themes(tally: Tally, themes_of: Mapping[str, tuple[str, ...]], themes: Sequence[str]) -> Keyness:
    """The words that mark each theme most; one that a single opinion says many times marks that opinion, not the theme."""
    found = find_keyness(tally, "theme", themes_of, themes, most=_RANKED_WORDS)
    kept = Counter[str]()
    words = []
    for word in found.words:
        if len(word.opinion_ids) > 1 and kept[word.category] < _KEY_WORDS:
            kept[word.category] += 1
            words.append(word)
    return replace(found, words=tuple(words))


def _map_words(tally: Tally, themes_of: Mapping[str, tuple[str, ...]], themes: Sequence[str]) -> Correspondence | None:
    if len(themes) < _MAPPED_THEMES:
        return None
    try:
        found = map_words(tally, "theme", themes_of, themes, n_words=_MAPPED_WORDS)
    except DocumentError:  # too few words, or all themes use them alike
        return None
    return found if len(found.inertias) > 1 else None


def _rank(analyses: Sequence[Analysis]) -> tuple[RankAssociation, ...]:
    points = [
        RatedTheme(place, theme.theme_id, theme.n_raised / theme.n_opinions, 1 - theme.n_achieved / theme.n)
        for place, analysis in enumerate(analyses)
        for theme in analysis.priorities
        if theme.n_opinions
    ]
    if len({point.sheet for point in points}) < 2:
        return ()
    return rank_themes(points, "sheet"), rank_themes(points, "theme")
