"""How many of the labels that `suspects` lists are wrong? The second table in docs/labelling.md.

    python benchmarks/suspects.py --draws 5

Only the training batches are read; models go by words only.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np

from opinionmine.records import Codebook
from opinionmine.themes.codebook import load_codebook
from opinionmine.themes.labelled import LabelledCorpus, read_corpus
from opinionmine.themes.suspects import find_suspects

ROOT = Path(__file__).resolve().parents[1]
SIZES = (300, 600, 1200)
PLANTED = 0.03

# Opinion id and theme of each label that is wrong.
Wrong = set[tuple[str, str]]


def with_themes(corpus: LabelledCorpus, themes: list[set[str]], codebook: Codebook) -> LabelledCorpus:
    """The same opinions with other themes."""
    given = (tuple(theme for theme in codebook.theme_ids if theme in own) for own in themes)
    annotations = (replace(a, themes=own) for a, own in zip(corpus.annotations, given, strict=True))
    return replace(corpus, annotations=tuple(annotations))


def differences(corpus: LabelledCorpus, themes: list[set[str]]) -> Wrong:
    """Labels that are not as settled."""
    triples = zip(corpus.opinions, corpus.annotations, themes, strict=True)
    return {(o.opinion_id, theme) for o, a, own in triples for theme in set(a.themes) ^ own}


def plant(corpus: LabelledCorpus, codebook: Codebook, rng: np.random.Generator) -> list[set[str]]:
    """Take away or add one theme in some opinions, each about as often."""
    themes = [set(a.themes) for a in corpus.annotations]
    for i in rng.permutation(len(themes))[: round(PLANTED * len(themes))]:
        takes = bool(themes[i]) and rng.random() < 0.5
        themes[i] ^= {str(rng.choice([t for t in codebook.theme_ids if (t in themes[i]) == takes]))}
    return themes


def measure(corpus: LabelledCorpus, themes: list[set[str]], codebook: Codebook, n_first: int) -> list[float]:
    """Suspects; right among the first 10 and among the first so many; found of all that are wrong."""
    wrong = differences(corpus, themes)
    suspects = find_suspects(with_themes(corpus, themes, codebook), codebook)
    hits = [(s.opinion_id, s.theme_id) in wrong for s in suspects]
    n_labels = len(themes) * len(codebook.themes)
    return [
        len(hits),
        float(np.mean(hits[:10])),
        float(np.mean(hits[:n_first])),
        sum(hits) / len(wrong),
        len(wrong) / n_labels,
    ]


def main() -> None:
    """Print one row for each kind and size: mean and standard deviation over the draws."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--draws", type=int, default=5)
    n_draws = parser.parse_args().draws
    codebook = load_codebook()
    corpus = read_corpus(ROOT / "corpora" / "opinions", codebook)
    for series, kind in (("batch", "planted"), ("free", "planted"), ("free", "first coder")):
        own = [i for i, batch in enumerate(corpus.batches) if batch.startswith(series)]
        for size in SIZES:
            values = []
            for draw in range(n_draws):
                rng = np.random.default_rng(draw)
                part = corpus.select([own[i] for i in sorted(rng.permutation(len(own))[:size])])
                first = [set(coders["first"]["themes"]) for coders in part.coders] if kind == "first coder" else None
                n_first = 50 if first else round(PLANTED * size)
                values.append(measure(part, first or plant(part, codebook, rng), codebook, n_first))
            cells = zip(np.mean(values, axis=0), np.std(values, axis=0, ddof=1), strict=True)
            print(
                f"| {series} | {kind} | {size} | {' | '.join(f'{mean:.3f} ±{sd:.3f}' for mean, sd in cells)} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
