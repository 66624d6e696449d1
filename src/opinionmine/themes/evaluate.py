"""How good a model is on opinions whose writers it had not read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import numpy as np

from opinionmine.errors import CodebookError, ModelError
from opinionmine.plugins import Classifier
from opinionmine.records import (
    Codebook,
    Evaluation,
    Measure,
    ReliabilityBin,
    RiskPoint,
    Slice,
    TargetScore,
    WrongCase,
)
from opinionmine.themes.decisions import Decisions, decide_with_model, decisions_of
from opinionmine.themes.fit import MIN_POSITIVES, is_learnable
from opinionmine.themes.labelled import SHORT_ANSWER, LabelledCorpus
from opinionmine.themes.measures import (
    FEWEST_BATCHES,
    Counts,
    by_margin,
    calibration_bins,
    calibration_error,
    f1,
    grade,
    is_wrong,
    jaccard,
    mean_interval,
)
from opinionmine.themes.model import Model
from opinionmine.themes.train import (
    check_size,
    decide_by_folds,
    make_folds,
    read_labels,
)
from opinionmine.themes.vectors import Vectorizer

_LENGTHS = ((0, 30), (30, 60), (60, 120), (120, 240), (240, None))
_N_WORST = 30


def cross_validate(
    corpus: LabelledCorpus, codebook: Codebook, vectorizer: Vectorizer | None = None, n_folds: int = 5
) -> Evaluation:
    """Judge the way a model is trained: every opinion is scored by a model that has not read its batch.

    Calibration and thresholds for a fold are chosen on the other folds' out-of-fold scores, never on the fold itself.
    """
    decisions, folds = decide_by_folds(corpus, codebook, vectorizer, n_folds)
    return judge(corpus, codebook, decisions, folds)


def cross_validate_classifier(
    classifier: Classifier, corpus: LabelledCorpus, codebook: Codebook, n_folds: int = 5
) -> Evaluation:
    """As `cross_validate`, for a classifier of a plugin: it is trained anew for each fold on the others."""
    check_size(corpus, codebook)
    folds = make_folds(corpus.groups, n_folds)
    parts = []
    for fold in sorted(set(folds.tolist())):
        coder = classifier.train(corpus.select(np.flatnonzero(folds != fold).tolist()), codebook)
        own = [corpus.opinions[i] for i in np.flatnonzero(folds == fold)]
        parts.append((folds == fold, decisions_of(coder.predict(own, has_evidence=False), codebook)))
    return judge(corpus, codebook, Decisions.join(parts), folds)


def judge_held_out(model: Model, corpus: LabelledCorpus, codebook: Codebook) -> Evaluation:
    """Judge a model as it is on a corpus it has not been trained on.

    Raises
    ------
    ModelError
        If the model was trained on a batch of this corpus.
    """
    if corpus.sha256 == model.facts["corpus_sha256"]:
        raise ModelError("The held-out corpus is the one the model was trained on; it must be new to it.")
    if read := model.batches_read(corpus.batches):
        raise ModelError(
            f"The model was trained on batches of these names: {', '.join(read[:5])}. A held-out corpus must be new to it; if these "
            "are other texts, give the files other names."
        )
    _, groups = np.unique(np.array(corpus.batches), return_inverse=True)
    return judge(corpus, codebook, decide_with_model(model, corpus.texts), groups)


def check_new(corpus: LabelledCorpus, read: LabelledCorpus) -> None:
    """Refuse a held-out corpus that repeats what the model has read, whatever its batches are called.

    Raises
    ------
    ModelError
        Naming the first text that stands in both. 特になし and the like repeat by nature.
    """
    known = set(read.texts)
    if again := [o for o in corpus.opinions if len(o.text) > SHORT_ANSWER and o.text in known]:
        raise ModelError(
            f"{len(again)} of {len(corpus.opinions)} held-out opinions stand in the corpus the model was trained on (the first: "
            f"{again[0].opinion_id}). Leave them out: a held-out corpus must be new to it (学習に使った意見が含まれています)."
        )


def judge(corpus: LabelledCorpus, codebook: Codebook, decisions: Decisions, groups: np.ndarray) -> Evaluation:
    """Compare decisions with the settled labels; arithmetic only.

    Parameters
    ----------
    groups : ndarray of int, shape (n_opinions,)
        Fold or batch of each opinion, for the spread of macro-F1.

    Raises
    ------
    CodebookError
        If no theme can be measured.
    """
    labels = read_labels(corpus, codebook)
    truth, given, batches = labels.themes, decisions.themes, corpus.batches
    measured = _measurable(truth)
    if not len(measured):
        raise CodebookError(
            f"Nothing can be measured on {len(truth)} opinions: no theme has {MIN_POSITIVES} with and {MIN_POSITIVES} without it."
        )
    counts = Counts.of(truth, given, batches)
    is_none, without = decisions.outcomes == "none", truth.sum(axis=1) == 0
    errors = [calibration_error(decisions.probabilities[:, k], truth[:, k]) for k in measured]
    curve = tuple(_risk_curve(decisions, truth))
    n_stances = len(codebook.stances)
    return Evaluation(
        n=len(truth),
        n_groups=len(set(groups.tolist())),
        groups="batches" if len(set(batches)) >= FEWEST_BATCHES else "opinions",
        themes=_scores(codebook.theme_ids, counts, is_graded=True),
        stances=_scores(
            (stance.sign_id for stance in codebook.stances),
            Counts.of(labels.stances, (decisions.stances[:, None] == np.arange(n_stances)).astype(np.int8), batches),
        ),
        flags=_scores((flag.sign_id for flag in codebook.flags), Counts.of(labels.flags, decisions.flags, batches)),
        micro_f1=_measure(counts.micro_f1()),
        macro_f1=_measure(counts.macro_f1(measured)),
        macro_f1_by_group=tuple(
            _mean_f1(truth[groups == group][:, measured], given[groups == group][:, measured])
            for group in sorted(set(groups.tolist()))
        ),
        jaccard=_measure(mean_interval(jaccard(truth, given), batches)),
        set_match=_measure(mean_interval((truth == given).all(axis=1), batches)),
        none_f1=_measure(Counts.of(without[:, None], is_none[:, None], batches).f1()),
        none_share=float(is_none.mean()),
        uncertain_share=float((decisions.outcomes == "uncertain").mean()),
        stance_accuracy=_stance_accuracy(labels.stances, decisions.stances, batches),
        calibration_error=float(np.mean(errors)),
        worst_calibration_error=max(errors),
        reliability=tuple(_reliability(decisions.probabilities[:, measured], truth[:, measured])),
        risk_curve=curve,
        coverage_at_90=max((point.coverage for point in curve if (point.precision or 0.0) >= 0.9), default=0.0),
        confusion=_confusion(truth, given),
        by_series=tuple(_slices(truth, given, [(_series_of(batch),) * 2 for batch in batches])),
        by_voice=tuple(_slices(truth, given, [(o.voice, o.voice) for o in corpus.opinions])),
        by_length=tuple(_slices(truth, given, [_length_of(text) for text in corpus.texts])),
        worst=tuple(_worst(corpus, codebook.theme_ids, decisions, truth)),
    )


def _measurable(truth: np.ndarray) -> np.ndarray:
    """Columns that at least four opinions have and at least four do not."""
    return np.flatnonzero([is_learnable(column) for column in truth.T])


def _measure(values: np.ndarray) -> Measure:
    value, low, high = np.asarray(values).reshape(3)
    return Measure(float(value), float(low), float(high))


def _scores(ids: Iterable[str], counts: Counts, is_graded: bool = False) -> tuple[TargetScore, ...]:
    tables = [counts.precision(), counts.recall(), counts.f1(), counts.kappa()]
    scores = []
    for column, target in enumerate(ids):
        support = int(counts.settled[:, column].sum())
        if min(support, int(counts.n.sum()) - support) < MIN_POSITIVES:
            scores.append(TargetScore(target, support, None, None, None, None, "C" if is_graded else ""))
            continue
        precision, recall, f1_score, kappa = (_measure(table[:, column]) for table in tables)
        letter = grade(f1_score.low) if is_graded else ""
        scores.append(TargetScore(target, support, precision, recall, f1_score, kappa, letter))
    return tuple(scores)


def _stance_accuracy(settled: np.ndarray, given: np.ndarray, batches: tuple[str, ...]) -> Measure | None:
    """Over the opinions that have a stance."""
    rows = np.flatnonzero(settled.any(axis=1))
    if not len(rows):
        return None
    right = settled[rows].argmax(axis=1) == given[rows]
    return _measure(mean_interval(right, tuple(batches[i] for i in rows)))


def _reliability(probabilities: np.ndarray, truth: np.ndarray) -> Iterator[ReliabilityBin]:
    for n, mean, observed in calibration_bins(probabilities.ravel(), truth.ravel()):
        if n:
            yield ReliabilityBin(int(n), float(mean), float(observed))


def _risk_curve(decisions: Decisions, truth: np.ndarray) -> Iterator[RiskPoint]:
    wrong = is_wrong(decisions.margins, truth)
    nearest = np.where(decisions.outcomes == "uncertain", -1.0, np.abs(decisions.margins.max(axis=1)))
    for margin, decided in by_margin(nearest):
        given = (decisions.margins[decided] >= margin).astype(np.int8)
        precision = float((given & truth[decided]).sum() / given.sum()) if given.any() else None
        yield RiskPoint(round(margin, 2), float(decided.mean()), float(wrong[decided].mean()), precision)


def _confusion(truth: np.ndarray, given: np.ndarray) -> tuple[tuple[int, ...], ...]:
    missed, added = (truth == 1) & (given == 0), (truth == 0) & (given == 1)
    return tuple(tuple(map(int, row)) for row in missed.astype(int).T @ added.astype(int))


def _series_of(batch: str) -> str:
    """The series of free-34 is free."""
    return re.sub(r"[-_ ]?\d+$", "", batch) or batch


def _length_of(text: str) -> tuple[str, str]:
    """Sort key and name of the length class of a text, in characters."""
    position, (low, high) = next((i, c) for i, c in enumerate(_LENGTHS) if c[1] is None or len(text) < c[1])
    return str(position), f"{low}-{high - 1}" if high else f"{low}+"


def _slices(truth: np.ndarray, given: np.ndarray, classes: list[tuple[str, str]]) -> Iterator[Slice]:
    for key, name in sorted(set(classes)):
        rows = np.array([c == (key, name) for c in classes])
        settled, answer = truth[rows], given[rows]
        measured = _measurable(settled)
        yield Slice(
            name=name,
            n=int(rows.sum()),
            macro_f1=_mean_f1(settled[:, measured], answer[:, measured]) if len(measured) else None,
            micro_f1=f1(settled, answer),
            set_match=float((settled == answer).all(axis=1).mean()),
        )


def _mean_f1(truth: np.ndarray, given: np.ndarray) -> float:
    """Mean over the columns."""
    return float(np.mean([f1(*pair) for pair in zip(truth.T, given.T, strict=True)]))


def _worst(
    corpus: LabelledCorpus, theme_ids: tuple[str, ...], decisions: Decisions, truth: np.ndarray
) -> Iterator[WrongCase]:
    """The opinions whose themes are furthest on the wrong side of their thresholds."""
    surprise = np.where(truth == 1, -decisions.margins, decisions.margins).max(axis=1)
    for i in np.argsort(-surprise, kind="stable")[:_N_WORST]:
        if surprise[i] <= 0:
            return
        opinion = corpus.opinions[i]
        yield WrongCase(
            opinion_id=opinion.opinion_id,
            voice=opinion.voice,
            text=opinion.text,
            settled=corpus.annotations[i].themes,
            given=tuple(theme for theme, is_given in zip(theme_ids, decisions.themes[i], strict=True) if is_given),
            surprise=round(float(surprise[i]), 2),
        )
