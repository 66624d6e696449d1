"""The label sheet as CSV (UTF-8 with BOM, which Excel needs)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from opinionmine.documents.guard import guard, unguard
from opinionmine.documents.limits import Limits
from opinionmine.documents.tables import read_table
from opinionmine.documents.text import decode
from opinionmine.exchange.rows import LabelRow
from opinionmine.exchange.sheet import from_table, to_table
from opinionmine.records import Codebook, LabelItem


def read(content: bytes, source: str, codebook: Codebook) -> Iterator[LabelRow]:
    """Read a label sheet, also one that Excel has saved in CP932."""
    table = read_table(decode(content, source)[0], source, ",", Limits())
    rows = [[unguard(cell.text) for cell in row] for row in table.rows]
    return from_table(
        rows[0] if rows else [], ((f"{source}, row {n}", row) for n, row in enumerate(rows[1:], 2)), source, codebook
    )


def write(items: Sequence[LabelItem], codebook: Codebook) -> bytes:
    """Write the columns of the workbook; cells that a spreadsheet would run begin with '."""
    header, rows = to_table(items, codebook)
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows([[guard(cell) for cell in row] for row in [header, *rows]])
    return out.getvalue().encode("utf-8-sig")
