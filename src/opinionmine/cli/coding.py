"""From a list of comments to a file of results: what `classify` does with each input."""

from __future__ import annotations

import codecs
import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import chain, islice
from pathlib import Path

import click

from opinionmine.cli.coded import Form, check_columns, coded_lines, write_lines, write_parquet, write_workbook
from opinionmine.cli.models import CHUNK, Judge
from opinionmine.cli.output import check_output, is_plain, write_pieces
from opinionmine.cli.unfinished import Unfinished
from opinionmine.documents.comment_columns import Choice
from opinionmine.documents.comments import Comments, Row, refuse_rejected
from opinionmine.records import Prediction


@dataclass(frozen=True)
class Input:
    """A list of comments, and where it came from.

    Attributes
    ----------
    file : Path or None
        None for what was given on the command line or on standard input.
    """

    comments: Comments
    file: Path | None
    choice: Choice


def code_comments(source: Input, judge: Judge, form: Form, output: Path | None, *, resume: bool | None = False) -> str:
    """Judge every row and write it with its results; rows that cannot be read go to a file beside.

    Parameters
    ----------
    resume : bool or None
        Whether to go on with an interrupted run; None where no later run will go on with this one.

    Returns
    -------
    str
        One sentence that accounts for every row.

    Raises
    ------
    DocumentError
        If a column has the name of a result, the file cannot be written, or an interrupted run cannot be gone on with.
    """
    from opinionmine.themes.rule_coder import RuleCoder

    comments, grades = source.comments, judge.model.grades
    check_columns(comments, judge.model.theme_ids)
    if isinstance(judge.model, RuleCoder):
        judge.model.check_fields(comments.columns)
    _set_rejected_apart(comments, output, source.file)
    tally = _Tally()

    def judged(first: int) -> Iterator[tuple[Row, Prediction | None]]:
        rows = islice(comments.rows, first, None)
        return map(tally.count, judge.rows(rows, comments.n_opinions))

    n_kept = 0
    if output is None:
        write_lines(coded_lines(comments, judged(0), grades, form))
    elif form == "xlsx":
        for note in write_workbook(comments, judged(0), grades, output):
            click.echo(note, err=True)
    elif form == "parquet":
        write_parquet(comments, judged(0), grades, output)
    else:
        unfinished = None
        if is_plain(output) and resume is not None:
            made_from = {"input": _digest(source.file), **describe_run(judge, source.choice, form)}
            unfinished = Unfinished(output, made_from, CHUNK, is_csv=form == "csv")
        n_kept = unfinished.resume() if unfinished and resume else 0
        lines = coded_lines(comments, judged(n_kept), grades, form, has_header=not n_kept)
        pieces = chain([codecs.BOM_UTF8] if form == "csv" and not n_kept else [], lines)
        if unfinished:
            unfinished.write(pieces, goes_on=bool(n_kept))
        else:
            write_pieces(pieces, output)
    return tally.say(comments, n_kept, judge.model.model_id)


def describe_run(judge: Judge, choice: Choice, form: Form | None) -> dict[str, object]:
    """What results depend on beside the input."""
    return {
        "choice": asdict(choice),
        "model": judge.model.model_id,
        "risk": judge.risk,
        "evidence": judge.has_evidence,
        "form": form,
    }


def _digest(file: Path | None) -> str | None:
    if file is None:
        return None
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def rejected_beside(output: Path) -> Path:
    """Where the rows stand that cannot be read."""
    return output.with_name(f"{output.name}.rejected.jsonl")


def _set_rejected_apart(comments: Comments, output: Path | None, input_file: Path | None) -> None:
    """Write the rows that cannot be read to a file beside the results; without one the first of them is an error."""
    if output is None:
        refuse_rejected(comments)
        return
    if not len(comments.rejected):
        return
    beside = rejected_beside(output)
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


class _Tally:
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
            self._n_empty += prediction.outcome == "none" and is_empty_answer(row.text)
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
