"""Which words spoke for and against each theme, and what would have to be gone for it to fall away."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from opinionmine.japanese.normalize import drop_hidden
from opinionmine.records import Opinion, Prediction
from opinionmine.themes.cues import find_cues
from opinionmine.themes.model import Model, meaning_score

_MOST_GONE = 12


@dataclass(frozen=True)
class Explanation:
    """One theme and one text.

    Attributes
    ----------
    probability, threshold : float
        The theme is given if the first reaches the second.
    score, intercept, likeness : float
        The weights of `words`, `intercept` and `likeness` (what the sentence vector says) add up to `score`.
    words : tuple of (str, float)
        Stretches of the text in order, with their weights: for the theme where positive, against it where negative.
    clauses : tuple of (str, float)
        The clauses in order, and how far `likeness` falls when one is taken out; empty in a model of words only.
    cues : tuple of str
        The cues that gave it, where the theme goes by the cues of the codebook and not by its score.
    gone : tuple of str or None
        Stretches without which the theme would not be given, as few as a search one by one finds. None if it is not given,
        or would be given without any of them.
    """

    theme_id: str
    probability: float
    threshold: float
    score: float
    intercept: float
    likeness: float
    words: tuple[tuple[str, float], ...]
    clauses: tuple[tuple[str, float], ...]
    cues: tuple[str, ...]
    gone: tuple[str, ...] | None


def explain_text(model: Model, text: str, n_themes: int = 3) -> tuple[Prediction, tuple[Explanation, ...]]:
    """Explain the given themes of a text, or, up to `n_themes`, those that came nearest."""
    text, _ = drop_hidden(text)
    prediction = model.predict([Opinion("1", "comment", text)])[0]
    reading = model.read([text])
    scores, likeness = model.score(reading), meaning_score(reading)[0]
    margins = model.decider.themes.margins(model.probabilities([text], scores))[0]
    contributions = model.contributions(reading, 0, range(len(model.theme_ids)))
    nearest = np.argsort(-margins, kind="stable").tolist()
    explanations = []
    for column in nearest[: max(n_themes, len(prediction.themes))]:
        theme = model.theme_ids[column]
        words = contributions.spread_over_words(len(text), column)
        clauses = model.clause_drops(text, column) if model.likeness else []
        explanations.append(
            Explanation(
                theme_id=theme,
                probability=prediction.scores[theme],
                threshold=model.decider.themes.thresholds[column],
                score=float(scores[0, column]),
                intercept=float(model.intercept[column]),
                likeness=float(likeness[column]),
                words=tuple((text[start:end], weight) for start, end, weight in words),
                clauses=tuple((text[start:end], drop) for start, end, drop in clauses),
                cues=tuple(hit.cue for hit in find_cues(text, model.by_cues.get(theme, ()))),
                gone=_find_gone(model, text, theme, words) if theme in prediction.themes else None,
            )
        )
    return prediction, tuple(explanations)


def _find_gone(model: Model, text: str, theme: str, words: list[tuple[int, int, float]]) -> tuple[str, ...] | None:
    """Take out words, the one that spoke most for the theme first, until it falls; then put back what was not needed."""

    def is_given(gone: list[tuple[int, int]]) -> bool:
        rest = "".join(text[start:end] for start, end, _ in words if (start, end) not in gone)
        return bool(rest.strip()) and theme in model.predict([Opinion("1", "comment", rest)])[0].themes

    strongest = sorted((word for word in words if text[word[0] : word[1]].strip()), key=lambda word: -word[2])
    gone: list[tuple[int, int]] = []
    for start, end, _ in strongest[:_MOST_GONE]:
        gone.append((start, end))
        if not is_given(gone):
            break
    else:
        return None
    for span in list(gone[:-1]):
        without = [other for other in gone if other != span]
        if not is_given(without):
            gone = without
    return tuple(text[start:end] for start, end in sorted(gone))
