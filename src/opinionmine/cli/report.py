"""`opinionmine report`."""

from __future__ import annotations

from pathlib import Path

import click

from opinionmine.cli.models import open_model
from opinionmine.cli.output import check_output, write_output
from opinionmine.cli.sheets import open_sheets, say_what_is_missing, sheet_options
from opinionmine.errors import DocumentError


@click.command()
@sheet_options
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="HTML file to write.")
@click.option(
    "--plan", type=click.Path(path_type=Path), help="Plan map (YAML): themes of each goal, goals of each project."
)
@click.option("--lang", type=click.Choice(["ja", "en"], case_sensitive=False), default="ja", show_default=True)
@click.option(
    "--model", "model_name", type=click.Path(path_type=Path), help="default, light (words only, for bulk), or a folder."
)
@click.pass_context
def command(
    ctx: click.Context,
    sheets: tuple[Path, ...],
    layout: str | None,
    settings: tuple[str, ...],
    output: Path,
    plan: Path | None,
    lang: str,
    model_name: Path | None,
) -> None:
    """Write a theme report of SHEETS (files, folders, zip) as one HTML page.

    総括シートからテーマ別報告書（HTML 1 ファイル）を作ります。
    """
    from opinionmine.analysis import analyse_sheet
    from opinionmine.reporting.html import render_html
    from opinionmine.reporting.summary import build_facts
    from opinionmine.themes.codebook import load_codebook
    from opinionmine.themes.model import check_codebook

    check_output(output, *sheets)
    if output.suffix.lower() not in (".html", ".htm"):
        raise DocumentError(
            f"{output}: the report is one HTML page. Choose a name such as report.html (.html で保存します)."
        )
    read = list(open_sheets(sheets, layout, settings))
    codebook, model = load_codebook(), open_model(model_name)
    check_codebook(model, codebook)
    analyses = [analyse_sheet(document, sheet, model, codebook, plan) for document, sheet in read]
    facts = tuple(build_facts(analysis, codebook, model.grades) for analysis in analyses)
    write_output(render_html(facts, codebook, model.model_id, lang), output)
    for analysis in analyses:
        n_themed = sum(bool(prediction.themes) for prediction in analysis.predictions)
        click.echo(
            f"{output}: {analysis.document.source}, {len(analysis.opinions)} opinions and prose units, {n_themed} with a theme; "
            f"{len(analysis.audit.differing)} of {len(analysis.audit.claims)} figures in the prose differ from the table.",
            err=True,
        )
    missing = [say_what_is_missing(document, sheet) for document, sheet in read]
    if any(missing):
        ctx.exit(2)
