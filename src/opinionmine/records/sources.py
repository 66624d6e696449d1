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

    @property
    def label(self) -> str:
        """As short as can be and the same in both languages: 評価!D7, p.2 (31), 31."""
        if self.cell:
            return self.cell
        line = "" if self.line is None else str(self.line)
        return f"p.{self.page} ({line})" if self.page and line else f"p.{self.page}" if self.page else line


@dataclass(frozen=True)
class ParseIssue:
    """Something that could not be read for sure, or that was moved to where it belongs."""

    code: str
    message: str
    locator: Locator


@dataclass(frozen=True)
class Piece:
    """One stretch of one source line and the unit it went to: the ledger that shows nothing was lost.

    Attributes
    ----------
    line : int
        Ordinal of the line or table cell in `Document.lines`, from 1; in a text file the line number.
    start, end : int
        Half-open code-point offsets in that line as printed.
    role : str
        ``title``, ``heading``, ``goal``, ``scale``, ``rating``, ``total``, ``passage``, ``opinion``, ``reply``, ``bullet``,
        ``field``, ``speaker``, ``page`` (page matter) or ``issue``.
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
    """One line of text as printed, without its line end.

    Attributes
    ----------
    is_paragraph : bool
        Whether the line is a whole paragraph (Word, HTML); otherwise the next line may continue it.
    level : int
        Level of the heading style it carries (Word 見出し 1, HTML h1, Markdown #), from 1; 0 for none.
    """

    text: str
    locator: Locator
    is_paragraph: bool = False
    level: int = 0


@dataclass(frozen=True)
class Cell:
    """One cell of a table as printed; line breaks inside it are kept.

    Attributes
    ----------
    repeats : bool
        Whether the text is that of a merged area whose first cell stands further up or left.
    """

    text: str
    locator: Locator
    repeats: bool = False


@dataclass(frozen=True)
class TableBlock:
    """One table; all rows are equally long.

    Attributes
    ----------
    name : str
        Name of the worksheet, empty elsewhere.
    """

    rows: tuple[tuple[Cell, ...], ...]
    locator: Locator
    name: str = ""


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
    issues : tuple of ParseIssue
        What the reader could not read, or what it left out and why: a page without a text layer, a hidden worksheet.
    """

    source: str
    sha256: str
    media_type: str
    blocks: tuple[TextBlock | TableBlock, ...]
    issues: tuple[ParseIssue, ...] = ()

    @property
    def lines(self) -> tuple[TextBlock | Cell, ...]:
        """Lines of text and cells of tables in reading order, without repetitions of merged cells: what pieces point into."""
        carriers: list[TextBlock | Cell] = []
        for block in self.blocks:
            if isinstance(block, TextBlock):
                carriers.append(block)
            else:
                carriers.extend(cell for row in block.rows for cell in row if not cell.repeats)
        return tuple(carriers)
