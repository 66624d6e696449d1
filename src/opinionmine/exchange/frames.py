"""Label items and predictions as plain rows, for pandas, polars and Parquet."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Any

from opinionmine.errors import DocumentError
from opinionmine.records import LabelItem, Prediction, to_json

# Before the name of a column that the opinions came with.
FIELD = "field_"


def to_frame(records: Sequence[LabelItem] | Sequence[Prediction]) -> list[dict[str, Any]]:
    """One row for each item or prediction, all with the same keys.

    Returns
    -------
    list of dict
        ``themes`` is None where nobody has judged (items), else a list of ids. Spans and evidence are lists of objects. Predictions
        have a column ``p_training`` for the probability of each theme; items one ``field_年代`` for each column they came with.

    Examples
    --------
    >>> from opinionmine.records import Opinion
    >>> to_frame([LabelItem(Opinion("1", "survey", "研修を続けてほしい。", fields={"年代": "70代"}), None)])[0]["field_年代"]
    '70代'
    """
    rows = [_item(r) if isinstance(r, LabelItem) else _prediction(r) for r in records]
    keys = dict.fromkeys(key for row in rows for key in row)
    return [{key: row.get(key) for key in keys} for row in rows]


def _item(item: LabelItem) -> dict[str, Any]:
    annotation = item.annotation
    return {
        "id": item.opinion.opinion_id,
        "text": item.opinion.text,
        "voice": item.opinion.voice,
        "themes": list(annotation.themes) if annotation else None,
        "stance": annotation.stance if annotation else None,
        "flags": list(annotation.flags) if annotation else None,
        "annotator": annotation.annotator if annotation else None,
        "when": annotation.when if annotation else None,
        "spans": [{"theme": span.theme_id, "start": span.start, "end": span.end} for span in item.spans],
        "suggested": list(item.suggested),
        "reason": item.reason,
        **{FIELD + name: value for name, value in item.opinion.fields.items()},
    }


def _prediction(prediction: Prediction) -> dict[str, Any]:
    return {
        "id": prediction.opinion_id,
        "outcome": prediction.outcome,
        "themes": list(prediction.themes),
        "stance": prediction.stance,
        "flags": list(prediction.flags),
        "evidence": to_json(prediction.evidence),
        "model_id": prediction.model_id,
        **{f"p_{theme}": score for theme, score in prediction.scores.items()},
    }


def to_pandas(records: Sequence[LabelItem] | Sequence[Prediction]) -> Any:
    """A `pandas.DataFrame` of the rows of `to_frame`.

    Raises
    ------
    DocumentError
        If pandas is not installed.
    """
    return _library("pandas").DataFrame(to_frame(records))


def to_polars(records: Sequence[LabelItem] | Sequence[Prediction]) -> Any:
    """A `polars.DataFrame` of the rows of `to_frame`.

    Raises
    ------
    DocumentError
        If polars is not installed.
    """
    return _library("polars").DataFrame(to_frame(records), infer_schema_length=None)


def _library(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        raise DocumentError(
            f"A frame of {name} needs a package more: pip install {name} (追加のパッケージが必要です)."
        ) from None
