"""Many tests at once: p values corrected for their number."""

from __future__ import annotations

from collections.abc import Sequence


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """Correct p values; ``q`` of the i-th smallest of m is the least ``p_j m / j``, j ≥ i.

    Notes
    -----
    scipy has this too, but loading scipy.stats takes longer than all the counting of a small report.

    References
    ----------
    Benjamini, Y. and Hochberg, Y. (1995). Controlling the false discovery rate. Journal of the Royal Statistical Society B 57, 289-300.
    doi:10.1111/j.2517-6161.1995.tb02031.x

    Examples
    --------
    >>> benjamini_hochberg([0.04, 0.01, 0.04])
    [0.04, 0.03, 0.04]
    """
    from_largest = sorted(((p, place) for place, p in enumerate(p_values)), reverse=True)
    m, q = len(from_largest), 1.0
    corrected = [1.0] * m
    for above, (p, place) in enumerate(from_largest):
        # The factor is 1 or more, so that rounding never puts q below p.
        q = corrected[place] = min(q, p * (m / (m - above)))
    return corrected
