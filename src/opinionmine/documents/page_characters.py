"""Characters of a PDF page with their places: by pdfium, and by pdfplumber what pdfium passes over."""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from opinionmine.documents.page_axes import find_axes, find_shift
from opinionmine.documents.page_glyphs import Box, Glyph, centre, drop_doubles, surround
from opinionmine.records import Locator, ParseIssue

# What printers put for a character that they do not have.
MISSING = "〓"

# Points; type of no height would stand nowhere.
_MIN_SIZE = 0.1


def read_glyphs(page: Any) -> list[Glyph]:
    """Read the characters of a page; what has no code becomes 〓, a space only ends the word before it."""
    from pypdfium2 import raw

    place = find_axes(page)
    textpage = page.get_textpage()
    glyphs: list[Glyph] = []
    x, y, matrix = ctypes.c_double(), ctypes.c_double(), raw.FS_MATRIX()
    for index in range(textpage.count_chars()):
        text = _read_text(textpage, index)
        if raw.FPDFText_IsGenerated(textpage, index) == 1 or not text.strip():
            if glyphs and text.isspace():
                glyphs[-1] = replace(glyphs[-1], ends_word=True)
            continue
        raw.FPDFText_GetCharOrigin(textpage, index, x, y)
        raw.FPDFText_GetMatrix(textpage, index, matrix)
        size = max(raw.FPDFText_GetFontSize(textpage, index) * math.hypot(matrix.c, matrix.d), _MIN_SIZE)
        loose, tight = textpage.get_charbox(index, loose=True), textpage.get_charbox(index)
        if loose == tight and matrix.a > 0:
            loose = _guess_body(text, tight, x.value, y.value, size)
        x0, top, x1, bottom = surround([place(*loose[:2]) * 2, place(*loose[2:]) * 2])
        across, down = (b - a for a, b in zip(place(0, 0), place(matrix.a, matrix.b), strict=True))
        is_upright = abs(across) >= abs(down)
        baseline = place(x.value, y.value)[1] if is_upright else bottom
        rises = not is_upright and down < 0
        glyphs.append(Glyph(text, (x0, top, x1, bottom), baseline, size, is_upright, rises=rises))
    textpage.close()
    return drop_doubles(glyphs)


def read_skipped(
    page: Any, number: int, glyphs: list[Glyph], open_drawings: Callable[[], Any]
) -> tuple[list[Glyph], list[ParseIssue]]:
    """Read with pdfplumber what pdfium passes over: one ◎ in a font that is neither in the file nor on this computer."""
    from pypdfium2 import raw

    for text in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=5):
        x0, bottom, x1, top = text.get_bounds()
        if min(x1 - x0, top - bottom) < 0.01 and not text.get_font().is_embedded:
            break
    else:
        return [], []
    try:
        drawn = open_drawings().pages[number - 1]
        return _read_unknown_places(drawn.chars, find_shift(page, drawn), glyphs), []
    # The parser below pdfplumber raises whatever a damaged file makes it stumble over.
    except Exception as error:
        message = f"page {number} may have more characters; a font is not in the file ({type(error).__name__})"
        return [], [ParseIssue("unreadable_character", message, Locator(page=number))]


def _read_unknown_places(
    characters: list[dict[str, Any]], shift: tuple[float, float], glyphs: list[Glyph]
) -> list[Glyph]:
    places = [centre(glyph.box) for glyph in glyphs]
    known = {(int(x // 3) + i, int(y // 3) + j) for x, y in places for i in (-1, 0, 1) for j in (-1, 0, 1)}
    found = []
    for character in characters:
        text = MISSING if character["text"].startswith("(cid:") else _clean(character["text"])
        x0, top = character["x0"] + shift[0], character["top"] + shift[1]
        box = (x0, top, x0 + character["width"], top + character["height"])
        x, y = centre(box)
        if text.strip() and (int(x // 3), int(y // 3)) not in known:
            rises = not character["upright"] and character["matrix"][1] > 0
            size = max(character["size"], _MIN_SIZE)
            found.append(Glyph(text, box, box[3] - 0.12 * size, size, character["upright"], rises=rises))
    return drop_doubles(found)


def _read_text(textpage: Any, index: int) -> str:
    """Read one character: 〓 for a code that means nothing outside the file, nothing for an invisible one."""
    from pypdfium2 import raw

    if raw.FPDFText_HasUnicodeMapError(textpage, index) == 1:
        return MISSING
    if raw.FPDFText_IsHyphen(textpage, index) == 1:
        return "-"
    code = raw.FPDFText_GetUnicode(textpage, index)
    if 0xDC00 <= code < 0xE000:
        # The second half of 𠮷 was read with the first.
        return ""
    if 0xD800 <= code < 0xDC00:
        code = 0x10000 + ((code - 0xD800) << 10) + raw.FPDFText_GetUnicode(textpage, index + 1) - 0xDC00
    return _clean(chr(code)) if code < 0x110000 else MISSING


def _clean(text: str) -> str:
    if text.isspace():
        return " "
    categories = {unicodedata.category(character) for character in text}
    if categories & {"Cc", "Co", "Cn", "Cs"} or "\ufffd" in text:
        return MISSING
    return "" if categories == {"Cf"} else text


def _guess_body(text: str, ink: Box, x: float, y: float, size: float) -> Box:
    """Body of a character that is only known by its ink: ⽬ read as 目, 、 in a vertical line."""
    width = size if unicodedata.east_asian_width(text) in "WFA" else ink[2] - x
    return x, y - 0.12 * size, x + max(width, 0.0), y + 0.88 * size
