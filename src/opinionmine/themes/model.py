"""The trained classifier: from a text to scores, and to a prediction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Any

import numpy as np

from opinionmine.errors import ModelError
from opinionmine.japanese.normalize import drop_hidden
from opinionmine.plugins import Coder
from opinionmine.records import Codebook, Evidence, Opinion, Prediction
from opinionmine.themes.blocks import Block
from opinionmine.themes.cues import find_cues
from opinionmine.themes.empty import is_empty_answer
from opinionmine.themes.evidence import (
    Contributions,
    clause_drops,
    clause_evidence,
    cue_evidence,
    find_evidence,
    place,
)
from opinionmine.themes.likeness import Likeness
from opinionmine.themes.lookup import Found, Lookup
from opinionmine.themes.outcomes import Decider, cut_targets
from opinionmine.themes.vectors import Vectorizer
from opinionmine.themes.views import find_sentences, share_of_views


@dataclass(frozen=True)
class Reading:
    """Texts as a model sees them: each as a whole and, if it is long, by its sentences. These are its views.

    Attributes
    ----------
    bounds : list of int, length n_texts + 1
        The views of text i are ``bounds[i]`` (the whole) to ``bounds[i + 1]``.
    offsets : list of int, length n_views
        Where each view begins in its text.
    found : Found
        Features of the views.
    words, meaning : ndarray of float, shape (n_views, n_targets)
        What the features and the sentence vector of a view say for every target.
    share : ndarray of float, same shape
        How much of each target's score comes from a view; over all views of a text they sum to 1.
    """

    bounds: list[int]
    offsets: list[int]
    found: Found
    words: np.ndarray
    meaning: np.ndarray
    share: np.ndarray

    def views(self, text: int) -> range:
        """The views of a text."""
        return range(self.bounds[text], self.bounds[text + 1])

    def add_up(self, scores: np.ndarray) -> np.ndarray:
        """From scores of views, shape (n_views, n_targets), to those of texts, shape (n_texts, n_targets)."""
        return np.add.reduceat(self.share * scores, self.bounds[:-1], axis=0) if self.offsets else scores


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
    def codebook_id(self) -> str:
        """The codebook it was trained with."""
        return str(self.facts["codebook"])

    @property
    def codebook_version(self) -> int:
        """The version of that codebook."""
        return int(self.facts["codebook_version"])

    @property
    def grades(self) -> Mapping[str, str]:
        """How far each theme can be trusted: A, B or C, from opinions the model had not been trained on."""
        return dict(self.facts["grades"])

    def batches_read(self, batches: Iterable[str]) -> list[str]:
        """Which of these batches it was trained on, sorted; of opinions in none nothing is known."""
        return sorted((set(batches) & set(self.facts["batches"])) - {""})

    @cached_property
    def _lookup(self) -> Lookup:
        return Lookup(self.blocks)

    @cached_property
    def _weights(self) -> np.ndarray:
        """Weights of all blocks, shape (n_features, n_targets); they were rounded to fewer digits than float32 has."""
        return np.vstack([block.weights for block in self.blocks.values()], dtype=np.float32, casting="same_kind")

    def read(self, texts: Sequence[str]) -> Reading:
        """Read texts for all targets at once; the fewer the calls, the quicker."""
        spans = [[(0, len(text)), *find_sentences(text)] for text in texts]
        views = [text[start:end] for text, own in zip(texts, spans, strict=True) for start, end in own]
        bounds = [0, *accumulate(len(own) for own in spans)]
        found = self._lookup.find(views)
        words, meaning = self._score_words(found), self._score_meaning(views)
        shares = [share_of_views((words + meaning)[first + 1 : end]) for first, end in pairwise(bounds)]
        return Reading(
            bounds,
            [start for own in spans for start, _ in own],
            found,
            words,
            meaning,
            np.vstack([np.zeros((0, len(self.targets))), *shares]),
        )

    def _score_words(self, found: Found) -> np.ndarray:
        scores = np.zeros((len(found.texts), len(self.targets)))
        begins = found.bounds[:-1]
        filled = begins < found.bounds[1:]
        if filled.any():
            parts = self._weights[found.row] * found.part[:, np.newaxis]
            scores[filled] = np.add.reduceat(parts, begins[filled], axis=0)
        return scores

    def _score_meaning(self, texts: list[str]) -> np.ndarray:
        if self.likeness is None or self.vectorizer is None or not texts:
            return np.zeros((len(texts), len(self.targets)))
        return self.likeness.score(self.vectorizer.encode(texts))

    def score(self, reading: Reading) -> np.ndarray:
        """Scores of every target, shape (n_texts, n_targets); about -1 where it is absent and 1 where it is there."""
        return np.asarray(self.intercept + reading.add_up(reading.words + reading.meaning))

    def contributions(self, reading: Reading, text: int, columns: Sequence[int]) -> Contributions:
        """What each occurrence adds to the scores of some targets; with intercept and meaning they are the score."""
        starts, ends, weights = [], [], []
        for view in reading.views(text):
            if not reading.share[view, columns].any():
                continue
            own = slice(reading.found.bounds[view], reading.found.bounds[view + 1])
            first, last = reading.found.places(view)
            starts.append(first + reading.offsets[view])
            ends.append(last + reading.offsets[view])
            parts = reading.found.part[own, np.newaxis] * reading.share[view, columns]
            weights.append(self._weights[reading.found.row[own]][:, columns] * parts)
        whole = reading.found.texts[reading.bounds[text]]
        return Contributions(whole.spans, np.concatenate(starts), np.concatenate(ends), np.vstack(weights))

    def clause_drops(self, text: str, column: int) -> list[tuple[int, int, float]]:
        """How far the likeness part of one target's score falls when a clause is taken out; see `clause_drops`."""
        return clause_drops(text, lambda rest: float(meaning_score(self.read([rest]))[0, column]))

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
            Whether to look for the words that spoke for each theme; without them it takes about two thirds of the time.
        """
        seen = [drop_hidden(opinion.text) for opinion in opinions]
        texts = [text for text, _ in seen]
        reading = self.read(texts)
        scores = self.score(reading)
        _, stances, flag_scores = cut_targets(scores, len(self.theme_ids), len(self.stance_ids))
        probabilities = self.probabilities(texts, scores)
        decided = self.decider.decide(probabilities, risk)
        has_flag = self.decider.flags.are_reached(flag_scores)
        predictions = []
        for i, (opinion, (text, places)) in enumerate(zip(opinions, seen, strict=True)):
            outcome, chosen = ("none", []) if is_empty_answer(text) else decided[i]
            evidence = self._find_evidence(text, reading, i, chosen) if has_evidence else ()
            predictions.append(
                Prediction(
                    opinion_id=opinion.opinion_id,
                    outcome=outcome,
                    themes=tuple(self.theme_ids[column] for column in chosen),
                    scores=dict(zip(self.theme_ids, [round(p, 4) for p in probabilities[i].tolist()], strict=True)),
                    stance=self.stance_ids[int(np.argmax(stances[i]))] if self.stance_ids else "",
                    flags=self._name_flags(has_flag[i], bool(chosen)),
                    evidence=tuple(place(item, opinion.text, places) for item in evidence),
                    model_id=self.model_id,
                )
            )
        return predictions

    def _name_flags(self, has_flag: np.ndarray, has_themes: bool) -> tuple[str, ...]:
        given = [flag for flag, has_it in zip(self.flag_ids, has_flag.tolist(), strict=True) if has_it]
        return tuple(flag for flag in given if not (has_themes and flag in self.facts["lone_flags"]))

    def probabilities(self, texts: Sequence[str], scores: np.ndarray) -> np.ndarray:
        """Probabilities of the themes, shape (n_texts, n_themes); 1 or 0 for a theme that goes by its cues."""
        probabilities = self.decider.themes.probabilities(scores[:, : len(self.theme_ids)])
        for theme, cues in self.by_cues.items():
            probabilities[:, self.theme_ids.index(theme)] = [float(bool(find_cues(text, cues))) for text in texts]
        return probabilities

    def _find_evidence(self, text: str, reading: Reading, i: int, columns: list[int]) -> Iterator[Evidence]:
        if not columns:
            return
        contributions = self.contributions(reading, i, columns)
        for position, column in enumerate(columns):
            theme = self.theme_ids[column]
            if theme in self.by_cues:
                yield from cue_evidence(text, theme, find_cues(text, self.by_cues[theme]))
            else:
                words = contributions.spread_over_words(len(text), position)
                yield from find_evidence(text, theme, words) or clause_evidence(
                    text, theme, self.clause_drops(text, column)
                )


def meaning_score(reading: Reading) -> np.ndarray:
    """The part of the scores that comes from sentence vectors, shape (n_texts, n_targets); zeros without them."""
    return reading.add_up(reading.meaning)


def check_codebook(coder: Coder, codebook: Codebook) -> None:
    """Refuse a codebook other than the one a model was trained with: its labels would mean something else.

    Raises
    ------
    ModelError
        Naming both codebooks and versions.
    """
    if (coder.codebook_id, coder.codebook_version) != (codebook.codebook_id, codebook.version):
        raise ModelError(
            f"The model {coder.model_id} was trained with codebook {coder.codebook_id}, version {coder.codebook_version}; the one in use is "
            f"{codebook.codebook_id}, version {codebook.version}. Train it anew, or name its codebook with --codebook."
        )
    signs = tuple(s.sign_id for s in codebook.stances), tuple(s.sign_id for s in codebook.flags)
    own_signs = (coder.stance_ids or signs[0], coder.flag_ids) if isinstance(coder, Model) else signs
    if coder.theme_ids != codebook.theme_ids or own_signs != signs:
        raise ModelError(
            f"The model {coder.model_id} has other themes, stances or flags, or another order of them, than the codebook "
            f"{codebook.codebook_id}, version {codebook.version}. A codebook that was changed needs a new version and a new model."
        )
