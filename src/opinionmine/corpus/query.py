"""What is searched for in running text: a sequence of words, each by its form, lemma or part of speech."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from opinionmine.corpus.vocabulary import ALL_POS, SIGNS, Vocabulary
from opinionmine.errors import DocumentError, suggest
from opinionmine.japanese.normalize import normalize
from opinionmine.japanese.tokenize import Token

_LONGEST_QUERY = 500
_MOST_ITEMS = 20
_WIDEST_GAP = 20
# What a regular expression may try grows with each repetition and each group of alternatives, (あ|あ)(あ|あ)…, as a power: with four of them,
# and no group repeated, about n⁴ steps for a word of n characters, and n is small.
_LONGEST_PATTERN = 200
_MOST_CHOICES = 4
_LONGEST_TOKEN = 60
_FIELDS = {"surface": "surface", "lemma": "lemma", "pos": "pos", "表層": "surface", "原形": "lemma", "品詞": "pos"}

_GAP = re.compile(r"\*(?:\{(\d{1,4})(?:,(\d{1,4}))?\})?")
_PART = re.compile(r"(!?)(?:([^\W\d_]+):)?+(?:/((?:\\.|[^/\\])*)/|([^\s&/]+))")
_UNESCAPED = re.compile(r"\\.|(?P<group>\)[*+{])|(?P<flags>\(\?(?![:=!]|<[=!]))|(?P<choice>\(|(?<!\()[*+?{])")

_Test = Callable[[Token], bool]
# From a place among the tokens to the places behind what is met there.
Step = Callable[[Sequence[Token], int], set[int]]


@dataclass(frozen=True)
class Query:
    """A sequence that is looked for, one step after the other.

    Attributes
    ----------
    text : str
        As the user wrote it.
    """

    text: str
    steps: tuple[Step, ...]

    def find(self, tokens: Sequence[Token]) -> list[tuple[int, int]]:
        """Half-open spans of tokens, from left to right; they do not overlap, and each is the shortest from where it begins."""
        found = []
        place = 0
        while place < len(tokens):
            end = self._end(tokens, place)
            if end is not None:
                found.append((place, end))
            place = end or place + 1
        return found

    def _end(self, tokens: Sequence[Token], start: int) -> int | None:
        """All places are followed at once, so that no gap is tried again and again."""
        places = {start}
        for step in self.steps:
            places = {end for place in places for end in step(tokens, place)}
        # A gap alone may be empty; nothing is no find.
        return min(places - {start}, default=None)


def parse_query(text: str, vocabulary: Vocabulary | None = None) -> Query:
    """Read a query.

    Parameters
    ----------
    text : str
        Items with white space between them, one for each word:

        - ``研修``: the word in any form or spelling (子ども finds こども, 続ける finds 続けて); it may be cut into several words
        - ``surface:続け``: as it is written; ``lemma:続ける``: dictionary form; ``pos:助詞``: part of speech of UniDic
        - ``lemma:/研修|講座/``: a regular expression that is met somewhere in one word; ``^`` and ``$`` are the word's ends
        - ``!pos:助詞``: not so; ``lemma:/る$/&pos:動詞``: both
        - ``*``: any one word; ``*{3}`` three, ``*{0,3}`` none to three

    Raises
    ------
    DocumentError
        Saying where in the query something cannot be read.

    Examples
    --------
    >>> from opinionmine.japanese.tokenize import tokenize
    >>> tokens = tokenize("研修を続けて、講座もまた続ける")
    >>> query = parse_query("lemma:/研修|講座/ pos:助詞 *{0,1} 続ける")
    >>> ["".join(token.surface for token in tokens[start:end]) for start, end in query.find(tokens)]
    ['研修を続け', '講座もまた続ける']
    """
    if len(text) > _LONGEST_QUERY:
        raise DocumentError(
            f"The query has {len(text)} characters; {_LONGEST_QUERY} at most are read. Shorten it (検索式が長すぎます)."
        )
    written = normalize(text).text.strip()
    steps: list[Step] = []
    place = 0
    while place < len(written):
        step, place = _item(written, place, vocabulary or Vocabulary())
        steps.append(step)
        place += len(written[place:]) - len(written[place:].lstrip())
    if not steps or len(steps) > _MOST_ITEMS:
        raise DocumentError(
            f"The query has {len(steps)} items; 1 to {_MOST_ITEMS} are expected, such as 「研修 pos:助詞 続ける」 (検索式を確かめてください)."
        )
    return Query(text, tuple(steps))


def _item(written: str, start: int, vocabulary: Vocabulary) -> tuple[Step, int]:
    """One item, and where it ends."""
    if gap := _GAP.match(written, start):
        step, end = _gap(gap), gap.end()
    else:
        parts, end = _parts(written, start)
        step = _step(parts, vocabulary)
    if end < len(written) and not written[end].isspace():
        raise _error(written, end, "a space is expected between two items")
    return step, end


def _gap(match: re.Match[str]) -> Step:
    """Any words, so many."""
    low = int(match[1] or 1)
    high = int(match[2] or low)
    if not low <= high <= _WIDEST_GAP:
        raise _error(
            match.string, match.start(), f"a gap has 0 to {_WIDEST_GAP} words, the smaller number first: *{{0,3}}"
        )
    return lambda tokens, place: {place + n for n in range(low, high + 1) if place + n <= len(tokens)}


def _parts(written: str, start: int) -> tuple[list[re.Match[str]], int]:
    """What is said of one word, joined by &."""
    parts = []
    place = start
    while match := _PART.match(written, place):
        parts.append(match)
        place = match.end()
        if not written.startswith("&", place):
            return parts, place
        place += 1
    raise _error(written, place, "a word, surface:, lemma:, pos:, /pattern/ or * is expected")


def _step(parts: Sequence[re.Match[str]], vocabulary: Vocabulary) -> Step:
    is_negated, _, _, word = parts[0].groups()
    field = _field(parts[0])
    if len(parts) == 1 and word and not is_negated and field != "pos":
        return _spelled(word, vocabulary, by_lemma=field != "surface", as_written=field != "lemma")
    tests = [_test(part, vocabulary) for part in parts]

    def step(tokens: Sequence[Token], place: int) -> set[int]:
        return {place + 1} if place < len(tokens) and all(test(tokens[place]) for test in tests) else set()

    return step


def _spelled(word: str, vocabulary: Vocabulary, *, by_lemma: bool, as_written: bool) -> Step:
    """A word that the dictionary may cut into several, by the lemmas of its pieces, or by what is written."""
    lemmas = [token.lemma for token in vocabulary.tokens(word) if token.surface.strip()]

    def step(tokens: Sequence[Token], place: int) -> set[int]:
        ends = set()
        if by_lemma and place < len(tokens) and word in (tokens[place].lemma, tokens[place].base):
            ends.add(place + 1)
        if by_lemma and [token.lemma for token in tokens[place : place + len(lemmas)]] == lemmas:
            ends.add(place + len(lemmas))
        rest, end = word, place
        while as_written and rest and end < len(tokens) and rest.startswith(tokens[end].surface):
            rest, end = rest.removeprefix(tokens[end].surface), end + 1
        return ends if rest else {*ends, end}

    return step


def _test(part: re.Match[str], vocabulary: Vocabulary) -> _Test:
    """What is asked of one word."""
    is_negated, _, pattern, _ = part.groups()
    field = _field(part)
    met = _is_word(part, field, vocabulary) if pattern is None else _meets(pattern, part)

    def test(token: Token) -> bool:
        forms = {"surface": (token.surface,), "pos": (token.pos,), "lemma": (token.lemma, token.base)}
        return any(map(met, forms.get(field, (token.surface, token.lemma, token.base)))) != bool(is_negated)

    return test


def _is_word(part: re.Match[str], field: str, vocabulary: Vocabulary) -> Callable[[str], bool]:
    """Whether a form is the word that is named; it must be one word for the dictionary, too."""
    word = part[4]
    if field == "pos":
        if word not in (*ALL_POS, *SIGNS):
            raise _error(
                part.string, part.start(4), f"no part of speech of UniDic; {suggest(word, ALL_POS).rstrip('.')}"
            )
        return word.__eq__
    tokens = vocabulary.tokens(word)
    if len(tokens) > 1:
        pieces = " ".join(token.surface for token in tokens)
        raise _error(
            part.string, part.start(4), f"the dictionary cuts this into 「{pieces}」; it cannot stand beside & or !"
        )
    return {word, word if field == "surface" else tokens[0].lemma}.__contains__


def _field(part: re.Match[str]) -> str:
    """surface, lemma, pos; empty where none is named."""
    if part[2] and part[2].lower() not in _FIELDS:
        raise _error(part.string, part.start(2), f"「{part[2]}:」 is not known here; {suggest(part[2], _FIELDS)}")
    return _FIELDS[part[2].lower()] if part[2] else ""


def _meets(pattern: str, part: re.Match[str]) -> Callable[[str], bool]:
    """A regular expression over one word; only such as cannot take long are taken."""
    start = part.start(3)
    n_choices = 0
    for sign in _UNESCAPED.finditer(pattern):
        if sign["group"]:
            raise _error(part.string, start + sign.start(), "a group cannot be repeated; write out how often")
        if sign["flags"]:
            raise _error(
                part.string, start + sign.start(), "of groups with ? only (?:…), (?=…), (?!…), (?<=…), (?<!…) are read"
            )
        n_choices += bool(sign["choice"])
    if n_choices > _MOST_CHOICES or len(pattern) > _LONGEST_PATTERN:
        raise _error(
            part.string,
            start,
            f"a pattern has {_LONGEST_PATTERN} characters and {_MOST_CHOICES} of ( * + ? {{ at most",
        )
    try:
        search = re.compile(pattern).search
    except (re.error, OverflowError, RecursionError) as error:
        raise _error(
            part.string, start + (getattr(error, "pos", None) or 0), f"no regular expression ({error})"
        ) from None
    return lru_cache(maxsize=100_000)(lambda form: search(form[:_LONGEST_TOKEN]) is not None)


def _error(written: str, place: int, expected: str) -> DocumentError:
    shown = f"「{written[place : place + 15]}」" if place < len(written) else "the end"
    return DocumentError(
        f"Query 「{written}」, character {place + 1}: {shown} found; {expected}. Correct the query (検索式の {place + 1} 文字目を確かめてください)."
    )
