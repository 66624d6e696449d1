"""`opinionmine report`."""

from __future__ import annotations

from pathlib import Path

import click

from opinionmine.cli.output import check_folder, check_outputs, write_bytes
from opinionmine.cli.pictures import write_pictures
from opinionmine.cli.sheets import say_what_is_missing
from opinionmine.cli.sources import Sources, by_option, source_options, study_sources


@click.command()
@source_options
@by_option
@click.option(
    "-o", "--output", "outputs", required=True, multiple=True, type=click.Path(path_type=Path),
    help="File to write: .html, .xlsx, .docx, .md or .json; may be repeated.",
)  # fmt: skip
@click.option(
    "--pictures",
    type=click.Path(path_type=Path),
    help="Folder for each picture as SVG and PNG, and its numbers as CSV.",
)
@click.pass_context
def command(
    ctx: click.Context,
    sources: Sources,
    outputs: tuple[Path, ...],
    pictures: Path | None,
    lang: str,
    by: tuple[str, ...],
) -> None:
    """Write a theme report of INPUTS: summary sheets (files, folders, zip) and lists of comments (CSV, Excel, JSON).

    総括シートと意見の一覧から、テーマ別報告書を作ります（HTML・Excel・Word・Markdown）。
    """
    from opinionmine.plugins import gather
    from opinionmine.reporting.sections import build_report
    from opinionmine.reporting.summary import build_summary

    painters = gather("writers")
    check_outputs(outputs, sources.inputs, painters, f"a report is written as {', '.join(painters)}")
    if pictures:
        check_folder(pictures)
    study, codebook, model = study_sources(sources, by)
    summary = build_summary(study, codebook, model.grades, model.model_id)
    report = build_report(summary, codebook, lang)
    for output in outputs:
        write_bytes(painters[output.suffix.lower()](report, summary, codebook), output)
    if pictures:
        write_pictures(report, pictures)
    for source in summary.sources:
        n_themed = sum(u.source == source.number and bool(u.prediction.themes) for u in summary.units)
        differing, claims = len(source.audit.differing), len(source.audit.claims)
        click.echo(
            f"{source.name}: {source.n_opinions + source.n_prose} opinions and prose units, {n_themed} with a theme; "
            f"{differing} of {claims} figures in the prose differ from the table "
            f"(意見・文章 {source.n_opinions + source.n_prose}、テーマあり {n_themed}、数値の不一致 {differing}/{claims}).",
            err=True,
        )
    click.echo(f"{', '.join(map(str, outputs))}: written (書き出しました).", err=True)
    sheets = [(a.document, a.sheet) for a in study.analyses if not a.sheet.is_list]
    is_missing = [say_what_is_missing(document, sheet) for document, sheet in sheets]
    if any(is_missing) and not summary.n_opinions:
        ctx.exit(2)
