"""The model a command works with."""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from opinionmine.cli.progress import Progress
from opinionmine.documents.comments import Row
from opinionmine.errors import DocumentError, ModelError
from opinionmine.records import Codebook, Opinion, Prediction

if TYPE_CHECKING:
    from opinionmine.plugins import Coder
    from opinionmine.themes.rule_coder import RuleCoder
    from opinionmine.themes.rules import Rule

T = TypeVar("T")
C = TypeVar("C", bound=Callable[..., Any])

# Rows judged at once.
CHUNK = 64
# Chunks read ahead for each worker.
_AHEAD = 4
# With fewer a worker costs more to start than it saves.
_WORTH_WORKERS = 2000

workers_option = click.option(
    "--workers",
    type=click.IntRange(1, 64),
    help="Processes that judge opinions; one a core for long lists. The results are the same.",
)


# --model cues: no model at all.
CUES = Path("cues")


def rules_options(command: C) -> C:
    """--rules and --codebook."""
    for option in (
        click.option("--rules", "rules_file", type=click.Path(path_type=Path), help="Coding rules as KH Coder has them, instead of a model."),
        click.option("--codebook", "codebook_file", type=click.Path(path_type=Path), help="Your codebook (YAML), for cues, rules or your own model."),
    ):  # fmt: skip
        command = option(command)
    return command


def choose_model(name: Path | None, codebook_file: Path | None, rules_file: Path | None) -> Path | RuleCoder | None:
    """What codes, as the user said it: a model by its name, or rules, which are read here.

    Raises
    ------
    OpinionmineError
        If the options contradict each other, or rules or codebook do not follow their form.
    """
    if rules_file is None and name != CUES:
        return name
    if rules_file and name:
        raise DocumentError(
            f"--rules and --model {name}: rules code by themselves. Leave one of them out (どちらか一方にしてください)."
        )
    from opinionmine.themes.codebook import load_codebook
    from opinionmine.themes.rule_codebook import rules_to_codebook
    from opinionmine.themes.rule_coder import RuleCoder, check_rules

    if rules_file is None:
        return RuleCoder(load_codebook(codebook_file))
    rules = read_rules(rules_file)
    if codebook_file is None:
        return RuleCoder(rules_to_codebook(rules, rules_file.stem), rules)
    codebook = load_codebook(codebook_file)
    check_rules(rules, codebook, str(rules_file))
    return RuleCoder(codebook, rules)


def check_model(model: Coder, codebook: Codebook) -> None:
    """`check_codebook`, with what can be done as long as no model was trained with one's own codebook.

    Raises
    ------
    ModelError
        If the model belongs to another codebook.
    """
    from opinionmine.themes.model import check_codebook

    try:
        check_codebook(model, codebook)
    except ModelError as error:
        raise ModelError(
            f"{error} Until then --model cues goes by the cues of your codebook (--model cues なら学習なしで使えます)."
        ) from None


def read_rules(file: Path) -> tuple[Rule, ...]:
    """Read a file of coding rules, in the encodings that KH Coder's users have (UTF-8, Shift-JIS).

    Raises
    ------
    OpinionmineError
        If it cannot be read, or a rule does not follow the form.
    """
    from opinionmine.documents.text import decode, read_bytes
    from opinionmine.themes.rule_parser import parse_rules

    return parse_rules(decode(read_bytes(file), str(file))[0], str(file))


def load_again(name: Path | RuleCoder | None) -> Coder:
    """In another process: a model is loaded anew, rules came along."""
    from opinionmine.themes.classifiers import load_coder

    return load_coder(name) if name is None or isinstance(name, Path) else name


def open_model(name: Path | None) -> Coder:
    """Load a model; say so on stderr where the light one stands in for the default one."""
    from opinionmine.themes.classifiers import load_coder
    from opinionmine.themes.model import Model
    from opinionmine.themes.vectors import how_to_get_vectors

    model = load_coder(name)
    if name is None and isinstance(model, Model) and model.likeness is None:
        click.echo(
            f"The sentence encoder is not here, so the light model is used ({how_to_get_vectors()}).  "
            "文ベクトルがないため、軽いモデルで判定します。",
            err=True,
        )
    return model


@dataclass(frozen=True)
class Judge:
    """A model at work, here or in processes of their own; the results are the same.

    Attributes
    ----------
    name : Path, RuleCoder or None
        What `model` was opened by; each worker process opens it for itself, and is sent rules.
    workers : int or None
        Processes; None for one a core, or for none beside this one where there are few opinions.
    risk : float or None
        As `Model.predict`.
    has_evidence : bool
        As `Model.predict`.
    """

    model: Coder
    name: Path | RuleCoder | None
    workers: int | None = None
    risk: float | None = None
    has_evidence: bool = True

    def opinions(self, opinions: Sequence[Opinion]) -> Iterator[Prediction]:
        """Judge opinions in order.

        Raises
        ------
        DocumentError
            If a worker process ends before its work is done.
        """
        for predictions in self._chunks(_batched(opinions, CHUNK), len(opinions)):
            yield from predictions

    def rows(self, rows: Iterable[Row], n: int) -> Iterator[tuple[Row, Prediction | None]]:
        """Judge the rows of a list in order, holding a few chunks of them; a row without an opinion gets None.

        Parameters
        ----------
        n : int
            Opinions in all rows together.

        Raises
        ------
        DocumentError
            If a worker process ends before its work is done.
        """
        held: deque[list[Row]] = deque()

        def chunks() -> Iterator[list[Opinion]]:
            for batch in _batched(rows, CHUNK):
                held.append(batch)
                yield [row.opinion for row in batch if row.opinion]

        for predictions in self._chunks(chunks(), n):
            judged = iter(predictions)
            for row in held.popleft():
                yield row, next(judged) if row.opinion else None

    def _chunks(self, chunks: Iterable[Sequence[Opinion]], n: int) -> Iterator[list[Prediction]]:
        workers = self.workers or ((os.cpu_count() or 1) if n >= _WORTH_WORKERS else 1)
        workers = min(workers, -(-n // CHUNK))
        judged = self._beside(chunks, workers) if workers > 1 else map(self._predict, chunks)
        progress = Progress(n)
        for predictions in judged:
            yield predictions
            progress.add(len(predictions))
        progress.end()

    def _predict(self, chunk: Sequence[Opinion]) -> list[Prediction]:
        return self.model.predict(chunk, self.risk, has_evidence=self.has_evidence)

    def _beside(self, chunks: Iterable[Sequence[Opinion]], workers: int) -> Iterator[list[Prediction]]:
        """Judge in processes of their own; spawned, since a fork copies the threads of numpy half alive."""
        import multiprocessing
        from concurrent.futures import Future, ProcessPoolExecutor
        from concurrent.futures.process import BrokenProcessPool

        # Workers that each spread their sums over all cores stand in each other's way: two of them took longer than one.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        context = multiprocessing.get_context("spawn")
        begin = (self.name, self.risk, self.has_evidence)
        pool = ProcessPoolExecutor(workers, context, initializer=_begin_work, initargs=begin)
        # Only so many chunks are read ahead that no worker waits; the pool's own map would read them all.
        ahead: deque[Future[list[Prediction]]] = deque()
        try:
            for chunk in chunks:
                ahead.append(pool.submit(_work, chunk))
                if len(ahead) > _AHEAD * workers:
                    yield ahead.popleft().result()
            while ahead:
                yield ahead.popleft().result()
        except BrokenProcessPool:
            raise DocumentError(
                "A worker process ended before its work was done, perhaps for want of memory. Try again with --workers 1 "
                "(処理が途中で止まりました。--workers 1 でやり直してください)."
            ) from None
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _batched(items: Iterable[T], n: int) -> Iterator[list[T]]:
    remaining = iter(items)
    return iter(lambda: list(islice(remaining, n)), [])


_at_work: list[Judge] = []


def _begin_work(name: Path | RuleCoder | None, risk: float | None, has_evidence: bool) -> None:
    # Ctrl-C reaches every process of a terminal; the first one tells it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _at_work.append(Judge(load_again(name), name, risk=risk, has_evidence=has_evidence))


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for ever."""
    import multiprocessing

    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


def _work(chunk: Sequence[Opinion]) -> list[Prediction]:
    return _at_work[0]._predict(chunk)
