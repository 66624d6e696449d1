"""Rows of a table, lines of text or JSON objects -> a stream of opinions."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from opinionmine.errors import DocumentError
from opinionmine.records import Opinion

# The standard reader stops at 131,072 characters in one field; a long answer is not an error.
csv.field_size_limit(50_000_000)


@dataclass(frozen=True)
class Comments:
    """What was read.

    Attributes
    ----------
    columns : tuple of str
        Header of the table; empty for plain lines and JSON.
    rows : tuple of tuple of str
        Every row as printed, also those without a text; as long as `opinions`.
    opinions : tuple of Opinion or None
        None where the row has no text.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    opinions: tuple[Opinion | None, ...]


def read_lines(lines: Sequence[str]) -> Comments:
    """One opinion a line; blank lines are rows without a text."""
    opinions = tuple(_opinion(str(number), line, {}) for number, line in enumerate(lines, 1))
    return Comments((), tuple((line,) for line in lines), opinions)


def read_csv(text: str, source: str, column: str | None, id_column: str | None) -> Comments:
    """Read a CSV table with a header row.

    Parameters
    ----------
    column, id_column : str or None
        Header of the column with the text, and of the one with the id. Without `column`, a header ``text`` is taken, or
        the only column; without `id_column`, a header ``id``, else rows are numbered from 1.

    Raises
    ------
    DocumentError
        If a column is not there or has to be named, or a row is longer than the header.
    """
    try:
        table = [row for row in csv.reader(io.StringIO(text, newline=""), strict=True)]
    except csv.Error as error:
        raise DocumentError(f"{source}: not a CSV table ({error}). Look for a quote mark that is not closed.") from None
    if not table:
        raise DocumentError(f"{source}: no row in it; expected a header row and comments below it.")
    header, rows = tuple(table[0]), [row for row in table[1:] if row]
    text_at = _find_column(header, column, "text", source, must=True)
    id_at = _find_column(header, id_column, "id", source, must=id_column is not None)
    for number, row in enumerate(rows, 2):
        if len(row) > len(header):
            raise DocumentError(
                f"{source}, row {number}: {len(row)} cells under {len(header)} headers; probably a comma outside quotes. Correct that row."
            )
    padded = tuple(tuple(row + [""] * (len(header) - len(row))) for row in rows)
    opinions = tuple(
        _opinion(
            row[id_at] if id_at is not None else str(number), row[text_at or 0], dict(zip(header, row, strict=True))
        )
        for number, row in enumerate(padded, 1)
    )
    return Comments(header, padded, opinions)


def read_jsonl(text: str, source: str, column: str | None, id_column: str | None) -> Comments:
    """Read one JSON object a line, with keys ``id`` and ``text`` unless others are named."""
    opinions: list[Opinion | None] = []
    rows = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            value: Any = json.loads(line)
        except json.JSONDecodeError as error:
            raise DocumentError(
                f"{source}, line {number}: not JSON ({error.msg}). Expected one object a line."
            ) from None
        key = column or "text"
        if not isinstance(value, dict) or key not in value:
            keys = ", ".join(value) if isinstance(value, dict) else "none"
            raise DocumentError(
                f"{source}, line {number}: no key 「{key}」; it has {keys}. Name the key with --column."
            )
        if id_column and id_column not in value:
            raise DocumentError(
                f"{source}, line {number}: no key 「{id_column}」; it has {', '.join(value)}. Correct --id-column."
            )
        content = value[key]
        if content is not None and not isinstance(content, str):
            raise DocumentError(f"{source}, line {number}: 「{key}」 is {json.dumps(content)[:40]}; expected a string.")
        # A lone surrogate (half an emoji) cannot be written anywhere; it is replaced, visibly.
        content = (content or "").encode("utf-8", "replace").decode("utf-8")
        identifier = str(value.get(id_column or "id", number))
        rows.append((line,))
        opinions.append(_opinion(identifier, content, {}))
    return Comments((), tuple(rows), tuple(opinions))


def _find_column(header: tuple[str, ...], name: str | None, usual: str, source: str, must: bool) -> int | None:
    shown = "、".join(f"「{column}」" for column in header)
    if name is not None and header.count(name) == 1:
        return header.index(name)
    if name is not None:
        found = "is there more than once" if name in header else "is not there"
        raise DocumentError(f"{source}: the column 「{name}」 {found}; the columns are {shown}. Name one of them.")
    if header.count(usual) == 1:
        return header.index(usual)
    if must and len(header) > 1:
        raise DocumentError(
            f"{source}: which column holds the comments? The columns are {shown}. Name it with --column (列名を指定してください)."
        )
    return 0 if must else None


def _opinion(identifier: str, text: str, fields: dict[str, str]) -> Opinion | None:
    return Opinion(identifier, "comment", text, fields=fields) if text.strip() else None
