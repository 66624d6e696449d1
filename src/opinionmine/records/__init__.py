"""The nouns: every record that passes between rooms, and its JSON form.

Records are frozen and hold tuples, so that a later step can point back to an earlier one but never change it.
"""

from opinionmine.records.analysis import Analysis, Finding, FindingKind
from opinionmine.records.codebooks import Boundary, Codebook, Example, Sign, Theme
from opinionmine.records.coding import Annotation, Association, Basis, Evidence, Link, Outcome, Prediction
from opinionmine.records.evaluation import (
    Evaluation,
    Measure,
    ReliabilityBin,
    RiskPoint,
    Slice,
    TargetScore,
    WrongCase,
)
from opinionmine.records.json_form import to_json
from opinionmine.records.sheets import (
    Audit,
    Claim,
    Goal,
    Opinion,
    Passage,
    PreviousCount,
    PrintedTotal,
    Project,
    Rating,
    RatingScale,
    Scope,
    Sheet,
    Verdict,
    Voice,
    total_change,
)
from opinionmine.records.sources import Cell, Document, Locator, ParseIssue, Piece, TableBlock, TextBlock

__all__ = [
    "Analysis",
    "Annotation",
    "Association",
    "Audit",
    "Basis",
    "Boundary",
    "Cell",
    "Claim",
    "Codebook",
    "Document",
    "Evaluation",
    "Evidence",
    "Example",
    "Finding",
    "FindingKind",
    "Goal",
    "Link",
    "Locator",
    "Measure",
    "Opinion",
    "Outcome",
    "ParseIssue",
    "Passage",
    "Piece",
    "Prediction",
    "PreviousCount",
    "PrintedTotal",
    "Project",
    "Rating",
    "RatingScale",
    "ReliabilityBin",
    "RiskPoint",
    "Scope",
    "Sheet",
    "Sign",
    "Slice",
    "TableBlock",
    "TargetScore",
    "TextBlock",
    "Theme",
    "Verdict",
    "Voice",
    "WrongCase",
    "to_json",
    "total_change",
]
