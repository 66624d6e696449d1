"""Excel and OpenDocument workbooks: each visible worksheet is a table."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable
from typing import Any

from opinionmine.documents.limits import Limits
from opinionmine.documents.packed import broken, check_not_locked
from opinionmine.documents.tables import column_letters
from opinionmine.documents.workbook_scan import Area, Extent, Place, scan_workbook
from opinionmine.errors import DocumentError
from opinionmine.records import Cell, Locator, ParseIssue, TableBlock, TextBlock

_NOT_SEEN = "error values (#N/A) in an .xls or .xlsb file, and merged cells in an .xlsb file, read as empty; save it as .xlsx to see them"


def read_excel(content: bytes, source: str, limits: Limits) -> tuple[list[TextBlock | TableBlock], list[ParseIssue]]:
    """Read the visible worksheets of a workbook (.xlsx, .xlsm, .xls, .xlsb, .ods).

    Strings stay exactly as they are (``000123``); numbers are written as people see them (12, 0.462), dates as
    ``2023-04-01``, formulas as their last value. Empty rows and columns at the edges are dropped. Hidden rows and columns
    are read like others, and number formats (``46.2%``) are not applied: the library does not tell them.

    Returns
    -------
    blocks, issues
        One `TableBlock` for each worksheet with cells; `Locator.cell` is an address such as ``評価!D7``. Issues name the
        worksheets that were left out (hidden, or a chart only) and what cannot be seen in .xls and .xlsb.

    Raises
    ------
    DocumentError
        If the file has a password, is damaged or hostile, passes a limit, or no visible cell holds anything.
    """
    from python_calamine import SheetTypeEnum, SheetVisibleEnum, load_workbook

    check_not_locked(content, source)
    extents = scan_workbook(content, source, limits) if content.startswith(b"PK") else {}
    issues = [] if extents else [ParseIssue("older_format", _NOT_SEEN, Locator())]
    blocks: list[TextBlock | TableBlock] = []
    workbook = _ask(source, lambda: load_workbook(io.BytesIO(content)))
    for about in workbook.sheets_metadata:
        if about.visible != SheetVisibleEnum.Visible:
            issues.append(
                ParseIssue("hidden_sheet", f"「{about.name}」 is a hidden worksheet and was left out", Locator())
            )
        elif about.typ != SheetTypeEnum.WorkSheet:
            issues.append(
                ParseIssue("chart_sheet", f"「{about.name}」 is a sheet without cells and was left out", Locator())
            )
        else:
            sheet = _ask(source, lambda name=about.name: workbook.get_sheet_by_name(name))  # type: ignore[misc]
            blocks.extend(_read_sheet(sheet, extents.get(about.name, Extent()), source, limits))
    if not blocks:
        raise DocumentError(
            f"{source}: no visible worksheet holds a cell with text or a number. Look for hidden worksheets "
            "(表示されているシートにデータがありません)."
        )
    return blocks, issues


def _ask(source: str, call: Callable[[], Any]) -> Any:
    """Call the library; its errors, and its panics, which are no `Exception`, become one sentence."""
    from python_calamine import CalamineError

    try:
        return call()
    except (CalamineError, ValueError, OSError) as error:
        raise broken(source, str(error)) from error
    except BaseException as error:
        if type(error).__module__ != "pyo3_runtime":
            raise
        raise broken(source, str(error)) from error


def _read_sheet(sheet: Any, extent: Extent, source: str, limits: Limits) -> list[TableBlock]:
    where = f"{source}, worksheet {sheet.name}"
    limits.check("rows", sheet.height, where)
    texts, corner = _read_texts(sheet, extent, source, where)
    if not texts:
        return []
    repeated = _repeated(texts, corner, (sheet.merged_cell_ranges or []) + extent.areas, where)
    prefixes = [f"{sheet.name}!{column_letters(corner[1] + number)}" for number in range(len(texts[0]))]
    table = []
    for number, row in enumerate(texts):
        cells = _locate(row, [f"{prefix}{corner[0] + number + 1}" for prefix in prefixes], source, limits)
        for column, text in repeated.get(number, {}).items():
            cells[column] = Cell(text, cells[column].locator, repeats=True)
        table.append(tuple(cells))
    return [TableBlock(tuple(table), table[0][0].locator, sheet.name)]


def _read_texts(sheet: Any, extent: Extent, source: str, where: str) -> tuple[list[list[str]], Place]:
    """Read the cells without the empty rows and columns at the edges, and tell where the first one stands."""
    top, left = sheet.start or (0, 0)
    texts = [[_as_seen(value) for value in row] for row in _ask(source, sheet.to_python)]
    for (row, column), error in extent.errors.items():
        if not (top <= row < top + len(texts) and left <= column < left + len(texts[0])):
            raise broken(where, "an error value stands outside the cells")
        texts[row - top][column - left] = error
    rows = [number for number, row in enumerate(texts) if any(row)]
    if not rows:
        return [], (top, left)
    columns = [number for number in range(len(texts[0])) if any(row[number] for row in texts)]
    framed = [row[columns[0] : columns[-1] + 1] for row in texts[rows[0] : rows[-1] + 1]]
    return framed, (top + rows[0], left + columns[0])


def _locate(row: list[str], addresses: list[str], source: str, limits: Limits) -> list[Cell]:
    for text, address in zip(row, addresses, strict=True):
        if len(text) > limits.cell_characters:
            limits.check("cell_characters", len(text), f"{source}, {address}")
    return [Cell(text, Locator(cell=address)) for text, address in zip(row, addresses, strict=True)]


def _repeated(texts: list[list[str]], corner: Place, areas: list[Area], where: str) -> dict[int, dict[int, str]]:
    """Text of the first cell for each empty cell of a merged area, by row and column; one that Excel hides there is kept."""
    height, width, n_filled = len(texts), len(texts[0]), 0
    repeated: dict[int, dict[int, str]] = {}
    for (top, left), (bottom, right) in areas:
        row, column = top - corner[0], left - corner[1]
        if not (0 <= row < height and 0 <= column < width and texts[row][column]):
            continue
        n_columns = min(right - left + 1, width - column)
        for below in range(row, min(bottom - corner[0] + 1, height)):
            beside = range(column, column + n_columns)
            empty = {place: texts[row][column] for place in beside if not texts[below][place]}
            repeated.setdefault(below, {}).update(empty)
            n_filled += len(beside)
            if n_filled > height * width:
                raise broken(where, "merged areas overlap")
    return repeated


def _as_seen(value: Any) -> str:
    """Write a value as a person sees it, dates in ISO form.

    Examples
    --------
    >>> [_as_seen(value) for value in (12.0, 0.1 + 0.2, True, "000123", datetime.datetime(2023, 4, 1))]
    ['12', '0.3', 'TRUE', '000123', '2023-04-01']
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else format(value, ".15g")
    if isinstance(value, datetime.datetime):
        whole = value + datetime.timedelta(milliseconds=500)
        return f"{whole:%Y-%m-%d}" + (
            f" {_clock(whole)}" if whole.time().replace(microsecond=0) != datetime.time() else ""
        )
    if isinstance(value, datetime.time):
        return _clock(value)
    if isinstance(value, datetime.timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")
    return str(value)


def _clock(value: datetime.datetime | datetime.time) -> str:
    return f"{value:%H:%M}" if value.second == 0 else f"{value:%H:%M:%S}"
