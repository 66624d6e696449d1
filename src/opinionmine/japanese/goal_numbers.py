"""Numbers of goals as they are printed and cited: １－２, 1-(2), Ⅰ-1, 基本目標３."""

from __future__ import annotations

import re
from collections.abc import Iterator

_ROMAN = {"Ⅰ": 1, "Ⅱ": 2, "Ⅲ": 3, "Ⅳ": 4, "Ⅴ": 5, "Ⅵ": 6, "Ⅶ": 7, "Ⅷ": 8, "Ⅸ": 9, "Ⅹ": 10}
_KANJI = {k: n for n, k in enumerate("一二三四五六七八九十", 1)}
_CIRCLED = {chr(0x2460 + n): n + 1 for n in range(20)}
_PARENTHESISED = {chr(0x2474 + n): n + 1 for n in range(20)}
_VALUES = {**_ROMAN, **_KANJI, **_CIRCLED, **_PARENTHESISED}

ROMAN = "".join(_ROMAN)
CIRCLED = "".join((*_CIRCLED, *_PARENTHESISED))
# Patterns for half-width text: one part of a number, and the words that stand before a number.
PART = rf"(?:\d{{1,2}}|[{ROMAN}]|[{CIRCLED}]|\(\d{{1,2}}\))"
WORD = (
    r"(?:基本目標|基本方針|基本施策|重点目標|重点施策|重点(?=\s*[\dⅠ-Ⅹ①-⑳])"
    r"|施策目標|個別目標|個別施策|取組目標|施策の方向|目\s*標|方\s*針|施\s*策|柱)"
)
_MENTION = re.compile(rf"(?P<word>{WORD})?\s*(?<![\d.])(?P<number>{PART}(?:\s*[-.]\s*{PART})*)(?![\d.]*[%件事業項人])")


def read_goal_number(printed: str) -> str:
    """Give a printed number as an id.

    Examples
    --------
    >>> read_goal_number("Ⅰ-(2)"), read_goal_number("三")
    ('1-2', '3')
    """
    parts = re.findall(r"\d{1,2}|[^\d\s\-.の・()]", printed)
    return "-".join(str(int(part)) if part.isdecimal() else str(_VALUES[part]) for part in parts)


def find_goal_numbers(folded: str) -> Iterator[tuple[int, int, str, bool]]:
    """Find goal numbers in half-width prose: (start, end, id, whether 目標 or the like stands before it).

    Examples
    --------
    >>> [(number, named) for _, _, number, named in find_goal_numbers("基本目標2では、1-2と3-(1)が増えた。")]
    [('2', True), ('1-2', False), ('3-1', False)]
    """
    for match in _MENTION.finditer(folded):
        number = read_goal_number(match["number"])
        if match["word"] or "-" in number:
            yield match.start(), match.end(), number, bool(match["word"])
