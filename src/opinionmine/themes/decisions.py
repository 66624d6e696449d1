"""What a model says of many opinions at once, as arrays to be measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from opinionmine.records import Codebook, Prediction
from opinionmine.themes.empty import is_empty_answer
from opinionmine.themes.model import Model
from opinionmine.themes.outcomes import Decider, cut_targets, logit

# Margin of an empty answer: further from every threshold than a text can come.
_SURELY_NONE = -20.0
_NO_STANCE = -1


@dataclass(frozen=True)
class Decisions:
    """Outcomes, themes, stances and flags of some opinions, in their order.

    Attributes
    ----------
    outcomes : ndarray of str, shape (n_opinions,)
    probabilities, margins : ndarray of float, shape (n_opinions, n_themes)
        Margins are distances from the threshold in log-odds.
    themes : ndarray of 0/1, same shape
    stances : ndarray of int, shape (n_opinions,)
        Column of the stance; -1 where the model knows none.
    flags : ndarray of 0/1, shape (n_opinions, n_flags)
    """

    outcomes: np.ndarray
    probabilities: np.ndarray
    margins: np.ndarray
    themes: np.ndarray
    stances: np.ndarray
    flags: np.ndarray

    @classmethod
    def join(cls, parts: list[tuple[np.ndarray, Decisions]]) -> Decisions:
        """Put the decisions of parts of a corpus together; each part comes with the mask of its opinions."""
        n = len(parts[0][0])
        joined = {}
        for name, example in vars(parts[0][1]).items():
            joined[name] = np.zeros((n, *example.shape[1:]), dtype=example.dtype)
            for mask, decisions in parts:
                joined[name][mask] = getattr(decisions, name)
        return cls(**joined)


def decide_all(
    decider: Decider,
    probabilities: np.ndarray,
    stance_scores: np.ndarray,
    flag_scores: np.ndarray,
    is_empty: np.ndarray,
) -> Decisions:
    """Decide row by row, as `Model.predict` does; an empty answer (特になし) has no theme."""
    margins = decider.themes.margins(probabilities)
    margins[is_empty] = _SURELY_NONE
    outcomes = np.empty(len(probabilities), dtype=object)
    themes = np.zeros(probabilities.shape, dtype=np.int8)
    for i, decided in enumerate(decider.decide(probabilities)):
        outcomes[i], chosen = ("none", []) if is_empty[i] else decided
        themes[i, chosen] = 1
    return Decisions(
        outcomes=outcomes,
        probabilities=probabilities,
        margins=margins,
        themes=themes,
        stances=stance_scores.argmax(axis=1) if stance_scores.shape[1] else np.full(len(margins), _NO_STANCE),
        flags=decider.flags.are_reached(flag_scores),
    )


def decisions_of(predictions: Sequence[Prediction], codebook: Codebook) -> Decisions:
    """What a coder of any kind has said; the distance from its threshold is not known, so that from even odds stands for it."""
    stances = {sign.sign_id: column for column, sign in enumerate(codebook.stances)}
    probabilities = np.array([[p.scores[theme] for theme in codebook.theme_ids] for p in predictions], dtype=float)
    return Decisions(
        outcomes=np.array([p.outcome for p in predictions], dtype=object),
        probabilities=probabilities,
        margins=logit(probabilities),
        themes=np.array([[theme in p.themes for theme in codebook.theme_ids] for p in predictions], dtype=np.int8),
        stances=np.array([stances.get(p.stance, _NO_STANCE) for p in predictions]),
        flags=np.array([[s.sign_id in p.flags for s in codebook.flags] for p in predictions], dtype=np.int8),
    )


def decide_with_model(model: Model, texts: list[str]) -> Decisions:
    """What a model, as it is, says of some texts."""
    scores = model.score(model.read(texts))
    _, stances, flags = cut_targets(scores, len(model.theme_ids), len(model.stance_ids))
    return decide_all(
        model.decider,
        model.probabilities(texts, scores),
        stances,
        flags,
        np.array([is_empty_answer(text) for text in texts]),
    )
