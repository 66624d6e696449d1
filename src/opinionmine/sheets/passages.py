"""Prose under its headings: passages, and what stands under the wrong one."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from opinionmine.japanese.normalize import join_lines
from opinionmine.records import Locator, ParseIssue, Passage, Piece
from opinionmine.sheets.lines import Line
from opinionmine.sheets.pieces import whole_line

_LEVEL = {"section": 0, "part": 1, "item": 2}
_SENTENCE_END = re.compile(r"[。！？!?．]")
_OMISSION = re.compile(r"省略|該当(?:なし|なく|無し)|実施していない|データなし")


@dataclass(frozen=True)
class Section:
    """One heading with the lines right under it.

    Attributes
    ----------
    path : tuple of str
        Headings from the outermost to this one; empty for prose above the first heading.
    heading : Line or None
        The line that prints the last of them.
    labels : tuple of Line
        Short lines that only name what follows (令和５年度実績).
    lines : tuple of Line
        The prose, without blank lines.
    has_parts : bool
        Whether another heading follows that belongs under this one.
    """

    path: tuple[str, ...]
    heading: Line | None
    labels: tuple[Line, ...]
    lines: tuple[Line, ...]
    has_parts: bool = False

    @property
    def holds_opinions(self) -> bool:
        """Whether a line with an opinion bullet ◆ stands in it."""
        return any(line.kind == "opinion" for line in self.lines)

    @property
    def is_empty(self) -> bool:
        """Whether the heading has nothing under it."""
        return not (self.lines or self.labels or self.has_parts)


def cut_sections(lines: list[Line]) -> list[Section]:
    """Cut lines at their headings: ＜＞ is level 1, 【】 level 2, ○ level 3."""
    groups: list[tuple[Line | None, list[Line]]] = [(None, [])]
    for line in lines:
        if line.kind in _LEVEL:
            groups.append((line, []))
        elif line.kind != "blank":
            groups[-1][1].append(line)
    sections: list[Section] = []
    open_headings: list[Line] = []
    for position, (heading, body) in enumerate(groups):
        if heading is None and not body:
            continue
        following = groups[position + 1][0] if position + 1 < len(groups) else None
        if heading:
            open_headings = [line for line in open_headings if _LEVEL[line.kind] < _LEVEL[heading.kind]] + [heading]
        has_parts = bool(heading and following and _LEVEL[following.kind] > _LEVEL[heading.kind])
        labels = tuple(body) if has_parts and all(_is_label(line) for line in body) else ()
        prose = () if labels else tuple(body)
        sections.append(Section(tuple(line.content for line in open_headings), heading, labels, prose, has_parts))
    return sections


def _is_label(line: Line) -> bool:
    """令和５年度実績 between a heading and its parts is no sentence."""
    return len(line.content) <= 20 and not _SENTENCE_END.search(line.content)


def move_omission_notice(sections: list[Section]) -> tuple[list[Section], list[ParseIssue]]:
    """Put 「　比較可能な調査がないため省略。」 back under the one heading that is empty.

    Text taken out of a page loses such a line to the end of the file. It is moved only where it is certain: the line is
    a paragraph of its own (indented), it says that something is left out, and exactly one heading has nothing below it.
    """
    empty = [position for position, section in enumerate(sections) if section.is_empty and section.heading]
    notices = [
        (position, line)
        for position, section in enumerate(sections)
        if section.holds_opinions
        for line in section.lines
        if line.kind == "prose" and line.is_indented and _OMISSION.search(line.content)
    ]
    if len(empty) != 1 or len(notices) != 1:
        return sections, []
    target, (source, notice) = empty[0], notices[0]
    heading = sections[target].heading
    assert heading is not None
    moved = list(sections)
    moved[source] = replace(
        sections[source], lines=tuple(line for line in sections[source].lines if line is not notice)
    )
    moved[target] = replace(sections[target], lines=(notice,))
    message = (
        f"Line {notice.number} 「{notice.content}」 was moved under the heading of line {heading.number} "
        f"「{heading.content}」, the only one with nothing below it."
    )
    return moved, [ParseIssue("moved", message, Locator(line=notice.number))]


def read_passages(sections: list[Section]) -> tuple[tuple[Passage, ...], list[Piece]]:
    """Make one passage of each section that has prose; hard line breaks are joined."""
    passages: list[Passage] = []
    pieces: list[Piece] = []
    for section in sections:
        pieces.extend(heading_pieces(section))
        if not section.lines:
            continue
        passage_id = f"p{len(passages) + 1}"
        text = join_lines([line.text for line in section.lines])
        heading = section.path[-1] if section.path else ""
        first = section.lines[0]
        locator = Locator(line=first.number, column=first.start + 1)
        passages.append(Passage(passage_id, section.path, heading, None, text, locator))
        pieces.extend(whole_line(line, "passage", passage_id) for line in section.lines)
    return tuple(passages), pieces


def heading_pieces(section: Section) -> list[Piece]:
    """The lines that name a section."""
    lines = ([section.heading] if section.heading else []) + list(section.labels)
    return [whole_line(line, "heading") for line in lines]
