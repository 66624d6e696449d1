"""Codebooks in the forms of other programs, by the ending of the file."""

from __future__ import annotations

from pathlib import Path

from opinionmine.documents.text import read_bytes
from opinionmine.errors import DocumentError
from opinionmine.exchange.label_config import write_label_config
from opinionmine.exchange.refi_codebook import read_codebook, write_codebook
from opinionmine.exchange.refi_sources import read_codebook_of
from opinionmine.records import Codebook
from opinionmine.themes.codebook import load_codebook
from opinionmine.themes.codebook_file import render_codebook_file

READ = (".yaml", ".yml", ".qdc", ".qdpx")
WRITTEN = (".yaml", ".yml", ".qdc", ".xml")


def read_any_codebook(path: Path) -> Codebook:
    """Read a codebook from YAML, a REFI-QDA codebook (.qdc) or a REFI-QDA project (.qdpx).

    Raises
    ------
    CodebookError, DocumentError
        If the file is none of these, or does not follow its form.
    """
    suffix = path.suffix.lower()
    if suffix == ".qdc":
        return read_codebook(read_bytes(path), str(path))
    if suffix == ".qdpx":
        return read_codebook_of(read_bytes(path), str(path))
    if suffix in (".yaml", ".yml"):
        return load_codebook(path)
    raise DocumentError(f"{path}: no codebook has this ending. Expected {', '.join(READ)}.")


def render_any_codebook(codebook: Codebook, path: Path) -> bytes:
    """A codebook as the bytes of a file: YAML, REFI-QDA (.qdc), or a labelling configuration for Label Studio (.xml).

    Raises
    ------
    DocumentError
        If the ending is none of these.
    """
    suffix = path.suffix.lower()
    if suffix in (".yaml", ".yml"):
        return render_codebook_file(codebook).encode()
    if suffix == ".qdc":
        return write_codebook(codebook)
    if suffix == ".xml":
        return write_label_config(codebook)
    raise DocumentError(
        f"{path}: no codebook has this ending. Choose one of {', '.join(WRITTEN)} (拡張子で形式を選びます)."
    )
