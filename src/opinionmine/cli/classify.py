"""`opinionmine classify`."""

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from opinionmine.cli.coded import Form
from opinionmine.cli.coding import Input, code_comments
from opinionmine.cli.models import Judge, check_model, choose_model, open_model, rules_options, workers_option
from opinionmine.cli.output import check_output, output_option
from opinionmine.cli.partitions import Job, code_partitions, find_partitions, is_partitioned
from opinionmine.documents.comment_columns import Choice
from opinionmine.documents.comments import WORKBOOKS, Comments, open_comments, read_comments, read_lines
from opinionmine.documents.limits import Limits, parse_limits
from opinionmine.documents.read import read_content
from opinionmine.documents.text import read_bytes
from opinionmine.errors import DocumentError

if TYPE_CHECKING:
    from opinionmine.plugins import Coder
    from opinionmine.themes.rule_coder import RuleCoder

# Files that hold a table or objects; others hold a comment a line.
_TABLES = (".csv", ".tsv", ".jsonl", ".ndjson", ".json", ".parquet", *WORKBOOKS)

_FORMS: dict[str, Form] = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".xlsx": "xlsx", ".parquet": "parquet"}
# Neither can stand on standard output, nor be gone on with.
_WHOLE = {"xlsx", "parquet"}


@click.command()
@click.argument("input_file", metavar="[INPUT]", required=False, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--text", "texts", multiple=True, metavar="T", help="An opinion given here; may be repeated.")
@click.option("--column", help="Column or JSON key that holds the comments, where its name is not a usual one.")
@click.option("--id-column", help="Column or key that holds the ids.")
@click.option("--date-column", help="Column or key with dates or fiscal years; adds fiscal_year and date_problem.")
@click.option("--sheet", help="Worksheet to read, instead of the first one that holds comments.")
@click.option("--limit", "settings", multiple=True, metavar="NAME=NUMBER", help="Raise a limit, such as rows=2000000.")
@output_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "jsonl", "xlsx", "parquet"], case_sensitive=False),
    help="csv, or as the output file ends.",
)
@click.option(
    "--model",
    "model_name",
    type=click.Path(path_type=Path),
    help="default, light (words only, for bulk), a folder, or cues (no model).",
)
@rules_options
@click.option(
    "--risk",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    help="Share of wrong outcomes you accept, such as 0.1.",
)
@click.option(
    "--evidence/--no-evidence",
    default=True,
    show_default=True,
    help="The words that spoke for each theme; without them it is about 1.5 times as fast.",
)
@click.option(
    "--engine",
    type=click.Choice(["local", "dask"], case_sensitive=False),
    default="local",
    show_default=True,
    help="Where the files of a folder or pattern are coded.",
)
@click.option(
    "--scheduler", metavar="ADDRESS", help="Of a running dask cluster, such as tcp://HOST:8786; a local one without it."
)
@click.option("--resume", is_flag=True, help="Go on with an interrupted run of the same command; .csv and .jsonl.")
@workers_option
def command(
    input_file: Path | None,
    texts: tuple[str, ...],
    column: str | None,
    id_column: str | None,
    date_column: str | None,
    sheet: str | None,
    settings: tuple[str, ...],
    output: Path | None,
    form: Form | None,
    model_name: Path | None,
    rules_file: Path | None,
    codebook_file: Path | None,
    risk: float | None,
    evidence: bool,
    engine: str,
    scheduler: str | None,
    resume: bool,
    workers: int | None,
) -> None:
    """Code comments by theme. INPUT is CSV, TSV, Excel, JSON, Parquet or text (one comment a line); "-" is standard input.

    A folder or a pattern in quotes ('DATA/*.parquet') stands for many files; -o then names a folder.

    意見を 1 件ずつテーマに分類します。表の列はすべて残り、結果の列が右に加わります。
    """
    if risk is not None and math.isnan(risk):
        raise DocumentError("--risk is nan; expected a share between 0 and 1, such as 0.1.")
    coder = choose_model(model_name, codebook_file, rules_file)
    limits, choice = parse_limits(settings), Choice(column, id_column, date_column, sheet)
    if is_partitioned(input_file):
        assert input_file is not None
        if output is None or output.suffix.lower() in _FORMS or texts or resume:
            raise DocumentError(
                f"{input_file}: several files are coded to files in a folder: name it with -o, such as -o coded/, without --text and --resume "
                "(what is there already is not made again)."
            )
        job = Job(coder, choice, limits, risk, evidence, form)
        files = find_partitions(input_file)
        n_coded, n_there = code_partitions(
            files, output, job, _open(coder, codebook_file, risk), workers, "dask" if scheduler else engine, scheduler
        )
        click.echo(
            f"{output}: {n_coded} files coded, {n_there} were there (判定 {n_coded} 件、既存 {n_there} 件).", err=True
        )
        return
    if engine != "local" or scheduler:
        raise DocumentError(
            "--engine and --scheduler speak of many files: name a folder, or a pattern such as 'DATA/*.parquet'."
        )
    form = _choose_form(output, form)
    is_file = input_file is not None and str(input_file) != "-"
    check_output(output, *([input_file] if input_file and is_file else []))
    if resume and (output is None or form in _WHOLE or not is_file):
        raise DocumentError(
            "--resume goes on with a .csv or .jsonl file made from a file. Name both: INPUT and -o OUT.csv."
        )
    comments = _read_texts(input_file, texts, choice) if texts else _read_file(input_file, choice, limits)
    for note in comments.notes:
        click.echo(note, err=True)
    judge = Judge(_open(coder, codebook_file, risk), coder, workers, risk, evidence)
    source = Input(comments, input_file if is_file else None, choice)
    click.echo(code_comments(source, judge, form, output, resume=resume), err=True)


def _open(name: Path | RuleCoder | None, codebook_file: Path | None, risk: float | None) -> Coder:
    """Open what codes; a model must belong to the codebook that was named, and must be able to keep to the risk."""
    if not (name is None or isinstance(name, Path)):
        if risk is not None:
            raise DocumentError(
                "--risk speaks of probabilities, and rules give none. Leave it out, or name a model (規則には確率がありません)."
            )
        return name
    from opinionmine.themes.classifiers import need_regression

    model = open_model(name)
    if codebook_file:
        # Loaded only here: reading YAML takes as long as judging a hundred comments.
        from opinionmine.themes.codebook import load_codebook

        check_model(model, load_codebook(codebook_file))
    if risk is not None and need_regression(model, "--risk").decider.margin_for(risk) == float("inf"):
        click.echo(
            f"opinionmine: at risk {risk} this model decides nothing: every outcome will be uncertain.", err=True
        )
    return model


def _choose_form(output: Path | None, form: Form | None) -> Form:
    if output is None:
        if form in _WHOLE:
            raise DocumentError(f"{form} needs a file: name it with -o, such as -o coded.{form}.")
        return form or "csv"
    by_ending = _FORMS.get(output.suffix.lower())
    if by_ending is None:
        raise DocumentError(
            f"{output}: results are written as .csv, .jsonl, .xlsx or .parquet. Choose one of these endings."
        )
    if form and form != by_ending and not _WHOLE.isdisjoint((form, by_ending)):
        raise DocumentError(f"{output}: its ending says {by_ending}, --format says {form}. Make them agree.")
    return form or by_ending


def _read_texts(file: Path | None, texts: tuple[str, ...], choice: Choice) -> Comments:
    if file:
        raise DocumentError("Both INPUT and --text were given; expected one of them.")
    if choice != Choice():
        raise DocumentError(
            "--column, --id-column, --date-column and --sheet speak of a file; with --text leave them out."
        )
    comments = read_lines(texts, "--text")
    if not any(comments.opinions):
        raise DocumentError(
            "--text: no opinion in it, only signs or white space. Expected a sentence (意見がありません)."
        )
    return comments


def _read_file(file: Path | None, choice: Choice, limits: Limits) -> Comments:
    if file is None and sys.stdin.isatty():
        raise DocumentError("Nothing to classify: name a file, give --text, or send text to standard input.")
    if file is not None and str(file) != "-":
        comments = open_comments(file, choice, limits)
        if file.suffix.lower() not in _TABLES:
            # Reading sheets is loaded only here: it is a third of the time that one comment takes.
            from opinionmine.cli.sheets import LONGEST_SHEET

            if len(comments.rows) <= LONGEST_SHEET:
                _refuse_sheet(read_bytes(file, limits), file, limits)
        return comments
    content = sys.stdin.buffer.read(limits.file_bytes + 1)
    limits.check("file_bytes", len(content), "standard input")
    return read_comments(content, "standard input", choice, limits)


def _refuse_sheet(content: bytes, file: Path, limits: Limits) -> None:
    """Refuse a summary sheet: its headings and counts would be coded as comments, one a line."""
    from opinionmine.sheets import parse_sheet

    sheet = parse_sheet(read_content(content, str(file), limits))
    n_rated = sum(any(rating.count > 1 for rating in goal.ratings) for goal in sheet.goals)
    if n_rated > 1:
        raise DocumentError(
            f"{file}: this is a summary sheet with ratings of {n_rated} goals, not a list of comments. Use `opinionmine report {file} -o "
            "report.html`, or `opinionmine read` (総括シートです。report か read をお使いください)."
        )
