"""Which words spoke for and against each theme, for the terminal."""

from __future__ import annotations

from dataclasses import dataclass

from opinionmine.records import Opinion, Prediction
from opinionmine.themes.evidence import spread_over_words
from opinionmine.themes.model import Model


@dataclass(frozen=True)
class Explanation:
    """One theme and one text.

    Attributes
    ----------
    probability, threshold : float
        The theme is given if the first reaches the second.
    log_odds, intercept : float
        The weights of `words` and `intercept` add up to `log_odds`.
    words : tuple of (str, float)
        Stretches of the text in order, with their weights.
    """

    theme_id: str
    probability: float
    threshold: float
    log_odds: float
    intercept: float
    words: tuple[tuple[str, float], ...]


def explain_text(model: Model, text: str, n_themes: int = 3) -> tuple[Prediction, tuple[Explanation, ...]]:
    """Explain the given themes of a text, or, up to `n_themes`, those that came nearest."""
    prediction = model.predict(Opinion("1", "comment", text))
    features = model.features(text)
    scores, contributions = model.score(features), list(model.contributions(features))
    nearest = sorted(
        range(len(model.theme_ids)),
        key=lambda k: model.decider.thresholds[k] - prediction.scores[model.theme_ids[k]],
    )
    explanations = []
    for column in nearest[: max(n_themes, len(prediction.themes))]:
        words = spread_over_words(text, column, contributions)
        explanations.append(
            Explanation(
                theme_id=model.theme_ids[column],
                probability=prediction.scores[model.theme_ids[column]],
                threshold=model.decider.thresholds[column],
                log_odds=float(scores[column]),
                intercept=float(model.intercept[column]),
                words=tuple((text[start:end], weight) for start, end, weight in words),
            )
        )
    return prediction, tuple(explanations)
