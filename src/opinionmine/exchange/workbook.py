"""Workbooks as tables of texts, both ways: nothing is run, nothing is cut."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any

from opinionmine.documents.excel import read_excel
from opinionmine.documents.guard import unguard
from opinionmine.documents.limits import Limits
from opinionmine.errors import CodebookError
from opinionmine.records import TableBlock

# What Excel holds at most: UTF-16 units of one cell, rows and columns of one worksheet.
CELL = 32_767
ROWS, COLUMNS = 1_048_576, 16_384
# The worksheets that are written here: labels, and texts for KH Coder.
OWN_SHEETS = LABELS, KH_CODER = "ラベル", "KH Coder"
# Texts stay texts: =1+1 is not run, 001 stays 001, an address is no link.
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}


def new_workbook() -> tuple[Any, io.BytesIO]:
    """A workbook in memory, and where its bytes are once it is closed."""
    import xlsxwriter

    out = io.BytesIO()
    return xlsxwriter.Workbook(out, _OPTIONS), out


def check_fits(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Refuse what a worksheet would cut.

    Raises
    ------
    CodebookError
        If there are too many rows or columns, or a text is too long for one cell.
    """
    if len(rows) >= ROWS or len(header) > COLUMNS:
        raise CodebookError(
            f"{len(rows):,} rows and {len(header):,} columns; a worksheet holds {ROWS - 1:,} and {COLUMNS:,}. Write .csv or .jsonl."
        )
    for row in rows:
        for name, cell in zip(header, row, strict=True):
            if len(cell) * 2 > CELL and len(cell.encode("utf-16-le")) // 2 > CELL:
                raise CodebookError(
                    f"Opinion 「{row[0][:40]}」: {len(cell):,} characters in the column {name}; a cell holds {CELL:,}. Write .csv or .jsonl "
                    "(1 セルに入りません)."
                )


def put_rows(sheet: Any, rows: Sequence[Sequence[str]], top: int, forms: Sequence[Any]) -> None:
    """Write rows of texts; `forms` has a format for each column."""
    for number, row in enumerate(rows, top):
        for column, (cell, form) in enumerate(zip(row, forms, strict=True)):
            sheet.write_string(number, column, cell, form) if cell else sheet.write_blank(number, column, None, form)


def read_first(content: bytes, source: str) -> tuple[list[str], list[tuple[str, list[str]]]]:
    """Header and rows (where, cells) of the worksheet that was written here, or of the first one.

    Another workbook may have been made from our CSV; its cells have guards.
    """
    blocks, _ = read_excel(content, source, Limits())
    tables = {block.name: block for block in blocks if isinstance(block, TableBlock)}
    own = next((name for name in OWN_SHEETS if name in tables), None)
    table = tables[own] if own else next(iter(tables.values()))
    rows = [[cell.text if own else unguard(cell.text) for cell in row] for row in table.rows]
    places = [re.sub(r".*!\D*", "", row[0].locator.cell or "") for row in table.rows]
    wheres = (f"{source}, worksheet {table.name}, row {place}" for place in places[1:])
    return rows[0], list(zip(wheres, rows[1:], strict=True))
