"""The words that spoke for a theme, as spans of the text as printed."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from opinionmine.japanese.tokenize import tokenize
from opinionmine.records import Evidence
from opinionmine.themes.features import Feature

_AT_MOST = 3
# A word is evidence when it carries at least this share of what the strongest word carries.
_SHARE = 0.35


def spread_over_words(
    text: str, column: int, contributions: list[tuple[Feature, np.ndarray]]
) -> list[tuple[int, int, float]]:
    """Give every word of a text its part in the log-odds of one target.

    Each occurrence of a feature spreads its contribution evenly over its characters; a word gets the sum over its own.

    Returns
    -------
    list of (start, end, weight)
        Half-open code-point offsets in the text as printed, in order; the weights add up to the score without its intercept.
    """
    # Words and what lies between them, so that no character is left out.
    edges = sorted({0, len(text)} | {edge for token in tokenize(text) for edge in (token.start, token.end)})
    by_character = np.zeros(len(text))
    for feature, weights in contributions:
        by_character[feature.start : feature.end] += weights[column] / (feature.end - feature.start)
    return [(start, end, float(by_character[start:end].sum())) for start, end in zip(edges, edges[1:], strict=False)]


def find_evidence(
    text: str, theme_id: str, column: int, contributions: list[tuple[Feature, np.ndarray]]
) -> Iterator[Evidence]:
    """Yield the strongest stretches that spoke for a theme, at most three, in the order of their weight."""
    words = spread_over_words(text, column, contributions)
    strongest = max((weight for _, _, weight in words), default=0.0)
    if strongest <= 0:
        return
    runs: list[tuple[int, int, float]] = []
    for start, end, weight in words:
        if weight < _SHARE * strongest or not text[start:end].strip():
            continue
        if runs and runs[-1][1] == start:
            runs[-1] = (runs[-1][0], end, runs[-1][2] + weight)
        else:
            runs.append((start, end, weight))
    for start, end, weight in sorted(runs, key=lambda run: (-run[2], run[0]))[:_AT_MOST]:
        yield Evidence(theme_id, start, end, text[start:end], round(weight, 4))
