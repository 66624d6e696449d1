"""Comment lists as JSON: one object a line, or a list of objects."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from opinionmine.documents.comment_columns import DATE_RESULTS, RESULTS, Choice, find_named, find_usual
from opinionmine.documents.comments import Comments, Row, describe_rows, mend
from opinionmine.documents.limits import Limits
from opinionmine.errors import DocumentError
from opinionmine.japanese.years import parse_date

_OWN_KEYS = {*RESULTS, "scores"}


def read_jsonl(text: str, source: str, choice: Choice, limits: Limits) -> Comments:
    """Read one JSON object a line; blank lines are passed over."""
    lines = ((f"{source}, line {number}", line) for number, line in enumerate(text.split("\n"), 1) if line.strip())
    return _comments(((where, _load(line, where)) for where, line in lines), source, choice, limits)


def read_json(text: str, source: str, choice: Choice, limits: Limits) -> Comments:
    """Read one list of objects."""
    values = _load(text, source)
    if not isinstance(values, list):
        raise DocumentError(
            f"{source}: JSON, but not a list of objects. Expected [{{...}}, ...], or .jsonl with one object a line."
        )
    numbered = ((f"{source}, object {number}", value) for number, value in enumerate(values, 1))
    return _comments(numbered, source, choice, limits)


def _load(text: str, where: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        raise DocumentError(
            f"{where}: not JSON ({error.msg}). Expected one object a line, or a list in .json."
        ) from None
    except ValueError as error:
        raise DocumentError(f"{where}: JSON that cannot be kept as it is ({error}). Correct it.") from None
    except RecursionError:
        raise DocumentError(f"{where}: JSON nested too deeply. Expected an object with strings.") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object with its lone surrogates replaced; a key that stands twice would lose one value."""
    value: dict[str, Any] = {}
    for key, item in pairs:
        if mend(key) in value:
            raise ValueError(f"the key 「{mend(key)}」 stands twice in one object")
        value[mend(key)] = _mend_all(item)
    return value


def _mend_all(value: Any) -> Any:
    """Objects inside were mended when they were read."""
    if isinstance(value, str):
        return mend(value)
    return [_mend_all(item) for item in value] if isinstance(value, list) else value


def _comments(values: Iterable[tuple[str, Any]], source: str, choice: Choice, limits: Limits) -> Comments:
    rows: list[Row] = []
    keys: tuple[str, str, str] | None = None
    n_own = n_renamed = 0
    for where, value in values:
        if not isinstance(value, dict):
            raise DocumentError(f"{where}: {json.dumps(value, ensure_ascii=False)[:40]}; expected an object with keys.")
        keys = keys or _find_keys(value, choice)
        own = value.keys() >= _OWN_KEYS
        given = {key: item for key, item in value.items() if not (own and key in (*_OWN_KEYS, *DATE_RESULTS))}
        n_own += own
        row = _row(given, keys, str(len(rows) + 1), where, choice)
        n_renamed += any(key not in given for key in row.others)
        limits.check("cell_characters", len(row.text), where)
        rows.append(row)
        limits.check("rows", len(rows), source)
    notes = []
    if n_own:
        notes.append(f"{source}: {n_own} rows have results of classify; they are made anew (結果を作り直します).")
    if n_renamed:
        notes.append(
            f"{source}: keys with names of results are kept as input_themes and the like (入力のキーは input_… として残します)."
        )
    columns = ("id", "text", *dict.fromkeys(key for row in rows for key in row.others))
    filled = [_with_cells(row, columns[2:]) for row in rows]
    is_dated = bool(keys and keys[2])
    return Comments(columns, tuple(filled), is_dated, (*notes, *describe_rows(filled, source)))


def _find_keys(first: dict[str, Any], choice: Choice) -> tuple[str, str, str]:
    """Names of the keys for comment, id and date, as the first object has them; empty for no date."""
    names = list(first)

    def find(named: str | None, kind: str, otherwise: str) -> str:
        places = find_named(names, named) if named is not None else find_usual(names, kind)
        return names[places[0]] if len(places) == 1 else named or otherwise

    text = "text" if choice.column is None and "text" in first else find(choice.column, "text", "text")
    identifier = "id" if choice.id_column is None and "id" in first else find(choice.id_column, "id", "id")
    return text, identifier, find(choice.date_column, "date", "")


def _row(value: dict[str, Any], keys: tuple[str, str, str], number: str, where: str, choice: Choice) -> Row:
    text_key, id_key, date_key = keys
    wanted = {"--column": text_key}
    wanted |= {"--id-column": id_key} if choice.id_column else {}
    wanted |= {"--date-column": date_key} if choice.date_column else {}
    for option, key in wanted.items():
        if key not in value:
            raise DocumentError(
                f"{where}: no key 「{key}」; it has {', '.join(value) or 'none'}. Name the key with {option}."
            )
    text = value[text_key]
    if text is not None and not isinstance(text, str):
        raise DocumentError(
            f"{where}: 「{text_key}」 is {json.dumps(text, ensure_ascii=False)[:40]}; expected a string."
        )
    identifier = value.get(id_key)
    return Row(
        identifier=number if identifier in (None, "") else str(identifier),
        text=text or "",
        cells=(),
        others={_free(key): item for key, item in value.items() if key not in (text_key, id_key)},
        when=parse_date(as_cell(value.get(date_key))) if date_key else None,
    )


def _free(key: str) -> str:
    """A corpus has themes of its own; they stay beside the ones that are found."""
    return f"input_{key}" if key in (*_OWN_KEYS, *DATE_RESULTS, "id", "text") else key


def _with_cells(row: Row, names: tuple[str, ...]) -> Row:
    cells = (row.identifier, row.text, *(as_cell(row.others.get(name)) for name in names))
    return Row(row.identifier, row.text, cells, row.others, when=row.when)


def as_cell(value: Any) -> str:
    """A JSON value as the text of a cell: strings as they are, nothing for null."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
