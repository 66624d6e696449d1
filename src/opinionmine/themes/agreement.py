"""How far two coders agree: kappa for one theme, distances and alpha for sets of themes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence


def cohen_kappa(first: Sequence[bool], second: Sequence[bool]) -> float:
    """Cohen's kappa of two coders on one theme; 1 where both always agree, also if neither ever gives it.

    Notes
    -----
    ``(po - pe) / (1 - pe)`` with the observed agreement po and the agreement pe expected from how often each gives the
    theme. Rare themes have a low kappa for few disagreements: read it with the support.

    References
    ----------
    Cohen, J. (1960). A coefficient of agreement for nominal scales. Educational and Psychological Measurement 20, 37-46.
    doi:10.1177/001316446002000104

    Examples
    --------
    >>> cohen_kappa([True, True, False, False], [True, False, False, False])
    0.5
    """
    n = len(first)
    observed = sum(a == b for a, b in zip(first, second, strict=True)) / n
    share_a, share_b = sum(first) / n, sum(second) / n
    expected = share_a * share_b + (1 - share_a) * (1 - share_b)
    return (observed - expected) / (1 - expected) if expected < 1 else 1.0


def masi_distance(first: Collection[str], second: Collection[str]) -> float:
    """MASI distance of two sets: 1 - Jaccard · monotonicity; 0 for equal sets, 1 for sets with nothing in common.

    References
    ----------
    Passonneau, R. (2006). Measuring agreement on set-valued items (MASI) for semantic and pragmatic annotation. LREC.

    Examples
    --------
    >>> round(masi_distance({"training"}, {"training", "supporters"}), 3)
    0.667
    """
    a, b = set(first), set(second)
    if a == b:
        return 0.0
    common = len(a & b)
    if not common:
        return 1.0
    monotonicity = 2 / 3 if a <= b or b <= a else 1 / 3
    return 1 - common / len(a | b) * monotonicity


def jaccard_distance(first: Collection[str], second: Collection[str]) -> float:
    """Jaccard distance of two sets: the share of their members that they have not in common; 0 for two empty sets.

    References
    ----------
    Jaccard, P. (1912). The distribution of the flora in the alpine zone. New Phytologist 11, 37-50.
    doi:10.1111/j.1469-8137.1912.tb05611.x

    Examples
    --------
    >>> jaccard_distance({"training"}, {"training", "supporters"})
    0.5
    """
    a, b = set(first), set(second)
    return 1 - len(a & b) / len(a | b) if a | b else 0.0


def masi_alpha(first: Sequence[Collection[str]], second: Sequence[Collection[str]]) -> float:
    """Krippendorff's alpha of two coders over sets of themes, with the MASI distance.

    Parameters
    ----------
    first, second : sequence of collection of str, length n_opinions
        The themes each coder gave to the same opinions; an empty one is "no theme".

    References
    ----------
    Krippendorff, K. (2011). Computing Krippendorff's alpha-reliability. University of Pennsylvania.
    """
    observed = sum(masi_distance(a, b) for a, b in zip(first, second, strict=True)) / len(first)
    sets = Counter(frozenset(given) for given in (*first, *second))
    n = sum(sets.values())
    kinds = list(sets.items())
    expected = sum(2 * n_a * n_b * masi_distance(a, b) for i, (a, n_a) in enumerate(kinds) for b, n_b in kinds[:i]) / (
        n * (n - 1)
    )
    return 1 - observed / expected if expected else 1.0
