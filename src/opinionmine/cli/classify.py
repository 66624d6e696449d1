"""`opinionmine classify`."""

from __future__ import annotations

import math
import sys
from collections import Counter
from pathlib import Path

import click

from opinionmine.cli.coded import Form, check_columns, write_coded
from opinionmine.cli.models import open_model, predict_all, workers_option
from opinionmine.cli.output import check_output, output_option
from opinionmine.cli.sheets import LONGEST_SHEET
from opinionmine.documents.comment_columns import Choice
from opinionmine.documents.comments import WORKBOOKS, Comments, read_comments, read_lines
from opinionmine.documents.limits import Limits, parse_limits
from opinionmine.documents.read import read_content
from opinionmine.documents.text import read_bytes
from opinionmine.errors import DocumentError
from opinionmine.records import Prediction
from opinionmine.sheets import parse_sheet

# Files that hold a table or objects; others hold a comment a line.
_TABLES = (".csv", ".tsv", ".jsonl", ".ndjson", ".json", *WORKBOOKS)

_FORMS: dict[str, Form] = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".xlsx": "xlsx"}


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
    type=click.Choice(["csv", "jsonl", "xlsx"], case_sensitive=False),
    help="csv, or as the output file ends.",
)
@click.option(
    "--model", "model_name", type=click.Path(path_type=Path), help="default, light (words only, for bulk), or a folder."
)
@click.option(
    "--risk",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    help="Share of wrong outcomes you accept, such as 0.1.",
)
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
    risk: float | None,
    workers: int | None,
) -> None:
    """Code comments by theme. INPUT is CSV, TSV, Excel, JSON or text (one comment a line); "-" is standard input.

    意見を 1 件ずつテーマに分類します。表の列はすべて残り、結果の列が右に加わります。
    """
    form = _choose_form(output, form)
    check_output(output, *([input_file] if input_file and str(input_file) != "-" else []))
    if risk is not None and math.isnan(risk):
        raise DocumentError("--risk is nan; expected a share between 0 and 1, such as 0.1.")
    limits, choice = parse_limits(settings), Choice(column, id_column, date_column, sheet)
    comments = _read_texts(input_file, texts, choice) if texts else _read_file(input_file, choice, limits)
    for note in comments.notes:
        click.echo(note, err=True)
    model = open_model(model_name)
    if risk is not None and model.decider.margin_for(risk) == float("inf"):
        click.echo(
            f"opinionmine: at risk {risk} this model decides nothing: every outcome will be uncertain.", err=True
        )
    check_columns(comments, model.theme_ids)
    judged = predict_all(model, model_name, [opinion for opinion in comments.opinions if opinion], workers, risk)
    n: Counter[str] = Counter()
    predictions = (_count(next(judged), n) if opinion else None for opinion in comments.opinions)
    for note in write_coded(comments, predictions, model.grades, form, output):
        click.echo(note, err=True)
    click.echo(_summary(comments, n, model.model_id), err=True)


def _choose_form(output: Path | None, form: Form | None) -> Form:
    if output is None:
        if form == "xlsx":
            raise DocumentError("A workbook needs a file: name it with -o, such as -o coded.xlsx.")
        return form or "csv"
    by_ending = _FORMS.get(output.suffix.lower())
    if by_ending is None:
        raise DocumentError(f"{output}: results are written as .csv, .jsonl or .xlsx. Choose one of these endings.")
    if form and form != by_ending and "xlsx" in (form, by_ending):
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
        content = read_bytes(file, limits)
        comments = read_comments(content, str(file), choice, limits)
        if file.suffix.lower() not in _TABLES and len(comments.rows) <= LONGEST_SHEET:
            _refuse_sheet(content, file, limits)
        return comments
    content = sys.stdin.buffer.read(limits.file_bytes + 1)
    limits.check("file_bytes", len(content), "standard input")
    return read_comments(content, "standard input", choice, limits)


def _refuse_sheet(content: bytes, file: Path, limits: Limits) -> None:
    """Refuse a summary sheet: its headings and counts would be coded as comments, one a line."""
    sheet = parse_sheet(read_content(content, str(file), limits))
    n_rated = sum(any(rating.count > 1 for rating in goal.ratings) for goal in sheet.goals)
    if n_rated > 1:
        raise DocumentError(
            f"{file}: this is a summary sheet with ratings of {n_rated} goals, not a list of comments. Use `opinionmine report {file} -o "
            "report.html`, or `opinionmine read` (総括シートです。report か read をお使いください)."
        )


def _count(prediction: Prediction, n: Counter[str]) -> Prediction:
    """Count an outcome as it passes by."""
    n[prediction.outcome] += 1
    return prediction


def _summary(comments: Comments, n: Counter[str], model_id: str) -> str:
    from opinionmine.themes.empty import is_empty_answer

    n_coded, n_rows, n_aside = n.total(), len(comments.rows), comments.n_set_aside
    n_empty = sum(opinion is not None and is_empty_answer(opinion.text) for opinion in comments.opinions)
    return (
        f"{n_rows} rows = {n_coded} coded + {n_rows - n_coded - n_aside} without text + {n_aside} set aside "
        f"({n_rows} 行 = 判定 {n_coded} + 本文なし {n_rows - n_coded - n_aside} + 結合セルの重複 {n_aside}). "
        f"themes テーマあり {n['themes']}, none なし {n['none']} ({n_empty} of them 特になし and the like), "
        f"uncertain 判定できず {n['uncertain']}. Model {model_id}."
    )
