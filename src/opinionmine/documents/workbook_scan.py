"""What the library does not tell of a workbook: error values, merged areas of .ods, and how far the values reach."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat

from opinionmine.documents.limits import Limits
from opinionmine.documents.packed import broken, read_parts
from opinionmine.documents.spans import BYTES_A_CELL
from opinionmine.documents.tables import column_letters
from opinionmine.errors import DocumentError

_DIGITS = "0123456789"

# Row and column of a cell, from 0; a merged area is its first and its last cell.
Place = tuple[int, int]
Area = tuple[Place, Place]


@dataclass
class Extent:
    """One worksheet.

    The library sets up the whole rectangle around all values at once, and the program dies if memory does not suffice: two
    cells far apart are enough.

    Attributes
    ----------
    corners : tuple of 4 int or None
        First row and column, last row and column of the rectangle; None where there is no value.
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


def scan_workbook(content: bytes, source: str, limits: Limits) -> dict[str, Extent]:
    """Walk through the XML of all worksheets, before the library sees the file.

    Returns
    -------
    dict of str -> Extent
        By name of worksheet; empty for .xlsb.

    Raises
    ------
    DocumentError
        If the file has a password, is damaged or hostile, or its worksheets reach too far.
    """
    parts: dict[str, Extent] = {}
    sheets: dict[str, str] = {}
    targets: dict[str, str] = {}
    extents: dict[str, Extent] = {}
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
    limits.check("unpacked_bytes", n_cells * BYTES_A_CELL, f"{source}, the rectangle around all values")
    paths = {name: posixpath.normpath(posixpath.join("/xl", targets.get(key, "")))[1:] for name, key in sheets.items()}
    return extents or {name: parts.get(path, Extent()) for name, path in paths.items()}


def _scan_worksheet(part: bytes) -> Extent:
    """Look at each cell once; text and ends of elements are asked for in error values only, since calls take the time."""
    extent = Extent()
    # As written in the addresses of cells with a value.
    rows: set[str] = set()
    columns: set[str] = set()
    # Of the cell last begun; before the first cell of a row only the number of the row, which is the place before A.
    address, kind = "0", ""
    parser = expat.ParserCreate()

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal address, kind
        tag = tag.rpartition(":")[2]
        if tag == "c":
            address, kind = attributes.get("r") or _right_of(address), attributes.get("t", "")
        elif tag in ("v", "is"):
            letters = address.rstrip(_DIGITS)
            columns.add(letters)
            rows.add(address[len(letters) :])
            if kind == "e" and tag == "v":
                parser.CharacterDataHandler, parser.EndElementHandler = text, end
        elif tag == "row":
            address = attributes.get("r") or str(_place(address)[0] + 2)

    def text(piece: str) -> None:
        place = _place(address)
        extent.errors[place] = extent.errors.get(place, "") + piece

    def end(_tag: str) -> None:
        parser.CharacterDataHandler = parser.EndElementHandler = None

    parser.StartElementHandler = start
    parser.Parse(part, True)
    if rows:
        numbers, positions = [int(number) - 1 for number in rows], [_column(letters) for letters in columns]
        extent.reach(min(numbers), min(positions), max(numbers), max(positions))
    return extent


def _place(address: str) -> Place:
    """Read an address such as D7; anything else is a damaged file."""
    letters = address.rstrip(_DIGITS)
    return int(address[len(letters) :]) - 1, _column(letters)


def _right_of(address: str) -> str:
    row, column = _place(address)
    return f"{column_letters(column + 1)}{row + 1}"


def _column(letters: str) -> int:
    if re.fullmatch("[A-Za-z]{0,4}", letters) is None:
        raise ValueError(f"cell address {letters[:20]!r}")
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1


def _scan_opendocument(part: bytes) -> dict[str, Extent]:
    """Rows and cells of .ods state how often they repeat: 1,048,576 empty rows are common, as many full ones are a trap."""
    extents: dict[str, Extent] = {}
    extent, row, column, n_rows = Extent(), 0, 0, 1

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal extent, row, column, n_rows
        if tag == "table":
            extent, row = extents.setdefault(attributes.get("name", ""), Extent()), 0
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


def _attributes(part: bytes, wanted: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    _walk(part, lambda tag, attributes: found.append(attributes) if tag == wanted else None)
    return found


def _walk(
    part: bytes, start: Callable[[str, dict[str, str]], None], end: Callable[[str], None] = lambda _tag: None
) -> None:
    """Parse XML; names of elements and attributes are given without their prefixes."""
    parser = expat.ParserCreate()

    def start_bare(tag: str, attributes: dict[str, str]) -> None:
        start(tag.rpartition(":")[2], {name.rpartition(":")[2]: value for name, value in attributes.items()})

    parser.StartElementHandler = start_bare
    parser.EndElementHandler = lambda tag: end(tag.rpartition(":")[2])
    parser.Parse(part, True)
