"""`opinionmine label merge`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from opinionmine.cli.label_files import list_options, read_items, refuse_old
from opinionmine.cli.output import check_output, write_bytes, write_output
from opinionmine.documents.comment_columns import Choice
from opinionmine.errors import CodebookError

if TYPE_CHECKING:
    from opinionmine.records import Codebook
    from opinionmine.reporting.blocks import Table
    from opinionmine.themes.merge import Conflict, OnConflict, Row

_MOST_TOLD = 10


@click.command()
@click.argument("labels", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Corpus to write (.jsonl).")
@click.option(
    "--into", type=click.Path(path_type=Path), help="Corpus to add to; it is written anew where -o is not given."
)
@click.option(
    "--asked",
    type=click.Path(path_type=Path),
    help="The list that was given out: ids and texts are checked against it.",
)
@click.option(
    "--on-conflict",
    type=click.Choice(["keep", "replace", "both"]),
    help="Where two judgements contradict: keep the first, replace it, or keep it with both beside it in `coders`.",
)
@click.option("--batch", default="", metavar="NAME", help="Batch of the new opinions, such as the city they are from.")
@list_options
def merge(
    labels: tuple[Path, ...],
    output: Path | None,
    into: Path | None,
    asked: Path | None,
    on_conflict: OnConflict | None,
    batch: str,
    codebook_file: Path | None,
    column: str | None,
    id_column: str | None,
) -> None:
    """Put LABELS that came back into one corpus for `train`; what contradicts is listed, never overwritten unsaid.

    付けたラベルを一つのコーパスにまとめます。食い違いは一覧にします。
    """
    target = _choose_output(output, into, labels)
    from opinionmine.exchange.labels import read_labels
    from opinionmine.themes.codebook import load_codebook
    from opinionmine.themes.labelled import read_corpus
    from opinionmine.themes.merge import LabelFile, merge_labels, read_rows, write_rows

    codebook = load_codebook(codebook_file)
    rows: tuple[Row, ...] = ()
    if into:
        read_corpus(into, codebook)
        rows = read_rows(into)
    texts = _read_asked(asked, codebook, Choice(column, id_column)) if asked else None
    files = [LabelFile(str(path), read_labels(path, codebook), _read_beside(path)) for path in labels]
    merged = merge_labels(rows, files, on_conflict, texts, batch)
    if merged.conflicts:
        _tell(merged.conflicts, target, labels, is_settled=on_conflict is not None)
    if not merged.rows:
        raise CodebookError(
            f"{', '.join(map(str, labels))}: no opinion has a label yet ({merged.n_unlabelled} without). Label some first "
            "(ラベルがまだ付いていません)."
        )
    write_output(write_rows(merged.rows), target)
    click.echo(
        f"{target}: {len(merged.rows)} opinions. new 新規 {merged.n_new}, same 同じ {merged.n_same}, completed 補完 {merged.n_completed}, "
        f"conflicting 食い違い {len(merged.conflicts)}{f' ({on_conflict})' if merged.conflicts else ''}, unlabelled 未記入 {merged.n_unlabelled}.",
        err=True,
    )


def _choose_output(output: Path | None, into: Path | None, labels: Sequence[Path]) -> Path:
    target = output or into
    if target is None:
        raise CodebookError("Nowhere to write: name a corpus with -o corpus.jsonl, or one to add to with --into.")
    if target.suffix.lower() != ".jsonl":
        raise CodebookError(f"{target}: a corpus is written as .jsonl. Choose this ending.")
    if into and into.is_dir():
        raise CodebookError(f"{into}: this is a folder. Name one of its .jsonl files with --into.")
    check_output(target, *labels)
    if not (into and target.exists() and into.exists() and target.samefile(into)):
        refuse_old(target)
    return target


def _read_beside(path: Path) -> dict[str, Row]:
    """What the rows of a corpus say beside their labels, by id."""
    from opinionmine.themes.merge import read_rows, row_id

    rows = read_rows(path) if path.suffix.lower() == ".jsonl" else ()
    return {
        row_id(row): {key: row[key] for key in ("batch", "pair", "coders") if key in row} for row in rows if "id" in row
    }


def _read_asked(path: Path, codebook: Codebook, choice: Choice) -> dict[str, str]:
    return {item.opinion.opinion_id: item.opinion.text for item in read_items(path, codebook, choice)}


def _tell(conflicts: Sequence[Conflict], target: Path, labels: Sequence[Path], *, is_settled: bool) -> None:
    """List what contradicts on stderr and, where nobody said what to do, in a file beside the corpus; then refuse."""
    for conflict in conflicts[:_MOST_TOLD]:
        click.echo(
            f"id 「{conflict.opinion_id}」: {_say(conflict.first)} / {_say(conflict.second)} ({conflict.file})",
            err=True,
        )
    if len(conflicts) > _MOST_TOLD:
        click.echo(f"… {len(conflicts) - _MOST_TOLD} more (ほか {len(conflicts) - _MOST_TOLD} 件)", err=True)
    if is_settled:
        return
    from opinionmine.cli.pictures import table_to_csv

    beside = target.with_name(f"{target.name}.conflicts.csv")
    check_output(beside, *labels)
    write_bytes(table_to_csv(_conflict_table(conflicts)).encode("utf-8-sig"), beside)
    raise CodebookError(
        f"{len(conflicts)} opinions have contradicting labels; nothing was merged. They stand in {beside}. Say --on-conflict keep, replace or "
        "both (食い違いがあるため書き込みませんでした)."
    )


def _say(row: Row) -> str:
    """What was judged, and by whom."""
    judged = [";".join(row["themes"]) or "none なし", row.get("stance", ""), ";".join(row.get("flags", []))]
    return f"{' '.join(filter(None, judged))} [{row.get('annotator', '?')}]"


def _conflict_table(conflicts: Sequence[Conflict]) -> Table:
    from opinionmine.reporting.blocks import Table

    keys = ("themes", "stance", "flags", "annotator", "when")

    def cells(row: Row) -> list[str]:
        return [value if isinstance(value, str) else ";".join(value) for value in (row.get(key, "") for key in keys)]

    columns = ("id", "text", *(f"first_{key}" for key in keys), *(f"second_{key}" for key in keys), "file")
    rows = [(c.opinion_id, c.first["text"], *cells(c.first), *cells(c.second), c.file) for c in conflicts]
    return Table("conflicts", "conflicts", columns, tuple(rows))
