"""Tables of web pages while they are read, and the places that their cells span."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from opinionmine.documents.spans import GridCell

_MAX_COLSPAN, _MAX_ROWSPAN = 1000, 65534  # as the HTML standard has it


@dataclass
class WebTable:
    """Rows of cells as (lines, columns spanned, rows spanned), and the row group (thead, tbody, tfoot) of each."""

    rows: list[list[tuple[list[str], int, int]]] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    group: int = 0
    cell: list[str] | None = None

    def begin_row(self) -> None:
        """Begin a row in the present group."""
        self.rows.append([])
        self.groups.append(self.group)

    def begin_cell(self, wide: int, high: int) -> None:
        """Begin a cell; 0 rows are all that follow in its group."""
        if not self.rows:
            self.begin_row()
        self.cell = []
        self.rows[-1].append((self.cell, min(wide or 1, _MAX_COLSPAN), min(high or _MAX_ROWSPAN, _MAX_ROWSPAN)))

    def spread(self, count_cells: Callable[[int], None]) -> list[list[GridCell]]:
        """Give each cell all the places it spans, telling their number before they are made."""
        places: list[dict[int, GridCell]] = [{} for _ in self.rows]
        for at, row in enumerate(self.rows):
            place = 0
            for lines, wide, high in row:
                while place in places[at]:
                    place += 1
                count_cells(wide)
                cell = ("\n".join(lines).strip("\n"), at, place)
                for below in range(at, min(at + high, len(self.rows))):
                    if self.groups[below] != self.groups[at]:
                        break
                    count_cells(wide)
                    for column in range(place, place + wide):
                        places[below].setdefault(column, cell)
        width = max((column + 1 for row in places for column in row), default=0)
        count_cells(width * len(places))
        return [[row.get(place, ("", at, place)) for place in range(width)] for at, row in enumerate(places)]
