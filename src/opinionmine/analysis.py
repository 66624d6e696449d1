"""The whole road, from the file of a sheet to associations, made only of calls to the rooms."""

from __future__ import annotations

from pathlib import Path

from opinionmine.linking.association import associate
from opinionmine.linking.gaps import find_gaps
from opinionmine.linking.links import link_themes
from opinionmine.linking.plan import find_plan_map
from opinionmine.records import Analysis, Codebook, Document, Sheet
from opinionmine.sheets.audit import audit_sheet
from opinionmine.sheets.units import coded_units
from opinionmine.themes.model import Model


def analyse_sheet(
    document: Document, sheet: Sheet, model: Model, codebook: Codebook, plan: str | Path | None = None
) -> Analysis:
    """Audit, code and link one sheet.

    Raises
    ------
    OpinionmineError
        One of its children, with one sentence, from whichever room could not go on.
    """
    opinions = coded_units(sheet)
    predictions = tuple(model.predict(opinions)) if opinions else ()
    plan_map = find_plan_map(sheet, codebook, plan)
    links = link_themes(sheet, opinions, predictions, codebook, plan_map)
    return Analysis(
        document=document,
        sheet=sheet,
        audit=audit_sheet(sheet),
        opinions=opinions,
        predictions=predictions,
        links=links,
        associations=associate(sheet, links, codebook.theme_ids),
        plan=plan_map.plan or str(plan) if plan_map else None,
        findings=find_gaps(sheet, opinions, predictions, links, codebook),
    )
