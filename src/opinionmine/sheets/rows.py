"""Whose figures a row of a table holds: the goal, measure and actor that its label cells name."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from opinionmine.japanese.years import find_fiscal_year, read_year
from opinionmine.sheets.columns import Header
from opinionmine.sheets.found import Context, Found
from opinionmine.sheets.goals import GoalHead, read_goal
from opinionmine.sheets.printed import Printed, join_printed

_TOTAL = re.compile(r"(?:総?合|総|小)?計|総数|合計数|全体(?:計)?|全目標|全施策|.{0,12}(?:の計|小計|合計|総計|全体)")
_OVERALL = re.compile(r"総?合計|総計|総数|全体(?:計)?|全目標|全施策")
_REPRINTED = re.compile(r"\(?(?:うち)?再掲\)?.*")
_TOTAL_OF = re.compile(r"(?:総?合|総|小)?計\s+(?P<actor>\S.{0,11})")
_YEAR_ROW = re.compile(
    r"(?:令和|平成|R|H)\s*(?:\d{1,2}|元)\s*(?:年度?)?(?:\(.*\))?|20\d\d\s*(?:\(.*\))?\s*年?度?|[前今本]年度"
)
_ID = re.compile(r"[\dⅠ-Ⅹ①-⑳１-９]{1,2}(?:\s*[-－―‐−ー.．]\s*[(（]?[\d１-９]{1,2}[)）]?)+")


@dataclass(frozen=True)
class RowLabel:
    """Whose figures a row holds.

    Attributes
    ----------
    kind : str
        ``data``, ``heading`` (a goal with nothing behind it), ``total``, ``reprinted`` (再掲: counted elsewhere), ``earlier`` (the same
        goal in an earlier year: R5 under R6).
    goals : tuple of str
        For a total: the goals it sums; empty for all.
    """

    kind: str
    goal: GoalHead | None = None
    actor: str = ""
    project: str = ""
    goals: tuple[str, ...] = ()
    year: int | None = None


def _read_label(cell: Printed, role: str, main: str | None, is_list: bool = False) -> GoalHead | None:
    """The goal a label names; in a column of goals its number alone will do."""
    if role == "goal" and (_ID.fullmatch(cell.text.strip()) or (is_list and re.fullmatch(r"\d{1,2}", cell.bare))):
        goal = read_goal(f"{cell.text.strip()} x", main, is_cell=True)
        return GoalHead(goal.goal_id, "", 0, 0) if goal else None
    return read_goal(cell.text, main, is_cell=True)


def _lines(cell: Printed) -> list[Printed]:
    """第４章 / 基本目標１ つながる / １－１ 見守り in one cell names a goal and the goal above it."""
    parts, start = [], 0
    for text in cell.text.split("\n"):
        parts.append(cell.part(start, start + len(text)))
        start += len(text) + 1
    return [part for part in parts if part.text.strip()]


class RowReader:
    """Reads the labels of one table from top to bottom; what a row leaves blank holds from the row above."""

    def __init__(
        self,
        header: Header,
        context: Context,
        found: Found,
        resets_goal: bool = False,
        body: tuple[tuple[Printed, ...], ...] = (),
    ) -> None:
        self.header = header
        self.found = found
        self.goal = context.goal
        self.main = context.goal.goal_id.split("-")[0] if context.goal else None
        self.actor = context.actor
        self.context = context
        self.has_context_goal = context.goal is not None
        self.project = ""
        self.n_unnumbered = 0
        self.is_total = context.is_overall
        self.resets_goal = resets_goal
        self.has_year_column = (
            any(header.columns[i].name.endswith("年度") for i in header.having("actor", "field", "goal"))
            and len(header.having("goal", "actor")) > 1
        )
        self.goal_places = header.having("goal")
        self.is_numbered = any(read_goal(row[i].text, is_cell=True) for row in body for i in self.goal_places)
        self.places = header.having("goal", "project", "actor", "number")

    def read(self, row: tuple[Printed, ...], has_values: bool) -> RowLabel:
        """Read one row; its label cells go into the ledger."""
        actor, project, total, reprinted = "", "", None, False
        cells = self._label_cells(row)
        seen_goal = False
        year: int | None = None
        for role, cell in cells:
            text = re.sub(r"\s+", "", cell.bare)
            if _REPRINTED.fullmatch(text):
                reprinted = True
            elif _YEAR_ROW.fullmatch(text) and self.has_year_column:
                year = read_year(cell.text)
            elif _YEAR_ROW.fullmatch(text):
                found_year = find_fiscal_year(cell.text)
                reprinted = text == "前年度" or (
                    found_year is not None and self.context.fiscal_year not in (None, found_year)
                )
                total = total or "合計"
            elif match := _TOTAL_OF.fullmatch(cell.bare):
                total, actor = "合計", match["actor"]
            elif self.resets_goal and role == "goal" and not _read_label(cell, role, self.main, True):
                self.goal = self.main = None  # 計画全体 in a list of opinions
            elif _TOTAL.fullmatch(text) and role != "project":
                total = text
            elif goal := _read_label(cell, role, self._parent(row, cell), self.resets_goal):
                self._enter(
                    goal, cell, is_main=len(self.goal_places) > 1 and cell.text == row[self.goal_places[0]].text
                )
                seen_goal, self.is_total = True, False
            elif role == "project":
                project = cell.text.strip().lstrip("・●○■□◆ \u3000")
            elif role == "goal" and self._names_goals(has_values):
                self._enter_unnumbered(cell)
                seen_goal = True
            elif role != "number":
                actor = cell.text.strip()
        if seen_goal and not total:
            self.actor = self.context.actor
        self.named_actor = bool(actor)
        if actor:
            self.actor = re.sub(r"\s+", "", actor)
        self.project = project or (self.project if not cells else "")
        label = self._judge(total, reprinted, has_values)
        if year is not None and year != self.context.fiscal_year:
            label = replace(label, kind="earlier" if label.kind == "data" else "reprinted", year=year)
        for _, cell in cells:
            role = "total" if label.kind in ("total", "reprinted") else "goal"
            self.found.take(cell, role, label.goal.goal_id if label.goal and label.kind != "total" else "")
        return label

    def _label_cells(self, row: tuple[Printed, ...]) -> list[tuple[str, Printed]]:
        """Label cells with their roles; a bare number 1-1 is put before the title in the next cell."""
        cells: list[tuple[str, Printed]] = []
        held: Printed | None = None
        held_role = "number"
        for i in self.places:
            cell, role = row[i], self.header.columns[i].role
            if not cell.text.strip():
                continue
            if "\n" in cell.text and role == "goal" and not read_goal(cell.text, self.main, is_cell=True):
                cells.extend(("goal" if read_goal(part.text) else "number", part) for part in _lines(cell))
                continue
            if _ID.fullmatch(cell.text.strip()) or (
                role == "goal" and re.fullmatch(r"\(?\d{1,2}\)?|[①-⑳⑴-⒇]", cell.bare) and self._has_title_beside(row, i)
            ):
                if held is not None:
                    cells.append(("number", held))  # 2 | 3-3: the nearer number is the goal's
                held, held_role = cell, role
                continue
            if held is not None:
                cell, role, held = join_printed([held, cell], " "), "goal", None
            cells.append((role, cell))
        return [*cells, (held_role, held)] if held is not None else cells

    def _has_title_beside(self, row: tuple[Printed, ...], i: int) -> bool:
        """1 | 地域のきずなを深める under one header 目標."""
        return i + 1 in self.places and bool(row[i + 1].text.strip()) and not row[i + 1].bare.isdigit()

    def _parent(self, row: tuple[Printed, ...], cell: Printed) -> str | None:
        """The main goal above; the first of two goal columns has none."""
        is_first = len(self.goal_places) > 1 and cell.text == row[self.goal_places[0]].text
        return None if is_first and not self.has_context_goal else self.main

    def _names_goals(self, has_values: bool) -> bool:
        """Whether unnumbered labels under this header are goals and not actors."""
        names = [self.header.columns[i].name for i in self.places if self.header.columns[i].role == "goal"]
        return (
            not self.has_context_goal and not self.is_numbered and bool(re.search("目標|施策|方針|柱", "".join(names)))
        )

    def _enter(self, goal: GoalHead, cell: Printed, is_main: bool = False) -> None:
        self.goal = self.found.last_goal = goal
        if is_main or not re.match(r"[①-⑳⑴-⒇(（\d]", cell.text.strip()):
            self.main = goal.goal_id.split("-")[0]  # ② beside ① is no part of it
        self.found.goal(goal, cell.locator)

    def _enter_unnumbered(self, cell: Printed) -> None:
        title = cell.text.strip()
        known = next((goal.head for goal in self.found.goals if goal.head.title == title), None)
        if known is None:
            self.n_unnumbered += 1
        self._enter(known or GoalHead(str(self.n_unnumbered), title, 0, len(title)), cell)

    def _judge(self, total: str | None, reprinted: bool, has_values: bool) -> RowLabel:
        if reprinted:
            return RowLabel("reprinted", self.goal, self.actor)
        if total is None and self.is_total:
            total = "合計"
        if total is not None:
            self.is_total = self.is_total or bool(_OVERALL.fullmatch(total))
            actor = self.actor if self.is_total and self.named_actor else ""
            return RowLabel("total", self.goal, actor, goals=self._summed(total))
        return RowLabel("data" if has_values else "heading", self.goal, self.actor, self.project)

    def _summed(self, total: str) -> tuple[str, ...]:
        """小計 sums the goals under the main goal above; 計 in a table of one goal sums that goal; 合計 sums all."""
        if self.has_context_goal and self.context.goal and not _OVERALL.fullmatch(total):
            return (self.context.goal.goal_id,)
        if "小" in total and self.main:
            return tuple(
                goal.head.goal_id for goal in self.found.goals if goal.head.goal_id.startswith(f"{self.main}-")
            ) or (self.main,)
        return (self.context.goal.goal_id,) if self.has_context_goal and self.context.goal else ()
