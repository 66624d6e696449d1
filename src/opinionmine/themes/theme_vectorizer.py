"""The features of the theme classifier as a transformer of scikit-learn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.utils.validation import check_is_fitted

from opinionmine.plugins import choose
from opinionmine.themes.features import BLOCKS


def check_texts(X: Any) -> list[str]:
    """The texts of a list, an array of one dimension or a column.

    Raises
    ------
    ValueError
        If it is one text, a table, or holds something else than text.
    """
    if isinstance(X, (str, bytes, Mapping)) or hasattr(X, "columns") or np.ndim(X) > 1:
        raise ValueError(f"X is {type(X).__name__}; expected a list of texts, or one column of a table.")
    texts = list(X)
    wrong = next((i for i, text in enumerate(texts) if not isinstance(text, str)), None)
    if wrong is not None:
        raise ValueError(f"X[{wrong}] is {type(texts[wrong]).__name__}; expected text.")
    return texts


class ThemeVectorizer(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """TF-IDF of lemmas, content words and runs of characters, side by side.

    Parameters
    ----------
    blocks : sequence of str
        Some of ``word`` (lemmas and pairs of neighbours), ``content`` (lemmas with a meaning of their own, and pairs of them),
        ``char`` (runs of two to four characters).
    tokenizer : str
        ``unidic``, or one of a plugin.
    min_df : int or float
        The least number, or share, of texts that a feature stands in.
    sparse_output : bool
        Give a sparse matrix; False for frames (`set_output`).

    Attributes
    ----------
    vectorizers_ : dict of str to TfidfVectorizer
        By block: (1 + ln tf) · idf, scaled to length 1.

    Examples
    --------
    >>> vectorizer = ThemeVectorizer(["content"], min_df=1, sparse_output=False).fit(["研修を続ける", "道が狭い"])
    >>> list(vectorizer.get_feature_names_out())
    ['content:狭い', 'content:研修', 'content:研修 続ける', 'content:続ける', 'content:道', 'content:道 狭い']
    >>> vectorizer.transform(["研修"]).tolist()
    [[0.0, 1.0, 0.0, 0.0, 0.0, 0.0]]
    """

    def __init__(
        self,
        blocks: Sequence[str] = tuple(BLOCKS),
        tokenizer: str = "unidic",
        min_df: float = 2,
        sparse_output: bool = True,
    ) -> None:
        self.blocks = blocks
        self.tokenizer = tokenizer
        self.min_df = min_df
        self.sparse_output = sparse_output

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array, tags.input_tags.string = False, True
        return tags

    def fit(self, X: Iterable[str], y: Any = None) -> ThemeVectorizer:
        """Learn the vocabulary.

        Raises
        ------
        ValueError
            If a block is unknown, or no feature stands in `min_df` texts.
        PluginError
            If there is no tokenizer of this name.
        """
        unknown = [name for name in self.blocks if name not in BLOCKS]
        if unknown or not self.blocks:
            raise ValueError(f"blocks has {repr(unknown[0]) if unknown else 'no name'}; known are {', '.join(BLOCKS)}.")
        cut = choose("tokenizers", self.tokenizer)
        texts = check_texts(X)
        self.vectorizers_ = {}
        for name in self.blocks:
            find_names = BLOCKS[name] if name == "char" else partial(BLOCKS[name], cut=cut)
            vectorizer = TfidfVectorizer(analyzer=find_names, sublinear_tf=True, min_df=self.min_df)
            self.vectorizers_[name] = vectorizer.fit(texts)
        return self

    def transform(self, X: Iterable[str]) -> Any:
        """The features of texts, shape (n_texts, n_features), float64."""
        from scipy.sparse import csr_matrix, hstack

        check_is_fitted(self)
        texts = check_texts(X)
        if not texts:
            matrix = csr_matrix((0, len(self.get_feature_names_out())))
            return matrix if self.sparse_output else matrix.toarray()
        matrix = hstack([vectorizer.transform(texts) for vectorizer in self.vectorizers_.values()]).tocsr()
        return matrix if self.sparse_output else matrix.toarray()

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        """Block and feature, such as ``content:研修 続ける``; `input_features` is not used."""
        check_is_fitted(self)
        names = [f"{name}:{feature}" for name, v in self.vectorizers_.items() for feature in v.get_feature_names_out()]
        return np.array(names, dtype=object)
