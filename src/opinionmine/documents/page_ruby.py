"""Readings printed in small kana right above a word: みまも above 見守り."""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence
from itertools import zip_longest

from opinionmine.documents.page_glyphs import Glyph, Line, cut_rows, surround, to_line

_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\u30fc]+")


def take_ruby(glyphs: Sequence[Glyph]) -> tuple[list[Glyph], list[Line]]:
    """Take out readings printed in small kana right above a word: みまも above 見守り."""
    rows = cut_rows(glyphs)
    others: list[Glyph] = []
    ruby: list[Line] = []
    for row, below in zip_longest(rows, rows[1:]):
        if below and _is_ruby(row, below):
            ruby.append(to_line(row))
        else:
            others.extend(row)
    return others, ruby


def _is_ruby(row: list[Glyph], below: list[Glyph]) -> bool:
    if not all(_KANA.fullmatch(glyph.text) for glyph in row):
        return False
    upper, lower = surround([glyph.box for glyph in row]), surround([glyph.box for glyph in below])
    size = statistics.median(glyph.size for glyph in below)
    is_small = all(glyph.size <= 0.6 * size for glyph in row)
    return is_small and lower[1] - upper[3] < 0.3 * size and lower[0] - size < upper[0] and upper[2] < lower[2] + size
