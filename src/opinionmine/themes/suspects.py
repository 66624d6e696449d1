"""Labels that are probably wrong: given, but not to be expected, or expected, but not given."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from opinionmine.errors import ModelError
from opinionmine.records import Codebook
from opinionmine.themes.decisions import decide_with_model
from opinionmine.themes.fit import is_learnable
from opinionmine.themes.labelled import LabelledCorpus
from opinionmine.themes.model import Model
from opinionmine.themes.train import decide_by_folds
from opinionmine.themes.vectors import Vectorizer


@dataclass(frozen=True)
class Suspect:
    """One theme of one opinion whose label is to be looked at again.

    Attributes
    ----------
    rank : int
        From 1, the most suspicious first.
    is_given : bool
        Whether the label says that the opinion has the theme.
    probability : float
        Of the theme, by a model that had not read the opinion's label.
    margin : float
        How much more probable the other answer is, in [-1, 1].
    """

    rank: int
    opinion_id: str
    text: str
    theme_id: str
    is_given: bool
    probability: float
    margin: float


def find_suspects(
    corpus: LabelledCorpus, codebook: Codebook, vectorizer: Vectorizer | None = None
) -> tuple[Suspect, ...]:
    """Suspects of a corpus by models each of which has not read the batch of the opinion it judges.

    Raises
    ------
    CodebookError
        If the corpus is too small to learn from.
    """
    return name_suspects(corpus, codebook, decide_by_folds(corpus, codebook, vectorizer)[0].probabilities)


def find_suspects_of(model: Model, corpus: LabelledCorpus, codebook: Codebook) -> tuple[Suspect, ...]:
    """Suspects by a model as it is, which must not have been trained on the corpus.

    Raises
    ------
    ModelError
        If the model was trained on a batch of this corpus.
    """
    if corpus.sha256 == model.facts["corpus_sha256"] or model.batches_read(corpus.batches):
        raise ModelError(
            f"The model {model.model_id} was trained on batches of this corpus, so it believes their labels. Leave --model out: then each "
            "opinion is judged by a model that has not read it (学習に使ったデータです)."
        )
    return name_suspects(corpus, codebook, decide_with_model(model, corpus.texts).probabilities)


def name_suspects(corpus: LabelledCorpus, codebook: Codebook, probabilities: np.ndarray) -> tuple[Suspect, ...]:
    """Suspects in order; only of themes that at least four opinions have and four have not."""
    given = corpus.theme_matrix(codebook.theme_ids)
    learned = [column for column in range(given.shape[1]) if is_learnable(given[:, column])]
    found = rank_suspects(probabilities[:, learned], given[:, learned])
    return tuple(
        Suspect(
            rank=rank,
            opinion_id=corpus.opinions[row].opinion_id,
            text=corpus.opinions[row].text,
            theme_id=codebook.theme_ids[learned[column]],
            is_given=bool(given[row, learned[column]]),
            probability=round(float(probabilities[row, learned[column]]), 4),
            margin=round(margin, 4),
        )
        for rank, (row, column, margin) in enumerate(found, 1)
    )


def rank_suspects(probabilities: np.ndarray, given: np.ndarray) -> list[tuple[int, int, float]]:
    """Row, column and margin of the labels that are probably wrong, greatest margin first.

    Parameters
    ----------
    probabilities : ndarray of float, shape (n_opinions, n_themes)
        Out of fold.
    given : ndarray of 0/1, same shape

    Notes
    -----
    Confident learning for each theme as a question of its own with the answers yes and no. The threshold of an answer is the
    mean probability that it has among the opinions that were given it (its mean self-confidence). A label is suspected where
    the other answer reaches its threshold and is the more probable one; the paper also counts the less probable one where the
    given answer stays below its own threshold, which in small corpora suspects two labels of three opinions. The margin is
    the probability of the other answer less that of the given one.

    References
    ----------
    Northcutt, C., Jiang, L. and Chuang, I. (2021). Confident learning: estimating uncertainty in dataset labels. Journal of
    Artificial Intelligence Research 70, 1373-1411. doi:10.1613/jair.1.12125

    Examples
    --------
    >>> rank_suspects(np.array([[0.9], [0.8], [0.1], [0.2], [0.05], [0.95]]), np.array([[1], [1], [1], [0], [0], [0]]))
    [(5, 0, 0.9), (2, 0, 0.8)]
    """
    yes, is_yes = probabilities, given.astype(bool)
    confidence_yes, confidence_no = _mean_where(yes, is_yes), _mean_where(1 - yes, ~is_yes)
    other = np.where(is_yes, 1 - yes, yes)
    margins = 2 * other - 1
    suspected = (other >= np.where(is_yes, confidence_no, confidence_yes)) & (margins > 0)
    found = [(int(row), int(column)) for row, column in zip(*np.nonzero(suspected), strict=True)]
    return sorted(((*place, round(float(margins[place]), 12)) for place in found), key=lambda s: (-s[2], s[0], s[1]))


def _mean_where(values: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Mean of each column over the rows of a mask; infinite, so that nothing reaches it, where there are none."""
    n = mask.sum(axis=0)
    return np.where(n > 0, (values * mask).sum(axis=0) / np.maximum(n, 1), np.inf)
