"""`opinionmine agree`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from opinionmine.cli.output import (
    check_ending,
    check_outputs,
    codebook_option,
    lang_option,
    write_bytes,
    write_json,
    write_output,
)
from opinionmine.cli.pictures import table_to_csv
from opinionmine.errors import CodebookError

_FORMS = (".json", ".csv", ".xlsx", ".md")
_LISTS = (".csv", ".xlsx", ".md")


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@codebook_option
@click.option(
    "-o", "--output", "outputs", multiple=True, type=click.Path(path_type=Path),
    help="File to write: .json, .csv, .xlsx or .md; may be repeated. Without it the tables go to standard output.",
)  # fmt: skip
@click.option(
    "--disagreements",
    "list_file",
    type=click.Path(path_type=Path),
    help="File for the opinions judged differently, side by side: .csv, .xlsx or .md.",
)
@lang_option
def command(
    files: tuple[Path, ...],
    codebook_file: Path | None,
    outputs: tuple[Path, ...],
    list_file: Path | None,
    lang: str,
) -> None:
    """Measure how far coders agree who judged the same opinions: FILES are two or more, one for each coder.

    同じ意見を別々に判定した人たちの一致（テーマごとの kappa、Krippendorff の alpha）と、判定が分かれた意見の一覧を出します。
    """
    coders = _name_coders(files)
    if list_file:
        check_ending(list_file, _LISTS, f"disagreements are written as {', '.join(_LISTS)}")
    written = (*outputs, list_file) if list_file else outputs
    check_outputs(written, files, _FORMS, f"an agreement is written as {', '.join(_FORMS)}")
    from opinionmine.exchange.labels import read_labels
    from opinionmine.reporting.agreement import build_agreement, build_disagreements
    from opinionmine.reporting.agreement_book import render_agreement_book, render_disagreements_book
    from opinionmine.reporting.agreement_tables import disagreements_table, figures_table
    from opinionmine.reporting.markdown import render_markdown
    from opinionmine.reporting.plain import render_plain
    from opinionmine.reporting.words import Words
    from opinionmine.themes.codebook import load_codebook
    from opinionmine.themes.coders import find_disagreements, match_coders
    from opinionmine.themes.reliability import measure_agreement

    codebook = load_codebook(codebook_file)
    words = Words(lang, codebook)
    judged = match_coders({name: read_labels(file, codebook) for name, file in zip(coders, files, strict=True)})
    agreement = measure_agreement(judged, coders, codebook)
    differing = disagreements_table(find_disagreements(judged, codebook), coders, codebook, words)
    report = build_agreement(agreement, len(differing.rows), codebook, words)
    if not outputs:
        write_output(render_plain(report), None)
    for output in outputs:
        match output.suffix.lower():
            case ".json":
                write_json(agreement, output)
            case ".csv":
                write_output("\ufeff" + table_to_csv(figures_table(agreement, codebook, words)), output)
            case ".xlsx":
                write_bytes(render_agreement_book(agreement, differing, codebook, words), output)
            case _:
                write_output(render_markdown(report), output)
    if list_file:
        match list_file.suffix.lower():
            case ".csv":
                write_output("\ufeff" + table_to_csv(differing), list_file)
            case ".xlsx":
                write_bytes(render_disagreements_book(differing, words), list_file)
            case _:
                write_output(render_markdown(build_disagreements(differing, words)), list_file)


def _name_coders(files: Sequence[Path]) -> list[str]:
    """The names of the files without their endings; their whole paths where two would be called the same.

    Raises
    ------
    CodebookError
        If there is one file only, or one is named twice.
    """
    if len(files) < 2:
        raise CodebookError(
            f"{files[0]}: one file only; agreement needs two or more, one for each coder (判定者ごとに一つずつ、二つ以上を指定してください)."
        )
    if len({file.resolve() for file in files}) < len(files):
        raise CodebookError(
            f"{', '.join(map(str, files))}: the same file is named twice, and it agrees with itself. Give one file for each coder "
            "(同じファイルが二度あります)."
        )
    stems = [file.stem for file in files]
    return stems if len(set(stems)) == len(stems) else [str(file) for file in files]
