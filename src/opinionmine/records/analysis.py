"""Everything that was found out about one sheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from opinionmine.records.coding import Association, Link, Prediction
from opinionmine.records.sheets import Audit, Opinion, Sheet
from opinionmine.records.sources import Document

FindingKind = Literal["unspoken_goal", "theme_without_goal", "praise_while_falling", "concern_while_rising"]


@dataclass(frozen=True)
class Finding:
    """A place where opinions and ratings do not meet.

    Attributes
    ----------
    goal_id, theme_id : str or None
        What it is about; the other is None.
    opinion_ids : tuple of str
        The opinions behind it.
    n_achieved, n : int
        Measures of the goal in the better half of the scale, and all of them; 0 for a theme.
    all_achieved, all_n : int
        The same of all goals together.
    change : int or None
        Of `n_achieved` against last year; None where it is not printed.
    """

    kind: FindingKind
    goal_id: str | None
    theme_id: str | None
    opinion_ids: tuple[str, ...]
    n_achieved: int = 0
    n: int = 0
    change: int | None = None
    all_achieved: int = 0
    all_n: int = 0


@dataclass(frozen=True)
class Analysis:
    """Everything that was found out about one sheet.

    Attributes
    ----------
    opinions, predictions : tuple, of equal length
        The coded units (committee opinions first, then prose) and what the model said.
    plan : str or None
        Name of the plan map that was used; None if links are only suggested.
    """

    document: Document
    sheet: Sheet
    audit: Audit
    opinions: tuple[Opinion, ...]
    predictions: tuple[Prediction, ...]
    links: tuple[Link, ...]
    associations: tuple[Association, ...]
    plan: str | None
    findings: tuple[Finding, ...] = ()
