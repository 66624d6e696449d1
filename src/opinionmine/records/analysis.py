"""Everything that was found out about one sheet."""

from __future__ import annotations

from dataclasses import dataclass

from opinionmine.records.coding import Association, Link, Prediction
from opinionmine.records.sheets import Audit, Opinion, Sheet
from opinionmine.records.sources import Document


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
