"""The plain facts of a theme report; every format displays these and adds nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from opinionmine.records import (
    Analysis,
    Association,
    Audit,
    Codebook,
    Finding,
    Goal,
    Link,
    Opinion,
    Prediction,
    Rating,
    Sheet,
    Theme,
    total_change,
)


@dataclass(frozen=True)
class Mention:
    """One opinion under one theme.

    Attributes
    ----------
    segments : tuple of (str, bool)
        The whole text in order; True where it is evidence for the theme.
    """

    opinion: Opinion
    stance: str
    segments: tuple[tuple[str, bool], ...]
    probability: float
    links: tuple[Link, ...]
    where: str


@dataclass(frozen=True)
class ThemeFacts:
    """One theme: how far it can be trusted, who spoke of it, and how the goals it reaches were rated."""

    theme: Theme
    grade: str
    mentions: tuple[Mention, ...]
    associations: tuple[Association, ...]


@dataclass(frozen=True)
class GoalRow:
    """The counts of one actor under one goal, with the change and the share of each grade."""

    goal: Goal
    actor: str
    counts: tuple[tuple[str, int, int | None, float], ...]
    n: int


@dataclass(frozen=True)
class SheetFacts:
    """What a report says of one sheet.

    Attributes
    ----------
    totals : tuple of (str, tuple of (str, int, int or None, float))
        Whose (empty for all together; each rater for itself where several rate the same measures), and for each grade its
        count, change against last year (None where a cell prints none) and share in percent.
    crosstab : mapping of (str, str) to (str, int)
        Theme id and goal id -> the strongest basis of their links, and how many opinions they join.
    findings : tuple of Finding
        Where opinions and ratings do not meet.
    others : tuple of (Opinion, Prediction, str)
        Units without a theme or that the model could not tell, with the headings they stand under.
    """

    sheet: Sheet
    totals: tuple[tuple[str, tuple[tuple[str, int, int | None, float], ...]], ...]
    n: int
    goal_rows: tuple[GoalRow, ...]
    themes: tuple[ThemeFacts, ...]
    silent: tuple[Theme, ...]
    crosstab: dict[tuple[str, str], tuple[str, int]]
    outcomes: dict[str, int]
    others: tuple[tuple[Opinion, Prediction, str], ...]
    audit: Audit
    findings: tuple[Finding, ...]
    plan: str | None
    sha256: str
    source: str


def build_facts(analysis: Analysis, codebook: Codebook, grades: Mapping[str, str]) -> SheetFacts:
    """Gather what one sheet's report shows; no figure is made here that is not a sum of what was given.

    Parameters
    ----------
    grades : mapping of str to str
        How far each theme can be trusted: A, B or C.
    """
    sheet, links = analysis.sheet, analysis.links
    pairs = list(zip(analysis.opinions, analysis.predictions, strict=True))
    themes = []
    for theme in codebook.themes:
        mentions = tuple(
            _mention(theme.theme_id, opinion, prediction, links, sheet)
            for opinion, prediction in pairs
            if theme.theme_id in prediction.themes
        )
        own = tuple(a for a in analysis.associations if a.theme_id == theme.theme_id and a.goals)
        themes.append(ThemeFacts(theme, grades[theme.theme_id], mentions, own))
    groups = sheet.raters or ("",)
    first = groups[0] if sheet.raters else None
    total = sum(rating.count for _, rating in sheet.counted if first is None or rating.actor == first)
    return SheetFacts(
        sheet=sheet,
        totals=tuple((actor, _totals(sheet, actor)) for actor in groups) if total else (),
        n=total,
        goal_rows=tuple(_goal_rows(sheet)),
        themes=tuple(sorted((t for t in themes if t.mentions), key=lambda t: -len(t.mentions))),
        silent=tuple(t.theme for t in themes if not t.mentions),
        crosstab=_crosstab(links),
        outcomes=dict(Counter(prediction.outcome for _, prediction in pairs)),
        others=tuple((o, p, _where(o, sheet)) for o, p in pairs if not p.themes),
        audit=analysis.audit,
        findings=analysis.findings,
        plan=analysis.plan,
        sha256=analysis.document.sha256,
        source=analysis.document.source,
    )


def cut_segments(text: str, spans: list[tuple[int, int]]) -> tuple[tuple[str, bool], ...]:
    """Cut a text at the edges of its evidence; the pieces together are the text.

    Examples
    --------
    >>> cut_segments("研修を続ける", [(0, 2)])
    (('研修', True), ('を続ける', False))
    """
    marked = [any(start <= i < end for start, end in spans) for i in range(len(text))]
    edges = [0, *(i for i in range(1, len(text)) if marked[i] != marked[i - 1]), len(text)]
    return tuple((text[a:b], marked[a]) for a, b in zip(edges, edges[1:], strict=False) if a < b)


def _mention(theme_id: str, opinion: Opinion, prediction: Prediction, links: tuple[Link, ...], sheet: Sheet) -> Mention:
    spans = [(item.start, item.end) for item in prediction.evidence if item.theme_id == theme_id]
    own = tuple(link for link in links if link.opinion_id == opinion.opinion_id and link.theme_id == theme_id)
    segments = cut_segments(opinion.text, spans)
    return Mention(opinion, prediction.stance, segments, prediction.scores[theme_id], own, _where(opinion, sheet))


def _where(opinion: Opinion, sheet: Sheet) -> str:
    passage = next((p for p in sheet.passages if p.passage_id == opinion.passage_id), None)
    return " › ".join(passage.section) if passage else ""


def _totals(sheet: Sheet, actor: str) -> tuple[tuple[str, int, int | None, float], ...]:
    own = [rating for _, rating in sheet.counted if not sheet.raters or rating.actor == actor]
    return _by_grade(own, sheet.scale.grades)


def _by_grade(cells: list[Rating], grades: tuple[str, ...]) -> tuple[tuple[str, int, int | None, float], ...]:
    n = sum(cell.count for cell in cells)
    rows = []
    for grade in grades:
        own = [cell for cell in cells if cell.grade == grade]
        count = sum(cell.count for cell in own)
        rows.append((grade, count, total_change(own), 100 * count / n if n else 0.0))
    return tuple(rows)


def _goal_rows(sheet: Sheet) -> list[GoalRow]:
    rows = []
    for goal in sheet.goals:
        for actor in dict.fromkeys(rating.actor for rating in goal.ratings):
            cells = [rating for rating in goal.ratings if rating.actor == actor]
            rows.append(GoalRow(goal, actor, _by_grade(cells, sheet.scale.grades), sum(cell.count for cell in cells)))
    return rows


def _crosstab(links: tuple[Link, ...]) -> dict[tuple[str, str], tuple[str, int]]:
    """Strongest basis and number of opinions for each theme and goal."""
    rank = ("cited", "section", "plan", "similar")
    table: dict[tuple[str, str], tuple[str, int]] = {}
    for link in links:
        basis, n = table.get((link.theme_id, link.goal_id), ("similar", 0))
        table[link.theme_id, link.goal_id] = (min(basis, link.basis, key=rank.index), n + 1)
    return table
