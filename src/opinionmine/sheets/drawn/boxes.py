"""Tables that plain text draws with rules: ┌─┬─┐ or +---+---+."""

from __future__ import annotations

import re

from opinionmine.sheets.drawn.place import Place
from opinionmine.sheets.grids import Rows
from opinionmine.sheets.marks import is_mark, is_not_rated, read_count
from opinionmine.sheets.printed import Printed, join_printed

_EDGE = re.compile(r"[│┃|｜├┤┼┌┐└┘┬┴┝┥┠┨╋┯┷+]")
_STARTS = re.compile(r"\s*[┌├│┃└┏┣┗]")
_RULE = re.compile(r"[─━―\-=\s]*[─━―\-=]{2,}[─━―\-=\s]*")


def read(place: Place) -> tuple[Rows, int]:
    """Read a ruled table.

    A rule that crosses only some columns leaves the cells of the others open: they span both rows, and are repeated.
    """
    if place.goes_on(_STARTS.match):
        return [], 0
    lines, position = place.lines, place.position
    end = position
    while end < len(lines) and _STARTS.match(lines[end].text):
        end += 1
    block = lines[position:end]
    cut = [_pieces(line) for line in block]
    widths = {len(pieces) for pieces in cut}
    if len(block) < 3 or not cut or max(widths) < 2:
        return [], 0
    n_columns = max(widths)
    odd = [pieces for pieces in cut if len(pieces) != n_columns]
    if any(piece.text.strip() and not _RULE.fullmatch(piece.text) for pieces in odd for piece in pieces):
        return [], 0  # text in a line with fewer strokes has no column
    cut = [pieces for pieces in cut if len(pieces) == n_columns]
    open_cells: list[list[Printed]] = [[] for _ in range(n_columns)]
    rows: list[list[tuple[list[Printed], bool]]] = []
    has_text = False
    for pieces in cut:
        ruled = [bool(_RULE.fullmatch(piece.text)) for piece in pieces]
        if (any(ruled) or _begins_row(open_cells, pieces)) and has_text:
            # An indented piece in the first column goes on with the name above: １ 子どもの育ちを支 / 　　える.
            goes_on = bool(pieces[0].text.strip()) and pieces[0].text.startswith(("\u3000\u3000", "  "))
            ends = ruled if any(ruled) else [not goes_on] + [True] * (n_columns - 1)
            rows.append([(cell, is_ruled) for cell, is_ruled in zip(open_cells, ends, strict=True)])
            open_cells = [[] if is_ruled else cell for cell, is_ruled in zip(open_cells, ends, strict=True)]
            has_text = False
        for column, (piece, is_ruled) in enumerate(zip(pieces, ruled, strict=True)):
            if not is_ruled and piece.text.strip():
                open_cells[column].append(piece)
                has_text = True
    if has_text:
        rows.append([(cell, True) for cell in open_cells])
    return _repeat(rows), end - position


def _pieces(line: Printed) -> list[Printed]:
    """The stretches between the upright strokes of a line."""
    edges = [match.span() for match in _EDGE.finditer(line.text)]
    return [line.part(a, b) for (_, a), (b, _) in zip(edges, edges[1:], strict=False)]


def _begins_row(open_cells: list[list[Printed]], pieces: list[Printed]) -> bool:
    """A second mark or figure under the first one, without a rule between, begins a row of its own."""
    return any(
        cell and _is_value(piece) and _is_value(cell[-1])
        for cell, piece in list(zip(open_cells, pieces, strict=True))[1:]
    )


def _is_value(piece: Printed) -> bool:
    return bool(piece.text.strip()) and (
        is_mark(piece.text) or is_not_rated(piece.text) or read_count(piece.text) is not None
    )


def _repeat(rows: list[list[tuple[list[Printed], bool]]]) -> Rows:
    """Write each cell once and repeat it in the rows that it spans; the same list of pieces is the same cell."""
    seen: set[int] = set()
    table = []
    for row in rows:
        cells = []
        for pieces, _ in row:
            whole = join_printed(_trim(piece) for piece in pieces)
            cells.append(Printed(whole.text) if id(pieces) in seen else whole)
            if pieces:
                seen.add(id(pieces))
        table.append(cells)
    return table


def _trim(piece: Printed) -> Printed:
    return piece.part(piece.lead, len(piece.text.rstrip()))
