"""The look of a Word report: page, fonts, language and styles, so that staff change a style and not a hundred paragraphs."""

from __future__ import annotations

from typing import Any

_FONT = "Yu Gothic"
PAGE_MM, MARGIN_MM = (210, 297), 20
_INK, _QUIET = "1D2733", "5B6875"
_SIZES = {"Title": 20, "Subtitle": 10, "Heading 1": 15, "Heading 2": 12, "Heading 3": 11, "Caption": 9}


def set_up(document: Any, lang: str) -> None:
    """Give a new document its page, fonts, language and styles."""
    from docx.shared import Mm

    page = document.sections[0]
    page.page_width, page.page_height = (Mm(side) for side in PAGE_MM)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(MARGIN_MM)
    _set_fonts(document)
    _set_language(document, lang)
    _set_headings(document)
    _add_text_styles(document)
    _number_pages(page)


def turn_page(document: Any, *, is_turned: bool) -> None:
    """Go on on a new page, turned or upright."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    page = document.add_section()
    page.orientation = WD_ORIENT.LANDSCAPE if is_turned else WD_ORIENT.PORTRAIT
    page.page_width, page.page_height = (Mm(side) for side in (reversed(PAGE_MM) if is_turned else PAGE_MM))
    # The paragraph that holds the break stands below the last table; as tall as a line it could fall on a page of its own.
    document.element.body.xpath("w:p[w:pPr/w:sectPr]")[-1].style = document.styles["Page Turn"].style_id


def table_styles(document: Any, size: float) -> tuple[str, str]:
    """Ids of the styles of cells in one size, of texts and of numbers; made when they are first used."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    names = (f"Table Text {size:g}", f"Table Number {size:g}")
    if names[0] not in document.styles:
        for name in names:
            # Yu Gothic asks for lines nearly twice its size; in a table that is a page more.
            layout = _add_style(document, name, size=size, before=0, after=0).paragraph_format
            layout.line_spacing = Pt(1.3 * size)
        layout.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return document.styles[names[0]].style_id, document.styles[names[1]].style_id


def element(tag: str, attributes: dict[str, str] | None = None) -> Any:
    """An XML element with a prefix known to Word: w:shd."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(tag)
    for name, value in (attributes or {}).items():
        made.set(qn(name), value)
    return made


def _set_fonts(document: Any) -> None:
    """One font for Latin and Japanese in every style, theme fonts off: a theme font wins over a named one."""
    from docx.oxml.ns import qn

    properties = [s.element.get_or_add_rPr() for s in document.styles if hasattr(s, "font")]
    for own in (*properties, *document.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr")):
        fonts = own.get_or_add_rFonts()
        fonts.attrib.clear()
        for name in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            fonts.set(qn(name), _FONT)


def _set_language(document: Any, lang: str) -> None:
    """The language of the report; East Asian text is Japanese in both, since the opinions are."""
    from docx.oxml.ns import qn

    name = {"ja": "ja-JP", "en": "en-US"}[lang]
    (language,) = document.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr/w:lang")
    language.set(qn("w:val"), name)
    language.set(qn("w:eastAsia"), "ja-JP")
    document.core_properties.language = name


def _set_headings(document: Any) -> None:
    from docx.shared import Pt, RGBColor

    for name, size in _SIZES.items():
        style = document.styles[name]
        style.font.size, style.font.italic = Pt(size), False
        style.font.color.rgb = RGBColor.from_string(_INK)
    document.styles["Subtitle"].paragraph_format.space_after = Pt(6)
    caption = document.styles["Caption"].paragraph_format
    caption.space_before, caption.space_after, caption.keep_with_next = Pt(8), Pt(3), True


def _add_text_styles(document: Any) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    normal = document.styles["Normal"]
    normal.font.size = Pt(10)
    normal.paragraph_format.space_before, normal.paragraph_format.space_after = Pt(3), Pt(4)
    _add_style(document, "Quiet Text", size=9.5, before=3, after=4, colour=_QUIET)
    _frame(_add_style(document, "Warning", size=10, before=6, after=6))
    _add_style(document, "Contents", size=9.5, before=0, after=1).paragraph_format.left_indent = Mm(5)
    _add_style(document, "Page Turn", size=1, before=0, after=0).paragraph_format.line_spacing = Pt(1)
    picture = _add_style(document, "Picture", size=10, before=4, after=2).paragraph_format
    picture.keep_with_next, picture.alignment = True, WD_ALIGN_PARAGRAPH.CENTER
    quote = document.styles["Quote"]
    quote.font.italic, quote.paragraph_format.left_indent = False, Mm(5)
    quote.paragraph_format.space_before, quote.paragraph_format.space_after = Pt(8), Pt(0)
    quote.paragraph_format.keep_with_next = True
    source = _add_style(document, "Quote Source", size=8, before=1, after=6, colour=_QUIET)
    source.paragraph_format.left_indent, source.paragraph_format.keep_together = Mm(5), True


def _add_style(document: Any, name: str, *, size: float, before: float, after: float, colour: str = _INK) -> Any:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt, RGBColor

    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style, style.quick_style = document.styles["Normal"], True
    style.font.size, style.font.color.rgb = Pt(size), RGBColor.from_string(colour)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    return style


def _frame(style: Any) -> None:
    """A bar on the left and a shade, readable in black and white too."""
    borders = element("w:pBdr")
    borders.append(element("w:left", {"w:val": "single", "w:sz": "24", "w:space": "8", "w:color": "B4472E"}))
    properties = style.element.get_or_add_pPr()
    # Word wants the parts of a paragraph's properties in order: border and shade before the spacing.
    properties.insert_element_before(borders, "w:shd", "w:spacing", "w:ind", "w:jc")
    properties.insert_element_before(
        element("w:shd", {"w:val": "clear", "w:fill": "FBF1EC"}), "w:spacing", "w:ind", "w:jc"
    )


def _number_pages(page: Any) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph = page.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph._p.append(element("w:fldSimple", {"w:instr": "PAGE"}))
