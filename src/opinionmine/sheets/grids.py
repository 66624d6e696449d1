"""A table as rows of printed cells, whether the file holds it or plain text draws it."""

from __future__ import annotations

from dataclasses import dataclass

from opinionmine.records import Locator
from opinionmine.sheets.printed import Printed

BLANK = Printed("")


@dataclass(frozen=True)
class Grid:
    """A table; all rows are equally long.

    Attributes
    ----------
    name : str
        Of the worksheet.
    is_drawn : bool
        Whether plain text draws it, so that its columns were counted and not seen.
    rules : tuple of Printed
        Strokes, bars and dot leaders between the cells.
    """

    rows: tuple[tuple[Printed, ...], ...]
    name: str = ""
    is_drawn: bool = False
    rules: tuple[Printed, ...] = ()

    @property
    def n_columns(self) -> int:
        """Number of cells in each row."""
        return len(self.rows[0]) if self.rows else 0

    @property
    def locator(self) -> Locator:
        """Where its first cell stands."""
        return next((cell.locator for row in self.rows for cell in row if cell.stretches), Locator())


Rows = list[list[Printed]]
