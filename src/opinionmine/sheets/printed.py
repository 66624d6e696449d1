"""Text as it will be understood, with the way back to the lines and cells it was printed in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from opinionmine.japanese.normalize import fold_width
from opinionmine.records import Cell, Locator, Piece, TextBlock


@dataclass(frozen=True)
class Stretch:
    """One stretch of one printed line, and where it stands in the text.

    Attributes
    ----------
    at : int
        Code-point offset in the text.
    line : int
        Ordinal in `Document.lines`, from 1.
    start, end : int
        Half-open code-point offsets in that line.
    locator : Locator
        Of the line.
    """

    at: int
    line: int
    start: int
    end: int
    locator: Locator


@dataclass(frozen=True)
class Printed:
    """A line, a table cell, or several that were put together again.

    Attributes
    ----------
    stretches : tuple of Stretch
        In the order of `text`; empty for a cell that only repeats a merged one.
    is_paragraph, level
        As in `TextBlock`.
    """

    text: str
    stretches: tuple[Stretch, ...] = ()
    is_paragraph: bool = False
    level: int = 0

    @property
    def number(self) -> int:
        """Ordinal of the first printed line; 0 for a repeated cell."""
        return self.stretches[0].line if self.stretches else 0

    @property
    def locator(self) -> Locator:
        """Where its first visible character stands."""
        return self.locate(self.lead)

    @property
    def bare(self) -> str:
        """Without white space around it, in half-width letters and digits: what patterns are matched with."""
        return fold_width(self.text).strip()

    @property
    def lead(self) -> int:
        """Number of blanks it begins with."""
        return len(self.text) - len(self.text.lstrip())

    @property
    def is_indented(self) -> bool:
        """Whether it begins with a full-width space, the sign of a new paragraph: 「　比較可能な…」."""
        return self.text.startswith("\u3000")

    def locate(self, offset: int) -> Locator:
        """Line and column, or cell, of the character at a code-point offset."""
        if not self.stretches:
            return Locator()
        stretch = max((s for s in self.stretches if s.at <= offset), key=lambda s: s.at, default=self.stretches[0])
        column = stretch.start + max(0, offset - stretch.at) + 1
        return replace(stretch.locator, column=column)

    def pieces(self, role: str, unit_id: str = "", start: int = 0, end: int | None = None) -> list[Piece]:
        """The printed stretches of ``text[start:end]``, without white space around each."""
        stop = len(self.text) if end is None else end
        found = []
        for stretch in self.stretches:
            length = stretch.end - stretch.start
            first, last = max(start - stretch.at, 0), min(stop - stretch.at, length)
            while first < last and self.text[stretch.at + first].isspace():
                first += 1
            while first < last and self.text[stretch.at + last - 1].isspace():
                last -= 1
            if first < last:
                found.append(Piece(stretch.line, stretch.start + first, stretch.start + last, role, unit_id))
        return found

    def part(self, start: int, end: int) -> Printed:
        """``text[start:end]`` with its own way back."""
        stretches = []
        for s in self.stretches:
            first, last = max(start, s.at), min(end, s.at + s.end - s.start)
            if first < last:
                stretches.append(
                    Stretch(first - start, s.line, s.start + first - s.at, s.start + last - s.at, s.locator)
                )
        return Printed(self.text[start:end], tuple(stretches), self.is_paragraph, self.level)


def print_block(block: TextBlock | Cell, number: int) -> Printed:
    """A line or cell as it stands; a cell that repeats a merged one has no stretch of its own."""
    if isinstance(block, Cell):
        stretches = () if block.repeats else (Stretch(0, number, 0, len(block.text), block.locator),)
        return Printed(block.text, stretches, True)
    return Printed(
        block.text, (Stretch(0, number, 0, len(block.text), block.locator),), block.is_paragraph, block.level
    )


def join_printed(parts: Iterable[Printed], gap: str = "") -> Printed:
    """Put printed lines together, `gap` between them."""
    text, stretches = "", []
    last = Printed("")
    for part in parts:
        text += gap if text and part.text else ""
        stretches += [replace(s, at=s.at + len(text)) for s in part.stretches]
        text += part.text
        last = part
    return Printed(text, tuple(stretches), last.is_paragraph, last.level)
