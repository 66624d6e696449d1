"""From a text to tokens with lemmas, each with its place in the text as printed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from itertools import pairwise
from typing import TYPE_CHECKING

from opinionmine.japanese.normalize import normalize

if TYPE_CHECKING:
    import fugashi

# Surface, lemma and part of speech of each word, one word a line; an unknown word stands in for its own lemma.
_FORMAT = r'-O "" -F "%m\t%f[7]\t%f[0]\n" -U "%m\t%m\t%f[0]\n" -E ""'

# MeCab's buffers are finite; a 34,000-character answer without a full stop is handed over in parts.
_MAX_CHARACTERS = 4000
MOST_ROWS = 100_000


@dataclass(frozen=True)
class Token:
    """One word.

    Attributes
    ----------
    surface : str
        As it stands in the normalised text.
    lemma : str
        Dictionary form: 行った is 行く, こども is 子供; a term of ``terms.csv`` is its own lemma.
    pos : str
        First level of UniDic's part of speech: 名詞, 動詞, …; 専門用語 for a term of ``terms.csv``.
    start, end : int
        Half-open code-point offsets in the text as printed.
    """

    surface: str
    lemma: str
    pos: str
    start: int
    end: int


Tokenizer = Callable[[str], Sequence[Token]]


# What reads a text anew, such as the network of a report, asks for the opinions of a list one after the other.
@lru_cache(maxsize=512)
def tokenize(text: str) -> tuple[Token, ...]:
    """Cut a text into words with UniDic; domain terms such as 居場所 or 民生委員 stay whole.

    Examples
    --------
    >>> [token.lemma for token in tokenize("居場所がコロナで止まっ\\nた")]
    ['居場所', 'が', 'コロナ', 'で', '止まる', 'た']
    """
    copy = normalize(text)
    rows = cut_words(copy.text)
    spans = zip(rows, find_rows(rows, copy.text), strict=True)
    return tuple(Token(*known_rows[row], *copy.span(start, end)) for row, (start, end) in spans)


def cut_words(text: str) -> list[str]:
    """The words of a normalised text as rows of surface, lemma and part of speech, to be looked up in `known_rows`.

    White space between words has no row.
    """
    return _join_terms(_analyse(text), text)


def _analyse(text: str) -> list[str]:
    rows = []
    for begin in range(0, len(text), _MAX_CHARACTERS):
        rows += _tagger().parse(text[begin : begin + _MAX_CHARACTERS]).split("\n")
    return [row for row in rows if row]


def find_rows(rows: list[str], text: str) -> list[tuple[int, int]]:
    """Where each row of `cut_words` stands, as half-open offsets of the normalised text."""
    spans = []
    position = 0
    for row in rows:
        surface = known_rows[row][0]
        start = text.index(surface, position)
        position = start + len(surface)
        spans.append((start, position))
    return spans


class _KnownRows(dict[str, tuple[str, str, str]]):
    """Rows taken apart: a few thousand of them make up most texts. Unknown words are without end, hence a cap."""

    def __missing__(self, row: str) -> tuple[str, str, str]:
        surface, lemma, pos = row.split("\t")
        # ボランティア-volunteer: UniDic adds the foreign word to the lemma of a loanword.
        word = surface, ("" if lemma == "*" else lemma.partition("-")[0]) or surface, pos
        if len(self) < MOST_ROWS:
            self[row] = word
        return word


known_rows = _KnownRows()


class _Openers(dict[str, bool]):
    """Whether a row can begin a term of several words: 民生 can, since 民生委員 is one."""

    def __missing__(self, row: str) -> bool:
        opens = known_rows[row][0] in _terms().beginnings
        if len(self) < MOST_ROWS:
            self[row] = opens
        return opens


_openers = _Openers()


def _join_terms(rows: list[str], text: str) -> list[str]:
    """Join neighbouring words that together are a domain term, the longest term first."""
    joined: list[str] = []
    done = 0
    for first in [position for position, row in enumerate(rows) if _openers[row]]:
        if first >= done and (found := _find_term(rows, first, text)):
            row, end = found
            joined += [*rows[done:first], row]
            done = end
    return joined + rows[done:] if done else rows


def _find_term(rows: list[str], first: int, text: str) -> tuple[str, int] | None:
    """The longest term of two words or more that begins with a word, as a row, and the word after it."""
    terms = _terms()
    found = None
    term = known_rows[rows[first]][0]
    for end in range(first + 1, len(rows)):
        if term not in terms.beginnings:
            break
        term += known_rows[rows[end]][0]
        if term in terms.lemmas and _is_unbroken(rows, first, end, text):
            found = f"{term}\t{terms.lemmas[term]}\t専門用語", end + 1
    return found


def _is_unbroken(rows: list[str], first: int, last: int, text: str) -> bool:
    """Whether no white space stands between words: 民生 委員 are two."""
    if " " not in text:
        return True
    spans = find_rows(rows[: last + 1], text)[first:]
    return all(before[1] == after[0] for before, after in pairwise(spans))


@cache
def _tagger() -> fugashi.GenericTagger:
    import fugashi
    import unidic_lite

    return fugashi.GenericTagger(f'{_FORMAT} -r "{unidic_lite.DICDIR}/mecabrc" -d "{unidic_lite.DICDIR}"')


@dataclass(frozen=True)
class _Terms:
    """Domain terms.

    Attributes
    ----------
    lemmas : dict of str to str
        How each is counted: CSW as コミュニティソーシャルワーカー.
    beginnings : frozenset of str
        What a term can begin with, itself left out.
    """

    lemmas: dict[str, str]
    beginnings: frozenset[str]


@cache
def _terms() -> _Terms:
    rows = resources.files("opinionmine.japanese").joinpath("terms.csv").read_text("utf-8").splitlines()
    lemmas = dict(row.split(",") for row in rows[1:] if row)
    beginnings = frozenset(term[:end] for term in lemmas for end in range(1, len(term)))
    return _Terms(lemmas, beginnings)
