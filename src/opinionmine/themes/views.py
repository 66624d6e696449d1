"""Views of a text: the whole, and of a long text each sentence too, since one sentence can be drowned by the others."""

from __future__ import annotations

import numpy as np

from opinionmine.japanese.sentences import split_sentences

# Chosen out of fold: the best sentence speaks for about a third of the score of a text of over 100 characters.
_LONG = 100
SENTENCE_SHARE = 0.35


def find_sentences(text: str) -> list[tuple[int, int]]:
    """The sentences of a long text as half-open code-point offsets; none for a short one, or one of a single sentence.

    Examples
    --------
    >>> find_sentences("研修を続けてほしい。担い手がいない。")
    []
    >>> find_sentences("研修を続けてほしい。" * 11)[:2]
    [(0, 10), (10, 20)]
    """
    if len(text) <= _LONG:
        return []
    sentences = split_sentences(text)
    return sentences if len(sentences) > 1 else []


def share_of_views(sentence_scores: np.ndarray) -> np.ndarray:
    """How much of each target's score comes from the whole and from each sentence.

    Parameters
    ----------
    sentence_scores : ndarray of float, shape (n_sentences, n_targets)

    Returns
    -------
    ndarray of float, shape (1 + n_sentences, n_targets)
        Columns sum to 1: the whole first, then the sentences, of which only the best for a target has a share.

    Examples
    --------
    >>> share_of_views(np.array([[0.5, -1.0], [0.1, 0.2]]))
    array([[0.65, 0.65],
           [0.35, 0.  ],
           [0.  , 0.35]])
    """
    n_sentences, n_targets = sentence_scores.shape
    shares = np.zeros((1 + n_sentences, n_targets))
    if not n_sentences:
        shares[0] = 1.0
        return shares
    shares[0] = 1 - SENTENCE_SHARE
    shares[1 + sentence_scores.argmax(axis=0), np.arange(n_targets)] = SENTENCE_SHARE
    return shares
