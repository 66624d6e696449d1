"""What a text is judged by: its lemmas, pairs of lemmas, and runs of characters, each with its place in the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from opinionmine.japanese.normalize import Normalized, normalize
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


def word_names(text: str) -> list[str]:
    """Lemmas and pairs of neighbouring lemmas; numbers count as 0, so that 88回 and 12回 are one pair.

    Examples
    --------
    >>> word_names("訪問は88回")
    ['訪問', 'は', '0', '回', '訪問 は', 'は 0', '0 回']
    """
    return _name_pairs(_printed(text))


def word_features(text: str, known: Container[str]) -> list[Feature]:
    """Those of `word_names` that are known, with their places."""
    return _place_pairs(_printed(text), known)


def content_names(text: str) -> list[str]:
    """Lemmas with a meaning of their own, and pairs of them across what lies between: 研修を続け is 研修 続ける.

    Examples
    --------
    >>> content_names("研修をまた続けて")
    ['研修', '又', '続ける', '研修 又', '又 続ける']
    """
    return _name_pairs(_meaning(text))


def content_features(text: str, known: Container[str]) -> list[Feature]:
    """Those of `content_names` that are known, with their places."""
    return _place_pairs(_meaning(text), known)


def content_words(text: str) -> list[Feature]:
    """The lemmas with a meaning of their own, in order."""
    return [Feature(_lemma(token), token.start, token.end) for token in _meaning(text)]


def _printed(text: str) -> list[Token]:
    return [token for token in tokenize(text) if token.surface.strip()]


def _meaning(text: str) -> list[Token]:
    return [token for token in tokenize(text) if token.pos in _CONTENT and token.surface.strip()]


def _name_pairs(tokens: list[Token]) -> list[str]:
    lemmas = [_lemma(token) for token in tokens]
    return lemmas + [f"{a} {b}" for a, b in zip(lemmas, lemmas[1:], strict=False)]


def _place_pairs(tokens: list[Token], known: Container[str]) -> list[Feature]:
    places = [(token.start, token.end) for token in tokens]
    places += [(a.start, b.end) for a, b in zip(tokens, tokens[1:], strict=False)]
    named = zip(_name_pairs(tokens), places, strict=True)
    return [Feature(name, *place) for name, place in named if name in known]


def char_names(text: str) -> list[str]:
    """Runs of two to four characters of the normalised text: 相談し is found in 相談した and in 相談して alike."""
    folded, runs = _runs(normalize(text))
    return [folded[start:end] for start, end in runs]


def char_features(text: str, known: Container[str]) -> list[Feature]:
    """Those of `char_names` that are known, with their places."""
    copy = normalize(text)
    folded, runs = _runs(copy)
    named = [(name, run) for run in runs if (name := folded[run[0] : run[1]]) in known]
    return [Feature(name, copy.starts[start], copy.ends[end - 1]) for name, (start, end) in named]


def _runs(copy: Normalized) -> tuple[str, list[tuple[int, int]]]:
    """The normalised text with every digit a 0, and where its runs are: each has a letter and no space."""
    folded = _DIGITS.sub(lambda match: "0" * len(match[0]), copy.text)
    # How many signs and digits, and how many spaces, stand before each place.
    signs = list(accumulate((_is_sign(character) for character in folded), initial=0))
    spaces = list(accumulate((character == " " for character in folded), initial=0))
    return folded, [
        (start, start + length)
        for length in (2, 3, 4)
        for start in range(len(folded) - length + 1)
        if spaces[start + length] == spaces[start] and signs[start + length] - signs[start] < length
    ]


@lru_cache(maxsize=10_000)
def _is_sign(character: str) -> bool:
    return bool(_SIGN.fullmatch(character))


def _lemma(token: Token) -> str:
    return "0" if token.surface.isdigit() else token.lemma.lower()


@dataclass(frozen=True)
class Extractor:
    """One kind of features.

    Attributes
    ----------
    names : callable
        Text -> the names of all occurrences, which is all that a score needs.
    places : callable
        Text and names -> the occurrences that bear one of the names, in the same order, with their places, for evidence.
    """

    names: Callable[[str], list[str]]
    places: Callable[[str, Container[str]], list[Feature]]


BLOCKS: dict[str, Extractor] = {
    "word": Extractor(word_names, word_features),
    "content": Extractor(content_names, content_features),
    "char": Extractor(char_names, char_features),
}
