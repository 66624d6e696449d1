"""Themes by the nearest labelled opinions."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from sklearn.neighbors import NearestNeighbors

from opinionmine import Codebook, Opinion, Prediction, ThemeVectorizer
from opinionmine.records import Evidence
from opinionmine.themes.empty import is_empty_answer
from opinionmine.themes.labelled import LabelledCorpus
from opinionmine_sudachi_knn.sudachi import tokenize

_FILE = "neighbours.json"
_MOST_EVIDENCE = 3


class Neighbours:
    """Labelled opinions, and the themes they give to what lies near them: the coder of this plugin.

    Parameters
    ----------
    facts : dict
        Plain values, all that is kept in a file: id and version of the codebook, theme ids, k, texts and their themes.
    """

    def __init__(self, facts: dict) -> None:
        self.facts = facts
        self.codebook_id, self.codebook_version = facts["codebook"], facts["codebook_version"]
        self.theme_ids = tuple(facts["theme_ids"])
        digest = hashlib.sha256(json.dumps(facts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
        self.model_id = f"knn-{facts['n_neighbours']}-{digest[:8]}"
        # Nobody has measured this coder; `opinionmine evaluate` does.
        self.grades = dict.fromkeys(self.theme_ids, "C")
        self._vectorizer = ThemeVectorizer(("content",), tokenizer="sudachi", min_df=1)
        points = self._vectorizer.fit_transform(facts["texts"])
        self._nearest = NearestNeighbors(n_neighbors=min(facts["n_neighbours"], len(facts["texts"])), metric="cosine")
        self._nearest.fit(points)

    def predict(
        self, opinions: list[Opinion], risk: float | None = None, *, has_evidence: bool = True
    ) -> list[Prediction]:
        """Themes that at least half of the neighbours have; ``uncertain`` where no neighbour shares a word."""
        if not opinions:
            return []
        distances, found = self._nearest.kneighbors(self._vectorizer.transform([o.text for o in opinions]))
        return [
            self._judge(opinion, [k for k, d in zip(near, away, strict=True) if d < 1], has_evidence)
            for opinion, near, away in zip(opinions, found.tolist(), distances.tolist(), strict=True)
        ]

    def _judge(self, opinion: Opinion, near: list[int], has_evidence: bool) -> Prediction:
        labels = [self.facts["themes"][k] for k in near]
        scores = {theme: round(sum(theme in own for own in labels) / max(1, len(near)), 4) for theme in self.theme_ids}
        themes = tuple(sorted((t for t in scores if scores[t] >= 0.5), key=lambda theme: -scores[theme]))
        if is_empty_answer(opinion.text):
            outcome, themes = "none", ()
        else:
            outcome = "themes" if themes else ("none" if near else "uncertain")
        evidence = (
            [e for theme in themes for e in self._shared_words(opinion.text, theme, near)] if has_evidence else []
        )
        return Prediction(opinion.opinion_id, outcome, themes, scores, "", (), tuple(evidence), self.model_id)

    def _shared_words(self, text: str, theme: str, near: list[int]) -> list[Evidence]:
        """Words that the nearest neighbour with the theme has too."""
        example = next(self.facts["texts"][k] for k in near if theme in self.facts["themes"][k])
        known = {token.lemma for token in tokenize(example) if token.pos in ("名詞", "動詞", "形容詞")}
        shared = [token for token in tokenize(text) if token.lemma in known]
        return [Evidence(theme, t.start, t.end, text[t.start : t.end], 1.0) for t in shared[:_MOST_EVIDENCE]]


@dataclass(frozen=True)
class NearestNeighbours:
    """The classifier: it learns by remembering."""

    n_neighbours: int

    def train(self, corpus: LabelledCorpus, codebook: Codebook) -> Neighbours:
        """Remember a corpus."""
        return Neighbours(
            {
                "codebook": codebook.codebook_id,
                "codebook_version": codebook.version,
                "theme_ids": list(codebook.theme_ids),
                "n_neighbours": self.n_neighbours,
                "texts": corpus.texts,
                "themes": [list(annotation.themes) for annotation in corpus.annotations],
            }
        )

    def save(self, coder: Neighbours, folder: Path) -> None:
        """Write what was remembered, as JSON."""
        (folder / _FILE).write_text(json.dumps(coder.facts, ensure_ascii=False), "utf-8")

    def load(self, folder: Path) -> Neighbours:
        """Read it back."""
        return Neighbours(json.loads((folder / _FILE).read_text("utf-8")))
