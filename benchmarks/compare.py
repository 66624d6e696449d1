"""Compare ways to code opinions by theme, each judged as the shipped model is: by folds of whole batches, thresholds nested.

Run by `make compare`; writes docs/comparison.md. Only the training batches are read.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import BernoulliNB

from opinionmine.records import Codebook, Evaluation
from opinionmine.reporting.card import show
from opinionmine.themes.codebook import load_codebook
from opinionmine.themes.cues import find_cues
from opinionmine.themes.evaluate import judge
from opinionmine.themes.fit import Taught, Texts, fit, is_learnable, read_codebook_texts, read_texts
from opinionmine.themes.labelled import LabelledCorpus, read_corpus
from opinionmine.themes.train import decide_out_of_fold, make_folds, read_labels
from opinionmine.themes.vectors import find_vectorizer

ROOT = Path(__file__).resolve().parents[1]
_NEGATIONS = ("ない", "ず", "ぬ", "無い", "まい")

# (inside, outside) row numbers -> scores of the outside rows, shape (n_outside, n_themes)
Learner = Callable[[np.ndarray, np.ndarray], np.ndarray]


class Comparison:
    """One corpus with its features, read once for all ways."""

    def __init__(self, corpus: LabelledCorpus, codebook: Codebook) -> None:
        self.corpus, self.codebook = corpus, codebook
        self.labels = read_labels(corpus, codebook)
        self.folds = make_folds(corpus.groups)
        vectorizer = find_vectorizer()
        self.texts = read_texts(corpus.texts, vectorizer)
        self.taught = read_codebook_texts(codebook, vectorizer)
        self.cues = np.array(
            [[float(len(find_cues(text, (t.ja, *t.cues)))) for t in codebook.themes] for text in corpus.texts]
        )
        negated = [[name for name in row if name in _NEGATIONS] for row in self.texts.occurrences["word"]]
        self.signs = np.hstack([self.cues, [[float(len(row))] for row in negated]])

    def judge(self, learner: Learner) -> Evaluation:
        """Score every fold by what was learned on the others; only themes are learned, stances and flags stay unknown."""
        n_themes = self.labels.themes.shape[1]
        scores = np.zeros(self.labels.targets.shape)
        for fold in sorted(set(self.folds.tolist())):
            inside, outside = np.flatnonzero(self.folds != fold), np.flatnonzero(self.folds == fold)
            scores[outside, :n_themes] = learner(inside, outside)
        decisions = decide_out_of_fold(self.corpus, self.labels, scores, self.folds)
        return judge(self.corpus, self.codebook, decisions, self.folds)

    def majority(self, inside: np.ndarray, outside: np.ndarray) -> np.ndarray:
        """The share of each theme, whatever the text: every opinion gets the same."""
        return np.tile(self.labels.themes[inside].mean(axis=0), (len(outside), 1))

    def cue_counts(self, _: np.ndarray, outside: np.ndarray) -> np.ndarray:
        """How many cues of the codebook stand in the text."""
        return self.cues[outside]

    def naive_bayes(self, inside: np.ndarray, outside: np.ndarray) -> np.ndarray:
        """Naive Bayes on the presence of lemmas, one classifier for each theme."""
        lemmas = [[name for name in row if " " not in name] for row in self.texts.occurrences["word"]]
        counts = CountVectorizer(analyzer=_as_is, binary=True, min_df=2)
        x, z = counts.fit_transform([lemmas[i] for i in inside]), counts.transform([lemmas[i] for i in outside])
        columns = []
        for y in self.labels.themes[inside].T:
            log = BernoulliNB().fit(x, y).predict_log_proba(z)
            columns.append(log[:, 1] - log[:, 0])
        return np.stack(columns, axis=1)

    def logistic(self, blocks: tuple[str, ...], with_signs: bool = False) -> Learner:
        """Logistic regression on TF-IDF of some blocks, optionally with counts of cues and negations."""

        def learn(inside: np.ndarray, outside: np.ndarray) -> np.ndarray:
            parts = []
            for name in blocks:
                rows = self.texts.occurrences[name]
                tfidf = TfidfVectorizer(analyzer=_as_is, sublinear_tf=True, min_df=2)
                x = tfidf.fit_transform([rows[i] for i in inside])
                parts.append((x, tfidf.transform([rows[i] for i in outside])))
            if with_signs:
                parts.append((csr_matrix(self.signs[inside]), csr_matrix(self.signs[outside])))
            x, z = (hstack([part[side] for part in parts]).tocsr() for side in (0, 1))
            columns = []
            for y in self.labels.themes[inside].T:
                if not is_learnable(y):
                    columns.append(np.full(len(outside), -1.0))
                    continue
                model = LogisticRegression(C=10, solver="liblinear", random_state=0)
                columns.append(model.fit(x, y).decision_function(z))
            return np.stack(columns, axis=1)

        return learn

    def ridge(self, blocks: tuple[str, ...], with_vectors: bool, with_codebook: bool) -> Learner:
        """The shipped way with some of its parts."""

        def part(texts: Texts) -> Texts:
            return Texts({name: texts.occurrences[name] for name in blocks}, texts.vectors if with_vectors else None)

        taught = self.taught
        if not with_codebook:
            taught = Taught(self.taught.texts.select(np.arange(0)), self.taught.themes[:0])
        taught = Taught(part(taught.texts), taught.themes)
        texts = part(self.texts)

        def learn(inside: np.ndarray, outside: np.ndarray) -> np.ndarray:
            fitted = fit(texts.select(inside), self.labels.themes[inside], taught)
            return fitted.score(texts.select(outside))

        return learn

    def vectors_alone(self, inside: np.ndarray, outside: np.ndarray) -> np.ndarray:
        """Logistic regression on the sentence vectors and nothing else."""
        vectors = self.texts.vectors
        columns = [
            LogisticRegression(C=10, max_iter=1000).fit(vectors[inside], y).decision_function(vectors[outside])
            for y in self.labels.themes[inside].T
        ]
        return np.stack(columns, axis=1)

    def curve(self, share: float) -> tuple[int, Evaluation]:
        """The shipped way with only some of the batches of every training side, and how many opinions these are."""
        sizes = []

        def learn(inside: np.ndarray, outside: np.ndarray) -> np.ndarray:
            batches = sorted({self.corpus.batches[i] for i in inside})
            order = np.random.default_rng(0).permutation(len(batches))
            kept = {batches[i] for i in order[: max(1, round(share * len(batches)))]}
            rows = np.array([i for i in inside if self.corpus.batches[i] in kept])
            sizes.append(len(rows))
            fitted = fit(self.texts.select(rows), self.labels.themes[rows], self.taught)
            return fitted.score(self.texts.select(outside))

        evaluation = self.judge(learn)
        return round(float(np.mean(sizes))), evaluation


def _as_is(names: list[str]) -> list[str]:
    return names


def main(output: Path) -> None:
    """Write the table and the curve."""
    codebook = load_codebook()
    comparison = Comparison(read_corpus(ROOT / "corpora" / "opinions", codebook), codebook)
    words, all_blocks = ("word",), ("word", "content", "char")
    ways: list[tuple[str, Learner]] = [
        ("majority", comparison.majority),
        ("cues of the codebook only", comparison.cue_counts),
        ("naive Bayes on lemmas (as KH Coder does)", comparison.naive_bayes),
        ("TF-IDF of lemmas and pairs, logistic regression", comparison.logistic(words)),
        ("+ runs of characters", comparison.logistic(("word", "char"))),
        ("+ content words and domain compounds", comparison.logistic(all_blocks)),
        ("+ counts of cues and negations", comparison.logistic(all_blocks, with_signs=True)),
        ("ridge regression on the three blocks", comparison.ridge(all_blocks, False, False)),
        ("+ texts of the codebook: the light model", comparison.ridge(all_blocks, False, True)),
        ("+ sentence vectors: the default model", comparison.ridge(all_blocks, True, True)),
        ("sentence vectors alone, logistic regression", comparison.vectors_alone),
    ]
    rows = []
    for name, learner in ways:
        evaluation = comparison.judge(learner)
        rows.append(_row(name, evaluation))
        print(rows[-1], file=sys.stderr)
    curve = []
    for share in (1 / 16, 1 / 8, 1 / 4, 1 / 2, 3 / 4, 1):
        n_learned, evaluation = comparison.curve(share)
        curve.append(
            f"| {n_learned} | {show(evaluation.macro_f1)} | {_freely(evaluation)} | {show(evaluation.none_f1)} |"
        )
    n, n_batches = len(comparison.corpus.opinions), len(set(comparison.corpus.batches))
    output.write_text(
        "\n".join(
            [
                "# Ways to code opinions by theme, compared",
                "",
                "Written by `make compare`; do not edit by hand.",
                "",
                f"n = {n} opinions of the training batches, in {n_batches} batches and 5 folds of whole batches. Calibration and thresholds of a",
                "fold come from the other folds. Intervals: 95 %, batches drawn with replacement. The test split was not read.",
                "Long texts are scored as a whole here; the shipped models also score their sentences.",
                "",
                "| way | macro-F1 | macro-F1, written freely | micro-F1 | F1 of no theme | calibration error |",
                "|---|---|---|---|---|---|",
                *rows,
                "",
                "## F1 against the size of the corpus",
                "",
                "The default model trained on a part of the batches of every training side.",
                "",
                "| opinions learned from | macro-F1 | macro-F1, written freely | F1 of no theme |",
                "|---|---|---|---|",
                *curve,
                "",
            ]
        ),
        "utf-8",
    )


def _freely(e: Evaluation) -> str:
    return next(f"{part.macro_f1:.3f}" for part in e.by_series if part.name == "free")


def _row(name: str, e: Evaluation) -> str:
    return f"| {name} | {show(e.macro_f1)} | {_freely(e)} | {show(e.micro_f1)} | {show(e.none_f1)} | {e.calibration_error:.3f} |"


if __name__ == "__main__":
    main(ROOT / "docs" / "comparison.md")
