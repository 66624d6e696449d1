"""Where a table may begin among the lines of a text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from opinionmine.sheets.grids import Grid
from opinionmine.sheets.marks import canonical_mark, is_mark, is_scale
from opinionmine.sheets.printed import Printed

LONGEST_LABEL = 40
LEADERS = re.compile(r"[\s.…‥・·]{3,}|…+|‥+")
RULE = re.compile(r"[-=─━—―]{5,}")


@dataclass
class Place:
    """A position in the lines.

    Attributes
    ----------
    items : list of Printed or Grid
        What stands before it, already read; a table may take its label or header from there.
    scale : tuple of str
        Grades that the user taught.
    taken : list of Printed
        What a table took from `items`.
    """

    lines: list[Printed]
    position: int
    items: list[Printed | Grid]
    scale: tuple[str, ...] = ()
    taken: list[Printed] = field(default_factory=list)

    @property
    def line(self) -> Printed:
        """The line at this place."""
        return self.lines[self.position]

    def visible(self, position: int) -> tuple[Printed | None, int]:
        """The next line that is not blank, at most two blank lines further, and how many lines that took."""
        for step in range(3):
            if (
                position + step < len(self.lines)
                and self.lines[position + step].bare
                and not RULE.fullmatch(self.lines[position + step].bare)
            ):
                return self.lines[position + step], step + 1
        return None, 0

    def above(self, n: int) -> list[Printed]:
        """The last `n` lines before this place that are not blank, nearest first; fewer where a table stands between."""
        found: list[Printed] = []
        for item in reversed(self.items):
            if len(found) == n or isinstance(item, Grid):
                break
            if item.bare:
                found.append(item)
        return found

    def goes_on(self, begins: Callable[[str], object]) -> bool:
        """Whether the line above begins like this one and was no table: then this one, with fewer lines, is none either.

        Without this, a run of n lines that is no table would be read n times.
        """
        above = self.lines[self.position - 1] if self.position else None
        return above is not None and bool(self.items) and self.items[-1] is above and bool(begins(above.text))

    def take(self, line: Printed) -> None:
        """Take a line from above into the table; it stays in `items` until the table is recognised."""
        self.taken.append(line)

    def is_mark(self, text: str) -> bool:
        """Whether a text is a grade, usual or taught."""
        return is_mark(text) or canonical_mark(text) in self.scale

    def is_scale(self, marks: list[str]) -> bool:
        """Whether marks are a header, usual or taught."""
        taught = len(marks) > 1 and marks == [mark for mark in self.scale if mark in marks]
        return is_scale(marks) or taught


def tokens(line: Printed) -> list[Printed]:
    """Words between blanks and bars."""
    return [line.part(*match.span()) for match in re.finditer(r"[^\s|｜│]+", line.text)]
