"""The model a command works with."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING

import click

from opinionmine.errors import DocumentError
from opinionmine.records import Opinion, Prediction

if TYPE_CHECKING:
    from opinionmine.themes.model import Model

# Opinions judged at once.
_CHUNK = 64
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
    """Judge in chunks and in order, with a bar on a terminal where it takes a while.

    Parameters
    ----------
    name : Path or None
        What `model` was opened by; each worker process opens it for itself.
    workers : int or None
        Processes; None for one a core, or for none beside this one where there are few opinions. The results are the same.

    Raises
    ------
    DocumentError
        If a worker process ends before its work is done.
    """
    chunks = [opinions[first : first + _CHUNK] for first in range(0, len(opinions), _CHUNK)]
    if workers is None:
        workers = (os.cpu_count() or 1) if len(opinions) >= _WORTH_WORKERS else 1
    hidden = len(opinions) < 200 or not sys.stderr.isatty()
    judged = _predict_beside(name, chunks, workers, risk) if workers > 1 else (model.predict(c, risk) for c in chunks)
    with click.progressbar(length=len(opinions), label="classify", file=sys.stderr, hidden=hidden) as bar:
        for predictions in judged:
            yield from predictions
            bar.update(len(predictions))


def _predict_beside(
    name: Path | None, chunks: Sequence[Sequence[Opinion]], workers: int, risk: float | None
) -> Iterator[list[Prediction]]:
    """Judge in processes of their own; spawned, since a fork copies the threads of numpy half alive."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    # Workers that each spread their sums over all cores stand in each other's way: two of them took longer than one.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(min(workers, len(chunks)), context, initializer=_open_for_worker, initargs=(name,))
    try:
        yield from pool.map(_predict_chunk, chunks, repeat(risk))
    except BrokenProcessPool:
        raise DocumentError(
            "A worker process ended before its work was done, perhaps for want of memory; nothing was written. Try again with --workers 1 "
            "(処理が途中で止まりました。--workers 1 でやり直してください)."
        ) from None
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


_worker_model: list[Model] = []


def _open_for_worker(name: Path | None) -> None:
    from opinionmine.themes.model_file import load_model

    # Ctrl-C reaches every process of a terminal; the first one tells it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _worker_model.append(load_model(name))


def _predict_chunk(chunk: Sequence[Opinion], risk: float | None) -> list[Prediction]:
    return _worker_model[0].predict(chunk, risk)
