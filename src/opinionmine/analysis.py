"""The whole road, from the file of a sheet to associations, made only of calls to the rooms."""

from __future__ import annotations

from pathlib import Path

from opinionmine.documents.text import read_document
from opinionmine.linking.association import associate
from opinionmine.linking.links import link_themes
from opinionmine.linking.plan import find_plan_map
from opinionmine.records import Analysis, Codebook
from opinionmine.sheets import parse_sheet
from opinionmine.sheets.audit import audit_sheet
from opinionmine.sheets.units import coded_units
from opinionmine.themes.model import Model


def analyse_sheet(path: str | Path, model: Model, codebook: Codebook, plan: str | Path | None = None) -> Analysis:
    """Read, parse, audit, code and link one sheet.

    Raises
    ------
    OpinionmineError
        One of its children, with one sentence, from whichever room could not go on.
    """
    document = read_document(path)
    sheet = parse_sheet(document)
    opinions = coded_units(sheet)
    predictions = tuple(model.predict(opinions))
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
    )
