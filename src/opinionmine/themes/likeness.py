"""The part of a model that goes by meaning: how near a text lies to each text it was trained on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Likeness:
    """Training texts as points, and what being near to each says for every target.

    Attributes
    ----------
    points : ndarray of float32, shape (n_points, n_dims)
    weights : ndarray of float32, shape (n_points, n_targets)
    """

    points: np.ndarray
    weights: np.ndarray

    def score(self, vectors: np.ndarray) -> np.ndarray:
        """What the likeness to all points adds to the score of every target, shape (n_texts, n_targets)."""
        return np.asarray(likeness(vectors @ self.points.T) @ self.weights, dtype=np.float64)


def likeness(cosines: np.ndarray) -> np.ndarray:
    """Gaussian kernel of points of length 1: exp(-|a - b|²) = exp(2 · (a·b - 1)).

    Examples
    --------
    >>> likeness(np.array([1.0, 0.0])).round(3)
    array([1.   , 0.135])
    """
    return np.asarray(np.exp(2 * (cosines - 1)))
