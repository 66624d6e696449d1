"""Tables, JSON objects or lines of text -> a list of comments, in the order and with everything that came with them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Generic, TypeVar

from opinionmine.documents.comment_columns import Choice
from opinionmine.documents.limits import Limits
from opinionmine.documents.text import Lines, check_path, decode_lines, open_lines, read_bytes
from opinionmine.errors import DocumentError
from opinionmine.japanese.normalize import has_hidden
from opinionmine.japanese.years import ParsedDate
from opinionmine.records import Locator, Opinion

# Read a row at a time.
STREAMED = (".csv", ".tsv", ".tab", ".jsonl", ".ndjson")
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
class Rejected:
    """A row that cannot be read.

    Attributes
    ----------
    number : int
        Of the row among all rows below the header, from 1.
    reason : str
        One sentence, as a reader of the whole list would have refused it.
    content : str
        The row as it stood, cells with a tab between them.
    """

    number: int
    reason: str
    content: str


T = TypeVar("T")


class Passes(Generic[T]):
    """Things that are read anew each time they are gone through, so that a list of a million rows takes no memory."""

    def __init__(self, read: Callable[[], Iterable[T]], n: int) -> None:
        self._read = read
        self._n = n

    def __iter__(self) -> Iterator[T]:
        return iter(self._read())

    def __len__(self) -> int:
        return self._n


@dataclass(frozen=True)
class Comments:
    """What was read.

    Attributes
    ----------
    columns : tuple of str
        Header of the table; ``id`` and ``text`` for lines, and the other keys after them for JSON.
    rows : Passes of Row
        Every row that can be read, also those without an opinion.
    n_opinions, n_set_aside : int
        Rows with an opinion; rows that repeat the comment of a merged cell.
    has_dates : bool
        Whether a column holds dates.
    notes : tuple of str
        Sentences for the user: what was decided, set aside or found damaged.
    rejected : Passes of Rejected
        Rows that cannot be read; none where the list was read whole.
    """

    columns: tuple[str, ...]
    rows: Passes[Row]
    n_opinions: int
    n_set_aside: int
    has_dates: bool
    notes: tuple[str, ...]
    rejected: Passes[Rejected]

    @property
    def opinions(self) -> tuple[Opinion | None, ...]:
        """One for each row; None where the row has none."""
        return tuple(row.opinion for row in self.rows)


def gather(
    columns: tuple[str, ...],
    read: Callable[[], Iterable[Row | Rejected]],
    source: str,
    limits: Limits,
    notes: Sequence[str] = (),
    has_dates: bool = False,
) -> Comments:
    """Go through all rows once, for their number and for what is to be said of them.

    Raises
    ------
    DocumentError
        If there are more rows than the limit allows.
    """
    seen = _Seen()
    for item in read():
        seen.add(item)
        limits.check("rows", seen.n_rows + seen.n_rejected, source)
    return Comments(
        columns,
        Passes(lambda: (item for item in read() if isinstance(item, Row)), seen.n_rows),
        seen.n_opinions,
        seen.repeated.n,
        has_dates,
        (*notes, *seen.describe(source)),
        Passes(lambda: (item for item in read() if isinstance(item, Rejected)), seen.n_rejected),
    )


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
    choice, limits = choice or Choice(), limits or Limits()
    suffix = Path(name).suffix.lower()
    if suffix in (".html", ".htm"):
        raise DocumentError(
            f"{name}: a web page is no list of comments. Save its table as CSV or Excel; a summary sheet is read by `opinionmine read` "
            "(CSV か Excel で保存し直してください。総括シートは read で読めます)."
        )
    if suffix in WORKBOOKS or (not suffix and content.startswith(_WORKBOOK_STARTS)):
        from opinionmine.documents.comment_tables import read_workbook

        return _check(read_workbook(content, name, choice, limits), name)
    if choice.sheet is not None:
        raise DocumentError(f"{name}: --sheet speaks of a workbook such as .xlsx. Leave it out (Excel 専用の指定です).")
    return refuse_rejected(_read_text(decode_lines(content, name), name, choice, limits))


def open_comments(path: Path, choice: Choice, limits: Limits) -> Comments:
    """Read a list of comments from a file; CSV and JSONL a row at a time, whatever their size, with rows that cannot be read set apart.

    Raises
    ------
    DocumentError
        As `read_comments`; a single row that cannot be read is no error while others can.
    """
    if path.suffix.lower() == ".parquet":
        from opinionmine.documents.comment_parquet import open_parquet

        check_path(path)
        return _check(open_parquet(path, choice, limits), str(path))
    if path.suffix.lower() not in STREAMED:
        return read_comments(read_bytes(path, limits), str(path), choice, limits)
    if choice.sheet is not None:
        raise DocumentError(f"{path}: --sheet speaks of a workbook such as .xlsx. Leave it out (Excel 専用の指定です).")
    comments = _read_text(open_lines(path, limits), str(path), choice, limits)
    return comments if comments.n_opinions else refuse_rejected(comments)


def _read_text(lines: Lines, name: str, choice: Choice, limits: Limits) -> Comments:
    from opinionmine.documents.comment_objects import read_json, read_jsonl
    from opinionmine.documents.comment_tables import read_csv

    suffix = Path(name).suffix.lower()
    first = "" if suffix else next((line.lstrip() for line in lines.read() if line.strip()), "")
    if suffix in (".jsonl", ".ndjson") or first.startswith("{"):
        comments = read_jsonl(lines, name, choice, limits)
    elif suffix == ".json" or re.match(r"\[\s*(\{|$)", first):
        comments = read_json("".join(lines.read()), name, choice, limits)
    elif suffix in (".csv", ".tsv", ".tab") or (not suffix and choice.column):
        comments = read_csv(lines, name, choice, limits, "\t" if suffix in (".tsv", ".tab") else ",")
    elif choice != Choice():
        raise DocumentError(
            f"{name}: a text file has no columns, so --column, --id-column and --date-column do not apply. Leave them out."
        )
    else:
        comments = read_lines([line.rstrip("\r\n") for line in lines.read()], name, limits)
    encoding = lines.encoding
    return _check(comments, name, () if encoding.startswith("utf-8") else (_encoding_note(name, encoding),))


def read_lines(lines: Sequence[str], source: str = "", limits: Limits | None = None) -> Comments:
    """One comment a line; blank lines are rows without an opinion."""
    limits = limits or Limits()
    rows = []
    for number, line in enumerate(map(mend, lines), 1):
        limits.check("cell_characters", len(line), f"{source}, line {number}")
        rows.append(Row(str(number), line, (str(number), line), locators=(Locator(line=number),)))
    return gather(("id", "text"), lambda: rows, source, limits)


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


class _Named:
    """How many rows there are of a kind, and the ids of the first ones."""

    def __init__(self) -> None:
        self.n = 0
        self._first: list[str] = []

    def add(self, identifier: str) -> None:
        self.n += 1
        if self.n <= _NAMED_AT_MOST:
            self._first.append(identifier)

    def __str__(self) -> str:
        return f"id {', '.join(self._first)}{' and others' if self.n > _NAMED_AT_MOST else ''}"


class _Seen:
    """What one pass over the rows tells: their number, and what is to be said of some."""

    def __init__(self) -> None:
        self.n_rows = self.n_opinions = self.n_rejected = 0
        self.repeated, self.damaged, self.hidden, self.undated = _Named(), _Named(), _Named(), _Named()

    def add(self, item: Row | Rejected) -> None:
        if isinstance(item, Rejected):
            self.n_rejected += 1
            return
        self.n_rows += 1
        self.n_opinions += item.opinion is not None
        for named, applies in (
            (self.repeated, item.is_repeated),
            (self.damaged, "\ufffd" in item.text),
            (self.hidden, has_hidden(item.text)),
            (self.undated, item.when is not None and item.when.problem),
        ):
            if applies:
                named.add(item.identifier)

    def describe(self, source: str) -> Iterator[str]:
        """Sentences on comments that are repeated, that hold lost or invisible characters, and on dates that cannot be used."""
        if self.repeated.n:
            yield (
                f"{source}: {self.repeated.n} of {self.n_rows} rows repeat the comment of a merged cell, which counts once: "
                f"{self.repeated} (結合セルの意見は 1 件と数えます)."
            )
        if self.damaged.n:
            yield (
                f"{source}: lost characters, shown as \ufffd, in {self.damaged.n} of {self.n_rows} rows: {self.damaged}. "
                "Look at the originals (文字化けがあります)."
            )
        if self.hidden.n:
            yield (
                f"{source}: {self.hidden.n} of {self.n_rows} rows were cleaned of control, zero-width or direction characters before they "
                f"are judged: {self.hidden}; .jsonl keeps them (見えない文字を除いて判定します)."
            )
        if self.undated.n:
            yield (
                f"{source}: dates that cannot be used in {self.undated.n} of {self.n_rows} rows: {self.undated}; see date_problem "
                "(使えない日付があります)."
            )


def _encoding_note(name: str, encoding: str) -> str:
    shown = _NAMES.get(encoding, encoding.upper())
    return f"{name}: read as {shown} (文字コードは {shown} として読みました)."


def _check(comments: Comments, name: str, notes: tuple[str, ...] = ()) -> Comments:
    if not (comments.n_opinions or comments.rejected):
        raise DocumentError(
            f"{name}: no comment in it ({len(comments.rows)} rows, all without text). Expected at least one (意見がありません)."
        )
    return replace(comments, notes=notes + comments.notes)


def refuse_rejected(comments: Comments) -> Comments:
    """A list of which every row must be read.

    Raises
    ------
    DocumentError
        With the reason of the first row that cannot be read.
    """
    for rejected in comments.rejected if len(comments.rejected) else ():
        raise DocumentError(rejected.reason)
    return comments
