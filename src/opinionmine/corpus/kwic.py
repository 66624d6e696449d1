"""Words in their context: every place where a query is met, with the words around it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from opinionmine.corpus.query import parse_query
from opinionmine.corpus.vocabulary import Vocabulary
from opinionmine.errors import DocumentError, suggest
from opinionmine.japanese.tokenize import Token
from opinionmine.records import Concordance, KwicLine, Opinion

SORTS = ("left1", "left2", "left3", "right1", "right2", "right3", "match")
WINDOW = 12


@dataclass(frozen=True)
class _Place:
    """A line, and the words it may be sorted by."""

    line: KwicLine
    words: dict[str, str]


def find_kwic(
    opinions: Sequence[Opinion],
    query: str,
    window: int = WINDOW,
    sort: Sequence[str] = (),
    vocabulary: Vocabulary | None = None,
) -> Concordance:
    """Find every place where a query is met, with its context.

    Parameters
    ----------
    query : str
        As `parse_query` reads it.
    window : int
        Words and signs on either side.
    sort : sequence of str
        ``left1`` (the word before) to ``left3``, ``right1`` to ``right3``, ``match``; the most important first.

    Notes
    -----
    Words that stand more often at the place that is sorted by come first, lines with the same word together; lines that end before
    that place come last.

    Raises
    ------
    DocumentError
        If the query or a place to sort by cannot be read.

    Examples
    --------
    >>> found = find_kwic([Opinion("1", "comment", "職員の研修を来年も続けて。")], "研修", window=2)
    >>> [(line.start, line.end, line.left, line.match, line.right) for line in found.lines]
    [(3, 5, '職員の', '研修', 'を来年')]
    """
    for place in sort:
        if place not in SORTS:
            raise DocumentError(
                f"--sort {place}: no place to sort by; {suggest(place, SORTS)} (並べ替えの位置が違います)"
            )
    vocabulary = vocabulary or Vocabulary()
    parsed = parse_query(query, vocabulary)
    places: list[_Place] = []
    for opinion in opinions:
        tokens = [token for token in vocabulary.tokens(opinion.text) if token.surface.strip()]
        places += [_place(opinion, tokens, start, end, window) for start, end in parsed.find(tokens)]
    return Concordance(query, len(opinions), window, tuple(sort), tuple(place.line for place in _sorted(places, sort)))


def find_lemma(
    opinions: Sequence[Opinion],
    lemmas: Sequence[str],
    vocabulary: Vocabulary | None = None,
    window: int = WINDOW,
    most: int | None = None,
) -> dict[str, Concordance]:
    """Find the places of several words in one pass, as they are counted: only in the parts of speech that are.

    Parameters
    ----------
    most : int, optional
        Lines kept for each word, the first ones.
    """
    vocabulary = vocabulary or Vocabulary()
    lines: dict[str, list[KwicLine]] = {lemma: [] for lemma in lemmas}
    for opinion in opinions:
        tokens = [token for token in vocabulary.tokens(opinion.text) if token.surface.strip()]
        for place, token in enumerate(tokens):
            own = lines.get(token.lemma)
            if own is not None and (most is None or len(own) < most) and vocabulary.counts(token):
                own.append(_place(opinion, tokens, place, place + 1, window).line)
    return {lemma: Concordance(lemma, len(opinions), window, (), tuple(own)) for lemma, own in lines.items()}


def _place(opinion: Opinion, tokens: Sequence[Token], start: int, end: int, window: int) -> _Place:
    text, first, last = opinion.text, tokens[start].start, tokens[end - 1].end
    begin = tokens[max(start - window, 0)].start
    stop = tokens[min(end + window, len(tokens)) - 1].end
    words = {f"left{n}": tokens[start - n].lemma for n in (1, 2, 3) if start >= n}
    words |= {f"right{n}": tokens[end + n - 1].lemma for n in (1, 2, 3) if end + n <= len(tokens)}
    words["match"] = " ".join(token.lemma for token in tokens[start:end])
    return _Place(
        KwicLine(opinion.opinion_id, first, last, text[begin:first], text[first:last], text[last:stop]), words
    )


def _sorted(places: Sequence[_Place], sort: Sequence[str]) -> list[_Place]:
    counts = {key: Counter(place.words[key] for place in places if key in place.words) for key in sort}
    # A word is never the empty text: what is missing has no count and comes last.
    return sorted(
        places, key=lambda place: [(-counts[key][place.words.get(key, "")], place.words.get(key, "")) for key in sort]
    )
