"""Which opinions a person should label next: arithmetic on arrays, apart from any model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, islice
from typing import Any, Literal

import numpy as np

Kind = Literal["rare", "doubt", "spread"]

# Shares of what is asked. What one kind leaves, because it has too few candidates, goes to the next one.
WITH_MODEL: dict[Kind, float] = {"rare": 0.4, "doubt": 0.4, "spread": 0.2}
WITHOUT_MODEL: dict[Kind, float] = {"rare": 0.3, "doubt": 0.0, "spread": 0.7}

# A theme with so many labels is no longer rare.
ENOUGH = 15
# Of two opinions with a greater cosine only one is asked: 「研修を続けて。」 and 「研修を続けてほしい。」.
NEAR = 0.6
# In doubt is whose odds are at most e times those of the threshold, or an e-th of them.
_DOUBT = 1.0
# A theme is likely from this probability on; a cue of the codebook counts as 1.
_LIKELY = 0.3
# How many opinions in doubt about a theme are held against each other.
_HEAD = 20
_ROWS_AT_ONCE = 500


@dataclass(frozen=True)
class Pool:
    """What may be asked, as numbers; rows are opinions.

    Attributes
    ----------
    points : sparse matrix of float, shape (n_pool, n_features)
        Opinions as points of length 1, or 0 where nothing is known of one.
    labelled : sparse matrix of float, shape (n_labelled, n_features)
        The opinions that have labels, in the same space.
    margins : ndarray of float, shape (n_pool, n_themes)
        Distance from the threshold in log-odds; nan for a theme that no model knows.
    likely : ndarray of float in [0, 1], shape (n_pool, n_themes)
        Probability of each theme; 1 or 0 where only the cues of the codebook speak.
    support : ndarray of int, shape (n_themes,)
        How many opinions are labelled with each theme.
    """

    points: Any
    labelled: Any
    margins: np.ndarray
    likely: np.ndarray
    support: np.ndarray


@dataclass(frozen=True)
class Pick:
    """One opinion to be asked, why, and about which theme (None: about none in particular)."""

    row: int
    kind: Kind
    theme: int | None = None


def share_out(n: int, shares: dict[Kind, float]) -> dict[Kind, int]:
    """Whole numbers that sum to n: the running sums of the shares are rounded, so that a small n is shared out too.

    Examples
    --------
    >>> share_out(50, WITH_MODEL), share_out(2, WITH_MODEL)
    ({'rare': 20, 'doubt': 20, 'spread': 10}, {'rare': 1, 'doubt': 1, 'spread': 0})
    """
    ends = [0, *(int(n * end + 0.5) for end in accumulate(shares.values()))]
    return {kind: end - start for kind, start, end in zip(shares, ends, ends[1:], strict=False)}


def choose(n: int, pool: Pool) -> list[Pick]:
    """Choose at most n opinions, no two of them near-copies, none a near-copy of a labelled one; the same pool gives the same choice.

    Notes
    -----
    - rare: the theme with the fewest labels names the opinion that most likely has it, as long as it has fewer than 15; what is
      expected of the choice so far counts as labels.
    - doubt: the themes take turns, each names the 20 opinions nearest to its threshold (uncertainty sampling), and of these the
      one is taken that is most worth it by *spread*: otherwise one odd phrase is asked again and again.
    - spread: the greatest distance from all that is labelled or chosen (farthest-first traversal, as for k-center), times the mean
      likeness to the pool (information density): the farthest alone would be the oddest, such as 「ああああ」.

    References
    ----------
    Lewis, D. D. and Gale, W. A. (1994). A sequential algorithm for training text classifiers. SIGIR. doi:10.1007/978-1-4471-2099-5_1

    Settles, B. and Craven, M. (2008). An analysis of active learning strategies for sequence labeling tasks. EMNLP.
    doi:10.3115/1613715.1613855

    Sener, O. and Savarese, S. (2018). Active learning for convolutional neural networks: a core-set approach. ICLR.
    arXiv:1708.00489
    """
    has_model = not np.isnan(pool.margins).all()
    field = _Field(pool)
    ways = {"rare": field.rare, "doubt": field.doubtful, "spread": field.spread}
    picks: list[Pick] = []
    due = 0
    for kind, size in share_out(n, WITH_MODEL if has_model else WITHOUT_MODEL).items():
        due += size
        picks += islice(ways[kind](), due - len(picks))
    return picks


class _Field:
    """The pool as it is narrowed, pick by pick."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.nearest = nearest_cosines(pool.points, pool.labelled)
        self.is_open = np.ones(len(self.nearest), dtype=bool)
        self.density = np.asarray(pool.points @ pool.points.mean(axis=0).T).ravel()
        self.expected = pool.support.astype(float)

    @property
    def worth(self) -> np.ndarray:
        """What an opinion adds by its place alone; -1 where it may not be asked."""
        may = self.is_open & (self.nearest < NEAR)
        return np.where(may, (1 - self.nearest) * (1e-9 + self.density), -1.0)

    def take(self, row: int, kind: Kind, theme: int | None = None) -> Pick:
        self.is_open[row] = False
        self.nearest = np.maximum(self.nearest, nearest_cosines(self.pool.points, self.pool.points[[row]]))
        self.expected += self.pool.likely[row]
        return Pick(row, kind, theme)

    def rare(self) -> Iterator[Pick]:
        """Always the theme that is expected to have the fewest labels, until each has enough or no likely opinion."""
        turns = set(range(self.pool.likely.shape[1]))
        while turns := {theme for theme in turns if self.expected[theme] < ENOUGH}:
            theme = min(sorted(turns), key=lambda column: self.expected[column])
            worth = self.worth
            chance = np.where(worth >= 0, self.pool.likely[:, theme], -1.0)
            if not len(chance) or chance.max() < _LIKELY:
                turns.remove(theme)
                continue
            head = np.flatnonzero(chance == chance.max())
            yield self.take(int(head[np.argmax(worth[head])]), "rare", theme)

    def doubtful(self) -> Iterator[Pick]:
        """Themes with few labels first, in turn, until none has an opinion near its threshold."""
        known = np.flatnonzero(~np.isnan(self.pool.margins).all(axis=0))
        turns = sorted(known.tolist(), key=lambda theme: (self.pool.support[theme], theme))
        while turns:
            for theme in list(turns):
                distance = np.abs(self.pool.margins[:, theme])
                worth = self.worth
                near = np.flatnonzero((worth >= 0) & (distance <= _DOUBT))
                if not len(near):
                    turns.remove(theme)
                    continue
                head = near[np.argsort(distance[near], kind="stable")[:_HEAD]]
                yield self.take(int(head[np.argmax(worth[head])]), "doubt", theme)

    def spread(self) -> Iterator[Pick]:
        """Until everything left is a near-copy of something."""
        while len(worth := self.worth) and worth.max() >= 0:
            yield self.take(int(worth.argmax()), "spread")


def nearest_cosines(points: Any, others: Any) -> np.ndarray:
    """The greatest cosine of each point to any of the others, shape (n_points,); 0 without others.

    Examples
    --------
    >>> from scipy.sparse import csr_matrix
    >>> points = csr_matrix([[1.0, 0.0], [0.6, 0.8]])
    >>> nearest_cosines(points, csr_matrix([[0.0, 1.0]])).tolist(), nearest_cosines(points, points[:0]).tolist()
    ([0.0, 0.8], [0.0, 0.0])
    """
    nearest = np.zeros(points.shape[0])
    for start in range(0, others.shape[0], _ROWS_AT_ONCE):
        likeness = points @ others[start : start + _ROWS_AT_ONCE].T
        nearest = np.maximum(nearest, likeness.max(axis=1).toarray().ravel())
    return nearest


def place_texts(texts: list[str]) -> Any:
    """Texts as points: TF-IDF of the lemmas with a meaning of their own, each of length 1; sparse, shape (n_texts, n_lemmas)."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    from opinionmine.themes.features import content_words

    lemmas = [[word.lemma for word in content_words(text)] for text in texts]
    if not any(lemmas):
        lemmas = [[text] for text in texts]
    return TfidfVectorizer(analyzer=list, sublinear_tf=True).fit_transform(lemmas).tocsr()
