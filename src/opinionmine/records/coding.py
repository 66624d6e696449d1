"""Opinions coded by theme, and themes beside ratings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Outcome = Literal["themes", "none", "uncertain"]
Basis = Literal["cited", "section", "plan", "similar"]


@dataclass(frozen=True)
class Annotation:
    """A person's judgement of one opinion.

    Attributes
    ----------
    when : str
        Date, or date and time, in ISO 8601 (``2026-11-26T10:05:00+09:00``); empty where it was not kept.
    """

    opinion_id: str
    themes: tuple[str, ...]
    stance: str
    flags: tuple[str, ...]
    annotator: str
    codebook_version: int
    when: str = ""


@dataclass(frozen=True)
class Evidence:
    """What spoke for a theme (`weight` > 0) or against it (`weight` < 0).

    Attributes
    ----------
    start, end : int
        Half-open code-point offsets in the opinion's text as printed; ``text`` is that slice.
    weight : float
        What it adds to the theme's score.
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
    flags: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    model_id: str


@dataclass(frozen=True)
class Link:
    """A theme of one opinion and a goal it speaks about.

    Attributes
    ----------
    basis : str
        ``cited`` (the goal's number, title, project or main goal is named), ``section`` (it stands under that goal),
        ``plan`` (the plan map says so) or ``similar`` (suggested by shared words).
    strength : float
        In (0, 1]: 1 for cited and section (0.8 where a title is shortened, 0.6 where only the main goal is named), 0.5 for plan, the
        share of common words for similar.
    reason : str
        The words or the rule that made the link.
    actors : tuple of str
        Actors of the sheet whose ratings the opinion names; empty: all.
    """

    opinion_id: str
    theme_id: str
    goal_id: str
    basis: Basis
    strength: float
    reason: str
    actors: tuple[str, ...] = ()

    @property
    def is_named(self) -> bool:
        """Whether the opinion itself leads to the goal (cited or section), and not its theme."""
        return self.basis in ("cited", "section")


@dataclass(frozen=True)
class Association:
    """The ratings of the goals that one theme reaches, for one actor.

    Attributes
    ----------
    counts : mapping of str to int
        Measures by grade, summed over `goals`.
    achieved_share : float or None
        Share of the better half of the grades; None when `n` is 0.
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
