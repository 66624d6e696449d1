"""The theme report as a Word document that staff can go on editing: styles, tables and pictures, nothing else."""

from __future__ import annotations

import datetime
import io
import zipfile
from typing import Any

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
from opinionmine.reporting.layout import count_columns
from opinionmine.reporting.workbook import carried

_FONT = "Yu Gothic"
_NO_DATE = datetime.datetime(2000, 1, 1)
_MARGIN_MM, _PAGE_MM = 20, (210, 297)


def render_word(report: Report) -> bytes:
    """Render the report; the table of all opinions is left to other formats. The same report gives the same bytes."""
    return _Writer(report).write()


class _Writer:
    """A document in the making."""

    def __init__(self, report: Report) -> None:
        import docx

        self._report = report
        self._document = docx.Document()
        self._set_up()

    def write(self) -> bytes:
        report, document = self._report, self._document
        document.add_paragraph(carried(report.kind), "Subtitle")
        document.add_heading(carried(report.title), 0)
        document.add_paragraph(carried(report.subtitle), "Subtitle")
        for section in report.sections:
            self._section(section, 1)
        out = io.BytesIO()
        document.save(out)
        return _without_dates(out.getvalue())

    def _set_up(self) -> None:
        from docx.oxml.ns import qn
        from docx.shared import Mm, Pt, RGBColor

        document = self._document
        properties = document.core_properties
        properties.title, properties.author, properties.comments = carried(self._report.title), "opinionmine", ""
        properties.created = properties.modified = _NO_DATE
        section = document.sections[0]
        section.page_width, section.page_height = (Mm(side) for side in _PAGE_MM)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(_MARGIN_MM)
        for style in document.styles:
            if style.type is not None and hasattr(style, "font"):
                style.font.name = _FONT
                fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
                for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
                    fonts.attrib.pop(qn(theme), None)
                fonts.set(qn("w:eastAsia"), _FONT)
        normal = document.styles["Normal"]
        normal.font.size = Pt(10)
        normal.paragraph_format.space_after = Pt(4)
        normal.element.get_or_add_rPr().append(_element("w:lang", {"w:val": "en-US", "w:eastAsia": "ja-JP"}))
        for name, size in (
            ("Title", 20),
            ("Heading 1", 15),
            ("Heading 2", 12),
            ("Heading 3", 11),
            ("Caption", 9),
            ("Subtitle", 10),
        ):
            document.styles[name].font.size = Pt(size)
            document.styles[name].font.color.rgb = RGBColor(0x1D, 0x27, 0x33)
            document.styles[name].font.italic = False
        document.styles["Caption"].paragraph_format.keep_with_next = True
        self._number_pages(section)

    def _number_pages(self, section: Any) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        paragraph = section.footer.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        field = _element("w:fldSimple", {"w:instr": "PAGE"})
        paragraph._p.append(field)

    def _section(self, section: Section, level: int) -> None:
        if any(isinstance(block, AllOpinions) for block in section.blocks):
            return
        heading = self._document.add_heading(carried(section.title), level)
        heading.paragraph_format.page_break_before = section.starts_page
        for block in section.blocks:
            self._block(block)
        for part in section.parts:
            self._section(part, level + 1)

    def _block(self, block: Block) -> None:
        match block:
            case Text(text, kind):
                self._text(text, kind)
            case Items(items, is_ordered):
                for item in items:
                    self._document.add_paragraph(carried(item), "List Number" if is_ordered else "List Bullet")
            case Table():
                self._table(block)
            case Drawing():
                self._drawing(block)
            case Quote():
                self._quote(block)
            case More(text):
                self._text(text, "quiet")

    def _text(self, text: str, kind: str) -> None:
        run = self._document.add_paragraph().add_run(carried(text))
        if kind == "warn":
            run.bold = True
        elif kind == "quiet":
            _make_quiet(run, 9.5)

    def _drawing(self, drawing: Drawing) -> None:
        from docx.shared import Mm

        shape = self._document.add_picture(io.BytesIO(drawing.picture.png()), width=Mm(_PAGE_MM[0] - 2 * _MARGIN_MM))
        shape._inline.docPr.set("descr", carried(drawing.picture.title))
        self._document.paragraphs[-1].paragraph_format.keep_with_next = True
        caption = self._document.add_paragraph(carried(drawing.picture.title), "Caption")
        caption.paragraph_format.keep_with_next = False

    def _table(self, table: Table) -> None:
        from docx.shared import Mm

        self._document.add_paragraph(carried(table.title), "Caption")
        size = 9.0 if len(table.columns) <= 6 else 8.0 if len(table.columns) <= 9 else 7.0
        made = self._document.add_table(rows=0, cols=len(table.columns), style="Table Grid")
        made.autofit = False
        self._row(made, table.columns, size, is_strong=True, shade="E8EDF2")
        made.rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader", {"w:val": "true"}))
        for number, row in enumerate(table.rows):
            is_marked = number in table.marked
            self._row(made, row, size, is_strong=is_marked, shade="FBE3DE" if is_marked else "")
        for column, width in zip(made.columns, _widths(table), strict=True):
            column.width = Mm(width)
            for cell in column.cells:
                cell.width = Mm(width)
        self._document.add_paragraph()

    def _row(self, made: Any, cells: tuple[Cell, ...], size: float, *, is_strong: bool, shade: str) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Pt

        row = made.add_row()
        row._tr.get_or_add_trPr().append(_element("w:cantSplit", {"w:val": "true"}))
        for place, cell in zip(row.cells, cells, strict=True):
            paragraph = place.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(0)
            run = paragraph.add_run(carried(show_cell(cell)))
            run.font.size, run.bold = Pt(size), is_strong
            if not isinstance(cell, str):
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            if shade:
                place._tc.get_or_add_tcPr().append(_element("w:shd", {"w:val": "clear", "w:fill": shade}))

    def _quote(self, quote: Quote) -> None:
        from docx.enum.text import WD_COLOR_INDEX
        from docx.shared import Mm, Pt

        paragraph = self._document.add_paragraph()
        paragraph.paragraph_format.left_indent = Mm(5)
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.paragraph_format.keep_with_next = True
        for text, is_evidence in quote.segments:
            run = paragraph.add_run(carried(text))
            if is_evidence:
                run.font.highlight_color, run.underline = WD_COLOR_INDEX.YELLOW, True
        footer = self._document.add_paragraph()
        footer.paragraph_format.left_indent = Mm(5)
        footer.paragraph_format.space_after = Pt(8)
        _make_quiet(footer.add_run(carried(quote.footer)), 8)


def _widths(table: Table) -> list[float]:
    """Widths of columns in mm, by their longest text; together as wide as the page allows."""
    longest = []
    for place, head in enumerate(table.columns):
        # A header is wrapped, a long text too.
        texts = [min(30, count_columns(show_cell(row[place]))) for row in table.rows]
        longest.append(max(6, count_columns(head) / 2, *texts))
    return [(_PAGE_MM[0] - 2 * _MARGIN_MM) * width / sum(longest) for width in longest]


def _make_quiet(run: Any, size: float) -> None:
    from docx.shared import Pt, RGBColor

    run.font.size, run.font.color.rgb = Pt(size), RGBColor(0x5B, 0x68, 0x75)


def _element(tag: str, attributes: dict[str, str]) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(name), value)
    return element


def _without_dates(content: bytes) -> bytes:
    """The same package, every member of it dated alike."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            member = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, old.read(name))
    return out.getvalue()
