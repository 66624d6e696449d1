"""Places on a page as seen, in points from the top left, from those that pdfium and pdfplumber give."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from opinionmine.documents.page_glyphs import surround


def find_axes(page: Any) -> Callable[[float, float], tuple[float, float]]:
    """Find the way from the coordinates of the file (from the bottom left, unturned) to those of the page as seen."""
    left, bottom, right, top = page.get_bbox()
    return {
        90: lambda x, y: (y - bottom, x - left),
        180: lambda x, y: (right - x, y - bottom),
        270: lambda x, y: (top - y, right - x),
    }.get(page.get_rotation(), lambda x, y: (x - left, top - y))


def find_shift(page: Any, drawn: Any) -> tuple[float, float]:
    """Find how far right and down to move what pdfplumber measures on the whole sheet, onto the part that is shown."""
    place = find_axes(page)
    x0, y0, x1, y1 = drawn.page_obj.mediabox
    corner = surround([place(x0, y0) * 2, place(x1, y1) * 2])
    return corner[0] - drawn.bbox[0], corner[1] - drawn.bbox[1]
