"""Comma or tab separated text -> one table."""

from __future__ import annotations

import csv
import io

from opinionmine.documents.limits import Limits
from opinionmine.errors import DocumentError
from opinionmine.records import Cell, Locator, TableBlock

# The standard reader stops at 131,072 characters in one field; a long answer is not an error.
csv.field_size_limit(2**31 - 1)


def read_table(text: str, source: str, delimiter: str, limits: Limits) -> TableBlock:
    """Read separated text as one table; rows shorter than the longest are filled with empty cells.

    Returns
    -------
    TableBlock
        `Locator.line` is the row, `Locator.cell` its address as a spreadsheet shows it, such as ``C7``.

    Raises
    ------
    DocumentError
        If a quote mark is not closed, or there are too many rows.
    """
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise DocumentError(
            f"{source}: not a table ({error}). Look for a quote mark that is not closed (引用符が閉じていません)."
        ) from None
    limits.check("rows", len(rows), source)
    width = max(map(len, rows), default=0)
    table = []
    for r, row in enumerate(rows, 1):
        cells = []
        for c, value in enumerate(row + [""] * (width - len(row))):
            limits.check("cell_characters", len(value), f"{source}, row {r}")
            cells.append(Cell(value, Locator(line=r, cell=f"{column_letters(c)}{r}")))
        table.append(tuple(cells))
    return TableBlock(tuple(table), Locator(line=1))


def column_letters(position: int) -> str:
    """Name a column as spreadsheets do: 0 is A, 26 is AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
