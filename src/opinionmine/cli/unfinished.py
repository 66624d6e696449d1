"""A file of results in the making, which a later run can go on with."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import click

from opinionmine.cli.output import saying_why, unfinished_name
from opinionmine.errors import DocumentError


class Unfinished:
    """Records that are written as they come, under a name of their own until all are there.

    Parameters
    ----------
    output : Path
        The name it gets in the end.
    made_from : mapping
        What the records depend on: input, model, options. Only a run with the same goes on with them.
    step : int
        Records that are judged together; a file is cut behind a multiple of them.
    is_csv : bool
        Whether the first record is a header, and others may hold line ends in quotes.
    """

    def __init__(self, output: Path, made_from: Mapping[str, Any], step: int, *, is_csv: bool) -> None:
        self._output = output
        self._is_csv = is_csv
        self._made_from = json.loads(json.dumps(made_from))
        self._step = step
        self._part = unfinished_name(output)
        self._about = self._part.with_name(f"{self._part.name}.json")

    def resume(self) -> int:
        """Find the records that an interrupted run has left, and cut off what it did not finish.

        Returns
        -------
        int
            How many records are kept; 0 where there is nothing to go on with.

        Raises
        ------
        DocumentError
            If they were made from another input, with another model or with other options.
        """
        if not (self._part.is_file() and self._about.is_file()):
            click.echo(f"{self._output}: nothing to go on with; it begins anew (最初から始めます).", err=True)
            return 0
        if json.loads(self._about.read_text("utf-8")) != self._made_from:
            raise DocumentError(
                f"{self._part}: it was begun with another input, model or option. Give the same again, or leave out --resume to begin anew "
                "(入力・モデル・設定が前回と違います)."
            )
        kept, size = self._measure()
        with self._part.open("r+b") as file:
            file.truncate(size)
        return kept

    def _measure(self) -> tuple[int, int]:
        """Whole records, rounded down to whole steps, and the bytes up to there.

        A record ends with a line end outside quotes: JSON has none inside, a cell of CSV may.
        """
        n, kept, size, at, is_open = -1 if self._is_csv else 0, 0, 0, 0, False
        with self._part.open("rb") as file:
            for line in file:
                at += len(line)
                is_open ^= self._is_csv and line.count(b'"') % 2 == 1
                if not line.endswith(b"\r\n" if self._is_csv else b"\n") or is_open:
                    continue
                n += 1
                if n >= 0 and n % self._step == 0:
                    kept, size = n, at
        return kept, size

    def write(self, pieces: Iterable[bytes], *, goes_on: bool) -> None:
        """Write all records behind those that are kept, and give the file its name.

        Raises
        ------
        DocumentError
            If it cannot be written. Whatever interrupts the work, the records that were written remain for `resume`.
        """
        with saying_why(self._output):
            try:
                if not goes_on:
                    self._about.write_text(json.dumps(self._made_from), "utf-8")
                with self._part.open("ab" if goes_on else "wb") as file:
                    for piece in pieces:
                        file.write(piece)
                self._part.replace(self._output)
            except BaseException:
                self._keep_or_clear()
                raise
            self._about.unlink(missing_ok=True)

    def _keep_or_clear(self) -> None:
        """Say how to go on; less than a step is not worth it."""
        kept = self._measure()[0] if self._part.is_file() else 0
        if kept:
            click.echo(
                f"{self._output}: interrupted; {kept:,} rows are kept. The same command with --resume goes on from there "
                "(中断しました。同じコマンドに --resume を付けると続きから始めます).",
                err=True,
            )
        else:
            self._part.unlink(missing_ok=True)
            self._about.unlink(missing_ok=True)
