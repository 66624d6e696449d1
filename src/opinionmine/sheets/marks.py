"""Grades and counts as single cells print them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from opinionmine.japanese.normalize import fold_width

# Marks that offices use in this order, best first. They say what may be a grade; what is one, the sheet itself says.
FAMILIES: tuple[tuple[str, ...], ...] = (
    ("◎", "○", "△", "▲", "×"),
    ("◎", "○", "●", "△", "▲", "□", "×"),
    ("S", "A", "B", "C", "D", "E"),
    ("a", "b", "c", "d", "e"),
    ("5", "4", "3", "2", "1"),
    ("Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ"),
    ("順調", "おおむね順調", "概ね順調", "やや遅れ", "遅れ"),
    ("順調", "おおむね順調", "概ね順調", "やや遅れている", "遅れている"),
    ("達成", "おおむね達成", "概ね達成", "一部達成", "未達成"),
    ("十分", "おおむね十分", "概ね十分", "やや不十分", "不十分"),
    ("実施", "一部実施", "未実施"),
    ("できた", "おおむねできた", "概ねできた", "あまりできなかった", "できなかった"),
    ("完了", "実施中", "未着手"),
    ("良好", "概ね良好", "おおむね良好", "普通", "要改善"),
    ("拡充", "継続", "改善", "縮小", "廃止"),
)
# Without a legend ▲ and the letters x and O are not taken for a grade: they may be a minus, or a slip for × and ○.
USUAL = (
    ("◎", "○", "△", "×"),
    *(family for family in FAMILIES[2:]),
)

# One mark in several code points.
_SAME = {"〇": "○", "◯": "○", "⭕": "○", "✕": "×", "✖": "×", "╳": "×", "⨯": "×", "☓": "×", "◬": "△"}
_VARIATION = re.compile("[\ufe00-\ufe0f]")
_NOT_RATED = re.compile(
    r"[-ー‐―−—–一・.…/／]*|(?:評価)?対象外|評価(?:困難|不能|なし|せず)|未評価|\(?記載なし\)?|該当(?:なし|せず)|なし|n/?a",
    re.IGNORECASE,
)

# A change: ⇧ 2, ⇩3, +36, -15, △1, ▲ 1, ±0, → alone.
SIGN = r"[⇧⇩⇨⇒↑↓→↗↘⬆⬇➡+\-△▲±]"
_DOWN = "⇩↓↘⬇-△▲"
_FLAT = "⇨⇒→➡±"
_UNIT = r"(?:件|事業|取組|項目|施策|ポイント)?"
# Python refuses to read a number of thousands of digits.
_LONGEST_COUNT = 200
_COUNT = re.compile(rf"(?P<count>\d[\d,]*)\s*{_UNIT}\s*(?P<rest>.*)", re.DOTALL)
_SAME_AS_BEFORE = r"(?:同数|同じ|同件数|増減は?なし|変わらず|変更なし)"
_WORDED = re.compile(rf"(?P<number>\d+)\s*{_UNIT}\s*の?(?P<way>増|減)|{_SAME_AS_BEFORE}")
_BRACKET = re.compile(
    rf"[(\[〔【]\s*(?P<inner>{SIGN}?\s*\d*(?:\.\d+)?\s*%?|\d+\s*{_UNIT}\s*の?[増減]|{_SAME_AS_BEFORE})\s*{_UNIT}\s*[)\]〕】]"
)
_CHANGE = re.compile(rf"(?P<sign>{SIGN})\s*(?P<number>\d*)\s*{_UNIT}")
_SHARE = re.compile(r"\d+(?:\.\d+)?\s*%")


@dataclass(frozen=True)
class Count:
    """A cell with a number of measures.

    Attributes
    ----------
    change : int or None
        Signed, against last year.
    bracket : int or None
        A bare number in brackets, whose meaning the sheet has to say: last year's value, or the change.
    """

    count: int
    change: int | None = None
    bracket: int | None = None


def canonical_mark(text: str) -> str:
    """One form for each mark: 〇, ◯ and ⭕️ are ○; ✕ and ✖ are ×; Ａ is A; blanks around it are gone.

    Examples
    --------
    >>> [canonical_mark(text) for text in ("⭕\\ufe0f", "○　", "Ａ", "✖")]
    ['○', '○', 'A', '×']
    """
    bare = _VARIATION.sub("", fold_width(text)).strip()
    return _SAME.get(bare, bare)


def is_not_rated(text: str) -> bool:
    """Whether a cell says that there is no rating: blank, －, 対象外, 評価困難."""
    return bool(_NOT_RATED.fullmatch(canonical_mark(text)))


@cache
def _known() -> frozenset[str]:
    return frozenset(mark for family in FAMILIES for mark in family)


def is_mark(text: str, scale: tuple[str, ...] = ()) -> bool:
    """Whether a cell holds one grade of the scale, or of any known family where no scale was found."""
    mark = canonical_mark(text)
    return mark in scale if scale else mark in _known()


def order_marks(marks: set[str]) -> tuple[str, ...]:
    """The marks of the usual family that holds most of them, best first; empty where none holds two."""
    best = max(USUAL, key=lambda family: len(marks & set(family)))
    found = tuple(mark for mark in best if mark in marks)
    return found if len(found) > 1 else ()


def is_scale(marks: list[str]) -> bool:
    """Whether these marks can be a header: at least two, all different, best first as one family has them."""
    if len(marks) < 2 or len(set(marks)) < len(marks):
        return False
    if len(marks) > 2 and all(len(mark) > 1 and mark in _known() for mark in marks):
        return marks[0] in {family[0] for family in FAMILIES}  # 順調 … 未着手 mixes two families
    return any(set(marks) <= set(family) and [mark for mark in family if mark in marks] == marks for family in FAMILIES)


def read_count(text: str) -> Count | None:
    """Read ``7 (⇧ 2)``, ``１１（＋３）``, ``5 ↑2``, ``4 →``, ``7（5）``, ``12件``; None where it is no count.

    Examples
    --------
    >>> read_count("７ (⇧ 2)"), read_count("4 →").change, read_count("7（5）").bracket, read_count("△３")
    (Count(count=7, change=2, bracket=None), 0, 5, None)
    """
    match = _COUNT.fullmatch(fold_width(text).strip())
    if not match or len(match[0]) > _LONGEST_COUNT:
        return None
    count, rest = int(match["count"].replace(",", "")), match["rest"].strip()
    if not rest:
        return Count(count)
    bracket = _BRACKET.fullmatch(rest)
    inner = bracket["inner"].strip() if bracket else rest
    if _SHARE.fullmatch(inner) and bracket:
        return Count(count)
    if inner.isdigit() and bracket:
        return Count(count, bracket=int(inner))
    change = read_change(inner)
    return None if change is None else Count(count, change)


def read_change(text: str) -> int | None:
    """Read a signed number: ⇧ 2 is 2, ⇩ 3 is -3, △1 and ▲1 are -1, ±0, → and 0 are 0; None where there is none."""
    bare = fold_width(text).strip().strip("()[]〔〕").strip()
    if bare == "0":
        return 0
    if len(bare) > _LONGEST_COUNT:
        return None
    if worded := _WORDED.fullmatch(bare):
        number = int(worded["number"] or 0)
        return -number if worded["way"] == "減" else number
    match = _CHANGE.fullmatch(bare)
    if not match:
        return None
    if match["sign"] in _FLAT:
        return int(match["number"] or 0) if match["number"] in ("", "0") else None
    if not match["number"]:
        return None
    return -int(match["number"]) if match["sign"] in _DOWN else int(match["number"])


def read_share(text: str) -> bool:
    """Whether a cell holds a percentage and nothing else."""
    return bool(_SHARE.fullmatch(fold_width(text).strip()))
