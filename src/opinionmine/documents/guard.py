"""Cells that a spreadsheet would run as formulas."""

from __future__ import annotations

import re

# A spreadsheet runs a cell that begins like this; a leading ' makes it text and can be taken off again.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


def guard(cell: str) -> str:
    """Keep a spreadsheet from running a cell: =1+1 is written as '=1+1, and '=1 as ''=1, so that one ' can be taken off."""
    return "'" + cell if _FORMULA.match(cell) else cell


def unguard(cell: str) -> str:
    """Take off what `guard` has put on.

    Examples
    --------
    >>> [unguard(guard(cell)) for cell in ("=1+1", "'=1", "'引用'", "-3点")]
    ['=1+1', "'=1", "'引用'", '-3点']
    """
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
