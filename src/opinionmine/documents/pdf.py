"""PDF pages -> lines and tables: text by pypdfium2, ruled tables by pdfplumber, order by position."""

from __future__ import annotations

import ctypes
import io
import logging
import math
import unicodedata
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from opinionmine.documents.limits import Limits
from opinionmine.documents.page_layout import (
    Box,
    Glyph,
    Line,
    centre,
    drop_doubles,
    lay_out,
    surround,
    take_ruby,
    take_vertical,
    wrap_cell,
)
from opinionmine.errors import DocumentError
from opinionmine.records import Cell, Locator, ParseIssue, TableBlock, TextBlock

# Five lines of two points make the smallest table, two cells beside each other; less is a rule under a heading.
_MIN_SEGMENTS = 8
# Above this, finding tables takes minutes: a map or a chart, not a table.
_MAX_SEGMENTS = 20_000
_MAX_GLYPHS_WITH_TABLES = 50_000
_MAX_GLYPHS = 300_000
_MAX_UNREADABLE = 0.3
# Points; type of no height would stand nowhere.
_MIN_SIZE = 0.1

# What printers put for a character that they do not have.
_MISSING = "〓"


@dataclass(frozen=True)
class Grid:
    """A ruled table before its text is read.

    Attributes
    ----------
    xs, ys : tuple of float
        Edges of its columns and rows, ascending.
    owners : dict of (row, column) -> Box
        The cell that covers each slot; a merged cell covers several.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    owners: dict[tuple[int, int], Box]

    @property
    def box(self) -> Box:
        """Box around the whole table."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def find(self, x: float, y: float) -> Box | None:
        """Cell at a point."""
        cell = self.owners.get((bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1))
        return cell if cell and cell[0] <= x <= cell[2] and cell[1] <= y <= cell[3] else None


def read_pdf(content: bytes, source: str, limits: Limits) -> tuple[list[TextBlock | TableBlock], list[ParseIssue]]:
    """Read the text layer of a PDF file.

    Parameters
    ----------
    content : bytes
        The file.
    source : str
        Its name, for messages.

    Returns
    -------
    blocks : list of TextBlock or TableBlock
        In reading order; an empty line stands where a gap is clearly larger than usual. `Locator.line` numbers the lines
        of text through the document from 1. Headers and footers of pages are lines like any other.
    issues : list of ParseIssue
        ``no_text_page``, ``unreadable_page``, ``unreadable_character``, ``no_tables``, ``vertical``, ``ruby``.

    Raises
    ------
    DocumentError
        If the file is locked or broken, has too many pages, or no page has text that can be read.
    """
    with _open(content, source) as document:
        limits.check("pages", len(document), source)
        # Opened for the first page with drawings, if there is one.
        open_drawings = cache(lambda: _open_drawings(content))
        pages = [_read_page(document, number, open_drawings, source) for number in range(1, len(document) + 1)]
    issues = [issue for _, found in pages for issue in found]
    if not any(entries for entries, _ in pages):
        raise DocumentError(_say_nothing_is_readable(source, issues))
    blocks: list[TextBlock | TableBlock] = []
    number = 0
    for page, (entries, _) in enumerate(pages, 1):
        for entry in entries:
            if isinstance(entry, TableBlock):
                blocks.append(entry)
            else:
                number += 1
                blocks.append(TextBlock(entry.text, Locator(page=page, line=number, bbox=_round(entry.box))))
    return blocks, issues


def _open(content: bytes, source: str) -> Any:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD:
            raise DocumentError(
                f"{source}: the PDF file is locked with a password. Save a copy without it and try again "
                "(パスワードを外した PDF を用意してください)."
            ) from None
        raise DocumentError(
            f"{source}: not a whole PDF file; it is broken or was cut off. Get the file again (PDF が壊れています。入手し直してください)."
        ) from None
    if not len(document):
        document.close()
        raise DocumentError(f"{source}: the PDF file has no page; expected at least one (ページがありません).")
    return document


def _say_nothing_is_readable(source: str, issues: list[ParseIssue]) -> str:
    unreadable = [str(issue.locator.page) for issue in issues if issue.code == "unreadable_page"]
    empty = [str(issue.locator.page) for issue in issues if issue.code == "no_text_page"]
    reasons = []
    if unreadable:
        reasons.append(
            f"the text layer of page {_shorten(unreadable)} cannot be read (its fonts do not say which characters they draw)"
        )
    if empty:
        reasons.append(f"page {_shorten(empty)} holds no text, only pictures")
    what = " and ".join(reasons) or "its pages are blank"
    return (
        f"{source}: {what}. Run OCR over the file, or ask for the file it was made from (文字を読み取れない PDF です。OCR にかけるか、"
        "元のファイルを入手してください)."
    )


def _shorten(pages: list[str]) -> str:
    return ", ".join(pages) if len(pages) <= 10 else f"{', '.join(pages[:10])} and {len(pages) - 10} more"


def _read_page(
    document: Any, number: int, open_drawings: Callable[[], Any], source: str
) -> tuple[list[Line | TableBlock], list[ParseIssue]]:
    import pypdfium2

    here = Locator(page=number)
    try:
        page = document[number - 1]
        glyphs = _read_glyphs(page)
        skipped, issues = _read_skipped(page, number, glyphs, open_drawings)
    except pypdfium2.PdfiumError:
        return [], [ParseIssue("unreadable_page", f"page {number} is broken and was left out", here)]
    glyphs += skipped
    n_lost = sum(glyph.text == _MISSING for glyph in glyphs)
    if not glyphs:
        has_picture = next(page.get_objects(max_depth=1), None) is not None
        message = f"page {number} holds no text, only pictures; run OCR over it (文字のないページです)"
        return [], [ParseIssue("no_text_page", message, here)] if has_picture else []
    if n_lost > _MAX_UNREADABLE * len(glyphs):
        message = (
            f"the text layer of page {number} cannot be read and was left out: its fonts do not say which characters they "
            "draw. Run OCR over it, or ask for the original file (文字コードのないフォントです)"
        )
        return [], [ParseIssue("unreadable_page", message, here)]
    if n_lost:
        message = f"{n_lost} characters of page {number} have no code in the file; each is given as {_MISSING}"
        issues.append(ParseIssue("unreadable_character", message, here))
    if len(glyphs) > _MAX_GLYPHS:
        raise DocumentError(
            f"{source}, page {number}: {len(glyphs):,} characters on one page; at most {_MAX_GLYPHS:,} are read. Split the page."
        )
    grids, more = _find_grids(page, number, len(glyphs), open_drawings)
    entries, found = _compose(glyphs, grids, number)
    return entries, issues + more + found


def _compose(glyphs: list[Glyph], grids: list[Grid], number: int) -> tuple[list[Line | TableBlock], list[ParseIssue]]:
    """Share the characters out among the cells of tables, vertical lines and the lines of the page."""
    cells: dict[tuple[int, Box], list[Glyph]] = {}
    free: list[Glyph] = []
    for glyph in glyphs:
        owners = [(i, cell) for i, grid in enumerate(grids) if (cell := grid.find(*centre(glyph.box)))]
        # A table may stand in a cell of another one: the smallest cell has the text.
        owner = min(owners, key=lambda owner: (owner[1][2] - owner[1][0]) * (owner[1][3] - owner[1][1]), default=None)
        (free if owner is None else cells.setdefault(owner, [])).append(glyph)
    ruby: list[Line] = []
    for owner, found in cells.items():
        cells[owner], readings = take_ruby(found)
        ruby += readings
    solids: list[tuple[Box, object]] = []
    for position, grid in enumerate(grids):
        texts = {cell: found for (grid_number, cell), found in cells.items() if grid_number == position}
        if texts:
            solids.append((grid.box, _write_table(grid, texts, number)))
    free, vertical = take_vertical(free)
    issues = [
        ParseIssue(
            "vertical", f"vertical text on page {number}, put together again as 「{_shown(lines)}」", _at(number, box)
        )
        for box, lines in vertical
    ]
    free, readings = take_ruby(free)
    issues += [
        ParseIssue("ruby", f"left out, the reading printed above a word: 「{line.text}」", _at(number, line.box))
        for line in ruby + readings
    ]
    entries: list[Line | TableBlock] = []
    for entry in lay_out(free, [*solids, *vertical]):
        if isinstance(entry, Line):
            entries.append(entry)
        elif isinstance(entry.solid, TableBlock):
            entries.append(entry.solid)
        elif isinstance(entry.solid, list):
            entries.extend(entry.solid)
    return entries, issues


def _shown(lines: list[Line]) -> str:
    text = "／".join(line.text.strip() for line in lines)
    return text if len(text) <= 40 else text[:40] + "…"


def _at(number: int, box: Box) -> Locator:
    return Locator(page=number, bbox=_round(box))


def _round(box: Box) -> Box:
    x0, top, x1, bottom = (round(value, 2) for value in box)
    return x0, top, x1, bottom


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
            row.append(Cell(written.get(cell, ""), _at(number, cell), repeats=cell in begun))
            begun.add(cell)
        rows.append(tuple(row))
    return TableBlock(tuple(rows), _at(number, grid.box))


def _read_cell(glyphs: list[Glyph], cell: Box, padding: float) -> list[str]:
    others, vertical = take_vertical(glyphs)
    stood = ["".join(line.text for line in lines) for _, lines in vertical]
    return stood + wrap_cell(others, cell, padding)


def _read_glyphs(page: Any) -> list[Glyph]:
    """Read the characters of a page with their places; what has no code becomes 〓, spaces become gaps."""
    from pypdfium2 import raw

    place = _find_axes(page)
    textpage = page.get_textpage()
    glyphs: list[Glyph] = []
    x, y, matrix = ctypes.c_double(), ctypes.c_double(), raw.FS_MATRIX()
    for index in range(textpage.count_chars()):
        text = _read_text(textpage, index)
        if raw.FPDFText_HasUnicodeMapError(textpage, index) == 1:
            text = _MISSING
        elif raw.FPDFText_IsHyphen(textpage, index) == 1:
            text = "-"
        if raw.FPDFText_IsGenerated(textpage, index) == 1 or not text.strip():
            if glyphs and text.isspace():
                glyphs[-1] = replace(glyphs[-1], ends_word=True)
            continue
        raw.FPDFText_GetCharOrigin(textpage, index, x, y)
        raw.FPDFText_GetMatrix(textpage, index, matrix)
        size = max(raw.FPDFText_GetFontSize(textpage, index) * math.hypot(matrix.c, matrix.d), _MIN_SIZE)
        loose, tight = textpage.get_charbox(index, loose=True), textpage.get_charbox(index)
        if loose == tight and matrix.a > 0:
            loose = _guess_body(text, tight, x.value, y.value, size)
        x0, top, x1, bottom = surround([place(*loose[:2]) * 2, place(*loose[2:]) * 2])
        across, down = (b - a for a, b in zip(place(0, 0), place(matrix.a, matrix.b), strict=True))
        is_upright = abs(across) >= abs(down)
        baseline = place(x.value, y.value)[1] if is_upright else bottom
        rises = not is_upright and down < 0
        glyphs.append(Glyph(text, (x0, top, x1, bottom), baseline, size, is_upright, rises=rises))
    textpage.close()
    return drop_doubles(glyphs)


def _read_skipped(
    page: Any, number: int, glyphs: list[Glyph], open_drawings: Callable[[], Any]
) -> tuple[list[Glyph], list[ParseIssue]]:
    """Read with pdfplumber what pdfium passes over: one ◎ in a font that is neither in the file nor on this computer."""
    from pypdfium2 import raw

    for text in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=5):
        x0, bottom, x1, top = text.get_bounds()
        if min(x1 - x0, top - bottom) < 0.01 and not text.get_font().is_embedded:
            break
    else:
        return [], []
    try:
        drawn = open_drawings().pages[number - 1]
        return _read_unknown_places(drawn.chars, _find_shift(page, drawn), glyphs), []
    # As below, for tables.
    except Exception as error:
        message = f"page {number} may have more characters; a font is not in the file ({type(error).__name__})"
        return [], [ParseIssue("unreadable_character", message, Locator(page=number))]


def _read_unknown_places(
    characters: list[dict[str, Any]], shift: tuple[float, float], glyphs: list[Glyph]
) -> list[Glyph]:
    places = [centre(glyph.box) for glyph in glyphs]
    known = {(int(x // 3) + i, int(y // 3) + j) for x, y in places for i in (-1, 0, 1) for j in (-1, 0, 1)}
    found = []
    for character in characters:
        text = _MISSING if character["text"].startswith("(cid:") else _clean(character["text"])
        x0, top = character["x0"] + shift[0], character["top"] + shift[1]
        box = (x0, top, x0 + character["width"], top + character["height"])
        x, y = centre(box)
        if text.strip() and (int(x // 3), int(y // 3)) not in known:
            rises = not character["upright"] and character["matrix"][1] > 0
            size = max(character["size"], _MIN_SIZE)
            found.append(Glyph(text, box, box[3] - 0.12 * size, size, character["upright"], rises=rises))
    return drop_doubles(found)


def _read_text(textpage: Any, index: int) -> str:
    """Read one character: 〓 for a code that means nothing outside the file, nothing for an invisible one."""
    from pypdfium2 import raw

    code = raw.FPDFText_GetUnicode(textpage, index)
    if 0xDC00 <= code < 0xE000:
        # The second half of 𠮷 was read with the first.
        return ""
    if 0xD800 <= code < 0xDC00:
        code = 0x10000 + ((code - 0xD800) << 10) + raw.FPDFText_GetUnicode(textpage, index + 1) - 0xDC00
    return _clean(chr(code)) if code < 0x110000 else _MISSING


def _clean(text: str) -> str:
    if text.isspace():
        return " "
    categories = {unicodedata.category(character) for character in text}
    if categories & {"Cc", "Co", "Cn", "Cs"} or "\ufffd" in text:
        return _MISSING
    return "" if categories == {"Cf"} else text


def _guess_body(text: str, ink: Box, x: float, y: float, size: float) -> Box:
    """Body of a character that is only known by its ink: ⽬ read as 目, 、 in a vertical line."""
    width = size if unicodedata.east_asian_width(text) in "WFA" else ink[2] - x
    return x, y - 0.12 * size, x + max(width, 0.0), y + 0.88 * size


def _find_axes(page: Any) -> Callable[[float, float], tuple[float, float]]:
    """Way from the coordinates of the file (from the bottom left, unturned) to those of the page as seen."""
    left, bottom, right, top = page.get_bbox()
    return {
        90: lambda x, y: (y - bottom, x - left),
        180: lambda x, y: (right - x, y - bottom),
        270: lambda x, y: (top - y, right - x),
    }.get(page.get_rotation(), lambda x, y: (x - left, top - y))


def _find_grids(
    page: Any, number: int, n_glyphs: int, open_drawings: Callable[[], Any]
) -> tuple[list[Grid], list[ParseIssue]]:
    """Find the ruled tables of a page; where that would take too long or fails, say so."""
    from pypdfium2 import raw

    segments = 0
    for path in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=5):
        segments += max(raw.FPDFPath_CountSegments(path), 1)
        if segments > _MAX_SEGMENTS:
            break
    if segments < _MIN_SEGMENTS:
        return [], []
    problem = "its drawings are too many to look for tables in"
    if segments <= _MAX_SEGMENTS and n_glyphs <= _MAX_GLYPHS_WITH_TABLES:
        try:
            return _find_ruled_tables(page, open_drawings().pages[number - 1]), []
        # The parser below pdfplumber raises whatever a damaged file makes it stumble over.
        except Exception as error:
            problem = f"looking for tables failed ({type(error).__name__})"
    message = f"page {number} is given as lines only: {problem} (この頁の表は行として読みました)"
    return [], [ParseIssue("no_tables", message, Locator(page=number))]


def _open_drawings(content: bytes) -> Any:
    import pdfplumber

    # It warns once for every font without a FontBBox, which Chromium writes.
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    return pdfplumber.open(io.BytesIO(content))


def _find_ruled_tables(page: Any, drawn: Any) -> list[Grid]:
    right, down = _find_shift(page, drawn)
    finder = drawn.debug_tablefinder()
    if sides := _close_sides(finder.edges):
        finder = drawn.debug_tablefinder({"explicit_vertical_lines": sides})
    tables = [
        [(x0 + right, top + down, x1 + right, bottom + down) for x0, top, x1, bottom in table.cells]
        for table in finder.tables
    ]
    # Frees what it keeps of the page; a report may have hundreds.
    drawn.close()
    return [_to_grid(cells) for cells in sorted(tables, key=surround) if len(cells) > 1]


def _find_shift(page: Any, drawn: Any) -> tuple[float, float]:
    """How far the places that pdfplumber gives, on the whole sheet, are from those on the part that is shown."""
    place = _find_axes(page)
    x0, y0, x1, y1 = drawn.page_obj.mediabox
    corner = surround([place(x0, y0) * 2, place(x1, y1) * 2])
    return corner[0] - drawn.bbox[0], corner[1] - drawn.bbox[1]


def _close_sides(edges: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Draw the left and right edge of tables that are open there, as many statistics are printed.

    Two rules of one length are the top and bottom of a row where a vertical line between their ends joins them.
    """
    rules = sorted((edge for edge in edges if edge["orientation"] == "h"), key=lambda edge: (edge["top"], edge["x0"]))
    uprights = [edge for edge in edges if edge["orientation"] == "v"]
    sides = []
    for position, upper in enumerate(rules):
        x0, x1, top = upper["x0"], upper["x1"], upper["top"]
        same = (rule for rule in rules[position + 1 :] if abs(rule["x0"] - x0) < 3 and abs(rule["x1"] - x1) < 3)
        bottom = next((rule["top"] for rule in same if rule["top"] - top > 3), None)
        if bottom is None:
            continue
        joining = [edge["x0"] for edge in uprights if edge["top"] < top + 3 and edge["bottom"] > bottom - 3]
        if any(x0 + 3 < x < x1 - 3 for x in joining):
            side = {"object_type": "line", "orientation": "v", "top": top, "bottom": bottom, "height": bottom - top}
            sides += [{**side, "x0": end, "x1": end} for end in (x0, x1) if all(abs(x - end) > 3 for x in joining)]
    return sides


def _to_grid(cells: list[Box]) -> Grid:
    """Lay cells on a grid; a column or row in which no cell begins adds nothing and is left out."""
    xs = (*sorted({cell[0] for cell in cells}), max(cell[2] for cell in cells))
    ys = (*sorted({cell[1] for cell in cells}), max(cell[3] for cell in cells))
    owners = {
        (i, j): cell
        for cell in cells
        for i, y in enumerate(ys[:-1])
        if cell[1] <= y < cell[3]
        for j, x in enumerate(xs[:-1])
        if cell[0] <= x < cell[2]
    }
    return Grid(xs, ys, owners)
