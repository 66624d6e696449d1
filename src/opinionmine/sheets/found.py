"""What a layout reads out of one table, before it is put together with the rest of the sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from opinionmine.records import Locator, ParseIssue, Piece, PrintedTotal, Project, Rating
from opinionmine.sheets.columns import Role
from opinionmine.sheets.goals import GoalHead
from opinionmine.sheets.marks import Count
from opinionmine.sheets.printed import Printed


@dataclass(frozen=True)
class Guide:
    """What a user taught about a layout.

    Attributes
    ----------
    scale : tuple of str
        Grades, best first.
    columns : mapping of str to Role
        Header of a column -> what it holds.
    layout : str
        Name of the layout to use for every table, or empty.
    opinion_headings : tuple of str
        Headings under which opinions stand, besides those that say so themselves.
    """

    scale: tuple[str, ...] = ()
    columns: Mapping[str, Role] = field(default_factory=dict)
    layout: str = ""
    opinion_headings: tuple[str, ...] = ()


@dataclass
class Context:
    """What the sheet has said before a table: grades, the meaning of brackets, the goal above.

    Attributes
    ----------
    bracket : str
        ``change``, ``previous`` (（　）内は前年度) or empty where the sheet does not say.
    change_grade : str
        ◎ where a note says that 増減 speaks of ◎ alone.
    is_overall : bool
        Whether the table stands under 【総計】 or 全体: its counts sum the goals and are not counted again.
    is_opinions : bool
        Whether its heading says that opinions follow.
    """

    guide: Guide
    scale: tuple[str, ...] = ()
    bracket: str = ""
    change_grade: str = ""
    fiscal_year: int | None = None
    goal: GoalHead | None = None
    actor: str = ""
    is_overall: bool = False
    is_opinions: bool = False

    def change_by_bracket(self, count: Count) -> int | None:
        """The change that the number in brackets gives; None without one, or where the sheet does not say what it is."""
        if count.bracket is None or not self.bracket:
            return None
        return count.count - count.bracket if self.bracket == "previous" else count.bracket


@dataclass
class Remark:
    """A cell of prose.

    Attributes
    ----------
    kind : str
        ``opinion``, ``reply`` (to the opinion before it) or ``prose``.
    covers : tuple of str
        Names of the projects it speaks about, more than one where its cell is merged.
    """

    kind: Literal["opinion", "reply", "prose"]
    printed: Printed
    heading: str
    goal_id: str | None
    covers: tuple[str, ...] = ()
    fields: dict[str, str] = field(default_factory=dict)
    weight: int = 1


@dataclass
class GoalFound:
    """A goal with what is known of it; `is_twice` where two titles carry its number, so that it holds the figures of both."""

    head: GoalHead
    locator: Locator
    ratings: list[Rating] = field(default_factory=list)
    earlier: list[Rating] = field(default_factory=list)
    is_twice: bool = False


@dataclass
class Found:
    """What one table holds. Every printed cell is in `pieces` or in a remark."""

    scale: tuple[str, ...] = ()
    goals: list[GoalFound] = field(default_factory=list)
    totals: list[PrintedTotal] = field(default_factory=list)
    projects: list[Project] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    last_goal: GoalHead | None = None
    pieces: list[Piece] = field(default_factory=list)
    issues: list[ParseIssue] = field(default_factory=list)

    def goal(self, head: GoalHead, locator: Locator) -> GoalFound:
        """The goal with this number, made if it is new; a title is kept from where it is first printed."""
        for goal in self.goals:
            if goal.head.goal_id == head.goal_id:
                if head.title and not goal.head.title:
                    goal.head = head
                return goal
        self.goals.append(GoalFound(head, locator))
        return self.goals[-1]

    def take(self, cell: Printed, role: str, unit_id: str = "") -> None:
        """Write a cell into the ledger."""
        self.pieces.extend(cell.pieces(role, unit_id))

    def take_rows(self, rows: Iterable[Iterable[Printed]], role: str) -> None:
        """Write every cell of some rows into the ledger."""
        for row in rows:
            for cell in row:
                self.take(cell, role)
