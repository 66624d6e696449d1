"""Comment lists as JSON: one object a line, or a list of objects."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from opinionmine.documents.comment_columns import DATE_RESULTS, RESULTS, Choice, find_named, find_usual
from opinionmine.documents.comments import Comments, Rejected, Row, gather, mend
from opinionmine.documents.limits import Limits
from opinionmine.documents.text import Lines
from opinionmine.errors import DocumentError
from opinionmine.japanese.years import parse_date

_OWN_KEYS = {*RESULTS, "scores"}


def read_jsonl(lines: Lines, source: str, choice: Choice, limits: Limits) -> Comments:
    """Read one JSON object a line; blank lines are passed over, a line that is none is rejected."""

    def values() -> Iterator[tuple[str, Any]]:
        for number, line in enumerate(lines.read("\n"), 1):
            if line.strip():
                where = f"{source}, line {number}"
                try:
                    yield where, _load(line, where)
                except DocumentError as error:
                    yield where, _Broken(str(error), line.rstrip("\n"))

    return _comments(values, source, choice, limits)


def read_json(text: str, source: str, choice: Choice, limits: Limits) -> Comments:
    """Read one list of objects."""
    found = _load(text, source)
    if not isinstance(found, list):
        raise DocumentError(
            f"{source}: JSON, but not a list of objects. Expected [{{...}}, ...], or .jsonl with one object a line."
        )
    return _comments(
        lambda: ((f"{source}, object {number}", value) for number, value in enumerate(found, 1)), source, choice, limits
    )


@dataclass(frozen=True)
class _Broken:
    """A line that is no JSON, and why."""

    reason: str
    line: str


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


def _comments(values: Callable[[], Iterable[tuple[str, Any]]], source: str, choice: Choice, limits: Limits) -> Comments:
    first = next((value for _, value in values() if isinstance(value, dict)), {})
    keys = _find_keys(first, choice)

    def rows() -> Iterator[Row | Rejected]:
        for number, (where, value) in enumerate(values(), 1):
            yield _read_object(value, keys, number, where, choice, limits)

    found = _Found()
    for _, value in values():
        found.add(value, keys)
    columns = ("id", "text", *found.others)

    def filled() -> Iterator[Row | Rejected]:
        return (_with_cells(row, columns[2:]) if isinstance(row, Row) else row for row in rows())

    return gather(columns, filled, source, limits, found.notes(source), bool(keys[2]))


class _Found:
    """What all objects together tell: their keys, and how many hold results of an earlier run."""

    def __init__(self) -> None:
        self.others: dict[str, None] = {}
        self.n_own = self.n_renamed = 0

    def add(self, value: Any, keys: tuple[str, str, str]) -> None:
        if isinstance(value, dict):
            given = _given(value)
            names = [_free(key) for key in given if key not in keys[:2]]
            self.n_own += len(given) < len(value)
            self.n_renamed += any(name not in given for name in names)
            self.others.update(dict.fromkeys(names))

    def notes(self, source: str) -> list[str]:
        notes = []
        if self.n_own:
            notes.append(
                f"{source}: {self.n_own} rows have results of classify; they are made anew (結果を作り直します)."
            )
        if self.n_renamed:
            notes.append(
                f"{source}: keys with names of results are kept as input_themes and the like (入力のキーは input_… として残します)."
            )
        return notes


def _given(value: dict[str, Any]) -> dict[str, Any]:
    """An object without what an earlier run has added."""
    own = {*_OWN_KEYS, *DATE_RESULTS} if value.keys() >= _OWN_KEYS else set()
    return {key: item for key, item in value.items() if key not in own}


def _read_object(
    value: Any, keys: tuple[str, str, str], number: int, where: str, choice: Choice, limits: Limits
) -> Row | Rejected:
    if isinstance(value, _Broken):
        return Rejected(number, value.reason, value.line)
    try:
        if not isinstance(value, dict):
            raise DocumentError(f"{where}: {json.dumps(value, ensure_ascii=False)[:40]}; expected an object with keys.")
        row = _row(_given(value), keys, str(number), where, choice)
    except DocumentError as error:
        return Rejected(number, str(error), json.dumps(value, ensure_ascii=False))
    limits.check("cell_characters", len(row.text), where)
    return row


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
