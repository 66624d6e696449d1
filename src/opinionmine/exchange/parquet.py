"""Label items in a Parquet file (extra `parquet`)."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from opinionmine.documents.comment_parquet import load_pyarrow
from opinionmine.errors import CodebookError
from opinionmine.exchange.frames import FIELD, to_frame
from opinionmine.exchange.own import parse
from opinionmine.exchange.rows import LabelRow
from opinionmine.records import Codebook, LabelItem

_LISTS = ("themes", "flags", "suggested")


def write(items: Sequence[LabelItem], codebook: Codebook) -> bytes:
    """Write the rows of `to_frame`: themes, flags and what was suggested as lists, places as objects, all else as text.

    Raises
    ------
    DocumentError
        If pyarrow is not installed.
    """
    parquet = load_pyarrow(Path("Parquet"))
    import pyarrow as pa

    words = pa.list_(pa.string())
    spans = pa.list_(pa.struct([("theme", pa.string()), ("start", pa.int32()), ("end", pa.int32())]))
    rows = to_frame(items)
    kinds = {**dict.fromkeys(_LISTS, words), "spans": spans}
    schema = pa.schema([(key, kinds.get(key, pa.string())) for key in (rows[0] if rows else ())])
    out = io.BytesIO()
    parquet.write_table(pa.Table.from_pylist(rows, schema), out)
    return out.getvalue()


def read(content: bytes, source: str, codebook: Codebook) -> Iterator[LabelRow]:
    """Read such a file.

    Raises
    ------
    DocumentError
        If pyarrow is not installed.
    CodebookError
        If it is no Parquet file.
    """
    parquet = load_pyarrow(Path(source))
    try:
        table = parquet.read_table(io.BytesIO(content))
    except (OSError, ValueError) as error:
        raise CodebookError(
            f"{source}: not a Parquet file, or a damaged one ({' '.join(str(error).split())[:120]}). Write it anew (Parquet として読めません)."
        ) from None
    for number, row in enumerate(table.to_pylist(), 1):
        yield parse(f"{source}, row {number}", _nested(row))


def _nested(row: dict[str, Any]) -> dict[str, Any]:
    fields = {
        key.removeprefix(FIELD): value for key, value in row.items() if key.startswith(FIELD) and value is not None
    }
    return {key: value for key, value in row.items() if not key.startswith(FIELD)} | {"fields": fields}
