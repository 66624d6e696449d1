"""Where the data of a command goes: a file, or standard output."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from opinionmine.errors import DocumentError
from opinionmine.records import dump_json

output_option = click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="File to write; standard output without it."
)

codebook_option = click.option(
    "--codebook", "codebook_file", type=click.Path(path_type=Path), help="Another codebook (YAML)."
)
lang_option = click.option(
    "--lang", type=click.Choice(["ja", "en"], case_sensitive=False), default="ja", show_default=True
)


def check_output(output: Path | None, *inputs: Path) -> None:
    """Refuse a file that cannot be written, or that is read, before the work is done and not after it."""
    if output is None:
        return
    if not output.parent.is_dir():
        raise DocumentError(f"{output}: there is no folder {output.parent}. Make it first, or choose another place.")
    if output.is_dir():
        raise DocumentError(f"{output}: this is a folder. Give the name of a file in it.")
    for path in inputs if output.exists() else ():
        if any(os.path.exists(f) and f.samefile(output) for f in (path.rglob("*") if os.path.isdir(path) else [path])):
            raise DocumentError(
                f"{output}: this is the input; it would be overwritten. Choose another name (入力のファイルです。別の名前にしてください)."
            )


def check_outputs(outputs: Sequence[Path], inputs: Sequence[Path], endings: Collection[str], written: str) -> None:
    """`check_output` and `check_ending` for each; a file that is named twice would be overwritten by the second."""
    for output in outputs:
        check_output(output, *inputs)
        check_ending(output, endings, written)
    if len({output.resolve() for output in outputs}) < len(outputs):
        raise DocumentError(
            f"-o {outputs[-1]}: the same file is named twice. Name each once (同じ出力先が二度あります)."
        )


def check_folder(folder: Path) -> None:
    """Refuse a folder for results that is a file, or that cannot be made, before the work is done."""
    if folder.exists() and not folder.is_dir():
        raise DocumentError(
            f"{folder}: this is a file. Give the name of a folder (フォルダーの名前を指定してください)."
        )
    if not folder.parent.is_dir():
        raise DocumentError(f"{folder}: there is no folder {folder.parent}. Make it first, or choose another place.")


def check_ending(output: Path, endings: Collection[str], written: str) -> None:
    """Refuse a file whose ending names no format that is written; `written` is the beginning of the sentence that lists them."""
    if output.suffix.lower() not in endings:
        raise DocumentError(f"{output}: {written}. Choose one of these endings (拡張子で形式を選びます).")


def write_json(record: Any, output: Path | None) -> None:
    """Write a record as indented JSON, Japanese as it is."""
    write_output(dump_json(record), output)


def write_output(text: str, output: Path | None) -> None:
    """Write text as UTF-8 with \\n line ends; a table for Excel brings its own BOM."""
    if output is None:
        sys.stdout.write(text)
        return
    write_bytes(text.encode(), output)


def write_bytes(content: bytes, output: Path) -> None:
    """Write a file; what prevents it is one sentence."""
    write_pieces([content], output)


def is_plain(output: Path) -> bool:
    """Whether a file is made or replaced; a pipe, a device and a link are written to."""
    return not output.exists() or (output.is_file() and not output.is_symlink())


def unfinished_name(output: Path) -> Path:
    """The name of a file until it is whole."""
    return output.with_name(f".{output.name[:200]}.part")


@contextmanager
def saying_why(output: Path) -> Iterator[None]:
    """Turn what prevents writing into one sentence."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or error.__class__.__name__
        raise DocumentError(
            f"{output}: cannot be written ({reason}). Check the folder, or close the file elsewhere (書き込めません)."
        ) from None


def write_pieces(pieces: Iterable[bytes], output: Path) -> None:
    """Write a file piece by piece, as they come; it gets its name only when it is whole.

    Raises
    ------
    DocumentError
        If the file cannot be written. What was there before is then still there, and nothing half-written beside it.
    """
    is_replaced = is_plain(output)
    place = unfinished_name(output) if is_replaced else output
    with saying_why(output):
        try:
            with place.open("wb") as file:
                for piece in pieces:
                    file.write(piece)
            if is_replaced:
                place.replace(output)
        finally:
            if is_replaced:
                place.unlink(missing_ok=True)
