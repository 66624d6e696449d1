"""A file as it was read, and where each piece of its text stands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Locator:
    """Where something stands in its file.

    Attributes
    ----------
    page, line, column : int or None
        From 1. `column` counts code points.
    bbox : tuple of 4 float or None
        `(x0, top, x1, bottom)` in points (1/72 inch) from the top left of the page.
    cell : str or None
        Spreadsheet address such as ``評価!D7``.
    """

    page: int | None = None
    line: int | None = None
    column: int | None = None
    bbox: tuple[float, float, float, float] | None = None
    cell: str | None = None


@dataclass(frozen=True)
class Piece:
    """One stretch of one source line and the unit it went to: the ledger that shows nothing was lost.

    Attributes
    ----------
    line : int
        Line of the document, from 1.
    start, end : int
        Half-open code-point offsets in that line as printed.
    role : str
        ``title``, ``heading``, ``goal``, ``scale``, ``rating``, ``passage``, ``opinion``, ``bullet`` or ``issue``.
    unit_id : str
        The goal, passage or opinion that holds the text; empty for what is nobody's (a scale header, a bullet).
    """

    line: int
    start: int
    end: int
    role: str
    unit_id: str = ""


@dataclass(frozen=True)
class TextBlock:
    """One line of text as printed, without its line end."""

    text: str
    locator: Locator


@dataclass(frozen=True)
class TableBlock:
    """One table; `rows` are cells as printed."""

    rows: tuple[tuple[str, ...], ...]
    locator: Locator


@dataclass(frozen=True)
class Document:
    """A file as it was read, before anything was understood.

    Attributes
    ----------
    source : str
        File name as the user gave it.
    sha256 : str
        Hash of the bytes of the file, hexadecimal.
    media_type : str
        Such as ``text/plain; charset=utf-8``.
    blocks : tuple of TextBlock or TableBlock
        In reading order; blank lines are blocks too.
    """

    source: str
    sha256: str
    media_type: str
    blocks: tuple[TextBlock | TableBlock, ...]
