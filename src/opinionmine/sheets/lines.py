"""What each line of a summary sheet is, judged from the line alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from opinionmine.japanese.normalize import fold_width
from opinionmine.japanese.years import find_fiscal_year

Kind = Literal["blank", "title", "section", "part", "item", "parent", "goal", "scale", "rating", "opinion", "prose"]

# Marks and letters that scales are made of. Only a line of nothing else is a scale.
GRADES = "◎○〇◯△▲□●×✕SABCDE54321ⅠⅡⅢⅣⅤ"
_SCALE = re.compile(rf"[{GRADES}](?:\s+[{GRADES}])+")

_SECTION = re.compile(r"[＜〈<《](.+?)[＞〉>》](.*)")
_PART = re.compile(r"【(.+?)】\s*")
_ITEM = re.compile(r"[○〇◯●■]\s*([^。、]{1,40})")
_OPINION = re.compile(r"[◆◇]\s*")
_PARENT = re.compile(r"(?:基本)?目標\s*(\d{1,2})[\s.:]+(\S.*)")
_GOAL = re.compile(r"(?:目標)?(\d{1,2})\s*[-.]\s*(\d{1,2})(?![\d.])\s*(\S.*)")

_CHANGE = r"[⇧⇩⇨⇒↑↓→↗↘+\-△▲±]?\s*\d+"
_CELL = re.compile(rf"(?P<count>\d+)\s*(?:\(\s*(?P<change>{_CHANGE})\s*\))?")
_RATING = re.compile(rf"(?P<actor>\D*?[^\d\s(])\s+(?P<cells>(?:\d+\s*(?:\(\s*{_CHANGE}\s*\))?\s*)+)")


@dataclass(frozen=True)
class Line:
    """A line and what it is.

    Attributes
    ----------
    number : int
        From 1.
    text : str
        As printed.
    kind : str
        See `Kind`.
    start : int
        Code-point offset in `text` where the content begins (after a bullet or white space).
    content : str
        The heading, title, label or prose, as printed.
    key : str
        The goal id of a goal (``1-1``) or a main goal (``1``).
    """

    number: int
    text: str
    kind: Kind
    start: int = 0
    content: str = ""
    key: str = ""

    @property
    def is_indented(self) -> bool:
        """Whether it begins with a full-width space, the only sign of a new paragraph: 「　比較可能な…」."""
        return self.text.startswith("\u3000")


def classify_line(number: int, text: str) -> Line:
    """Say what a line is.

    Examples
    --------
    >>> classify_line(1, "１－２交流の機会を増やす").key
    '1-2'
    >>> classify_line(2, "○自己評価").kind, classify_line(3, "◎ ○ △ ×").kind
    ('item', 'scale')
    >>> classify_line(4, "市・市社協 7 (⇧ 2) 11 (⇩ 3) 1 (⇨0) 1 (⇧ 1)").content
    '市・市社協'
    """
    body = text.strip()
    start = len(text) - len(text.lstrip())
    folded = fold_width(body)
    if not body:
        return Line(number, text, "blank")

    def line(kind: Kind, match: re.Match[str] | None = None, group: int = 0, key: str = "") -> Line:
        inner, outer = match.span(group) if match else (0, len(body))
        return Line(number, text, kind, start + inner, body[inner:outer], key)

    if "シート" in body and find_fiscal_year(body) is not None:
        return line("title")
    if match := _SECTION.fullmatch(body):
        return line("section", match, 1)
    if match := _PART.fullmatch(body):
        return line("part", match, 1)
    if _SCALE.fullmatch(folded):
        return line("scale")
    if match := _RATING.fullmatch(folded):
        return line("rating", match, 1)
    if match := _PARENT.fullmatch(folded):
        return line("parent", match, 2, match[1])
    if match := _GOAL.fullmatch(folded):
        return line("goal", match, 3, f"{match[1]}-{match[2]}")
    if match := _ITEM.fullmatch(body):
        return line("item", match, 1)
    if match := _OPINION.match(body):
        return Line(number, text, "opinion", start + match.end(), body[match.end() :])
    return line("prose")


@dataclass(frozen=True)
class Cell:
    """One count of a rating row; `column` is the code-point column in the line, from 1."""

    count: int
    change: int | None
    column: int


def read_cells(line: Line) -> Iterator[Cell]:
    """Read the counts of a rating row with their changes: ``15 (⇧ 4)``, ``１１（⇩３）``, ``8 (⇨0)`` or a bare ``8``."""
    folded = fold_width(line.text)
    for match in _CELL.finditer(folded, line.start + len(line.content)):
        yield Cell(int(match["count"]), _signed(match["change"]), match.start() + 1)


def _signed(printed: str | None) -> int | None:
    """⇧ 2 is 2, ⇩ 3 is -3, △1 and ▲1 are -1, ⇨0 is 0."""
    if printed is None:
        return None
    number = int(re.sub(r"\D", "", printed))
    return -number if printed[0] in "⇩↓↘-△▲" else number
