"""Numbers and titles of goals, in the many ways they are printed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from opinionmine.japanese.goal_numbers import CIRCLED, PART, ROMAN, WORD, read_goal_number
from opinionmine.japanese.normalize import fold_width

# 1-1, １－(1), Ⅰ-1, 1.1, 1-(2)-3; the first number alone only behind a word (基本目標１) or in 【】.
_NUMBER = rf"(?P<number>{PART}(?:\s*[-.の・]\s*{PART})*)"
_NAMED = re.compile(
    rf"[【\[]?\s*{WORD}\s*(?P<number>(?:{PART}|[一二三四五六七八九十](?=[\s:：・】]))(?:\s*[-.の]\s*{PART})*)\s*[】\]]?[\s:.、]*(?P<title>.*)",
    re.DOTALL,
)
_NUMBERED = re.compile(
    rf"[【\[]?\s*(?P<number>{PART}(?:\s*[-.]\s*{PART})+)\s*[】\]]?(?![\d%])[\s:.、]*(?P<title>\D.*)", re.DOTALL
)
_SINGLE = re.compile(
    rf"(?P<number>[{ROMAN}]|\d{{1,2}}|\(\d{{1,2}}\)|[{CIRCLED}](?=\D))(?:[\s.:、]+|(?<=[{CIRCLED}]))(?P<title>\D.*)",
    re.DOTALL,
)
_INNER = re.compile(r"第\s*(?P<number>\d{1,2})\s*節[\s:.、]*(?P<title>\D.*)", re.DOTALL)
_CHAPTER = re.compile(r"第\s*(?P<number>\d{1,2}|[一二三四五六七八九十])\s*章[\s:.、]+(?P<title>\D.*)", re.DOTALL)
_IN_BRACKETS = re.compile(rf"[【\[]\s*{WORD}\s*{_NUMBER}[\s:.、]*(?P<title>[^】\]]+)[】\]]")
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


# What stands under no goal.
NO_GOAL = GoalHead("-", "", 0, 0)


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
        if match and parent and match["number"][0] not in ROMAN:
            return _head(text, lead, match, f"{parent}-{read_goal_number(match['number'])}")
    return _head(text, lead, match, read_goal_number(match["number"])) if match else None


def read_chapter(text: str) -> GoalHead | None:
    """第一章　自然と暮らしを守る, where tables of ratings stand under chapters."""
    folded = fold_width(text)
    lead = len(folded) - len(re.sub(r"^[#\s]*", "", folded))
    match = _CHAPTER.fullmatch(folded[lead:].rstrip())
    return _head(text, lead, match, read_goal_number(match["number"])) if match else None


def _head(text: str, lead: int, match: re.Match[str], goal_id: str) -> GoalHead | None:
    start, end = match.span("title")
    title = _LEADERS.sub("", match["title"])
    end -= len(match["title"]) - len(title)
    if _SENTENCE.search(title) or len(title) > 60 or "\t" in title:
        return None
    return GoalHead(goal_id, text[lead + start : lead + end], lead + start, lead + end)
