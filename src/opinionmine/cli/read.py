"""`opinionmine read`."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import click

from opinionmine.cli.output import output_option, write_json, write_output
from opinionmine.documents.text import read_document
from opinionmine.records import Sheet
from opinionmine.sheets import parse_sheet


@click.command()
@click.argument("sheet", type=click.Path(path_type=Path))
@output_option
@click.option("--format", "form", type=click.Choice(["json", "csv"]), default="json", help="csv: one row a rating.")
@click.pass_context
def command(ctx: click.Context, sheet: Path, output: Path | None, form: str) -> None:
    """Read SHEET and print it as JSON, or its ratings as a tidy CSV table.

    総括シートを読み、JSON または評価の一覧（CSV）で出力します。
    """
    parsed = parse_sheet(read_document(sheet))
    if form == "json":
        write_json(parsed, output)
    else:
        write_output(ratings_table(parsed), output)
    if not parsed.opinions:
        say_no_opinions(sheet)
        ctx.exit(2)


def say_no_opinions(sheet: Path) -> None:
    """One sentence on stderr; what the sheet does have was written all the same."""
    click.echo(
        f"opinionmine: {sheet}: no committee opinion was found (expected lines that begin with ◆ under a heading such as "
        "＜…の意見＞); ratings and prose were read. 意見（◆で始まる行）がありません。",
        err=True,
    )


def ratings_table(sheet: Sheet) -> str:
    """One row for each count; `change` is empty where the sheet prints none."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["fiscal_year", "goal_id", "title", "actor", "grade", "count", "change", "line"])
    for goal in sheet.goals:
        for rating in goal.ratings:
            change = "" if rating.change is None else rating.change
            row = [sheet.fiscal_year, goal.goal_id, goal.title, rating.actor, rating.grade, rating.count, change]
            writer.writerow([*row, rating.locator.line])
    return out.getvalue()
