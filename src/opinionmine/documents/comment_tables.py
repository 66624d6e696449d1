"""Comment lists as tables: CSV with any usual delimiter, and worksheets."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from opinionmine.documents.comment_columns import (
    Choice,
    Places,
    find_own_results,
    find_places,
    find_texts,
    name_all,
)
from opinionmine.documents.comments import Comments, Rejected, Row, gather
from opinionmine.documents.guard import unguard
from opinionmine.documents.limits import Limits
from opinionmine.documents.text import Lines
from opinionmine.errors import DocumentError
from opinionmine.japanese.years import parse_date
from opinionmine.records import Cell, Locator, TableBlock

# The standard reader stops at 131,072 characters in one field; how long a comment may be is for the limits to say.
csv.field_size_limit(2**31 - 1)

_DELIMITERS = {",": "commas (コンマ)", "\t": "tabs (タブ)", ";": "semicolons (セミコロン)"}
# A title, a date and a blank line may stand above the header.
_HEADER_WITHIN = 10
# The second worksheet of an export, by which it is known; its cells need no guard.
NOTES_SHEET = "注"


def read_csv(lines: Lines, source: str, choice: Choice, limits: Limits, delimiter: str = ",") -> Comments:
    """Read a table with a header row.

    Parameters
    ----------
    delimiter : str
        The one that is expected; another one is taken if the header says so.

    Raises
    ------
    DocumentError
        If it is not a table, or a column is not there or has to be named. A row that is longer than the header is rejected.
    """
    found = _find_delimiter(lines, choice, delimiter)
    try:
        above = list(islice(_split(lines, found), _HEADER_WITHIN))
        if not above:
            raise DocumentError(f"{source}: no row in it; expected a header row and comments below it.")
        at = _find_header(above, choice) or 0
        notes = (
            []
            if found == delimiter
            else [f"{source}: its header is split at {_DELIMITERS[found]}, so the rows are too."]
        )

        def body() -> Iterator[list[Cell] | Rejected]:
            for number, row in enumerate(islice(_split(lines, found), at + 1, None), 1):
                yield _fit(row, len(above[at]), number, at, source, found)

        header = [Cell(name, Locator()) for name in above[at]]
        notes += _titles(above[:at], source)
        return gather_table(header, body, source, choice, limits, notes, is_guarded=True)
    except csv.Error as error:
        raise DocumentError(f"{source}: not a CSV table ({error}). Look for a quote mark that is not closed.") from None


def _split(lines: Lines, delimiter: str) -> Iterator[list[str]]:
    return (row for row in csv.reader(lines.read(), delimiter=delimiter, strict=True) if row)


def _fit(row: list[str], width: int, number: int, at: int, source: str, delimiter: str) -> list[Cell] | Rejected:
    """Cells as many as the header has; a comma in a comment without quotes makes more."""
    if any(row[width:]):
        reason = (
            f"{source}, row {at + 1 + number}: {len(row)} cells, but the header has {width}. A comment that holds {_DELIMITERS[delimiter]} "
            "must stand in quotes: correct that row (列の数が見出しと合いません。区切り記号を含む意見は引用符で囲んでください)."
        )
        return Rejected(number, reason, "\t".join(row))
    return [Cell(cell, Locator()) for cell in [*row, *[""] * width][:width]]


def read_workbook(content: bytes, source: str, choice: Choice, limits: Limits) -> Comments:
    """Read the first worksheet whose header names the comments, or the one that was named.

    Raises
    ------
    DocumentError
        If the workbook cannot be read, the worksheet is not there, or a column is not there or has to be named.
    """
    from opinionmine.documents.excel import read_excel

    blocks, issues = read_excel(content, source, limits)
    sheets = [block for block in blocks if isinstance(block, TableBlock)]
    notes = [f"{source}: {issue.message}." for issue in issues]
    tables = {sheet.name: [[_header_text(cell) for cell in row] for row in sheet.rows] for sheet in sheets}
    if choice.sheet is not None and choice.sheet not in tables:
        raise DocumentError(
            f"{source}: no visible worksheet 「{choice.sheet}」; there are {_list(list(tables))}. Name one of them with --sheet."
        )
    named = [sheet for sheet in sheets if choice.sheet in (None, sheet.name)]
    headers = {s.name: at for s in named if (at := _find_header(tables[s.name], choice)) is not None}
    sheet = next((sheet for sheet in named if sheet.name in headers), named[0])
    at = headers.get(sheet.name, _fullest(tables[sheet.name][:_HEADER_WITHIN]))
    if others := [name for name in headers if name != sheet.name]:
        notes.append(
            f"{source}: worksheet 「{sheet.name}」 is read; {_list(others)} hold comments too and are not. Choose with --sheet."
        )
    rows = [row for row in sheet.rows[at:] if any(cell.text.strip() for cell in row)]
    notes += _titles(tables[sheet.name][:at], source)
    # Saved from Excel, an exported CSV keeps its guards; our own workbook has none.
    return gather_table(rows[0], lambda: rows[1:], source, choice, limits, notes, is_guarded=NOTES_SHEET not in tables)


def _header_text(cell: Cell) -> str:
    """A header that is merged over two columns names the first one only."""
    return "" if cell.repeats else cell.text


def _find_delimiter(lines: Lines, choice: Choice, expected: str) -> str:
    """The delimiter whose header names the comments, else the one that makes most columns; `expected` if others do no better."""

    def success(delimiter: str) -> tuple[bool, int]:
        reader = csv.reader(lines.read(), delimiter=delimiter)
        try:
            rows = list(islice((row for row in reader if row), _HEADER_WITHIN))
        except csv.Error:
            return False, 0
        at = _find_header(rows, choice)
        header = rows[at or 0] if rows else []
        return at is not None and len(header) > 1 and len(find_texts(header, choice.column)) == 1, len(header)

    return max([expected, *(d for d in _DELIMITERS if d != expected)], key=success)


def _find_header(table: Sequence[Sequence[str]], choice: Choice) -> int | None:
    """The first row that names the comments; rows above it must have fewer filled cells, as titles have."""
    widest_above = 0
    for number, row in enumerate(table[:_HEADER_WITHIN]):
        n_filled = sum(bool(cell.strip()) for cell in row)
        if find_texts(row, choice.column) and (n_filled > widest_above):
            return number
        widest_above = max(widest_above, n_filled)
    return None


def _fullest(rows: Sequence[Sequence[str]]) -> int:
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows]
    return filled.index(max(filled))


def _titles(rows: Sequence[Sequence[str]], source: str) -> list[str]:
    titles = [text for row in rows if (text := " ".join(cell for cell in row if cell.strip()))]
    return [f"{source}: above the header and no data (表題): {_list(titles)}."] if titles else []


def _list(names: list[str]) -> str:
    return "、".join(f"「{name}」" for name in names)


def gather_table(
    head: Sequence[Cell],
    body: Callable[[], Iterable[Sequence[Cell] | Rejected]],
    source: str,
    choice: Choice,
    limits: Limits,
    notes: list[str],
    is_guarded: bool,
) -> Comments:
    """Header and rows, all of one length -> comments, without what an earlier run has added."""
    header = [_header_text(cell) for cell in head]
    own = set(find_own_results(header))
    if own:
        notes.append(
            f"{source}: an export of classify; its {len(own)} columns of results are made anew (結果の列を作り直します)."
        )
    kept = [place for place in range(len(header)) if place not in own]
    clean = unguard if own and is_guarded else str
    header = [clean(header[place]) for place in kept]
    places = find_places(header, choice, source)
    names = name_all(header)

    def rows() -> Iterator[Row | Rejected]:
        for number, cells in enumerate(body(), 1):
            if isinstance(cells, Rejected):
                yield cells
                continue
            for place, cell in enumerate(cells):
                limits.check("cell_characters", len(cell.text), f"{source}, row {number}, cell {place + 1}")
            own_cells = [cells[place] for place in kept]
            texts = [clean(cell.text) for cell in own_cells]
            yield _row(number, texts, own_cells[places.text], names, places)

    return gather(tuple(header), rows, source, limits, notes, places.date is not None)


def _row(number: int, texts: list[str], comment: Cell, names: list[str], places: Places) -> Row:
    known = (places.text, places.identifier)
    return Row(
        identifier=(texts[places.identifier].strip() if places.identifier is not None else "") or str(number),
        text=texts[places.text],
        cells=tuple(texts),
        others={name: text for place, (name, text) in enumerate(zip(names, texts, strict=True)) if place not in known},
        is_repeated=comment.repeats,
        when=parse_date(texts[places.date]) if places.date is not None else None,
        locators=(comment.locator,) if comment.locator.cell else (),
    )
