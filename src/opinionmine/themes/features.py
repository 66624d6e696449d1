"""What a text is judged by: its lemmas, pairs of lemmas, and runs of characters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from opinionmine.japanese.normalize import normalize
from opinionmine.japanese.tokenize import Token, Tokenizer, tokenize

# Parts of speech that carry a meaning; particles, auxiliaries and signs do not.
CONTENT = frozenset({"名詞", "代名詞", "動詞", "形容詞", "形状詞", "副詞", "接頭辞", "接尾辞", "専門用語"})
LENGTHS = (2, 3, 4)
_DIGIT = re.compile(r"\d")
_SIGN = re.compile(r"[\W_\d]")


class ContentWord(NamedTuple):
    """A lemma with a meaning of its own, and where it stands: half-open code-point offsets in the text as printed."""

    lemma: str
    start: int
    end: int


def word_names(text: str, cut: Tokenizer = tokenize) -> list[str]:
    """Lemmas and pairs of neighbouring lemmas; numbers count as 0, so that 88回 and 12回 are one pair.

    Examples
    --------
    >>> word_names("訪問は88回")
    ['訪問', 'は', '0', '回', '訪問 は', 'は 0', '0 回']
    """
    return _name_pairs([token for token in cut(text) if token.surface.strip()])


def content_names(text: str, cut: Tokenizer = tokenize) -> list[str]:
    """Lemmas with a meaning of their own, and pairs of them across what lies between: 研修を続け is 研修 続ける.

    Examples
    --------
    >>> content_names("研修をまた続けて")
    ['研修', '又', '続ける', '研修 又', '又 続ける']
    """
    return _name_pairs(_meaning(cut(text)))


def content_words(text: str) -> list[ContentWord]:
    """The lemmas with a meaning of their own, in order."""
    return [
        ContentWord(count_as(token.surface, token.lemma), token.start, token.end) for token in _meaning(tokenize(text))
    ]


def _meaning(tokens: Iterable[Token]) -> list[Token]:
    return [token for token in tokens if token.pos in CONTENT and token.surface.strip()]


def _name_pairs(tokens: list[Token]) -> list[str]:
    lemmas = [count_as(token.surface, token.lemma) for token in tokens]
    return lemmas + [f"{a} {b}" for a, b in zip(lemmas, lemmas[1:], strict=False)]


def char_names(text: str) -> list[str]:
    """Runs of two to four characters of the normalised text: 相談し is found in 相談した and in 相談して alike.

    Every digit is a 0; each run has a letter and no space.
    """
    folded = fold_digits(normalize(text).text)
    # How many signs and digits, and how many spaces, stand before each place.
    signs = list(accumulate((_is_sign(character) for character in folded), initial=0))
    spaces = list(accumulate((character == " " for character in folded), initial=0))
    return [
        folded[start : start + length]
        for length in LENGTHS
        for start in range(len(folded) - length + 1)
        if spaces[start + length] == spaces[start] and signs[start + length] - signs[start] < length
    ]


def fold_digits(text: str) -> str:
    """The text with every digit a 0."""
    return _DIGIT.sub("0", text)


@lru_cache(maxsize=10_000)
def _is_sign(character: str) -> bool:
    return bool(_SIGN.fullmatch(character))


def count_as(surface: str, lemma: str) -> str:
    """What a word is counted as: its lemma, a number as 0."""
    return "0" if surface.isdigit() else lemma.lower()


# Kind of features -> the names of all occurrences in a text.
BLOCKS: dict[str, Callable[..., list[str]]] = {"word": word_names, "content": content_names, "char": char_names}
