"""From a Document to a Sheet: lines and tables in reading order, each to the unit it belongs to."""

from __future__ import annotations

import re
from dataclasses import replace

from opinionmine.japanese.years import find_fiscal_year
from opinionmine.errors import NotThisLayout, SheetError
from opinionmine.records import Document, Goal, Opinion, ParseIssue, Passage, Piece, PrintedTotal, Rating, RatingScale, Sheet, Voice
from opinionmine.sheets.flow import read_flow
from opinionmine.sheets.found import Context, Found, GoalFound, Guide
from opinionmine.sheets.front import find_scale, read_front, read_notes
from opinionmine.sheets.goals import GoalHead, read_goal
from opinionmine.sheets.grids import Grid
from opinionmine.sheets.layouts import LAYOUTS
from opinionmine.sheets.layouts.grades_as_columns import with_change
from opinionmine.sheets.lines import Line, classify_line
from opinionmine.sheets.opinions import Draft, draft_opinions, draft_remark, draft_turns, finish_opinion
from opinionmine.sheets.page_matter import is_page_label
from opinionmine.sheets.prose import join_prose
from opinionmine.sheets.sections import Section, SectionCutter, move_omission_notice, repeated_headings
from opinionmine.sheets.sentences import read_sentence_counts
from opinionmine.sheets.turns import is_formality, is_question


def parse_sheet(document: Document, guide: Guide | None = None) -> Sheet:
    """Parse a summary sheet, a project list, minutes or a list of opinions and replies.

    Parameters
    ----------
    guide : Guide, optional
        What the user taught about its layout.

    Returns
    -------
    Sheet
        What is not understood is in `issues`; nothing of the document is lost (`trace`).

    Raises
    ------
    SheetError
        If the guide names a layout that does not exist, or that recognises no table of this document.
    """
    return _Parser(document, guide or Guide()).parse()


class _Parser:
    """Walks through a document once; what it finds is put together at the end."""

    def __init__(self, document: Document, guide: Guide) -> None:
        self.guide = guide
        flow = read_flow(document)
        self.items: list[Line | Grid] = [item if isinstance(item, Grid) else classify_line(item) for item in flow.items]
        self.front = read_front(self.items)
        scale, self.legend = find_scale(self.items)
        bracket, change_grade = read_notes(self.items)
        self.context = Context(guide, guide.scale or scale, bracket, change_grade, self.front.fiscal_year)
        lines = [item for item in self.items if isinstance(item, Line)]
        self.cutter = SectionCutter(repeated_headings(lines), guide.opinion_headings)
        self.merged = Found()
        self.merged.pieces = list(flow.pieces)
        self.merged.issues = [*document.issues, *self.front.issues, *flow.issues]
        self.layouts: list[str] = []
        self.is_overall = False
        self.notes: set[int] = set()
        self.source = document.source

    def parse(self) -> Sheet:
        for position, item in enumerate(self.items):
            if isinstance(item, Grid) and position in self.legend:
                for cell in (cell for row in item.rows for cell in row):
                    self.merged.take(cell, "scale")
            elif isinstance(item, Grid):
                self._read_grid(item)
            elif position in self.front.lines:
                self.merged.take(item.printed, "title")
            elif position in self.legend or item.kind == "legend":
                self.merged.take(item.printed, "scale")
            else:
                self._read_line(item, position)
        if self.guide.layout and self.guide.layout not in self.layouts:
            known = ", ".join(LAYOUTS)
            raise SheetError(
                f"{self.source}: no table fits the layout 「{self.guide.layout}」; layouts are {known}. Leave --layout out, or describe "
                "the columns in a YAML file (docs/layouts.md)."
            )
        return self._finish()

    # --- walking ------------------------------------------------------------------------------------------------------

    def _read_line(self, line: Line, position: int) -> None:
        if line.kind == "blank":
            return
        following = next((i for i in self.items[position + 1 :] if isinstance(i, Grid) or i.kind != "blank"), None)
        next_line = following if isinstance(following, Line) else None
        if line.kind in ("goal", "heading") or _OVERALL.fullmatch(line.printed.bare):
            self.is_overall = bool(_OVERALL.fullmatch(line.printed.bare))
        if self.is_overall and isinstance(following, Grid):
            self.cutter.goal = None
            self.merged.take(line.printed, "heading")
        elif line.kind == "goal" and line.goal and self._is_goal_heading(position):
            self.cutter.enter_goal(line)
            self.merged.goal(line.goal, line.printed.locator)
            self.merged.take(line.printed, "goal", line.goal.goal_id)
        elif line.kind == "heading" and not self.cutter.is_list_item(line, next_line):
            goal = read_goal(line.content + " ") or _named_goal(line.content)
            self.cutter.enter_heading(line, self._known(goal))
            self.merged.take(line.printed, "heading")
        elif line.kind == "note" or self._continues_note(line, position):
            self.notes.add(position)
            self.merged.take(line.printed, "note")
        elif _RULE.fullmatch(line.printed.bare) or is_page_label(line.printed):
            self.merged.take(line.printed, "page")
        elif self._is_numbered_heading(line, following):
            self.cutter.enter_heading(replace(line, kind="heading", level=2), self._known(read_goal(line.content)))
            self.merged.take(line.printed, "heading")
        elif self._names_what_follows(line, following, position):
            self.cutter.enter_heading(replace(line, kind="heading", level=1), None)
            self.merged.take(line.printed, "heading")
        else:
            if line.turn and line.printed.bare[0] in "⇒→➡" and not self.cutter.current.names_opinions(self.guide.opinion_headings):
                line = replace(line, kind="prose", turn=None)
            self.cutter.current.lines.append(line if line.kind in ("turn", "bullet", "heading") else replace(line, kind="prose", start=_lead(line), end=len(line.printed.text)))

    def _is_goal_heading(self, position: int) -> bool:
        """Not where a sentence of the line above is unfinished: …。特に、 / １－２「交流…」について."""
        before = self.items[position - 1] if position else None
        if not isinstance(before, Line) or before.kind != "prose" or before.printed.is_paragraph:
            return True
        text = before.printed.text.strip()
        return len(text) < 25 or text[-1] in "。」）)"

    def _is_numbered_heading(self, line: Line, following: Line | Grid | None) -> bool:
        """（１）市の取組 over a table or prose; (1) 周知 / (2) 研修 one after the other are items."""
        if line.kind != "bullet" or line.bullet is None or line.bullet.number is None or following is None:
            return False
        if self.cutter.current.names_opinions(self.guide.opinion_headings) or (isinstance(following, Line) and following.bullet):
            return False
        return len(line.content) <= 25 and not re.search(r"[。、：:]|[たるいか]$", line.content)

    def _continues_note(self, line: Line, position: int) -> bool:
        """The second line of a ※ note hangs under the first."""
        hangs = line.printed.text.startswith(("\u3000\u3000", "  ", "\t"))
        return line.kind == "prose" and position - 1 in self.notes and (hangs or _is_unfinished(self.items[position - 1]))

    def _names_what_follows(self, line: Line, following: Line | Grid | None, position: int) -> bool:
        """取組実績 between blank lines, over a table, a legend or prose, is a heading; so is 評価の区分 over a legend."""
        bare = line.printed.bare
        if line.kind != "prose" or len(bare) > _LONGEST_NAME or re.search(r"[。、」:]|[ぁ-ん]$", bare) or following is None:
            return False
        if line.printed.stretches[0].locator.cell:
            return isinstance(following, Grid) and bool(following.name) and bool(re.search("意見|声|記述|コメント", bare))
        if self.cutter.current.names_opinions(self.guide.opinion_headings):
            return False
        if isinstance(following, Grid) or following.kind == "legend" or self.items.index(following) in self.legend:
            return True
        after = self.items[position + 1]
        before = next((item for item in reversed(self.items[:position]) if isinstance(item, Grid) or item.kind != "blank"), None)
        ended = not isinstance(before, Line) or before.kind != "prose" or before.printed.bare.endswith("。")
        is_apart = isinstance(after, Line) and (after.kind == "blank" or following.printed.is_indented or line.printed.is_paragraph)
        return bool(ended and is_apart and following.kind == "prose" and "。" in self._text_below(position))

    def _text_below(self, position: int) -> str:
        below = [item.printed.text for item in self.items[position + 1 : position + 8] if isinstance(item, Line)]
        return "".join(below)

    def _known(self, goal: GoalHead | None) -> GoalHead | None:
        if goal is None:
            return None
        return next((known.head for known in self.merged.goals if known.head.goal_id == goal.goal_id), None)

    def _read_grid(self, grid: Grid) -> None:
        section = self.cutter.current
        section.has_parts = True
        self.context.goal = self.cutter.goal
        self.context.is_overall = self.is_overall
        self.context.actor = _named_actor(section.path)
        self.context.is_opinions = section.names_opinions(self.guide.opinion_headings)
        self.merged.pieces += [piece for rule in grid.rules for piece in rule.pieces("page")]
        for name, read in LAYOUTS.items():
            if self.guide.layout and name != self.guide.layout:
                continue
            try:
                found = read(grid, self.context)
            except NotThisLayout:
                continue
            if (year := self._year_above(grid)) is not None:
                _as_earlier(found, year)
            self._merge(found, section, grid)
            self.layouts.append(name)
            return
        for row in grid.rows:
            for cell in row:
                self.merged.take(cell, "table")
        shown = "、".join(cell.text.strip() for cell in grid.rows[0] if cell.text.strip())[:60]
        place = next(cell.locator for row in grid.rows for cell in row if cell.stretches)
        message = f"A table of {len(grid.rows)} rows, 「{shown}」, is no table of ratings or opinions that is known; it was set aside (この表は読みませんでした)."
        self.merged.issues.append(ParseIssue("table_not_read", message, place))

    def _year_above(self, grid: Grid) -> int | None:
        """（参考）令和５年度の評価 over a table: it holds an earlier year."""
        position = next(i for i, item in enumerate(self.items) if item is grid)
        above = [item for item in self.items[max(0, position - 4) : position] if isinstance(item, Line) and item.kind != "blank"]
        for line in reversed(above):
            if "年度" in line.printed.text and len(line.printed.bare) <= 30:
                year = find_fiscal_year(line.printed.bare)
                is_past = year is not None and self.context.fiscal_year is not None and year < self.context.fiscal_year
                return year if is_past and re.search("参考|前年度|の評価|の結果|実績", line.printed.text) else None
        return None

    def _merge(self, found: Found, section: Section, grid: Grid) -> None:
        if found.scale and len(found.scale) >= len(self.context.scale) and (found.scale != self.context.scale):
            if self.context.scale and not set(self.context.scale) <= set(found.scale) and not self.guide.scale:
                shown = " / ".join(" ".join(scale) for scale in (self.context.scale, found.scale))
                place = next((p for row in grid.rows for c in row if c.stretches for p in [c.locator]))
                self.merged.issues.append(ParseIssue("scales_differ", f"Different scales are printed: {shown}.", place))
            self.context.scale = self.context.scale if self.guide.scale else found.scale
        for goal in found.goals:
            target = self.merged.goal(goal.head, goal.locator)
            target.ratings += goal.ratings
            target.earlier += goal.earlier
            if goal.earlier and not goal.ratings and self.context.fiscal_year:
                target.ratings = [with_change(rating, target.earlier, self.context.fiscal_year) for rating in target.ratings]
        self.merged.totals += found.totals
        self.merged.projects += found.projects
        self.merged.pieces += found.pieces
        self.merged.issues += found.issues
        section.remarks += found.remarks
        if self.cutter.goal is not None and found.last_goal is not None and grid.is_drawn:
            self.cutter.goal = found.last_goal  # a table that a page break cuts goes on under the goal it ended with

    # --- putting together ---------------------------------------------------------------------------------------------

    def _finish(self) -> Sheet:
        sections = self.cutter.sections
        has_headings = any(s.names_opinions(self.guide.opinion_headings) and (s.lines or s.remarks) for s in sections)
        self.merged.issues += move_omission_notice(sections, self.guide.opinion_headings)
        self.opinions: list[Opinion] = []
        self.passages: list[Passage] = []
        has_turns = sum(section.n_turns for section in sections) > 1
        for section in sections:
            for label in section.labels:
                self.merged.take(label.printed, "heading")
            has_table = any(remark.kind == "opinion" for remark in section.remarks)
            self._read_remarks(section)
            is_list = section.names_opinions(self.guide.opinion_headings) or (not has_headings and section.has_diamonds)
            if section.n_turns and (has_turns or is_list):
                self._read_turns(section)
            elif section.lines and is_list and has_table:
                self._add_passage(section, section.lines, None)  # what leads in to the table of opinions
            elif section.lines and is_list:
                self._read_opinions(section)
            elif section.lines:
                self._add_passage(section, section.lines, _voice(section, has_turns))
        if not any(goal.ratings for goal in self.merged.goals):
            self._read_sentences()
        self._count_sums_once()
        goals = tuple(self._goal(goal) for goal in self.merged.goals)
        self._check_goals(goals)
        if not self.opinions:
            message = "No opinion was found: no heading such as 委員の意見, no bullet ◆, no column 意見 (意見が見つかりません)."
            self.merged.issues.append(ParseIssue("no_opinions", message, replace(self.items[0].printed.locator, column=None) if self.items and isinstance(self.items[0], Line) else goals[0].locator if goals else _nowhere()))
        ratings = [rating for goal in goals for rating in goal.ratings]
        if not ratings:
            message = "No ratings were found: no table of counts or marks that is known (評価の表が見つかりません)."
            self.merged.issues.append(ParseIssue("no_ratings", message, _nowhere()))
        return Sheet(
            title=self.front.title,
            municipality=self.front.municipality,
            plan=self.front.plan,
            fiscal_year=self.front.fiscal_year,
            scale=RatingScale(self.context.scale if ratings else ()),
            actors=tuple(dict.fromkeys(rating.actor for rating in ratings if rating.actor)),
            goals=goals,
            passages=tuple(self.passages),
            opinions=tuple(self.opinions),
            issues=tuple(self.merged.issues),
            trace=tuple(sorted(self.merged.pieces, key=lambda piece: (piece.line, piece.start))),
            totals=tuple(self.merged.totals),
            projects=tuple(self.merged.projects),
            layouts=tuple(dict.fromkeys(self.layouts)),
        )

    def _goal(self, goal: GoalFound) -> Goal:
        return Goal(goal.head.goal_id, goal.head.parent_id, goal.head.title, tuple(goal.ratings), goal.locator, tuple(goal.earlier))

    def _check_goals(self, goals: tuple[Goal, ...]) -> None:
        has_counts = any(not rating.project for goal in goals for rating in goal.ratings)
        parents = {goal.parent_id for goal in goals}
        for goal in goals:
            if has_counts and goal.goal_id not in parents and goal.parent_id and not goal.ratings:
                message = f"Goal {goal.goal_id} 「{goal.title}」 has no rating row."
                self.merged.issues.append(ParseIssue("no_ratings", message, goal.locator))
            unchanged = [rating for rating in goal.ratings if rating.change is None and not rating.project]
            if unchanged and len(unchanged) < len(goal.ratings):
                message = f"Goal {goal.goal_id}: {len(unchanged)} of {len(goal.ratings)} counts print no change against last year."
                self.merged.issues.append(ParseIssue("no_change", message, unchanged[0].locator))

    def _count_sums_once(self) -> None:
        """Counts by actor that stand under no goal sum those under the goals: they are printed totals."""
        loose = next((goal for goal in self.merged.goals if goal.head.goal_id == "-"), None)
        others = any(goal.ratings for goal in self.merged.goals if goal is not loose)
        if loose is None or not others or any(rating.project for rating in loose.ratings):
            return
        self.merged.totals += [PrintedTotal((), r.actor or None, r.grade, r.count, r.locator) for r in loose.ratings]
        self.merged.goals.remove(loose)

    def _read_sentences(self) -> None:
        """Counts that no table prints, from the first sentence under each goal that gives them."""
        for passage in self.passages:
            target = next((goal for goal in self.merged.goals if goal.head.goal_id == passage.goal_id), None)
            if target is None or target.ratings or not self.context.scale:
                continue
            for found in read_sentence_counts(passage, self.context.scale):
                anchor, locator = max(a for a in ((at, i) for i, (at, _) in enumerate(passage.anchors)) if a[0] <= found.at)
                place = passage.anchors[locator][1]
                place = replace(place, column=(place.column or 1) + found.at - anchor)
                target.ratings.append(Rating("", found.grade, found.count, found.change, place))
                if "sentences" not in self.layouts:
                    self.layouts.append("sentences")

    def _read_remarks(self, section: Section) -> None:
        for remark in section.remarks:
            if remark.kind == "opinion":
                for draft in draft_remark(remark):
                    self._add_opinion(draft)
            elif remark.kind == "reply" and self.opinions:
                last = self.opinions[-1]
                self.opinions[-1] = replace(last, fields={**last.fields, "reply": remark.printed.text.strip()})
                self.merged.take(remark.printed, "reply", last.opinion_id)
            else:
                self._add_cell(remark.printed.text, section, remark)

    def _add_cell(self, text: str, section: Section, remark) -> None:
        passage_id = f"p{len(self.passages) + 1}"
        start = len(text) - len(text.lstrip())
        path = (*section.path, *remark.covers, remark.heading)
        voice = None if remark.kind == "reply" else _path_voice(path)
        locator = remark.printed.locate(start)
        self.passages.append(Passage(passage_id, path, remark.heading, remark.goal_id, text.strip(), locator, voice, ((0, locator),)))
        self.merged.take(remark.printed, "passage", passage_id)

    def _read_opinions(self, section: Section) -> None:
        drafts, others, after, issues = draft_opinions(section)
        for line in others:
            self.merged.take(line.printed, "note")
        self.merged.issues += issues
        for draft in drafts:
            self._add_opinion(draft)
        for lines in after:
            self._add_passage(section, lines, None)

    def _read_turns(self, section: Section) -> None:
        """Opinions of members; what the office answers goes with the opinion before it, formalities to passages nobody codes."""
        for voice, lines in draft_turns(section):
            text = join_prose(lines, "", "")[0]
            if voice == "reply" and self.opinions and not is_formality(text, "reply"):
                last = self.opinions[-1]
                joined = "\n".join(filter(None, (last.fields.get("reply"), text)))
                self.opinions[-1] = replace(last, fields={**last.fields, "reply": joined})
                self.merged.pieces += join_prose(lines, "reply", last.opinion_id)[2]
            elif voice == "opinion" and (lines[0].turn and lines[0].turn.is_label or not is_formality(text, "opinion") and not is_question(text)):
                self._add_opinion(Draft([lines], section.goal.goal_id if section.goal else None))
            elif voice == "chair" and not is_formality(text, "chair"):
                self._add_opinion(Draft([lines], section.goal.goal_id if section.goal else None))
            else:
                self._add_passage(section, lines, None)

    def _add_opinion(self, draft: Draft) -> None:
        opinion_id = f"o{len(self.opinions) + 1}"
        previous = self.opinions[-1].opinion_id if self.opinions else None
        known = {goal.head.goal_id for goal in self.merged.goals}
        opinion, pieces = finish_opinion(draft, opinion_id, previous, known)
        self.opinions.append(opinion)
        self.merged.pieces += pieces

    def _add_passage(self, section: Section, lines: list[Line], voice: Voice | None) -> None:
        passage_id = f"p{len(self.passages) + 1}"
        whole = [replace(line, start=_lead(line)) if line.kind != "turn" else line for line in lines]
        text, anchors, pieces = join_prose(whole, "passage", passage_id)
        heading = section.path[-1] if section.path else ""
        goal_id = section.goal.goal_id if section.goal else None
        locator = anchors[0][1] if anchors else lines[0].printed.locator
        self.passages.append(Passage(passage_id, section.path, heading, goal_id, text, locator, voice, anchors))
        self.merged.pieces += pieces


# （１）市の取組 over a table names whose it is.
_ACTOR_HEADING = re.compile(
    r"[（(]?[\d１-９]*[)）]?[．.\s]*(?P<actor>[市町村区県]|行政|(?:.{0,6})?(?:社会福祉協議会|社協)|住民等?|市民|町民|村民|地域(?:・団体|団体|住民)?|事業者|団体|企業|民間|関係(?:機関|団体)|市・.{1,8})"
    r"(?:の|における|による)?(?:取組|評価|実績|実施状況)?"
)
_LONGEST_NAME = 20
_RULE = re.compile(r"[-=_*─━—ー―~\s]{3,}")
_OVERALL = re.compile(r"[#【〔(（■●○\s]*(?:総?合\s*計|総\s*計|総\s*数|全\s*体(?:計|集計)?|計画全体|総括表|全目標)[】〕)）\s]*")


def _as_earlier(found: Found, year: int) -> None:
    """The ratings of a table of an earlier year."""
    for goal in found.goals:
        goal.earlier += [replace(rating, fiscal_year=year, change=None) for rating in goal.ratings if rating.count or not rating.project]
        goal.ratings = []
    found.totals = []


def _named_goal(heading: str) -> GoalHead | None:
    """基本目標１について and 目標１に関する意見 name a goal."""
    match = re.match(r"[（(]?(.*?[\dⅠ-Ⅹ](?:\s*[-－−]\s*[（(]?\d+[)）]?)?)\s*(?:「.*?」)?\s*(?:について|に関する|に対する|関係|への)", heading)
    return read_goal(match[1] + " x") if match else None


def _named_actor(path: tuple[str, ...]) -> str:
    match = _ACTOR_HEADING.fullmatch(path[-1].strip()) if path else None
    return match["actor"] if match else ""


def _is_unfinished(item: Line | Grid) -> bool:
    return isinstance(item, Line) and not item.printed.bare.endswith(("。", ")", "」"))


def _lead(line: Line) -> int:
    return len(line.printed.text) - len(line.printed.text.lstrip())


def _voice(section: Section, has_turns: bool) -> Voice | None:
    return None if has_turns and not section.path else _path_voice(section.path)


def _path_voice(path: tuple[str, ...]) -> Voice:
    return "self_evaluation" if any("自己評価" in heading for heading in path) else "project_report"


def _nowhere():
    from opinionmine.records import Locator

    return Locator()


def known_ratings(goal: Goal) -> tuple[Rating, ...]:
    """This year's ratings with a count."""
    return tuple(rating for rating in goal.ratings if rating.count)


def merge_pieces(pieces: list[Piece]) -> list[Piece]:
    """In printed order."""
    return sorted(pieces, key=lambda piece: (piece.line, piece.start))
