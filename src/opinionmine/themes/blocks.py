"""The features a model knows, with their weights."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np


@dataclass(frozen=True)
class Block:
    """Features of one kind with their weights.

    Attributes
    ----------
    listing : str
        The names of the features, one a line, in the order of the rows. A name never holds a line break.
    idf : ndarray of float, shape (n_features,)
        ln((1 + n) / (1 + df)) + 1, as in scikit-learn.
    weights : ndarray of float, shape (n_features, n_targets)
        In float16, as stored, where the model was read from a file.
    """

    listing: str
    idf: np.ndarray
    weights: np.ndarray

    @property
    def names(self) -> list[str]:
        """The features, in the order of the rows."""
        return self.listing.split("\n") if self.listing else []

    @property
    def n_features(self) -> int:
        """How many features there are."""
        return self.listing.count("\n") + bool(self.listing)

    @cached_property
    def vocabulary(self) -> dict[str, int]:
        """Feature -> row. Not needed to judge texts (see `Lookup`): 300,000 names in a dict take 50 MB."""
        return {name: row for row, name in enumerate(self.names)}

    def weigh(self, names: Iterable[str]) -> tuple[np.ndarray, np.ndarray]:
        """Rows and values of a text: (1 + ln tf) · idf, scaled to length 1; unknown features count for nothing."""
        counts = Counter(self.vocabulary[name] for name in names if name in self.vocabulary)
        rows = np.fromiter(counts.keys(), dtype=np.int64, count=len(counts))
        values = (1 + np.log(np.fromiter(counts.values(), dtype=np.float64, count=len(counts)))) * self.idf[rows]
        norm = math.sqrt(float(values @ values))
        return rows, values / norm if norm else values
