"""A workbook in the making: worksheets of tables that can be filtered, read and printed, and one in front that leads to them."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

from opinionmine.errors import DocumentError
from opinionmine.reporting.blocks import Cell, Number, Table, show_cell
from opinionmine.reporting.layout import count_columns, shorten
from opinionmine.reporting.pictures import COLOURS
from opinionmine.reporting.words import Words
from opinionmine.reporting.workbook import COLUMNS, OPTIONS, ROWS, put

# Excel refuses these in the name of a worksheet, and more than 31 characters.
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME = 31
# Widths are in half-width signs, heights in points; Excel has none above 409.
_WIDEST, _NARROWEST, _WIDEST_FIGURE = 60, 8, 14
_LINE, _HIGHEST = 18, 409
_A4, _PORTRAIT = 9, 95
_FRONT = (28, 100)
# The same report gives the same bytes: the workbook has no date of its own.
_NO_DATE = datetime.datetime(2000, 1, 1)
_COLOURS = {"head": "#E8EDF2", "marked": "#FBE3DE", "link": "#1B6B93"}

# How numbers with a point are shown, by the word at the head of their column; all others are probabilities.
_FORMS = {
    "share_of_opinions": "0%", "achieved": "0%", "row_share": "0%", "column_share": "0%", "low": "0%", "high": "0%",
    "residual": "0.00", "effect": "0.00", "jaccard": "0.00", "strength": "0.00",
}  # fmt: skip
_PROBABILITY = "0.000"


@dataclass(frozen=True)
class Line:
    """A line of the worksheet in front.

    Attributes
    ----------
    name : str
        What it is about, in the first column.
    form : str
        ``text``, ``head``, ``title``, ``marked`` or ``link`` (`name` is then a worksheet that it leads to).
    """

    name: str
    cell: Cell = ""
    form: str = "text"


class Book:
    """A workbook in the making.

    Parameters
    ----------
    front : str
        Name of the first worksheet.
    """

    def __init__(self, words: Words, front: str) -> None:
        import xlsxwriter

        self._out = io.BytesIO()
        self._book = xlsxwriter.Workbook(self._out, OPTIONS)
        self._book.set_properties({"created": _NO_DATE})
        self._words = words
        self._forms = {words(key): form for key, form in _FORMS.items()}
        self._formats: dict[str, Any] = {}
        self._columns: dict[str, tuple[str, ...]] = {}
        self._n_cut = 0
        self._front = self._add_worksheet(front, ())
        self._set_up_page(self._front, _FRONT)

    def add(self, title: str, table: Table) -> None:
        """A worksheet of one table, with filters and a header that stays; another one where it is full, none without rows."""
        for start in range(0, len(table.rows), ROWS - 1):
            end = start + ROWS - 1
            marked = frozenset(row - start for row in table.marked if start <= row < end)
            self._add_table(title, replace(table, rows=table.rows[start:end], marked=marked))

    def add_chart(self, title: str, table: Table, *, is_share: bool) -> None:
        """A worksheet of names and counts, and a bar chart of them."""
        sheet = self._add_table(title, table)
        sheet.set_landscape()
        chart = self._book.add_chart({"type": "bar", "subtype": "percent_stacked" if is_share else "stacked"})
        last = len(table.rows)
        # The last column of counts over parts is their sum.
        for place in range(1, len(table.columns) - (0 if is_share else 1)):
            chart.add_series(
                {
                    "name": [sheet.get_name(), 0, place],
                    "categories": [sheet.get_name(), 1, 0, last, 0],
                    "values": [sheet.get_name(), 1, place, last, place],
                    "fill": {"color": COLOURS[f"g{(place - 1) % 6}"]},
                    "border": {"color": "#FFFFFF"},
                    "gap": 40,
                }
            )
        chart.set_title({"name": table.title, "name_font": {"size": 12}})
        chart.set_legend({"position": "top"})
        chart.set_y_axis({"reverse": True, "label_position": "low"})
        # Rows that a filter hides stay in the picture: the report has one set of figures.
        chart.show_hidden_data()
        chart.set_size({"width": 760, "height": 120 + 26 * last})
        sheet.insert_chart(1, len(table.columns) + 1, chart, {"description": table.title, "object_position": 3})

    def contents(self) -> Iterator[Line]:
        """A line for each worksheet so far but the first, with what stands in its columns."""
        for name, columns in list(self._columns.items())[1:]:
            yield Line(name, shorten(self._words.join(columns), _FRONT[1] - 2), "link")

    def write_front(self, lines: Sequence[Line]) -> None:
        """Fill the first worksheet; a last line says how many cells had to be cut."""
        for row, line in enumerate(lines):
            self._write_line(row, line)
        if self._n_cut:
            self._write_line(len(lines), Line("", self._words("cells_cut", n=self._n_cut), "marked"))

    def close(self) -> bytes:
        """The bytes of the workbook."""
        self._book.close()
        return self._out.getvalue()

    def _write_line(self, row: int, line: Line) -> None:
        sheet, form = self._front, self._format(line.form)
        if line.form == "link":
            sheet.write_url(row, 0, f"internal:'{line.name}'!A1", form, line.name)
        else:
            self._n_cut += put(sheet, row, 0, line.name, form)
        if isinstance(line.cell, str):
            self._n_cut += put(sheet, row, 1, line.cell, self._format("text" if line.form == "link" else line.form))
        elif line.cell.value is not None:
            put(sheet, row, 1, line.cell.value, self._format("left"))
        if line.form == "head":
            sheet.write_blank(row, 1, None, form)
        # A title runs on over the column beside it.
        if line.form != "title":
            sheet.set_row(row, _height((line.name, line.cell), _FRONT))

    def _add_table(self, title: str, table: Table) -> Any:
        if len(table.columns) > COLUMNS:
            raise DocumentError(
                f"{len(table.columns):,} columns for the worksheet {title}; Excel holds {COLUMNS:,}. Write .json instead (列数が多すぎます)."
            )
        sheet = self._add_worksheet(title, table.columns)
        widths = _widths(table)
        self._set_up_page(sheet, widths)
        for column, name in enumerate(table.columns):
            self._n_cut += put(sheet, 0, column, name, self._format("head"))
        # The arrow of the filter takes its part of the header.
        sheet.set_row(0, _height(table.columns, [width - 2 for width in widths]))
        forms = [self._forms.get(name, _PROBABILITY) for name in table.columns]
        for number, row in enumerate(table.rows, 1):
            text = self._format("marked" if number - 1 in table.marked else "text")
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    self._n_cut += put(sheet, number, column, cell, text)
                elif cell.value is not None:
                    put(sheet, number, column, cell.value, self._format(_number_form(cell, forms[column])))
            sheet.set_row(number, _height(row, widths))
        sheet.repeat_rows(0)
        sheet.freeze_panes(1, 1)
        if table.rows:
            sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
        return sheet

    def _add_worksheet(self, title: str, columns: tuple[str, ...]) -> Any:
        name = name_worksheet(title, list(self._columns))
        self._columns[name] = columns
        return self._book.add_worksheet(name)

    def _set_up_page(self, sheet: Any, widths: Sequence[float]) -> None:
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.set_paper(_A4)
        if sum(widths) > _PORTRAIT:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)

    def _format(self, name: str) -> Any:
        """The format of a kind of text, or of a number that is shown so; made when it is first used."""
        if name not in self._formats:
            # "_ " leaves a space between a number and the text beside it.
            number = {"num_format": ";".join(part and f"{part}_ " for part in name.split(";"))}
            self._formats[name] = self._book.add_format({"valign": "top", **_TEXTS.get(name, number)})
        return self._formats[name]


_TEXTS: dict[str, dict[str, Any]] = {
    "text": {"text_wrap": True},
    "head": {"text_wrap": True, "bold": True, "bottom": 1, "bg_color": _COLOURS["head"]},
    # Not by colour alone: the print may be black and white.
    "marked": {"text_wrap": True, "bold": True, "bg_color": _COLOURS["marked"]},
    "title": {"bold": True, "font_size": 14},
    "link": {"text_wrap": True, "underline": 1, "font_color": _COLOURS["link"]},
    "left": {"num_format": "0", "align": "left"},
}


def name_worksheet(title: str, taken: Sequence[str]) -> str:
    """A name that Excel takes and that no other worksheet has, whatever case it is written in.

    Examples
    --------
    >>> name_worksheet("a/b: [c]*", []), name_worksheet("Themes", ["themes"]), len(name_worksheet("長" * 40, []))
    ('a b c', 'Themes 2', 31)
    """
    name = " ".join(_NOT_IN_NAMES.sub(" ", title).split()).strip("'")[:_LONGEST_NAME] or "1"
    known = {other.lower() for other in taken}
    number = 1
    shown = name
    while shown.lower() in known:
        number += 1
        shown = f"{name[: _LONGEST_NAME - 1 - len(str(number))]} {number}"
    return shown


def _number_form(number: Number, with_point: str) -> str:
    """The format of Excel that shows a number as the report does.

    Examples
    --------
    >>> [_number_form(n, "0%") for n in (Number(3, "3"), Number(0.5, "50%"), Number(-2, "−2"), Number(3, "● 3"), Number(0, ""))]
    ['0', '0%', '+0;−0;±0', '"●" 0', '0;;']
    """
    if isinstance(number.value, float):
        return with_point
    if not number.text:
        return "0;;"
    mark = number.text[0]
    if mark in "+−±":
        return "+0;−0;±0"
    return "0" if mark.isdigit() else f'"{mark}" 0'


def _widths(table: Table) -> list[float]:
    """Columns as wide as their longest text, a full-width sign counting two, up to a limit; the first 200 rows tell."""
    widths: list[float] = []
    for place, head in enumerate(table.columns):
        cells = [row[place] for row in table.rows[:200]]
        longest = max((count_columns(line) for cell in cells for line in show_cell(cell).splitlines()), default=0)
        # A header is wrapped: over figures into narrow lines, else into two.
        is_figure = any(not isinstance(cell, str) for cell in cells)
        for_head = min(_WIDEST_FIGURE, count_columns(head) / 3 + 3) if is_figure else count_columns(head) / 2 + 4
        widths.append(min(_WIDEST, max(_NARROWEST, for_head, longest + 2)))
    return widths


def _height(cells: Sequence[Cell], widths: Sequence[float]) -> float | None:
    """Room for all lines of the wrapped texts of a row, since not every program makes it; None where one line is enough."""
    lines = 1
    for cell, width in zip(cells, widths, strict=True):
        if isinstance(cell, str) and (len(cell) * 2 > width or "\n" in cell):
            lines = max(lines, sum(_count_lines(count_columns(line), width) for line in cell.splitlines()))
    return min(_HIGHEST, _LINE * lines) if lines > 1 else None


def _count_lines(columns: int, width: float) -> int:
    """One where it fits; else a tenth more, since signs differ from font to font and a word that does not fit leaves a gap."""
    return 1 if columns + 1 <= width else ceil(1.1 * columns / width)
