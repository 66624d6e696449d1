"""A list of comments in a Parquet file, read a group of rows at a time (extra `parquet`)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from opinionmine.documents.comment_columns import Choice, find_own_results, find_places, name_all
from opinionmine.documents.comment_objects import as_cell
from opinionmine.documents.comments import Comments, Row, gather
from opinionmine.documents.limits import Limits
from opinionmine.errors import DocumentError
from opinionmine.japanese.years import parse_date

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
    own = set(find_own_results(header))
    kept = [name for place, name in enumerate(header) if place not in own]
    places, names = find_places(kept, choice, str(path)), name_all(kept)
    known = (places.text, places.identifier)

    def rows() -> Iterator[Row]:
        number = 0
        with parquet.ParquetFile(path) as file:
            for batch in file.iter_batches(_ROWS, columns=kept):
                for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                    number += 1
                    texts = tuple(_as_text(value) for value in values)
                    limits.check("cell_characters", max(map(len, texts)), f"{path}, row {number}")
                    yield Row(
                        identifier=(texts[places.identifier].strip() if places.identifier is not None else "")
                        or str(number),
                        text=texts[places.text],
                        cells=texts,
                        others={
                            name: text
                            for place, (name, text) in enumerate(zip(names, texts, strict=True))
                            if place not in known
                        },
                        when=parse_date(texts[places.date]) if places.date is not None else None,
                    )

    notes = (
        [f"{path}: an export of classify; its {len(own)} columns of results are made anew (結果の列を作り直します)."]
        if own
        else []
    )
    return gather(tuple(kept), rows, str(path), limits, notes, places.date is not None)


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
    return (
        value
        if isinstance(value, str)
        else as_cell(value)
        if isinstance(value, int | float | list | dict)
        else str(value or "")
    )
