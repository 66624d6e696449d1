"""From scores to probabilities, and from probabilities to themes, none or uncertain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from opinionmine.records import Outcome


@dataclass(frozen=True)
class Calibration:
    """Probabilities and thresholds of some targets, chosen on opinions the model had not been trained on.

    Attributes
    ----------
    slopes, offsets : tuple of float, length n_targets
        Platt scaling: p = 1 / (1 + exp(-(slope · score + offset))).
    thresholds : tuple of float, length n_targets
        A target is given from this probability on.
    """

    slopes: tuple[float, ...]
    offsets: tuple[float, ...]
    thresholds: tuple[float, ...]

    def probabilities(self, scores: np.ndarray) -> np.ndarray:
        """Probabilities, same shape as `scores`, whose last axis is the targets."""
        return sigmoid(np.asarray(self.slopes) * scores + np.asarray(self.offsets))

    def margins(self, probabilities: np.ndarray) -> np.ndarray:
        """Distance above (+) or below (-) the threshold, in log-odds; same shape."""
        return logit(probabilities) - logit(np.asarray(self.thresholds))

    def are_reached(self, scores: np.ndarray) -> np.ndarray:
        """Which targets are given, 0/1, same shape as `scores`."""
        return np.asarray(self.margins(self.probabilities(scores)) >= 0, dtype=np.int8)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Calibration:
        """Read what `dataclasses.asdict` gave."""
        return cls(*(tuple(map(float, value[key])) for key in ("slopes", "offsets", "thresholds")))


@dataclass(frozen=True)
class Decider:
    """How scores become an outcome and flags.

    Attributes
    ----------
    doubt : float
        Without a theme, the outcome is ``none`` if the probability nearest to its threshold stays this far below it, in
        log-odds; else ``uncertain``.
    risks : tuple of (float, float)
        (margin, error): with margins under `margin` called uncertain, `error` of what is decided is wrong. Smallest margin
        first.
    """

    themes: Calibration
    flags: Calibration
    doubt: float
    risks: tuple[tuple[float, float], ...]

    def decide(self, probabilities: np.ndarray, risk: float | None = None) -> list[tuple[Outcome, list[int]]]:
        """Choose an outcome for each text and the columns of its themes, the surest first.

        With a risk, whatever stands nearer to its threshold than `margin_for` says is not decided.

        Parameters
        ----------
        probabilities : ndarray of float, shape (n_texts, n_themes)
        """
        margins = self.themes.margins(probabilities)
        least = self.margin_for(risk) if risk is not None else 0.0
        surest = np.argsort(-margins, axis=1, kind="stable")
        n_chosen = (margins >= least).sum(axis=1).tolist()
        is_none = (margins.max(axis=1) <= -max(self.doubt, least)).tolist()
        return [
            ("themes", columns[:n].tolist()) if n else ("none" if none else "uncertain", [])
            for columns, n, none in zip(surest, n_chosen, is_none, strict=True)
        ]

    def margin_for(self, risk: float) -> float:
        """The smallest margin at which no more than `risk` of the decided opinions were wrong out of fold."""
        return next((margin for margin, error in self.risks if error <= risk), float("inf"))

    def to_json(self) -> dict[str, Any]:
        """Plain values for ``model.json``."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Decider:
        """Read what `to_json` gave."""
        return cls(
            themes=Calibration.from_json(value["themes"]),
            flags=Calibration.from_json(value["flags"]),
            doubt=float(value["doubt"]),
            risks=tuple((float(margin), float(error)) for margin, error in value["risks"]),
        )


def cut_targets(scores: np.ndarray, n_themes: int, n_stances: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Cut the last axis, all targets, into themes, stances and flags."""
    return scores[..., :n_themes], scores[..., n_themes : n_themes + n_stances], scores[..., n_themes + n_stances :]


def sigmoid(x: np.ndarray) -> np.ndarray:
    """1 / (1 + e^-x)."""
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -40, 40))))


def logit(p: np.ndarray) -> np.ndarray:
    """ln(p / (1 - p)), with p kept off 0 and 1."""
    p = np.clip(p, 1e-9, 1 - 1e-9)
    return np.asarray(np.log(p / (1 - p)))
