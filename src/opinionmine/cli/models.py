"""The model a command works with."""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from opinionmine.cli.progress import Progress
from opinionmine.documents.comments import Row
from opinionmine.errors import DocumentError
from opinionmine.records import Opinion, Prediction

if TYPE_CHECKING:
    from opinionmine.themes.model import Model

T = TypeVar("T")

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


def open_model(name: Path | None) -> Model:
    """Load a model; say so on stderr where the light one stands in for the default one."""
    from opinionmine.themes.model_file import load_model
    from opinionmine.themes.vectors import how_to_get_vectors

    model = load_model(name)
    if name is None and model.likeness is None:
        click.echo(
            f"The sentence encoder is not here, so the light model is used ({how_to_get_vectors()}).  "
            "文ベクトルがないため、軽いモデルで判定します。",
            err=True,
        )
    return model


def predict_all(
    model: Model, name: Path | None, opinions: Sequence[Opinion], workers: int | None = None, risk: float | None = None
) -> Iterator[Prediction]:
    """Judge opinions in order; as `predict_rows`."""
    chunks = _batched(opinions, CHUNK)
    for predictions in _predict_chunks(model, name, chunks, len(opinions), workers, risk):
        yield from predictions


def predict_rows(
    model: Model,
    name: Path | None,
    rows: Iterable[Row],
    n: int,
    workers: int | None = None,
    risk: float | None = None,
) -> Iterator[tuple[Row, Prediction | None]]:
    """Judge the rows of a list in order, holding a few chunks of them; a row without an opinion gets None.

    Parameters
    ----------
    name : Path or None
        What `model` was opened by; each worker process opens it for itself.
    n : int
        Opinions in all rows together.
    workers : int or None
        Processes; None for one a core, or for none beside this one where there are few opinions. The results are the same.

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

    for predictions in _predict_chunks(model, name, chunks(), n, workers, risk):
        judged = iter(predictions)
        for row in held.popleft():
            yield row, next(judged) if row.opinion else None


def _predict_chunks(
    model: Model,
    name: Path | None,
    chunks: Iterable[Sequence[Opinion]],
    n: int,
    workers: int | None,
    risk: float | None,
) -> Iterator[list[Prediction]]:
    if workers is None:
        workers = (os.cpu_count() or 1) if n >= _WORTH_WORKERS else 1
    workers = min(workers, -(-n // CHUNK))
    judged = _predict_beside(name, chunks, workers, risk) if workers > 1 else (model.predict(c, risk) for c in chunks)
    progress = Progress(n)
    for predictions in judged:
        yield predictions
        progress.add(len(predictions))
    progress.end()


def _batched(items: Iterable[T], n: int) -> Iterator[list[T]]:
    remaining = iter(items)
    return iter(lambda: list(islice(remaining, n)), [])


def _predict_beside(
    name: Path | None, chunks: Iterable[Sequence[Opinion]], workers: int, risk: float | None
) -> Iterator[list[Prediction]]:
    """Judge in processes of their own; spawned, since a fork copies the threads of numpy half alive."""
    import multiprocessing
    from concurrent.futures import Future, ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    # Workers that each spread their sums over all cores stand in each other's way: two of them took longer than one.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, context, initializer=_open_for_worker, initargs=(name,))
    # Only so many chunks are read ahead that no worker waits; the pool's own map would read them all.
    ahead: deque[Future[list[Prediction]]] = deque()
    try:
        for chunk in chunks:
            ahead.append(pool.submit(_predict_chunk, chunk, risk))
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


_worker_model: list[Model] = []


def _open_for_worker(name: Path | None) -> None:
    from opinionmine.themes.model_file import load_model

    # Ctrl-C reaches every process of a terminal; the first one tells it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _worker_model.append(load_model(name))


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for ever."""
    import multiprocessing

    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


def _predict_chunk(chunk: Sequence[Opinion], risk: float | None) -> list[Prediction]:
    return _worker_model[0].predict(chunk, risk)
