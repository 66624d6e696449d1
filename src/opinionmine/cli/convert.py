"""`opinionmine convert`."""

from __future__ import annotations

from pathlib import Path

import click

from opinionmine.cli.output import check_ending, check_output, write_bytes
from opinionmine.errors import DocumentError

_CODEBOOKS = (".yaml", ".yml", ".qdc", ".xml")
_FORMS = ("jsonl", "doccano", "doccano-spans", "excel", "khcoder", "csv", "labelstudio", "refi-qda", "parquet")


@click.command()
@click.argument("file", metavar="IN", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    metavar="OUT",
    type=click.Path(path_type=Path),
    required=True,
    help="File to write; its ending tells the form.",
)
@click.option(
    "--from", "source_form", type=click.Choice(_FORMS), help="Form of IN, where ending and content do not tell."
)
@click.option("--to", "target_form", type=click.Choice(_FORMS), help="Form of OUT, where several have the same ending.")
@click.option(
    "--codebook", "codebook_file", type=click.Path(path_type=Path), help="Another codebook (.yaml, .qdc, .qdpx)."
)
@click.option("--labelled", is_flag=True, help="Leave out the opinions that nobody has judged.")
def command(
    file: Path,
    output: Path,
    source_form: str | None,
    target_form: str | None,
    codebook_file: Path | None,
    labelled: bool,
) -> None:
    """Convert labels or a codebook between forms: label sheets (.xlsx, .csv), doccano, Label Studio, REFI-QDA, KH Coder, Parquet.

    ラベルやコードブックを他のソフトの形式と相互に変換します。
    """
    check_output(output, file)
    if output.suffix.lower() in _CODEBOOKS and not target_form:
        _convert_codebook(file, output)
    else:
        _convert_labels(file, output, source_form, target_form, codebook_file, labelled)


def _convert_codebook(file: Path, output: Path) -> None:
    from opinionmine.exchange.codebooks import read_any_codebook, render_any_codebook

    codebook = read_any_codebook(file)
    write_bytes(render_any_codebook(codebook, output), output)
    click.echo(
        f"{output}: codebook {codebook.codebook_id}, {len(codebook.themes)} themes, {len(codebook.stances)} stances.",
        err=True,
    )


def _convert_labels(
    file: Path,
    output: Path,
    source_form: str | None,
    target_form: str | None,
    codebook_file: Path | None,
    labelled: bool,
) -> None:
    from opinionmine.exchange.codebooks import read_any_codebook
    from opinionmine.exchange.labels import find_form, find_losses, form_of, read_labels, render_labels
    from opinionmine.themes.codebook import load_codebook

    if file.suffix.lower() in (".yaml", ".yml", ".qdc"):
        raise DocumentError(
            f"{file}: a codebook is written as .yaml, .qdc, or .xml for Label Studio, not as {output.suffix or 'this'}. Choose one of these endings "
            "(コードブックの形式ではありません)."
        )
    form = find_form(target_form) if target_form else form_of(output)
    check_ending(output, (form.ending,), f"{form.name} is written to a file that ends in {form.ending}")
    codebook = read_any_codebook(codebook_file) if codebook_file else load_codebook()
    items = read_labels(file, codebook, source_form)
    n_judged = sum(item.annotation is not None for item in items)
    if labelled:
        items = tuple(item for item in items if item.annotation)
        if not items:
            raise DocumentError(
                f"{file}: nobody has judged any of its opinions, so --labelled leaves none (判定済みの意見がありません)."
            )
    write_bytes(render_labels(items, codebook, form), output)
    click.echo(f"{output}: {len(items)} opinions ({form.name}), {n_judged} of them judged.", err=True)
    if lost := find_losses(items, form):
        click.echo(
            f"{output}: {form.name} has no place for {', '.join(lost)}; keep {file} (一部の項目は書き出されません).",
            err=True,
        )
