"""The reading order of a page: columns of prose one after the other, everything else row by row."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from opinionmine.documents.page_glyphs import Box, Glyph, Line, Run, centre, cut_rows, cut_runs, surround, to_line
from opinionmine.documents.page_lines import indent, open_gaps


def lay_out(glyphs: Sequence[Glyph], solids: Sequence[tuple[Box, list[Any]]]) -> list[Line | Run]:
    """Put the text of a page and what stands between it in reading order.

    Parameters
    ----------
    glyphs : sequence of Glyph
        Horizontal text, in any order.
    solids : sequence of (Box, list)
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
    return open_gaps(indent(_order(runs, size, "")), size)


def _order(runs: list[Run], size: float, column: str) -> list[Line | Run]:
    """Look for the gutter that parts most prose from prose; read left, then right, wherever it runs."""
    ordered = sorted(runs, key=lambda run: (centre(run.box)[1], run.box))
    cuts = [(gutter, _cut_bands(ordered, gutter, size)) for gutter in _find_gutters(ordered, size)]
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


def _find_gutters(ordered: list[Run], size: float) -> list[float]:
    """Middles of gaps between neighbours, those first that lie in the gaps of most rows; runs come from the top down."""
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


def _cut_bands(ordered: list[Run], gutter: float, size: float) -> list[tuple[list[Run], bool]]:
    """Cut a page into bands from top to bottom; True for those with prose on both sides of the gutter."""
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
        first = [run for run in chunk if run.box[1] < chunk[0].box[3] - 0.3 * size]
        rest = [run for run in chunk if run not in first]
        is_single = len({run.row for run in chunk}) == 1
        if _heads_columns(first, rest + following, gutter, size):
            parts += [first, rest]
        elif (chunk[0].box[1] - bottom > 2 * size and (is_single or was_single)) or (
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
        line = to_line(sorted(row, key=lambda glyph: glyph.box), column)
        placed.append((centre(line.box)[1], line.box, line))
    return [entry for _, _, entry in sorted(placed, key=lambda place: place[:2])]
