"""Tables, JSON objects or lines of text -> a list of comments, in the order and with everything that came with them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from opinionmine.documents.comment_columns import Choice
from opinionmine.documents.limits import Limits
from opinionmine.documents.text import decode
from opinionmine.errors import DocumentError
from opinionmine.japanese.normalize import has_hidden
from opinionmine.japanese.years import ParsedDate
from opinionmine.records import Locator, Opinion

WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_WORKBOOK_STARTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_NAMES = {"cp932": "CP932 (Shift_JIS)", "euc_jp": "EUC-JP", "euc_jis_2004": "EUC-JP", "iso2022_jp": "ISO-2022-JP"}
_SURROGATE = re.compile("[\ud800-\udfff]")
_NAMED_AT_MOST = 5


@dataclass(frozen=True)
class Row:
    """One row of a list, as printed.

    Attributes
    ----------
    cells : tuple of str
        All cells, as long as `Comments.columns`.
    others : mapping of str to JSON value
        What stands beside id and comment; strings in a table.
    is_repeated : bool
        Whether the comment is that of a merged cell which began further up or left: it counts once, there.
    when : ParsedDate or None
        What the column of dates says; None where there is no such column.
    """

    identifier: str
    text: str
    cells: tuple[str, ...]
    others: Mapping[str, Any] = field(default_factory=dict)
    is_repeated: bool = False
    when: ParsedDate | None = None
    locators: tuple[Locator, ...] = ()

    @cached_property
    def opinion(self) -> Opinion | None:
        """What is coded; None where nothing is said."""
        if self.is_repeated or says_nothing(self.text):
            return None
        fields = {name: value for name, value in self.others.items() if isinstance(value, str)}
        return Opinion(self.identifier, "comment", self.text, fields=fields, locators=self.locators)


@dataclass(frozen=True)
class Comments:
    """What was read.

    Attributes
    ----------
    columns : tuple of str
        Header of the table; ``id`` and ``text`` for lines, and the other keys after them for JSON.
    rows : tuple of Row
        Every row, also those without an opinion.
    has_dates : bool
        Whether a column holds dates.
    notes : tuple of str
        Sentences for the user: what was decided, set aside or found damaged.
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    has_dates: bool = False
    notes: tuple[str, ...] = ()

    @property
    def opinions(self) -> tuple[Opinion | None, ...]:
        """One for each row; None where the row has none."""
        return tuple(row.opinion for row in self.rows)

    @property
    def n_set_aside(self) -> int:
        """Rows that repeat the comment of a merged cell."""
        return sum(row.is_repeated for row in self.rows)


def read_comments(content: bytes, name: str, choice: Choice | None = None, limits: Limits | None = None) -> Comments:
    """Read a list of comments in the form that its name tells, or its first characters where the name has no ending.

    Parameters
    ----------
    name : str
        File name, for the form and for messages: .csv, .tsv, .jsonl, .ndjson, .json, a workbook (.xlsx, .xlsm, .xlsb, .xls,
        .ods), else text with one comment a line.
    choice : Choice, optional
        Columns, keys and worksheet that were named by the user.

    Raises
    ------
    DocumentError
        If the file is not what its name says, a column has to be named, a limit is passed, or there is no comment in it.
    """
    from opinionmine.documents.comment_objects import read_json, read_jsonl
    from opinionmine.documents.comment_tables import read_csv, read_workbook

    choice, limits = choice or Choice(), limits or Limits()
    suffix = Path(name).suffix.lower()
    if suffix in (".html", ".htm"):
        raise DocumentError(
            f"{name}: a web page is no list of comments. Save its table as CSV or Excel; a summary sheet is read by `opinionmine read` "
            "(CSV か Excel で保存し直してください。総括シートは read で読めます)."
        )
    if suffix in WORKBOOKS or (not suffix and content.startswith(_WORKBOOK_STARTS)):
        return _check(read_workbook(content, name, choice, limits), name)
    if choice.sheet is not None:
        raise DocumentError(f"{name}: --sheet speaks of a workbook such as .xlsx. Leave it out (Excel 専用の指定です).")
    text, encoding = decode(content, name) if content else ("", "utf-8")
    text = text.replace("\r\n", "\n")  # as everywhere: a line break in a cell is one character
    if suffix in (".jsonl", ".ndjson") or (not suffix and text.lstrip().startswith("{")):
        comments = read_jsonl(text, name, choice, limits)
    elif suffix == ".json" or (not suffix and re.match(r"\s*\[\s*\{", text)):
        comments = read_json(text, name, choice, limits)
    elif suffix in (".csv", ".tsv", ".tab") or (not suffix and choice.column):
        comments = read_csv(text, name, choice, limits, "\t" if suffix in (".tsv", ".tab") else ",")
    elif choice != Choice():
        raise DocumentError(
            f"{name}: a text file has no columns, so --column, --id-column and --date-column do not apply. Leave them out."
        )
    else:
        lines = re.split(r"[\n\r]", text)
        comments = read_lines(lines if lines[-1] else lines[:-1], name, limits)
    return _check(comments, name, () if encoding.startswith("utf-8") else (_encoding_note(name, encoding),))


def read_lines(lines: Sequence[str], source: str = "", limits: Limits | None = None) -> Comments:
    """One comment a line; blank lines are rows without an opinion."""
    limits = limits or Limits()
    limits.check("rows", len(lines), source)
    rows = []
    for number, line in enumerate(map(mend, lines), 1):
        limits.check("cell_characters", len(line), f"{source}, line {number}")
        rows.append(Row(str(number), line, (str(number), line), locators=(Locator(line=number),)))
    return Comments(("id", "text"), tuple(rows), notes=tuple(describe_rows(rows, source)))


def mend(text: str) -> str:
    """Replace lone surrogates (half an emoji), which cannot be written anywhere, by U+FFFD, one for one."""
    return _SURROGATE.sub("\ufffd", text)


def says_nothing(text: str) -> bool:
    """Whether a text is only signs, marks, white space and invisible characters.

    Examples
    --------
    >>> [says_nothing(text) for text in ("。", "－", "\\u200b", "○", "無", "👍")]
    [True, True, True, True, False, False]
    """
    return all(
        unicodedata.category(character)[0] in "PZM"
        or unicodedata.category(character) in ("Cc", "Cf", "Cs", "Sm", "Sk")
        or character in "ーｰ〓\ufffd\ufffe\uffff"
        or "\u2190" <= character <= "\u25ff"
        for character in text
    )


def describe_rows(rows: Sequence[Row], source: str) -> list[str]:
    """Sentences on comments that are repeated, that hold lost or invisible characters, and on dates that cannot be used."""
    damaged = [row.identifier for row in rows if "\ufffd" in row.text]
    hidden = [row.identifier for row in rows if has_hidden(row.text)]
    undated = [row.identifier for row in rows if row.when and row.when.problem]
    repeated = [row.identifier for row in rows if row.is_repeated]
    notes = []
    if repeated:
        notes.append(
            f"{source}: {len(repeated)} of {len(rows)} rows repeat the comment of a merged cell, which counts once: "
            f"{_name(repeated)} (結合セルの意見は 1 件と数えます)."
        )
    if damaged:
        notes.append(
            f"{source}: lost characters, shown as \ufffd, in {len(damaged)} of {len(rows)} rows: {_name(damaged)}. "
            "Look at the originals (文字化けがあります)."
        )
    if hidden:
        notes.append(
            f"{source}: {len(hidden)} of {len(rows)} rows were cleaned of control, zero-width or direction characters before they "
            f"are judged: {_name(hidden)}; .jsonl keeps them (見えない文字を除いて判定します)."
        )
    if undated:
        notes.append(
            f"{source}: dates that cannot be used in {len(undated)} of {len(rows)} rows: {_name(undated)}; see date_problem "
            "(使えない日付があります)."
        )
    return notes


def _name(identifiers: list[str]) -> str:
    more = "" if len(identifiers) <= _NAMED_AT_MOST else " and others"
    return f"id {', '.join(identifiers[:_NAMED_AT_MOST])}{more}"


def _encoding_note(name: str, encoding: str) -> str:
    shown = _NAMES.get(encoding, encoding.upper())
    return f"{name}: read as {shown} (文字コードは {shown} として読みました)."


def _check(comments: Comments, name: str, notes: tuple[str, ...] = ()) -> Comments:
    if not any(comments.opinions):
        raise DocumentError(
            f"{name}: no comment in it ({len(comments.rows)} rows, all without text). Expected at least one (意見がありません)."
        )
    return Comments(comments.columns, comments.rows, comments.has_dates, notes + comments.notes)
