"""Sheets and lists of comments side by side, as `report`, `crosstab` and `network` take them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from opinionmine.cli.models import Judge, check_model, choose_model, open_model, rules_options, workers_option
from opinionmine.cli.output import lang_option
from opinionmine.cli.sheets import LONGEST_SHEET, announce, read_once
from opinionmine.documents.comment_columns import Choice
from opinionmine.documents.comments import WORKBOOKS, read_comments
from opinionmine.documents.limits import Limits, parse_limits
from opinionmine.documents.read import InputFile, open_files, read_content
from opinionmine.errors import DocumentError
from opinionmine.records import Codebook, Document, Opinion, Sheet, Study, TableBlock
from opinionmine.sheets import Guide, parse_sheet, read_guide
from opinionmine.sheets.goals import NO_GOAL
from opinionmine.sheets.lists import comments_to_sheet

if TYPE_CHECKING:
    from opinionmine.plugins import Coder
    from opinionmine.themes.rule_coder import RuleCoder

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
    model_name: Path | None = None
    workers: int | None = None
    plan: Path | None = None
    rules_file: Path | None = None
    codebook_file: Path | None = None


_reading = (
    click.option(
        "--limit", "settings", multiple=True, metavar="NAME=NUMBER", help="Raise a limit, such as pages=1000."
    ),
    click.option(
        "--column", help="Column of the lists that holds the comments; a table that has it is read as a list."
    ),
    click.option("--layout", metavar="NAME|FILE", help="Layout of the sheets' tables, as for `read`."),
)
_model_option = click.option(
    "--model",
    "model_name",
    type=click.Path(path_type=Path),
    help="default, light (words only), a folder, or cues (no model).",
)
_plan_option = click.option(
    "--plan", type=click.Path(path_type=Path), help="Plan map (YAML): themes of each goal, goals of each project."
)


def reading_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """INPUTS and the options about reading them, which reach the command as one `Sources`; and --lang. No model is needed."""
    return _collecting(command, *_reading, lang_option)


def judging_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """`reading_options`, and those about the model that finds the themes."""
    return _collecting(command, *_reading, _model_option, lang_option, workers_option, rules_options)


def source_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """`judging_options`, and --plan."""
    return _collecting(command, *_reading, _model_option, _plan_option, lang_option, workers_option, rules_options)


def _collecting(command: Callable[..., Any], *options: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(command)
    def collected(*arguments: Any, **given: Any) -> Any:
        sources = Sources(**{field.name: given.pop(field.name) for field in fields(Sources) if field.name in given})
        return command(*arguments, sources=sources, **given)

    for option in options:
        collected = option(collected)
    return click.argument("inputs", nargs=-1, required=True, type=click.Path(path_type=Path))(collected)


def open_sources(sources: Sources) -> Iterator[tuple[Document, Sheet]]:
    """Read sheets (files, folders, zip) and lists of comments (CSV, Excel, JSON); what was not understood is told on stderr.

    A table is a list of comments if it has the column that was named, else a sheet if goals or measures are rated in it.
    """
    guide = read_guide(sources.layout) if sources.layout else Guide()
    limits = parse_limits(sources.settings)
    for file in open_files(read_once(sources.inputs), limits):
        document, sheet = _read_file(file, guide, sources.column, limits)
        if file.left_out:
            click.echo(file.left_out.message, err=True)
            sheet = replace(sheet, issues=(*sheet.issues, file.left_out))
        yield document, sheet


def _read_file(file: InputFile, guide: Guide, column: str | None, limits: Limits) -> tuple[Document, Sheet]:
    suffix = Path(file.name).suffix.lower()
    if suffix in _OBJECTS:
        return _read_list(file, column, limits)
    if suffix in _TABLES:
        return _read_table(file, guide, column, limits)
    document = read_content(file.content, file.source, limits)
    sheet = parse_sheet(document, guide)
    announce(document, sheet)
    if not (sheet.rated_goals or sheet.opinions):
        click.echo(
            f"{document.source}: if this is a list of comments, save it as CSV with the header 意見 above them "
            "(意見の一覧なら、1 行目に「意見」と書いて CSV で保存してください).",
            err=True,
        )
    return document, sheet


def _read_list(file: InputFile, column: str | None, limits: Limits) -> tuple[Document, Sheet]:
    comments = read_comments(file.content, file.source, Choice(column), limits)
    document, sheet = comments_to_sheet(comments, file.content, file.name)
    for issue in sheet.issues:
        click.echo(issue.message, err=True)
    return document, sheet


def _read_table(file: InputFile, guide: Guide, column: str | None, limits: Limits) -> tuple[Document, Sheet]:
    """A sheet if goals or measures are rated in it or it has what a list has not; a list if `column` is in it.

    A list may have marks too (満足度: ◎), and columns that only look like replies (回答日).
    """
    document = read_content(file.content, file.source, limits)
    is_long = (
        max((len(block.rows) for block in document.blocks if isinstance(block, TableBlock)), default=0) > LONGEST_SHEET
    )
    sheet = None if is_long else parse_sheet(document, guide)
    knows_more = sheet is not None and (_rates_measures(sheet) or _knows_more(sheet))
    if column or not knows_more:
        try:
            return _read_list(file, column, limits)
        except DocumentError:
            if sheet is None or not (
                knows_more or (not column and (sheet.opinions or sheet.passages or sheet.rated_goals))
            ):
                raise
    assert sheet is not None
    announce(document, sheet)
    if sheet.opinions and {goal.goal_id for goal in sheet.rated_goals} == {NO_GOAL.goal_id}:
        click.echo(
            f"{document.source}: read as a sheet that rates measures and holds {len(sheet.opinions)} opinions; if each row is a comment, name the "
            "column of the comments with --column (1 行が 1 件の意見なら、--column で意見の列を指定してください).",
            err=True,
        )
    return document, sheet


def _rates_measures(sheet: Sheet) -> bool:
    """Whether goals or measures with a name are rated; the marks of a list (評価: ◎) rate nothing that has one."""
    return any(
        goal.goal_id != NO_GOAL.goal_id or any(not re.fullmatch(r"\W*\d*", rating.project) for rating in goal.ratings)
        for goal in sheet.rated_goals
    )


def _knows_more(sheet: Sheet) -> bool:
    """Whether the reader of sheets found what a plain list has not: 件数, 市の考え方, 該当箇所."""
    return any(o.goal_id or o.weight > 1 or "reply" in o.fields for o in sheet.opinions)


def study_sources(
    sources: Sources, by: tuple[str, ...] = (), *, has_evidence: bool = True
) -> tuple[Study, Codebook, Coder]:
    """The whole road, from the names of files to what is said of them; evidence only where it is shown."""
    from opinionmine.analysis import analyse

    name = choose_model(sources.model_name, sources.codebook_file, sources.rules_file)
    read = list(open_sources(sources))
    coder, codebook = open_coder(name, sources, [opinion for _, sheet in read for opinion in sheet.opinions])
    judge = Judge(coder, name, sources.workers, has_evidence=has_evidence)
    return analyse(read, judge.opinions, codebook, sources.plan, by), codebook, coder


def open_coder(name: Path | RuleCoder | None, sources: Sources, opinions: Iterable[Opinion]) -> tuple[Coder, Codebook]:
    """What codes, and its codebook; a model must belong to the codebook, and rules may ask only for columns that are there."""
    from opinionmine.themes.codebook import load_codebook
    from opinionmine.themes.rule_coder import RuleCoder

    if isinstance(name, RuleCoder):
        name.check_fields({column for opinion in opinions for column in opinion.fields})
        return name, name.codebook
    codebook, model = load_codebook(sources.codebook_file), open_model(name)
    check_model(model, codebook)
    return model, codebook
