"""`opinionmine read`."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import click

from opinionmine.cli.output import check_output, output_option, write_json, write_output
from opinionmine.cli.sheets import open_sheets, say_what_is_missing, sheet_options
from opinionmine.documents.guard import guard
from opinionmine.records import Document, Sheet


@click.command()
@sheet_options
@output_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "csv"], case_sensitive=False),
    default="json",
    help="csv: one row a rating.",
)
@click.pass_context
def command(
    ctx: click.Context,
    sheets: tuple[Path, ...],
    layout: str | None,
    settings: tuple[str, ...],
    output: Path | None,
    form: str,
) -> None:
    """Read SHEETS (files, folders, zip) and print them as JSON, or their ratings as a tidy CSV table.

    総括シート（テキスト・PDF・Word・Excel・HTML・CSV）を読み、JSON または評価の一覧（CSV）で出力します。
    """
    check_output(output, *sheets)
    read = list(open_sheets(sheets, layout, settings))
    if form == "csv":
        write_output(ratings_table(read), output)
    else:
        parsed = [sheet for _, sheet in read]
        write_json(parsed[0] if len(parsed) == 1 else parsed, output)
    missing = [say_what_is_missing(document, sheet) for document, sheet in read]
    if any(missing):
        ctx.exit(2)


def ratings_table(read: list[tuple[Document, Sheet]]) -> str:
    """One row for each count or mark; `change` is empty where the sheet prints none."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    columns = ["source", "fiscal_year", "goal_id", "title", "actor", "project", "grade", "count", "change", "place"]
    writer.writerow(columns)
    for document, sheet in read:
        for goal in sheet.goals:
            for rating in goal.ratings:
                change = "" if rating.change is None else rating.change
                texts = [goal.goal_id, goal.title, rating.actor, rating.project, rating.grade]
                row = [guard(document.source), sheet.fiscal_year, *map(guard, texts), rating.count, change]
                writer.writerow([*row, rating.locator.label])
    return out.getvalue()
