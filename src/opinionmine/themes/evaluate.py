"""How good a model is on opinions whose writers it had not read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from opinionmine.errors import ModelError
from opinionmine.records import Codebook
from opinionmine.themes.labelled import LabelledCorpus
from opinionmine.themes.model import Model
from opinionmine.themes.outcomes import Decider
from opinionmine.themes.train import (
    MIN_POSITIVES,
    check_size,
    choose_decider,
    count_features,
    score_out_of_fold,
)


@dataclass(frozen=True)
class ThemeScore:
    """One theme.

    Attributes
    ----------
    precision, recall, f1 : float or None
        None where the theme has too few opinions to be measured.
    support : int
        Opinions that have the theme.
    """

    theme_id: str
    precision: float | None
    recall: float | None
    f1: float | None
    support: int


@dataclass(frozen=True)
class Evaluation:
    """What a model got right.

    Attributes
    ----------
    themes : tuple of ThemeScore
        In codebook order.
    micro_f1, macro_f1 : float
        Over all decisions, and the mean over the themes that could be measured.
    macro_f1_by_fold : tuple of float
        The same by fold, as the spread to be expected from one group of writers to the next.
    none_f1 : float
        F1 of the outcome ``none`` against opinions without a theme.
    none_share, uncertain_share : float
        Shares of the outcomes among all opinions.
    stance_accuracy : float or None
        None where the corpus has no stances.
    """

    n: int
    n_folds: int
    themes: tuple[ThemeScore, ...]
    micro_f1: float
    macro_f1: float
    macro_f1_by_fold: tuple[float, ...]
    none_f1: float
    none_share: float
    uncertain_share: float
    stance_accuracy: float | None


def cross_validate(corpus: LabelledCorpus, codebook: Codebook, n_folds: int = 5) -> Evaluation:
    """Judge the way a model is trained: every opinion is scored by a model that has not read its batch.

    Calibration and thresholds for a fold are chosen on the other folds' out-of-fold scores, never on the fold itself.
    """
    check_size(corpus, codebook)
    occurrences = count_features(corpus.texts)
    out_of_fold = score_out_of_fold(corpus, codebook, occurrences, n_folds)
    n_themes = len(codebook.theme_ids)
    scores, folds = out_of_fold.scores[:, :n_themes], out_of_fold.folds
    truth = corpus.theme_matrix(codebook.theme_ids)
    given = np.zeros_like(truth)
    outcomes = np.empty(len(truth), dtype=object)
    for fold in sorted(set(folds.tolist())):
        decider = choose_decider(scores[folds != fold], truth[folds != fold])
        for i in np.flatnonzero(folds == fold):
            outcomes[i], given[i] = _decide(decider, scores[i])
    stances = [stance.sign_id for stance in codebook.stances]
    guessed = out_of_fold.scores[:, n_themes : n_themes + len(stances)].argmax(axis=1)
    labelled = [i for i, annotation in enumerate(corpus.annotations) if annotation.stance]
    hits = [corpus.annotations[i].stance == stances[guessed[i]] for i in labelled]
    return judge(codebook.theme_ids, truth, given, outcomes, folds, sum(hits) / len(hits) if hits else None)


def judge_held_out(model: Model, corpus: LabelledCorpus) -> Evaluation:
    """Judge a model as it is on a corpus it has not been trained on.

    Raises
    ------
    ModelError
        If the model was trained on a batch of this corpus.
    """
    if read := sorted(set(corpus.batches) & set(model.facts["batches"])):
        raise ModelError(
            f"The model was trained on {', '.join(read)}; a held-out corpus must be new to it. Use cross-validation."
        )
    truth = corpus.theme_matrix(model.theme_ids)
    predictions = [model.predict(opinion) for opinion in corpus.opinions]
    given = np.array([[theme in p.themes for theme in model.theme_ids] for p in predictions], dtype=np.int8)
    outcomes = np.array([p.outcome for p in predictions], dtype=object)
    labelled = [(p, a) for p, a in zip(predictions, corpus.annotations, strict=True) if a.stance]
    hits = [p.stance == a.stance for p, a in labelled]
    _, folds = np.unique(np.array(corpus.batches), return_inverse=True)
    return judge(model.theme_ids, truth, given, outcomes, folds, sum(hits) / len(hits) if hits else None)


def _decide(decider: Decider, scores: np.ndarray) -> tuple[str, np.ndarray]:
    outcome, chosen = decider.decide(decider.calibrate(scores))
    row = np.zeros(len(scores), dtype=np.int8)
    row[chosen] = 1
    return outcome, row


def judge(
    theme_ids: tuple[str, ...],
    truth: np.ndarray,
    given: np.ndarray,
    outcomes: np.ndarray,
    folds: np.ndarray,
    stance_accuracy: float | None,
) -> Evaluation:
    """Compare given themes with the truth; arithmetic only.

    Parameters
    ----------
    truth, given : ndarray of 0/1, shape (n_opinions, n_themes)
    outcomes : ndarray of str, shape (n_opinions,)
    folds : ndarray of int, shape (n_opinions,)
    """
    measured = np.flatnonzero(truth.sum(axis=0) >= MIN_POSITIVES)
    themes = tuple(_theme_score(theme, truth[:, k], given[:, k], k in measured) for k, theme in enumerate(theme_ids))
    is_none, without = outcomes == "none", truth.sum(axis=1) == 0
    return Evaluation(
        n=len(truth),
        n_folds=len(set(folds.tolist())),
        themes=themes,
        micro_f1=f1(truth[:, measured], given[:, measured]),
        macro_f1=_macro_f1(truth[:, measured], given[:, measured]),
        macro_f1_by_fold=tuple(
            _macro_f1(truth[folds == k][:, measured], given[folds == k][:, measured])
            for k in sorted(set(folds.tolist()))
        ),
        none_f1=f1(without, is_none),
        none_share=float(is_none.mean()),
        uncertain_share=float((outcomes == "uncertain").mean()),
        stance_accuracy=stance_accuracy,
    )


def _theme_score(theme_id: str, truth: np.ndarray, given: np.ndarray, is_measured: bool) -> ThemeScore:
    support = int(truth.sum())
    if not is_measured:
        return ThemeScore(theme_id, None, None, None, support)
    hits = int((truth & given).sum())
    precision = hits / given.sum() if given.sum() else 0.0
    return ThemeScore(theme_id, float(precision), hits / support, f1(truth, given), support)


def f1(truth: np.ndarray, given: np.ndarray) -> float:
    """2 · hits / (given + true), over all entries; 0 where there is neither.

    Examples
    --------
    >>> f1(np.array([1, 1, 0]), np.array([1, 0, 0])).__round__(3)
    0.667
    """
    total = int(truth.sum()) + int(given.sum())
    return 2 * int((truth.astype(bool) & given.astype(bool)).sum()) / total if total else 0.0


def _macro_f1(truth: np.ndarray, given: np.ndarray) -> float:
    scores = [f1(truth[:, k], given[:, k]) for k in range(truth.shape[1])]
    return float(np.mean(scores)) if scores else 0.0


def render_evaluation(evaluation: Evaluation) -> str:
    """Write an evaluation as a Markdown table."""
    rows = [
        f"| {t.theme_id} | {_show(t.precision)} | {_show(t.recall)} | {_show(t.f1)} | {t.support} |"
        for t in evaluation.themes
    ]
    spread = evaluation.macro_f1_by_fold
    stance = "-" if evaluation.stance_accuracy is None else f"{evaluation.stance_accuracy:.3f}"
    return "\n".join(
        [
            "| theme | precision | recall | F1 | support |",
            "|---|---|---|---|---|",
            *rows,
            "",
            f"- n = {evaluation.n} opinions in {evaluation.n_folds} groups of writers",
            f"- micro-F1 {evaluation.micro_f1:.3f}, macro-F1 {evaluation.macro_f1:.3f} "
            f"(by group {min(spread):.3f} to {max(spread):.3f})",
            f'- F1 of "no theme" {evaluation.none_f1:.3f}; outcome none {evaluation.none_share:.1%}, '
            f"uncertain {evaluation.uncertain_share:.1%}",
            f"- stance accuracy {stance}",
            "",
        ]
    )


def _show(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
