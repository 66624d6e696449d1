"""The layout of sheets that print one block of counts for each goal, then prose under headings, then opinions.

The city of Kawagoe (川越市) prints its yearly sheet like this::

    １－１「おたがいさま」の心を育む
    ◎ ○ △ ×
    市・市社協 7 (⇧ 2) 11 (⇩ 3) 1 (⇨0) 1 (⇧ 1)
    ○自己評価
    総取組数305の内訳は、◎：141（＋36、46.2％）、…
    ＜…の意見＞
    ◆…研修について、…継続してもらいたい。
"""

from __future__ import annotations

import re

from opinionmine.errors import NotThisLayout
from opinionmine.japanese.years import find_fiscal_year
from opinionmine.records import Document, Locator, ParseIssue, Sheet, TextBlock
from opinionmine.sheets.lines import Line, classify_line
from opinionmine.sheets.opinions import read_opinions
from opinionmine.sheets.passages import Section, cut_sections, move_omission_notice, read_passages
from opinionmine.sheets.ratings import read_goals

_MUNICIPALITY = re.compile(r"([^\s「」、。]{1,6}?[市区町村])(?=社会福祉|地域福祉|福祉|障害|障がい|高齢|第\d)")
_YEAR = re.compile(r"^.*?年度\s*(?:版)?")
_SHEET_NAME = re.compile(r"\s*(?:の)?(?:取組)?(?:総括|評価|進捗管理)?シート.*$")


def parse(document: Document) -> Sheet:
    """Parse a sheet of this layout.

    Raises
    ------
    NotThisLayout
        If the document has no rating row.
    SheetError
        If rating rows stand under no scale that is known.
    """
    lines = [
        classify_line(block.locator.line or 0, block.text) for block in document.blocks if isinstance(block, TextBlock)
    ]
    if not any(line.kind == "rating" for line in lines):
        raise NotThisLayout(
            "no ratings found. Expected rows such as 「市 7 (⇧2) 11 (⇩3) 1 (⇨0) 0 (⇨0)」 under a scale such as 「◎ ○ △ ×」 "
            "(評価の行が見つかりません). Check that this is a summary sheet (総括シート)."
        )
    figures, prose = _split_at_first_heading(lines)
    goals, scale, actors, figure_pieces, figure_issues = read_goals(figures, document.source)
    sections = cut_sections(prose)
    sections, omission_issues = move_omission_notice(sections)
    opinions, opinion_pieces, opinion_issues = read_opinions(sections)
    passages, passage_pieces = read_passages([section for section in sections if not section.holds_opinions])
    title = next((line for line in lines if line.kind == "title"), None)
    pieces = figure_pieces + passage_pieces + opinion_pieces
    return Sheet(
        title=title.text.strip() if title else "",
        municipality=_find_municipality(title, sections),
        plan=_find_plan(title),
        fiscal_year=find_fiscal_year(title.text) if title else None,
        scale=scale,
        actors=actors,
        goals=goals,
        passages=passages,
        opinions=opinions,
        issues=(*_title_issues(title), *figure_issues, *omission_issues, *opinion_issues),
        trace=tuple(sorted(pieces, key=lambda piece: (piece.line, piece.start))),
    )


def _split_at_first_heading(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """The figures end at the first heading below a goal; further down 「１－２…」 at the start of a line is prose."""
    seen_goal = False
    for position, line in enumerate(lines):
        seen_goal = seen_goal or line.kind in ("goal", "rating")
        if seen_goal and line.kind in ("section", "part", "item", "opinion"):
            return lines[:position], lines[position:]
    return lines, []


def _find_municipality(title: Line | None, sections: list[Section]) -> str | None:
    """＜川越市社会福祉審議会…の意見＞ or 令和５年度若葉市地域福祉計画… names the municipality."""
    names = [_YEAR.sub("", title.text.strip())] if title else []
    for text in [*names, *(section.path[-1] for section in sections if section.path)]:
        if match := _MUNICIPALITY.match(text):
            return match[1]
    return None


def _find_plan(title: Line | None) -> str | None:
    """令和５年度みんなでつくる福祉のまち川越プラン　総括シート → みんなでつくる福祉のまち川越プラン."""
    return (_SHEET_NAME.sub("", _YEAR.sub("", title.text.strip())).strip() or None) if title else None


def _title_issues(title: Line | None) -> list[ParseIssue]:
    if title:
        return []
    message = (
        "No title with a fiscal year was found (expected such as 令和５年度…総括シート); plan and year are not known."
    )
    return [ParseIssue("no_title", message, Locator(line=1))]
