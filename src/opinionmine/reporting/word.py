"""The theme report as a Word document that staff can go on editing: styles, tables and pictures, nothing else."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from opinionmine.reporting.blocks import (
    AllOpinions,
    Block,
    Cell,
    Drawing,
    Items,
    More,
    Quote,
    Report,
    Section,
    Table,
    Text,
    show_cell,
)
from opinionmine.reporting.word_columns import choose_size, has_many_columns, needs_turn, share_width
from opinionmine.reporting.word_styles import MARGIN_MM, PAGE_MM, element, set_up, table_styles, turn_page
from opinionmine.reporting.workbook import carried

_NO_DATE = datetime.datetime(2000, 1, 1)
# A picture is no taller, so that its heading, a few sentences and its caption stand on the same page.
_TALLEST_MM = 190


@dataclass(frozen=True)
class _Heading:
    level: int
    title: str
    starts_page: bool


_Piece = _Heading | Block


def render_word(report: Report) -> bytes:
    """Render the report; the table of all opinions is left to other formats. The same report gives the same bytes."""
    import docx

    document = docx.Document()
    set_up(document, report.lang)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = carried(report.title), "opinionmine", ""
    properties.created = properties.modified = _NO_DATE
    document.add_paragraph(carried(report.kind), "Subtitle")
    document.add_heading(carried(report.title), 0)
    document.add_paragraph(carried(report.subtitle), "Subtitle")
    pieces = [piece for section in report.sections for piece in _lay_out(section, 1)]
    _Writer(document).write(pieces)
    out = io.BytesIO()
    document.save(out)
    return _without_dates(out.getvalue())


def _lay_out(section: Section, level: int) -> Iterator[_Piece]:
    """Headings and blocks one after the other; a heading with nothing but sentences goes to the page of its first part."""
    if any(isinstance(block, AllOpinions) for block in section.blocks):
        return
    parts = section.parts
    if parts and parts[0].starts_page and all(isinstance(block, Text) for block in section.blocks):
        section, parts = replace(section, starts_page=True), (replace(parts[0], starts_page=False), *parts[1:])
    yield _Heading(level, section.title, section.starts_page)
    yield from section.blocks
    for part in parts:
        yield from _lay_out(part, level + 1)


def _turned(pieces: Sequence[_Piece]) -> set[int]:
    """Which pieces stand on turned pages: in each stretch from its first wide table, with what leads to it, to its last."""
    turned: set[int] = set()
    for stretch in _stretches(pieces):
        wide = [n for n in stretch if has_many_columns(pieces[n])]
        # A page is turned only where it must be; then the tables beside it that are nearly as wide go with it.
        if any(needs_turn(cast(Table, pieces[n])) for n in wide):
            first = wide[0]
            while first > stretch[0] and isinstance(pieces[first - 1], _Heading | Text):
                first -= 1
            turned.update(range(first, wide[-1] + 1))
    return turned


def _stretches(pieces: Sequence[_Piece]) -> list[list[int]]:
    """Runs of headings, sentences and tables that may be turned together."""
    stretches: list[list[int]] = [[]]
    for n, piece in enumerate(pieces):
        if not isinstance(piece, _Heading | Text | Table):
            stretches.append([])
            continue
        if isinstance(piece, _Heading) and (piece.level == 1 or piece.starts_page):
            stretches.append([])
        stretches[-1].append(n)
    return stretches


class _Writer:
    """A document in the making."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._is_turned = False
        self._n_headings = 0

    def write(self, pieces: Sequence[_Piece]) -> None:
        self._contents([piece.title for piece in pieces if isinstance(piece, _Heading) and piece.level == 1])
        turned = _turned(pieces)
        for n, (piece, following) in enumerate(zip(pieces, (*pieces[1:], None), strict=True)):
            if (n in turned) != self._is_turned:
                self._is_turned = n in turned
                turn_page(self._document, is_turned=self._is_turned)
            self._piece(piece, leads=following is not None and not isinstance(following, _Heading))

    def _piece(self, piece: _Piece, *, leads: bool) -> None:
        match piece:
            case _Heading():
                self._heading(piece)
            case Text(text, kind):
                style = {"plain": "Normal", "quiet": "Quiet Text", "warn": "Warning"}[kind]
                # A sentence stays with what it leads to, as its heading does.
                self._document.add_paragraph(carried(text), style).paragraph_format.keep_with_next = leads or None
            case Items():
                self._items(piece)
            case Table():
                self._table(piece)
            case Drawing():
                self._drawing(piece)
            case Quote():
                self._quote(piece)
            case More(text):
                self._document.add_paragraph(carried(text), "Quiet Text")

    def _contents(self, titles: Sequence[str]) -> None:
        """The sections as links; a field, so that Word puts page numbers beside them when staff have it updated."""
        paragraphs = [self._document.add_paragraph(style="Contents") for _ in titles]
        for number, (paragraph, title) in enumerate(zip(paragraphs, titles, strict=True), 1):
            link = element("w:hyperlink", {"w:anchor": _bookmark(number)})
            link.append(paragraph.add_run(carried(title))._r)
            paragraph._p.append(link)
        if paragraphs:
            start = (_field("begin"), _instruction('TOC \\o "1-1" \\h'), _field("separate"))
            for place, run in enumerate(start):
                paragraphs[0]._p.insert(place + 1, run)
            paragraphs[-1]._p.append(_field("end"))

    def _heading(self, piece: _Heading) -> None:
        heading = self._document.add_heading(carried(piece.title), piece.level)
        heading.paragraph_format.page_break_before = piece.starts_page or None
        if piece.level == 1:
            self._n_headings += 1
            own = {"w:id": str(self._n_headings)}
            heading._p.insert(1, element("w:bookmarkStart", own | {"w:name": _bookmark(self._n_headings)}))
            heading._p.append(element("w:bookmarkEnd", own))

    def _items(self, block: Items) -> None:
        style = self._document.styles["List Number" if block.is_ordered else "List Bullet"]
        numbering = self._restart(style) if block.is_ordered else None
        for item in block.items:
            paragraph = self._document.add_paragraph(carried(item), style)
            if numbering is not None:
                paragraph._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = numbering

    def _restart(self, style: Any) -> int:
        """A numbering like that of the style which begins with 1; without it a second list would go on counting."""
        numbering = self._document.part.numbering_part.numbering_definitions._numbering
        own = numbering.num_having_numId(style.element.pPr.numPr.numId.val)
        made = numbering.add_num(own.abstractNumId.val)
        made.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(made.numId)

    def _drawing(self, drawing: Drawing) -> None:
        from docx.shared import Mm

        title = carried(drawing.picture.title)
        run = self._document.add_paragraph(style="Picture").add_run()
        shape = run.add_picture(io.BytesIO(drawing.picture.png()), width=Mm(PAGE_MM[0] - 2 * MARGIN_MM))
        if shape.height > Mm(_TALLEST_MM):
            shape.width, shape.height = int(shape.width * Mm(_TALLEST_MM) / shape.height), Mm(_TALLEST_MM)
        shape._inline.docPr.set("descr", title)
        for side in ("distT", "distB", "distL", "distR"):
            # Left out, LibreOffice takes them for 3 mm and moves the picture into the margin.
            shape._inline.set(side, "0")
        self._document.add_paragraph(title, "Caption").paragraph_format.keep_with_next = False

    def _table(self, table: Table) -> None:
        from docx.shared import Mm

        self._document.add_paragraph(carried(table.title), "Caption")
        room = PAGE_MM[self._is_turned] - 2 * MARGIN_MM
        size = choose_size(table, room)
        styles = table_styles(self._document, size)
        widths = [Mm(width) for width in share_width(table, size, room)]
        made = self._document.add_table(rows=1 + len(table.rows), cols=len(table.columns), style="Table Grid")
        made.autofit = False
        made._tbl.tblPr.insert_element_before(_cell_margins(), "w:tblLook")
        for column, width in zip(made.columns, widths, strict=True):
            column.width = width
        head, *rows = made.rows
        numeric = [table.numeric(place) for place in range(len(table.columns))]
        _fill(head, table.columns, [styles[is_number] for is_number in numeric], widths)
        head._tr.get_or_add_trPr().append(element("w:tblHeader"))
        _strengthen(head, "E8EDF2")
        for number, (row, cells) in enumerate(zip(rows, table.rows, strict=True)):
            _fill(row, cells, [styles[not isinstance(cell, str)] for cell in cells], widths)
            if number in table.marked:
                _strengthen(row, "FBE3DE")
        # Neither the header nor the last row stands alone on a page.
        for row in (head, *rows[-2:-1]) if rows else ():
            _keep_with_next(row)

    def _quote(self, quote: Quote) -> None:
        from docx.enum.text import WD_COLOR_INDEX

        paragraph = self._document.add_paragraph(style="Quote")
        for text, is_evidence in quote.segments:
            run = paragraph.add_run(carried(text))
            if is_evidence:
                run.font.highlight_color, run.underline = WD_COLOR_INDEX.YELLOW, True
        self._document.add_paragraph(carried(quote.footer), "Quote Source")


def _bookmark(number: int) -> str:
    return f"section{number}"


def _field(kind: str) -> Any:
    run = element("w:r")
    run.append(element("w:fldChar", {"w:fldCharType": kind}))
    return run


def _instruction(text: str) -> Any:
    run, instruction = element("w:r"), element("w:instrText")
    instruction.text = text
    run.append(instruction)
    return run


def _fill(row: Any, cells: Sequence[Cell], style_ids: Sequence[str], widths: Sequence[int]) -> None:
    row._tr.get_or_add_trPr().append(element("w:cantSplit"))
    for place, cell, style_id, width in zip(row.cells, cells, style_ids, widths, strict=True):
        place.width = width
        paragraph = place.paragraphs[0]
        # By id: python-docx looks a style up by reading all of them, and a report has thousands of cells.
        paragraph._p.style = style_id
        paragraph.add_run(carried(show_cell(cell)))


def _strengthen(row: Any, shade: str) -> None:
    """Bold and shaded: seen in colour and in black and white."""
    for place in row.cells:
        place.paragraphs[0].runs[0].bold = True
        place._tc.get_or_add_tcPr().append(element("w:shd", {"w:val": "clear", "w:fill": shade}))


def _keep_with_next(row: Any) -> None:
    for place in row.cells:
        place.paragraphs[0].paragraph_format.keep_with_next = True


def _cell_margins() -> Any:
    margins = element("w:tblCellMar")
    for side in ("w:left", "w:right"):
        margins.append(element(side, {"w:w": "57", "w:type": "dxa"}))
    return margins


def _without_dates(content: bytes) -> bytes:
    """The same package, every member of it dated alike."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            member = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, old.read(name))
    return out.getvalue()
