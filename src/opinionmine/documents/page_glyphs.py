"""Characters of a page, the rows they stand in and the text they make: pure geometry, in points from the top left."""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

Box = tuple[float, float, float, float]

_KANA_OR_KANJI = re.compile(r"[\u3005-\u3007\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


@dataclass(frozen=True)
class Glyph:
    """One character as drawn, or a short run set as one.

    Attributes
    ----------
    box : tuple of 4 float
        ``(x0, top, x1, bottom)`` of the body of the type, not of the ink.
    baseline, size : float
        Distance of the baseline from the top of the page; height of the type.
    is_upright : bool
        False for a letter lying on its side (ABC in a vertical line).
    ends_word : bool
        Whether a space was drawn after it.
    rises : bool
        Whether it is read from the bottom to the top, as the label beside a chart.
    """

    text: str
    box: Box
    baseline: float
    size: float
    is_upright: bool = True
    ends_word: bool = False
    rises: bool = False

    @property
    def is_japanese(self) -> bool:
        """Whether it is kana or kanji."""
        return _KANA_OR_KANJI.match(self.text) is not None


@dataclass(frozen=True)
class Line:
    """One line as read, ``text`` with its indent; `column` tells the columns of a page apart."""

    text: str
    box: Box
    size: float
    column: str = ""


@dataclass(frozen=True)
class Run:
    """Glyphs of one row without a wide gap, or something solid (a table) that stands at `box`.

    Attributes
    ----------
    row : int
        Runs of one row share it; -1 for something solid.
    solid : list or None
        What to hand on in place of a line.
    """

    glyphs: tuple[Glyph, ...]
    box: Box
    row: int = -1
    solid: list[Any] | None = None


def centre(box: Box) -> tuple[float, float]:
    """Middle of a box."""
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def surround(boxes: Sequence[Box]) -> Box:
    """Smallest box around some boxes."""
    x0, top, x1, bottom = zip(*boxes, strict=True)
    return min(x0), min(top), max(x1), max(bottom)


def drop_doubles(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Keep one of the same characters drawn at nearly the same place: bold made by printing twice."""
    kept: list[Glyph] = []
    seen: dict[tuple[str, float, int, int], list[Glyph]] = {}
    for glyph in glyphs:
        size = round(glyph.size, 1)
        x, y, near = glyph.box[0], glyph.baseline, 0.15 * size + 0.01
        around = [(glyph.text, size, int(x // near) + i, int(y // near) + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]
        others = (other for key in around for other in seen.get(key, ()))
        if not any(abs(other.box[0] - x) < near and abs(other.baseline - y) < near for other in others):
            seen.setdefault(around[4], []).append(glyph)
            kept.append(glyph)
    return kept


def cut_rows(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Group glyphs by their baseline, from top to bottom, each row from left to right; a raised ※１ stays in its row."""
    rows: list[list[Glyph]] = []
    base, size = 0.0, 0.0
    for glyph in sorted(glyphs, key=lambda glyph: (glyph.baseline, glyph.box)):
        reach = 0.45 * min(max(size, glyph.size), 1.5 * min(size, glyph.size))
        if rows and abs(glyph.baseline - base) < reach:
            rows[-1].append(glyph)
            # The largest character tells where the row stands, not the ※１ above it.
            base, size = (glyph.baseline, glyph.size) if glyph.size > size else (base, size)
        else:
            rows.append([glyph])
            base, size = glyph.baseline, glyph.size
    return [sorted(row, key=lambda glyph: glyph.box) for row in rows]


def cut_runs(row: Sequence[Glyph], width: float) -> list[tuple[Glyph, ...]]:
    """Cut a row where the gap is wider than `width` characters."""
    runs: list[list[Glyph]] = [[row[0]]]
    for before, after in pairwise(row):
        if after.box[0] - before.box[2] > width * max(before.size, after.size):
            runs.append([])
        runs[-1].append(after)
    return [tuple(run) for run in runs]


def join_glyphs(glyphs: Sequence[Glyph]) -> str:
    """Join glyphs from left to right, with one space where the gap is a space.

    Between kana and kanji that is half a character, since justified text is spaced out; a digit or a mark needs less: 「7 (⇧ 2)」.
    """
    text = glyphs[0].text
    for before, after in pairwise(glyphs):
        gap = (after.box[0] - before.box[2]) / max(min(before.size, after.size), 0.1)
        n_japanese = before.is_japanese + after.is_japanese
        least = 0.18 if before.ends_word else (0.15, 0.4, 0.5)[n_japanese]
        text += (" " if gap > least else "") + after.text
    return text


def to_line(glyphs: Sequence[Glyph], column: str = "") -> Line:
    """Read a row, from left to right."""
    size = statistics.median(glyph.size for glyph in glyphs)
    return Line(join_glyphs(glyphs), surround([glyph.box for glyph in glyphs]), size, column)
