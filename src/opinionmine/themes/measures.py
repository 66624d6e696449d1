"""The arithmetic of evaluation: counts, F1, kappa, overlap, calibration, and their intervals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

N_SAMPLES = 1000
FEWEST_BATCHES = 5
_FEWEST_DECIDED = 20
# Lower end of the 95 % interval of F1 from which on a theme has the grade; C below.
GRADE_A, GRADE_B = 0.80, 0.65


def f1(truth: np.ndarray, given: np.ndarray) -> float:
    """2 · hits / (given + true), over all entries; 0 where there is neither.

    Examples
    --------
    >>> f1(np.array([1, 1, 0]), np.array([1, 0, 0])).__round__(3)
    0.667
    """
    total = int(truth.sum()) + int(given.sum())
    return 2 * int((truth.astype(bool) & given.astype(bool)).sum()) / total if total else 0.0


def grade(low: float) -> str:
    """A, B or C from the lower end of the interval of F1.

    Examples
    --------
    >>> [grade(0.83), grade(0.7), grade(0.2)]
    ['A', 'B', 'C']
    """
    return "A" if low >= GRADE_A else "B" if low >= GRADE_B else "C"


@dataclass(frozen=True)
class Counts:
    """Hits, settled, given and all opinions, by group of writers and target: what most measures are made of.

    Attributes
    ----------
    hits, settled, given : ndarray of float, shape (n_groups, n_targets)
    n : ndarray of float, shape (n_groups,)
    """

    hits: np.ndarray
    settled: np.ndarray
    given: np.ndarray
    n: np.ndarray

    @classmethod
    def of(cls, truth: np.ndarray, given: np.ndarray, batches: tuple[str, ...]) -> Counts:
        """Count by batch; see `sum_by_batch`."""
        return cls(
            sum_by_batch(truth & given, batches),
            sum_by_batch(truth, batches),
            sum_by_batch(given, batches),
            sum_by_batch(np.ones((len(truth), 1)), batches)[:, 0],
        )

    def precision(self) -> np.ndarray:
        """Hits among the given; shape (3, n_targets): value, low, high."""
        return interval(lambda hits, _, given, __: _ratio(hits, given), self)

    def recall(self) -> np.ndarray:
        """Hits among the settled; shape (3, n_targets)."""
        return interval(lambda hits, settled, _, __: _ratio(hits, settled), self)

    def f1(self) -> np.ndarray:
        """F1 of each target; shape (3, n_targets)."""
        return interval(lambda hits, settled, given, _: _ratio(2 * hits, settled + given), self)

    def macro_f1(self, measured: np.ndarray) -> np.ndarray:
        """Mean of F1 over the targets in these columns; shape (3, 1)."""
        return interval(
            lambda hits, settled, given, _: _ratio(2 * hits, settled + given)[:, measured].mean(axis=1, keepdims=True),
            self,
        )

    def micro_f1(self) -> np.ndarray:
        """F1 over all decisions; shape (3, 1)."""
        return interval(
            lambda hits, settled, given, _: _ratio(
                2 * hits.sum(axis=1, keepdims=True), (settled + given).sum(axis=1, keepdims=True)
            ),
            self,
        )

    def kappa(self) -> np.ndarray:
        """Cohen's kappa between settled and given; shape (3, n_targets). See `agreement.cohen_kappa`."""

        def kappa(hits: np.ndarray, settled: np.ndarray, given: np.ndarray, n: np.ndarray) -> np.ndarray:
            observed = 1 - (settled + given - 2 * hits) / n
            expected = (settled * given + (n - settled) * (n - given)) / n**2
            return np.where(expected < 1, _ratio(observed - expected, 1 - expected), 1.0)

        return interval(kappa, self)


def sum_by_batch(values: np.ndarray, batches: tuple[str, ...]) -> np.ndarray:
    """Sums over the rows of each batch, shape (n_groups, n_columns).

    With fewer than five batches every row is its own group: so few would give no interval.
    """
    names, group = np.unique(np.array(batches), return_inverse=True)
    if len(names) < FEWEST_BATCHES:
        return np.asarray(values, dtype=float)
    sums = np.zeros((len(names), values.shape[1]))
    np.add.at(sums, group, values)
    return sums


def interval(measure: Callable[..., np.ndarray], counts: Counts) -> np.ndarray:
    """A measure of summed counts, and its 2.5 and 97.5 percentiles over groups drawn with replacement.

    The samples are the same at every call: 1,000, drawn with a fixed seed (Efron and Tibshirani, 1993).

    Returns
    -------
    ndarray of float, shape (3, n_columns)
        Value, low, high.
    """
    n_groups = len(counts.n)
    # How often each group is in each sample; the first sample is the whole.
    draws = np.random.default_rng(0).multinomial(n_groups, [1 / n_groups] * n_groups, size=N_SAMPLES)
    weights = np.vstack([np.ones((1, n_groups)), draws])
    parts = (weights @ counts.hits, weights @ counts.settled, weights @ counts.given, weights @ counts.n[:, None])
    values = measure(*parts)
    return np.vstack([values[:1], np.percentile(values[1:], [2.5, 97.5], axis=0)])


def mean_interval(values: np.ndarray, batches: tuple[str, ...]) -> np.ndarray:
    """Mean of one value for each opinion, with its interval; shape (3, 1)."""
    sums = sum_by_batch(np.asarray(values, dtype=float)[:, None], batches)
    n = sum_by_batch(np.ones((len(values), 1)), batches)[:, 0]
    return interval(lambda hits, _, __, n: hits / n, Counts(sums, sums, sums, n))


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.divide(part, whole, out=np.zeros(np.broadcast(part, whole).shape), where=whole != 0)


def jaccard(truth: np.ndarray, given: np.ndarray) -> np.ndarray:
    """Share of common themes among all settled or given ones, by opinion; 1 where there is neither.

    Examples
    --------
    >>> jaccard(np.array([[1, 1], [0, 0]]), np.array([[1, 0], [0, 0]]))
    array([0.5, 1. ])
    """
    union = (truth | given).sum(axis=1)
    return np.where(union == 0, 1.0, _ratio((truth & given).sum(axis=1), union))


def is_wrong(margins: np.ndarray, themes: np.ndarray) -> np.ndarray:
    """Whether an outcome is wrong, by opinion.

    It is if no theme was given to an opinion that has some, if one was given to an opinion that has none, or if the
    surest of the given themes is not right.
    """
    nearest, top = margins.max(axis=1), margins.argmax(axis=1)
    is_right = themes[np.arange(len(themes)), top] == 1
    return ~np.where(nearest >= 0, is_right, ~themes.any(axis=1))


def by_margin(nearest: np.ndarray) -> Iterator[tuple[float, np.ndarray]]:
    """Margins from 0 to 4 in tenths, each with the mask of opinions at least that far from a threshold.

    Ends where fewer than 20 opinions are left.

    Parameters
    ----------
    nearest : ndarray of float, shape (n_opinions,)
        Distance from the nearest threshold; negative for an opinion that is never decided.
    """
    for margin in np.arange(0.0, 4.01, 0.1):
        decided = nearest >= margin
        if decided.sum() < _FEWEST_DECIDED:
            return
        yield float(margin), decided


def calibration_bins(probabilities: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Ten equal bins of probability: n, mean probability, observed share; shape (10, 3), zeros for an empty bin."""
    bins = np.minimum((probabilities * 10).astype(int), 9)
    n = np.bincount(bins, minlength=10).astype(float)
    return np.stack(
        [
            n,
            _ratio(np.bincount(bins, weights=probabilities, minlength=10), n),
            _ratio(np.bincount(bins, weights=truth.astype(float), minlength=10), n),
        ],
        axis=1,
    )


def calibration_error(probabilities: np.ndarray, truth: np.ndarray) -> float:
    """Expected calibration error: Σ n_bin / n · |mean probability - observed share| (Naeini, Cooper and Hauskrecht, 2015).

    Examples
    --------
    >>> calibration_error(np.array([0.9, 0.9]), np.array([1, 0])).__round__(3)
    0.4
    """
    bins = calibration_bins(probabilities, truth)
    return float((bins[:, 0] * np.abs(bins[:, 1] - bins[:, 2])).sum() / len(probabilities))
