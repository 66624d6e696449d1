"""Copies of a text that are easier to match, with the way back to the text as printed."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# One character for one character, so offsets stay: １ → 1, （ → (, 　 → space, and every dash that offices type in 1－1.
_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20} | {ord(c): "-" for c in "－−‐‑–—―"}

# What NFKC leaves alone: radicals from PDF fonts, variant kanji and the middle dot of some exports.
_RADICALS = str.maketrans(
    {"⺠": "民", "⻑": "長", "⻄": "西", "⾼": "高", "⼾": "戸", "⻘": "青", "⻝": "食", "‧": "・"}
)

_INVISIBLE = {"\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\0"}


def fold_width(text: str) -> str:
    """Turn full-width letters, digits and signs into half-width ones, character by character.

    The result has the length of `text`, so an offset in one is an offset in the other.

    Examples
    --------
    >>> fold_width("１－１「交流の機会を増やす」（＋１０）")
    '1-1「交流の機会を増やす」(+10)'
    """
    return text.translate(_WIDTH)


@dataclass(frozen=True)
class Normalized:
    """A normalised copy of a text.

    Attributes
    ----------
    text : str
        The copy.
    starts, ends : tuple of int, length len(text)
        The i-th character came from ``[starts[i], ends[i])`` of the text as printed, in code points.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Map a half-open span of the copy, not empty, to the text as printed.

        ㈱ became (株): a span that holds one of the three characters takes the whole ㈱.
        """
        return self.starts[start], self.ends[end - 1]


def normalize(text: str) -> Normalized:
    """Normalise for matching: NFKC, known radicals, one kind of white space, no invisible characters.

    Line breaks vanish between Japanese characters, since papers break lines anywhere (``連\\n携``), and become one
    space between two Latin letters.

    Examples
    --------
    >>> copy = normalize("㈱ﾐﾗｲの研\\n修")
    >>> copy.text
    '(株)ミライの研修'
    >>> copy.span(7, 9)
    (5, 8)
    """
    characters: list[str] = []
    spans: list[tuple[int, int]] = []
    for start, end in _clusters(text):
        folded = unicodedata.normalize("NFKC", text[start:end].translate(_RADICALS)).translate(_RADICALS)
        for character in folded:
            if character in _INVISIBLE or 0xFE00 <= ord(character) <= 0xFE0F:
                continue
            if character in "\r\n\t\v\f\u2028\u2029\x85":
                if not _between_letters(text, start, end):
                    continue
                character = " "
            characters.append("\ufffd" if 0xD800 <= ord(character) <= 0xDFFF else character)
            spans.append((start, end))
    return Normalized("".join(characters), tuple(start for start, _ in spans), tuple(end for _, end in spans))


def join_lines(lines: list[str]) -> str:
    """Join hard-wrapped lines: nothing between Japanese characters or digits, one space between Latin words.

    Examples
    --------
    >>> join_lines(["△：22（－19、", "7.2％）と", "なった。"])
    '△：22（－19、7.2％）となった。'
    >>> join_lines(["social", "work"])
    'social work'
    """
    joined = ""
    for line in (line.strip() for line in lines):
        gap = " " if joined and line and _is_letter(joined[-1]) and _is_letter(line[0]) else ""
        joined += gap + line
    return joined


_CLUSTER = re.compile(r".[\u0300-\u036f\u3099\u309a\uff9e\uff9f]*", re.DOTALL)


def _clusters(text: str) -> list[tuple[int, int]]:
    """Base characters with the marks that NFKC may melt into them: カ + ﾞ is one ガ."""
    return [match.span() for match in _CLUSTER.finditer(text)]


def _between_letters(text: str, start: int, end: int) -> bool:
    return bool(start and end < len(text) and _is_letter(text[start - 1]) and _is_letter(text[end]))


def _is_letter(character: str) -> bool:
    return character.isascii() and character.isalpha()
