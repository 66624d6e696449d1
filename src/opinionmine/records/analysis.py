"""Everything that was found out about one sheet or list, and about all that go into one report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from opinionmine.records.coding import Association, Link, Prediction
from opinionmine.records.corpus import Correspondence, Keyness
from opinionmine.records.sheets import Audit, Opinion, Sheet
from opinionmine.records.sources import Document
from opinionmine.records.statistics import Crosstab, Network, RankAssociation, ThemePriority, ThemeShare

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
    """Everything that was found out about one sheet, or about one list of comments.

    Attributes
    ----------
    sheet : Sheet
        A list of comments is a sheet without goals; `Sheet.is_list` tells.
    opinions, predictions : tuple, of equal length
        The coded units (committee opinions first, then prose) and what the model said.
    links : tuple of Link
        To the goals of this sheet; of a list, to the goals of the sheet `linked_to`.
    plan : str or None
        Name of the plan map that was used; None if links are only suggested.
    linked_to : int or None
        For a list: position of the sheet among the inputs, from 0; None for a sheet, and where no sheet has goals.
    priorities : tuple of ThemePriority
        One for each theme that reaches a rated goal, through the opinions of this sheet or of the lists linked to it.
    crosstabs : tuple of Crosstab
        ``goal`` (opinions that name a goal or stand under it) and ``grade`` (measures of the goals a theme reaches).
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
    linked_to: int | None = None
    priorities: tuple[ThemePriority, ...] = ()
    crosstabs: tuple[Crosstab, ...] = ()


@dataclass(frozen=True)
class Study:
    """All sheets and lists that go into one report.

    Attributes
    ----------
    analyses : tuple of Analysis
        In the order of the inputs. Ids of opinions are unique over all of them.
    shares : tuple of ThemeShare
        Over the opinions; what the city writes itself is not among them. Empty where there are none.
    crosstabs : tuple of Crosstab
        Over all opinions and prose: ``voice``, ``stance``, ``actor``, ``source`` and the columns that were asked for.
    ranks : tuple of RankAssociation
        Over the sheets with ratings; empty where there is only one.
    variables : mapping of str to (mapping of str to tuple of str)
        What the crosstabs were made from: name of the variable -> opinion id -> the categories it falls in.
    network : Network
        Of words and themes.
    keyness : Keyness
        The words that mark each theme.
    word_map : Correspondence or None
        Words and themes by correspondence analysis; None where there are too few of them for a map.
    """

    analyses: tuple[Analysis, ...]
    shares: tuple[ThemeShare, ...]
    crosstabs: tuple[Crosstab, ...]
    ranks: tuple[RankAssociation, ...]
    variables: Mapping[str, Mapping[str, tuple[str, ...]]]
    network: Network
    keyness: Keyness
    word_map: Correspondence | None
