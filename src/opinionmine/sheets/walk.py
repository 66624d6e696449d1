"""A walk through the lines and tables of a sheet in reading order: each line goes to a goal, a heading or a section."""

from __future__ import annotations

import re
from dataclasses import replace

from opinionmine.records import ParseIssue
from opinionmine.sheets.drawn.figures import is_row_of_figures
from opinionmine.sheets.found import Context, Found
from opinionmine.sheets.goals import GoalHead, read_chapter, read_goal
from opinionmine.sheets.grids import Grid
from opinionmine.sheets.lines import Line
from opinionmine.sheets.page_matter import is_page_label
from opinionmine.sheets.sections import SectionCutter, repeated_headings
from opinionmine.sheets.tables import merge_table, read_table

_LONGEST_NAME = 20
# How far above a row of counts the line is looked for that should be its scale.
_ROWS_ABOVE = 40
_RULE = re.compile(r"[-=_*─━—ー―~\s]{3,}")
_OVERALL = re.compile(
    r"[#【〔(（■●○\s]*(?:総?合\s*計|総\s*計|総\s*数|全\s*体(?:計|集計)?|計画全体|総括表|全目標)[】〕)）\s]*"
)
# （１）市の取組 over a table names whose it is.
_ACTOR_HEADING = re.compile(
    r"[（(]?[\d１-９]*[)）]?[．.\s]*(?P<actor>[市町村区県]|行政|(?:.{0,6})?(?:社会福祉協議会|社協)|住民等?|市民|町民|村民|地域(?:・団体|団体|住民)?|事業者|団体|企業|民間|関係(?:機関|団体)|市・.{1,8})"
    r"(?:の|における|による)?(?:取組|評価|実績|実施状況)?"
)


class Walk:
    """What was found so far.

    Attributes
    ----------
    items : list of Line or Grid
        In reading order.
    titles, legend : set of int
        Positions of what was read as the title and as the legend.
    cutter : SectionCutter
        The sections of the prose.
    found : Found
        Goals with ratings, totals, projects, the ledger and the issues.
    layouts : list of str
        Layouts that recognised a table.
    """

    def __init__(self, items: list[Line | Grid], titles: set[int], legend: set[int], context: Context) -> None:
        self.items, self.titles, self.legend, self.context = items, titles, legend, context
        lines = [item for item in items if isinstance(item, Line)]
        self.taught = context.guide.opinion_headings
        self.cutter = SectionCutter(repeated_headings(lines), self.taught)
        self.found = Found()
        self.layouts: list[str] = []
        self._notes: set[int] = set()

    def run(self) -> None:
        """Read every item once."""
        for position, item in enumerate(self.items):
            if isinstance(item, Grid) and position in self.legend:
                self.found.take_rows(item.rows, "scale")
                self._take_rules(item)
            elif isinstance(item, Grid):
                self._read_grid(item, position)
            elif position in self.titles:
                self.found.take(item.printed, "title")
            elif position in self.legend or item.kind == "legend":
                self.found.take(item.printed, "scale")
            elif item.kind != "blank":
                self._read_line(item, position)

    @property
    def _in_opinions(self) -> bool:
        return self.cutter.current.names_opinions(self.taught)

    def _read_line(self, line: Line, position: int) -> None:
        following = self._following(position)
        if line.kind in ("goal", "heading") or _OVERALL.fullmatch(line.printed.bare):
            self.context.is_overall = bool(_OVERALL.fullmatch(line.printed.bare))
        if self.context.is_overall and isinstance(following, Grid):
            self.cutter.goal = None
            self.found.take(line.printed, "heading")
        elif line.kind == "goal" and line.goal and self._is_goal_heading(position):
            self._enter_goal(line, line.goal)
        elif isinstance(following, Grid) and (chapter := read_chapter(line.printed.text)) is not None:
            self._enter_goal(replace(line, kind="goal", goal=chapter), chapter)
        elif line.kind == "heading" and not self.cutter.is_list_item(
            line, following if isinstance(following, Line) else None
        ):
            self._enter_heading(line, read_goal(line.content + " ") or _named_goal(line.content))
        elif line.kind == "note" or self._continues_note(line, position):
            self._notes.add(position)
            self.found.take(line.printed, "note")
        elif _RULE.fullmatch(line.printed.bare) or is_page_label(line.printed):
            self.found.take(line.printed, "page")
        elif (goal := self._inner_goal(line, following)) is not None:
            self._enter_goal(replace(line, kind="goal", goal=goal), goal)
        elif self._is_numbered_heading(line, following):
            self._enter_heading(replace(line, kind="heading", level=2), read_goal(line.content))
        elif self._names_what_follows(line, following, position):
            self._enter_heading(replace(line, kind="heading", level=1), None)
        elif is_row_of_figures(line.printed) and not self._in_opinions:
            self._set_row_aside(line, position)
        else:
            self._add_prose(line)

    def _enter_goal(self, line: Line, goal: GoalHead) -> None:
        known = self._known(goal)
        is_twice = bool(known and known.title and goal.title and known.title != goal.title and not self._in_opinions)
        if is_twice:
            message = f"Goal {goal.goal_id} is printed a second time with another title."
            self.found.issues.append(ParseIssue("goal_twice", message, line.printed.locator))
        self.cutter.enter_goal(line)
        self.found.goal(goal, line.printed.locator).is_twice |= is_twice
        self.found.take(line.printed, "goal", goal.goal_id)

    def _enter_heading(self, line: Line, goal: GoalHead | None) -> None:
        self.cutter.enter_heading(line, self._known(goal) if goal else None)
        self.found.take(line.printed, "heading")

    def _add_prose(self, line: Line) -> None:
        # An arrow answers an opinion; elsewhere it is prose.
        if line.turn and line.printed.bare[0] in "⇒→➡" and not self._in_opinions:
            line = replace(line, kind="prose", turn=None)
        if line.kind not in ("turn", "bullet", "heading"):
            line = replace(line, kind="prose", start=line.printed.lead, end=len(line.printed.text))
        self.cutter.current.lines.append(line)

    def _set_row_aside(self, line: Line, position: int) -> None:
        """A row of counts under no scale that is known."""
        above = next(
            (
                i
                for i in reversed(self.items[max(0, position - _ROWS_ABOVE) : position])
                if isinstance(i, Line) and i.kind != "blank" and not is_row_of_figures(i.printed)
            ),
            None,
        )
        shown = f"found 「{above.printed.text.strip()[:40]}」 above" if above else "found none above"
        message = (
            f"Line {line.number} 「{line.printed.text.strip()[:40]}」 looks like a row of counts, but stands under no known rating scale "
            f"({shown}); teach the scale with --layout (評価の凡例が読めません)."
        )
        self.found.issues.append(ParseIssue("not_read", message, line.printed.locator))
        self.found.take(line.printed, "issue")

    # --- what a line is, from the lines around it ---------------------------------------------------------------------

    def _following(self, position: int) -> Line | Grid | None:
        below = self._place_below(position)
        return None if below is None else self.items[below]

    def _place_below(self, position: int) -> int | None:
        """Position of the next item that is not blank."""
        return next((i for i in range(position + 1, len(self.items)) if not _is_blank(self.items[i])), None)

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
        if self._in_opinions or (isinstance(following, Line) and following.bullet):
            return False
        return len(line.content) <= 25 and not re.search(r"[。、：:]|[たるいか]$", line.content)

    def _inner_goal(self, line: Line, following: Line | Grid | None) -> GoalHead | None:
        """（１）見守りの輪 over figures, under ■目標１, is goal 1-1."""
        main = self.cutter.goal
        if line.kind not in ("bullet", "heading") or line.bullet is None or line.bullet.number is None or main is None:
            return None
        if not isinstance(following, Grid) or _named_actor((line.printed.text.strip(),)) or len(line.content) > 40:
            return None
        return GoalHead(
            f"{main.goal_id.split('-')[0]}-{line.bullet.number}", line.content.strip(), line.start, line.end
        )

    def _continues_note(self, line: Line, position: int) -> bool:
        """The second line of a ※ note hangs under the first."""
        hangs = line.printed.text.startswith(("\u3000\u3000", "  ", "\t"))
        return (
            line.kind == "prose" and position - 1 in self._notes and (hangs or _is_unfinished(self.items[position - 1]))
        )

    def _names_what_follows(self, line: Line, following: Line | Grid | None, position: int) -> bool:
        """取組実績 between blank lines, over a table, a legend or prose, is a heading; so is 評価の区分 over a legend."""
        bare = line.printed.bare
        if (
            line.kind != "prose"
            or len(bare) > _LONGEST_NAME
            or re.search(r"[。、」:]|[ぁ-ん]$", bare)
            or following is None
        ):
            return False
        if line.printed.stretches[0].locator.cell:
            return (
                isinstance(following, Grid) and bool(following.name) and bool(re.search("意見|声|記述|コメント", bare))
            )
        if self._in_opinions:
            return False
        if isinstance(following, Grid) or following.kind == "legend" or self._place_below(position) in self.legend:
            return True
        after = self.items[position + 1]
        above = (self.items[i] for i in range(position - 1, -1, -1))
        before = next((item for item in above if not _is_blank(item)), None)
        ended = not isinstance(before, Line) or before.kind != "prose" or before.printed.bare.endswith("。")
        is_apart = isinstance(after, Line) and (
            after.kind == "blank" or following.printed.is_indented or line.printed.is_paragraph
        )
        return bool(ended and is_apart and following.kind == "prose" and "。" in self._text_below(position))

    def _text_below(self, position: int) -> str:
        below = [item.printed.text for item in self.items[position + 1 : position + 8] if isinstance(item, Line)]
        return "".join(below)

    def _known(self, goal: GoalHead) -> GoalHead | None:
        return next((known.head for known in self.found.goals if known.head.goal_id == goal.goal_id), None)

    # --- tables -------------------------------------------------------------------------------------------------------

    def _read_grid(self, grid: Grid, position: int) -> None:
        section = self.cutter.current
        section.has_parts = True
        self.context.goal = self.cutter.goal
        self.context.actor = _named_actor(section.path)
        self.context.is_opinions = self._in_opinions
        above = [
            item
            for item in self.items[max(0, position - 4) : position]
            if isinstance(item, Line) and item.kind != "blank"
        ]
        layout, found = read_table(grid, above, self.context)
        self._take_rules(grid)
        merge_table(found, grid, self.context, self.found)
        section.remarks += found.remarks
        if layout:
            self.layouts.append(layout)
        if self.cutter.goal is not None and found.last_goal is not None and grid.is_drawn:
            self.cutter.goal = found.last_goal  # a table that a page break cuts goes on under the goal it ended with

    def _take_rules(self, grid: Grid) -> None:
        self.found.take_rows([grid.rules], "page")


def _named_goal(heading: str) -> GoalHead | None:
    """基本目標１について and 目標１に関する意見 name a goal."""
    match = re.match(
        r"[（(]?(.*?[\dⅠ-Ⅹ](?:\s*[-－−]\s*[（(]?\d+[)）]?)?)\s*(?:「.*?」)?\s*(?:について|に関する|に対する|関係|への)",
        heading,
    )
    return read_goal(match[1] + " x") if match else None


def _named_actor(path: tuple[str, ...]) -> str:
    match = _ACTOR_HEADING.fullmatch(path[-1].strip()) if path else None
    return match["actor"] if match else ""


def _is_blank(item: Line | Grid) -> bool:
    return isinstance(item, Line) and item.kind == "blank"


def _is_unfinished(item: Line | Grid) -> bool:
    return isinstance(item, Line) and not item.printed.bare.endswith(("。", ")", "」"))
