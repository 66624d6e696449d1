"""How often each theme is raised, with what the number of opinions and the classifier leave open."""

from __future__ import annotations

import math
from collections.abc import Sequence

from opinionmine.linking.association import wilson_interval
from opinionmine.records import Prediction, ThemeShare


def share_themes(predictions: Sequence[Prediction], theme_ids: Sequence[str]) -> tuple[ThemeShare, ...]:
    """Count each theme over some opinions.

    Returns
    -------
    tuple of ThemeShare
        One for each theme, in order; empty where there are no opinions.
    """
    # Rules give 1 or 0 and say nothing of their doubts.
    is_graded = any(score not in (0.0, 1.0) for prediction in predictions for score in prediction.scores.values())
    return tuple(_share(predictions, theme_id, is_graded) for theme_id in theme_ids) if predictions else ()


def _share(predictions: Sequence[Prediction], theme_id: str, is_graded: bool) -> ThemeShare:
    count = sum(theme_id in prediction.themes for prediction in predictions)
    probabilities = [prediction.scores.get(theme_id, 0.0) for prediction in predictions]
    n = len(predictions)
    likely = likely_counts(probabilities) if is_graded else None
    return ThemeShare(theme_id, count, n, wilson_interval(count, n), math.fsum(probabilities), likely)


def likely_counts(probabilities: Sequence[float]) -> tuple[int, int]:
    """The counts between which the number of successes of independent trials lies with at least 95 %.

    Parameters
    ----------
    probabilities : sequence of float, length n
        Of each trial.

    Notes
    -----
    The exact distribution (Poisson binomial): the distributions of single trials are convolved. At most 2.5 % lie below the
    first count and at most 2.5 % above the second. It is not to be used where the probabilities are not calibrated.

    References
    ----------
    Wang, Y. H. (1993). On the number of successes in independent trials. Statistica Sinica 3, 295-312.

    Examples
    --------
    >>> likely_counts([1.0, 1.0, 0.0]), likely_counts([0.5] * 10)
    ((2, 2), (2, 8))
    """
    import numpy as np

    # Pairs are convolved, then pairs of pairs: 20,000 trials take no longer than a glance. Sorted, so that their order changes nothing.
    parts = [np.array([1 - p, p]) for p in sorted(probabilities)] or [np.array([1.0])]
    while len(parts) > 1:
        odd = parts[-1:] if len(parts) % 2 else []
        parts = [np.convolve(a, b) for a, b in zip(parts[::2], parts[1::2], strict=False)] + odd
    below = np.cumsum(parts[0])
    # A hair of tolerance: sums of floats stop just short of 0.025.
    return int(np.argmax(below > 0.025 + 1e-12)), int(np.argmax(below >= 0.975 - 1e-12))
