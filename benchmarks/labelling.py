"""Does `label next` reach an F1 with fewer labels than drawing opinions at random? The table in docs/labelling.md.

    python benchmarks/labelling.py --draws 8

The labels of the training batches play the person. Batches on which the quotas were chosen are not used (of the series batch-
every third, of free- every second); the test split is not read. Models go by words only.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from opinionmine.records import Codebook
from opinionmine.themes.calibrate import choose_decider
from opinionmine.themes.choose import Pool, choose, place_texts
from opinionmine.themes.codebook import load_codebook
from opinionmine.themes.decisions import decide_all
from opinionmine.themes.empty import is_empty_answer
from opinionmine.themes.fit import Fit, fit, is_learnable, read_codebook_texts, read_texts
from opinionmine.themes.labelled import LabelledCorpus, read_corpus
from opinionmine.themes.measures import f1
from opinionmine.themes.outcomes import Decider, cut_targets
from opinionmine.themes.questions import guess_by_cues
from opinionmine.themes.train import read_labels

ROOT = Path(__file__).resolve().parents[1]
STEP, MOST, N_TEST = 50, 400, 8

# Rows that are labelled, rows that are not, what was learned so far -> rows to label next.
Way = Callable[[np.ndarray, np.ndarray, "Learned | None"], np.ndarray]


@dataclass(frozen=True)
class Learned:
    """A model of so many labels."""

    fitted: Fit
    decider: Decider


class Bench:
    """The opinions, read once."""

    def __init__(self, corpus: LabelledCorpus, codebook: Codebook) -> None:
        self.labels = read_labels(corpus, codebook)
        self.texts, self.taught = read_texts(corpus.texts, None), read_codebook_texts(codebook, None)
        self.points = place_texts(corpus.texts)
        self.cues = guess_by_cues(corpus.opinions, codebook).likely
        self.is_empty = np.array([is_empty_answer(text) for text in corpus.texts])
        self.batches = np.array(corpus.batches)
        self.corpus = corpus

    def split(self, draw: int) -> tuple[np.ndarray, np.ndarray]:
        """Rows that may be labelled, and rows of eight other batches to judge on."""
        names = np.random.default_rng(draw).permutation(sorted(set(self.corpus.batches)))
        is_test = np.isin(self.batches, names[:N_TEST])
        return np.flatnonzero(~is_test), np.flatnonzero(is_test)

    def learn(self, rows: np.ndarray) -> Learned:
        """As `train` does: thresholds from five folds, then a fit on all."""
        texts, targets = self.texts.select(rows), self.labels.targets[rows]
        folds, scores = np.arange(len(rows)) % 5, np.zeros(targets.shape)
        for fold in range(5):
            inside, outside = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
            scores[outside] = fit(texts.select(inside), targets[inside], self.taught).score(texts.select(outside))
        themes, _, flags = self.labels.part(scores)
        decider = choose_decider(themes, self.labels.themes[rows], flags, self.labels.flags[rows])
        return Learned(fit(texts, targets, self.taught), decider)

    def probabilities(self, learned: Learned, rows: np.ndarray) -> np.ndarray:
        """Of the themes, shape (n_rows, n_themes)."""
        scores = learned.fitted.score(self.texts.select(rows))
        return learned.decider.themes.probabilities(scores[:, : self.labels.themes.shape[1]])

    def macro_f1(self, learned: Learned, rows: np.ndarray) -> float:
        """Mean F1 of all themes on these rows."""
        scores = learned.fitted.score(self.texts.select(rows))
        themes, stances, flags = cut_targets(scores, self.labels.themes.shape[1], self.labels.stances.shape[1])
        probabilities = learned.decider.themes.probabilities(themes)
        given = decide_all(learned.decider, probabilities, stances, flags, self.is_empty[rows]).themes
        return float(np.mean([f1(*pair) for pair in zip(self.labels.themes[rows].T, given.T, strict=True)]))

    def run(self, way: Way, draw: int) -> list[float]:
        """Macro-F1 after each 50 labels."""
        pool, test = self.split(draw)
        pool = pool[~self.is_empty[pool]]
        labelled, learned, measured = np.array([], dtype=int), None, []
        while len(labelled) < MOST:
            labelled = np.concatenate([labelled, way(labelled, np.setdiff1d(pool, labelled), learned)])
            learned = self.learn(labelled)
            measured.append(self.macro_f1(learned, test))
        return measured

    def by_chance(self, draw: int) -> Way:
        """Opinions of the pool at random."""
        rng = np.random.default_rng(draw)
        return lambda labelled, rest, learned: rng.permutation(rest)[:STEP]

    def next_first(self, later: Way) -> Way:
        """`label next --model none` for the first 50, another way after them."""
        return lambda labelled, rest, learned: (later if len(labelled) else self.ask_next)(labelled, rest, learned)

    def ask_next(self, labelled: np.ndarray, rest: np.ndarray, learned: Learned | None) -> np.ndarray:
        """What `label next` asks, by cues as long as there is no model; no label is asked again."""
        likely = self.cues[rest]
        margins = np.full(likely.shape, np.nan)
        if learned:
            known = [k for k, column in enumerate(self.labels.themes[labelled].T) if is_learnable(column)]
            probabilities = self.probabilities(learned, rest)
            likely[:, known] = probabilities[:, known]
            margins[:, known] = learned.decider.themes.margins(probabilities)[:, known]
        support = self.labels.themes[labelled].sum(axis=0)
        picks = choose(STEP, Pool(self.points[rest], self.points[labelled], margins, likely, support))
        return rest[[pick.row for pick in picks]]


def main() -> None:
    """Print a table: mean and standard deviation over the draws."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--draws", type=int, default=8)
    n_draws = parser.parse_args().draws
    codebook = load_codebook()
    corpus = read_corpus(ROOT / "corpora" / "opinions", codebook)
    names = sorted(set(corpus.batches))
    series = ([b for b in names if b.startswith("batch")][1::3], [b for b in names if b.startswith("free")][1::2])
    corpus = corpus.only_batches({name for own in series for name in own})
    bench = Bench(corpus, codebook)
    print(
        f"{len(corpus.opinions)} opinions in {len(set(corpus.batches))} batches, {N_TEST} of them to judge on; {n_draws} draws\n"
    )
    ways = {
        "at random": lambda draw: bench.by_chance(draw),
        "50 by next, then at random": lambda draw: bench.next_first(bench.by_chance(draw)),
        "label next": lambda draw: bench.ask_next,
    }
    sizes = range(STEP, MOST + 1, STEP)
    print(f"| labels | {' | '.join(map(str, sizes))} |", "|---" * (1 + len(sizes)) + "|", sep="\n")
    found = {name: np.zeros((n_draws, len(sizes))) for name in ways}
    for draw in range(n_draws):
        for name, way in ways.items():
            found[name][draw] = bench.run(way(draw), draw)
            print(draw, name, found[name][draw].round(3).tolist(), flush=True)
    for name, values in found.items():
        cells = [
            f"{mean:.3f} ±{sd:.3f}" for mean, sd in zip(values.mean(axis=0), values.std(axis=0, ddof=1), strict=True)
        ]
        print(f"| {name} | {' | '.join(cells)} |")
        if name != "at random":
            better = (values > found["at random"]).sum(axis=0)
            print(f"| better than at random, of {n_draws} draws | {' | '.join(map(str, better))} |")


if __name__ == "__main__":
    main()
