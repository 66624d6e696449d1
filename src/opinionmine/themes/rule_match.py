"""Whether a coding rule holds for a text, and the places in it that say so."""

from __future__ import annotations

import operator
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, lru_cache

from opinionmine.japanese.normalize import Normalized, normalize
from opinionmine.japanese.sentences import split_sentences
from opinionmine.japanese.tokenize import Token, tokenize
from opinionmine.themes.rules import (
    And,
    Code,
    Condition,
    Count,
    Counted,
    Field,
    Form,
    Length,
    Literally,
    Near,
    Not,
    Or,
    Phrase,
    Rule,
    Sign,
    Word,
)

# Half-open code-point offsets in the text as printed.
Span = tuple[int, int]
# First and last token.
_Run = tuple[int, int]

_COMPARE: dict[Sign, Callable[[int, int], bool]] = {
    "==": operator.eq, ">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt,
}  # fmt: skip


def match_rules(
    rules: Iterable[Rule], text: str, fields: Mapping[str, str] | None = None
) -> dict[str, tuple[Span, ...]]:
    """The codes that hold for a text, each with the places that speak for it.

    Parameters
    ----------
    fields : mapping of str to str, optional
        What the other columns of the row say.

    Returns
    -------
    mapping of str to tuple of (start, end)
        Half-open code-point offsets in `text`, in order; none where a code holds because of something that is absent, or of a column.

    Examples
    --------
    >>> from opinionmine.themes.rule_parser import parse_rules
    >>> rules = parse_rules("＊足\\nバス or 電車\\n＊減便\\n<＊足> and near(バス-減る)\\n", "rules.txt")
    >>> match_rules(rules, "去年からバスの本数が減った。")
    {'足': ((4, 6),), '減便': ((4, 6), (10, 12))}
    """
    view = _View(text, fields or {})
    for rule in rules:
        spans = view.match(rule.condition)
        if spans is not None:
            view.codes[rule.name] = spans
    return view.codes


class _View:
    """A text as rules see it: words that are found by any of their names, sentences, columns, and the codes found so far."""

    def __init__(self, text: str, fields: Mapping[str, str]) -> None:
        self.text, self.fields = text, fields
        self.codes: dict[str, tuple[Span, ...]] = {}
        self.tokens = [token for token in tokenize(text) if token.surface.strip()]
        self.names = [_names(token) for token in self.tokens]
        self.places: dict[str, list[int]] = {}
        for place, names in enumerate(self.names):
            for name in names:
                self.places.setdefault(name, []).append(place)

    def match(self, condition: Condition) -> tuple[Span, ...] | None:
        """The places that speak for a condition; None where it does not hold."""
        match condition:
            case And(conditions):
                found = [self.match(inner) for inner in conditions]
                return None if None in found else _join(found)
            case Or(conditions):
                found = [self.match(inner) for inner in conditions]
                return _join(found) if any(spans is not None for spans in found) else None
            case Not(inner):
                return () if self.match(inner) is None else None
            case Code(name):
                return self.codes.get(name)
            case Field(name, value):
                return () if _fold(self.fields.get(name, "")) == _fold(value) else None
            case Count(parts, sign, number):
                return self._compare(parts, sign, number)
            case _:
                return _join(hits) if (hits := self._hits(condition)) else None

    def _compare(self, parts: tuple[Counted, ...], sign: Sign, number: int) -> tuple[Span, ...] | None:
        total, hits = 0, []
        for part in parts:
            if isinstance(part, Length):
                total += len(self.tokens) if part.unit == "lw" else len(self.text)
            else:
                own = self._hits(part)
                total += len(own)
                hits += own
        return _join(hits) if _COMPARE[sign](total, number) else None

    def _hits(self, counted: Word | Form | Phrase | Near | Literally) -> list[tuple[Span, ...]]:
        """The places of each time it is there."""
        runs: list[tuple[_Run, ...]]
        match counted:
            case Word(text):
                runs = [(run,) for run in self._runs(_pattern(text))]
            case Form(word, surface):
                runs = [(run,) for run in self._runs(_pattern(word)) if self._surface(run) == _fold(surface)]
            case Phrase(words):
                runs = [(run,) for run in self._runs(tuple(name for word in words for name in _pattern(word)))]
            case Near():
                runs = self._meetings(counted)
            case Literally(text):
                return [(span,) for span in self._literally(text)]
        return [tuple((self.tokens[first].start, self.tokens[last].end) for first, last in own) for own in runs]

    def _surface(self, run: _Run) -> str:
        return _fold("".join(token.surface for token in self.tokens[run[0] : run[1] + 1]))

    def _runs(self, pattern: tuple[frozenset[str], ...]) -> list[_Run]:
        """Where words stand one after the other."""
        begins = sorted({place for name in pattern[0] for place in self.places.get(name, ())}) if pattern else []
        return [
            (begin, begin + len(pattern) - 1)
            for begin in begins
            if begin + len(pattern) <= len(self.names)
            and all(self.names[begin + step] & names for step, names in enumerate(pattern))
        ]

    def _meetings(self, near: Near) -> list[tuple[_Run, ...]]:
        """Where all words of near() or seq() meet, from each word that may begin; each is at most `within` words from the one before."""
        runs = sorted((*run, word) for word, text in enumerate(near.words) for run in self._runs(_pattern(text)))
        met = []
        for begin, (_, _, word) in enumerate(runs):
            # A later one of the same word stands nearer to what follows.
            is_repeated = begin + 1 < len(runs) and runs[begin + 1][2] == word
            if not is_repeated and (not near.is_ordered or word == 0):
                found = self._walk(near, runs[begin:])
                met += [found] if found else []
        return met

    def _walk(self, near: Near, runs: list[tuple[int, int, int]]) -> tuple[_Run, ...]:
        """Take each word the first time it comes, as long as it comes soon enough."""
        taken: dict[int, _Run] = {runs[0][2]: runs[0][:2]}
        here = runs[0][1]
        for first, last, word in runs[1:]:
            if (near.within and first - here > near.within) or (
                near.in_sentence and self._sentences[first] != self._sentences[here]
            ):
                break
            if first > here and word not in taken and (not near.is_ordered or word == len(taken)):
                taken[word], here = (first, last), last
                if len(taken) == len(near.words):
                    return tuple(taken.values())
        return ()

    @cached_property
    def _copy(self) -> Normalized:
        return normalize(self.text)

    @cached_property
    def _sentences(self) -> list[int]:
        """In which sentence each word stands."""
        ends = [end for _, end in split_sentences(self.text)]
        return [bisect_right(ends, token.start) for token in self.tokens]

    def _literally(self, wanted: str) -> list[Span]:
        """Without regard to width (ＡＢＣ, ABC) and to line breaks inside."""
        copy, sought = self._copy, _normal(wanted)
        spans, start = [], copy.text.find(sought) if sought.strip() else -1
        while start >= 0:
            spans.append(copy.span(start, start + len(sought)))
            start = copy.text.find(sought, start + len(sought))
        return spans


def _join(found: Iterable[tuple[Span, ...] | None]) -> tuple[Span, ...]:
    return tuple(sorted({span for spans in found if spans for span in spans}))


def _names(token: Token) -> frozenset[str]:
    """子ども is found as 子ども and as its lemma 子供."""
    return frozenset((_fold(token.surface), _fold(token.lemma)))


@lru_cache(maxsize=10_000)
def _pattern(word: str) -> tuple[frozenset[str], ...]:
    """The words of a rule cut as the texts are: 卒業証書 is 卒業 and 証書."""
    return tuple(_names(token) for token in tokenize(word) if token.surface.strip())


@lru_cache(maxsize=10_000)
def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().lower()


@lru_cache(maxsize=10_000)
def _normal(text: str) -> str:
    return normalize(text).text
