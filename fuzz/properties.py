"""What must hold for every document, however strange: shared by the fuzz targets and tests/test_hostile.py."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from opinionmine.documents.comments import Comments, mend
from opinionmine.errors import OpinionmineError
from opinionmine.records import Cell, Document, Locator, ParseIssue, Sheet, TableBlock, TextBlock
from opinionmine.sheets import parse_sheet
from opinionmine.sheets.audit import audit_sheet
from opinionmine.sheets.units import coded_units

# Enough for any text that is not made to look alike everywhere.
_MOST_STEPS = 20_000


def text_document(text: str) -> Document:
    """One block a line, as the reader of text files makes them."""
    blocks = tuple(TextBlock(line, Locator(line=number)) for number, line in enumerate(text.split("\n"), 1))
    return Document("hostile.txt", "", "text/plain", blocks)


def table_document(rows: Sequence[Sequence[tuple[str, bool]]], before: str = "", name: str = "") -> Document:
    """Lines and below them one table of (text, repeats)."""
    cells = tuple(
        tuple(Cell(text, Locator(line=r, cell=f"C{c}R{r}"), repeats) for c, (text, repeats) in enumerate(row, 1))
        for r, row in enumerate(rows, 1)
    )
    lines = [TextBlock(line, Locator(line=number)) for number, line in enumerate(before.split("\n"), 1)]
    return Document("hostile.xlsx", "", "table", (*lines, TableBlock(cells, Locator(line=1), name)))


def check_document(document: Document) -> Sheet | None:
    """Parse, audit and cut a document, and hold the result against it; None where it was refused in a sentence."""
    try:
        sheet = parse_sheet(document)
    except OpinionmineError as error:
        assert str(error).strip()
        return None
    check_ledger(document, sheet)
    check_texts(document, sheet)
    audit_sheet(sheet)
    coded_units(sheet)
    return sheet


def check_ledger(document: Document, sheet: Sheet) -> None:
    """Every visible character of the document stands in exactly one piece."""
    lines = [carrier.text for carrier in document.lines]
    taken = Counter((piece.line, at) for piece in sheet.trace for at in range(piece.start, piece.end))
    printed = {(n, at) for n, line in enumerate(lines, 1) for at, sign in enumerate(line) if not sign.isspace()}
    lost, doubled = printed - taken.keys(), [place for place in printed if taken[place] > 1]
    outside = [(n, at) for n, at in taken if not 1 <= n <= len(lines) or not 0 <= at < len(lines[n - 1])]
    assert not outside, f"pieces point outside the document: {sorted(outside)[:9]}"
    assert not lost, f"lost: {_show(lines, lost)}"
    assert not doubled, f"doubled: {_show(lines, doubled)}"


def check_texts(document: Document, sheet: Sheet) -> None:
    """The text of each opinion and passage is made of its own pieces, in the printed order within each line."""
    lines = [carrier.text for carrier in document.lines]
    for unit_id, text in _units(sheet):
        parts = []
        for piece in sheet.trace:
            if piece.unit_id == unit_id and piece.role in ("opinion", "passage"):
                # A cell may hold several lines, and lines may be put into another order.
                parts += lines[piece.line - 1][piece.start : piece.end].split("\n")
        assert _is_made_of(_squeeze(text), [_squeeze(part) for part in parts]), (
            f"{unit_id} 「{text}」 is not made of {parts}"
        )


def _units(sheet: Sheet) -> Iterator[tuple[str, str]]:
    yield from ((passage.passage_id, passage.text) for passage in sheet.passages)
    yield from ((opinion.opinion_id, opinion.text) for opinion in sheet.opinions)


def _is_made_of(text: str, parts: list[str]) -> bool:
    """Whether a text is a sequence of parts, in any order, each once; a part may have gaps where it fits nowhere whole.

    Taken back step by step where a part was the wrong one, but not for ever: then the answer is yes.
    """
    at, used = 0, [False] * len(parts)
    path: list[tuple[int, int, Iterator[int]]] = []
    choices = _choices(text, at, parts, used)
    for _ in range(_MOST_STEPS):
        if at == len(text):
            return True
        number = next(choices, None)
        if number is not None:
            path.append((at, number, choices))
            used[number] = True
            at += _matched(text[at : at + len(parts[number])], parts[number])
            choices = _choices(text, at, parts, used)
        elif path:
            at, number, choices = path.pop()
            used[number] = False
        else:
            return False
    return True


def _choices(text: str, at: int, parts: list[str], used: list[bool]) -> Iterator[int]:
    """Parts that fit here whole, then those that fit with gaps."""
    free = [number for number, part in enumerate(parts) if part and not used[number]]
    yield from (number for number in free if text.startswith(parts[number], at))
    for number in free:
        if not text.startswith(parts[number], at) and text[at] in parts[number]:
            yield number


def _matched(text: str, part: str) -> int:
    """How much of the beginning of a text can be read out of a part, its signs in order."""
    length = 0
    for sign in part:
        if length < len(text) and text[length] == sign:
            length += 1
    return length


def _squeeze(text: str) -> str:
    return "".join(text.split())


def _show(lines: Sequence[str], places: set[tuple[int, int]] | list[tuple[int, int]]) -> str:
    return ", ".join(f"line {n} column {at + 1} {lines[n - 1][at]!r}" for n, at in sorted(places)[:9])


def as_document(blocks: Sequence[TextBlock | TableBlock], issues: Sequence[ParseIssue]) -> Document:
    """What a reader gives, as a document."""
    for block in blocks:
        if isinstance(block, TableBlock):
            assert len({len(row) for row in block.rows}) == 1, "rows of different lengths"
    return Document("hostile", "", "", tuple(blocks), tuple(issues))


def check_lines(document: Document, text: str) -> None:
    """The lines of a text file are its text."""
    lines = [block.text for block in document.blocks if isinstance(block, TextBlock)]
    assert "\n".join(lines) == text.replace("\r\n", "\n").replace("\r", "\n"), "the lines are not the text"


def check_comments(comments: Comments, text: str, name: str) -> None:
    """Rows in are rows out, with their cells; titles above a header are named, and rows set aside too."""
    notes = " ".join(comments.notes)
    assert (comments.n_set_aside > 0) == ("結合セル" in notes)
    if name.endswith(".jsonl"):
        assert len(comments.rows) == sum(bool(line.strip()) for line in text.replace("\r\n", "\n").split("\n"))
    elif name.endswith(".json"):
        assert len(comments.rows) == len(json.loads(text))
    elif name.endswith(".txt"):
        assert [row.text for row in comments.rows] == [mend(line) for line in _lines(text)], "lines are lost"
    elif "export of classify" not in notes:
        assert any(_is_table_of(comments, _rows(text, delimiter)) for delimiter in ",\t;"), "rows or cells are lost"


def _lines(text: str) -> list[str]:
    lines = re.split(r"\r\n|\n|\r", text)
    return lines if lines[-1] else lines[:-1]


def _rows(text: str, delimiter: str) -> list[list[str]]:
    try:
        reader = csv.reader(io.StringIO(text.replace("\r\n", "\n"), newline=""), delimiter=delimiter, strict=True)
        return [row for row in reader if row]
    except csv.Error:
        return []


def _is_table_of(comments: Comments, rows: list[list[str]]) -> bool:
    """Whether the last rows of a table are the header and the rows of a list; those above must be named as titles."""
    at = len(rows) - len(comments.rows) - 1
    if at < 0 or [*rows[at]] != [*comments.columns]:
        return False
    titles = [cell for row in rows[:at] for cell in row if cell.strip()]
    named = all(title in note for title in titles for note in comments.notes if "表題" in note)
    width = len(comments.columns)
    return named and all(
        [*row.cells] == [*cells, *[""] * width][:width]
        for row, cells in zip(comments.rows, rows[at + 1 :], strict=True)
    )
