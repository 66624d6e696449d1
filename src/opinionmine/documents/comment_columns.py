"""Which column of a list holds the comments, the ids, the dates; and which ones this tool wrote itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from opinionmine.errors import DocumentError
from opinionmine.japanese.normalize import normalize

# What `classify` adds to a row; the dates only where a column holds dates. A probability for each theme follows as p_training.
RESULTS = ("outcome", "themes", "grades", "stance", "flags", "evidence")
DATE_RESULTS = ("fiscal_year", "date_problem")


@dataclass(frozen=True)
class Choice:
    """What the user said about a list; None where the usual names decide.

    Attributes
    ----------
    column, id_column, date_column : str or None
        Headers of a table, or keys of JSON objects.
    sheet : str or None
        Name of a worksheet.
    """

    column: str | None = None
    id_column: str | None = None
    date_column: str | None = None
    sheet: str | None = None


@dataclass(frozen=True)
class Places:
    """Positions in a header, from 0; None where there is no such column."""

    text: int
    identifier: int | None
    date: int | None


def find_places(header: Sequence[str], choice: Choice, source: str) -> Places:
    """Find the columns that were named, or that bear a usual name.

    Raises
    ------
    DocumentError
        If a named column is not there or there twice, or it is not clear which one holds the comments.
    """
    text = find_texts(header, choice.column)
    if len(text) != 1 and (choice.column or len(header) > 1):
        raise DocumentError(_question(header, choice.column, len(text), source))
    identifiers = _named(header, choice.id_column, source) or find_usual(header, "id")
    # Of id and 番号 side by side, id has always been taken.
    plain = [place for place in identifiers if header[place] == "id"]
    dates = _named(header, choice.date_column, source) or find_usual(header, "date")
    return Places(text[0] if text else 0, _only(plain) if plain else _only(identifiers), _only(dates))


def find_texts(header: Sequence[str], name: str | None) -> list[int]:
    """Positions of the columns that may hold the comments: those of a name, or of the usual ones."""
    return find_named(header, name) if name is not None else find_usual(header, "text")


def find_named(header: Sequence[str], name: str) -> list[int]:
    """Positions of a column, to the letter if there is one; width, white space and line breaks are passed over otherwise.

    Examples
    --------
    >>> find_named(["ＩＤ", "自由\\n記述"], "自由記述")
    [1]
    """
    exact = [place for place, column in enumerate(header) if column == name]
    return exact or [place for place, column in enumerate(header) if bare_header(column) == bare_header(name)]


def find_usual(header: Sequence[str], kind: str) -> list[int]:
    """Positions of the columns with a usual name for ``text``, ``id`` or ``date``; 受付年度 holds dates too.

    Examples
    --------
    >>> find_usual(["No.", "受付年度", "ご意見"], "text"), find_usual(["No.", "受付年度", "ご意見"], "date")
    ([2], [1])
    """
    names = _usual_names()[kind]
    bare = [bare_header(column) for column in header]
    if kind != "date":
        return [place for place, column in enumerate(bare) if column in names]
    parts = [name for name in names if not name.isascii()]
    return [
        place
        for place, column in enumerate(bare)
        if column in names or ("生年月日" not in column and any(part in column for part in parts))
    ]


def bare_header(name: str) -> str:
    """A header as it is compared: ``自由\\n記述`` is 自由記述, ``Ｎｏ．`` is no."""
    return re.sub(r"\s", "", normalize(name).text).casefold()


def find_own_results(header: Sequence[str]) -> list[int]:
    """Positions of the columns that an earlier run of `classify` added; none if the table is no export of it.

    Examples
    --------
    >>> find_own_results(["id", "意見", *RESULTS, "p_training", "メモ"])
    [2, 3, 4, 5, 6, 7, 8]
    >>> find_own_results(["id", "意見", "outcome"])
    []
    """
    at = next((at for at in range(len(header)) if tuple(header[at : at + len(RESULTS)]) == RESULTS), None)
    if at is None or not any(column.startswith("p_") for column in header[at:]):
        return []
    first = at - len(DATE_RESULTS) if tuple(header[max(0, at - len(DATE_RESULTS)) : at]) == DATE_RESULTS else at
    after = range(at + len(RESULTS), len(header))
    return [*range(first, after.start), *(place for place in after if header[place].startswith("p_"))]


def name_all(header: Sequence[str]) -> list[str]:
    """A name for every column, each another one: of two 備考 the second is 備考 (2), an empty one is column 3."""
    names: list[str] = []
    for number, column in enumerate(header, 1):
        name, copy = column or f"column {number}", 2
        while name in names:
            name, copy = f"{column or 'column'} ({copy})", copy + 1
        names.append(name)
    return names


def _named(header: Sequence[str], name: str | None, source: str) -> list[int]:
    places = find_named(header, name) if name is not None else []
    if name is not None and len(places) != 1:
        raise DocumentError(_question(header, name, len(places), source))
    return places


def _only(places: list[int]) -> int | None:
    return places[0] if len(places) == 1 else None


def _question(header: Sequence[str], name: str | None, n_found: int, source: str) -> str:
    shown = "、".join(f"「{column}」" for column in header)
    if name is None and any("。" in column for column in header):
        return (
            f"{source}: the first row, {shown}, reads like a comment, not like a header. Put a row with the names of the columns, such as "
            "「番号」 and 「意見」, above it (見出しの行がありません。1 行目に列名を入れてください)."
        )
    if name is None:
        return f"{source}: which column holds the comments? The columns are {shown}. Name it with --column (列名を指定してください)."
    found = "is there more than once" if n_found else "is not there"
    return (
        f"{source}: the column 「{name}」 {found}; the columns are {shown}. Name one of them (列名を確かめてください)."
    )


@cache
def _usual_names() -> dict[str, set[str]]:
    rows = resources.files("opinionmine.documents").joinpath("column_names.csv").read_text("utf-8").splitlines()[1:]
    names: dict[str, set[str]] = {}
    for kind, name in (row.split(",") for row in rows):
        names.setdefault(kind, set()).add(bare_header(name))
    return names
