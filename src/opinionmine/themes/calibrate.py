"""Choosing probabilities, thresholds and doubt from scores of opinions that the model had not been trained on."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from opinionmine.themes.fit import MIN_POSITIVES, is_learnable
from opinionmine.themes.measures import by_margin, f1, is_wrong
from opinionmine.themes.outcomes import Calibration, Decider

# No probability reaches this: a target that cannot be learned is not given by its score.
_NEVER = 1 - 1e-6
_GRID = np.round(np.arange(0.10, 0.71, 0.01), 2)


def choose_decider(theme_scores: np.ndarray, themes: np.ndarray, flag_scores: np.ndarray, flags: np.ndarray) -> Decider:
    """Choose calibrations, thresholds and doubt.

    Parameters
    ----------
    theme_scores, flag_scores : ndarray of float, shape (n_opinions, n_themes) and (n_opinions, n_flags)
        From models that had not read the opinion.
    themes, flags : ndarray of 0/1, same shapes
        As settled.
    """
    calibration = _calibrate(theme_scores, themes)
    margins = calibration.margins(calibration.probabilities(theme_scores))
    return Decider(
        themes=calibration,
        flags=_calibrate(flag_scores, flags),
        doubt=_choose_doubt(margins.max(axis=1), themes.sum(axis=1) > 0),
        risks=tuple(_risks(margins, themes)),
    )


def _calibrate(scores: np.ndarray, truth: np.ndarray) -> Calibration:
    from threadpoolctl import threadpool_limits

    # Fits of two numbers: waking threads for each takes longer than the fit.
    with threadpool_limits(limits=1):
        fitted = [_platt(scores[:, k], truth[:, k]) for k in range(truth.shape[1])]
    slopes, offsets = tuple(a for a, _ in fitted), tuple(b for _, b in fitted)
    probabilities = Calibration(slopes, offsets, ()).probabilities(scores)
    return Calibration(
        slopes,
        offsets,
        tuple(_best_threshold(probabilities[:, k], truth[:, k]) for k in range(truth.shape[1])),
    )


def _platt(scores: np.ndarray, truth: np.ndarray) -> tuple[float, float]:
    """Slope and offset of Platt scaling (Platt, 1999), rounded so that the file holds them exactly."""
    from sklearn.linear_model import LogisticRegression

    if not is_learnable(truth):
        return 1.0, 0.0
    fitted = LogisticRegression(C=1e3).fit(scores[:, None], truth)
    return max(0.05, round(float(fitted.coef_[0, 0]), 4)), round(float(fitted.intercept_[0]), 4)


def _best_threshold(probabilities: np.ndarray, truth: np.ndarray) -> float:
    """The probability from which on F1 is best; the middle one where several are equally good."""
    if truth.sum() < MIN_POSITIVES:
        return _NEVER
    scores = [f1(truth, probabilities >= threshold) for threshold in _GRID]
    # Smoothed over five neighbours: a single lucky threshold does not carry over to new opinions.
    smooth = np.convolve(np.pad(scores, 2, mode="edge"), np.ones(5) / 5, mode="valid")
    best = np.flatnonzero(np.isclose(smooth, smooth.max()))
    return float(_GRID[best[len(best) // 2]])


def _choose_doubt(nearest: np.ndarray, has_theme: np.ndarray) -> float:
    """How far below every threshold an opinion must stay to be called ``none``: where F1 of ``none`` is best.

    Those between are ``uncertain``. At least a tenth of the opinions without a theme given stays uncertain.
    """
    below = nearest < 0
    if not below.any():
        return 0.0
    least = float(np.quantile(-nearest[below], 0.1))
    best = max(np.arange(0.0, 2.0, 0.05), key=lambda doubt: (f1(~has_theme, nearest <= -doubt), -doubt))
    return round(max(least, float(best)), 3)


def _risks(margins: np.ndarray, themes: np.ndarray) -> Iterator[tuple[float, float]]:
    """The share of wrong outcomes at each margin."""
    wrong = is_wrong(margins, themes)
    for margin, decided in by_margin(np.abs(margins.max(axis=1))):
        yield round(margin, 2), round(float(wrong[decided].mean()), 4)
