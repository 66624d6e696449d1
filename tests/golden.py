"""Summary records that are compared whole: `python tests/golden.py` writes them anew; read the difference before you commit it.

The record of the real sheet holds no sentence of it: every text of more than 15 characters is its hash.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from opinionmine.analysis import analyse
from opinionmine.documents.read import read_document
from opinionmine.records import to_json
from opinionmine.reporting.summary import build_summary
from opinionmine.sheets import parse_sheet
from opinionmine.themes.codebook import load_codebook
from opinionmine.themes.model_file import load_model

HERE = Path(__file__).parent
SHEETS = {
    "midorioka-r5": HERE.parent / "corpora" / "sheets" / "midorioka-r5.txt",
    "kawagoe-r5": HERE.parents[1] / "shared" / "sheets" / "kawagoe-r5.txt",
}
LONGEST = 15


def golden_file(name: str) -> Path:
    return HERE / "golden" / f"{name}.json"


def summarise(path: Path) -> Any:
    """The summary record of one sheet as JSON has it, without the version of the tool."""
    document, codebook, model = read_document(path), load_codebook(), load_model()
    study = analyse([(document, parse_sheet(document))], model.predict, codebook)
    return to_json(build_summary(study, codebook, model.grades, model.model_id)) | {"version": ""}


def hide_texts(value: Any) -> Any:
    """Longer texts as their hashes."""
    if isinstance(value, dict):
        return {key: hide_texts(item) for key, item in value.items()}
    if isinstance(value, list):
        return [hide_texts(item) for item in value]
    if isinstance(value, str) and len(value) > LONGEST:
        return f"sha256:{hashlib.sha256(value.encode()).hexdigest()[:12]}"
    return value


def round_figures(value: Any) -> Any:
    """Figures with four digits, so that the file can be read."""
    if isinstance(value, dict):
        return {key: round_figures(item) for key, item in value.items()}
    if isinstance(value, list):
        return [round_figures(item) for item in value]
    return round(value, 4) if isinstance(value, float) else value


def find_differences(expected: Any, found: Any, path: str = "") -> list[str]:
    """Every place where two JSON values differ; figures may differ by 0.001 (another processor, another sum)."""
    if isinstance(expected, dict) and isinstance(found, dict):
        keys = [*expected, *(key for key in found if key not in expected)]
        return [d for key in keys for d in find_differences(expected.get(key), found.get(key), f"{path}.{key}")]
    if isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        pairs = enumerate(zip(expected, found, strict=True))
        return [d for n, (a, b) in pairs for d in find_differences(a, b, f"{path}[{n}]")]
    if isinstance(expected, float) and isinstance(found, int | float):
        return [] if abs(expected - found) <= 0.001 else [f"{path}: {expected} {found}"]
    return [] if expected == found else [f"{path}: {expected!r} {found!r}"]


if __name__ == "__main__":
    for name, path in SHEETS.items():
        if path.exists():
            summary = summarise(path)
            content = hide_texts(summary) if name == "kawagoe-r5" else summary
            golden_file(name).write_text(
                json.dumps(round_figures(content), ensure_ascii=False, indent=1) + "\n", "utf-8"
            )
