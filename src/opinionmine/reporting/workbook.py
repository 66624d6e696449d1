"""What a workbook holds: any text as text, never as a formula, cut where Excel ends a cell."""

from __future__ import annotations

import re
from typing import Any

from opinionmine.japanese.normalize import find_clusters

# What Excel holds at most: UTF-16 units of one cell, rows and columns of one worksheet.
CELL = 32_767
ROWS, COLUMNS = 1_048_576, 16_384
# Texts stay texts: =1+1 is not run, +81 stays +81, an address is no link.
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}

# What XML 1.0 cannot carry, and what ends a cell early in a spreadsheet that opens a CSV file.
_NOT_CARRIED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def put(sheet: Any, row: int, column: int, value: str | float, form: Any = None) -> bool:
    """Write one cell; whether it had to be cut."""
    if not isinstance(value, str):
        sheet.write_number(row, column, value, form)
        return False
    text = carried(value)
    shown = cut(text, CELL)
    if shown:
        sheet.write_string(row, column, shown, form)
    return shown != text


def cut(text: str, length: int) -> str:
    """The beginning of a text, at most `length` UTF-16 units long, never ending inside a character as it is seen.

    Examples
    --------
    >>> cut("居場所👨\u200d👩\u200d👧がある", 6), cut("居場所👨\u200d👩\u200d👧がある", 11) == "居場所👨\u200d👩\u200d👧"
    ('居場所', True)
    """
    if len(text) * 2 <= length:
        return text
    used = 0
    for start, end in find_clusters(text):
        used += len(text[start:end].encode("utf-16-le", "surrogatepass")) // 2
        if used > length:
            return text[:start]
    return text


def carried(cell: str) -> str:
    """A text without the signs that no Office file can hold."""
    return _NOT_CARRIED.sub("", cell)
