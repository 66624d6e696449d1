"""Numbers and titles of goals, in the many ways they are printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from opinionmine.japanese.normalize import fold_width

_ROMAN = {"Ⅰ": 1, "Ⅱ": 2, "Ⅲ": 3, "Ⅳ": 4, "Ⅴ": 5, "Ⅵ": 6, "Ⅶ": 7, "Ⅷ": 8, "Ⅸ": 9, "Ⅹ": 10}
_KANJI = {k: n for n, k in enumerate("一二三四五六七八九十", 1)}
_CIRCLED = {chr(0x2460 + n): n + 1 for n in range(20)}
_PARENTHESISED = {chr(0x2474 + n): n + 1 for n in range(20)}
_DIGIT = {**_ROMAN, **_KANJI, **_CIRCLED, **_PARENTHESISED}

_ONE = rf"(?:\d{{1,2}}|[{''.join(_ROMAN)}]|[{''.join(_CIRCLED)}{''.join(_PARENTHESISED)}]|\(\d{{1,2}}\))"
_WORD = (
    r"(?:基本目標|基本方針|基本施策|重点目標|重点施策|重点(?=\s*[\dⅠ-Ⅹ①-⑳])"
    r"|施策目標|個別目標|個別施策|取組目標|施策の方向|目\s*標|方\s*針|施\s*策|柱)"
)
# 1-1, １－(1), Ⅰ-1, 1.1, 1-(2)-3; the first number alone only behind a word (基本目標１) or in 【】.
_NUMBER = rf"(?P<number>{_ONE}(?:\s*[-.の・]\s*{_ONE})*)"
_NAMED = re.compile(
    rf"[【\[]?\s*{_WORD}\s*(?P<number>(?:{_ONE}|[一二三四五六七八九十](?=[\s:：・】]))(?:\s*[-.の]\s*{_ONE})*)\s*[】\]]?[\s:.、]*(?P<title>.*)",
    re.DOTALL,
)
_NUMBERED = re.compile(
    rf"[【\[]?\s*(?P<number>{_ONE}(?:\s*[-.]\s*{_ONE})+)\s*[】\]]?(?![\d%])[\s:.、]*(?P<title>\D.*)", re.DOTALL
)
_SINGLE = re.compile(
    rf"(?P<number>[{''.join(_ROMAN)}]|\d{{1,2}}|\(\d{{1,2}}\)|[{''.join(_CIRCLED)}{''.join(_PARENTHESISED)}](?=\D))(?:[\s.:、]+|(?<=[{''.join(_CIRCLED)}{''.join(_PARENTHESISED)}]))(?P<title>\D.*)",
    re.DOTALL,
)
_INNER = re.compile(r"第\s*(?P<number>\d{1,2})\s*節[\s:.、]*(?P<title>\D.*)", re.DOTALL)
_CHAPTER = re.compile(r"第\s*(?P<number>\d{1,2}|[一二三四五六七八九十])\s*章[\s:.、]+(?P<title>\D.*)", re.DOTALL)
_IN_BRACKETS = re.compile(rf"[【\[]\s*{_WORD}\s*{_NUMBER}[\s:.、]*(?P<title>[^】\]]+)[】\]]")
# A title is a name, not a sentence: 「１－２について、…した。」 is prose.
_SENTENCE = re.compile(
    r"[。！？]|[はがをで]、|(?:目標|施策|方針)\s*[\dⅠ-Ⅹ]|^(?:に|は|が|を|の|で|と|も|については|について|において|では|には|とは|にも|でも|から)(?![ぁ-ん])|^(?:では|には|については)、|^」|」(?:は|が|では|については|においては?|も)|」(?:に|を|で|について)、?$"
)
_LEADERS = re.compile(r"(?:[.…‥・·]{3,}|…|\s{3,}[.…‥・·]+).*$|\s+$")


@dataclass(frozen=True)
class GoalHead:
    """A goal's number and title; `start` and `end` are the title's code-point offsets in the text as printed."""

    goal_id: str
    title: str
    start: int
    end: int

    @property
    def parent_id(self) -> str | None:
        """1 for 1-2; None for a main goal."""
        return self.goal_id.rpartition("-")[0] or None


def read_goal(text: str, parent: str | None = None, is_cell: bool = False) -> GoalHead | None:
    """Read the number and title of a goal.

    Parameters
    ----------
    parent : str or None
        In a table, the main goal above: ``(1) 交流の場を増やす`` under 基本目標２ is 2-1.
    is_cell : bool
        Whether the text is a table cell, where a bare ``Ⅰ 気づき合うまち`` is a goal too; in running text it may be a heading.

    Returns
    -------
    GoalHead or None
        None where the text does not begin with the number of a goal, or goes on as a sentence.

    Examples
    --------
    >>> read_goal("１－２交流の機会を増やす").goal_id, read_goal("【目標３】担い手を広げる").title
    ('1-2', '担い手を広げる')
    >>> read_goal("Ⅰ-(2)　集い、語らう場").goal_id, read_goal("１－２については、増加した。")
    ('1-2', None)
    """
    folded = fold_width(text)
    lead = len(folded) - len(re.sub(r"^[#\s]*", "", folded))
    body = folded[lead:].rstrip()
    match = _IN_BRACKETS.fullmatch(body) or _NAMED.fullmatch(body) or _NUMBERED.fullmatch(body)
    if is_cell and parent and (inner := _INNER.fullmatch(body)):
        return _head(text, lead, inner, f"{parent}-{inner['number']}")  # 第１節 under 第１章
    if match is None and is_cell:
        match = _SINGLE.fullmatch(body)
        if match and parent and match["number"][0] not in _ROMAN:
            return _head(text, lead, match, f"{parent}-{_numbers(match['number'])}")
    return _head(text, lead, match, _numbers(match["number"])) if match else None


def read_chapter(text: str) -> GoalHead | None:
    """第一章　自然と暮らしを守る, where tables of ratings stand under chapters."""
    folded = fold_width(text)
    lead = len(folded) - len(re.sub(r"^[#\s]*", "", folded))
    match = _CHAPTER.fullmatch(folded[lead:].rstrip())
    return _head(text, lead, match, _numbers(match["number"])) if match else None


def _head(text: str, lead: int, match: re.Match[str], goal_id: str) -> GoalHead | None:
    start, end = match.span("title")
    title = _LEADERS.sub("", match["title"])
    end -= len(match["title"]) - len(title)
    if _SENTENCE.search(title) or len(title) > 60 or "\t" in title:
        return None
    return GoalHead(goal_id, text[lead + start : lead + end], lead + start, lead + end)


def _numbers(printed: str) -> str:
    """Ⅰ-(2) is 1-2."""
    parts = re.findall(r"\d{1,2}|[^\d\s\-.の・()]", printed)
    return "-".join(str(int(part)) if part.isdecimal() else str(_DIGIT[part]) for part in parts)


_MENTION = re.compile(rf"(?P<word>{_WORD})?\s*(?<![\d.])(?P<number>{_ONE}(?:\s*[-.]\s*{_ONE})*)(?![\d.]*[%件事業項人])")


def find_goal_numbers(folded: str) -> Iterator[tuple[int, int, str, bool]]:
    """Find goal numbers in half-width prose: (start, end, id, whether 目標 or the like stands before it).

    Examples
    --------
    >>> [(number, named) for _, _, number, named in find_goal_numbers("基本目標2では、1-2と3-(1)が増えた。")]
    [('2', True), ('1-2', False), ('3-1', False)]
    """
    for match in _MENTION.finditer(folded):
        number = _numbers(match["number"])
        if match["word"] or "-" in number:
            yield match.start(), match.end(), number, bool(match["word"])
