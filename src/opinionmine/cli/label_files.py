"""Files with labels and lists without, as `label` takes both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from opinionmine.cli.output import codebook_option
from opinionmine.documents.comment_columns import Choice
from opinionmine.documents.comments import open_comments
from opinionmine.documents.limits import Limits
from opinionmine.documents.text import check_path, read_bytes
from opinionmine.errors import CodebookError, DocumentError, OpinionmineError
from opinionmine.records import Codebook, LabelItem

if TYPE_CHECKING:
    from opinionmine.themes.labelled import LabelledCorpus

_LINES = (".jsonl", ".ndjson")


def list_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--column, --id-column and --codebook, for commands that read a list of comments or a file of labels."""
    for option in (
        codebook_option,
        click.option("--id-column", help="Column or key that holds the ids."),
        click.option("--column", help="Column or key that holds the comments, where its name is not a usual one."),
    ):
        command = option(command)
    return command


def read_items(path: Path, codebook: Codebook, choice: Choice) -> tuple[LabelItem, ...]:
    """The opinions of a file of labels, or of a list of comments; those of a list have no annotation.

    Raises
    ------
    OpinionmineError
        If it is neither, an id stands twice, or a label is wrong.
    """
    from opinionmine.exchange.labels import has_labels, read_labels
    from opinionmine.exchange.own import first_object

    if path.is_dir():
        return read_labels(path, codebook)
    check_path(path)
    keys = first_object(read_bytes(path)) if path.suffix.lower() in _LINES else {}
    if "themes" in keys and "outcome" not in keys:
        return read_labels(path, codebook)
    # What `classify` wrote is a list: its themes are no labels.
    if path.suffix.lower() == ".txt" or "outcome" in keys or choice != Choice():
        return _read_list(path, choice)
    try:
        return read_labels(path, codebook)
    except OpinionmineError:
        if has_labels(path, codebook):
            raise
        items = _read_list(path, choice)
        click.echo(
            f"{path}: read as a list of {len(items)} comments without labels (ラベルのない意見の一覧として読みました).",
            err=True,
        )
        return items


def read_all_labels(paths: Sequence[Path], codebook: Codebook) -> list[LabelItem]:
    """The labelled opinions of some files; where one of them stands in two, the first."""
    from opinionmine.exchange.labels import read_labels

    items: dict[str, LabelItem] = {}
    for path in paths:
        for item in read_labels(path, codebook):
            if item.annotation:
                items.setdefault(item.opinion.opinion_id, item)
    return list(items.values())


def find_judged_twice(paths: Sequence[Path], codebook: Codebook) -> set[str]:
    """Ids of the opinions that have two judgements or more: in two files, or in the coders of a row of our own form."""
    from opinionmine.exchange.labels import read_labels
    from opinionmine.themes.merge import read_rows, row_id

    files = [file for path in paths for file in (path.glob("*.jsonl") if path.is_dir() else [path])]
    judged = [item.opinion.opinion_id for file in files for item in read_labels(file, codebook) if item.annotation]
    rows = [row for file in files if file.suffix.lower() == ".jsonl" for row in read_rows(file)]
    return {name for name, n in Counter(judged).items() if n > 1} | {
        row_id(row) for row in rows if len(row.get("coders", {})) > 1
    }


def refuse_old(output: Path) -> None:
    """Refuse to write over a file that may hold somebody's labels."""
    if output.exists():
        raise DocumentError(
            f"{output}: is there already and may hold labels. Choose another name, or take it away first (すでにあります)."
        )


def _read_list(path: Path, choice: Choice) -> tuple[LabelItem, ...]:
    comments = open_comments(path, choice, Limits())
    for note in comments.notes:
        click.echo(note, err=True)
    opinions = [opinion for opinion in comments.opinions if opinion]
    repeated = [name for name, n in Counter(opinion.opinion_id for opinion in opinions).items() if n > 1]
    if repeated:
        raise CodebookError(
            f"{path}: the id 「{repeated[0]}」 stands more than once ({len(repeated)} such ids); a label finds its opinion by it. Name another "
            "column with --id-column, or give each row its own (番号が重複しています)."
        )
    return tuple(LabelItem(opinion, None) for opinion in opinions)


def read_labelled(path: Path, codebook: Codebook) -> LabelledCorpus:
    """A corpus, or the labelled opinions of a file of labels."""
    from opinionmine.exchange.labels import read_labels
    from opinionmine.themes.labelled import read_corpus
    from opinionmine.themes.questions import items_to_corpus

    if path.is_dir() or not path.exists():
        return read_corpus(path, codebook)
    items = read_labels(path, codebook)
    if path.suffix.lower() == ".jsonl" and all(item.annotation for item in items):
        return read_corpus(path, codebook)
    if not any(item.annotation for item in items):
        raise CodebookError(f"{path}: no opinion has a label yet. Label some first (ラベルがまだ付いていません).")
    return items_to_corpus(items)
