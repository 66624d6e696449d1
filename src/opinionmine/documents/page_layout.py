"""From the characters of a page to its lines in reading order: pure geometry, in points from the top left."""

from __future__ import annotations

import re
import statistics
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise, zip_longest

from opinionmine.japanese.normalize import join_lines

Box = tuple[float, float, float, float]

_KANA_OR_KANJI = re.compile(r"[\u3005-\u3007\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\u30fc]+")
_BULLET = re.compile(r"[◆◇●○■□▼▽※・→]|[(（]?\d{1,2}[)）.]|[①-⑳]")


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
    solid : object
        What to hand on in place of a line.
    """

    glyphs: tuple[Glyph, ...]
    box: Box
    row: int = -1
    solid: object = None


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
    return [sorted(row, key=lambda glyph: (glyph.box[0], glyph.box)) for row in rows]


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

    Between kanji that is half a character, since justified text is spaced out; a digit or a mark needs less: 「7 (⇧ 2)」.
    """
    text = glyphs[0].text
    for before, after in pairwise(glyphs):
        gap = (after.box[0] - before.box[2]) / max(min(before.size, after.size), 0.1)
        n_kanji = sum(bool(_KANA_OR_KANJI.match(glyph.text)) for glyph in (before, after))
        least = 0.18 if before.ends_word else (0.15, 0.4, 0.5)[n_kanji]
        text += (" " if gap > least else "") + after.text
    return text


def take_ruby(glyphs: Sequence[Glyph]) -> tuple[list[Glyph], list[Line]]:
    """Take out readings printed in small kana right above a word: みまも above 見守り."""
    rows = cut_rows(glyphs)
    others: list[Glyph] = []
    ruby: list[Line] = []
    for row, below in zip_longest(rows, rows[1:]):
        if below and _is_ruby(row, below):
            ruby.append(_to_line(row))
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


def take_vertical(glyphs: Sequence[Glyph]) -> tuple[list[Glyph], list[tuple[Box, list[Line]]]]:
    """Take out vertical text: characters standing under each other and touching, with nothing beside them.

    Returns
    -------
    others : list of Glyph
    blocks : list of (Box, list of Line)
        One line for each column, from the right one to the left one.
    """
    units = [_to_unit(run) for row in cut_rows(glyphs) for run in cut_runs(row, 0.25)]
    members = {id(unit): run for unit, run in units}
    stacks = _cut_stacks([unit for unit, _ in units if unit.box[2] - unit.box[0] < 1.3 * unit.size])
    columns = [stack for stack in stacks if _is_column(stack)]
    if not columns:
        return list(glyphs), []
    for stack in (stack for stack in stacks if not _is_column(stack)):
        # The last characters of a paragraph (る。) are too few to be known by themselves.
        if any(_stand_together(stack, column) and stack[0].box[1] < column[-1].box[3] for column in columns):
            columns.append(stack)
    taken = {id(glyph) for column in columns for unit in column for glyph in members[id(unit)]}
    return [glyph for glyph in glyphs if id(glyph) not in taken], _cut_blocks(columns)


def _to_unit(run: tuple[Glyph, ...]) -> tuple[Glyph, tuple[Glyph, ...]]:
    """See a short run as one character of a vertical line: 12 in 12月."""
    box = surround([glyph.box for glyph in run])
    return replace(run[0], text="".join(glyph.text for glyph in run), box=box), run


def _cut_stacks(units: list[Glyph]) -> list[list[Glyph]]:
    """Group units under the same x, then where one does not touch the next."""
    stacks: list[list[Glyph]] = []
    lanes: list[list[Glyph]] = []
    for unit in sorted(units, key=lambda unit: centre(unit.box)[0]):
        if not lanes or centre(unit.box)[0] - centre(lanes[-1][0].box)[0] > 0.45 * unit.size:
            lanes.append([])
        lanes[-1].append(unit)
    for lane in lanes:
        lane.sort(key=lambda unit: unit.box[1])
        stacks.append([lane[0]])
        for before, after in pairwise(lane):
            if centre(after.box)[1] - centre(before.box)[1] > 1.3 * max(before.size, after.size):
                stacks.append([])
            stacks[-1].append(after)
    return stacks


def _is_column(stack: list[Glyph]) -> bool:
    """Three or more, most of them letters: marks and figures under each other are a column of a table."""
    letters = sum(bool(_KANA_OR_KANJI.match(unit.text)) for unit in stack)
    return len(stack) >= 3 and (2 * letters > len(stack) or not all(unit.is_upright for unit in stack))


def _stand_together(one: list[Glyph], other: list[Glyph]) -> bool:
    a, b = surround([unit.box for unit in one]), surround([unit.box for unit in other])
    size = max(one[0].size, other[0].size)
    is_beside = max(a[0], b[0]) - min(a[2], b[2]) < 2.5 * size
    return is_beside and a[1] < b[3] + 3 * size and b[1] < a[3] + 3 * size


def _cut_blocks(columns: list[list[Glyph]]) -> list[tuple[Box, list[Line]]]:
    blocks: list[list[list[Glyph]]] = []
    for column in sorted(columns, key=lambda column: (-centre(column[0].box)[0], column[0].box[1])):
        home = next((block for block in blocks if any(_stand_together(column, other) for other in block)), None)
        if home is None:
            blocks.append([column])
        else:
            home.append(column)
    return [_to_block(block) for block in blocks]


def _to_block(columns: list[list[Glyph]]) -> tuple[Box, list[Line]]:
    """Write the columns of a block as lines; pieces of one column, parted by a space, become one line."""
    box = surround([unit.box for column in columns for unit in column])
    lanes: list[list[Glyph]] = []
    for column in columns:
        is_same = lanes and abs(centre(lanes[-1][0].box)[0] - centre(column[0].box)[0]) < 0.45 * column[0].size
        lanes[-1:] = [[*lanes[-1], *column]] if is_same else [*lanes[-1:], column]
    lines = []
    for lane in reversed(lanes) if columns[0][0].rises else lanes:
        if all(unit.rises for unit in lane):
            lane.reverse()
        text = lane[0].text
        for before, after in pairwise(lane):
            gap = max(after.box[1] - before.box[3], before.box[1] - after.box[3])
            text += (" " if gap > (0.7 if after.is_upright else 0.15) * after.size else "") + after.text
        indent = "\u3000" if 0.7 < (lane[0].box[1] - box[1]) / lane[0].size < 1.5 else ""
        lines.append(Line(indent + text, surround([unit.box for unit in lane]), lane[0].size))
    return box, lines


def _to_line(glyphs: Sequence[Glyph], column: str = "") -> Line:
    size = statistics.median(glyph.size for glyph in glyphs)
    return Line(join_glyphs(glyphs), surround([glyph.box for glyph in glyphs]), size, column)


def lay_out(glyphs: Sequence[Glyph], solids: Sequence[tuple[Box, object]] = ()) -> list[Line | Run]:
    """Put the text of a page and what stands between it in reading order.

    Parameters
    ----------
    glyphs : sequence of Glyph
        Horizontal text, in any order.
    solids : sequence of (Box, object)
        Tables and the like; each comes back as a `Run` at its place.

    Returns
    -------
    list of Line or Run
        Columns of prose one after the other, everything else row by row. A line with the text ``""`` marks a clear gap;
        the first line of a paragraph begins with a full-width space.
    """
    runs = [Run((), box, solid=solid) for box, solid in solids]
    for number, row in enumerate(cut_rows(glyphs)):
        runs.extend(Run(run, surround([glyph.box for glyph in run]), number) for run in cut_runs(row, 0.6))
    size = statistics.median([glyph.size for glyph in glyphs] or [10.0])
    return _open_gaps(_indent(_order(runs, size, "")), size)


def _order(runs: list[Run], size: float, column: str) -> list[Line | Run]:
    """Look for the gutter that parts most prose from prose; read left, then right, wherever it runs."""
    cuts = [(gutter, _cut_bands(runs, gutter, size)) for gutter in _find_gutters(runs, size)]
    gutter, bands = max(
        cuts, key=lambda cut: sum(len(band) for band, is_prose in cut[1] if is_prose), default=(0.0, [])
    )
    if not any(is_prose for _, is_prose in bands):
        return _write_rows(runs, column)
    entries: list[Line | Run] = []
    for band, is_prose in bands:
        if is_prose:
            left = [run for run in band if run.box[0] < gutter]
            right = [run for run in band if run.box[0] >= gutter]
            entries += _order(left, size, f"{column}<{gutter:.0f}") + _order(right, size, f"{column}>{gutter:.0f}")
        else:
            entries += _order(band, size, column)
    return entries


def _find_gutters(runs: list[Run], size: float) -> list[float]:
    """Middles of gaps between neighbours, those first that lie in the gaps of most rows."""
    ordered = sorted(runs, key=lambda run: (centre(run.box)[1], run.box))
    gaps: list[tuple[float, float]] = []
    for position, run in enumerate(ordered):
        beside = [
            other.box[0]
            for other in ordered[max(position - 4, 0) : position + 5]
            if other.box[0] > run.box[2] and other.box[1] < run.box[3] and run.box[1] < other.box[3]
        ]
        if beside and min(beside) - run.box[2] >= 0.6 * size:
            gaps.append((run.box[2], min(beside)))
    # One middle for each character's width of the page, that of the narrowest gap there.
    gaps.sort(key=lambda gap: (gap[0] - gap[1], gap))
    middles = {int((start + end) / 2 / size): (start + end) / 2 for start, end in gaps}
    support = {middle: sum(start < middle < end for start, end in gaps) for middle in middles.values()}
    return sorted((m for m, n in support.items() if n > 1), key=lambda middle: (-support[middle], middle))[:16]


def _cut_bands(runs: list[Run], gutter: float, size: float) -> list[tuple[list[Run], bool]]:
    """Cut a page into bands from top to bottom; True for those with prose on both sides of the gutter."""
    ordered = sorted(runs, key=lambda run: (centre(run.box)[1], run.box))
    bands: list[tuple[list[Run], bool]] = []
    for _, group in groupby(ordered, key=lambda run: run.box[0] < gutter < run.box[2]):
        for part in _cut_at_headings(list(group), gutter, size):
            left = [run for run in part if run.box[2] <= gutter]
            right = [run for run in part if run.box[0] >= gutter]
            is_prose = _is_prose(left, size) and _is_prose(right, size)
            if bands and not is_prose and not bands[-1][1]:
                bands[-1][0].extend(part)
            else:
                bands.append((part, is_prose))
    return bands


def _cut_at_headings(runs: list[Run], gutter: float, size: float) -> list[list[Run]]:
    """Part columns from what stands above, between and below them without crossing the gutter.

    That is a header or page number far from the text, or a heading on the left under which both columns begin anew:
    「３　委員会の意見」.
    """
    parts: list[list[Run]] = [[]]
    bottom, was_single = 0.0, False
    chunks = _cut_at_gaps(runs, 0.8 * size)
    for chunk, following in zip(chunks, [*chunks[1:], []], strict=True):
        top = chunk[0].box[1]
        first = [run for run in chunk if run.box[1] < chunk[0].box[3] - 0.3 * size]
        rest = [run for run in chunk if run not in first]
        is_single = len({run.row for run in chunk}) == 1
        if _heads_columns(first, rest + following, gutter, size):
            parts += [first, rest]
        elif (top - bottom > 2 * size and (is_single or was_single)) or (
            chunk is chunks[-1] and _is_heading(chunk, size)
        ):
            parts.append(chunk)
        else:
            parts[-1].extend(chunk)
        bottom, was_single = max(run.box[3] for run in chunk), is_single
    return [part for part in parts if part]


def _is_heading(chunk: list[Run], size: float) -> bool:
    return len(chunk) == 1 and any(glyph.size > 1.05 * size for glyph in chunk[0].glyphs)


def _heads_columns(first: list[Run], below: list[Run], gutter: float, size: float) -> bool:
    left = min((run.box[1] for run in below if run.box[0] < gutter), default=None)
    right = min((run.box[1] for run in below if run.box[0] >= gutter), default=None)
    if left is None or right is None:
        return False
    return all(run.box[2] <= gutter for run in first) and abs(left - right) < 0.4 * size


def _cut_at_gaps(runs: list[Run], height: float) -> list[list[Run]]:
    """Cut runs where nothing stands over their whole width for more than `height` points."""
    chunks: list[list[Run]] = []
    bottom = 0.0
    for run in sorted(runs, key=lambda run: (run.box[1], run.box)):
        if not chunks or run.box[1] - bottom > height:
            chunks.append([])
        chunks[-1].append(run)
        bottom = max(bottom, run.box[3])
    return chunks


def _is_prose(runs: list[Run], size: float) -> bool:
    """Whether rows are long and fill their side: short cells and figures do not."""
    if not runs:
        return False
    box = surround([run.box for run in runs])
    width = box[2] - box[0]
    rows: dict[int, list[Run]] = {}
    for position, run in enumerate(runs):
        rows.setdefault(run.row if run.solid is None else -1 - position, []).append(run)
    n_full = sum(sum(run.box[2] - run.box[0] for run in row) > 0.85 * width for row in rows.values())
    n_aligned = sum(min(run.box[0] for run in row) - box[0] < 1.6 * size for row in rows.values())
    is_long = len(rows) > 1 or runs[0].solid is not None
    return width > 8 * size and is_long and 2 * n_full >= len(rows) and n_aligned >= 0.6 * len(rows)


def _write_rows(runs: list[Run], column: str) -> list[Line | Run]:
    rows: dict[int, list[Glyph]] = {}
    for run in runs:
        if run.solid is None:
            rows.setdefault(run.row, []).extend(run.glyphs)
    placed: list[tuple[float, Box, Line | Run]] = [(run.box[1], run.box, run) for run in runs if run.solid is not None]
    for row in rows.values():
        line = _to_line(sorted(row, key=lambda glyph: (glyph.box[0], glyph.box)), column)
        placed.append((centre(line.box)[1], line.box, line))
    return [entry for _, _, entry in sorted(placed, key=lambda place: place[:2])]


def _indent(entries: list[Line | Run]) -> list[Line | Run]:
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


def _open_gaps(entries: list[Line | Run], size: float) -> list[Line | Run]:
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


_FIRST_WORD = re.compile(
    r"[「『（(【〔“]*(?:[!-~]+|.)[、。，．）」』】〕)・ー々！？ぁぃぅぇぉっゃゅょァィゥェォッャュョ]*"
)


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
    indent = row[0].box[0] - above[0].box[0]
    if box[2] - box[0] > 6 * size and (_BULLET.match(text) or (0.6 < indent / size < 1.5 and before < 0.5 * size)):
        return False
    match = _FIRST_WORD.match(text)
    word = match[0] if match else text[:1]
    needed = sum(size if unicodedata.east_asian_width(c) in "WFA" else 0.5 * size for c in word)
    # A line in the middle of its cell could have grown to both sides; an indent is no room.
    is_centred = abs(before - after) < 0.5 * size or before > 1.5 * size
    return needed > after + (before if is_centred else 0.0) - 0.2 * size
