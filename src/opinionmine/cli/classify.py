"""`opinionmine classify`."""

from __future__ import annotations

import csv
import io
import json
import math
import re
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from opinionmine.cli.models import open_model
from opinionmine.cli.output import check_output, output_option, write_output
from opinionmine.documents.comments import Comments, read_csv, read_jsonl, read_lines
from opinionmine.documents.text import decode, read_bytes
from opinionmine.errors import DocumentError
from opinionmine.records import Opinion, Prediction, to_json

if TYPE_CHECKING:
    from opinionmine.themes.model import Model

# Opinions judged at once.
_CHUNK = 64

# A spreadsheet runs a cell that begins like this; a leading ' makes it text and can be taken off again.
_FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")


@click.command()
@click.argument("input_file", metavar="[INPUT]", required=False, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--text", "texts", multiple=True, metavar="T", help="An opinion given here; may be repeated.")
@click.option("--column", help="Column (CSV) or key (JSONL) that holds the comments.")
@click.option("--id-column", help="Column or key that holds the ids.")
@output_option
@click.option(
    "--format", "form", type=click.Choice(["csv", "jsonl"]), help="csv unless the output file ends in .jsonl."
)
@click.option(
    "--model", "model_name", type=click.Path(path_type=Path), help="default, light (words only, for bulk), or a folder."
)
@click.option(
    "--risk",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    help="Share of wrong outcomes you accept, such as 0.1.",
)
def command(
    input_file: Path | None,
    texts: tuple[str, ...],
    column: str | None,
    id_column: str | None,
    output: Path | None,
    form: str | None,
    model_name: Path | None,
    risk: float | None,
) -> None:
    """Code comments by theme. INPUT is text (one comment a line), CSV or JSONL; "-" is standard input.

    意見を 1 件ずつテーマに分類します。CSV の列はすべて残り、結果の列が右に加わります。
    """
    from opinionmine.themes.empty import is_empty_answer

    check_output(output)
    if output and output.suffix.lower() not in (".csv", ".jsonl"):
        raise DocumentError(f"{output}: results are written as .csv or .jsonl. Choose one of these endings.")
    if output and input_file and output.resolve() == input_file.resolve():
        raise DocumentError(f"{output}: this is the input; it would be overwritten. Choose another name.")
    if risk is not None and math.isnan(risk):
        raise DocumentError("--risk is nan; expected a share between 0 and 1, such as 0.1.")
    comments = _read(input_file, texts, column, id_column)
    model = open_model(model_name)
    if risk is not None and model.decider.margin_for(risk) == float("inf"):
        click.echo(
            f"opinionmine: at risk {risk} this model decides nothing: every outcome will be uncertain.", err=True
        )
    form = form or ("jsonl" if output and output.suffix.lower() == ".jsonl" else "csv")
    if form == "csv":
        _check_columns(comments.columns, model.theme_ids)
    predictions = _predict(model, comments.opinions, risk)
    if form == "jsonl":
        write_output(_jsonl(comments, predictions, model.grades), output)
    else:
        table = _table(comments, predictions, model.grades)
        write_output("\ufeff" + table if output else table, output)
    n = Counter(prediction.outcome if prediction else "empty" for prediction in predictions)
    n_empty = sum(opinion is not None and is_empty_answer(opinion.text) for opinion in comments.opinions)
    click.echo(
        f"{len(predictions)} rows = {len(predictions) - n['empty']} coded + {n['empty']} without text. "
        f"themes テーマあり {n['themes']}, none なし {n['none']} ({n_empty} of them 特になし and the like), "
        f"uncertain 判定できず {n['uncertain']}. Model {model.model_id}.",
        err=True,
    )


def _predict(model: Model, opinions: Sequence[Opinion | None], risk: float | None) -> list[Prediction | None]:
    """Judge in chunks; a row without text has no prediction."""
    predictions: list[Prediction | None] = []
    hidden = len(opinions) < 200 or not sys.stderr.isatty()
    with click.progressbar(length=len(opinions), label="classify", file=sys.stderr, hidden=hidden) as bar:
        for first in range(0, len(opinions), _CHUNK):
            chunk = opinions[first : first + _CHUNK]
            judged = iter(model.predict([opinion for opinion in chunk if opinion], risk))
            predictions += [next(judged) if opinion else None for opinion in chunk]
            bar.update(len(chunk))
    return predictions


def _read(file: Path | None, texts: tuple[str, ...], column: str | None, id_column: str | None) -> Comments:
    if texts and file:
        raise DocumentError("Both INPUT and --text were given; expected one of them.")
    if texts and (column or id_column):
        raise DocumentError("--column and --id-column speak of a file; with --text leave them out.")
    if texts:
        return read_lines(texts)
    if file is None and sys.stdin.isatty():
        raise DocumentError("Nothing to classify: name a file, give --text, or send text to standard input.")
    if file is None or str(file) == "-":
        name, content = "standard input", sys.stdin.buffer.read()
    else:
        name, content = str(file), read_bytes(file)
    text = decode(content, name)[0].replace("\r\n", "\n") if content else ""
    suffix = file.suffix.lower() if file else ""
    if suffix in (".jsonl", ".ndjson") or (not suffix and text.lstrip().startswith("{")):
        comments = read_jsonl(text, name, column, id_column)
    elif suffix == ".csv" or (not suffix and column):
        comments = read_csv(text, name, column, id_column)
    elif column or id_column:
        raise DocumentError(
            f"{name}: a text file has no columns, so --column and --id-column do not apply. Leave them out."
        )
    else:
        comments = read_lines(text.removesuffix("\n").split("\n") if text else [])
    if not any(comments.opinions):
        raise DocumentError(
            f"{name}: no comment in it ({len(comments.rows)} rows, all without text). Expected at least one."
        )
    return comments


def _jsonl(comments: Comments, predictions: list[Prediction | None], grades: Mapping[str, str]) -> str:
    """One object a row; a row without text has outcome null."""
    lines = []
    for number, (opinion, prediction) in enumerate(zip(comments.opinions, predictions, strict=True), 1):
        row: dict[str, object] = {
            "id": opinion.opinion_id if opinion else str(number),
            "text": opinion.text if opinion else "",
        }
        for key in ("outcome", "themes", "scores", "stance", "flags", "evidence"):
            row[key] = to_json(getattr(prediction, key)) if prediction else None
        row["grades"] = {theme: grades[theme] for theme in prediction.themes} if prediction else None
        lines.append(json.dumps(row, ensure_ascii=False))
    return "\n".join(lines) + "\n"


def _table(comments: Comments, predictions: list[Prediction | None], grades: Mapping[str, str]) -> str:
    """All columns of the input, then the results."""
    added = _added_columns(tuple(grades))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([*map(guard, comments.columns or ("id", "text")), *added])
    for number, (row, opinion, prediction) in enumerate(
        zip(comments.rows, comments.opinions, predictions, strict=True), 1
    ):
        plain = (opinion.opinion_id, opinion.text) if opinion else (str(number), "")
        kept = map(guard, row if comments.columns else plain)
        writer.writerow([*kept, *(_results(prediction, grades) if prediction else [""] * len(added))])
    return out.getvalue()


def _added_columns(theme_ids: tuple[str, ...]) -> list[str]:
    return ["outcome", "themes", "grades", "stance", "flags", "evidence", *(f"p_{theme}" for theme in theme_ids)]


def _check_columns(columns: tuple[str, ...], theme_ids: tuple[str, ...]) -> None:
    if clash := [column for column in columns if column in _added_columns(theme_ids)]:
        raise DocumentError(
            f"The input already has the column 「{clash[0]}」, which would be written. Rename it in the input."
        )


def _results(prediction: Prediction, grades: Mapping[str, str]) -> list[str]:
    evidence = "; ".join(
        f"{theme}: " + " | ".join(item.text.replace("\n", "") for item in prediction.evidence if item.theme_id == theme)
        for theme in prediction.themes
    )
    scores = [f"{prediction.scores[theme]:.4f}" for theme in grades]
    return [
        prediction.outcome,
        ";".join(prediction.themes),
        ";".join(grades[theme] for theme in prediction.themes),
        prediction.stance,
        ";".join(prediction.flags),
        evidence,
        *scores,
    ]


def guard(cell: str) -> str:
    """Keep a spreadsheet from running a cell: =1+1 is written as '=1+1, and '=1 as ''=1, so that one ' can be taken off."""
    return "'" + cell if _FORMULA.match(cell) else cell
