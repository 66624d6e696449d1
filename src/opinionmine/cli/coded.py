"""Coded comments as CSV, JSON or an Excel workbook: everything that came in, and the results beside it."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from opinionmine.cli.output import saying_why, unfinished_name, write_bytes
from opinionmine.documents.comment_columns import DATE_RESULTS, RESULTS, name_all
from opinionmine.documents.comment_parquet import load_pyarrow
from opinionmine.documents.comment_tables import NOTES_SHEET
from opinionmine.documents.comments import Comments, Row
from opinionmine.documents.guard import guard
from opinionmine.errors import DocumentError
from opinionmine.records import Prediction, to_json
from opinionmine.reporting.workbook import CELL, COLUMNS, OPTIONS, ROWS, carried, put

# Rows of a group of a Parquet file, which is held until it is written.
_ROW_GROUP = 8192
_TAKEN = ("id", "text", "scores")

Form = Literal["csv", "jsonl", "xlsx", "parquet"]
Judged = Iterable[tuple[Row, Prediction | None]]

_NOTES_HEAD = "opinionmine classify: what to know about these results (この結果についての注)"
_CUT = f"Cells cut at {CELL:,} characters in the workbook: {{}}; .csv and .jsonl hold them whole (長い文は途中で切れています)."


def coded_lines(
    comments: Comments, judged: Judged, grades: Mapping[str, str], form: Form, *, has_header: bool = True
) -> Iterator[bytes]:
    """Results as lines of CSV or JSONL, one at a time, so that they need no memory.

    Parameters
    ----------
    judged : iterable of (Row, Prediction or None)
        The rows of `comments`, or the last ones of them; None for a row without an opinion.
    grades : mapping of str to str
        Theme -> A, B or C, in the order of the codebook.
    """
    lines = _jsonl(comments, judged, grades) if form == "jsonl" else _csv(comments, judged, grades, has_header)
    return (line.encode() for line in lines)


def write_workbook(comments: Comments, judged: Judged, grades: Mapping[str, str], output: Path) -> list[str]:
    """Write results as an Excel workbook.

    Returns
    -------
    list of str
        Sentences for the user on what does not stand in the file as it was printed.

    Raises
    ------
    DocumentError
        If the file cannot be written or there is more than a worksheet can hold.
    """
    content, notes = _workbook(comments, judged, grades)
    write_bytes(content, output)
    return notes


def write_parquet(comments: Comments, judged: Judged, grades: Mapping[str, str], output: Path) -> None:
    """Write results as a Parquet file, a group of rows at a time: themes, grades and flags as lists, evidence as objects.

    Raises
    ------
    DocumentError
        If pyarrow is not installed or the file cannot be written.
    """
    parquet = load_pyarrow(output)
    import pyarrow as pa

    words = pa.list_(pa.string())
    spans = pa.list_(
        pa.struct([("theme_id", pa.string()), ("start", pa.int32()), ("end", pa.int32()), ("text", pa.string()), ("weight", pa.float64())])
    )  # fmt: skip
    names = name_all(comments.columns)
    dates = list(zip(DATE_RESULTS, (pa.int32(), pa.string()), strict=True)) if comments.has_dates else []
    results = list(zip(RESULTS, (pa.string(), words, words, pa.string(), words, spans), strict=True))
    scores = [(f"p_{theme}", pa.float64()) for theme in grades]
    schema = pa.schema([*((name, pa.string()) for name in names), *dates, *results, *scores])

    def record(row: Row, prediction: Prediction | None) -> dict[str, Any]:
        said: dict[str, Any] = dict(zip(names, row.cells, strict=True))
        said |= dict(zip(DATE_RESULTS, _dates(row), strict=True)) if comments.has_dates else {}
        if prediction:
            said |= {
                key: to_json(getattr(prediction, key)) for key in ("outcome", "themes", "stance", "flags", "evidence")
            }
            said["grades"] = [grades[theme] for theme in prediction.themes]
            said |= {f"p_{theme}": score for theme, score in prediction.scores.items()}
        return said

    part = unfinished_name(output)
    with saying_why(output):
        try:
            with parquet.ParquetWriter(part, schema) as writer:
                rows = iter(judged)
                while group := [record(*pair) for pair in islice(rows, _ROW_GROUP)]:
                    writer.write_table(pa.Table.from_pylist(group, schema))
            part.replace(output)
        finally:
            part.unlink(missing_ok=True)


def write_lines(pieces: Iterable[bytes]) -> None:
    """Write to standard output; line ends as they are, since Windows would turn the CR LF of a CSV row into CR CR LF."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(newline="")
    for piece in pieces:
        sys.stdout.write(piece.decode())


def check_columns(comments: Comments, theme_ids: Sequence[str]) -> None:
    """Refuse an input whose columns would be mistaken for results.

    Raises
    ------
    DocumentError
        Naming the first such column.
    """
    added = _added(comments, theme_ids)
    if clash := [column for column in comments.columns if column in added]:
        raise DocumentError(
            f"The input already has the column 「{clash[0]}」, which would be written. Rename it in the input (列名が重なります)."
        )


def _jsonl(comments: Comments, judged: Judged, grades: Mapping[str, str]) -> Iterator[str]:
    """One object a row; a row without an opinion has outcome null."""
    for row, prediction in judged:
        record: dict[str, Any] = {"id": row.identifier, "text": row.text}
        # A table may have a column of that name beside the one that holds the comments.
        record |= {f"input_{key}" if key in _TAKEN else key: value for key, value in row.others.items()}
        record |= dict(zip(DATE_RESULTS, _dates(row), strict=True)) if comments.has_dates else {}
        for key in ("outcome", "themes", "scores", "stance", "flags", "evidence"):
            record[key] = to_json(getattr(prediction, key)) if prediction else None
        record["grades"] = {theme: grades[theme] for theme in prediction.themes} if prediction else None
        yield json.dumps(record, ensure_ascii=False) + "\n"


def _csv(comments: Comments, judged: Judged, grades: Mapping[str, str], has_header: bool) -> Iterator[str]:
    if has_header:
        yield _csv_row([*map(_guarded, comments.columns), *_added(comments, tuple(grades))])
    for row, results in _with_results(comments, judged, grades):
        shown = [f"{value:.4f}" if isinstance(value, float) else str(value) for value in results]
        yield _csv_row([*map(_guarded, row.cells), *map(carried, shown)])


def _csv_row(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()


def _workbook(comments: Comments, judged: Judged, grades: Mapping[str, str]) -> tuple[bytes, list[str]]:
    """Every text is a text cell, so that =1+1 is not run and +81 stays +81; probabilities and fiscal years are numbers."""
    import xlsxwriter

    header = [*comments.columns, *_added(comments, tuple(grades))]
    if len(comments.rows) >= ROWS or len(header) > COLUMNS:
        raise DocumentError(
            f"{len(comments.rows):,} rows and {len(header):,} columns; a worksheet holds {ROWS - 1:,} and {COLUMNS:,}. "
            "Write .csv or .jsonl (CSV で書き出してください)."
        )
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, OPTIONS)
    sheet = book.add_worksheet("結果")
    n_cut = sum(put(sheet, 0, column, name) for column, name in enumerate(header))
    for number, (row, results) in enumerate(_with_results(comments, judged, grades), 1):
        n_cut += sum(put(sheet, number, column, value) for column, value in enumerate([*row.cells, *results]))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(comments.rows), len(header) - 1)
    notes = [_CUT.format(n_cut)] if n_cut else []
    about = book.add_worksheet(NOTES_SHEET)
    for number, note in enumerate([_NOTES_HEAD, *comments.notes, *notes]):
        put(about, number, 0, note)
    book.close()
    return out.getvalue(), notes


def _guarded(cell: str) -> str:
    return guard(carried(cell))


def _added(comments: Comments, theme_ids: Sequence[str]) -> list[str]:
    dates = DATE_RESULTS if comments.has_dates else ()
    return [*dates, *RESULTS, *(f"p_{theme}" for theme in theme_ids)]


def _with_results(
    comments: Comments, judged: Judged, grades: Mapping[str, str]
) -> Iterator[tuple[Row, list[str | float]]]:
    """Each row with what stands in the added columns."""
    for row, prediction in judged:
        dates = ["" if value is None else value for value in _dates(row)] if comments.has_dates else []
        empty = [""] * (len(RESULTS) + len(grades))
        yield row, [*dates, *(_results(prediction, grades) if prediction else empty)]


def _dates(row: Row) -> tuple[int | None, str]:
    return (row.when.fiscal_year, row.when.problem) if row.when else (None, "")


def _results(prediction: Prediction, grades: Mapping[str, str]) -> list[str | float]:
    evidence = "; ".join(
        f"{theme}: "
        + " | ".join(re.sub(r"[\r\n]+", "", item.text) for item in prediction.evidence if item.theme_id == theme)
        for theme in prediction.themes
    )
    return [
        prediction.outcome,
        ";".join(prediction.themes),
        ";".join(grades[theme] for theme in prediction.themes),
        prediction.stance,
        ";".join(prediction.flags),
        evidence,
        *(prediction.scores[theme] for theme in grades),
    ]
