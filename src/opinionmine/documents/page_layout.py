"""The characters of a page shared out among its tables, vertical text and lines, in reading order."""

from __future__ import annotations

from opinionmine.documents.page_glyphs import Box, Glyph, Line, centre
from opinionmine.documents.page_lines import wrap_cell
from opinionmine.documents.page_order import lay_out
from opinionmine.documents.page_ruby import take_ruby
from opinionmine.documents.page_tables import Grid
from opinionmine.documents.page_vertical import take_vertical
from opinionmine.records import Cell, Locator, ParseIssue, TableBlock

# The grid, as its position on the page, and the cell that a character stands in.
Owner = tuple[int, Box]


def compose(glyphs: list[Glyph], grids: list[Grid], number: int) -> tuple[list[Line | TableBlock], list[ParseIssue]]:
    """Put page `number` together: its lines and tables in reading order, and what was moved or left out for that."""
    cells, free = _share_out(glyphs, grids)
    readings: list[Line] = []
    for owner, found in cells.items():
        cells[owner], ruby = take_ruby(found)
        readings += ruby
    tables = []
    for position, grid in enumerate(grids):
        texts = {cell: found for (owner, cell), found in cells.items() if owner == position}
        if texts:
            tables.append((grid.box, [_write_table(grid, texts, number)]))
    free, vertical = take_vertical(free)
    free, ruby = take_ruby(free)
    entries: list[Line | TableBlock] = []
    for entry in lay_out(free, [*tables, *vertical]):
        entries += [entry] if isinstance(entry, Line) else entry.solid or []
    return entries, _name_moved(vertical, readings + ruby, number)


def locate(page: int, box: Box, line: int | None = None) -> Locator:
    """Tell where something stands, to a hundredth of a point."""
    x0, top, x1, bottom = (round(value, 2) for value in box)
    return Locator(page=page, line=line, bbox=(x0, top, x1, bottom))


def _share_out(glyphs: list[Glyph], grids: list[Grid]) -> tuple[dict[Owner, list[Glyph]], list[Glyph]]:
    """Give characters to the cells they stand in; where a table stands in a cell of another one, to the smallest cell."""
    cells: dict[Owner, list[Glyph]] = {}
    free: list[Glyph] = []
    for glyph in glyphs:
        owners = [(i, cell) for i, grid in enumerate(grids) if (cell := grid.find(*centre(glyph.box)))]
        owner = min(owners, key=lambda owner: (owner[1][2] - owner[1][0]) * (owner[1][3] - owner[1][1]), default=None)
        (free if owner is None else cells.setdefault(owner, [])).append(glyph)
    return cells, free


def _name_moved(vertical: list[tuple[Box, list[Line]]], readings: list[Line], number: int) -> list[ParseIssue]:
    issues = []
    for box, lines in vertical:
        text = "／".join(line.text.strip() for line in lines)
        shown = text if len(text) <= 40 else text[:40] + "…"
        message = f"vertical text on page {number}, put together again as 「{shown}」"
        issues.append(ParseIssue("vertical", message, locate(number, box)))
    for line in readings:
        message = f"left out, the reading printed above a word: 「{line.text}」"
        issues.append(ParseIssue("ruby", message, locate(number, line.box)))
    return issues


def _write_table(grid: Grid, texts: dict[Box, list[Glyph]], number: int) -> TableBlock:
    """Write each cell once, and the other slots of a merged cell as its repetition."""
    paddings = [min(glyph.box[0] for glyph in glyphs) - cell[0] for cell, glyphs in texts.items()]
    padding = max(0.0, min(paddings))
    written = {cell: "\n".join(_read_cell(glyphs, cell, padding)) for cell, glyphs in texts.items()}
    begun: set[Box] = set()
    rows = []
    for i in range(len(grid.ys) - 1):
        row = []
        for j in range(len(grid.xs) - 1):
            slot = (grid.xs[j], grid.ys[i], grid.xs[j + 1], grid.ys[i + 1])
            cell = grid.owners.get((i, j), slot)
            row.append(Cell(written.get(cell, ""), locate(number, cell), repeats=cell in begun))
            begun.add(cell)
        rows.append(tuple(row))
    return TableBlock(tuple(rows), locate(number, grid.box))


def _read_cell(glyphs: list[Glyph], cell: Box, padding: float) -> list[str]:
    others, vertical = take_vertical(glyphs)
    stood = ["".join(line.text for line in lines) for _, lines in vertical]
    return stood + wrap_cell(others, cell, padding)
