"""A model as files: JSON and arrays of numbers, so that nothing in them can run."""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from opinionmine.errors import ModelError
from opinionmine.records import Codebook
from opinionmine.themes.blocks import Block
from opinionmine.themes.features import BLOCKS
from opinionmine.themes.likeness import Likeness
from opinionmine.themes.model import Model
from opinionmine.themes.outcomes import Decider
from opinionmine.themes.vectors import find_vectorizer, how_to_get_vectors

if TYPE_CHECKING:
    from opinionmine.themes.fit import Fit

FORMAT = "opinionmine-model"
FORMAT_VERSION = 3
_FILES = ("model.json", "arrays.npz")
_FACTS = (
    "made_by",
    "codebook",
    "codebook_version",
    "theme_names",
    "corpus_sha256",
    "n_opinions",
    "batches",
    "grades",
    "lone_flags",
)
MAX_BYTES = 500 * 1024 * 1024
# The models that come with the package.
SHIPPED = ("default", "light")


def save_model(model: Model, folder: str | Path) -> None:
    """Write ``model.json`` and ``arrays.npz`` into a folder; the same model gives the same bytes."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(folder / "arrays.npz", **_arrays(model))  # type: ignore[arg-type]
    head = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "model_id": model.model_id,
        "themes": model.theme_ids,
        "stances": model.stance_ids,
        "flags": model.flag_ids,
        "decider": model.decider.to_json(),
        "by_cues": model.by_cues,
        "vectorizer": model.vectorizer.name if model.vectorizer else None,
        "facts": model.facts,
        "vocabulary": {name: block.listing for name, block in model.blocks.items()},
    }
    (folder / "model.json").write_text(json.dumps(head, ensure_ascii=False, indent=1) + "\n", "utf-8", newline="\n")


def _arrays(fitted: Fit | Model) -> dict[str, np.ndarray]:
    """The numbers of a model as they are stored."""
    arrays: dict[str, np.ndarray] = {"intercept": fitted.intercept.astype(np.float32)}
    for name, block in fitted.blocks.items():
        arrays[f"{name}_idf"] = block.idf.astype(np.float32)
        arrays[f"{name}_weights"] = block.weights.astype(np.float16)
    if fitted.likeness:
        arrays["points"] = fitted.likeness.points.astype(np.float16)
        arrays["point_weights"] = fitted.likeness.weights
    return arrays


def name_model(codebook: Codebook, fitted: Fit, decider: Decider, by_cues: Mapping[str, tuple[str, ...]]) -> str:
    """Name a model by its codebook and by all that decides what it says, as it is stored."""
    digest = hashlib.sha256(json.dumps([decider.to_json(), by_cues], ensure_ascii=False, sort_keys=True).encode())
    for name, block in fitted.blocks.items():
        digest.update(f"{name}\n{block.listing}".encode())
    for array in _arrays(fitted).values():
        digest.update(np.ascontiguousarray(array).tobytes())
    return f"{codebook.codebook_id}-{codebook.version}-{digest.hexdigest()[:8]}"


def model_folder(name: str) -> Path:
    """Where a model that comes with the package lies; in a checkout, in ``models`` at its top."""
    inside = Path(str(resources.files("opinionmine"))) / "models"
    return (inside if inside.exists() else Path(__file__).resolve().parents[3] / "models") / name


def find_folder(model: str | Path | None) -> Path:
    """The folder of a model: its own, that of one that comes with the package, or that of the best one which works here."""
    if model is None:
        model = "default" if find_vectorizer() else "light"
    return model_folder(str(model)) if str(model) in SHIPPED else Path(model)


def load_model(model: str | Path | None = None) -> Model:
    """Load a model from a folder, or ``default`` or ``light``, which come with the package.

    Without a name it is the default one; where that cannot work because its sentence encoder is not installed, the light
    one. Only JSON and arrays of numbers are read: nothing in a model file can run.

    Raises
    ------
    ModelError
        If the folder is missing, is not a model of this tool, was written by a newer or older one, is damaged, or needs
        sentence vectors that are not there.
    """
    folder = find_folder(model)
    head = read_head(folder)
    if "classifier" in head:
        raise ModelError(
            f"{folder}: this model was made by the classifier 「{head['classifier']}」 of a plugin; load it with load_coder."
        )
    _check_file(folder, "arrays.npz")
    try:
        with np.load(folder / "arrays.npz", allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        loaded = _build(head, arrays)
        _check_shapes(loaded)
    except (
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
        OSError,
        EOFError,
        zipfile.BadZipFile,
        zlib.error,
    ) as error:
        raise ModelError(
            f"{folder}: the model is damaged ({error.__class__.__name__}: {error}). Copy it again or train it anew."
        ) from None
    if loaded.likeness and not loaded.vectorizer:
        raise ModelError(
            f"{folder}: this model needs the sentence encoder {head['vectorizer']}, which is not here or has other "
            f"weights. Install it ({how_to_get_vectors()}), or use --model light."
        )
    return loaded


def _build(head: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> Model:
    likeness, vectorizer = None, None
    if head["vectorizer"] is not None:
        likeness = Likeness(arrays["points"].astype(np.float32), arrays["point_weights"].astype(np.float32))
        found = find_vectorizer()
        vectorizer = found if found and found.name == head["vectorizer"] else None
    return Model(
        model_id=head["model_id"],
        theme_ids=tuple(head["themes"]),
        stance_ids=tuple(head["stances"]),
        flag_ids=tuple(head["flags"]),
        blocks={
            name: Block(str(listing), arrays[f"{name}_idf"].astype(np.float64), arrays[f"{name}_weights"])
            for name, listing in head["vocabulary"].items()
        },
        likeness=likeness,
        vectorizer=vectorizer,
        intercept=arrays["intercept"].astype(np.float64),
        decider=Decider.from_json(head["decider"]),
        by_cues={theme: tuple(map(str, cues)) for theme, cues in head["by_cues"].items()},
        facts=head["facts"],
    )


def read_head(folder: Path) -> dict[str, Any]:
    """What ``model.json`` says, if it is one of this tool.

    Raises
    ------
    ModelError
        As `load_model`.
    """
    if not folder.exists():
        raise ModelError(
            f"{folder}: no such model. Expected {' or '.join(SHIPPED)}, or a folder with {' and '.join(_FILES)} as opinionmine train makes it."
        )
    if not folder.is_dir():
        raise ModelError(
            f"{folder}: this is a file, not a model of this tool (a folder with {' and '.join(_FILES)}). It was not opened."
        )
    _check_file(folder, "model.json")
    try:
        head = json.loads((folder / "model.json").read_text("utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ModelError(
            f"{folder}: model.json is not JSON ({error.__class__.__name__}). Copy the model again."
        ) from None
    if not isinstance(head, dict) or head.get("format") != FORMAT:
        raise ModelError(f"{folder}: model.json does not say it is a model of this tool ({FORMAT}). It was not loaded.")
    if head.get("format_version") != FORMAT_VERSION:
        raise ModelError(
            f"{folder}: model format {head.get('format_version')}; this version reads {FORMAT_VERSION}. Train it anew with opinionmine train."
        )
    return head


def _check_file(folder: Path, name: str) -> None:
    if not (folder / name).is_file():
        raise ModelError(
            f"{folder}: {name} is missing, so this is not a model of this tool. Train one with opinionmine train."
        )
    if (folder / name).stat().st_size > MAX_BYTES:
        raise ModelError(f"{folder}: {name} is larger than {MAX_BYTES:,} bytes; not read.")


def _check_shapes(model: Model) -> None:
    n_targets = len(model.targets)
    if model.intercept.shape != (n_targets,):
        raise ValueError(f"{model.intercept.shape} intercepts for {n_targets} targets")
    for name, block in model.blocks.items():
        if name not in BLOCKS:
            raise ValueError(f"unknown features 「{name}」")
        if block.weights.shape != (block.n_features, n_targets) or block.idf.shape != (block.n_features,):
            raise ValueError(f"{name}: {block.weights.shape} weights for {block.n_features} features")
    if model.likeness and (
        model.likeness.points.ndim != 2 or model.likeness.weights.shape != (len(model.likeness.points), n_targets)
    ):
        raise ValueError(f"{model.likeness.weights.shape} weights for points of shape {model.likeness.points.shape}")
    for calibration, ids in ((model.decider.themes, model.theme_ids), (model.decider.flags, model.flag_ids)):
        if {len(calibration.slopes), len(calibration.offsets), len(calibration.thresholds)} != {len(ids)}:
            raise ValueError(f"the calibration does not fit {len(ids)} targets")
    values = [model.intercept, *(part for block in model.blocks.values() for part in (block.idf, block.weights))]
    values += [model.likeness.points, model.likeness.weights] if model.likeness else []
    for calibration in (model.decider.themes, model.decider.flags):
        values += [np.array(calibration.slopes), np.array(calibration.offsets), np.array(calibration.thresholds)]
    if not all(np.isfinite(part).all() for part in values):
        raise ValueError("a weight is not a finite number")
    missing = [key for key in _FACTS if key not in model.facts]
    if missing or set(model.facts["theme_names"]) != set(model.theme_ids):
        raise ValueError(f"facts lack {', '.join(missing) or 'names of themes'}")
    if set(model.facts["grades"].values()) - {"A", "B", "C"}:
        raise ValueError("a grade is not A, B or C")
    if set(model.by_cues) - set(model.theme_ids) or set(model.facts["grades"]) != set(model.theme_ids):
        raise ValueError("cues or grades do not fit the themes")
