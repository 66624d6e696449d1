"""Sheets and lists of comments side by side, as `report`, `crosstab` and `network` take them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from opinionmine.cli.models import open_model, predict_all, workers_option
from opinionmine.cli.sheets import LONGEST_SHEET, announce, read_once
from opinionmine.documents.comment_columns import Choice
from opinionmine.documents.comments import WORKBOOKS, read_comments
from opinionmine.documents.limits import Limits, parse_limits
from opinionmine.documents.read import find_files, read_documents, say_left_out
from opinionmine.documents.text import read_bytes
from opinionmine.errors import DocumentError
from opinionmine.records import Codebook, Document, Sheet, Study, TableBlock
from opinionmine.sheets import Guide, parse_sheet, read_guide
from opinionmine.sheets.lists import comments_to_sheet

if TYPE_CHECKING:
    from opinionmine.themes.model import Model

_OBJECTS = (".jsonl", ".ndjson", ".json")
_TABLES = (".csv", ".tsv", ".tab", *WORKBOOKS)


by_option = click.option(
    "--by",
    multiple=True,
    metavar="COLUMN",
    help="Column of the lists to cross the themes with (年代, 地区); may be repeated.",
)


@dataclass(frozen=True)
class Sources:
    """What is read, and how it is read, coded and linked, as the user said it."""

    inputs: tuple[Path, ...]
    layout: str | None
    column: str | None
    settings: tuple[str, ...]
    model_name: Path | None
    workers: int | None
    plan: Path | None


def source_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """INPUTS and the options about them, which reach the command as one `Sources`; and --lang."""

    @wraps(command)
    def collected(*arguments: Any, **options: Any) -> Any:
        sources = Sources(**{field.name: options.pop(field.name) for field in fields(Sources)})
        return command(*arguments, sources=sources, **options)

    for option in (
        click.option("--limit", "settings", multiple=True, metavar="NAME=NUMBER", help="Raise a limit, such as pages=1000."),
        click.option("--column", help="Column of the lists that holds the comments, where its name is not a usual one."),
        click.option("--layout", metavar="NAME|FILE", help="Layout of the sheets' tables, as for `read`."),
        click.option("--model", "model_name", type=click.Path(path_type=Path), help="default, light (words only, for bulk), or a folder."),
        click.option("--plan", type=click.Path(path_type=Path), help="Plan map (YAML): themes of each goal, goals of each project."),
        click.option("--lang", type=click.Choice(["ja", "en"], case_sensitive=False), default="ja", show_default=True),
    ):  # fmt: skip
        collected = option(collected)
    collected = workers_option(collected)
    return click.argument("inputs", nargs=-1, required=True, type=click.Path(path_type=Path))(collected)


def open_sources(sources: Sources) -> Iterator[tuple[Document, Sheet]]:
    """Read sheets (files, folders, zip) and lists of comments (CSV, Excel, JSON); what was not understood is told on stderr.

    A table is a sheet if ratings are found in it, else a list of comments if a column of comments is.
    """
    guide = read_guide(sources.layout) if sources.layout else Guide()
    limits = parse_limits(sources.settings)
    for path in read_once(sources.inputs):
        if os.path.isdir(path):  # unlike Path.is_dir it does not raise where a name is too long
            files, left_out = find_files(path, limits)
            read = [pair for file in files for pair in _read_file(file, guide, sources.column, limits)]
            if left_out:
                issue = say_left_out(left_out, path.name)
                click.echo(issue.message, err=True)
                read[-1] = read[-1][0], replace(read[-1][1], issues=(*read[-1][1].issues, issue))
            yield from read
        else:
            yield from _read_file(path, guide, sources.column, limits)


def _read_file(path: Path, guide: Guide, column: str | None, limits: Limits) -> Iterator[tuple[Document, Sheet]]:
    """Read one file; an archive may hold several sheets."""
    suffix = path.suffix.lower()
    if suffix in _OBJECTS:
        yield _read_list(path, column, limits)
    elif suffix in _TABLES:
        yield _read_table(path, guide, column, limits)
    else:
        for document in read_documents((path,), limits):
            sheet = parse_sheet(document, guide)
            announce(document, sheet)
            if not (sheet.rated_goals or sheet.opinions):
                click.echo(
                    f"{document.source}: if this is a list of comments, save it as CSV with the header 意見 above them "
                    "(意見の一覧なら、1 行目に「意見」と書いて CSV で保存してください).",
                    err=True,
                )
            yield document, sheet


def _read_list(path: Path, column: str | None, limits: Limits) -> tuple[Document, Sheet]:
    content = read_bytes(path, limits)
    document, sheet = comments_to_sheet(read_comments(content, str(path), Choice(column), limits), content, path.name)
    for issue in sheet.issues:
        click.echo(issue.message, err=True)
    return document, sheet


def _read_table(path: Path, guide: Guide, column: str | None, limits: Limits) -> tuple[Document, Sheet]:
    (document,) = read_documents((path,), limits)
    is_long = (
        max((len(block.rows) for block in document.blocks if isinstance(block, TableBlock)), default=0) > LONGEST_SHEET
    )
    sheet = None if is_long else parse_sheet(document, guide)
    if sheet is None or not (sheet.rated_goals or _knows_more(sheet)):
        try:
            return _read_list(path, column, limits)
        except DocumentError:
            if sheet is None or column or not (sheet.opinions or sheet.passages):
                raise
    announce(document, sheet)
    return document, sheet


def _knows_more(sheet: Sheet) -> bool:
    """Whether the reader of sheets found what a plain list has not: 件数, 市の考え方, 該当箇所."""
    return any(o.goal_id or o.weight > 1 or "reply" in o.fields for o in sheet.opinions)


def study_sources(sources: Sources, by: tuple[str, ...] = ()) -> tuple[Study, Codebook, Model]:
    """The whole road, from the names of files to what is said of them."""
    from opinionmine.analysis import analyse
    from opinionmine.themes.codebook import load_codebook
    from opinionmine.themes.model import check_codebook

    read = list(open_sources(sources))
    codebook, model = load_codebook(), open_model(sources.model_name)
    check_codebook(model, codebook)
    predict = partial(predict_all, model, sources.model_name, workers=sources.workers)
    return analyse(read, predict, codebook, sources.plan, by), codebook, model
