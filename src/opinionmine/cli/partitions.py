"""Many files of comments, each coded to a file of its own, on this machine or on a cluster."""

from __future__ import annotations

import glob
import json
import os
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from opinionmine.cli.coded import Form
from opinionmine.cli.coding import Input, code_comments, describe_run, rejected_beside
from opinionmine.cli.models import Judge, load_again
from opinionmine.documents.comment_columns import Choice
from opinionmine.documents.comments import STREAMED, open_comments
from opinionmine.documents.limits import Limits
from opinionmine.errors import DocumentError, OpinionmineError

if TYPE_CHECKING:
    from opinionmine.plugins import Coder
    from opinionmine.themes.rule_coder import RuleCoder

_READ = (*STREAMED, ".parquet")
# What is known of a folder of results: a later run must be the same to go on with it.
_ABOUT = "opinionmine.json"


@dataclass(frozen=True)
class Job:
    """How every partition is read and coded.

    Attributes
    ----------
    form : Form or None
        None for the form of each input.
    """

    model_name: Path | RuleCoder | None
    choice: Choice
    limits: Limits
    risk: float | None
    has_evidence: bool
    form: Form | None


def find_partitions(pattern: Path) -> list[Path]:
    """The files that a pattern (``DATA/*.parquet``) or a folder stands for, sorted; one file is no partition of anything.

    Raises
    ------
    DocumentError
        If there is none that is read, or two of them would write the same file.
    """
    if os.path.isdir(pattern):
        files = [file for file in sorted(pattern.iterdir()) if file.suffix.lower() in _READ and file.is_file()]
    else:
        files = [
            file for found in sorted(glob.glob(str(pattern).replace("[", "[[]"))) if (file := Path(found)).is_file()
        ]
    files = [file for file in files if not file.name.startswith(".")]
    wrong = [file for file in files if file.suffix.lower() not in _READ]
    if not files or wrong:
        found = f"{wrong[0].name} is none of them" if wrong else "there is none"
        raise DocumentError(
            f"{pattern}: {found}; expected files that end in {', '.join(_READ)} (分割したファイルが必要です)."
        )
    stems = [file.stem for file in files]
    if twice := next((stem for stem in stems if stems.count(stem) > 1), None):
        raise DocumentError(
            f"{pattern}: two files are named {twice}; their results would be one file. Rename one of them."
        )
    return files


def is_partitioned(path: Path | None) -> bool:
    """Whether an INPUT is a folder or a pattern with * or ?; 意見[1].csv is the name of a file."""
    # Unlike those of Path, these do not raise where a name is too long to be looked up.
    return (
        path is not None and not os.path.isfile(path) and (os.path.isdir(path) or not {"*", "?"}.isdisjoint(str(path)))
    )


def code_partitions(
    files: list[Path], folder: Path, job: Job, model: Coder, workers: int | None, engine: str, scheduler: str | None
) -> tuple[int, int]:
    """Code every file that is not coded yet; each result gets its name only when it is whole.

    Returns
    -------
    n_coded, n_there : int, int
        Files coded now, and files whose results were there already.

    Raises
    ------
    OpinionmineError
        The first one of a partition, after all others are done; or if the folder holds results of another run.
    """
    if any(folder.resolve() == file.parent.resolve() for file in files):
        raise DocumentError(
            f"{folder}: the inputs are in it, and results bear their names. Choose another folder (入力と別のフォルダーにしてください)."
        )
    _check_folder(folder, describe_run(_judge(job, model, workers), job.choice, job.form))
    outputs = {file: folder / f"{file.stem}.{job.form or _form_of(file)}" for file in files}
    open_ = {file: output for file, output in outputs.items() if not _is_done(file, output)}
    told = (
        _with_dask(open_, job, model.model_id, workers, scheduler)
        if engine == "dask"
        else _here(open_, job, model, workers)
    )
    failed = None
    for n, (file, said) in enumerate(told, 1):
        click.echo(f"[{n}/{len(open_)}] {file.name}: {said}", err=True)
        failed = failed or (said if isinstance(said, OpinionmineError) else None)
    if failed:
        raise failed
    return len(open_), len(files) - len(open_)


def _form_of(file: Path) -> str:
    return {".parquet": "parquet", ".jsonl": "jsonl", ".ndjson": "jsonl"}.get(file.suffix.lower(), "csv")


def _is_done(file: Path, output: Path) -> bool:
    """A result that is older than its input is made anew."""
    return output.is_file() and output.stat().st_mtime >= file.stat().st_mtime


def _check_folder(folder: Path, about: dict[str, object]) -> None:
    try:
        folder.mkdir(exist_ok=True)
        note = folder / _ABOUT
        if note.is_file() and json.loads(note.read_text("utf-8")) != about:
            raise DocumentError(
                f"{folder}: it holds results of another model or other options. Choose another folder, or empty this one "
                "(別のモデル・設定の結果が入っています)."
            )
        note.write_text(json.dumps(about, ensure_ascii=False), "utf-8")
    except (OSError, ValueError) as error:
        raise DocumentError(f"{folder}: cannot be used as a folder of results ({error}). Choose another one.") from None


def _judge(job: Job, model: Coder, workers: int | None) -> Judge:
    return Judge(model, job.model_name, workers, job.risk, job.has_evidence)


def _code(file: Path, output: Path, job: Job, model: Coder, workers: int | None) -> str:
    """Code one file; until it is whole it has a name that no other process uses, were it given to two of them."""
    comments = open_comments(file, job.choice, job.limits)
    judge = _judge(job, model, workers)
    form: Any = output.suffix.removeprefix(".")
    unnamed = output.with_name(f".{uuid.uuid4().hex}{output.suffix}")
    try:
        said = code_comments(Input(comments, file, job.choice), judge, form, unnamed, resume=None)
        if len(comments.rejected):
            rejected_beside(unnamed).replace(rejected_beside(output))
        unnamed.replace(output)
    finally:
        unnamed.unlink(missing_ok=True)
        rejected_beside(unnamed).unlink(missing_ok=True)
    return said


def _here(
    open_: dict[Path, Path], job: Job, model: Coder, workers: int | None
) -> Iterator[tuple[Path, str | OpinionmineError]]:
    """One file after the other; one that cannot be read does not stop the others."""
    for file, output in open_.items():
        try:
            yield file, _code(file, output, job, model, workers)
        except OpinionmineError as error:
            yield file, error


def _with_dask(
    open_: dict[Path, Path], job: Job, model_id: str, workers: int | None, scheduler: str | None
) -> Iterator[tuple[Path, str | OpinionmineError]]:
    """Hand the files to a cluster; one whose worker ends is handed to another worker."""
    try:
        from distributed import Client, KilledWorker, LocalCluster, as_completed
    except ImportError:
        raise DocumentError(
            "--engine dask needs a package more: pip install 'opinionmine[dask]' (追加のパッケージが必要です)."
        ) from None

    with ExitStack() as stack:
        try:
            if scheduler is None:
                own = LocalCluster(
                    n_workers=workers or os.cpu_count() or 1, threads_per_worker=1, dashboard_address=None
                )
                scheduler = stack.enter_context(own).scheduler_address
            client = stack.enter_context(Client(scheduler, timeout="30s"))
        except (OSError, ValueError) as error:
            raise DocumentError(
                f"--scheduler {scheduler}: no answer ({error}). Start it with `dask scheduler`, and workers with `dask worker {scheduler}`."
            ) from None
        futures = {
            client.submit(_code_on_worker, str(file.resolve()), str(output.resolve()), job, model_id, pure=False): file
            for file, output in open_.items()
        }
        for future in as_completed(futures):
            file = futures[future]
            try:
                yield file, future.result()
            except KilledWorker:
                yield (
                    file,
                    DocumentError(
                        f"{file}: every worker that took it ended, perhaps for want of memory. Split the file."
                    ),
                )


def _code_on_worker(file: str, output: str, job: Job, model_id: str) -> str | OpinionmineError:
    try:
        model = _model_of_worker(job.model_name)
        if model.model_id != model_id:  # such as the light one, where the sentence encoder is not installed
            return DocumentError(
                f"{file}: a worker has the model {model.model_id}, not {model_id}. Install the same version and packages on every machine."
            )
        return _code(Path(file), Path(output), job, model, 1)
    except OpinionmineError as error:
        return error  # raised, the worker would log a traceback


@cache
def _model_of_worker(name: Path | RuleCoder | None) -> Coder:
    # One comment after the other on each worker: sums that spread over all cores would stand in each other's way.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    return load_again(name)
