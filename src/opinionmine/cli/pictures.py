"""Pictures and tables of a report as files of their own."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from opinionmine.cli.output import write_bytes
from opinionmine.documents.guard import guard
from opinionmine.errors import DocumentError
from opinionmine.reporting.blocks import Cell, Drawing, Report, Section, Table


def write_pictures(report: Report, folder: Path) -> None:
    """Write each picture as SVG and PNG, and its numbers as CSV, into a folder that is made if need be."""
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        reason = error.strerror or error.__class__.__name__
        raise DocumentError(
            f"{folder}: cannot be made a folder ({reason}). Choose another name (フォルダーを作れません)."
        ) from None
    for drawing in _drawings(report.sections):
        name = drawing.picture.name
        write_bytes(drawing.picture.svg().encode(), folder / f"{name}.svg")
        write_bytes(drawing.picture.png(), folder / f"{name}.png")
        write_bytes(table_to_csv(drawing.numbers).encode("utf-8-sig"), folder / f"{name}.csv")


def table_to_csv(table: Table) -> str:
    """A table as CSV: numbers as numbers, and no text that a spreadsheet would run."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(map(guard, table.columns))
    writer.writerows([_plain(cell) for cell in row] for row in table.rows)
    return out.getvalue()


def _plain(cell: Cell) -> str | float:
    if isinstance(cell, str):
        return guard(cell)
    return "" if cell.value is None else cell.value


def _drawings(sections: tuple[Section, ...]) -> Iterator[Drawing]:
    for section in sections:
        yield from (block for block in section.blocks if isinstance(block, Drawing))
        yield from _drawings(section.parts)
