"""The classifier of themes as an estimator of scikit-learn."""

from __future__ import annotations

from collections.abc import Iterable
from numbers import Real
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted

from opinionmine.records import Annotation, Codebook, Opinion, Prediction
from opinionmine.themes.codebook import load_codebook
from opinionmine.themes.fit import PENALTY
from opinionmine.themes.labelled import LabelledCorpus
from opinionmine.themes.model import Model
from opinionmine.themes.theme_vectorizer import check_texts
from opinionmine.themes.train import train
from opinionmine.themes.vectors import find_vectorizer


class ThemeClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Several themes at once for each text, by the regression that the shipped models were made with.

    Parameters
    ----------
    codebook : Codebook, optional
        The themes; without it those of community welfare plans.
    penalty : float
        Of the ridge regression; the greater, the less a single word can say.
    has_vectors : bool
        Go by meaning too, with the sentence encoder, where it is installed; by words alone otherwise.

    Attributes
    ----------
    model_ : Model
        What was learned; `save_model` keeps it in a folder.
    classes_ : ndarray of str, shape (n_themes,)
        Theme ids, in the order of the columns of `y`.

    Notes
    -----
    Thresholds are chosen out of fold while fitting, so that `predict` is not ``predict_proba >= 0.5``. A text without a theme
    and one that cannot be told are both rows of zeros in `predict`; `predict_opinions` keeps them apart.

    Examples
    --------
    >>> from opinionmine.themes.codebook import load_codebook
    >>> themes = load_codebook().theme_ids
    >>> texts = [f"{what}{end}" for end in ("。", "と思う。", "と感じる。") for what in (
    ...     "研修を続けてほしい", "研修の回数が足りない", "新人の研修がない", "研修の時間を取ってほしい", "道が狭い", "駐車場が高い",
    ...     "図書館が遠い", "水道の料金が上がった")]
    >>> y = np.zeros((24, len(themes)), dtype=int)
    >>> y[[i for i, text in enumerate(texts) if "研修" in text], themes.index("training")] = 1
    >>> classifier = ThemeClassifier().fit(texts, y)
    >>> [themes[k] for k in classifier.predict(["研修をもっと続けてほしい。"])[0].nonzero()[0]]
    ['training']
    """

    model_: Model
    classes_: np.ndarray

    def __init__(self, codebook: Codebook | None = None, penalty: float = PENALTY, has_vectors: bool = False) -> None:
        self.codebook = codebook
        self.penalty = penalty
        self.has_vectors = has_vectors

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array, tags.input_tags.string = False, True
        tags.target_tags.multi_output = tags.classifier_tags.multi_label = True
        return tags

    def fit(self, X: Iterable[str], y: Any, groups: Iterable[str] | None = None) -> ThemeClassifier:
        """Learn from labelled texts.

        Parameters
        ----------
        X : iterable of str, length n_opinions
        y : array of 0/1, shape (n_opinions, n_themes)
            Columns in the order of the codebook.
        groups : iterable of str, length n_opinions, optional
            Who wrote each text. Thresholds are chosen on writers that were not read; without groups near-copies are held
            together.

        Raises
        ------
        ValueError
            If `y` has another shape, or holds something else than 0 and 1; if `X` is no list of texts, or a parameter no value that it can have.
        CodebookError
            If there is too little to learn from; see `train`.
        """
        if not (isinstance(self.penalty, Real) and 0 < self.penalty < float("inf")):
            raise ValueError(f"penalty is {self.penalty!r}; expected a number above 0.")
        codebook = load_codebook() if self.codebook is None else self.codebook
        if not isinstance(codebook, Codebook):
            raise ValueError(f"codebook is {type(codebook).__name__}; expected what load_codebook gives.")
        texts = check_texts(X)
        given = np.asarray(y)
        if given.shape != (len(texts), len(codebook.themes)) or not np.isin(given, (0, 1)).all():
            raise ValueError(
                f"y has shape {given.shape}; expected 0 and 1 in shape ({len(texts)}, {len(codebook.themes)}), a column for each theme."
            )
        batches = ("",) * len(texts) if groups is None else tuple(map(str, groups))
        if len(batches) != len(texts):
            raise ValueError(f"groups has {len(batches)} entries for {len(texts)} texts.")
        ids = [str(number) for number in range(1, len(texts) + 1)]
        themes = [tuple(t for t, has_it in zip(codebook.theme_ids, row, strict=True) if has_it) for row in given]
        corpus = LabelledCorpus(
            tuple(Opinion(name, "comment", text) for name, text in zip(ids, texts, strict=True)),
            tuple(Annotation(name, own, "", (), "", codebook.version) for name, own in zip(ids, themes, strict=True)),
            batches,
            ({},) * len(texts),
        )
        self.model_ = train(corpus, codebook, find_vectorizer() if self.has_vectors else None, self.penalty)
        self.classes_ = np.array(codebook.theme_ids)
        return self

    def predict_opinions(self, X: Iterable[str]) -> list[Prediction]:
        """Outcome, themes, scores and the words that spoke for them, for each text."""
        check_is_fitted(self)
        texts = check_texts(X)
        return self.model_.predict([Opinion(str(i), "comment", text) for i, text in enumerate(texts, 1)])

    def predict(self, X: Iterable[str]) -> np.ndarray:
        """Themes given, 0/1, shape (n_opinions, n_themes)."""
        check_is_fitted(self)
        texts = check_texts(X)
        predictions = self.model_.predict(
            [Opinion(str(i), "comment", text) for i, text in enumerate(texts)], has_evidence=False
        )
        rows = [[theme in prediction.themes for theme in self.classes_] for prediction in predictions]
        return np.array(rows, dtype=np.int64).reshape(-1, len(self.classes_))

    def predict_proba(self, X: Iterable[str]) -> np.ndarray:
        """Probabilities, shape (n_opinions, n_themes), in [0, 1]; rows need not sum to 1."""
        check_is_fitted(self)
        texts = check_texts(X)
        return self.model_.probabilities(texts, self.model_.score(self.model_.read(texts)))

    def decision_function(self, X: Iterable[str]) -> np.ndarray:
        """Distance from the threshold in log-odds, shape (n_opinions, n_themes); a theme is given from 0 on."""
        probabilities = self.predict_proba(X)
        return self.model_.decider.themes.margins(probabilities)
