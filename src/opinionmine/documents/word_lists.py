"""The numbers and bullets that Word makes up while it prints, and the levels of its headings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from opinionmine.documents.word_xml import W, tag_of, value_of

_HEADING = re.compile(r"(?:heading|見出し)\s*([1-9])", re.IGNORECASE)

_KATAKANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
_IROHA = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス"
_KANJI = "一二三四五六七八九"
_ENCLOSED = {"decimalEnclosedCircle": 0x2460, "decimalEnclosedParen": 0x2474, "decimalEnclosedFullstop": 0x2488}
_RUNS = {
    "aiueoFullWidth": _KATAKANA,
    "aiueo": "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝ",
    "irohaFullWidth": _IROHA,
    "lowerLetter": "abcdefghijklmnopqrstuvwxyz",
    "upperLetter": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "upperRoman": ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"),
    "lowerRoman": ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"),
}


class Lists:
    """The numbers and bullets that Word makes up while it prints."""

    def __init__(self, roots: list[Any]):
        def by_id(tag: str, key: str) -> dict[str, Any]:
            return {element.get(W + key): element for root in roots for element in root.findall(W + tag)}

        self._styles, self._lists = by_id("style", "styleId"), by_id("num", "numId")
        self._abstracts = by_id("abstractNum", "abstractNumId")
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[str] = set()

    def label(self, paragraph: Any) -> str:
        """Bullet or number of a paragraph (・, １．, ①, 第2章); empty where it has none."""
        identifier, depth = self._place(paragraph)
        chosen = self._lists.get(identifier)
        if chosen is None:
            return ""
        levels = self._levels(chosen)
        if depth not in levels:
            return "・"
        shown, form = value_of(levels[depth], "lvlText"), value_of(levels[depth], "numFmt", "decimal")
        if form == "bullet":
            return _bullet(shown)
        numbers = self._count(identifier, chosen, levels, depth)
        if form == "none":
            shown = shown.replace(f"%{depth + 1}", "")

        def printed(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            return _numeral(numbers[at], value_of(levels[at], "numFmt", "decimal")) if at in levels else ""

        label = re.sub(r"%([1-9])", printed, shown)
        return label + " " if label and _runs_on(label[-1]) else label

    def heading_level(self, paragraph: Any) -> int:
        """Level of the heading style (見出し 1 is 1) or of the outline; 0 for body text."""
        for style_id, properties in self._properties(paragraph):
            if outline := value_of(properties, "outlineLvl"):
                return int(outline) + 1 if int(outline) < 9 else 0
            if match := _HEADING.fullmatch(value_of(self._styles.get(style_id), "name")):
                return int(match[1])
        return 0

    def _place(self, paragraph: Any) -> tuple[str, int]:
        """Find list and depth in the paragraph itself, or in the style it takes them from."""
        for style_id, properties in self._properties(paragraph):
            own = properties.find(f"{W}numPr") if properties is not None else None
            if own is not None:
                return value_of(own, "numId"), int(value_of(own, "ilvl") or self._depth_of_style(own, style_id))
        return "", 0

    def _properties(self, paragraph: Any) -> Iterator[tuple[str, Any]]:
        own = paragraph.find(f"{W}pPr")
        yield "", own
        style_id = value_of(own, "pStyle")
        for _ in range(20):  # styles of a damaged file may be based on each other in a ring
            if (style := self._styles.get(style_id)) is None:
                return
            yield style_id, style.find(f"{W}pPr")
            style_id = value_of(style, "basedOn")

    def _depth_of_style(self, own: Any, style_id: str) -> str:
        chosen = self._lists.get(value_of(own, "numId"))
        levels = self._abstracts.get(value_of(chosen, "abstractNumId"), ())
        own_levels = (level.get(f"{W}ilvl") for level in levels if style_id and value_of(level, "pStyle") == style_id)
        return next(own_levels, None) or "0"

    def _levels(self, chosen: Any) -> dict[int, Any]:
        described = self._abstracts.get(value_of(chosen, "abstractNumId"), ())
        levels = (*described, *chosen.findall(f"{W}lvlOverride/{W}lvl"))
        return {int(level.get(f"{W}ilvl") or 0): level for level in levels if tag_of(level) == "lvl"}

    def _count(self, identifier: str, chosen: Any, levels: dict[int, Any], depth: int) -> list[int]:
        """Count this paragraph; levels below it start anew."""
        counts = self._counts.setdefault(value_of(chosen, "abstractNumId"), [None] * 10)
        if identifier not in self._begun:
            self._begun.add(identifier)
            for override in chosen.findall(f"{W}lvlOverride"):
                if override.find(f"{W}startOverride") is not None:
                    counts[int(override.get(f"{W}ilvl") or 0)] = int(value_of(override, "startOverride", "1") or 0) - 1
        starts = [int(value_of(levels[at], "start", "1") or 0) if at in levels else 1 for at in range(10)]
        before = counts[depth]
        counts[depth] = starts[depth] if before is None else before + 1
        counts[depth + 1 :] = [None] * (9 - depth)
        return [starts[at] if number is None else number for at, number in enumerate(counts)]


def _runs_on(last: str) -> bool:
    """「1.」 and 「12件」 must not become 「1.12件」; 「１．」 and 「①」 end by themselves."""
    return last.isascii() or unicodedata.category(last)[0] == "L" or last.isdecimal()


def _bullet(shown: str) -> str:
    """「◆」 is printed as it is; 「l」 in Wingdings, the usual bullet of Word, is a ●: 「・」."""
    is_plain = len(shown) == 1 and not shown.isascii() and unicodedata.category(shown)[0] in "SP"
    return shown if is_plain else "・"


def _numeral(number: int, form: str) -> str:
    if form in _RUNS and 1 <= number <= len(_RUNS[form]):
        return _RUNS[form][number - 1]
    if form in _ENCLOSED and 1 <= number <= 20:
        return chr(_ENCLOSED[form] + number - 1)
    if form.startswith("decimalFullWidth"):
        return str(number).translate({ord("0") + digit: ord("０") + digit for digit in range(10)})
    if form in ("japaneseCounting", "ideographDigital", "japaneseDigitalTenThousand") and 1 <= number <= 99:
        tens, ones = divmod(number, 10)
        return ("" if tens == 0 else "十" if tens == 1 else _KANJI[tens - 1] + "十") + (
            _KANJI[ones - 1] if ones else ""
        )
    return f"{number:02}" if form == "decimalZero" else str(number)
