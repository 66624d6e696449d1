"""`opinionmine classify`."""

from __future__ import annotations

import codecs
import hashlib
import json
import math
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from itertools import chain, islice
from pathlib import Path

import click

from opinionmine.cli.coded import Form, check_columns, coded_lines, write_lines, write_workbook
from opinionmine.cli.models import CHUNK, Judge, open_model, workers_option
from opinionmine.cli.output import check_output, is_plain, output_option, write_pieces
from opinionmine.cli.sheets import LONGEST_SHEET
from opinionmine.cli.unfinished import Unfinished
from opinionmine.documents.comment_columns import Choice
from opinionmine.documents.comments import WORKBOOKS, Comments, Row, open_comments, read_comments, read_lines
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
@click.option(
    "--evidence/--no-evidence",
    default=True,
    show_default=True,
    help="The words that spoke for each theme; without them it is about twice as fast.",
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
    risk: float | None,
    evidence: bool,
    resume: bool,
    workers: int | None,
) -> None:
    """Code comments by theme. INPUT is CSV, TSV, Excel, JSON or text (one comment a line); "-" is standard input.

    意見を 1 件ずつテーマに分類します。表の列はすべて残り、結果の列が右に加わります。
    """
    form = _choose_form(output, form)
    is_file = input_file is not None and str(input_file) != "-"
    check_output(output, *([input_file] if input_file and is_file else []))
    if risk is not None and math.isnan(risk):
        raise DocumentError("--risk is nan; expected a share between 0 and 1, such as 0.1.")
    if resume and (output is None or form == "xlsx" or not is_file):
        raise DocumentError(
            "--resume goes on with a .csv or .jsonl file made from a file. Name both: INPUT and -o OUT.csv."
        )
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
    _set_rejected_apart(comments, output, input_file if is_file else None)
    tally = Tally()

    judge = Judge(model, model_name, workers, risk, evidence)

    def judged(first: int) -> Iterator[tuple[Row, Prediction | None]]:
        rows = islice(comments.rows, first, None)
        return map(tally.count, judge.rows(rows, comments.n_opinions))

    n_kept = 0
    if output is None:
        write_lines(coded_lines(comments, judged(0), model.grades, form))
    elif form == "xlsx":
        for note in write_workbook(comments, judged(0), model.grades, output):
            click.echo(note, err=True)
    else:
        made_from = {
            "input": _digest(input_file, texts),
            "choice": asdict(choice),
            "model": model.model_id,
            "risk": risk,
            "evidence": evidence,
            "form": form,
        }
        unfinished = Unfinished(output, made_from, CHUNK, is_csv=form == "csv")
        n_kept = unfinished.resume() if resume else 0
        lines = coded_lines(comments, judged(n_kept), model.grades, form, has_header=not n_kept)
        pieces = chain([codecs.BOM_UTF8] if form == "csv" and not n_kept else [], lines)
        if is_plain(output):
            unfinished.write(pieces, goes_on=bool(n_kept))
        else:
            write_pieces(pieces, output)
    click.echo(tally.say(comments, n_kept, model.model_id), err=True)


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
        comments = open_comments(file, choice, limits)
        if file.suffix.lower() not in _TABLES and len(comments.rows) <= LONGEST_SHEET:
            _refuse_sheet(read_bytes(file, limits), file, limits)
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


def _set_rejected_apart(comments: Comments, output: Path | None, input_file: Path | None) -> None:
    """Write the rows that cannot be read to a file beside the results; without one the first of them is an error."""
    if output is None:
        for rejected in comments.rejected:
            raise DocumentError(rejected.reason)
        return
    beside = output.with_name(f"{output.name}.rejected.jsonl")
    if not len(comments.rejected):
        return
    check_output(beside, *([input_file] if input_file else []))
    lines = (
        json.dumps({"row": r.number, "reason": r.reason, "content": r.content}, ensure_ascii=False)
        for r in comments.rejected
    )
    write_pieces((f"{line}\n".encode() for line in lines), beside)
    click.echo(
        f"{beside}: {len(comments.rejected):,} rows cannot be read; they stand there, each with its reason "
        f"(読めない {len(comments.rejected):,} 行を理由とともに書き出しました).",
        err=True,
    )


def _digest(file: Path | None, texts: tuple[str, ...]) -> str:
    """What the input is, to the byte."""
    if file is None or str(file) == "-":
        return hashlib.sha256("\0".join(texts).encode("utf-8", "surrogatepass")).hexdigest()
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


class Tally:
    """Outcomes, counted as they pass by."""

    def __init__(self) -> None:
        self._outcomes: Counter[str] = Counter()
        self._n_empty = 0

    def count(self, judged: tuple[Row, Prediction | None]) -> tuple[Row, Prediction | None]:
        """Count one row and hand it on."""
        from opinionmine.themes.empty import is_empty_answer

        row, prediction = judged
        if prediction:
            self._outcomes[prediction.outcome] += 1
            self._n_empty += is_empty_answer(row.text)
        return judged

    def say(self, comments: Comments, n_kept: int, model_id: str) -> str:
        """One sentence: every row is accounted for."""
        n_rejected, n_aside, n_coded = len(comments.rejected), comments.n_set_aside, comments.n_opinions
        n_rows = len(comments.rows) + n_rejected
        n_blank = len(comments.rows) - n_coded - n_aside
        rejected, rejected_ja = (f" + {n_rejected} rejected", f" + 読めない {n_rejected}") if n_rejected else ("", "")
        kept = (
            f"Of these {n_kept:,} rows are from the interrupted run and are not in the counts that follow. "
            if n_kept
            else ""
        )
        n = self._outcomes
        return (
            f"{n_rows} rows = {n_coded} coded + {n_blank} without text + {n_aside} set aside{rejected} "
            f"({n_rows} 行 = 判定 {n_coded} + 本文なし {n_blank} + 結合セルの重複 {n_aside}{rejected_ja}). {kept}"
            f"themes テーマあり {n['themes']}, none なし {n['none']} ({self._n_empty} of them 特になし and the like), "
            f"uncertain 判定できず {n['uncertain']}. Model {model_id}."
        )
