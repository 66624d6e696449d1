"""Excel and OpenDocument workbooks: each visible worksheet is a table."""

from __future__ import annotations

import datetime
import io
import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from xml.parsers import expat

from opinionmine.documents.limits import Limits
from opinionmine.documents.packed import broken, check_not_locked, read_parts
from opinionmine.errors import DocumentError
from opinionmine.records import Cell, Locator, ParseIssue, TableBlock, TextBlock

# Row and column of a cell, from 0; a merged area is its first and its last cell.
Place = tuple[int, int]
Area = tuple[Place, Place]

# What one cell of the rectangle around all values of a worksheet takes in memory at least, be it empty or not.
_BYTES_A_CELL = 100


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
    extents = _scan(content, source, limits) if content.startswith(b"PK") else {}
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
            blocks.extend(_read_sheet(sheet, extents.get(about.name, _Extent()), source, limits))
    if not blocks:
        raise DocumentError(
            f"{source}: no visible worksheet holds a cell with text or a number. Look for hidden worksheets "
            "(表示されているシートにデータがありません)."
        )
    return blocks, issues


_NOT_SEEN = "error values (#N/A) in an .xls or .xlsb file, and merged cells in an .xlsb file, read as empty; save it as .xlsx to see them"


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


def _read_sheet(sheet: Any, extent: _Extent, source: str, limits: Limits) -> list[TableBlock]:
    where = f"{source}, worksheet {sheet.name}"
    limits.check("rows", sheet.height, where)
    top, left = sheet.start or (0, 0)
    texts = {
        (top + row, left + column): text
        for row, values in enumerate(_ask(source, sheet.to_python))
        for column, value in enumerate(values)
        if (text := _as_seen(value))
    }
    texts.update(extent.errors)
    if not texts:
        return []
    rows, columns = [row for row, _ in texts], [column for _, column in texts]
    frame = (min(rows), min(columns)), (max(rows), max(columns))
    repeated = _repeated(texts, (sheet.merged_cell_ranges or []) + extent.areas, frame, where)
    (top, left), (bottom, right) = frame
    table = []
    for row in range(top, bottom + 1):
        cells = []
        for place in ((row, column) for column in range(left, right + 1)):
            text, address = texts.get(place, ""), f"{sheet.name}!{_address(place)}"
            if len(text) > limits.cell_characters:
                limits.check("cell_characters", len(text), f"{source}, {address}")
            cells.append(Cell(repeated.get(place, text), Locator(cell=address), repeats=place in repeated))
        table.append(tuple(cells))
    return [TableBlock(tuple(table), table[0][0].locator, sheet.name)]


def _repeated(texts: dict[Place, str], areas: list[Area], frame: Area, where: str) -> dict[Place, str]:
    """Text of the first cell for each other cell of a merged area, as far as the frame around all values goes."""
    (top, left), (bottom, right) = frame
    n_places, n_filled = (bottom - top + 1) * (right - left + 1), 0
    repeated: dict[Place, str] = {}
    for first, (last_row, last_column) in areas:
        if first not in texts:
            continue
        for row in range(first[0], min(last_row, bottom) + 1):
            # A value under a merged area, which Excel hides, is kept.
            places = [(row, column) for column in range(first[1], min(last_column, right) + 1)]
            repeated.update((place, texts[first]) for place in places if place not in texts)
            n_filled += len(places)
            if n_filled > n_places:
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


def _address(place: Place) -> str:
    """Name a cell as Excel does.

    Examples
    --------
    >>> [_address(place) for place in ((6, 3), (0, 25), (0, 26), (9, 702))]
    ['D7', 'Z1', 'AA1', 'AAA10']
    """
    return f"{_letters(place[1])}{place[0] + 1}"


@cache
def _letters(column: int) -> str:
    letters, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def _place(address: str) -> Place:
    """Read an address such as D7; anything else is a damaged file."""
    letters = address.rstrip("0123456789")
    return int(address[len(letters) :]) - 1, _column(letters)


@cache
def _column(letters: str) -> int:
    if re.fullmatch("[A-Za-z]{1,4}", letters) is None:
        raise ValueError(f"cell address {letters[:20]!r}")
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1


@dataclass
class _Extent:
    """What the library does not tell of a worksheet: error values, merged areas of .ods, and how far the values reach.

    The library sets up the whole rectangle around all values at once, and the program dies if memory does not suffice: two
    cells far apart are enough.
    """

    errors: dict[Place, str] = field(default_factory=dict)
    areas: list[Area] = field(default_factory=list)
    corners: tuple[int, int, int, int] | None = None

    def reach(self, top: int, left: int, bottom: int, right: int) -> None:
        """Stretch the rectangle around all values."""
        old = self.corners or (top, left, bottom, right)
        self.corners = min(old[0], top), min(old[1], left), max(old[2], bottom), max(old[3], right)

    @property
    def n_cells(self) -> int:
        """Cells of the rectangle, empty ones included."""
        top, left, bottom, right = self.corners or (0, 0, -1, -1)
        return (bottom - top + 1) * (right - left + 1)


def _scan(content: bytes, source: str, limits: Limits) -> dict[str, _Extent]:
    """Walk through the XML of all worksheets; the result is by name of worksheet, empty for .xlsb."""
    parts: dict[str, _Extent] = {}
    sheets: dict[str, str] = {}
    targets: dict[str, str] = {}
    extents: dict[str, _Extent] = {}
    for name, part in read_parts(content, source, limits):
        if name == "content.xml" and not part.lstrip().startswith(b"<"):
            raise DocumentError(
                f"{source}: the file is protected with a password. Save it without (パスワードを外してください)."
            )
        try:
            if name == "content.xml":
                extents = _scan_opendocument(part)
            elif b"sheetData" in part:
                parts[name] = _scan_worksheet(part)
            elif name == "xl/workbook.xml":
                sheets = {sheet["name"]: sheet.get("id", "") for sheet in _attributes(part, "sheet")}
            elif name == "xl/_rels/workbook.xml.rels":
                targets = {target["Id"]: target["Target"] for target in _attributes(part, "Relationship")}
        except (expat.ExpatError, ValueError, KeyError) as error:
            raise broken(source, f"part {name}: {error}") from error
    n_cells = sum(extent.n_cells for extent in (*parts.values(), *extents.values()))
    limits.check("unpacked_bytes", n_cells * _BYTES_A_CELL, f"{source}, the rectangle around all values")
    paths = {name: posixpath.normpath(posixpath.join("/xl", targets.get(key, "")))[1:] for name, key in sheets.items()}
    return extents or {name: parts.get(path, _Extent()) for name, path in paths.items()}


def _walk(
    part: bytes, start: Callable[[str, dict[str, str]], None], end: Callable[[str], None], text: Any = None
) -> None:
    """Parse XML; a name is given without its prefix."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, attributes: start(tag.rpartition(":")[2], attributes)
    parser.EndElementHandler = lambda tag: end(tag.rpartition(":")[2])
    parser.CharacterDataHandler = text
    parser.Parse(part, True)


def _bare(attributes: dict[str, str]) -> dict[str, str]:
    return {name.rpartition(":")[2]: value for name, value in attributes.items()}


def _attributes(part: bytes, wanted: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    _walk(part, lambda tag, attributes: found.append(_bare(attributes)) if tag == wanted else None, lambda tag: None)
    return found


def _scan_worksheet(part: bytes) -> _Extent:
    extent, place, kind, open_tag = _Extent(), (-1, -1), "", ""
    rows: set[int] = set()
    columns: set[int] = set()

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal place, kind, open_tag
        open_tag = tag
        if tag == "c":
            place = _place(attributes["r"]) if "r" in attributes else (place[0], place[1] + 1)
            kind = attributes.get("t", "")
        elif tag == "row":
            place = (int(attributes["r"]) - 1 if "r" in attributes else place[0] + 1), -1
        elif tag in ("v", "is"):
            rows.add(place[0])
            columns.add(place[1])

    def end(_tag: str) -> None:
        nonlocal open_tag
        open_tag = ""

    def text(piece: str) -> None:
        if kind == "e" and open_tag == "v":
            extent.errors[place] = extent.errors.get(place, "") + piece

    _walk(part, start, end, text)
    if rows:
        extent.reach(min(rows), min(columns), max(rows), max(columns))
    return extent


def _scan_opendocument(part: bytes) -> dict[str, _Extent]:
    """Rows and cells of .ods state how often they repeat: 1,048,576 empty rows are common, as many full ones are a trap."""
    extents: dict[str, _Extent] = {}
    extent, row, column, n_rows = _Extent(), 0, 0, 1

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal extent, row, column, n_rows
        attributes = _bare(attributes)
        if tag == "table":
            extent, row = extents.setdefault(attributes.get("name", ""), _Extent()), 0
        elif tag == "table-row":
            column, n_rows = 0, int(attributes.get("number-rows-repeated", 1))
        elif tag in ("table-cell", "covered-table-cell"):
            n_columns = int(attributes.get("number-columns-repeated", 1))
            if "value-type" in attributes or "formula" in attributes:
                extent.reach(0, 0, row + n_rows - 1, column + n_columns - 1)
            high, wide = (int(attributes.get(f"number-{way}-spanned", 1)) for way in ("rows", "columns"))
            if high * wide > 1:
                extent.areas.append(((row, column), (row + high - 1, column + wide - 1)))
            column += n_columns

    def end(tag: str) -> None:
        nonlocal row
        row += n_rows if tag == "table-row" else 0

    _walk(part, start, end)
    return extents
