"""From a text to tokens with lemmas, each with its place in the text as printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from opinionmine.japanese.normalize import Normalized, normalize

if TYPE_CHECKING:
    import fugashi

# Surface, lemma, dictionary form as written and part of speech of each word, one word a line; an unknown word stands in for the forms.
# What may be empty does not stand last, since fugashi cuts off white space at the end.
_FORMAT = r'-O "" -F "%m\t%f[7]\t%f[10]\t%f[0]\n" -U "%m\t%m\t%m\t%f[0]\n" -E ""'

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
    base : str
        Dictionary form in the spelling of the surface: やっ is やる (its lemma is 遣る), こども is こども (子供).
    """

    surface: str
    lemma: str
    pos: str
    start: int
    end: int
    base: str


@dataclass(frozen=True, eq=False)
class Terms:
    """Terms that stay whole, and how each is counted (CSW as コミュニティソーシャルワーカー).

    Two lists are never equal, even if they hold the same: so no text that was cut with one is taken for one cut with the other.

    Attributes
    ----------
    counted_as : mapping of str to str
        Term, as `normalize` writes it -> its lemma.
    longest : int
        Characters of the longest.
    first : frozenset of str
        Characters that a term begins with.
    """

    counted_as: Mapping[str, str]
    longest: int
    first: frozenset[str]

    @classmethod
    def of(cls, counted_as: Mapping[str, str]) -> Terms:
        """Make a list ready for use; white space and widths are those of `normalize`, an empty term is none."""
        known = {normalize(term).text: normalize(lemma).text for term, lemma in counted_as.items()}
        known.pop("", None)
        return cls(known, max(map(len, known), default=0), frozenset(term[0] for term in known))

    def and_these(self, counted_as: Mapping[str, str]) -> Terms:
        """The terms of this list and more; a term that is in both is counted as the new ones say."""
        return Terms.of({**self.counted_as, **counted_as})


# Word features, content features and evidence ask for the texts of a chunk one after the other.
@lru_cache(maxsize=512)
def tokenize(text: str, terms: Terms | None = None) -> tuple[Token, ...]:
    """Cut a text into words with UniDic; domain terms such as 居場所 or 民生委員 stay whole.

    Parameters
    ----------
    terms : Terms, optional
        Other terms than those of ``terms.csv``, which a model always works with.

    Examples
    --------
    >>> [token.lemma for token in tokenize("居場所がコロナで止まっ\\nた")]
    ['居場所', 'が', 'コロナ', 'で', '止まる', 'た']
    >>> [token.lemma for token in tokenize("だれでも食堂へ", domain_terms().and_these({"だれでも食堂": "だれでも食堂"}))]
    ['だれでも食堂', 'へ']
    """
    copy = normalize(text)
    return tuple(_join_terms(_words(copy), copy, terms or domain_terms()))


def _words(copy: Normalized) -> list[tuple[int, int, str, str, str]]:
    """(start, end, lemma, pos, base) of each word, in offsets of the normalised copy."""
    words = []
    for begin in range(0, len(copy.text), _MAX_CHARACTERS):
        part = copy.text[begin : begin + _MAX_CHARACTERS]
        position = 0
        for row in _tagger().parse(part).split("\n"):
            if row:
                surface, lemma, pos, base = _known_rows[row]
                position = part.index(surface, position)
                end = position + len(surface)
                words.append((begin + position, begin + end, lemma, pos, base))
                position = end
    return words


class _KnownRows(dict[str, tuple[str, str, str, str]]):
    """Rows of MeCab's output taken apart: a few thousand of them make up most texts. Unknown words are without end, hence a cap."""

    def __missing__(self, row: str) -> tuple[str, str, str, str]:
        surface, lemma, base, pos = row.split("\t")
        # ボランティア-volunteer: UniDic adds the foreign word to the lemma of a loanword.
        lemma = ("" if lemma == "*" else lemma.partition("-")[0]) or surface
        word = surface, lemma, pos, surface if base in ("", "*") else base
        if len(self) < _MOST_ROWS:
            self[row] = word
        return word


_known_rows = _KnownRows()


def _join_terms(words: list[tuple[int, int, str, str, str]], copy: Normalized, terms: Terms) -> list[Token]:
    """Join neighbouring words that together are a domain term, the longest term first."""
    tokens = []
    position = 0
    while position < len(words):
        stop = position + 1
        start, end, lemma, pos, base = words[position]
        begins_term = copy.text[start] in terms.first
        for last in range(min(position + terms.longest, len(words)) - 1, position, -1) if begins_term else ():
            joined = copy.text[start : words[last][1]]
            if joined in terms.counted_as:
                stop, end, lemma, pos, base = last + 1, words[last][1], terms.counted_as[joined], "専門用語", joined
                break
        tokens.append(Token(copy.text[start:end], lemma, pos, *copy.span(start, end), base))
        position = stop
    return tokens


@cache
def _tagger() -> fugashi.GenericTagger:
    import fugashi
    import unidic_lite

    return fugashi.GenericTagger(f'{_FORMAT} -r "{unidic_lite.DICDIR}/mecabrc" -d "{unidic_lite.DICDIR}"')


@cache
def domain_terms() -> Terms:
    """The terms of ``terms.csv``."""
    rows = resources.files("opinionmine.japanese").joinpath("terms.csv").read_text("utf-8").splitlines()
    return Terms.of(dict(row.split(",") for row in rows[1:] if row))
