"""`opinionmine suspects`."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from opinionmine.cli.label_files import read_labelled
from opinionmine.cli.output import (
    check_ending,
    check_output,
    codebook_option,
    output_option,
    write_bytes,
    write_json,
    write_output,
)

if TYPE_CHECKING:
    from opinionmine.records import Codebook
    from opinionmine.reporting.blocks import Table
    from opinionmine.themes.suspects import Suspect

_ENDINGS = (".csv", ".xlsx", ".md", ".json")


@click.command()
@click.argument("corpus", type=click.Path(path_type=Path))
@output_option
@click.option("-n", "--n", type=click.IntRange(1), default=100, show_default=True, help="How many to show at most.")
@click.option(
    "--model",
    "model_name",
    type=click.Path(path_type=Path),
    help="Judge by a model that was not trained on CORPUS (default, light, or a folder), instead of out of fold.",
)
@click.option("--light", is_flag=True, help="Words only, without sentence vectors: faster, a little less exact.")
@codebook_option
def command(
    corpus: Path, output: Path | None, n: int, model_name: Path | None, light: bool, codebook_file: Path | None
) -> None:
    """List labels of CORPUS that are probably wrong, the most suspicious first; CSV, Excel, Markdown or JSON.

    誤りらしいラベルを、疑わしい順に並べます（そのラベルを学習していない分類器で判定します）。
    """
    check_output(output, corpus)
    if output:
        check_ending(output, _ENDINGS, "suspects are written as .csv, .xlsx, .md or .json")
    from opinionmine.themes.codebook import load_codebook
    from opinionmine.themes.labelled import warn_of_near_copies

    codebook = load_codebook(codebook_file)
    labelled = read_labelled(corpus, codebook)
    if warning := warn_of_near_copies(labelled):
        click.echo(warning, err=True)
    if model_name:
        from opinionmine.cli.models import open_model
        from opinionmine.themes.classifiers import need_regression
        from opinionmine.themes.model import check_codebook
        from opinionmine.themes.suspects import find_suspects_of

        model = need_regression(open_model(model_name), "suspects --model")
        check_codebook(model, codebook)
        found = find_suspects_of(model, labelled, codebook)
    else:
        from opinionmine.themes.suspects import find_suspects
        from opinionmine.themes.vectors import find_vectorizer

        found = find_suspects(labelled, codebook, None if light else find_vectorizer())
    _write(found[:n], codebook, output)
    if not found:
        click.echo(
            "No label is suspected. A model that was trained on these texts believes their labels (疑わしいラベルはありません).",
            err=True,
        )
        return
    click.echo(
        f"{len(found)} of {len(labelled.opinions) * len(codebook.themes):,} labels are suspected in {len({s.opinion_id for s in found})} of "
        f"{len(labelled.opinions)} opinions; {min(n, len(found))} are shown. Most of them need a look, not a change: look at the first ones first "
        f"(疑わしいラベル {len(found)} 件。上から確かめてください).",
        err=True,
    )


def _write(suspects: Sequence[Suspect], codebook: Codebook, output: Path | None) -> None:
    from opinionmine.cli.pictures import table_to_csv

    suffix = output.suffix.lower() if output else ".csv"
    table = suspects_table(suspects, codebook)
    if suffix == ".json":
        write_json(suspects, output)
    elif suffix == ".xlsx":
        assert output is not None
        write_bytes(table_to_workbook(table), output)
    elif suffix == ".md":
        from opinionmine.reporting.blocks import Report, Section
        from opinionmine.reporting.markdown import render_markdown

        section = Section("suspects", "疑わしいラベル", (table,))
        write_output(
            render_markdown(Report("ja", "suspects", "誤りらしいラベル", "上から確かめてください。", (section,))),
            output,
        )
    else:
        write_output(("\ufeff" if output else "") + table_to_csv(table), output)


def suspects_table(suspects: Sequence[Suspect], codebook: Codebook) -> Table:
    """One row for each label, with the name of its theme."""
    from opinionmine.reporting.blocks import Number, Table

    names = {theme.theme_id: theme.ja for theme in codebook.themes}
    rows = tuple(
        (
            Number(s.rank, str(s.rank)),
            s.opinion_id,
            s.text,
            s.theme_id,
            names[s.theme_id],
            "yes" if s.is_given else "no",
            Number(s.probability, f"{s.probability:.2f}"),
            Number(s.margin, f"{s.margin:.2f}"),
        )
        for s in suspects
    )
    columns = ("rank", "id", "text", "theme", "theme_ja", "given", "probability", "margin")
    return Table("suspects", "", columns, rows)


def table_to_workbook(table: Table) -> bytes:
    """One worksheet: a header that stays, filters, wrapped texts, and no text that would be run."""
    import xlsxwriter

    from opinionmine.reporting.workbook import OPTIONS, put

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, OPTIONS)
    sheet, wrapped = book.add_worksheet(table.name), book.add_format({"text_wrap": True, "valign": "top"})
    for row, cells in enumerate([table.columns, *table.rows]):
        for column, cell in enumerate(cells):
            put(sheet, row, column, cell if isinstance(cell, str) else cell.value or 0.0, wrapped)
    sheet.set_column(table.columns.index("text"), table.columns.index("text"), 60)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    book.close()
    return out.getvalue()
