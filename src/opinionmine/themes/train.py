"""From labelled opinions to a model; every choice is made on opinions the model had not been trained on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from opinionmine import __version__
from opinionmine.errors import CodebookError
from opinionmine.records import Codebook
from opinionmine.themes.calibrate import choose_decider
from opinionmine.themes.decisions import Decisions, decide_all
from opinionmine.themes.empty import is_empty_answer
from opinionmine.themes.fit import (
    MIN_POSITIVES,
    PENALTY,
    CutTexts,
    Taught,
    cut_texts,
    fit,
    is_learnable,
    read_codebook_texts,
)
from opinionmine.themes.labelled import LabelledCorpus
from opinionmine.themes.measures import Counts, grade
from opinionmine.themes.model import Model
from opinionmine.themes.model_file import name_model
from opinionmine.themes.outcomes import cut_targets
from opinionmine.themes.vectors import Vectorizer

MIN_OPINIONS = 24
_N_FOLDS = 5
# At most this share of the opinions with a lone flag have a theme.
_LONE = 0.02


@dataclass(frozen=True)
class Labels:
    """The settled labels of a corpus as indicators, a column for each entry of the codebook in its order."""

    themes: np.ndarray
    stances: np.ndarray
    flags: np.ndarray

    @property
    def targets(self) -> np.ndarray:
        """All side by side, shape (n_opinions, n_targets)."""
        return np.hstack([self.themes, self.stances, self.flags])

    def part(self, scores: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Cut columns for all targets into those of themes, stances and flags."""
        return cut_targets(scores, self.themes.shape[1], self.stances.shape[1])


def read_labels(corpus: LabelledCorpus, codebook: Codebook) -> Labels:
    """The labels of a corpus, each shape (n_opinions, n_entries), 0/1."""
    stances = [[a.stance == stance.sign_id for stance in codebook.stances] for a in corpus.annotations]
    flags = [[flag.sign_id in a.flags for flag in codebook.flags] for a in corpus.annotations]
    n = len(corpus.annotations)
    return Labels(
        corpus.theme_matrix(codebook.theme_ids),
        np.array(stances, dtype=np.int8).reshape(n, -1),
        np.array(flags, dtype=np.int8).reshape(n, -1),
    )


def train(
    corpus: LabelledCorpus, codebook: Codebook, vectorizer: Vectorizer | None = None, penalty: float = PENALTY
) -> Model:
    """Train a model on all opinions of a corpus; calibrate and set thresholds on out-of-fold scores.

    Without a vectorizer the model goes by words alone. `penalty` is that of `fit`.

    Raises
    ------
    CodebookError
        If there are fewer than 24 opinions, or none of the themes has 4 of them.
    """
    check_size(corpus, codebook)
    labels = read_labels(corpus, codebook)
    if not labels.stances.any():
        labels = replace(labels, stances=labels.stances[:, :0])  # what nobody has labelled is not guessed
    texts, taught = cut_texts(corpus.texts, vectorizer), read_codebook_texts(codebook, vectorizer)
    folds = make_folds(corpus.groups)
    scores = score_out_of_fold(texts, labels, taught, folds, penalty)
    themes, _, flags = labels.part(scores)
    fitted = fit(texts.whole, labels.targets, taught, penalty)
    missing = not_trained(corpus, codebook)
    facts = {
        "made_by": f"opinionmine {__version__}",
        "codebook": codebook.codebook_id,
        "codebook_version": codebook.version,
        "theme_names": {theme.theme_id: theme.ja for theme in codebook.themes},
        "corpus_sha256": corpus.sha256,
        "n_opinions": len(corpus.opinions),
        "batches": sorted(set(corpus.batches)),
        "support": dict(zip(codebook.theme_ids, map(int, labels.themes.sum(axis=0)), strict=True)),
        "lone_flags": find_lone_flags(labels, codebook),
        "grades": _grade_themes(corpus, codebook, decide_out_of_fold(corpus, labels, scores, folds)),
    }
    decider = choose_decider(themes, labels.themes, flags, labels.flags)
    by_cues = {theme.theme_id: (theme.ja, *theme.cues) for theme in codebook.themes if theme.theme_id in missing}
    return Model(
        model_id=name_model(codebook, fitted, decider, by_cues),
        theme_ids=codebook.theme_ids,
        stance_ids=tuple(stance.sign_id for stance in codebook.stances[: labels.stances.shape[1]]),
        flag_ids=tuple(flag.sign_id for flag in codebook.flags),
        blocks=fitted.blocks,
        likeness=fitted.likeness,
        vectorizer=vectorizer,
        intercept=fitted.intercept,
        decider=decider,
        by_cues=by_cues,
        facts=facts,
    )


def check_size(corpus: LabelledCorpus, codebook: Codebook) -> None:
    """Refuse a corpus from which nothing can be learned."""
    if len(corpus.opinions) < MIN_OPINIONS:
        raise CodebookError(
            f"The corpus has {len(corpus.opinions)} opinions; at least {MIN_OPINIONS} are needed. Label more."
        )
    if len(set(corpus.groups)) < 2:
        raise CodebookError(
            "All opinions are near-copies of one another, so nothing can be judged on new ones. Label other opinions."
        )
    if len(not_trained(corpus, codebook)) == len(codebook.themes):
        raise CodebookError(
            f"No theme has {MIN_POSITIVES} opinions with and {MIN_POSITIVES} without it. Label more opinions."
        )


def not_trained(corpus: LabelledCorpus, codebook: Codebook) -> list[str]:
    """Themes with fewer than 4 opinions with them, or without; the model gives these by the cues of the codebook."""
    truth = corpus.theme_matrix(codebook.theme_ids)
    return [theme for k, theme in enumerate(codebook.theme_ids) if not is_learnable(truth[:, k])]


def find_lone_flags(labels: Labels, codebook: Codebook) -> list[str]:
    """Flags that as good as never stand beside a theme: off_topic says that there is none."""
    themed = labels.themes.any(axis=1)
    return [
        flag.sign_id
        for flag, has_flag in zip(codebook.flags, labels.flags.T.astype(bool), strict=True)
        if has_flag.sum() >= MIN_POSITIVES and (has_flag & themed).sum() <= _LONE * has_flag.sum()
    ]


def make_folds(groups: tuple[str, ...], n_folds: int = _N_FOLDS) -> np.ndarray:
    """Deal groups (see `LabelledCorpus.groups`) out to folds, the largest first, each to the smallest fold.

    Returns
    -------
    ndarray of int, shape (n_opinions,)
    """
    names, sizes = np.unique(np.array(groups), return_counts=True)
    totals = np.zeros(min(n_folds, len(names)), dtype=int)
    fold_of: dict[str, int] = {}
    for position in np.argsort(-sizes, kind="stable"):
        fold = int(np.argmin(totals))
        fold_of[str(names[position])] = fold
        totals[fold] += sizes[position]
    return np.array([fold_of[group] for group in groups])


def decide_by_folds(
    corpus: LabelledCorpus, codebook: Codebook, vectorizer: Vectorizer | None, n_folds: int = _N_FOLDS
) -> tuple[Decisions, np.ndarray]:
    """Decide every opinion by a model that has not read its group; with the fold of each, shape (n_opinions,).

    Raises
    ------
    CodebookError
        If the corpus is too small to learn from.
    """
    check_size(corpus, codebook)
    labels, folds = read_labels(corpus, codebook), make_folds(corpus.groups, n_folds)
    texts, taught = cut_texts(corpus.texts, vectorizer), read_codebook_texts(codebook, vectorizer)
    return decide_out_of_fold(corpus, labels, score_out_of_fold(texts, labels, taught, folds), folds), folds


def score_out_of_fold(
    texts: CutTexts,
    labels: Labels,
    taught: Taught,
    folds: np.ndarray,
    penalty: float = PENALTY,
    inside: Sequence[np.ndarray] | None = None,
) -> np.ndarray:
    """Score every opinion with a model trained on the other folds, shape (n_opinions, n_targets).

    Parameters
    ----------
    inside : sequence of ndarray of int, length n_folds, optional
        Rows that the model for each fold learns from; all that are outside the fold without it.
    """
    targets = labels.targets
    scores = np.zeros(targets.shape)
    for fold, rows in enumerate(inside or _rows_outside(folds)):
        own = np.flatnonzero(folds == fold)
        fitted = fit(texts.whole.select(rows), targets[rows], taught, penalty)
        scores[own] = fitted.score_cut(texts.select(own))
    return scores


def decide_out_of_fold(
    corpus: LabelledCorpus,
    labels: Labels,
    scores: np.ndarray,
    folds: np.ndarray,
    inside: Sequence[np.ndarray] | None = None,
) -> Decisions:
    """Decide every opinion by a calibration and thresholds chosen on the other folds, never on its own; `inside` as above."""
    is_empty = np.array([is_empty_answer(text) for text in corpus.texts])
    themes, stances, flags = labels.part(scores)
    parts = []
    for fold, rows in enumerate(inside or _rows_outside(folds)):
        own = folds == fold
        decider = choose_decider(themes[rows], labels.themes[rows], flags[rows], labels.flags[rows])
        probabilities = decider.themes.probabilities(themes[own])
        parts.append((own, decide_all(decider, probabilities, stances[own], flags[own], is_empty[own])))
    return Decisions.join(parts)


def _rows_outside(folds: np.ndarray) -> list[np.ndarray]:
    return [np.flatnonzero(folds != fold) for fold in range(int(folds.max()) + 1)]


def _grade_themes(corpus: LabelledCorpus, codebook: Codebook, decisions: Decisions) -> dict[str, str]:
    """A grade for each theme, from how well it was decided out of fold; C for one that goes by its cues."""
    truth = corpus.theme_matrix(codebook.theme_ids)
    low = Counts.of(truth, decisions.themes, corpus.batches).f1()[1]
    return {theme: grade(low[k]) if is_learnable(truth[:, k]) else "C" for k, theme in enumerate(codebook.theme_ids)}
