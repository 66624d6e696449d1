"""Coefficients of agreement for any number of coders, some of whom judged only a part, and their intervals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

import numpy as np

from opinionmine.records import Coefficient

N_SAMPLES = 1000
SEED = 0
# An interval from the samples that happen to have a value would be too narrow where many have none.
_FEWEST_DEFINED = 0.95
# How many numbers are drawn at a time (16 MB).
_AT_A_TIME = 2_000_000

# Of patterns, shape (n_patterns, n_coders), and how often each is in each sample, shape (n_samples, n_patterns), one value a sample.
Measure = Callable[[np.ndarray, np.ndarray], np.ndarray]


def estimate(values: np.ndarray, measure: Measure) -> Coefficient:
    """A coefficient of the opinions at hand, and its 2.5 and 97.5 percentiles over opinions drawn with replacement.

    Parameters
    ----------
    values : ndarray of int, shape (n_opinions, n_coders)
        Place of the value that each coder gave; -1 where there is none.
    measure : callable
        One coefficient for each sample, NaN where it is undefined.

    Notes
    -----
    Percentile bootstrap (Efron and Tibshirani, 1993): 1,000 samples, fixed seed. Opinions that got the same judgements are one pattern, and
    patterns are drawn as often as they occur. There is no interval where all agree, since every sample would agree too, and none
    where more than 5 % of the samples have no coefficient.

    References
    ----------
    Efron, B. and Tibshirani, R. J. (1993). An introduction to the bootstrap. Chapman and Hall. doi:10.1201/9780429246593
    """
    if not len(values):
        return Coefficient()
    # Sorted, so that the order of the opinions changes no sample.
    occurring = sorted(Counter(map(tuple, values.tolist())).items())
    patterns, counts = np.array([own for own, _ in occurring]), np.array([n for _, n in occurring])
    value = float(measure(patterns, counts[None].astype(float))[0])
    if np.isnan(value):
        return Coefficient()
    if value == 1:
        return Coefficient(value)
    samples = np.concatenate([measure(patterns, times) for times in _draws(counts)])
    defined = samples[~np.isnan(samples)]
    if len(defined) < _FEWEST_DEFINED * N_SAMPLES:
        return Coefficient(value)
    low, high = np.percentile(defined, [2.5, 97.5])
    return Coefficient(value, (float(low), float(high)))


def _draws(counts: np.ndarray) -> Iterator[np.ndarray]:
    """How often each pattern is in each sample, so many samples at a time that they fit into memory."""
    rng = np.random.default_rng(SEED)
    n = int(counts.sum())
    at_a_time = max(_AT_A_TIME // len(counts), 1)
    for done in range(0, N_SAMPLES, at_a_time):
        yield rng.multinomial(n, counts / n, min(at_a_time, N_SAMPLES - done)).astype(float)


def pair_kappas(patterns: np.ndarray, times: np.ndarray, pairs: Sequence[tuple[int, int]]) -> np.ndarray:
    """Cohen's kappa of pairs of coders over the opinions both have judged; shape (n_samples, n_pairs), NaN where undefined.

    Parameters
    ----------
    patterns : ndarray of int, shape (n_patterns, n_coders)
        1 where a coder gives the theme, 0 where not, -1 where the opinion was not judged.
    times : ndarray of float, shape (n_samples, n_patterns)
    pairs : sequence of tuple of 2 int
        Places of the coders.

    Notes
    -----
    ``(po - pe) / (1 - pe)``, both multiplied by n² so that "undefined" (pe = 1: both always give it, or never) is exact.
    See `agreement.cohen_kappa`.

    Examples
    --------
    >>> pair_kappas(np.array([[1, 1], [1, 0], [0, 0]]), np.array([[1.0, 1.0, 2.0]]), [(0, 1)])
    array([[0.5]])
    """
    kappas = np.zeros((len(times), len(pairs)))
    for place, pair in enumerate(pairs):
        first, second = patterns[:, pair].T
        both = (first >= 0) & (second >= 0)
        n = times @ both
        agreeing = times @ (both & (first == second))
        given_a, given_b = times @ (both & (first == 1)), times @ (both & (second == 1))
        expected = given_a * given_b + (n - given_a) * (n - given_b)
        kappas[:, place] = _divide(n * agreeing - expected, n**2 - expected)
    return kappas


def mean_kappa(patterns: np.ndarray, times: np.ndarray, pairs: Sequence[tuple[int, int]]) -> np.ndarray:
    """Mean of the kappas of those pairs of coders that have one; shape (n_samples,), NaN where none has."""
    kappas = pair_kappas(patterns, times, pairs)
    defined = ~np.isnan(kappas)
    return _divide(np.where(defined, kappas, 0).sum(axis=1), defined.sum(axis=1))


def krippendorff_alpha(patterns: np.ndarray, times: np.ndarray, distances: np.ndarray) -> np.ndarray:
    """Krippendorff's alpha; shape (n_samples,), NaN where all values are the same.

    Parameters
    ----------
    patterns : ndarray of int, shape (n_patterns, n_coders)
        Place of the value that each coder gave, in the order of `distances`; -1 where there is none. Each row has two values or more.
    times : ndarray of float, shape (n_samples, n_patterns)
    distances : ndarray of float, shape (n_values, n_values)
        0 on the diagonal, symmetric.

    Notes
    -----
    ``1 - Do / De``. With m values for an opinion, n in all, and n_c times the value c: Do is the sum of ``distance / (m - 1)`` over all ordered
    pairs of values of one opinion, divided by n; De the sum of ``n_c n_k distance`` over all ordered pairs of values c, k, divided by n (n - 1).

    References
    ----------
    Krippendorff, K. (2011). Computing Krippendorff's alpha-reliability. University of Pennsylvania.

    Examples
    --------
    Two coders, ten opinions, two values (Krippendorff 2011, part A).

    >>> judged = np.array([[0, 1], [1, 1], [0, 1], [0, 0], [0, 0], [0, 1], [0, 0], [0, 0], [1, 0], [0, 0]])
    >>> krippendorff_alpha(judged, np.ones((1, 10)), 1 - np.eye(2)).round(3)
    array([0.095])
    """
    n_values = (patterns >= 0).sum(axis=1)
    within = np.zeros(len(patterns))
    for first, second in combinations(patterns.T, 2):
        both = (first >= 0) & (second >= 0)
        within[both] += 2 * distances[first[both], second[both]]
    n = times @ n_values
    observed = times @ (within / (n_values - 1)) / n
    occurring = np.zeros((len(distances), len(times)))
    for judged in patterns.T:
        np.add.at(occurring, judged[judged >= 0], times.T[judged >= 0])
    expected = (occurring * (distances @ occurring)).sum(axis=0) / (n * (n - 1))
    return 1 - _divide(observed, expected)


def _divide(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """NaN where there is nothing to divide by."""
    return np.divide(part, whole, out=np.full(np.shape(part), np.nan), where=whole != 0)
