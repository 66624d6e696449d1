"""PDF files -> lines and tables: characters by pypdfium2, ruled tables by pdfplumber, order by position."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable
from functools import cache
from typing import Any

from opinionmine.documents.limits import Limits
from opinionmine.documents.page_characters import MISSING, read_glyphs, read_skipped
from opinionmine.documents.page_glyphs import Line
from opinionmine.documents.page_layout import compose, locate
from opinionmine.documents.page_tables import find_grids
from opinionmine.errors import DocumentError
from opinionmine.records import Locator, ParseIssue, TableBlock, TextBlock

_MAX_GLYPHS = 300_000
# Above this share of characters without a code, the rest of a page makes no sense.
_MAX_MISSING = 0.3


def read_pdf(content: bytes, source: str, limits: Limits) -> tuple[list[TextBlock | TableBlock], list[ParseIssue]]:
    """Read the text layer of a PDF file.

    Parameters
    ----------
    content : bytes
        The file.
    source : str
        Its name, for messages.

    Returns
    -------
    blocks : list of TextBlock or TableBlock
        In reading order; an empty line stands where a gap is clearly larger than usual. `Locator.line` numbers the lines
        of text through the document from 1. Headers and footers of pages are lines like any other.
    issues : list of ParseIssue
        ``no_text_page``, ``unreadable_page``, ``unreadable_character``, ``no_tables``, ``vertical``, ``ruby``.

    Raises
    ------
    DocumentError
        If the file is locked or broken, has too many pages, or no page has text that can be read.
    """
    with _open(content, source) as document:
        limits.check("pages", len(document), source)
        # Opened for the first page with drawings, if there is one.
        open_drawings = cache(lambda: _open_drawings(content))
        pages = [_read_page(document, number, open_drawings, source) for number in range(1, len(document) + 1)]
    issues = [issue for _, found in pages for issue in found]
    if not any(entries for entries, _ in pages):
        raise DocumentError(_say_nothing_is_readable(source, issues))
    blocks: list[TextBlock | TableBlock] = []
    number = 0
    for page, (entries, _) in enumerate(pages, 1):
        for entry in entries:
            if isinstance(entry, TableBlock):
                blocks.append(entry)
            else:
                number += 1
                blocks.append(TextBlock(entry.text, locate(page, entry.box, line=number)))
    return blocks, issues


def _open(content: bytes, source: str) -> Any:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD:
            raise DocumentError(
                f"{source}: the PDF file is locked with a password. Save a copy without it and try again "
                "(パスワードを外した PDF を用意してください)."
            ) from None
        raise DocumentError(
            f"{source}: not a whole PDF file; it is broken or was cut off. Get the file again (PDF が壊れています。入手し直してください)."
        ) from None
    if not len(document):
        document.close()
        raise DocumentError(f"{source}: the PDF file has no page; expected at least one (ページがありません).")
    return document


def _say_nothing_is_readable(source: str, issues: list[ParseIssue]) -> str:
    unreadable = [str(issue.locator.page) for issue in issues if issue.code == "unreadable_page"]
    empty = [str(issue.locator.page) for issue in issues if issue.code == "no_text_page"]
    reasons = []
    if unreadable:
        reasons.append(
            f"the text layer of page {_shorten(unreadable)} cannot be read (its fonts do not say which characters they draw)"
        )
    if empty:
        reasons.append(f"page {_shorten(empty)} holds no text, only pictures")
    what = " and ".join(reasons) or "its pages are blank"
    return (
        f"{source}: {what}. Run OCR over the file, or ask for the file it was made from (文字を読み取れない PDF です。OCR にかけるか、"
        "元のファイルを入手してください)."
    )


def _shorten(pages: list[str]) -> str:
    return ", ".join(pages) if len(pages) <= 10 else f"{', '.join(pages[:10])} and {len(pages) - 10} more"


def _read_page(
    document: Any, number: int, open_drawings: Callable[[], Any], source: str
) -> tuple[list[Line | TableBlock], list[ParseIssue]]:
    import pypdfium2

    here = Locator(page=number)
    try:
        page = document[number - 1]
        glyphs = read_glyphs(page)
        skipped, issues = read_skipped(page, number, glyphs, open_drawings)
    except pypdfium2.PdfiumError:
        return [], [ParseIssue("unreadable_page", f"page {number} is broken and was left out", here)]
    glyphs += skipped
    n_missing = sum(glyph.text == MISSING for glyph in glyphs)
    if not glyphs:
        has_picture = next(page.get_objects(max_depth=1), None) is not None
        message = f"page {number} holds no text, only pictures; run OCR over it (文字のないページです)"
        return [], [ParseIssue("no_text_page", message, here)] if has_picture else []
    if n_missing > _MAX_MISSING * len(glyphs):
        message = (
            f"the text layer of page {number} cannot be read and was left out: its fonts do not say which characters they "
            "draw. Run OCR over it, or ask for the original file (文字コードのないフォントです)"
        )
        return [], [ParseIssue("unreadable_page", message, here)]
    if n_missing:
        message = f"{n_missing} characters of page {number} have no code in the file; each is given as {MISSING}"
        issues.append(ParseIssue("unreadable_character", message, here))
    if len(glyphs) > _MAX_GLYPHS:
        raise DocumentError(
            f"{source}, page {number}: {len(glyphs):,} characters on one page; at most {_MAX_GLYPHS:,} are read. Split the page."
        )
    grids, not_searched = find_grids(page, number, len(glyphs), open_drawings)
    entries, moved = compose(glyphs, grids, number)
    return entries, issues + not_searched + moved


def _open_drawings(content: bytes) -> Any:
    import pdfplumber

    # It warns once for every font without a FontBBox, which Chromium writes.
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    return pdfplumber.open(io.BytesIO(content))
