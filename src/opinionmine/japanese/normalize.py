"""Copies of a text that are easier to match, with the way back to the text as printed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

# One character for one character, so offsets stay: １ → 1, （ → (, 　 → space, and every dash or tilde that offices type in
# 1－1 and 10〜12時.
_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, ord("〜"): ord("~")}
_WIDTH |= {ord(dash): ord("-") for dash in "－−‐‑–—―"}

# Only between digits (１－１, 1−1): elsewhere the models were trained with ― and − as they are printed.
_DASH = re.compile("(?<=[0-9])[−‐‑–—―](?=[0-9])")

# Forms of names and of JIS 2004 that stand for the usual kanji: 髙橋 is 高橋, 𠮟る is 叱る.
_VARIANTS = dict(
    zip("髙﨑嵜德濵濱邉邊𠮷栁桒瀨戶靑黃黑緖𠮟塡剝頰", "高崎崎徳浜浜辺辺吉柳桑瀬戸青黄黒緒叱填剥頬", strict=True)
)

# Controls (line ends and tabs aside), zero-width characters, directions of writing, noncharacters.
_HIDDEN = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ufffe\uffff"
)
_BREAKS = "\r\n\t\v\f\u2028\u2029\x85"
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_TAGS = "\U000e0000-\U000e007f"
_UNSEEN = re.compile(f"[{_HIDDEN}]")
_OTHER_BREAK = re.compile("[\r\v\f\u2028\u2029\x85]")
_IS_HIDDEN = re.compile(f"[{_HIDDEN}\v\f\u2028\u2029\x85]")
_DROPPED = re.compile(f"[{_HIDDEN}{_SELECTORS}{_TAGS}\u200d]")

# What is read as one character: カ + ﾞ is one ガ, 葛 with its selector one kanji, a family of emoji or a flag one picture.
_MARKS = f"\u0300-\u036f\u3099\u309a\uff9e\uff9f\u20d0-\u20ff{_SELECTORS}{_TAGS}\U0001f3fb-\U0001f3ff"
_EMOJI = f"[\u2190-\u2bff\U0001f000-\U0001faff][{_MARKS}]*"
_CLUSTER = re.compile(
    f"[\U0001f1e6-\U0001f1ff]{{2}}|{_EMOJI}(?:\u200d{_EMOJI})+|[ぁ-ゖァ-ヺ][゛゜{_MARKS}]*|.[{_MARKS}]*", re.DOTALL
)
# What may belong to the character before it, or be left out between two.
_JOINED = re.compile(f"[{_MARKS}\u200d゛゜\U0001f1e6-\U0001f1ff{_BREAKS}]")
_MOST_FOLDED = 20_000
_SPACING_MARKS = str.maketrans("゛゜", "\u3099\u309a")


def fold_width(text: str) -> str:
    """Turn full-width letters, digits and signs into half-width ones, character by character.

    The result has the length of `text`, so an offset in one is an offset in the other.

    Examples
    --------
    >>> fold_width("１－１「交流の機会を増やす」（＋１０）")
    '1-1「交流の機会を増やす」(+10)'
    """
    return text.translate(_fold_table())


@cache
def _fold_table() -> dict[int, int | str]:
    """Widths and dashes, and radicals of PDF fonts (⾒ is 見), each one character for one."""
    kangxi = {
        code: folded for code in range(0x2F00, 0x2FD6) if len(folded := unicodedata.normalize("NFKC", chr(code))) == 1
    }
    return {**kangxi, **{code: kanji for code, kanji in _kanji().items() if len(kanji) == 1}, **_WIDTH}


def has_hidden(text: str) -> bool:
    """Whether a text holds control, zero-width or direction characters; the joiners inside emoji are none.

    Examples
    --------
    >>> [has_hidden(text) for text in ("避難\\0訓練", "見え\\u200bない", "👨\\u200d👩\\u200d👧", "二行\\nの文")]
    [True, True, False, False]
    """
    return bool(_IS_HIDDEN.search(text))


def drop_hidden(text: str) -> tuple[str, Sequence[int]]:
    """Take out control, zero-width and direction characters, and write every kind of line break as \\n.

    Returns
    -------
    text, places : str, sequence of int
        The i-th character of the copy stands at ``places[i]`` of the text as printed, in code points.

    Examples
    --------
    >>> drop_hidden("避難\\0訓\\r練")
    ('避難訓\\n練', [0, 1, 3, 4, 5])
    """
    gaps = {match.start() for match in _UNSEEN.finditer(text)}
    if not gaps:
        return _OTHER_BREAK.sub("\n", text), range(len(text))
    places = [place for place in range(len(text)) if place not in gaps]
    return _OTHER_BREAK.sub("\n", "".join(text[place] for place in places)), places


@dataclass(frozen=True)
class Normalized:
    """A normalised copy of a text.

    Attributes
    ----------
    text : str
        The copy.
    starts, ends : sequence of int, length len(text)
        The i-th character came from ``[starts[i], ends[i])`` of the text as printed, in code points.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Map a half-open span of the copy, not empty, to the text as printed.

        ㈱ became (株): a span that holds one of the three characters takes the whole ㈱.
        """
        return self.starts[start], self.ends[end - 1]


def normalize(text: str) -> Normalized:
    """Normalise for matching: NFKC, radicals and variants as the usual kanji, one kind of white space, nothing invisible.

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
    if not _JOINED.search(text):
        return _normalize_alone(text)
    characters: list[str] = []
    spans: list[tuple[int, int]] = []
    for start, end in find_clusters(text):
        for character in _folded[text[start:end]]:
            if character in _BREAKS:
                if not _between_letters(text, start, end):
                    continue
                character = " "
            characters.append(character)
            spans.append((start, end))
    copy = _DASH.sub("-", "".join(characters))
    return Normalized(copy, tuple(start for start, _ in spans), tuple(end for _, end in spans))


def _normalize_alone(text: str) -> Normalized:
    """The same for a text in which every character stands alone: no mark is joined to another, and no line breaks."""
    pieces = [_folded[character] for character in text]
    copy = _DASH.sub("-", "".join(pieces))
    if len(copy) == len(text) and "" not in pieces:
        return Normalized(copy, range(len(text)), range(1, len(text) + 1))
    starts = tuple(place for place, piece in enumerate(pieces) for _ in piece)
    return Normalized(copy, starts, tuple(place + 1 for place in starts))


def find_clusters(text: str) -> list[tuple[int, int]]:
    """Half-open spans of what is read as one character; together they cover the text.

    Examples
    --------
    >>> find_clusters("か゛👍🏽")
    [(0, 2), (2, 4)]
    """
    return [match.span() for match in _CLUSTER.finditer(text)]


def _fold(cluster: str) -> str:
    kanji = _kanji()
    if len(cluster) > 1 and cluster[0] not in "゛゜":
        cluster = cluster.translate(_SPACING_MARKS)
    folded = unicodedata.normalize("NFKC", _DROPPED.sub("", cluster).translate(kanji)).translate(kanji)
    return "".join("\ufffd" if "\ud800" <= character <= "\udfff" else character for character in folded)


class _Folded(dict[str, str]):
    """Characters and clusters folded: a text is made of few different ones, most of them seen before."""

    def __missing__(self, cluster: str) -> str:
        folded = _fold(cluster)
        if len(self) < _MOST_FOLDED:
            self[cluster] = folded
        return folded


_folded = _Folded()


@cache
def _kanji() -> dict[int, str]:
    """Radicals of PDF fonts (⺠ U+2EA0 is 民, ⼾ U+2F3E is 戸), variants, and the middle dot of some exports."""
    rows = resources.files("opinionmine.japanese").joinpath("radicals.csv").read_text("utf-8").splitlines()
    return str.maketrans(dict(row.split(",") for row in rows[1:]) | _VARIANTS | {"‧": "・"})


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


def _between_letters(text: str, start: int, end: int) -> bool:
    return bool(start and end < len(text) and _is_letter(text[start - 1]) and _is_letter(text[end]))


def _is_letter(character: str) -> bool:
    return character.isascii() and character.isalpha()
