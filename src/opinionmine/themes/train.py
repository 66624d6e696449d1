"""From labelled opinions to a model; every choice is made on opinions the model had not been trained on."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from opinionmine import __version__
from opinionmine.errors import CodebookError
from opinionmine.records import Codebook
from opinionmine.themes.features import BLOCKS
from opinionmine.themes.labelled import LabelledCorpus
from opinionmine.themes.model import Block, Model, weights_id
from opinionmine.themes.outcomes import Decider, logit

MIN_OPINIONS = 24
MIN_POSITIVES = 4

# Strength of the penalty (scikit-learn's C) and the least number of opinions a feature must stand in.
_C = 20.0
_MIN_DF = 2
_N_FOLDS = 5

# A theme that hardly occurs is never given: no probability reaches this.
_NEVER = 1 - 1e-6


@dataclass(frozen=True)
class OutOfFold:
    """Scores of opinions by models that had not read their batch.

    Attributes
    ----------
    scores : ndarray of float, shape (n_opinions, n_targets)
        Log-odds.
    folds : ndarray of int, shape (n_opinions,)
    """

    scores: np.ndarray
    folds: np.ndarray


def train(corpus: LabelledCorpus, codebook: Codebook) -> Model:
    """Train a model on all opinions of a corpus; calibrate and set thresholds on out-of-fold scores.

    Raises
    ------
    CodebookError
        If there are fewer than 24 opinions, or none of the themes has 4 of them.
    """
    check_size(corpus, codebook)
    occurrences = count_features(corpus.texts)
    out_of_fold = score_out_of_fold(corpus, codebook, occurrences)
    blocks, intercept = _fit(occurrences, _targets(corpus, codebook), read_codebook_texts(codebook))
    truth = corpus.theme_matrix(codebook.theme_ids)
    decider = choose_decider(out_of_fold.scores[:, : len(codebook.theme_ids)], truth)
    arrays = [block.weights for block in blocks.values()]
    facts = {
        "made_by": f"opinionmine {__version__}",
        "codebook": codebook.codebook_id,
        "codebook_version": codebook.version,
        "theme_names": {theme.theme_id: theme.ja for theme in codebook.themes},
        "corpus_sha256": corpus.sha256,
        "n_opinions": len(corpus.opinions),
        "batches": sorted(set(corpus.batches)),
        "support": dict(zip(codebook.theme_ids, map(int, truth.sum(axis=0)), strict=True)),
        "not_trained": not_trained(corpus, codebook),
    }
    return Model(
        model_id=weights_id(codebook.codebook_id, codebook.version, arrays),
        theme_ids=codebook.theme_ids,
        stance_ids=tuple(stance.sign_id for stance in codebook.stances),
        flag_ids=tuple(flag.sign_id for flag in codebook.flags),
        blocks=blocks,
        intercept=intercept,
        decider=decider,
        facts=facts,
    )


def check_size(corpus: LabelledCorpus, codebook: Codebook) -> None:
    """Refuse a corpus from which nothing can be learned."""
    if len(corpus.opinions) < MIN_OPINIONS:
        raise CodebookError(
            f"The corpus has {len(corpus.opinions)} opinions; at least {MIN_OPINIONS} are needed. Label more."
        )
    if len(not_trained(corpus, codebook)) == len(codebook.themes):
        raise CodebookError(
            f"No theme has {MIN_POSITIVES} opinions with and {MIN_POSITIVES} without it. Label more opinions."
        )


def not_trained(corpus: LabelledCorpus, codebook: Codebook) -> list[str]:
    """Themes with fewer than 4 opinions with them, or without; the model never gives these."""
    truth = corpus.theme_matrix(codebook.theme_ids)
    return [theme for k, theme in enumerate(codebook.theme_ids) if not _is_learnable(truth[:, k])]


def _is_learnable(y: np.ndarray) -> bool:
    """Whether at least 4 opinions have the target and at least 4 do not."""
    return bool(MIN_POSITIVES <= y.sum() <= len(y) - MIN_POSITIVES)


Occurrences = Mapping[str, list[list[str]]]


def count_features(texts: list[str]) -> dict[str, list[list[str]]]:
    """Names of the features of each text, by block."""
    return {name: [[f.name for f in extract(text)] for text in texts] for name, extract in BLOCKS.items()}


def score_out_of_fold(
    corpus: LabelledCorpus, codebook: Codebook, occurrences: Occurrences, n_folds: int = _N_FOLDS
) -> OutOfFold:
    """Score every opinion with a model trained on the other folds; a fold is made of whole batches."""
    folds = make_folds(corpus.batches, n_folds)
    targets, taught = _targets(corpus, codebook), read_codebook_texts(codebook)
    scores = np.zeros(targets.shape)
    for fold in sorted(set(folds.tolist())):
        inside, outside = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        blocks, intercept = _fit(
            {name: [rows[i] for i in inside] for name, rows in occurrences.items()}, targets[inside], taught
        )
        for i in outside:
            scores[i] = intercept
            for name, block in blocks.items():
                rows, values = block.weigh(occurrences[name][i])
                scores[i] += values @ block.weights[rows]
    return OutOfFold(scores, folds)


def make_folds(batches: tuple[str, ...], n_folds: int = _N_FOLDS) -> np.ndarray:
    """Deal batches out to folds, the largest first, each to the smallest fold.

    With fewer than two batches the opinions themselves are dealt out in turn: there is no writer to hold apart.

    Returns
    -------
    ndarray of int, shape (n_opinions,)
    """
    names, sizes = np.unique(np.array(batches), return_counts=True)
    if len(names) < 2:
        return np.arange(len(batches)) % n_folds
    totals = np.zeros(min(n_folds, len(names)), dtype=int)
    fold_of: dict[str, int] = {}
    for position in np.argsort(-sizes, kind="stable"):
        fold = int(np.argmin(totals))
        fold_of[str(names[position])] = fold
        totals[fold] += sizes[position]
    return np.array([fold_of[batch] for batch in batches])


def _targets(corpus: LabelledCorpus, codebook: Codebook) -> np.ndarray:
    """Indicators of themes, stances and flags, shape (n_opinions, n_targets)."""
    stances = [stance.sign_id for stance in codebook.stances]
    flags = [flag.sign_id for flag in codebook.flags]
    others = np.array(
        [[a.stance == s for s in stances] + [f in a.flags for f in flags] for a in corpus.annotations], dtype=np.int8
    )
    return np.hstack([corpus.theme_matrix(codebook.theme_ids), others])


@dataclass(frozen=True)
class Taught:
    """What the codebook itself says about its themes: names, cues and the examples of its boundaries.

    Attributes
    ----------
    occurrences : mapping of str to list of list of str
        Features by block.
    themes : ndarray of 0/1, shape (n_texts, n_themes)
    """

    occurrences: Occurrences
    themes: np.ndarray


def read_codebook_texts(codebook: Codebook) -> Taught:
    """Make training texts of a codebook; they have themes, but neither stance nor flags."""
    rows: list[tuple[str, tuple[str, ...]]] = [
        (text, (theme.theme_id,)) for theme in codebook.themes for text in (theme.ja, *theme.cues)
    ]
    rows += [(example.text, example.themes) for boundary in codebook.boundaries for example in boundary.examples]
    themes = np.array([[theme in given for theme in codebook.theme_ids] for _, given in rows], dtype=np.int8)
    return Taught(count_features([text for text, _ in rows]), themes)


def _fit(occurrences: Occurrences, targets: np.ndarray, taught: Taught) -> tuple[dict[str, Block], np.ndarray]:
    """Fit one logistic regression for each target on all blocks side by side."""
    from scipy.sparse import hstack
    from sklearn.feature_extraction.text import TfidfVectorizer

    matrices, vectorizers = [], {}
    for name, rows in occurrences.items():
        min_df = _MIN_DF if len(rows) >= 200 else 1
        vectorizers[name] = TfidfVectorizer(analyzer=_as_is, sublinear_tf=True, min_df=min_df)
        matrices.append(vectorizers[name].fit_transform([*rows, *taught.occurrences[name]]))
    coefficients, intercept = _fit_targets(hstack(matrices).tocsr(), targets, taught.themes)
    blocks, offset = {}, 0
    for name, vectorizer in vectorizers.items():
        features = vectorizer.get_feature_names_out()
        # Stored as float16; rounded here already, so that a model in memory and its file say the same.
        weights = coefficients[offset : offset + len(features)].astype(np.float16).astype(np.float64)
        idf = vectorizer.idf_.astype(np.float32).astype(np.float64)
        blocks[name] = Block({str(feature): row for row, feature in enumerate(features)}, idf, weights)
        offset += len(features)
    return blocks, intercept.astype(np.float32).astype(np.float64)


def _as_is(names: list[str]) -> list[str]:
    return names


def _fit_targets(matrix: Any, targets: np.ndarray, taught: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weights, shape (n_features, n_targets), and intercepts; a target too rare to learn gets no weight and a low score."""
    from sklearn.linear_model import LogisticRegression

    coefficients = np.zeros((matrix.shape[1], targets.shape[1]))
    intercept = np.zeros(targets.shape[1])
    for column in range(targets.shape[1]):
        y = targets[:, column]
        if not _is_learnable(y):
            intercept[column] = logit(np.array((y.sum() + 0.5) / (len(y) + 1)))
            continue
        if column < taught.shape[1]:
            y = np.concatenate([y, taught[:, column]])
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # a fit that did not converge would not be reproducible
            fitted = LogisticRegression(C=_C, solver="liblinear", random_state=0, max_iter=1000).fit(
                matrix[: len(y)], y
            )
        coefficients[:, column] = fitted.coef_[0]
        intercept[column] = fitted.intercept_[0]
    return coefficients, intercept


def choose_decider(scores: np.ndarray, truth: np.ndarray) -> Decider:
    """Choose calibration, thresholds and doubt from out-of-fold scores.

    Parameters
    ----------
    scores : ndarray of float, shape (n_opinions, n_themes)
        Log-odds from models that had not read the opinion.
    truth : ndarray of 0/1, same shape
    """
    fitted = [_platt(scores[:, k], truth[:, k]) for k in range(truth.shape[1])]
    slopes, offsets = tuple(a for a, _ in fitted), tuple(b for _, b in fitted)
    undecided = Decider(slopes, offsets, (0.5,) * truth.shape[1], 0.0, ())
    probabilities = undecided.calibrate(scores)
    thresholds = tuple(_best_threshold(probabilities[:, k], truth[:, k]) for k in range(truth.shape[1]))
    margins = logit(probabilities) - logit(np.array(thresholds))
    doubt = _choose_doubt(margins.max(axis=1), truth.sum(axis=1) > 0)
    return Decider(slopes, offsets, thresholds, doubt, tuple(risk_curve(margins, truth)))


def _platt(scores: np.ndarray, truth: np.ndarray) -> tuple[float, float]:
    """Slope and offset of Platt scaling (Platt, 1999), rounded so that the file holds them exactly."""
    from sklearn.linear_model import LogisticRegression

    if not _is_learnable(truth):
        return 1.0, 0.0
    fitted = LogisticRegression(C=1e3).fit(scores[:, None], truth)
    return max(0.05, round(float(fitted.coef_[0, 0]), 4)), round(float(fitted.intercept_[0]), 4)


def _best_threshold(probabilities: np.ndarray, truth: np.ndarray) -> float:
    """The probability from which on F1 is best; the middle one where several are equally good."""
    if truth.sum() < MIN_POSITIVES:
        return _NEVER
    grid = np.round(np.arange(0.10, 0.71, 0.01), 2)
    f1 = []
    for threshold in grid:
        given = probabilities >= threshold
        f1.append(2 * (given & (truth == 1)).sum() / max(1, given.sum() + truth.sum()))
    # Smoothed over five neighbours: a single lucky threshold does not carry over to new opinions.
    smooth = np.convolve(np.pad(f1, 2, mode="edge"), np.ones(5) / 5, mode="valid")
    best = np.flatnonzero(np.isclose(smooth, smooth.max()))
    return float(grid[best[len(best) // 2]])


def _choose_doubt(nearest: np.ndarray, has_theme: np.ndarray) -> float:
    """How far below every threshold an opinion must stay to be called ``none``: where F1 of ``none`` is best.

    Those between are ``uncertain``. At least a tenth of the opinions without a theme given stays uncertain.
    """
    below = nearest < 0
    if not below.any():
        return 0.0
    least = float(np.quantile(-nearest[below], 0.1))
    grid = np.arange(0.0, 2.0, 0.05)

    def f1(doubt: float) -> float:
        none = nearest <= -doubt
        return float(2 * (none & ~has_theme).sum() / max(1, none.sum() + (~has_theme).sum()))

    best = max(grid, key=lambda doubt: (f1(doubt), -doubt))
    return round(max(least, float(best)), 3)


def risk_curve(margins: np.ndarray, truth: np.ndarray) -> Iterator[tuple[float, float, float]]:
    """Coverage and error when opinions with small margins are called uncertain.

    An outcome is wrong if no theme was given to an opinion that has some, if one was given to an opinion that has none, or
    if none of the given themes is right.
    """
    nearest = margins.max(axis=1)
    top = margins.argmax(axis=1)
    right_theme = truth[np.arange(len(truth)), top] == 1
    correct = np.where(nearest >= 0, right_theme, ~truth.any(axis=1))
    for margin in np.arange(0.0, 4.01, 0.1):
        decided = np.abs(nearest) >= margin
        if decided.sum() < 20:
            return
        yield round(float(margin), 2), round(float(decided.mean()), 4), round(float(1 - correct[decided].mean()), 4)
