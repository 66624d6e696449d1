"""Tables that plain text draws with rules: ┌─┬─┐ or +---+---+."""

from __future__ import annotations

import re

from opinionmine.sheets.marks import is_mark, is_not_rated, read_count
from opinionmine.sheets.printed import Printed, join_printed

_EDGE = re.compile(r"[│┃|｜├┤┼┌┐└┘┬┴┝┥┠┨╋┯┷+]")
_STARTS = re.compile(r"\s*[┌├│┃└┏┣┗]")
_RULE = re.compile(r"[─━―\-=\s]*[─━―\-=]{2,}[─━―\-=\s]*")
_BLANK = Printed("")


def read_box(lines: list[Printed], position: int) -> tuple[tuple[tuple[Printed, ...], ...], list[Printed], int]:
    """Read a ruled table that begins at `position`.

    A rule that crosses only some columns leaves the cells of the others open: they span both rows, and are repeated.

    Returns
    -------
    rows, rules, used
        `rules` are the lines and parts of lines that only draw; `used` is the number of lines, 0 where no table begins.
    """
    end = position
    while end < len(lines) and _STARTS.match(lines[end].text):
        end += 1
    block = lines[position:end]
    cut = [_pieces(line) for line in block]
    widths = {len(pieces) for pieces in cut}
    if len(block) < 3 or not cut or max(widths) < 2:
        return (), [], 0
    n_columns = max(widths)
    cut = [pieces for pieces in cut if len(pieces) == n_columns]
    open_cells: list[list[Printed]] = [[] for _ in range(n_columns)]
    rows: list[list[tuple[list[Printed], bool]]] = []
    has_text = False
    for pieces in cut:
        ruled = [bool(_RULE.fullmatch(piece.text)) for piece in pieces]
        if (any(ruled) or _begins_row(open_cells, pieces)) and has_text:
            ends = ruled if any(ruled) else [True] * n_columns
            rows.append([(cell, is_ruled) for cell, is_ruled in zip(open_cells, ends, strict=True)])
            open_cells = [[] if is_ruled else cell for cell, is_ruled in zip(open_cells, ends, strict=True)]
            has_text = False
        for column, (piece, is_ruled) in enumerate(zip(pieces, ruled, strict=True)):
            if not is_ruled and piece.text.strip():
                open_cells[column].append(piece)
                has_text = True
    if has_text:
        rows.append([(cell, True) for cell in open_cells])
    return _repeat(rows), _rules(block), end - position


def _pieces(line: Printed) -> list[Printed]:
    """The stretches between the upright strokes of a line."""
    edges = [match.span() for match in _EDGE.finditer(line.text)]
    return [line.part(a, b) for (_, a), (b, _) in zip(edges, edges[1:], strict=False)]


def _begins_row(open_cells: list[list[Printed]], pieces: list[Printed]) -> bool:
    """A second mark or figure under the first one, without a rule between, begins a row of its own."""
    return any(cell and _is_value(piece) and _is_value(cell[-1]) for cell, piece in list(zip(open_cells, pieces, strict=True))[1:])


def _is_value(piece: Printed) -> bool:
    return bool(piece.text.strip()) and (is_mark(piece.text) or is_not_rated(piece.text) or read_count(piece.text) is not None)


def _repeat(rows: list[list[tuple[list[Printed], bool]]]) -> tuple[tuple[Printed, ...], ...]:
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
        table.append(tuple(cells))
    return tuple(table)


def _trim(piece: Printed) -> Printed:
    text = piece.text
    return piece.part(len(text) - len(text.lstrip()), len(text.rstrip()))


def _rules(block: list[Printed]) -> list[Printed]:
    """The strokes themselves, for the ledger."""
    return [
        line.part(*match.span()) for line in block for match in re.finditer(rf"(?:{_EDGE.pattern}|[─━―=])+|(?<=[─━])-+", line.text)
    ]
