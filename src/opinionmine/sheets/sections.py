"""Prose under its headings and goals: sections, and what stands under the wrong one."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from opinionmine.records import ParseIssue
from opinionmine.sheets.found import Remark
from opinionmine.sheets.goals import GoalHead
from opinionmine.sheets.lines import Line

_OPINIONS = re.compile(
    r"意見|提言|コメント|市民の声|住民の声|出(?:た|された)声|(?:町|村)民の声|寄せられた声|自由記述|自由記入|自由回答|ご?指摘|要望|外部評価"
)
# 意見聴取の方法 and 意見交換会の開催 are no opinions; 意見に対する市の考え方 pairs them with replies.
_NO_OPINIONS = re.compile(r"意見(?:聴取|交換|募集|を聴|提出|の数|数)|(?:踏まえ|受け)|要望書|対応状況$")
_SENTENCE_END = re.compile(r"[。！？!?．]")
_OMISSION = re.compile(r"省略|該当(?:なし|なく|無し)|実施していない|データなし")
_GOAL_IN_HEADING = re.compile(r"(?:基本)?(?:目標|施策|方針)\s*[\dⅠ-Ⅹ①-⑳]")


@dataclass
class Section:
    """One heading with what stands right under it.

    Attributes
    ----------
    path : tuple of str
        Headings from the outermost to this one; empty for prose above the first heading.
    heading : Line or None
        The line that prints the last of them.
    goal : GoalHead or None
        The goal it stands under.
    labels : list of Line
        Short lines that only name what follows (令和５年度実績).
    lines : list of Line
        The prose, without blank lines.
    has_parts : bool
        Whether another heading follows that belongs under this one, or a table.
    remarks : list of Remark
        Prose out of the cells of tables that stand here.
    """

    path: tuple[str, ...]
    heading: Line | None
    goal: GoalHead | None = None
    labels: list[Line] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    has_parts: bool = False
    remarks: list[Remark] = field(default_factory=list)

    def names_opinions(self, taught: tuple[str, ...] = ()) -> bool:
        """Whether one of its headings says that opinions follow."""
        return any(is_opinion_heading(text, taught) for text in self.path)

    @property
    def has_diamonds(self) -> bool:
        """Whether a line with the bullet ◆ stands in it, the usual mark of an opinion where no heading says so."""
        return any(line.bullet and line.bullet.style in "◆◇" for line in self.lines)

    @property
    def n_turns(self) -> int:
        """Number of turns of speakers, or of labels 【意見】 and 【回答】."""
        return sum(line.kind == "turn" for line in self.lines)

    @property
    def is_empty(self) -> bool:
        """Whether the heading has nothing under it."""
        return not (self.lines or self.labels or self.has_parts or self.remarks)


def is_opinion_heading(text: str, taught: tuple[str, ...] = ()) -> bool:
    """Whether a heading announces opinions: 委員会の意見, 主な意見・提言, 市民の声."""
    return text in taught or bool(_OPINIONS.search(text) and not _NO_OPINIONS.search(text))


def repeated_headings(lines: list[Line]) -> set[str]:
    """Headings that come again under one goal after the other (■自己評価): what stands under them belongs to the goal."""
    seen: Counter[str] = Counter()
    since_goal: set[str] = set()
    in_goal = False
    for line in lines:
        if line.kind == "goal":
            seen.update(since_goal if in_goal else ())
            since_goal, in_goal = set(), True
        elif line.kind == "heading":
            since_goal.add(line.content)
    seen.update(since_goal)
    return {text for text, n in seen.items() if n > 1}


class SectionCutter:
    """Takes lines one after the other and keeps the open headings and the goal above."""

    def __init__(self, repeated: set[str], taught: tuple[str, ...]) -> None:
        self.sections: list[Section] = [Section((), None)]
        self.repeated = repeated
        self.taught = taught
        self.goal: GoalHead | None = None
        self._open: list[Line] = []
        self._base: list[Line] | None = None

    @property
    def current(self) -> Section:
        """The section that the next line belongs to."""
        return self.sections[-1]

    def is_list_item(self, line: Line, following: Line | None) -> bool:
        """Whether a heading with a bullet is an item of a list of opinions: ● サロンを増やす under 委員の意見.

        It is a heading if it is followed by items of another kind, or goes on with the numbers of the headings.
        """
        if line.bullet is None or line.printed.level or not self.current.names_opinions(self.taught):
            return False
        own = self.current.heading
        if own and own.bullet and own.bullet.style == line.bullet.style:
            return False
        other = following and following.bullet and following.bullet.style != line.bullet.style
        return not other

    def enter_heading(self, line: Line, goal: GoalHead | None) -> None:
        """Open a heading; `goal` is the one it names itself (基本目標１について)."""
        inside = self.current.names_opinions(self.taught) and (
            goal is not None or _GOAL_IN_HEADING.search(line.content)
        )
        if inside and not is_opinion_heading(line.content, self.taught):
            # A goal as a heading among opinions: what follows are still opinions.
            level = max((h.level for h in self._open), default=0) + 1
            self._open = [h for h in self._open if h.level < level or is_opinion_heading(h.content, self.taught)]
            self._push(line, goal or self.goal)
            self._open.pop()
            return
        self._open = [h for h in self._open if h.level < line.level]
        if goal is not None:
            self.goal = goal
        elif line.content not in self.repeated:
            self.goal = None
        self._push(line, self.goal)

    def enter_goal(self, line: Line) -> None:
        """Open a goal; headings under the goal before are closed, those over all goals stay."""
        if not self.current.names_opinions(self.taught):
            if self._base is None or len(self._open) < len(self._base) or self.goal is None:
                self._base = list(self._open)
            self._open = list(self._base)
        self.goal = line.goal
        self.current.has_parts = True
        path = tuple(h.content for h in self._open)
        self.sections.append(Section(path, None, self.goal))

    def _push(self, line: Line, goal: GoalHead | None) -> None:
        if self.current.heading and self.current.heading.level < line.level:
            self.current.has_parts = True
            if self.current.lines and all(_is_label(label) for label in self.current.lines):
                self.current.labels, self.current.lines = self.current.lines, []
        self._open.append(line)
        self.sections.append(Section(tuple(h.content for h in self._open), line, goal))


def _is_label(line: Line) -> bool:
    """令和５年度実績 between a heading and its parts is no sentence."""
    return line.kind == "prose" and len(line.content) <= 20 and not _SENTENCE_END.search(line.content)


def move_omission_notice(sections: list[Section], taught: tuple[str, ...] = ()) -> list[ParseIssue]:
    """Put 「　比較可能な調査がないため省略。」 back under the one heading that is empty.

    Text taken out of a page loses such a line to the end of the file. It is moved only where it is certain: the line is
    a paragraph of its own (indented), it says that something is left out, and exactly one heading has nothing below it.
    """
    empty = [section for section in sections if section.is_empty and section.heading]
    notices = [
        (section, line)
        for section in sections
        if section.names_opinions(taught) or section.has_diamonds
        for line in section.lines
        if line.kind == "prose" and line.printed.is_indented and _OMISSION.search(line.content)
    ]
    if len(empty) != 1 or len(notices) != 1:
        return []
    target, (source, notice) = empty[0], notices[0]
    assert target.heading is not None
    source.lines.remove(notice)
    target.lines.append(notice)
    message = (
        f"Line {notice.number} 「{notice.content}」 was moved under the heading of line {target.heading.number} "
        f"「{target.heading.content}」, the only one with nothing below it."
    )
    return [ParseIssue("moved", message, notice.printed.locator)]
