"""The cues of the codebook, found in a text: what a theme goes by as long as too few opinions are labelled with it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from opinionmine.themes.features import ContentWord, content_words


@dataclass(frozen=True)
class CueHit:
    """A cue and where it stands: half-open code-point offsets in the text as printed."""

    cue: str
    start: int
    end: int


def find_cues(text: str, cues: Iterable[str]) -> list[CueHit]:
    """Find cues by their content words in the same order with nothing else of content between them.

    Words are alike by lemma or as written: 見守り alone is read as the verb 見守る, in 見守りを as a noun.

    Examples
    --------
    >>> find_cues("去年も研修をよく実施しました。", ["研修の実施", "研修をよく実施した", "予算"])
    [CueHit(cue='研修をよく実施した', start=3, end=11)]
    """
    words = content_words(text)
    names = [_names(text, word) for word in words]
    known = frozenset().union(*names)
    hits = []
    for cue in cues:
        wanted = _cue_names(cue)
        if not wanted or any(known.isdisjoint(word) for word in wanted):
            continue
        for first in range(len(words) - len(wanted) + 1):
            if all(names[first + step] & word for step, word in enumerate(wanted)):
                hits.append(CueHit(cue, words[first].start, words[first + len(wanted) - 1].end))
                break
    return hits


def _names(text: str, word: ContentWord) -> frozenset[str]:
    return frozenset((word.lemma, unicodedata.normalize("NFKC", text[word.start : word.end]).lower()))


# A codebook has some hundred cues, and each is looked for in every text.
@lru_cache(maxsize=10_000)
def _cue_names(cue: str) -> tuple[frozenset[str], ...]:
    return tuple(_names(cue, word) for word in content_words(cue))
