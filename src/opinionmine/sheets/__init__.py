"""From a Document to a Sheet: goals with ratings, prose and opinions, and an audit of the prose against the figures."""

from __future__ import annotations

from opinionmine.errors import NotThisLayout, SheetError
from opinionmine.records import Document, Sheet
from opinionmine.sheets.layouts import LAYOUTS


def parse_sheet(document: Document) -> Sheet:
    """Parse a summary sheet with the first layout that recognises it.

    Raises
    ------
    SheetError
        If no layout recognises the document: it has no ratings, or a scale that is not known.
    """
    reasons = []
    for parse in LAYOUTS:
        try:
            return parse(document)
        except NotThisLayout as reason:
            reasons.append(str(reason))
    raise SheetError(f"{document.source}: " + " ".join(reasons))
