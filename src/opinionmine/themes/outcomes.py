"""From log-odds to probabilities, and from probabilities to themes, none or uncertain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from opinionmine.records import Outcome


@dataclass(frozen=True)
class Decider:
    """Calibration and thresholds of a model, all chosen on opinions it had not been trained on.

    Attributes
    ----------
    slopes, offsets : tuple of float, length n_themes
        Platt scaling: p = 1 / (1 + exp(-(slope · log-odds + offset))).
    thresholds : tuple of float, length n_themes
        A theme is given from this probability on.
    doubt : float
        Without a theme, the outcome is ``none`` if the probability nearest to its threshold stays this far below it, in
        log-odds; else ``uncertain``.
    risks : tuple of (float, float, float)
        (margin, coverage, error): with margins under `margin` called uncertain, `coverage` of the opinions are decided and
        `error` of those wrongly. Smallest margin first.
    """

    slopes: tuple[float, ...]
    offsets: tuple[float, ...]
    thresholds: tuple[float, ...]
    doubt: float
    risks: tuple[tuple[float, float, float], ...]

    def calibrate(self, log_odds: np.ndarray) -> np.ndarray:
        """Probabilities of the themes, same shape as `log_odds`, whose last axis is the themes."""
        return sigmoid(np.asarray(self.slopes) * log_odds + np.asarray(self.offsets))

    def decide(self, probabilities: np.ndarray, risk: float | None = None) -> tuple[Outcome, list[int]]:
        """Choose an outcome and the columns of its themes, the surest first."""
        margins = logit(probabilities) - logit(np.asarray(self.thresholds))
        chosen = [int(column) for column in np.argsort(-margins, kind="stable") if margins[column] >= 0]
        nearest = float(margins.max())
        if risk is not None and abs(nearest) < self.margin_for(risk):
            return "uncertain", []
        if chosen:
            return "themes", chosen
        return ("none", []) if nearest <= -self.doubt else ("uncertain", [])

    def margin_for(self, risk: float) -> float:
        """The smallest margin at which no more than `risk` of the decided opinions were wrong out of fold."""
        return next((margin for margin, _, error in self.risks if error <= risk), float("inf"))

    def to_json(self) -> dict[str, Any]:
        """Plain values for ``model.json``."""
        return {
            "slopes": self.slopes,
            "offsets": self.offsets,
            "thresholds": self.thresholds,
            "doubt": self.doubt,
            "risks": self.risks,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Decider:
        """Read what `to_json` gave."""
        return cls(
            slopes=tuple(map(float, value["slopes"])),
            offsets=tuple(map(float, value["offsets"])),
            thresholds=tuple(map(float, value["thresholds"])),
            doubt=float(value["doubt"]),
            risks=tuple((float(a), float(b), float(c)) for a, b, c in value["risks"]),
        )


def sigmoid(x: np.ndarray) -> np.ndarray:
    """1 / (1 + e^-x)."""
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -40, 40))))


def logit(p: np.ndarray) -> np.ndarray:
    """ln(p / (1 - p)), with p kept off 0 and 1."""
    p = np.clip(p, 1e-9, 1 - 1e-9)
    return np.asarray(np.log(p / (1 - p)))
