"""Japanese text mining for municipal welfare feedback: themes, ratings and an audit of the prose.

The names in `__all__` are what other programs build on; each loads its room when it is first used.

Examples
--------
>>> import opinionmine
>>> model = opinionmine.load_model("light")
>>> [prediction] = model.predict([opinionmine.Opinion("1", "comment", "職員の研修を続けてほしい。")])
>>> prediction.themes, [evidence.text for evidence in prediction.evidence]
(('training',), ['研修'])
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from opinionmine.analysis import analyse
    from opinionmine.documents.read import read_document
    from opinionmine.errors import OpinionmineError
    from opinionmine.linking.links import link_themes
    from opinionmine.plugins import hookimpl
    from opinionmine.records import Codebook, Document, Opinion, Prediction, Sheet
    from opinionmine.reporting.paint import write_report
    from opinionmine.reporting.sections import build_report
    from opinionmine.reporting.summary import build_summary
    from opinionmine.sheets import parse_sheet
    from opinionmine.sheets.audit import audit_sheet
    from opinionmine.themes.classifiers import load_coder
    from opinionmine.themes.codebook import load_codebook
    from opinionmine.themes.labelled import read_corpus
    from opinionmine.themes.model_file import load_model, save_model
    from opinionmine.themes.theme_classifier import ThemeClassifier
    from opinionmine.themes.theme_vectorizer import ThemeVectorizer
    from opinionmine.themes.train import train

__version__ = "0.1.0"

# Public name -> the module that has it.
_HOMES = {
    "read_document": "documents.read",
    "parse_sheet": "sheets",
    "audit_sheet": "sheets.audit",
    "load_codebook": "themes.codebook",
    "read_corpus": "themes.labelled",
    "train": "themes.train",
    "load_model": "themes.model_file",
    "load_coder": "themes.classifiers",
    "save_model": "themes.model_file",
    "ThemeClassifier": "themes.theme_classifier",
    "ThemeVectorizer": "themes.theme_vectorizer",
    "link_themes": "linking.links",
    "analyse": "analysis",
    "build_summary": "reporting.summary",
    "build_report": "reporting.sections",
    "write_report": "reporting.paint",
    "Codebook": "records",
    "Document": "records",
    "Opinion": "records",
    "Prediction": "records",
    "Sheet": "records",
    "OpinionmineError": "errors",
    "hookimpl": "plugins",
}

__all__ = [
    "Codebook",
    "Document",
    "Opinion",
    "OpinionmineError",
    "Prediction",
    "Sheet",
    "ThemeClassifier",
    "ThemeVectorizer",
    "analyse",
    "audit_sheet",
    "build_report",
    "build_summary",
    "hookimpl",
    "link_themes",
    "load_codebook",
    "load_coder",
    "load_model",
    "parse_sheet",
    "read_corpus",
    "read_document",
    "save_model",
    "train",
    "write_report",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'opinionmine' has no attribute {name!r}")
    return getattr(importlib.import_module(f"opinionmine.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return [*globals(), *__all__]
