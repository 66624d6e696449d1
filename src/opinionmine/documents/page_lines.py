"""What the breaks between lines mean: a paragraph begins, a gap opens, or a line only goes on for want of room."""

from __future__ import annotations

import re
import statistics
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, zip_longest

from opinionmine.documents.page_glyphs import Box, Glyph, Line, Run, cut_rows, join_glyphs
from opinionmine.japanese.normalize import join_lines

_BULLET = re.compile(r"[◆◇●○■□▼▽※・→]|[(（]?\d{1,2}[)）.]|[①-⑳]")
_FIRST_WORD = re.compile(
    r"[「『（(【〔“]*(?:[!-~]+|.)[、。，．）」』】〕)・ー々！？ぁぃぅぇぉっゃゅょァィゥェォッャュョ]*"
)


def indent(entries: list[Line | Run]) -> list[Line | Run]:
    """Begin a line with 　 where it stands one character right of the left edge of its column."""
    lines = [entry for entry in entries if isinstance(entry, Line)]
    edges = {
        name: _find_edge([line for line in lines if line.column == name]) for name in {line.column for line in lines}
    }
    indented: list[Line | Run] = []
    block: list[tuple[Line, float]] = []
    for entry, after in zip_longest(entries, entries[1:]):
        if isinstance(entry, Run):
            indented.append(entry)
            block = []
            continue
        shift = (entry.box[0] - edges[entry.column]) / entry.size
        if not (shift > 0.5 and _hangs(entry, shift, block)):
            block = []
        is_start = 0.6 < shift < 1.5 and not block and not _goes_on(entry, after)
        indented.append(replace(entry, text="\u3000" + entry.text) if is_start else entry)
        block.append((entry, shift))
    return indented


def _hangs(line: Line, shift: float, block: list[tuple[Line, float]]) -> bool:
    """Whether a shifted line goes on with the block above it, or in the column before: 「◆ 居場所が / 　足りない」."""
    if not block:
        return False
    (head, _), (last, last_shift) = block[0], block[-1]
    is_same = abs(last_shift - shift) < 0.3
    if last.column != line.column:
        return is_same and len(block) > 1 and not last.text.endswith("。")
    is_full = last.box[2] > max(line.box[2], head.box[2]) - 1.5 * line.size
    return is_full and (is_same or bool(_BULLET.match(head.text.strip())))


def _goes_on(line: Line, after: Line | Run | None) -> bool:
    """Whether the next line begins under this one, so that its shift is no indent: the rest of a ◆ from the page before."""
    if not isinstance(after, Line) or after.column != line.column or line.text.endswith("。"):
        return False
    is_full = line.box[2] > after.box[2] - 1.5 * line.size
    return is_full and abs(after.box[0] - line.box[0]) < 0.3 * line.size and after.box[1] - line.box[3] < line.size


def _find_edge(lines: list[Line]) -> float:
    """Left edge of a column: one that two lines share, or that one line has to which others are indented."""
    starts = sorted(line.box[0] for line in lines)
    size = lines[0].size
    for start in starts:
        n_here = sum(abs(other - start) < 0.3 * size for other in starts)
        if n_here > 1 or any(0.6 * size < other - start < 1.5 * size for other in starts):
            return start
    return starts[0]


def open_gaps(entries: list[Line | Run], size: float) -> list[Line | Run]:
    """Put an empty line where the vertical gap is clearly larger than usual."""
    steps = [
        after.box[3] - before.box[3]
        for before, after in pairwise(entries)
        if isinstance(before, Line) and isinstance(after, Line) and 0 < after.box[3] - before.box[3] < 3 * size
    ]
    pitch = statistics.median_low(steps) if steps else 1.5 * size
    opened: list[Line | Run] = entries[:1]
    for before, after in pairwise(entries):
        if after.box[1] - before.box[3] > 1.6 * pitch - size:
            opened.append(Line("", (before.box[0], before.box[3], before.box[2], after.box[1]), size))
        opened.append(after)
    return opened


def wrap_cell(glyphs: Sequence[Glyph], box: Box, padding: float) -> list[str]:
    """Read the lines of a cell, joined where they were broken for want of room.

    A break stays where the next word would have fitted: 「サロン活動 / 見守り」 in a wide cell are two things.
    """
    lines: list[str] = []
    rows = cut_rows(glyphs)
    for number, row in enumerate(rows):
        text = join_glyphs(row)
        if number and _was_broken(rows[number - 1], row, text, box, padding):
            lines[-1] = join_lines([lines[-1], text])
        else:
            lines.append(text)
    return lines


def _was_broken(above: list[Glyph], row: list[Glyph], text: str, box: Box, padding: float) -> bool:
    size = row[0].size
    before, after = above[0].box[0] - box[0] - padding, box[2] - padding - above[-1].box[2]
    shift = (row[0].box[0] - above[0].box[0]) / size
    if box[2] - box[0] > 6 * size and (_BULLET.match(text) or (0.6 < shift < 1.5 and before < 0.5 * size)):
        return False
    match = _FIRST_WORD.match(text)
    word = match[0] if match else text[:1]
    needed = sum(size if unicodedata.east_asian_width(c) in "WFA" else 0.5 * size for c in word)
    # A line in the middle of its cell could have grown to both sides; an indent is no room.
    is_centred = abs(before - after) < 0.5 * size or before > 1.5 * size
    return needed > after + (before if is_centred else 0.0) - 0.2 * size
