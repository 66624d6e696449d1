"""What a command found out, as the formats that its -o names: tables, a record, a picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from opinionmine.cli.output import check_outputs, write_bytes, write_output
from opinionmine.cli.pictures import table_to_csv
from opinionmine.errors import DocumentError
from opinionmine.records import dump_json
from opinionmine.reporting.blocks import Drawing, Report, Section, Table
from opinionmine.reporting.words import Words

TABLES = (".csv", ".json", ".xlsx", ".md")
PICTURES = (".svg", ".png", ".html")


def outputs_option(endings: Sequence[str]) -> Callable[..., Any]:
    """-o, which may be repeated; CSV on standard output without it."""
    return click.option(
        "-o", "--output", "outputs", multiple=True, type=click.Path(path_type=Path),
        help=f"File to write: {', '.join(endings)}; may be repeated. CSV on standard output without it.",
    )  # fmt: skip


def check_results(outputs: Sequence[Path], inputs: Sequence[Path], endings: Sequence[str]) -> None:
    """Refuse what cannot be written, before the work is done."""
    check_outputs(outputs, inputs, endings, f"this is written as {', '.join(endings)}")


@dataclass(frozen=True)
class Result:
    """One finding in all its forms.

    Attributes
    ----------
    inputs : tuple of Path
        What it was found in, as a heading says.
    record : record
        As .json has it.
    tables : tuple of Table
        The first one is the .csv; the other formats have all.
    drawing : Drawing or None
        For .svg, .png and .html.
    no_drawing : str
        Why there is none: one sentence.
    """

    inputs: tuple[Path, ...]
    record: Any
    tables: tuple[Table, ...]
    drawing: Drawing | None = None
    no_drawing: str = ""

    def write(self, outputs: Sequence[Path], words: Words) -> None:
        """Write each file, or CSV to standard output."""
        if not outputs:
            write_output(table_to_csv(self.tables[0]), None)
        # Nothing is written if one of them cannot be drawn.
        for output, content in [(output, self._content(output.suffix.lower(), words)) for output in outputs]:
            write_bytes(content, output)

    def _content(self, suffix: str, words: Words) -> bytes:
        if suffix in PICTURES:
            return self._picture(suffix, words)
        if suffix == ".csv":
            return table_to_csv(self.tables[0]).encode("utf-8-sig")
        if suffix == ".json":
            return dump_json(self.record).encode()
        return self._workbook(words) if suffix == ".xlsx" else self._markdown(words)

    def _picture(self, suffix: str, words: Words) -> bytes:
        if self.drawing is None:
            raise DocumentError(self.no_drawing)
        if suffix == ".html":
            from opinionmine.reporting.picture_page import render_picture_page

            return render_picture_page(self.drawing, self.tables, words.lang).encode()
        return self.drawing.picture.svg().encode() if suffix == ".svg" else self.drawing.picture.png()

    def _workbook(self, words: Words) -> bytes:
        from opinionmine.reporting.excel_book import Book, Line

        book = Book(words, words("contents"))
        for table in self.tables:
            book.add(table.title, table)
        book.write_front([Line(f"{self.tables[0].title}: {self._source()}", form="title"), *book.contents()])
        return book.close()

    def _markdown(self, words: Words) -> bytes:
        from opinionmine.reporting.markdown import render_markdown

        sections = tuple(Section(table.name, table.title, (replace(table, title=""),)) for table in self.tables)
        return render_markdown(Report(words.lang, self.tables[0].title, self._source(), "", sections)).encode()

    def _source(self) -> str:
        return ", ".join(path.name for path in self.inputs)
