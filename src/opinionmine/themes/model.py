"""The trained classifier: arrays and JSON, from a text to scores, and to a prediction."""

from __future__ import annotations

import hashlib
import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from opinionmine.errors import ModelError
from opinionmine.records import Evidence, Opinion, Prediction
from opinionmine.themes.empty import is_empty_answer
from opinionmine.themes.evidence import find_evidence
from opinionmine.themes.features import BLOCKS, Feature
from opinionmine.themes.outcomes import Decider

FORMAT = "opinionmine-model"
FORMAT_VERSION = 1
_FILES = ("model.json", "arrays.npz")
MAX_BYTES = 500 * 1024 * 1024


@dataclass(frozen=True)
class Block:
    """Features of one kind with their weights.

    Attributes
    ----------
    vocabulary : mapping of str to int
        Feature -> row.
    idf : ndarray of float, shape (n_features,)
        ln((1 + n) / (1 + df)) + 1, as in scikit-learn.
    weights : ndarray of float, shape (n_features, n_targets)
    """

    vocabulary: Mapping[str, int]
    idf: np.ndarray
    weights: np.ndarray

    def weigh(self, names: Iterable[str]) -> tuple[np.ndarray, np.ndarray]:
        """Rows and values of a text: (1 + ln tf) · idf, scaled to length 1; unknown features count for nothing."""
        counts = Counter(row for name in names if (row := self.vocabulary.get(name)) is not None)
        rows = np.fromiter(counts.keys(), dtype=np.int64, count=len(counts))
        values = (1 + np.log(np.fromiter(counts.values(), dtype=np.float64, count=len(counts)))) * self.idf[rows]
        norm = math.sqrt(float(values @ values))
        return rows, values / norm if norm else values


@dataclass(frozen=True)
class Model:
    """A classifier of themes, stance and flags.

    Attributes
    ----------
    model_id : str
        Codebook id and version, and the first digits of the hash of the weights.
    theme_ids, stance_ids, flag_ids : tuple of str
        The targets; columns of every weight matrix stand in this order.
    blocks : mapping of str to Block
    intercept : ndarray of float, shape (n_targets,)
    decider : Decider
        From log-odds to an outcome.
    facts : mapping
        What it was trained on and what it measured; see the model card.
    """

    model_id: str
    theme_ids: tuple[str, ...]
    stance_ids: tuple[str, ...]
    flag_ids: tuple[str, ...]
    blocks: Mapping[str, Block]
    intercept: np.ndarray
    decider: Decider
    facts: Mapping[str, Any]

    @property
    def targets(self) -> tuple[str, ...]:
        """Names of the columns: themes, then stances, then flags."""
        return self.theme_ids + self.stance_ids + self.flag_ids

    def features(self, text: str) -> dict[str, list[Feature]]:
        """The occurrences of features in a text, by block."""
        return {name: BLOCKS[name](text) for name in self.blocks}

    def score(self, features: Mapping[str, list[Feature]]) -> np.ndarray:
        """Log-odds of every target, shape (n_targets,)."""
        total = self.intercept.copy()
        for name, block in self.blocks.items():
            rows, values = block.weigh(feature.name for feature in features[name])
            total += values @ block.weights[rows]
        return total

    def contributions(self, features: Mapping[str, list[Feature]]) -> Iterator[tuple[Feature, np.ndarray]]:
        """What each occurrence adds to the log-odds of every target; together with the intercept they are the score."""
        for name, block in self.blocks.items():
            occurrences = [feature for feature in features[name] if feature.name in block.vocabulary]
            times = Counter(feature.name for feature in occurrences)
            rows, values = block.weigh(feature.name for feature in occurrences)
            value = dict(zip(rows.tolist(), values.tolist(), strict=True))
            for feature in occurrences:
                row = block.vocabulary[feature.name]
                yield feature, value[row] / times[feature.name] * block.weights[row]

    def predict(self, opinion: Opinion, risk: float | None = None) -> Prediction:
        """Judge one opinion; 特になし and the like are ``none`` by rule, whatever the weights say.

        Parameters
        ----------
        risk : float, optional
            Share of wrong outcomes the user accepts, in (0, 1); the smaller, the more often the outcome is ``uncertain``.
        """
        features = self.features(opinion.text)
        scores = self.score(features)
        n_themes, n_stances = len(self.theme_ids), len(self.stance_ids)
        probabilities = self.decider.calibrate(scores[:n_themes])
        is_empty = is_empty_answer(opinion.text)
        outcome, chosen = ("none", []) if is_empty else self.decider.decide(probabilities, risk)
        evidence: list[Evidence] = []
        if chosen:
            contributions = list(self.contributions(features))
            for column in chosen:
                evidence.extend(find_evidence(opinion.text, self.theme_ids[column], column, contributions))
        stance = self.stance_ids[int(np.argmax(scores[n_themes : n_themes + n_stances]))]
        return Prediction(
            opinion_id=opinion.opinion_id,
            outcome=outcome,
            themes=tuple(self.theme_ids[column] for column in chosen),
            scores={theme: round(float(p), 4) for theme, p in zip(self.theme_ids, probabilities, strict=True)},
            stance="none" if is_empty else stance,
            evidence=tuple(evidence),
            model_id=self.model_id,
        )

    def save(self, folder: str | Path) -> None:
        """Write ``model.json`` and ``arrays.npz`` into a folder; the same model gives the same bytes."""
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        arrays: dict[str, np.ndarray] = {"intercept": self.intercept.astype(np.float32)}
        for name, block in self.blocks.items():
            arrays[f"{name}_idf"] = block.idf.astype(np.float32)
            arrays[f"{name}_weights"] = block.weights.astype(np.float16)
        np.savez_compressed(folder / "arrays.npz", **arrays)  # type: ignore[arg-type]
        head = {
            "format": FORMAT,
            "format_version": FORMAT_VERSION,
            "model_id": self.model_id,
            "themes": self.theme_ids,
            "stances": self.stance_ids,
            "flags": self.flag_ids,
            "decider": self.decider.to_json(),
            "facts": self.facts,
            "vocabulary": {name: list(block.vocabulary) for name, block in self.blocks.items()},
        }
        (folder / "model.json").write_text(json.dumps(head, ensure_ascii=False, indent=1) + "\n", "utf-8", newline="\n")


def weights_id(codebook_id: str, version: int, arrays: Iterable[np.ndarray]) -> str:
    """Name a model by its codebook and by its weights as they are stored."""
    digest = hashlib.sha256()
    for array in arrays:
        digest.update(np.ascontiguousarray(array.astype(np.float16)).tobytes())
    return f"{codebook_id}-{version}-{digest.hexdigest()[:8]}"


def default_model_folder() -> Path:
    """The model that comes with the package, or, in a checkout, ``models/default`` at its top."""
    inside = Path(str(resources.files("opinionmine"))) / "models" / "default"
    return inside if inside.exists() else Path(__file__).resolve().parents[3] / "models" / "default"


def load_model(folder: str | Path | None = None) -> Model:
    """Load a model from a folder; without one, the default.

    Only JSON and arrays of numbers are read: nothing in a model file can run.

    Raises
    ------
    ModelError
        If the folder is missing, is not a model of this tool, was written by a newer or older one, or is damaged.
    """
    folder = default_model_folder() if folder is None else Path(folder)
    head = _read_head(folder)
    try:
        with np.load(folder / "arrays.npz", allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        blocks = {
            name: Block(
                {feature: row for row, feature in enumerate(vocabulary)},
                arrays[f"{name}_idf"].astype(np.float64),
                arrays[f"{name}_weights"].astype(np.float64),
            )
            for name, vocabulary in head["vocabulary"].items()
        }
        model = Model(
            model_id=head["model_id"],
            theme_ids=tuple(head["themes"]),
            stance_ids=tuple(head["stances"]),
            flag_ids=tuple(head["flags"]),
            blocks=blocks,
            intercept=arrays["intercept"].astype(np.float64),
            decider=Decider.from_json(head["decider"]),
            facts=head["facts"],
        )
        _check_shapes(model)
    except (KeyError, TypeError, ValueError, OSError, EOFError) as error:
        raise ModelError(
            f"{folder}: the model is damaged ({error.__class__.__name__}: {error}). Copy it again or train it anew."
        ) from None
    return model


def _read_head(folder: Path) -> dict[str, Any]:
    if not folder.exists():
        raise ModelError(
            f"{folder}: no such model. Expected a folder with {' and '.join(_FILES)}; make one with opinionmine train."
        )
    if not folder.is_dir():
        raise ModelError(
            f"{folder}: this is a file, not a model of this tool (a folder with {' and '.join(_FILES)}). It was not opened."
        )
    for name in _FILES:
        if not (folder / name).is_file():
            raise ModelError(
                f"{folder}: {name} is missing, so this is not a model of this tool. Train one with opinionmine train."
            )
        if (folder / name).stat().st_size > MAX_BYTES:
            raise ModelError(f"{folder}: {name} is larger than {MAX_BYTES:,} bytes; not read.")
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


def _check_shapes(model: Model) -> None:
    n_targets = len(model.targets)
    if model.intercept.shape != (n_targets,):
        raise ValueError(f"{model.intercept.shape} intercepts for {n_targets} targets")
    for name, block in model.blocks.items():
        if name not in BLOCKS:
            raise ValueError(f"unknown features 「{name}」")
        if block.weights.shape != (len(block.vocabulary), n_targets) or block.idf.shape != (len(block.vocabulary),):
            raise ValueError(f"{name}: {block.weights.shape} weights for {len(block.vocabulary)} features")
    if len(model.decider.thresholds) != len(model.theme_ids):
        raise ValueError("thresholds do not fit the themes")
