"""The known features of many texts at once, as arrays: what `features` names one by one is looked up here as numbers.

A lemma, a pair of lemmas or a run of characters is one whole number, and the features of a model are a sorted array of such
numbers. No name of a feature is made, and no dict of 300,000 of them is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, chain

import numpy as np

from opinionmine.japanese.normalize import Normalized, normalize
from opinionmine.japanese.tokenize import MOST_ROWS, cut_words, find_rows, known_rows
from opinionmine.themes.blocks import Block
from opinionmine.themes.features import CONTENT, LENGTHS, count_as, fold_digits

# What a feature is made of: printed words, words with a meaning of their own, or characters of the normalised text.
_WORD, _CONTENT, _CHAR = range(3)
# Bits of a word's code: is it printed (not white space), has it a meaning; above them the number of its lemma.
_IS_PRINTED, _HAS_MEANING, _N_BITS = 1, 2, 2
# The number of a lemma or character that no feature has; it stands between its neighbours all the same.
_UNKNOWN = 0


@dataclass(frozen=True)
class CutText:
    """A text in words.

    Attributes
    ----------
    rows : list of str
        As `cut_words` gives them.
    """

    copy: Normalized
    rows: list[str]

    @cached_property
    def spans(self) -> np.ndarray:
        """Where each word stands, shape (n_words, 2): half-open code-point offsets in the text as printed."""
        spans = np.array(find_rows(self.rows, self.copy.text), dtype=np.int64).reshape(-1, 2)
        starts, ends = np.asarray(self.copy.starts, dtype=np.int64), np.asarray(self.copy.ends, dtype=np.int64)
        return np.stack([starts[spans[:, 0]], ends[spans[:, 1] - 1]], axis=1)

    def units(self, kind: int) -> np.ndarray:
        """Where the units of a kind stand, shape (n_units, 2)."""
        if kind == _CHAR:
            return np.stack([self.copy.starts, self.copy.ends], axis=1).astype(np.int64)
        wanted = _IS_PRINTED if kind == _WORD else _HAS_MEANING
        return self.spans[[bool(_flags[row] & wanted) for row in self.rows]]


@dataclass(frozen=True)
class Found:
    """The occurrences of known features in some texts, those of one text side by side.

    Attributes
    ----------
    texts : list of CutText, length n_texts
    bounds : ndarray of int, shape (n_texts + 1,)
        The occurrences of text i are ``bounds[i]`` to ``bounds[i + 1]``.
    row : ndarray of int, shape (n_occurrences,)
        Row of the feature, counted through all blocks.
    part : ndarray of float, same shape
        Its weight in the text, (1 + ln tf) · idf scaled to length 1 in each block, divided evenly among its occurrences.
    units : ndarray of int, same shape
        What it is made of: 0 printed words, 1 words with a meaning of their own, 2 characters.
    first, last : ndarray of int, same shape
        The first and the last of those, counted from 0 in the text.
    """

    texts: list[CutText]
    bounds: np.ndarray
    row: np.ndarray
    part: np.ndarray
    units: np.ndarray
    first: np.ndarray
    last: np.ndarray

    def places(self, text: int) -> tuple[np.ndarray, np.ndarray]:
        """Starts and ends of the occurrences in one text, each shape (n_occurrences_of_text,): offsets as `CutText.spans`."""
        own = slice(self.bounds[text], self.bounds[text + 1])
        first, last = self.first[own], self.last[own]
        starts, ends = np.zeros((2, len(first)), dtype=np.int64)
        for kind in (_WORD, _CONTENT, _CHAR):
            here = np.flatnonzero(self.units[own] == kind)
            places = self.texts[text].units(kind)
            starts[here], ends[here] = places[first[here], 0], places[last[here], 1]
        return starts, ends


class Lookup:
    """Finds the features of a model in texts.

    Parameters
    ----------
    blocks : mapping of str to Block
        By the names of `features.BLOCKS`; their rows are counted through, in this order.
    """

    def __init__(self, blocks: Mapping[str, Block]) -> None:
        sizes = [block.n_features for block in blocks.values()]
        first_rows = dict(zip(blocks, accumulate(sizes, initial=0), strict=False))
        self._block_of_row = np.repeat(np.arange(len(blocks)), sizes)
        self._idf = np.concatenate([block.idf for block in blocks.values()])
        words = blocks["word"].listing, blocks["content"].listing
        # A listing of lemmas and pairs of lemmas: a pair stands on one line.
        lemmas = dict.fromkeys(chain(*(_split_pairs(listing) for listing in words)))
        self._codes = _WordCodes({lemma: number for number, lemma in enumerate(lemmas, 1)})
        self._words, self._content = (
            _WordKeys(listing, first_rows[name], self._codes.lemmas)
            for listing, name in zip(words, ("word", "content"), strict=True)
        )
        self._characters = _CharacterKeys(blocks["char"].listing, first_rows["char"])

    def find(self, texts: Iterable[str]) -> Found:
        """Find and weigh the features of texts."""
        copies = [normalize(text) for text in texts]
        cut = [CutText(copy, cut_words(copy.text)) for copy in copies]
        parts = [*self._find_words(cut), *self._characters.find([copy.text for copy in copies])]
        text, row, units, first, last = (np.concatenate(column) for column in zip(*parts, strict=True))
        # Occurrences of one feature in one text stand side by side, and so do features of one block, texts being cut in blocks.
        order = np.argsort(text * len(self._idf) + row, kind="stable")
        text, row = text[order], row[order]
        return Found(
            cut,
            np.searchsorted(text, np.arange(len(cut) + 1)),
            row,
            self._weigh(text, row),
            units[order],
            first[order],
            last[order],
        )

    def _find_words(self, texts: list[CutText]) -> Iterator[_Part]:
        codes = np.array([self._codes[row] for text in texts for row in text.rows], dtype=np.int64)
        text = np.repeat(np.arange(len(texts)), [len(text.rows) for text in texts])
        for units, flag, keys in ((_WORD, _IS_PRINTED, self._words), (_CONTENT, _HAS_MEANING, self._content)):
            wanted = (codes & flag) > 0
            yield from keys.find(codes[wanted] >> _N_BITS, text[wanted], units)

    def _weigh(self, text: np.ndarray, row: np.ndarray) -> np.ndarray:
        """The part of each occurrence; occurrences of one feature of one text stand side by side."""
        begins = np.ones(len(row), dtype=bool)
        begins[1:] = (row[1:] != row[:-1]) | (text[1:] != text[:-1])
        at = np.flatnonzero(begins)
        counts = np.diff(at, append=len(row))
        values = (1 + np.log(counts)) * self._idf[row[at]]
        group = text[at] * (self._block_of_row.max(initial=0) + 1) + self._block_of_row[row[at]]
        norms = np.sqrt(np.bincount(group, values * values))
        return np.repeat(values / norms[group] / counts, counts)


# Text, row, units, first and last unit of some occurrences.
_Part = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def _part(text: np.ndarray, row: np.ndarray, units: int, first: np.ndarray, n_units: int) -> _Part:
    return text, row, np.full(len(row), units, dtype=np.int8), first, first + (n_units - 1)


class _WordCodes(dict[str, int]):
    """Rows of `cut_words` as numbers: the lemma and two flags. Unknown words are without end, hence a cap."""

    def __init__(self, lemmas: dict[str, int]) -> None:
        self.lemmas = lemmas

    def __missing__(self, row: str) -> int:
        surface, lemma, *_ = known_rows[row]
        code = self.lemmas.get(count_as(surface, lemma), _UNKNOWN) << _N_BITS | _flags[row]
        if len(self) < MOST_ROWS:
            self[row] = code
        return code


class _Flags(dict[str, int]):
    """The two flags of rows."""

    def __missing__(self, row: str) -> int:
        surface, _, pos, _ = known_rows[row]
        flags = (_IS_PRINTED | (_HAS_MEANING if pos in CONTENT else 0)) if surface.strip() else 0
        if len(self) < MOST_ROWS:
            self[row] = flags
        return flags


_flags = _Flags()


class _Keys:
    """Numbers that stand for features, in the order of their rows."""

    def __init__(self, keys: np.ndarray, first_row: int) -> None:
        order = np.argsort(keys)
        self._keys, self._rows = keys[order], order + first_row

    def find(self, keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Which keys are known, as positions, and their rows."""
        if not len(self._keys):
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        places = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        known = np.flatnonzero(self._keys[places] == keys)
        return known, self._rows[places[known]]


class _WordKeys:
    """Lemmas and pairs of lemmas of one block."""

    def __init__(self, listing: str, first_row: int, lemmas: dict[str, int]) -> None:
        self._n_lemmas = len(lemmas) + 1
        numbers = np.array([lemmas[lemma] for lemma in _split_pairs(listing)], dtype=np.int64)
        signs = _code_points(listing)
        is_second = np.concatenate([[False], signs[(signs == ord(" ")) | (signs == ord("\n"))] == ord(" ")])[
            : len(numbers)
        ]
        first = np.flatnonzero(~is_second)
        # A single lemma is a pair whose second is the unknown one.
        keys = numbers[first] * self._n_lemmas
        keys[np.cumsum(~is_second)[is_second] - 1] += numbers[is_second]
        self._keys = _Keys(keys, first_row)

    def find(self, lemmas: np.ndarray, text: np.ndarray, units: int) -> Iterator[_Part]:
        """Occurrences among the lemmas of texts, one after the other."""
        begins = np.searchsorted(text, text)
        position = np.arange(len(text)) - begins
        known, rows = self._keys.find(lemmas * self._n_lemmas)
        yield _part(text[known], rows, units, position[known], 1)
        pairs = np.flatnonzero((lemmas[:-1] > 0) & (lemmas[1:] > 0) & (text[:-1] == text[1:]))
        known, rows = self._keys.find(lemmas[pairs] * self._n_lemmas + lemmas[pairs + 1])
        yield _part(text[pairs[known]], rows, units, position[pairs[known]], 2)


class _CharacterKeys:
    """Runs of characters: each character is a number of the model's alphabet, a run is those side by side in 64 bits."""

    def __init__(self, listing: str, first_row: int) -> None:
        characters = _code_points(listing)
        ends = np.flatnonzero(characters == ord("\n"))
        begins = np.concatenate([[0], ends + 1])[: bool(listing) + len(ends)]
        lengths = np.append(ends, len(characters))[: len(begins)] - begins
        alphabet = np.setdiff1d(characters, [ord("\n")])
        self._numbers = np.zeros(0x110000, dtype=np.int64)
        self._numbers[alphabet] = np.arange(1, len(alphabet) + 1)
        self._n_bits = len(alphabet).bit_length()
        keys = np.zeros(len(begins), dtype=np.int64)
        for place in range(max(LENGTHS)):
            here = np.flatnonzero(lengths > place)
            keys[here] = keys[here] << self._n_bits | self._numbers[characters[begins[here] + place]]
        self._keys = _Keys(keys, first_row)

    def find(self, texts: list[str]) -> Iterator[_Part]:
        """Occurrences in normalised texts."""
        numbers = self._numbers[_code_points(fold_digits("".join(texts)))]
        lengths = np.array([len(text) for text in texts], dtype=np.int64)
        text = np.repeat(np.arange(len(texts)), lengths)
        position = np.arange(len(text)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        runs, keys = np.flatnonzero(numbers), numbers[numbers > 0]
        for length in LENGTHS:
            last = runs + (length - 1)
            inside = last < len(text)
            inside[inside] &= (numbers[last[inside]] > 0) & (text[last[inside]] == text[runs[inside]])
            runs, keys = runs[inside], keys[inside] << self._n_bits | numbers[last[inside]]
            known, rows = self._keys.find(keys)
            yield _part(text[runs[known]], rows, _CHAR, position[runs[known]], length)


def _split_pairs(listing: str) -> list[str]:
    return listing.replace("\n", " ").split(" ") if listing else []


def _code_points(text: str) -> np.ndarray:
    return np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
