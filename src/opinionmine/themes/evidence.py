"""The words that spoke for a theme, as spans of the text as printed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from opinionmine.records import Evidence
from opinionmine.themes.cues import CueHit

_AT_MOST = 3
_CLAUSE_END = re.compile(r"[、，。！？!?．]+[」』）)]*\s*")
# A word is evidence when it carries at least this share of what the strongest word carries.
_SHARE = 0.35


@dataclass(frozen=True)
class Contributions:
    """What each occurrence of a feature adds to the scores of some targets. Offsets are half-open code points as printed.

    Attributes
    ----------
    words : ndarray of int, shape (n_words, 2)
        Starts and ends of the words of the text.
    starts, ends : ndarray of int, shape (n_occurrences,)
    weights : ndarray of float, shape (n_occurrences, n_targets)
    """

    words: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    weights: np.ndarray

    def spread_over_words(self, length: int, position: int) -> list[tuple[int, int, float]]:
        """Give every word of a text its part in the score of one target.

        Each occurrence of a feature spreads its contribution evenly over its characters; a word gets the sum over its own.

        Parameters
        ----------
        length : int
            Of the text, in code points.
        position : int
            Column of the target in `weights`.

        Returns
        -------
        list of (start, end, weight)
            In order; the weights add up to the part of the score that goes by words.
        """
        # Words and what lies between them, so that no character is left out.
        edges = np.unique(np.concatenate([[0, length], self.words.ravel()]))
        per_character = self.weights[:, position] / (self.ends - self.starts)
        steps = np.bincount(self.starts, per_character, length + 1) - np.bincount(self.ends, per_character, length + 1)
        upto = np.concatenate([[0.0], np.cumsum(np.cumsum(steps[:-1]))])
        return list(zip(edges[:-1].tolist(), edges[1:].tolist(), np.diff(upto[edges]).tolist(), strict=True))


def cue_evidence(text: str, theme_id: str, hits: list[CueHit]) -> list[Evidence]:
    """Cues of the codebook as evidence, for a theme that is given by them."""
    return [Evidence(theme_id, hit.start, hit.end, text[hit.start : hit.end], 1.0) for hit in hits[:_AT_MOST]]


def split_clauses(text: str) -> list[tuple[int, int]]:
    """Cut a text after 、 and after its sentence ends; half-open offsets that together cover it.

    Examples
    --------
    >>> [("研修は足りているが、人がいない。")[start:end] for start, end in split_clauses("研修は足りているが、人がいない。")]
    ['研修は足りているが、', '人がいない。']
    """
    cuts = sorted({0, len(text), *(match.end() for match in _CLAUSE_END.finditer(text))})
    return list(zip(cuts, cuts[1:], strict=False))


def clause_drops(text: str, score: Callable[[str], float]) -> list[tuple[int, int, float]]:
    """How far a score falls when one clause is taken out of the text.

    Returns
    -------
    list of (start, end, drop)
        Half-open code-point offsets in the text as printed, in order. Of a text of one clause nothing would be left: its
        drop is the whole score.
    """
    clauses = split_clauses(text)
    whole = score(text)
    rest = [text[:start] + text[end:] for start, end in clauses]
    return [
        (start, end, whole - score(left) if left.strip() else whole)
        for (start, end), left in zip(clauses, rest, strict=True)
    ]


def clause_evidence(text: str, theme_id: str, drops: list[tuple[int, int, float]]) -> list[Evidence]:
    """The clause that carried most of what the sentence vector said for a theme, if it said anything for it."""
    start, end, drop = max(drops, key=lambda clause: clause[2])
    start += len(text[start:end]) - len(text[start:end].lstrip())
    return [Evidence(theme_id, start, end, text[start:end], round(drop, 4))] if drop > 0 else []


def find_evidence(text: str, theme_id: str, words: list[tuple[int, int, float]]) -> list[Evidence]:
    """The strongest stretches that spoke for a theme, at most three, in the order of their weight."""
    strongest = max((weight for _, _, weight in words), default=0.0)
    if strongest <= 0:
        return []
    runs: list[tuple[int, int, float]] = []
    for start, end, weight in words:
        if weight < _SHARE * strongest or not text[start:end].strip():
            continue
        if runs and runs[-1][1] == start:
            runs[-1] = (runs[-1][0], end, runs[-1][2] + weight)
        else:
            runs.append((start, end, weight))
    return [
        Evidence(theme_id, start, end, text[start:end], round(weight, 4))
        for start, end, weight in sorted(runs, key=lambda run: (-run[2], run[0]))[:_AT_MOST]
    ]


def place(item: Evidence, text: str, places: Sequence[int]) -> Evidence:
    """The same evidence in the text as printed, of which the hidden characters had been taken out; see `drop_hidden`."""
    start, end = places[item.start], places[item.end - 1] + 1
    return replace(item, start=start, end=end, text=text[start:end])
