"""Learning the weights of every target from labelled texts: one ridge regression on words and meaning together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from opinionmine.records import Codebook
from opinionmine.themes.blocks import Block
from opinionmine.themes.features import BLOCKS
from opinionmine.themes.likeness import Likeness, likeness
from opinionmine.themes.vectors import Vectorizer
from opinionmine.themes.views import find_sentences, share_of_views

# A target needs this many opinions with it and without it.
MIN_POSITIVES = 4

# Of the regression.
PENALTY = 1.0

# The least number of texts a feature must stand in. In a small corpus every feature is kept: macro-F1 was 0.04 higher at 250 and
# at 400 labels and 0.02 at 800 (6 draws each of training batches; never lower).
_MIN_DF = 2
_SMALL_CORPUS = 1000


@dataclass(frozen=True)
class Texts:
    """Texts as learning sees them.

    Attributes
    ----------
    occurrences : mapping of str to list of list of str
        Names of the features of each text, by block.
    vectors : ndarray of float32, shape (n_texts, n_dims), or None
        Sentence vectors, rounded as a model stores them.
    """

    occurrences: Mapping[str, list[list[str]]]
    vectors: np.ndarray | None

    def select(self, rows: np.ndarray) -> Texts:
        """The texts in these positions."""
        return Texts(
            {name: [texts[i] for i in rows] for name, texts in self.occurrences.items()},
            None if self.vectors is None else self.vectors[rows],
        )


@dataclass(frozen=True)
class CutTexts:
    """Texts, and the sentences of the long ones.

    Attributes
    ----------
    sentences : Texts
        Of all long texts, one after the other.
    spans : ndarray of int, shape (n_texts, 2)
        First sentence of each text and the one after its last; equal for a text that is not cut.
    """

    whole: Texts
    sentences: Texts
    spans: np.ndarray

    def select(self, rows: np.ndarray) -> CutTexts:
        """The texts in these positions."""
        return CutTexts(self.whole.select(rows), self.sentences, self.spans[rows])


def cut_texts(texts: list[str], vectorizer: Vectorizer | None) -> CutTexts:
    """Read texts as a whole and, where they are long, by sentence."""
    sentences: list[str] = []
    spans = []
    for text in texts:
        cut = find_sentences(text)
        spans.append((len(sentences), len(sentences) + len(cut)))
        sentences += [text[start:end] for start, end in cut]
    return CutTexts(read_texts(texts, vectorizer), read_texts(sentences, vectorizer), np.array(spans))


def read_texts(texts: list[str], vectorizer: Vectorizer | None) -> Texts:
    """Find the features of each text and, with a vectorizer, its vector."""
    return Texts(
        {name: [find_names(text) for text in texts] for name, find_names in BLOCKS.items()},
        None if vectorizer is None else _round(vectorizer.encode(texts)),
    )


@dataclass(frozen=True)
class Taught:
    """What the codebook itself says about its themes: names, cues and the examples of its boundaries.

    Attributes
    ----------
    themes : ndarray of 0/1, shape (n_texts, n_themes)
        The texts have themes, but neither stance nor flags.
    """

    texts: Texts
    themes: np.ndarray


def read_codebook_texts(codebook: Codebook, vectorizer: Vectorizer | None) -> Taught:
    """Make training texts of a codebook."""
    rows: list[tuple[str, tuple[str, ...]]] = [
        (text, (theme.theme_id,)) for theme in codebook.themes for text in (theme.ja, *theme.cues)
    ]
    rows += [(example.text, example.themes) for boundary in codebook.boundaries for example in boundary.examples]
    themes = np.array([[theme in given for theme in codebook.theme_ids] for _, given in rows], dtype=np.int8)
    return Taught(read_texts([text for text, _ in rows], vectorizer), themes)


@dataclass(frozen=True)
class Fit:
    """The parts of a model that are learned from one set of opinions."""

    blocks: Mapping[str, Block]
    likeness: Likeness | None
    intercept: np.ndarray

    def score_cut(self, texts: CutTexts) -> np.ndarray:
        """Scores of texts of which long ones are judged by sentence too, shape (n_texts, n_targets)."""
        scores, by_sentence = self.score(texts.whole), self.score(texts.sentences)
        for i, (first, last) in enumerate(texts.spans):
            views = np.vstack([scores[i : i + 1], by_sentence[first:last]])
            scores[i] = (share_of_views(views[1:]) * views).sum(axis=0)
        return scores

    def score(self, texts: Texts) -> np.ndarray:
        """Scores, shape (n_texts, n_targets)."""
        n_texts = len(next(iter(texts.occurrences.values())))
        scores = np.tile(self.intercept, (n_texts, 1))
        for name, block in self.blocks.items():
            for i, names in enumerate(texts.occurrences[name]):
                rows, values = block.weigh(names)
                scores[i] += values @ block.weights[rows]
        if self.likeness is not None and texts.vectors is not None:
            scores += self.likeness.score(texts.vectors)
        return scores


def is_learnable(y: np.ndarray) -> bool:
    """Whether at least 4 opinions have the target and at least 4 do not."""
    return bool(MIN_POSITIVES <= y.sum() <= len(y) - MIN_POSITIVES)


def fit(texts: Texts, targets: np.ndarray, taught: Taught, penalty: float = PENALTY) -> Fit:
    """Fit all targets at once.

    Parameters
    ----------
    targets : ndarray of 0/1, shape (n_texts, n_targets)
        Themes first.
    penalty : float
        λ below; the greater, the less a single feature can say.

    Notes
    -----
    Kernel ridge regression (Saunders, Gammerman and Vovk, 1998) of the targets, coded -1 and 1, on the sum of one linear
    kernel for each block of TF-IDF features and a Gaussian kernel of the sentence vectors. With the kernel K and the penalty
    λ the dual weights are (K + λI)⁻¹ (y - mean y). For the linear kernels they are turned into one weight for each feature,
    so that every word's part in a score is known exactly.
    """
    from scipy.linalg import solve
    from scipy.sparse import hstack

    matrices = {}
    vectorizers = {}
    for name, rows in texts.occurrences.items():
        vectorizers[name], matrices[name] = _weigh([*rows, *taught.texts.occurrences[name]], len(rows))
    features = hstack(list(matrices.values())).tocsr()
    kernel = (features @ features.T).toarray()
    points = None
    if texts.vectors is not None and taught.texts.vectors is not None:
        points = np.vstack([texts.vectors, taught.texts.vectors])
        kernel += likeness(points @ points.T)
    kernel[np.diag_indices_from(kernel)] += penalty
    wanted, intercept = _code(targets, taught.themes)
    dual = solve(kernel, wanted, assume_a="pos", overwrite_a=True, check_finite=False)
    blocks = {}
    for name, vectorizer in vectorizers.items():
        listing = "\n".join(vectorizer.get_feature_names_out())
        idf = vectorizer.idf_.astype(np.float32).astype(np.float64)
        blocks[name] = Block(listing, idf, _round(matrices[name].T @ dual).astype(np.float64))
    return Fit(
        blocks,
        None if points is None else Likeness(points, dual.astype(np.float32)),
        intercept.astype(np.float32).astype(np.float64),
    )


def _weigh(rows: list[list[str]], n_labelled: int) -> tuple[Any, Any]:
    """TF-IDF of the features of all texts, and what made it."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    min_df = _MIN_DF if n_labelled >= _SMALL_CORPUS else 1
    vectorizer = TfidfVectorizer(analyzer=list, sublinear_tf=True, min_df=min_df)
    return vectorizer, vectorizer.fit_transform(rows)


def _code(targets: np.ndarray, taught: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Targets as -1 and 1 around their mean, and the mean; 0, which teaches nothing, where there is no label.

    A target too rare to learn is 0 throughout: no weight, a low score.
    """
    n_labelled, n_themes = len(targets), taught.shape[1]
    intercept = 2 * targets.mean(axis=0) - 1
    coded = np.zeros((n_labelled + len(taught), targets.shape[1]))
    coded[:n_labelled] = 2.0 * targets - 1 - intercept
    coded[n_labelled:, :n_themes] = 2.0 * taught - 1 - intercept[:n_themes]
    coded[:, [not is_learnable(targets[:, column]) for column in range(targets.shape[1])]] = 0
    return coded, intercept


def _round(values: np.ndarray) -> np.ndarray:
    """As stored: float16. Rounded here already, so that a model in memory and its file say the same."""
    return np.asarray(values, dtype=np.float64).astype(np.float16).astype(np.float32)
