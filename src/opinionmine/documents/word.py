"""Word files (.docx, .docm): the body in reading order, with what only the layout shows made visible."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import count
from typing import Any

from opinionmine.documents.limits import Limits
from opinionmine.documents.packed import OLE2, broken, check_not_locked, read_parts
from opinionmine.documents.spans import GridCell, build_table
from opinionmine.documents.word_lists import Lists
from opinionmine.documents.word_xml import (
    DELETED,
    W,
    children,
    inside,
    is_on,
    paragraphs_and_tables,
    symbol,
    tag_of,
    text_boxes,
    width_of,
)
from opinionmine.errors import DocumentError
from opinionmine.records import Locator, ParseIssue, TableBlock, TextBlock

_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
# Not text of the paragraph: properties, codes of fields, and text boxes, which follow after it.
_NOT_TEXT = frozenset({"pPr", "rPr", "sdtPr", "sdtEndPr", "instrText", "delInstrText", "txbxContent", "rt", "p", "tbl"})
_SIGNS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-"}


def read_word(content: bytes, source: str, limits: Limits) -> tuple[list[TextBlock | TableBlock], list[ParseIssue]]:
    """Read the body of a Word file in order.

    A line break inside a paragraph (Shift+Enter) ends a block; the last block of a paragraph has `is_paragraph`. Numbers and
    bullets that Word makes up are written before the text. Text boxes follow the paragraph they are anchored in, footnotes the
    body. `Locator.line` is the ordinal of the line or cell, as in `Document.lines`; macros are never looked at.

    Returns
    -------
    blocks, issues
        Issues name what was left out (tracked deletions, hidden text, comments, page headers, pictures) or moved (footnotes).

    Raises
    ------
    DocumentError
        If the file is an old .doc, has a password, is damaged or hostile, passes a limit, or holds no text.
    """
    check_not_locked(content, source)
    if content.startswith(OLE2):
        raise DocumentError(
            f"{source}: this is an old Word file (.doc). Open it in Word, save it as .docx and try again (.docx 形式で保存し直してください)."
        )
    for name, part in read_parts(content, source, limits):
        if name.endswith("document.xml") and _STRICT in part:
            raise DocumentError(
                f"{source}: saved as Strict Open XML. Save it as an ordinary .docx (通常の .docx 形式で保存し直してください)."
            )
    main, parts = _open(content, source)
    try:
        story = _Story(parts, source, limits)
        blocks = story.read_body(main)
    except (ValueError, IndexError, RecursionError) as error:
        raise broken(source, str(error)) from error
    if not any(line.strip() for block in blocks for line in _texts(block)):
        raise DocumentError(
            f"{source}: no text in the document, perhaps only scanned pictures. Give the text (文字がありません)."
        )
    return blocks, story.issues


def _open(content: bytes, source: str) -> tuple[Any, list[tuple[str, Any]]]:
    """Return the body part and the parts related to it, each with the kind of its relation (``footnotes``, ``header``)."""
    from docx.opc.exceptions import OpcError
    from docx.oxml.parser import parse_xml
    from docx.package import Package
    from lxml.etree import LxmlError

    try:
        # Not docx.Document(): it refuses .docm, and knows nothing of content controls and tracked changes.
        main = Package.open(io.BytesIO(content)).main_document_part
        wanted = ("styles", "numbering", "footnotes", "endnotes", "comments", "header", "footer")
        related = [(rel.reltype.rpartition("/")[2], rel) for rel in main.rels.values() if not rel.is_external]
        return parse_xml(main.blob), [
            (kind, parse_xml(rel.target_part.blob)) for kind, rel in related if kind in wanted
        ]
    except (OpcError, LxmlError, KeyError, ValueError, AttributeError, TypeError, IndexError) as error:
        raise broken(source, str(error) or type(error).__name__) from error


def _texts(block: TextBlock | TableBlock) -> list[str]:
    return [block.text] if isinstance(block, TextBlock) else [cell.text for row in block.rows for cell in row]


class _Story:
    """The body while it is read: which line is next, what was left out."""

    def __init__(self, parts: list[tuple[str, Any]], source: str, limits: Limits):
        self.source, self.limits = source, limits
        self.issues: list[ParseIssue] = []
        self._parts = parts
        self._lists = Lists([root for kind, root in parts if kind in ("styles", "numbering")])
        self._ordinals = count(1)
        self._line = 0
        self._notes: list[tuple[str, str, int]] = []
        self._left_out: dict[str, list[str]] = {"deleted_text": [], "hidden_text": [], "picture": []}

    def read_body(self, main: Any) -> list[TextBlock | TableBlock]:
        body = main.find(f"{W}body")
        blocks = list(self._blocks(main if body is None else body))
        blocks.extend(self._read_notes())
        self._name_left_out()
        return blocks

    def _blocks(self, container: Any) -> Iterator[TextBlock | TableBlock]:
        for element in paragraphs_and_tables(container):
            if tag_of(element) == "tbl":
                yield from self._table(element)
                continue
            *first, last = self._text(element).split("\n")
            for text in first:
                yield TextBlock(text, self._next(text))
            yield TextBlock(last, self._next(last), is_paragraph=True, level=self._lists.heading_level(element))
            for box in text_boxes(element):
                yield from self._blocks(box)

    def _next(self, text: str) -> Locator:
        self._line = next(self._ordinals)
        self.limits.check("cell_characters", len(text), f"{self.source}, line {self._line}")
        return Locator(line=self._line)

    def _table(self, table: Any) -> Iterator[TableBlock]:
        grid: list[list[GridCell]] = []
        for row in inside(table, "tr"):
            grid.append(self._row(row, len(grid), grid[-1] if grid else []))
            self.limits.check("rows", len(grid), self.source)
        if any(grid):
            yield build_table(grid, self._next)

    def _row(self, row: Any, at: int, above: list[GridCell]) -> list[GridCell]:
        cells: list[GridCell] = [("", at, place) for place in range(width_of(row, "trPr/gridBefore", 0))]
        for element in inside(row, "tc"):
            text, place = "\n".join(self._lines(element)).strip("\n"), len(cells)
            merge = element.find(f"{W}tcPr/{W}vMerge")
            goes_on = merge is not None and merge.get(f"{W}val") != "restart" and place < len(above)
            # Word hides what stands in the lower part of a merged cell; should there be text, it is kept.
            cell = above[place] if goes_on and not text.strip() else (text, at, place)
            cells.extend([cell] * width_of(element, "tcPr/gridSpan", 1))
        gap = width_of(row, "trPr/gridAfter", 0)
        return cells + [("", at, place) for place in range(len(cells), len(cells) + gap)]

    def _lines(self, container: Any) -> Iterator[str]:
        """Lines of a cell, a note or a header; a table inside it gives one line a row (``市\\t◎``)."""
        for element in paragraphs_and_tables(container):
            if tag_of(element) == "p":
                yield from self._text(element).split("\n")
                for box in text_boxes(element):
                    yield from self._lines(box)
            else:
                for row in inside(element, "tr"):
                    yield "\t".join(" ".join(filter(None, self._lines(cell))) for cell in inside(row, "tc"))

    def _text(self, paragraph: Any) -> str:
        return self._lists.label(paragraph) + "".join(self._pieces(paragraph))

    def _pieces(self, element: Any) -> Iterator[str]:
        """Text of a run, a link, an inserted or a moved piece, a content control: whatever holds text at any depth."""
        for child in children(element):
            tag = tag_of(child)
            if tag == "t":
                yield child.text or ""
            elif tag in _SIGNS:
                yield _SIGNS[tag]
            elif tag == "br":
                yield "" if child.get(f"{W}type") in ("page", "column") else "\n"
            elif tag == "sym":
                yield symbol(int(child.get(f"{W}char", ""), 16))
            elif tag in DELETED:
                self._leave_out("deleted_text", _all_text(child, "delText", "t"))
            elif tag == "r" and is_on(child.find(f"{W}rPr/{W}vanish")):
                self._leave_out("hidden_text", _all_text(child, "t"))
            elif tag in ("footnoteReference", "endnoteReference"):
                self._notes.append((tag.removesuffix("Reference"), child.get(f"{W}id", ""), self._line + 1))
            elif tag in ("drawing", "pict", "object") and child.find(f".//{W}txbxContent") is None:
                self._leave_out("picture", "picture")
            elif tag not in _NOT_TEXT:
                yield from self._pieces(child)

    def _leave_out(self, code: str, text: str) -> None:
        if text:
            self._left_out[code].append(text)

    def _read_notes(self) -> Iterator[TextBlock | TableBlock]:
        found = {
            (kind.removesuffix("s"), note.get(f"{W}id")): note
            for kind, root in self._parts
            if kind in ("footnotes", "endnotes")
            for note in root
        }
        for kind, identifier, line in self._notes:
            note = found.get((kind, identifier))
            if note is not None:
                message = f"{kind} of line {line} stands after the body, from line {self._line + 1} on"
                self.issues.append(ParseIssue("footnote", message, Locator(line=line)))
                yield from self._blocks(note)

    def _name_left_out(self) -> None:
        deleted, hidden, pictures = self._left_out.values()
        told = {
            "deleted_text": f"{len(deleted)} tracked deletions were left out: {_quoted(deleted)}",
            "hidden_text": f"{len(hidden)} pieces of hidden text were left out: {_quoted(hidden)}",
            "picture": f"{len(pictures)} pictures or charts were not read",
        }
        self.issues.extend(ParseIssue(code, told[code], Locator()) for code, texts in self._left_out.items() if texts)
        n_comments = sum(1 for kind, root in self._parts if kind == "comments" for _ in root.iter(f"{W}comment"))
        if n_comments:
            self.issues.append(ParseIssue("comment", f"{n_comments} comments of Word were left out", Locator()))
        margins = (
            " ".join(filter(None, self._lines(root))) for kind, root in self._parts if kind in ("header", "footer")
        )
        self.issues.extend(
            ParseIssue("page_header", text, Locator()) for text in dict.fromkeys(margins) if text.strip()
        )


def _all_text(element: Any, *tags: str) -> str:
    return "".join(node.text or "" for node in element.iter(*(W + tag for tag in tags)))


def _quoted(texts: list[str]) -> str:
    return "".join(f"「{text}」" for text in texts)
