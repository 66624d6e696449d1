"""A list of comments in a Parquet file, read a group of rows at a time (extra `parquet`)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from opinionmine.documents.comment_columns import Choice
from opinionmine.documents.comment_objects import as_cell
from opinionmine.documents.comment_tables import gather_table
from opinionmine.documents.comments import Comments
from opinionmine.documents.limits import Limits
from opinionmine.errors import DocumentError
from opinionmine.records import Cell, Locator

_ROWS = 4096


def open_parquet(path: Path, choice: Choice, limits: Limits) -> Comments:
    """Read a table whose columns are named as those of a CSV file; values that are no text become their text.

    Raises
    ------
    DocumentError
        If pyarrow is not installed, the file is no Parquet file, or a column is not there or has to be named.
    """
    parquet = load_pyarrow(path)
    try:
        header = list(parquet.read_schema(path).names)
    except (OSError, ValueError) as error:
        raise DocumentError(
            f"{path}: not a Parquet file, or a damaged one ({' '.join(str(error).split())[:120]}). Write it anew (Parquet として読めません)."
        ) from None

    def body() -> Iterator[list[Cell]]:
        with parquet.ParquetFile(path) as file:
            for batch in file.iter_batches(_ROWS):
                for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                    yield [Cell(_as_text(value), Locator()) for value in values]

    head = [Cell(name, Locator()) for name in header]
    return gather_table(head, body, str(path), choice, limits, [], is_guarded=False)


def load_pyarrow(path: Path) -> Any:
    """The module for Parquet files.

    Raises
    ------
    DocumentError
        If it is not installed.
    """
    try:
        import pyarrow.parquet
    except ImportError:
        raise DocumentError(
            f"{path}: Parquet needs a package more: pip install 'opinionmine[parquet]' (追加のパッケージが必要です)."
        ) from None
    return pyarrow.parquet


def _as_text(value: Any) -> str:
    """Numbers and lists as JSON has them, a date as it is written: 2025-10-04."""
    if value is None or isinstance(value, str | int | float | list | dict):
        return as_cell(value)
    return str(value)
