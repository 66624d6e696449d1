"""Committee opinions: bullets to opinions, and orphaned tails back to their heads."""

from __future__ import annotations

import re
from dataclasses import dataclass

from opinionmine.japanese.normalize import join_lines
from opinionmine.records import Locator, Opinion, ParseIssue, Piece
from opinionmine.sheets.lines import Line
from opinionmine.sheets.passages import Section, heading_pieces
from opinionmine.sheets.pieces import bullet_and_content

_ENDED = re.compile(r"[。！？!?．][」』）)]?$")


@dataclass(frozen=True)
class _Paragraph:
    """Lines that belong together; the first one of an opinion carries the bullet."""

    lines: tuple[Line, ...]

    @property
    def has_bullet(self) -> bool:
        return self.lines[0].kind == "opinion"

    @property
    def is_whole(self) -> bool:
        return bool(_ENDED.search(self.lines[-1].text.strip()))

    @property
    def first(self) -> int:
        return self.lines[0].number


def read_opinions(sections: list[Section]) -> tuple[tuple[Opinion, ...], list[Piece], list[ParseIssue]]:
    """Read the opinions of all sections that hold some.

    Returns
    -------
    opinions, pieces, issues
        An issue with code ``moved`` names both lines where a tail was put back; ``unsure`` where a paragraph without a
        bullet stayed with the opinion above it; ``no_opinions`` where there is none at all.
    """
    opinions: list[Opinion] = []
    pieces: list[Piece] = []
    issues: list[ParseIssue] = []
    for section in (section for section in sections if section.holds_opinions):
        pieces.extend(heading_pieces(section))
        units, problems = _return_orphans(_cut_paragraphs(section.lines))
        issues.extend(problems)
        for unit in units:
            opinion_id = f"o{len(opinions) + 1}"
            lines = [line for paragraph in unit for line in paragraph.lines]
            text = join_lines([line.text[line.start :] for line in lines])
            locators = tuple(Locator(line=p.first, column=p.lines[0].start + 1) for p in unit)
            opinions.append(Opinion(opinion_id, "committee", text, locators=locators))
            for line in lines:
                pieces.extend(bullet_and_content(line, "opinion", opinion_id))
    if not opinions:
        message = "No opinion was found: no line begins with the bullet ◆ (意見（◆の行）が見つかりません)."
        issues.append(ParseIssue("no_opinions", message, Locator(line=1)))
    return tuple(opinions), pieces, issues


def _cut_paragraphs(lines: tuple[Line, ...]) -> list[_Paragraph]:
    """A bullet opens a paragraph, and so does a line after a sentence that ended before the right margin.

    もらいたい。 fills a seventh of its line, so what follows does not continue it.
    """
    width = max(len(line.text.rstrip()) for line in lines)
    groups: list[list[Line]] = []
    for line in lines:
        last = groups[-1][-1].text.rstrip() if groups else ""
        has_ended = bool(_ENDED.search(last)) and len(last) < 0.8 * width
        if not groups or line.kind == "opinion" or line.is_indented or has_ended:
            groups.append([])
        groups[-1].append(line)
    return [_Paragraph(tuple(group)) for group in groups]


def _return_orphans(paragraphs: list[_Paragraph]) -> tuple[list[list[_Paragraph]], list[ParseIssue]]:
    """Put the one paragraph without a bullet behind the one opinion without an end.

    With more than one candidate nothing is moved: the paragraph stays with the opinion above it.
    """
    orphans = [paragraph for paragraph in paragraphs if not paragraph.has_bullet]
    heads = [p for p in paragraphs if p.has_bullet and not p.is_whole]
    if len(orphans) == 1 and len(heads) == 1 and _follows(paragraphs, heads[0]) is not orphans[0]:
        head, tail = heads[0], orphans[0]
        message = (
            f"Lines {tail.first}-{tail.lines[-1].number} 「{tail.lines[0].content[:20]}…」 have no bullet and were moved behind "
            f"line {head.lines[-1].number} 「…{head.lines[-1].content[-20:]}」, the only opinion without an end."
        )
        issue = ParseIssue("moved", message, Locator(line=tail.first))
        return [[head, tail] if p is head else [p] for p in paragraphs if p is not tail], [issue]
    units: list[list[_Paragraph]] = []
    issues: list[ParseIssue] = []
    for paragraph in paragraphs:
        if paragraph.has_bullet or not units:
            units.append([paragraph])
            continue
        units[-1].append(paragraph)
        message = (
            f"Line {paragraph.first} 「{paragraph.lines[0].content[:20]}…」 has no bullet; it was left with the opinion above "
            "(意見の続きとして扱いました)."
        )
        issues.append(ParseIssue("unsure", message, Locator(line=paragraph.first)))
    return units, issues


def _follows(paragraphs: list[_Paragraph], head: _Paragraph) -> _Paragraph | None:
    position = next(i for i, paragraph in enumerate(paragraphs) if paragraph is head)
    return paragraphs[position + 1] if position + 1 < len(paragraphs) else None
