"""The nouns: every record that passes between rooms, and its JSON form.

Records are frozen and hold tuples, so that a later step can point back to an earlier one but never change it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, Literal

Voice = Literal["committee", "self_evaluation", "project_report", "survey", "public_comment", "comment"]
Outcome = Literal["themes", "none", "uncertain"]
Basis = Literal["cited", "section", "plan", "similar"]
Verdict = Literal["agrees", "differs", "not checkable"]


def to_json(value: Any) -> Any:
    """Turn a record into what `json.dump` takes: dataclasses become objects, tuples become arrays.

    Examples
    --------
    >>> to_json(Locator(line=3))
    {'page': None, 'line': 3, 'column': None, 'bbox': None, 'cell': None}
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_json(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {key: to_json(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [to_json(item) for item in value]
    return value


# --- where a piece of text was found -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Locator:
    """Where something stands in its file.

    Attributes
    ----------
    page, line, column : int or None
        From 1. `column` counts code points.
    bbox : tuple of 4 float or None
        `(x0, top, x1, bottom)` in points (1/72 inch) from the top left of the page.
    cell : str or None
        Spreadsheet address such as ``評価!D7``.
    """

    page: int | None = None
    line: int | None = None
    column: int | None = None
    bbox: tuple[float, float, float, float] | None = None
    cell: str | None = None


@dataclass(frozen=True)
class Piece:
    """One stretch of one source line and the unit it went to: the ledger that shows nothing was lost.

    Attributes
    ----------
    line : int
        Line of the document, from 1.
    start, end : int
        Half-open code-point offsets in that line as printed.
    role : str
        ``title``, ``heading``, ``goal``, ``scale``, ``rating``, ``passage``, ``opinion``, ``bullet`` or ``issue``.
    unit_id : str
        The goal, passage or opinion that holds the text; empty for what is nobody's (a scale header, a bullet).
    """

    line: int
    start: int
    end: int
    role: str
    unit_id: str = ""


# --- a file, as read ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TextBlock:
    """One line of text as printed, without its line end."""

    text: str
    locator: Locator


@dataclass(frozen=True)
class TableBlock:
    """One table; `rows` are cells as printed."""

    rows: tuple[tuple[str, ...], ...]
    locator: Locator


@dataclass(frozen=True)
class Document:
    """A file as it was read, before anything was understood.

    Attributes
    ----------
    source : str
        File name as the user gave it.
    sha256 : str
        Hash of the bytes of the file, hexadecimal.
    media_type : str
        Such as ``text/plain; charset=utf-8``.
    blocks : tuple of TextBlock or TableBlock
        In reading order; blank lines are blocks too.
    """

    source: str
    sha256: str
    media_type: str
    blocks: tuple[TextBlock | TableBlock, ...]


# --- a summary sheet ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RatingScale:
    """The grades of a sheet, best first, read from its own header."""

    grades: tuple[str, ...]


@dataclass(frozen=True)
class Rating:
    """How many measures of one actor under one goal received one grade.

    Attributes
    ----------
    count : int
        Number of measures.
    change : int or None
        Against last year, in measures; `None` where it is not printed.
    """

    actor: str
    grade: str
    count: int
    change: int | None
    locator: Locator


def total_change(ratings: Iterable[Rating]) -> int | None:
    """Sum of the changes; None where one of them is not printed, or there is none at all."""
    changes = [rating.change for rating in ratings]
    known = [change for change in changes if change is not None]
    return sum(known) if known and len(known) == len(changes) else None


@dataclass(frozen=True)
class Goal:
    """A goal of the plan; `goal_id` is ``1-1`` in whatever way it was printed, `parent_id` is None for a main goal."""

    goal_id: str
    parent_id: str | None
    title: str
    ratings: tuple[Rating, ...]
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
    """

    passage_id: str
    section: tuple[str, ...]
    heading: str
    goal_id: str | None
    text: str
    locator: Locator


@dataclass(frozen=True)
class Opinion:
    """The smallest unit that is coded.

    Attributes
    ----------
    voice : str
        Who speaks: committee, self_evaluation, project_report, survey, public_comment or comment.
    fields : mapping of str to str
        Other columns of the row the opinion came from.
    locators : tuple of Locator
        One for each stretch of the source, in reading order of the sense.
    """

    opinion_id: str
    voice: Voice
    text: str
    goal_id: str | None = None
    passage_id: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    locators: tuple[Locator, ...] = ()


@dataclass(frozen=True)
class ParseIssue:
    """Something that could not be read for sure, or that was moved to where it belongs."""

    code: str
    message: str
    locator: Locator


@dataclass(frozen=True)
class Sheet:
    """A municipality's yearly summary of its plan.

    Attributes
    ----------
    fiscal_year : int or None
        The Western year in which it starts: 令和5年度 is 2023.
    trace : tuple of Piece
        Every non-blank character of the document, exactly once.
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


# --- prose against figures ---------------------------------------------------------------------------------------


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
        ``count`` (measures), ``change`` (measures against last year) or ``percentage`` (of the measures in scope).
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


# --- the codebook ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Theme:
    """An entry of the codebook.

    Attributes
    ----------
    include : tuple of str
        What belongs to it.
    exclude : mapping of str to str
        What does not -> the theme or themes it goes to.
    cues : tuple of str
        Words that speak for it by themselves; what a theme without enough examples falls back to.
    """

    theme_id: str
    ja: str
    en: str
    definition: str
    include: tuple[str, ...] = ()
    exclude: Mapping[str, str] = field(default_factory=dict)
    cues: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sign:
    """A stance or a flag, and the sign it is known by."""

    sign_id: str
    sign: str
    ja: str = ""


@dataclass(frozen=True)
class Example:
    """An invented text with the themes that the codebook gives it."""

    text: str
    themes: tuple[str, ...]


@dataclass(frozen=True)
class Boundary:
    """Two themes that are easily mixed up, and the rule that parts them."""

    pair: tuple[str, str]
    rule: str
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True)
class Codebook:
    """The single definition of every theme, stance and flag."""

    codebook_id: str
    version: int
    unit: str
    rules: tuple[str, ...]
    themes: tuple[Theme, ...]
    stances: tuple[Sign, ...]
    flags: tuple[Sign, ...]
    boundaries: tuple[Boundary, ...]

    @property
    def theme_ids(self) -> tuple[str, ...]:
        """Ids in codebook order, the order of every matrix column."""
        return tuple(theme.theme_id for theme in self.themes)


# --- coding by theme ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Annotation:
    """A person's judgement of one opinion."""

    opinion_id: str
    themes: tuple[str, ...]
    stance: str
    flags: tuple[str, ...]
    annotator: str
    codebook_version: int


@dataclass(frozen=True)
class Evidence:
    """What spoke for a theme (`weight` > 0) or against it (`weight` < 0).

    Attributes
    ----------
    start, end : int
        Half-open code-point offsets in the opinion's text as printed; ``text`` is that slice.
    weight : float
        Contribution to the theme's score, in log-odds.
    """

    theme_id: str
    start: int
    end: int
    text: str
    weight: float


@dataclass(frozen=True)
class Prediction:
    """A model's judgement of one opinion; ``none`` (no theme) and ``uncertain`` (cannot tell) are never the same.

    Attributes
    ----------
    themes : tuple of str
        Theme ids, strongest first; empty unless `outcome` is ``themes``.
    scores : mapping of str to float
        Probability of each theme, in [0, 1]; they need not sum to 1.
    """

    opinion_id: str
    outcome: Outcome
    themes: tuple[str, ...]
    scores: Mapping[str, float]
    stance: str
    evidence: tuple[Evidence, ...]
    model_id: str


# --- themes beside ratings ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Link:
    """A theme of one opinion and a goal it speaks about.

    Attributes
    ----------
    basis : str
        ``cited`` (the goal's number, title or project is named), ``section`` (it stands under that goal),
        ``plan`` (the plan map says so) or ``similar`` (suggested by shared words).
    strength : float
        In (0, 1]: 1 for cited and section, 0.5 for plan, the share of common words for similar.
    reason : str
        The words or the rule that made the link.
    """

    opinion_id: str
    theme_id: str
    goal_id: str
    basis: Basis
    strength: float
    reason: str


@dataclass(frozen=True)
class Association:
    """The ratings of the goals that one theme reaches, for one actor.

    Attributes
    ----------
    counts : mapping of str to int
        Measures by grade, summed over `goals`.
    achieved_share : float or None
        Share of the two best grades; None when `n` is 0.
    interval : tuple of 2 float or None
        Wilson score interval of the share, 95 %.
    change : mapping of str to int or None
        Change by grade against last year; None where a cell does not print it.
    n : int
        Number of measures.
    """

    theme_id: str
    actor: str
    goals: tuple[str, ...]
    counts: Mapping[str, int]
    achieved_share: float | None
    interval: tuple[float, float] | None
    change: Mapping[str, int | None]
    method: str
    n: int
