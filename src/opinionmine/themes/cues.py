"""The cues of the codebook, found in a text: what a theme goes by as long as too few opinions are labelled with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from opinionmine.themes.features import content_words


@dataclass(frozen=True)
class CueHit:
    """A cue and where it stands: half-open code-point offsets in the text as printed."""

    cue: str
    start: int
    end: int


def find_cues(text: str, cues: Iterable[str]) -> list[CueHit]:
    """Find cues by their content words in the same order with nothing else of content between them.

    Examples
    --------
    >>> find_cues("去年も研修をよく実施しました。", ["研修の実施", "研修をよく実施した", "予算"])
    [CueHit(cue='研修をよく実施した', start=3, end=11)]
    """
    words = content_words(text)
    lemmas = [word.name for word in words]
    hits = []
    for cue in cues:
        wanted = _lemmas(cue)
        for first in range(len(lemmas) - len(wanted) + 1):
            if wanted and tuple(lemmas[first : first + len(wanted)]) == wanted:
                hits.append(CueHit(cue, words[first].start, words[first + len(wanted) - 1].end))
                break
    return hits


# A codebook has some hundred cues, and each is looked for in every text.
@lru_cache(maxsize=10_000)
def _lemmas(cue: str) -> tuple[str, ...]:
    return tuple(word.name for word in content_words(cue))
