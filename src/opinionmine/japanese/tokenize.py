"""From a text to tokens with lemmas, each with its place in the text as printed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from opinionmine.japanese.normalize import normalize

if TYPE_CHECKING:
    import fugashi

# Surface, lemma, dictionary form as written and part of speech of each word, one word a line; an unknown word stands in for the forms.
# What may be empty does not stand last, since fugashi cuts off white space at the end.
_FORMAT = r'-O "" -F "%m\t%f[7]\t%f[10]\t%f[0]\n" -U "%m\t%m\t%m\t%f[0]\n" -E ""'

# MeCab's buffers are finite; an answer of 34,000 characters is handed over in parts.
_MAX_CHARACTERS = 4000
MOST_ROWS = 100_000
# Part of speech of a term.
TERM = "専門用語"


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
    beginnings : frozenset of str
        What a term can begin with, itself left out.
    """

    counted_as: Mapping[str, str]
    beginnings: frozenset[str]

    @classmethod
    def of(cls, counted_as: Mapping[str, str]) -> Terms:
        """Make a list ready for use; white space and widths are those of `normalize`, an empty term is none."""
        known = {normalize(term).text: normalize(lemma).text for term, lemma in counted_as.items()}
        known.pop("", None)
        return cls(known, frozenset(term[:end] for term in known for end in range(1, len(term))))

    def and_these(self, counted_as: Mapping[str, str]) -> Terms:
        """The terms of this list and more; a term that is in both is counted as the new ones say."""
        return Terms.of({**self.counted_as, **counted_as})

    @cached_property
    def openers(self) -> _Openers:
        """Whether a row can begin a term of several words: 民生 can, since 民生委員 is one."""
        return _Openers(self.beginnings)


Tokenizer = Callable[[str], Sequence[Token]]


# What reads a text anew, such as the network of a report, asks for the opinions of a list one after the other.
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
    rows = cut_words(copy.text, terms)
    tokens = []
    for row, (start, end) in zip(rows, find_rows(rows, copy.text), strict=True):
        surface, lemma, pos, base = known_rows[row]
        tokens.append(Token(surface, lemma, pos, *copy.span(start, end), base))
    return tuple(tokens)


def cut_words(text: str, terms: Terms | None = None) -> list[str]:
    """The words of a normalised text as rows of surface, forms and part of speech, to be looked up in `known_rows`.

    White space between words has no row.
    """
    return _join_terms(_analyse(text), text, terms or domain_terms())


def _analyse(text: str) -> list[str]:
    return [row for part in _cut_long(text) for row in _tagger().parse(part).split("\n") if row]


def _cut_long(text: str) -> Iterator[str]:
    """A text in parts that MeCab can hold, cut behind a full stop, a comma or white space where there is one, so that no word is halved."""
    begin = 0
    while len(text) - begin > _MAX_CHARACTERS:
        last = begin + _MAX_CHARACTERS
        ends = (text.rfind(sign, begin, last) + 1 for sign in "。 、")
        end = next((end for end in ends if end > begin), last)
        yield text[begin:end]
        begin = end
    yield text[begin:]


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


class _KnownRows(dict[str, tuple[str, str, str, str]]):
    """Surface, lemma, part of speech and base of rows: a few thousand make up most texts. Unknown words are without end, hence a cap."""

    def __missing__(self, row: str) -> tuple[str, str, str, str]:
        surface, lemma, base, pos = row.split("\t")
        if pos != TERM:
            # ボランティア-volunteer: UniDic adds the foreign word to the lemma of a loanword.
            lemma = ("" if lemma == "*" else lemma.partition("-")[0]) or surface
        word = surface, lemma, pos, surface if base in ("", "*") else base
        if len(self) < MOST_ROWS:
            self[row] = word
        return word


known_rows = _KnownRows()


class _Openers(dict[str, bool]):
    """Rows, and whether their surface is a beginning."""

    def __init__(self, beginnings: frozenset[str]) -> None:
        self._beginnings = beginnings

    def __missing__(self, row: str) -> bool:
        opens = known_rows[row][0] in self._beginnings
        if len(self) < MOST_ROWS:
            self[row] = opens
        return opens


def _join_terms(rows: list[str], text: str, terms: Terms) -> list[str]:
    """Join neighbouring words that together are a domain term, the longest term first."""
    joined: list[str] = []
    done = 0
    openers = terms.openers
    firsts = [position for position, row in enumerate(rows) if openers[row]]
    # 民生 委員 are two: where there is white space, places tell whether words stand side by side.
    spans = find_rows(rows, text) if firsts and " " in text else None
    for first in firsts:
        if first >= done and (found := _find_term(rows, first, spans, terms)):
            row, end = found
            joined += [*rows[done:first], row]
            done = end
    return joined + rows[done:] if done else rows


def _find_term(
    rows: list[str], first: int, spans: list[tuple[int, int]] | None, terms: Terms
) -> tuple[str, int] | None:
    """The longest term of two words or more that begins with a word, as a row, and the word after it."""
    found = None
    term = known_rows[rows[first]][0]
    for end in range(first + 1, len(rows)):
        if term not in terms.beginnings or (spans and spans[end - 1][1] < spans[end][0]):
            break
        term += known_rows[rows[end]][0]
        if term in terms.counted_as:
            found = f"{term}\t{terms.counted_as[term]}\t{term}\t{TERM}", end + 1
    return found


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
