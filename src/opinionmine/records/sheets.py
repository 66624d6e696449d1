"""A summary sheet: goals, ratings, passages, opinions, and its prose held against its figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from opinionmine.records.sources import Locator, ParseIssue, Piece

Voice = Literal["committee", "self_evaluation", "project_report", "survey", "public_comment", "comment"]
# What the city writes itself (self_evaluation, project_report) is no voice about its goals.
OUTSIDE_VOICES: tuple[Voice, ...] = ("committee", "public_comment", "survey", "comment")
# The layout of a list of comments that stands among sheets.
LIST = "list"
Verdict = Literal["agrees", "differs", "not checkable"]


@dataclass(frozen=True)
class RatingScale:
    """The grades of a sheet, best first, read from its own header."""

    grades: tuple[str, ...]

    @property
    def achieved(self) -> tuple[str, ...]:
        """The better half of the grades: ◎ ○ of four, A B of five, ○ of ○ △ ×."""
        return self.grades[: max(1, len(self.grades) // 2)]


@dataclass(frozen=True)
class Rating:
    """How many measures of one actor under one goal received one grade.

    Attributes
    ----------
    actor : str
        Who is rated or who rates (市・市社協, 委員会); empty where the sheet names nobody.
    count : int
        Number of measures.
    change : int or None
        Against last year, in measures; `None` where it cannot be known.
    project : str
        Name of the one measure that is rated, where each has a line of its own. Its count is 1; where its grade of last
        year is printed, that grade has a row of count 0 and change −1, so that sums over measures come out right.
    fiscal_year : int or None
        Only for counts of earlier years; None is the year of the sheet.
    """

    actor: str
    grade: str
    count: int
    change: int | None
    locator: Locator
    project: str = ""
    fiscal_year: int | None = None


@dataclass(frozen=True)
class PrintedTotal:
    """A sum that the sheet prints itself: 合計, 小計, 計; it is a check and is never counted.

    Attributes
    ----------
    goals : tuple of str
        Ids of the goals it sums; empty for all of them.
    actor, grade : str or None
        None: over all of them.
    """

    goals: tuple[str, ...]
    actor: str | None
    grade: str | None
    count: int
    locator: Locator


def total_change(ratings: Iterable[Rating]) -> int | None:
    """Sum of the changes; None where one of them is not printed, or there is none at all."""
    changes = [rating.change for rating in ratings]
    known = [change for change in changes if change is not None]
    return sum(known) if known and len(known) == len(changes) else None


@dataclass(frozen=True)
class Goal:
    """A goal of the plan.

    Attributes
    ----------
    goal_id : str
        ``1-1`` in whatever way it was printed (１－(1), Ⅰ-1); ``-`` where a sheet rates measures under no goal.
    parent_id : str or None
        None for a main goal.
    earlier : tuple of Rating
        Counts of the years before this one that the sheet prints, each with its `fiscal_year`.
    """

    goal_id: str
    parent_id: str | None
    title: str
    ratings: tuple[Rating, ...]
    locator: Locator
    earlier: tuple[Rating, ...] = ()


@dataclass(frozen=True)
class Project:
    """A measure (事業, 取組) with a line of its own.

    Attributes
    ----------
    goal_id : str or None
        The goal it stands under.
    fields : mapping of str to str
        Its other columns as printed: 担当課, 件数, 予算額.
    """

    name: str
    goal_id: str | None
    fields: Mapping[str, str]
    locator: Locator


@dataclass(frozen=True)
class Passage:
    """Prose as printed under one heading, its hard line breaks joined.

    Attributes
    ----------
    section : tuple of str
        Headings from the outermost to the one right above the text.
    heading : str
        The last of them.
    goal_id : str or None
        The goal the passage stands under, if any.
    voice : str or None
        ``self_evaluation`` or ``project_report``; None for what is not coded: replies of the office, a chair's formalities.
    anchors : tuple of (int, Locator)
        Where each stretch of the text, from that code-point offset on, stands in the file.
    """

    passage_id: str
    section: tuple[str, ...]
    heading: str
    goal_id: str | None
    text: str
    locator: Locator
    voice: Voice | None = "project_report"
    anchors: tuple[tuple[int, Locator], ...] = ()


@dataclass(frozen=True)
class Opinion:
    """The smallest unit that is coded.

    Attributes
    ----------
    voice : str
        Who speaks: committee, self_evaluation, project_report, survey, public_comment or comment.
    fields : mapping of str to str
        Other columns of the row the opinion came from; in a sheet also ``code`` (南、上 or 70代男性), ``reply`` (what the office
        answered), ``project`` and ``same_as`` (同上: the id of the opinion it repeats).
    locators : tuple of Locator
        One for each stretch of the source, in reading order of the sense.
    weight : int
        How many people said so: (2件) is 2.
    """

    opinion_id: str
    voice: Voice
    text: str
    goal_id: str | None = None
    passage_id: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    locators: tuple[Locator, ...] = ()
    weight: int = 1


@dataclass(frozen=True)
class Sheet:
    """A municipality's yearly summary of its plan.

    Attributes
    ----------
    fiscal_year : int or None
        The Western year in which it starts: 令和5年度 is 2023.
    trace : tuple of Piece
        Every non-blank character of the document, exactly once.
    totals : tuple of PrintedTotal
        The sums that the sheet prints.
    projects : tuple of Project
        Measures with a line of their own.
    layouts : tuple of str
        The families of layouts that were recognised, in printed order.
    raters : tuple of str
        Actors who rate the same measures (自己, 委員会): their counts are never summed. Empty where actors are those who act.
    """

    title: str
    municipality: str | None
    plan: str | None
    fiscal_year: int | None
    scale: RatingScale
    actors: tuple[str, ...]
    goals: tuple[Goal, ...]
    passages: tuple[Passage, ...]
    opinions: tuple[Opinion, ...]
    issues: tuple[ParseIssue, ...]
    trace: tuple[Piece, ...]
    totals: tuple[PrintedTotal, ...] = ()
    projects: tuple[Project, ...] = ()
    layouts: tuple[str, ...] = ()
    raters: tuple[str, ...] = ()

    @property
    def is_list(self) -> bool:
        """Whether this is a list of comments: it has opinions and no goals."""
        return self.layouts == (LIST,)

    @property
    def acting(self) -> tuple[str, ...]:
        """The actors who carry measures out: all but those who rate."""
        return tuple(actor for actor in self.actors if actor and actor not in self.raters)

    @property
    def rated_goals(self) -> tuple[Goal, ...]:
        """The goals that have ratings of their own, in printed order."""
        return tuple(goal for goal in self.goals if goal.ratings)

    @property
    def counted(self) -> tuple[tuple[Goal, Rating], ...]:
        """The ratings that sums are made of, with their goals.

        A sheet may print the marks of single measures and a table that counts them; then the counts are summed and the marks
        are not. A single mark over a goal whose measures have marks of their own sums them up in words and is no count.
        """
        cells = [(goal, rating) for goal in self.goals for rating in goal.ratings]
        by_goal: dict[tuple[str, str], int] = {}
        for goal, rating in cells:
            if not rating.project:
                by_goal[goal.goal_id, rating.actor] = by_goal.get((goal.goal_id, rating.actor), 0) + rating.count
        has_marks = any(rating.project for _, rating in cells)
        has_counts = max(by_goal.values(), default=0) > 1 if has_marks else True
        return tuple((goal, rating) for goal, rating in cells if bool(rating.project) != has_counts)

    @property
    def tallied(self) -> tuple[tuple[Goal, Rating], ...]:
        """Those of `counted` that count each measure once: where several rate the same measures, those of the first rater."""
        first = self.raters[0] if self.raters else None
        return tuple((goal, rating) for goal, rating in self.counted if first in (None, rating.actor))


@dataclass(frozen=True)
class Scope:
    """Which cells of the ratings a number speaks about; an empty tuple means all of them."""

    actors: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()


@dataclass(frozen=True)
class Claim:
    """A number in the prose and the same number computed from the table.

    Attributes
    ----------
    kind : str
        ``count`` (measures), ``previous`` (last year's), ``change`` (measures against last year), ``percentage`` (of the measures in
        scope), ``points`` (change of a percentage), ``order`` (最も多い, 唯一), ``ratio`` (倍増, 半減), ``trend`` (減り続け) or ``total`` (a
        sum that the table prints; `passage_id` is empty).
    stated, computed : str
        As printed and as computed, in the same form; `computed` is empty where nothing could be computed.
    locator : Locator
        Where the number stands in the prose.
    sources : tuple of Locator
        The table cells it was computed from.
    """

    passage_id: str
    quote: str
    kind: str
    scope: Scope
    stated: str
    computed: str
    verdict: Verdict
    locator: Locator
    sources: tuple[Locator, ...] = ()


@dataclass(frozen=True)
class PreviousCount:
    """Last year's count as the sheet implies it: `count` − `change`; a negative one cannot be right."""

    goal_id: str
    actor: str
    grade: str
    previous: int
    locator: Locator


@dataclass(frozen=True)
class Audit:
    """All claims of a sheet and last year's counts."""

    claims: tuple[Claim, ...]
    previous: tuple[PreviousCount, ...]

    @property
    def impossible(self) -> tuple[PreviousCount, ...]:
        """Last year's counts that would be negative."""
        return tuple(item for item in self.previous if item.previous < 0)

    @property
    def differing(self) -> tuple[Claim, ...]:
        """Claims that the table contradicts."""
        return tuple(claim for claim in self.claims if claim.verdict == "differs")
