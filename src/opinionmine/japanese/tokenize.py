"""From a text to tokens with lemmas, each with its place in the text as printed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from opinionmine.japanese.normalize import Normalized, normalize

if TYPE_CHECKING:
    import fugashi

# Surface, lemma and part of speech of each word, one word a line; an unknown word stands in for its own lemma.
_FORMAT = r'-O "" -F "%m\t%f[7]\t%f[0]\n" -U "%m\t%m\t%f[0]\n" -E ""'

# MeCab's buffers are finite; a 34,000-character answer without a full stop is handed over in parts.
_MAX_CHARACTERS = 4000
_MOST_ROWS = 100_000


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


# Word features, content features and evidence ask for the texts of a chunk one after the other.
@lru_cache(maxsize=512)
def tokenize(text: str) -> tuple[Token, ...]:
    """Cut a text into words with UniDic; domain terms such as 居場所 or 民生委員 stay whole.

    Examples
    --------
    >>> [token.lemma for token in tokenize("居場所がコロナで止まっ\\nた")]
    ['居場所', 'が', 'コロナ', 'で', '止まる', 'た']
    """
    copy = normalize(text)
    return tuple(_join_terms(_words(copy), copy))


def _words(copy: Normalized) -> list[tuple[int, int, str, str]]:
    """(start, end, lemma, pos) of each word, in offsets of the normalised copy."""
    words = []
    for begin in range(0, len(copy.text), _MAX_CHARACTERS):
        part = copy.text[begin : begin + _MAX_CHARACTERS]
        position = 0
        for row in _tagger().parse(part).split("\n"):
            if row:
                surface, lemma, pos = _known_rows[row]
                position = part.index(surface, position)
                end = position + len(surface)
                words.append((begin + position, begin + end, lemma, pos))
                position = end
    return words


class _KnownRows(dict[str, tuple[str, str, str]]):
    """Rows of MeCab's output taken apart: a few thousand of them make up most texts. Unknown words are without end, hence a cap."""

    def __missing__(self, row: str) -> tuple[str, str, str]:
        surface, lemma, pos = row.split("\t")
        # ボランティア-volunteer: UniDic adds the foreign word to the lemma of a loanword.
        word = surface, ("" if lemma == "*" else lemma.partition("-")[0]) or surface, pos
        if len(self) < _MOST_ROWS:
            self[row] = word
        return word


_known_rows = _KnownRows()


def _join_terms(words: list[tuple[int, int, str, str]], copy: Normalized) -> list[Token]:
    """Join neighbouring words that together are a domain term, the longest term first."""
    terms, longest, first = _terms()
    tokens = []
    position = 0
    while position < len(words):
        stop = position + 1
        start, end, lemma, pos = words[position]
        begins_term = copy.text[start] in first
        for last in range(min(position + longest, len(words)) - 1, position, -1) if begins_term else ():
            joined = copy.text[start : words[last][1]]
            if joined in terms:
                stop, end, lemma, pos = last + 1, words[last][1], terms[joined], "専門用語"
                break
        tokens.append(Token(copy.text[start:end], lemma, pos, *copy.span(start, end)))
        position = stop
    return tokens


@cache
def _tagger() -> fugashi.GenericTagger:
    import fugashi
    import unidic_lite

    return fugashi.GenericTagger(f'{_FORMAT} -r "{unidic_lite.DICDIR}/mecabrc" -d "{unidic_lite.DICDIR}"')


@cache
def _terms() -> tuple[dict[str, str], int, frozenset[str]]:
    """Domain terms with how each is counted (CSW as コミュニティソーシャルワーカー), the most words one can have, first characters."""
    rows = resources.files("opinionmine.japanese").joinpath("terms.csv").read_text("utf-8").splitlines()
    terms = dict(row.split(",") for row in rows[1:] if row)
    return terms, max(map(len, terms)), frozenset(term[0] for term in terms)
