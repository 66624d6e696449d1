"""What a text is judged by: its lemmas, pairs of lemmas, and runs of characters, each with its place in the text."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from opinionmine.japanese.normalize import normalize
from opinionmine.japanese.tokenize import Token, tokenize

# Parts of speech that carry a meaning; particles, auxiliaries and signs do not.
_CONTENT = {"名詞", "代名詞", "動詞", "形容詞", "形状詞", "副詞", "接頭辞", "接尾辞", "専門用語"}
_DIGITS = re.compile(r"\d+")
_SIGN = re.compile(r"[\W_\d]")


class Feature(NamedTuple):
    """One occurrence of a feature.

    Attributes
    ----------
    name : str
        Such as ``居場所``, ``居場所 無い`` or, in the character block, ``相談し``.
    start, end : int
        Half-open code-point offsets in the text as printed.
    """

    name: str
    start: int
    end: int


def word_features(text: str) -> list[Feature]:
    """Lemmas and pairs of neighbouring lemmas; numbers count as 0, so that 88回 and 12回 are one pair.

    Examples
    --------
    >>> [feature.name for feature in word_features("訪問は88回")]
    ['訪問', 'は', '0', '回', '訪問 は', 'は 0', '0 回']
    """
    return _with_pairs(_words([token for token in tokenize(text) if token.surface.strip()]))


def content_features(text: str) -> list[Feature]:
    """Lemmas with a meaning of their own, and pairs of them across what lies between: 研修を続け is 研修 続ける.

    Examples
    --------
    >>> [feature.name for feature in content_features("研修をまた続けて")]
    ['研修', '又', '続ける', '研修 又', '又 続ける']
    """
    return _with_pairs(content_words(text))


def content_words(text: str) -> list[Feature]:
    """The lemmas with a meaning of their own, in order."""
    return _words([token for token in tokenize(text) if token.pos in _CONTENT and token.surface.strip()])


def _words(tokens: list[Token]) -> list[Feature]:
    return [Feature(_lemma(token), token.start, token.end) for token in tokens]


def _with_pairs(words: list[Feature]) -> list[Feature]:
    return words + [Feature(f"{a.name} {b.name}", a.start, b.end) for a, b in zip(words, words[1:], strict=False)]


def char_features(text: str) -> list[Feature]:
    """Runs of two to four characters of the normalised text: 相談し is found in 相談した and in 相談して alike."""
    copy = normalize(text)
    folded = _DIGITS.sub(lambda match: "0" * len(match[0]), copy.text)
    starts, ends = copy.starts, copy.ends
    # How many signs and digits, and how many spaces, stand before each place: a run needs a letter, and no space.
    signs = list(accumulate((_is_sign(character) for character in folded), initial=0))
    spaces = list(accumulate((character == " " for character in folded), initial=0))
    return [
        Feature(folded[start : start + length], starts[start], ends[start + length - 1])
        for length in (2, 3, 4)
        for start in range(len(folded) - length + 1)
        if spaces[start + length] == spaces[start] and signs[start + length] - signs[start] < length
    ]


@lru_cache(maxsize=10_000)
def _is_sign(character: str) -> bool:
    return bool(_SIGN.fullmatch(character))


def _lemma(token: Token) -> str:
    return "0" if token.surface.isdigit() else token.lemma.lower()


BLOCKS: dict[str, Callable[[str], list[Feature]]] = {
    "word": word_features,
    "content": content_features,
    "char": char_features,
}
