"""The plain facts of a theme report; every format displays these and adds nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from opinionmine import __version__
from opinionmine.records import (
    OUTSIDE_VOICES,
    Analysis,
    Association,
    Audit,
    Basis,
    Codebook,
    Correspondence,
    Crosstab,
    Finding,
    Keyness,
    Link,
    Network,
    Opinion,
    ParseIssue,
    Prediction,
    RankAssociation,
    Rating,
    Sheet,
    Study,
    ThemePriority,
    ThemeShare,
    total_change,
)

_STRONGEST_FIRST: tuple[Basis, ...] = ("cited", "section", "plan", "similar")


@dataclass(frozen=True)
class Unit:
    """One opinion or piece of prose with everything that was found out about it.

    Attributes
    ----------
    source : int
        Number of the input, from 1.
    where : tuple of str
        The headings it stands under, outermost first; empty for an opinion.
    """

    source: int
    opinion: Opinion
    prediction: Prediction
    links: tuple[Link, ...]
    where: tuple[str, ...]


@dataclass(frozen=True)
class GradeCount:
    """Measures with one grade.

    Attributes
    ----------
    change : int or None
        Against last year; None where it cannot be known.
    places : tuple of str
        The lines or cells it was read from, as `Locator.label` gives them.
    """

    grade: str
    count: int
    change: int | None
    places: tuple[str, ...]


@dataclass(frozen=True)
class RatingRow:
    """The counts of one actor under one goal, or of one rater or all together over all goals.

    Attributes
    ----------
    goal_id, title : str
        Empty for all goals together.
    actor : str
        Empty for all actors together, and where the sheet names nobody.
    n_achieved, n : int
        Measures in the better half of the scale, and all of them.
    change : int or None
        Of `n_achieved` against last year.
    """

    goal_id: str
    title: str
    actor: str
    counts: tuple[GradeCount, ...]
    n_achieved: int
    n: int
    change: int | None


@dataclass(frozen=True)
class MapCell:
    """The opinions and prose that join a theme to a goal, and the strongest basis among them."""

    theme_id: str
    goal_id: str
    basis: Basis
    opinion_ids: tuple[str, ...]


@dataclass(frozen=True)
class SourceFacts:
    """One input, and what was found in it alone.

    Attributes
    ----------
    name : str
        File name.
    n_opinions, n_prose : int
        Coded units: what others said, and what the city writes itself.
    linked_to : int or None
        Number of the sheet whose goals a list speaks about.
    totals : tuple of RatingRow
        All goals together: one row, or one for each rater where several rate the same measures; empty without ratings.
    rows : tuple of RatingRow
        By goal and actor, in printed order.
    goals : mapping of str to str
        Id of each goal, main goals too -> its title.
    main_goals : mapping of str to str
        Id of a goal -> number and title of the main goal it stands under.
    """

    number: int
    name: str
    sha256: str
    is_list: bool
    title: str
    municipality: str | None
    plan: str | None
    fiscal_year: int | None
    plan_map: str | None
    linked_to: int | None
    n_opinions: int
    n_prose: int
    grades: tuple[str, ...]
    achieved: tuple[str, ...]
    totals: tuple[RatingRow, ...]
    rows: tuple[RatingRow, ...]
    goals: Mapping[str, str]
    main_goals: Mapping[str, str]
    map: tuple[MapCell, ...]
    associations: tuple[Association, ...]
    priorities: tuple[ThemePriority, ...]
    crosstabs: tuple[Crosstab, ...]
    findings: tuple[Finding, ...]
    audit: Audit
    issues: tuple[ParseIssue, ...]


@dataclass(frozen=True)
class ThemeFacts:
    """One theme over all inputs.

    Attributes
    ----------
    grade : str
        How far it can be trusted: A, B or C.
    voices, stances : mapping of str to int
        Opinions and prose with the theme, by who speaks and by what is wanted.
    share : ThemeShare or None
        Among the opinions; None where there are none.
    opinion_ids : tuple of str
        The units with the theme, surest first.
    """

    theme_id: str
    grade: str
    voices: Mapping[str, int]
    stances: Mapping[str, int]
    share: ThemeShare | None
    opinion_ids: tuple[str, ...]

    def counts(self, variable: str) -> Mapping[str, int]:
        """Those by ``voice``, or by ``stance``."""
        return self.voices if variable == "voice" else self.stances


@dataclass(frozen=True)
class Summary:
    """What a report says, in no language.

    Attributes
    ----------
    themes : tuple of ThemeFacts
        In the order of the codebook.
    variables : mapping of str to (mapping of str to tuple of str)
        Name of a variable -> opinion id -> its categories.
    """

    version: str
    model_id: str
    codebook_id: str
    codebook_version: int
    sources: tuple[SourceFacts, ...]
    units: tuple[Unit, ...]
    outcomes: Mapping[str, int]
    themes: tuple[ThemeFacts, ...]
    crosstabs: tuple[Crosstab, ...]
    ranks: tuple[RankAssociation, ...]
    variables: Mapping[str, Mapping[str, tuple[str, ...]]]
    network: Network
    keyness: Keyness
    word_map: Correspondence | None

    @property
    def n_opinions(self) -> int:
        """Opinions of others than the city itself."""
        return sum(source.n_opinions for source in self.sources)


def build_summary(study: Study, codebook: Codebook, grades: Mapping[str, str], model_id: str) -> Summary:
    """Gather what a report shows; no figure is made here that is not a sum of what was given.

    Parameters
    ----------
    grades : mapping of str to str
        How far each theme can be trusted: A, B or C.
    """
    units = tuple(unit for number, analysis in enumerate(study.analyses, 1) for unit in _units(number, analysis))
    shares = {share.theme_id: share for share in study.shares}
    return Summary(
        version=__version__,
        model_id=model_id,
        codebook_id=codebook.codebook_id,
        codebook_version=codebook.version,
        sources=tuple(
            _source(number, analysis, [a for a in study.analyses if a.linked_to == number - 1])
            for number, analysis in enumerate(study.analyses, 1)
        ),
        units=units,
        outcomes=dict(Counter(unit.prediction.outcome for unit in units)),
        themes=tuple(
            _theme(theme_id, grades[theme_id], units, shares.get(theme_id)) for theme_id in codebook.theme_ids
        ),
        crosstabs=study.crosstabs,
        ranks=study.ranks,
        variables=study.variables,
        network=study.network,
        keyness=study.keyness,
        word_map=study.word_map,
    )


def _units(number: int, analysis: Analysis) -> list[Unit]:
    links: dict[str, list[Link]] = {}
    for link in analysis.links:
        links.setdefault(link.opinion_id, []).append(link)
    sections = {passage.passage_id: passage.section for passage in analysis.sheet.passages}
    return [
        Unit(number, o, p, tuple(links.get(o.opinion_id, ())), sections.get(o.passage_id or "", ()))
        for o, p in zip(analysis.opinions, analysis.predictions, strict=True)
    ]


def _theme(theme_id: str, grade: str, units: tuple[Unit, ...], share: ThemeShare | None) -> ThemeFacts:
    own = [unit for unit in units if theme_id in unit.prediction.themes]
    surest = sorted(own, key=lambda unit: -unit.prediction.scores[theme_id])
    return ThemeFacts(
        theme_id,
        grade,
        dict(Counter(unit.opinion.voice for unit in own)),
        dict(Counter(unit.prediction.stance for unit in own)),
        share,
        tuple(unit.opinion.opinion_id for unit in surest),
    )


def _source(number: int, analysis: Analysis, lists: list[Analysis]) -> SourceFacts:
    """Facts of one input; `lists` are those whose opinions speak of its goals."""
    sheet = analysis.sheet
    n_opinions = sum(opinion.voice in OUTSIDE_VOICES for opinion in analysis.opinions)
    titles = {goal.goal_id: f"{goal.goal_id} {goal.title}" for goal in sheet.goals}
    return SourceFacts(
        number=number,
        name=analysis.document.source,
        sha256=analysis.document.sha256,
        is_list=sheet.is_list,
        title=sheet.title,
        municipality=sheet.municipality,
        plan=sheet.plan,
        fiscal_year=sheet.fiscal_year,
        plan_map=analysis.plan,
        linked_to=None if analysis.linked_to is None else analysis.linked_to + 1,
        n_opinions=n_opinions,
        n_prose=len(analysis.opinions) - n_opinions,
        grades=sheet.scale.grades,
        achieved=sheet.scale.achieved,
        totals=_totals(sheet),
        rows=tuple(
            _row(sheet, goal.goal_id, goal.title, actor, [r for r in goal.ratings if r.actor == actor])
            for goal in sheet.goals
            for actor in dict.fromkeys(rating.actor for rating in goal.ratings)
        ),
        goals={goal.goal_id: goal.title for goal in sheet.goals},
        main_goals={g.goal_id: titles[g.parent_id] for g in sheet.rated_goals if g.parent_id in titles},
        map=_map([link for own in (analysis, *lists) for link in own.links]) if analysis.linked_to is None else (),
        associations=tuple(a for a in analysis.associations if a.goals),
        priorities=analysis.priorities,
        crosstabs=analysis.crosstabs,
        findings=analysis.findings,
        audit=analysis.audit,
        issues=sheet.issues,
    )


def _totals(sheet: Sheet) -> tuple[RatingRow, ...]:
    counted = [rating for _, rating in sheet.counted]
    if not any(rating.count for rating in counted):
        return ()
    return tuple(
        _row(sheet, "", "", actor, [r for r in counted if not sheet.raters or r.actor == actor])
        for actor in sheet.raters or ("",)
    )


def _row(sheet: Sheet, goal_id: str, title: str, actor: str, ratings: list[Rating]) -> RatingRow:
    cells = {grade: [r for r in ratings if r.grade == grade] for grade in sheet.scale.grades}
    counts = tuple(
        GradeCount(
            grade,
            sum(r.count for r in own),
            total_change(own),
            tuple(dict.fromkeys(r.locator.label for r in own if r.locator.label)),
        )
        for grade, own in cells.items()
    )
    best = [r for grade in sheet.scale.achieved for r in cells[grade]]
    n = sum(grade.count for grade in counts)
    return RatingRow(goal_id, title, actor, counts, sum(r.count for r in best), n, total_change(best))


def _map(links: list[Link]) -> tuple[MapCell, ...]:
    joined: dict[tuple[str, str], list[Link]] = {}
    for link in links:
        joined.setdefault((link.theme_id, link.goal_id), []).append(link)
    return tuple(
        MapCell(
            theme_id,
            goal_id,
            min((link.basis for link in own), key=_STRONGEST_FIRST.index),
            tuple(dict.fromkeys(link.opinion_id for link in own)),
        )
        for (theme_id, goal_id), own in joined.items()
    )
