"""Options and messages that all commands on sheets share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

from opinionmine.documents.limits import parse_limits
from opinionmine.documents.read import read_documents
from opinionmine.records import Document, Sheet
from opinionmine.sheets import Guide, parse_sheet, read_guide

# What a reader should look at; the rest of the issues stands in the output.
_TOLD = (
    "not_read", "table_not_read", "row_length", "mark_unsure", "count_unsure", "goal_twice", "scale_inferred", "scales_differ", "bracket",
    "unreadable_page", "no_text_page", "hidden_sheet", "vertical", "no_tables", "moved", "files_left_out",
)  # fmt: skip
_MOST_TOLD = 20
# A summary sheet has no more rows or lines than this; looking for ratings in a longer list would take minutes.
LONGEST_SHEET = 5000


def sheet_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """SHEETS, --layout and --limit."""
    command = click.option(
        "--limit", "settings", multiple=True, metavar="NAME=NUMBER", help="Raise a limit, such as pages=1000."
    )(command)
    command = click.option(
        "--layout", metavar="NAME|FILE", help="Layout of the tables: its name, or a YAML file that describes columns."
    )(command)
    return click.argument("sheets", nargs=-1, required=True, type=click.Path(path_type=Path))(command)


def open_sheets(
    sheets: tuple[Path, ...], layout: str | None, settings: tuple[str, ...]
) -> Iterator[tuple[Document, Sheet]]:
    """Read files, folders and zip archives of sheets, one after the other; what was not understood is told on stderr."""
    guide = read_guide(layout) if layout else Guide()
    for document in read_documents(read_once(sheets), parse_limits(settings)):
        sheet = parse_sheet(document, guide)
        if _is_list_of_comments(sheet):
            click.echo(
                f"opinionmine: {document.source}: a list of {len(sheet.opinions)} opinions without ratings; if they are comments to be coded, "
                f"use `opinionmine classify {document.source}` (意見の一覧のようです。分類には classify をお使いください).",
                err=True,
            )
        announce(document, sheet)
        yield document, sheet


def read_once(paths: tuple[Path, ...]) -> tuple[Path, ...]:
    """Each file once, in the order it was first named."""
    once = {path.resolve(): path for path in reversed(paths)}
    if len(once) < len(paths):
        click.echo("opinionmine: a file was named twice; it is read once (同じファイルは一度だけ読みます).", err=True)
    return tuple(reversed(once.values()))


def announce(document: Document, sheet: Sheet) -> None:
    """Tell on stderr in which encoding a document was read, and what was not understood in it."""
    charset = document.media_type.partition("charset=")[2]
    if charset not in ("", "utf-8", "utf-8-sig"):
        click.echo(
            f"opinionmine: {document.source}: read as {charset} (文字コード {charset} として読みました).", err=True
        )
    told = [issue for issue in sheet.issues if issue.code in _TOLD]
    for issue in told[:_MOST_TOLD]:
        place = f" [{issue.locator.label}]" if issue.locator.label else ""
        click.echo(f"opinionmine: {document.source}{place}: {issue.message}", err=True)
    if len(told) > _MOST_TOLD:
        click.echo(
            f"opinionmine: {document.source}: {len(told) - _MOST_TOLD} more of these are in the JSON output.", err=True
        )


def _is_list_of_comments(sheet: Sheet) -> bool:
    return bool(sheet.opinions) and set(sheet.layouts) == {"remarks"} and not sheet.rated_goals


def say_what_is_missing(document: Document, sheet: Sheet) -> bool:
    """One sentence on stderr where there are no opinions; whether that is so."""
    if sheet.opinions:
        return False
    if sheet.rated_goals:
        click.echo(
            f"opinionmine: {document.source}: no committee opinion was found (expected a heading such as ＜…の意見＞, lines that begin with ◆, or "
            "a column 意見); ratings and prose were read. 意見が見つかりません。",
            err=True,
        )
    else:
        click.echo(
            f"opinionmine: {document.source}: no ratings found and no opinions; prose was read as it is. Expected rows such as 「市 7 (⇧2) 11 (⇩3)」 "
            "under 「◎ ○ △ ×」, a table with such columns, or a list of opinions (評価も意見も見つかりません).",
            err=True,
        )
    return True
