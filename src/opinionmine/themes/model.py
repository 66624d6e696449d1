"""The trained classifier: from a text to scores, and to a prediction."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from opinionmine.errors import ModelError
from opinionmine.japanese.normalize import drop_hidden
from opinionmine.records import Codebook, Evidence, Opinion, Prediction
from opinionmine.themes.cues import find_cues
from opinionmine.themes.empty import is_empty_answer
from opinionmine.themes.evidence import (
    Contributions,
    clause_drops,
    clause_evidence,
    cue_evidence,
    find_evidence,
    spread_over_words,
)
from opinionmine.themes.features import BLOCKS
from opinionmine.themes.likeness import Likeness
from opinionmine.themes.outcomes import Decider, cut_targets
from opinionmine.themes.vectors import Vectorizer
from opinionmine.themes.views import find_sentences, share_of_views


@dataclass(frozen=True)
class Block:
    """Features of one kind with their weights.

    Attributes
    ----------
    vocabulary : mapping of str to int
        Feature -> row.
    idf : ndarray of float, shape (n_features,)
        ln((1 + n) / (1 + df)) + 1, as in scikit-learn.
    weights : ndarray of float, shape (n_features, n_targets)
    """

    vocabulary: Mapping[str, int]
    idf: np.ndarray
    weights: np.ndarray

    def weigh(self, names: Iterable[str]) -> tuple[np.ndarray, np.ndarray]:
        """Rows and values of a text: (1 + ln tf) · idf, scaled to length 1; unknown features count for nothing."""
        vocabulary = self.vocabulary
        return self.weigh_rows([vocabulary[name] for name in names if name in vocabulary])

    def weigh_rows(self, found: list[int]) -> tuple[np.ndarray, np.ndarray]:
        """As `weigh`, of features that are given by their rows, one for each occurrence."""
        counts = Counter(found)
        rows = np.fromiter(counts.keys(), dtype=np.int64, count=len(counts))
        values = (1 + np.log(np.fromiter(counts.values(), dtype=np.float64, count=len(counts)))) * self.idf[rows]
        norm = math.sqrt(float(values @ values))
        return rows, values / norm if norm else values


@dataclass(frozen=True)
class View:
    """A text, or one sentence of a long one, as a model sees it.

    Attributes
    ----------
    text : str
    offset : int
        Where the view begins in the whole text.
    words, meaning : ndarray of float, shape (n_targets,)
        What the features and the sentence vector say for every target.
    share : ndarray of float, shape (n_targets,)
        How much of each target's score comes from this view; over all views of a text they sum to 1.
    """

    text: str
    offset: int
    words: np.ndarray
    meaning: np.ndarray
    share: np.ndarray


@dataclass(frozen=True)
class Model:
    """A classifier of themes, stance and flags.

    Attributes
    ----------
    model_id : str
        Codebook id and version, and the first digits of the hash of the weights.
    theme_ids, stance_ids, flag_ids : tuple of str
        The targets; columns of every weight matrix stand in this order. No stances if none was labelled.
    blocks : mapping of str to Block
        The parts that go by words.
    likeness : Likeness or None
        The part that goes by meaning; None in a model of words only.
    vectorizer : Vectorizer or None
        What makes the points of `likeness`.
    intercept : ndarray of float, shape (n_targets,)
    decider : Decider
        From scores to an outcome.
    by_cues : mapping of str to tuple of str
        Themes with too few opinions to learn from, and the cues of the codebook by which they are given instead.
    facts : mapping
        What it was trained on and what it measured; see the model card.
    """

    model_id: str
    theme_ids: tuple[str, ...]
    stance_ids: tuple[str, ...]
    flag_ids: tuple[str, ...]
    blocks: Mapping[str, Block]
    likeness: Likeness | None
    vectorizer: Vectorizer | None
    intercept: np.ndarray
    decider: Decider
    by_cues: Mapping[str, tuple[str, ...]]
    facts: Mapping[str, Any]

    @property
    def targets(self) -> tuple[str, ...]:
        """Names of the columns: themes, then stances, then flags."""
        return self.theme_ids + self.stance_ids + self.flag_ids

    @property
    def grades(self) -> Mapping[str, str]:
        """How far each theme can be trusted: A, B or C, from opinions the model had not been trained on."""
        return dict(self.facts["grades"])

    def read(self, texts: list[str]) -> list[tuple[View, ...]]:
        """Texts as this model sees them: each as a whole and, if it is long, by its sentences."""
        spans = [[(0, len(text)), *find_sentences(text)] for text in texts]
        pieces = [(text[start:end], start) for text, own in zip(texts, spans, strict=True) for start, end in own]
        meanings = self._meanings([piece for piece, _ in pieces])
        views = iter([self._look(*piece, meaning) for piece, meaning in zip(pieces, meanings, strict=True)])
        return [_share([next(views) for _ in own]) for own in spans]

    def _meanings(self, texts: list[str]) -> np.ndarray:
        if self.likeness is None or self.vectorizer is None:
            return np.zeros((len(texts), len(self.targets)))
        return self.likeness.score(self.vectorizer.encode(texts))

    def _look(self, text: str, offset: int, meaning: np.ndarray) -> View:
        words = np.zeros(len(self.targets))
        for name, block in self.blocks.items():
            rows, values = block.weigh(BLOCKS[name].names(text))
            words += values @ block.weights[rows]
        return View(text, offset, words, meaning, np.ones(len(self.targets)))

    def score(self, views: tuple[View, ...]) -> np.ndarray:
        """Scores of every target, shape (n_targets,); about -1 where it is absent and 1 where it is there."""
        return self.intercept + sum(view.share * (view.words + view.meaning) for view in views)

    def contributions(self, views: tuple[View, ...], columns: Sequence[int]) -> Contributions:
        """What each occurrence adds to the scores of some targets; with intercept and meaning they are the score."""
        starts, ends, weights = [], [], [np.zeros((0, len(columns)))]
        for view in views:
            for name, block in self.blocks.items():
                vocabulary = block.vocabulary
                found = BLOCKS[name].places(view.text, vocabulary)
                own = [vocabulary[feature.name] for feature in found]
                rows, values = block.weigh_rows(own)
                times = Counter(own)
                part = {row: v / times[row] for row, v in zip(rows.tolist(), values.tolist(), strict=True)}
                starts += [view.offset + feature.start for feature in found]
                ends += [view.offset + feature.end for feature in found]
                parts = np.array([part[row] for row in own]).reshape(-1, 1)
                block_weights = block.weights[np.ix_(own, columns)] if own else weights[0]
                weights.append(view.share[list(columns)] * parts * block_weights)
        return Contributions(np.array(starts, dtype=int), np.array(ends, dtype=int), np.vstack(weights))

    def clause_drops(self, text: str, column: int) -> list[tuple[int, int, float]]:
        """How far the likeness part of one target's score falls when a clause is taken out; see `clause_drops`."""
        return clause_drops(text, lambda rest: meaning_score(self.read([rest])[0])[column])

    def predict(
        self, opinions: Sequence[Opinion], risk: float | None = None, *, has_evidence: bool = True
    ) -> list[Prediction]:
        """Judge what can be seen of opinions; 特になし and the like are ``none`` by rule, whatever the weights say.

        Control and zero-width characters are passed over; evidence points into the text as printed.

        Parameters
        ----------
        risk : float, optional
            Share of wrong outcomes the user accepts, in (0, 1); the smaller, the more often the outcome is ``uncertain``.
        has_evidence : bool
            Whether to look for the words that spoke for each theme; without them it takes about half the time.
        """
        seen = [drop_hidden(opinion.text) for opinion in opinions]
        judged = [
            self._judge(opinion.opinion_id, text, views, risk, has_evidence)
            for opinion, (text, _), views in zip(opinions, seen, self.read([text for text, _ in seen]), strict=True)
        ]
        return [
            replace(prediction, evidence=tuple(_place(item, opinion.text, places) for item in prediction.evidence))
            for prediction, opinion, (_, places) in zip(judged, opinions, seen, strict=True)
        ]

    def _judge(
        self, opinion_id: str, text: str, views: tuple[View, ...], risk: float | None, has_evidence: bool
    ) -> Prediction:
        scores = self.score(views)
        _, stances, flag_scores = cut_targets(scores, len(self.theme_ids), len(self.stance_ids))
        probabilities = self.probabilities(text, scores)
        outcome, chosen = ("none", []) if is_empty_answer(text) else self.decider.decide(probabilities, risk)
        flags = self.decider.flags
        flag_margins = flags.margins(flags.probabilities(flag_scores))
        return Prediction(
            opinion_id=opinion_id,
            outcome=outcome,
            themes=tuple(self.theme_ids[column] for column in chosen),
            scores={theme: round(float(p), 4) for theme, p in zip(self.theme_ids, probabilities, strict=True)},
            stance=self.stance_ids[int(np.argmax(stances))] if self.stance_ids else "",
            flags=tuple(
                flag
                for flag, margin in zip(self.flag_ids, flag_margins, strict=True)
                if margin >= 0 and not (chosen and flag in self.facts["lone_flags"])
            ),
            evidence=tuple(self._find_evidence(text, views, chosen)) if has_evidence else (),
            model_id=self.model_id,
        )

    def probabilities(self, text: str, scores: np.ndarray) -> np.ndarray:
        """Probabilities of the themes, shape (n_themes,); 1 or 0 for a theme that goes by its cues."""
        probabilities = self.decider.themes.probabilities(scores[: len(self.theme_ids)])
        for theme, cues in self.by_cues.items():
            probabilities[self.theme_ids.index(theme)] = float(bool(find_cues(text, cues)))
        return probabilities

    def _find_evidence(self, text: str, views: tuple[View, ...], columns: list[int]) -> Iterator[Evidence]:
        if not columns:
            return
        contributions = self.contributions(views, columns)
        for position, column in enumerate(columns):
            theme = self.theme_ids[column]
            if theme in self.by_cues:
                yield from cue_evidence(text, theme, find_cues(text, self.by_cues[theme]))
            else:
                words = spread_over_words(text, contributions, position)
                yield from find_evidence(text, theme, words) or clause_evidence(
                    text, theme, self.clause_drops(text, column)
                )


def _share(views: list[View]) -> tuple[View, ...]:
    """Give the whole and the sentences of one text their shares of the score."""
    scores = np.array([view.words + view.meaning for view in views[1:]]).reshape(-1, len(views[0].words))
    return tuple(replace(view, share=share) for view, share in zip(views, share_of_views(scores), strict=True))


def meaning_score(views: tuple[View, ...]) -> np.ndarray:
    """The part of the scores that comes from sentence vectors, shape (n_targets,); zeros without them."""
    return np.asarray(sum(view.share * view.meaning for view in views))


def check_codebook(model: Model, codebook: Codebook) -> None:
    """Refuse a codebook other than the one a model was trained with: its labels would mean something else.

    Raises
    ------
    ModelError
        Naming both codebooks and versions.
    """
    made_with = (model.facts["codebook"], model.facts["codebook_version"])
    signs = tuple(s.sign_id for s in codebook.stances), tuple(s.sign_id for s in codebook.flags)
    if made_with == (codebook.codebook_id, codebook.version) and (
        model.theme_ids != codebook.theme_ids or (model.stance_ids or signs[0], model.flag_ids) != signs
    ):
        raise ModelError(
            f"The model {model.model_id} has other themes, stances or flags, or another order of them, than the codebook "
            f"{codebook.codebook_id}, version {codebook.version}. A codebook that was changed needs a new version and a new model."
        )
    if made_with != (codebook.codebook_id, codebook.version):
        raise ModelError(
            f"The model {model.model_id} was trained with codebook {made_with[0]}, version {made_with[1]}; the one in use is "
            f"{codebook.codebook_id}, version {codebook.version}. Train it anew, or name its codebook with --codebook."
        )


def _place(item: Evidence, text: str, places: list[int]) -> Evidence:
    """The same evidence in the text as printed."""
    start, end = places[item.start], places[item.end - 1] + 1
    return replace(item, start=start, end=end, text=text[start:end])
