"""Own form: one JSON object a line, as corpora are kept; it holds everything."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from opinionmine.documents.text import decode
from opinionmine.errors import CodebookError, suggest
from opinionmine.exchange.rows import LabelRow
from opinionmine.records import Codebook, LabelItem
from opinionmine.themes.label_rows import CORPUS_FIELDS, item_to_row
from opinionmine.themes.labelled import KEYS, SETTLED


def read(content: bytes, source: str, codebook: Codebook) -> Iterator[LabelRow]:
    """Read one object a line; ``themes`` is null, or is not there, where nobody has judged."""
    for where, row in read_lines(content, source):
        for key in row:
            if key not in KEYS:
                raise CodebookError(f"{where}: 「{key}」 is not a key here; {suggest(key, KEYS)}")
        yield parse(where, row)


def parse(where: str, row: dict[str, Any]) -> LabelRow:
    """One object with the keys of a corpus."""
    fields = row.get("fields") or {}
    if isinstance(fields, dict):
        fields = {key: str(row[key]) for key in CORPUS_FIELDS if row.get(key) is not None} | fields
    spans = row.get("spans") or []
    if not isinstance(spans, list) or not all(isinstance(span, dict) for span in spans):
        raise CodebookError(
            f'{where}: 「spans」 must be a list of objects such as {{"theme": "training", "start": 0, "end": 2}}.'
        )
    return LabelRow(
        where=where,
        identifier=row.get("id"),
        text=row.get("text"),
        voice=row.get("voice") or "comment",
        fields=fields,
        is_judged=row.get("themes") is not None,
        themes=row.get("themes") or (),
        stance=row.get("stance") or "",
        flags=row.get("flags") or (),
        annotator=row.get("annotator", SETTLED),
        when=row.get("when") or "",
        spans=[(span.get("start"), span.get("end"), span.get("theme")) for span in spans],
        suggested=row.get("suggested") or (),
        reason=row.get("reason") or "",
    )


def write(items: Sequence[LabelItem], codebook: Codebook) -> bytes:
    """One object a line; what is empty is left out."""
    return "".join(json.dumps(item_to_row(item), ensure_ascii=False) + "\n" for item in items).encode()


def read_lines(content: bytes, source: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each line that is not blank, with file and line.

    Raises
    ------
    CodebookError
        If a line is no JSON object.
    """
    for number, line in enumerate(decode(content, source)[0].split("\n"), 1):
        if line.strip():
            where = f"{source}, line {number}"
            yield where, check_object(load_json(line, where), where)


def check_object(value: Any, where: str) -> dict[str, Any]:
    """Refuse what is no JSON object."""
    if not isinstance(value, dict):
        raise CodebookError(
            f'{where}: expected an object such as {{"id": "1", "text": "…"}}, found {json.dumps(value)[:60]}.'
        )
    return value


def load_json(text: str, where: str) -> Any:
    """Parse JSON; what is wrong with it is one sentence."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise CodebookError(f"{where}: not JSON ({error.msg} at column {error.colno}). Export the file anew.") from None
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits, 100,000 brackets
        raise CodebookError(
            f"{where}: cannot be read as JSON ({error.__class__.__name__}). Export the file anew."
        ) from None


def first_object(content: bytes) -> dict[str, Any]:
    """The first line that is not blank if it is an object; an empty one otherwise."""
    line = next((line for line in content.removeprefix(b"\xef\xbb\xbf").splitlines() if line.strip()), b"")
    try:
        value = json.loads(line.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
