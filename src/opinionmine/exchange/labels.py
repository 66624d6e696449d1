"""Labels in a file: who said what of which opinion, in the form of this tool or of another one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from opinionmine.documents.text import read_bytes
from opinionmine.errors import DocumentError, OpinionmineError, suggest
from opinionmine.exchange import (
    doccano,
    khcoder,
    labelstudio,
    own,
    parquet,
    refi_project,
    refi_sources,
    sheet_csv,
    sheet_excel,
)
from opinionmine.exchange.checks import check_rows
from opinionmine.exchange.rows import LabelRow
from opinionmine.records import Codebook, LabelItem
from opinionmine.themes.labelled import SETTLED

# What a label item has besides the opinion with its columns and the themes. "none": that no theme applies is not the same as that
# nobody has judged; "unplaced": themes without a span.
PARTS = ("none", "unplaced", "stance", "flags", "annotator", "when", "spans", "suggested", "reason")


@dataclass(frozen=True)
class Form:
    """A form in which labels are exchanged.

    Attributes
    ----------
    ending : str
        Of the file; the first form of an ending is the one that is written, and read if no other one recognises the content.
    loses : tuple of str
        The `PARTS` that it has no place for.
    recognise : callable, optional
        Whether a content is of this form and not of the first one of its ending.
    """

    name: str
    ending: str
    read: Callable[[bytes, str, Codebook], Iterator[LabelRow]]
    write: Callable[[Sequence[LabelItem], Codebook], bytes]
    loses: tuple[str, ...] = ()
    recognise: Callable[[bytes], bool] | None = None


FORMS = (
    Form("jsonl", ".jsonl", own.read, own.write),
    Form("doccano", ".jsonl", doccano.read, doccano.write_choices, ("spans",), doccano.recognise),
    Form("doccano-spans", ".jsonl", doccano.read, doccano.write_places, ("none", "unplaced")),
    Form("excel", ".xlsx", sheet_excel.read, sheet_excel.write, ("spans",)),
    Form("khcoder", ".xlsx", sheet_excel.read, khcoder.write, ("when", "spans", "suggested", "reason")),
    Form("csv", ".csv", sheet_csv.read, sheet_csv.write, ("spans",)),
    Form("labelstudio", ".json", labelstudio.read, labelstudio.write),
    Form("refi-qda", ".qdpx", refi_sources.read, refi_project.write),
    Form("parquet", ".parquet", parquet.read, parquet.write),
)
NAMES = tuple(form.name for form in FORMS)


def read_labels(path: Path, codebook: Codebook, form: str | None = None) -> tuple[LabelItem, ...]:
    """Read the labels of a file, in its order, or those of all ``*.jsonl`` of a folder.

    Parameters
    ----------
    form : str, optional
        One of `NAMES`; ending and content tell without it.

    Returns
    -------
    tuple of LabelItem
        One for each opinion, or for each opinion and annotator where a file holds the judgements of several. Themes may be named by
        id, or by Japanese or English name. Who labelled is named after the file where the file does not say (``settled`` in .jsonl).

    Raises
    ------
    CodebookError
        Naming file, row and what is wrong with an id, a theme or another part.
    DocumentError
        If the file cannot be read, or its form is not known.
    """
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    if not files:
        raise DocumentError(f"{path}: no .jsonl file in this folder. Name a file, or a folder of labelled opinions.")
    if path.is_dir():
        form = form or "jsonl"
    rows = (row for file in files for row in _read(file, codebook, form))
    return check_rows(rows, codebook, str(path), path.stem)


def _read(path: Path, codebook: Codebook, form: str | None) -> Iterator[LabelRow]:
    content = read_bytes(path)
    known = find_form(form) if form else _recognise(path, content)
    return known.read(content, str(path), codebook)


def has_labels(path: Path, codebook: Codebook) -> bool:
    """Whether a file holds judgements in one of the forms, be they right or wrong."""
    try:
        return any(row.is_judged for row in _read(path, codebook, None))
    except OpinionmineError:
        return False


def _recognise(path: Path, content: bytes) -> Form:
    of_ending = [form for form in FORMS if form.ending == path.suffix.lower()]
    if not of_ending:
        raise DocumentError(
            f"{path}: no form of labels has this ending. Expected {_endings()}; or name the form ({', '.join(NAMES)})."
        )
    return next((form for form in of_ending if form.recognise and form.recognise(content)), of_ending[0])


def _endings() -> str:
    return ", ".join(dict.fromkeys(form.ending for form in FORMS))


def find_form(name: str) -> Form:
    """The form of a name.

    Raises
    ------
    DocumentError
        If there is none.
    """
    if name not in NAMES:
        raise DocumentError(f"「{name}」 is not a form of labels; {suggest(name, NAMES)}")
    return FORMS[NAMES.index(name)]


def form_of(path: Path) -> Form:
    """The form that is written to a file of this ending.

    Raises
    ------
    DocumentError
        If no form has it.
    """
    found = next((form for form in FORMS if form.ending == path.suffix.lower()), None)
    if found is None:
        raise DocumentError(
            f"{path}: no form of labels has this ending. Choose one of {_endings()} (拡張子で形式を選びます)."
        )
    return found


def render_labels(items: Sequence[LabelItem], codebook: Codebook, form: Form) -> bytes:
    """Labels as the bytes of a file; the same items give the same bytes (but for workbooks, which hold the time)."""
    return form.write(items, codebook)


def write_labels(items: Sequence[LabelItem], codebook: Codebook, path: Path, form: str | None = None) -> None:
    """Write labels in the form that is named, or that the ending tells.

    Raises
    ------
    CodebookError
        If the form cannot hold them (a text that is too long for a cell, a column whose name is needed).
    DocumentError
        If the file cannot be written, or its form is not known.
    """
    content = render_labels(items, codebook, find_form(form) if form else form_of(path))
    try:
        path.write_bytes(content)
    except OSError as error:
        raise DocumentError(
            f"{path}: cannot be written ({error.strerror}). Check the folder, or close the file elsewhere (書き込めません)."
        ) from None


def find_losses(items: Sequence[LabelItem], form: Form) -> tuple[str, ...]:
    """The parts that some item has and the form has no place for."""
    return tuple(part for part in form.loses if any(_has(item, part) for item in items))


def _has(item: LabelItem, part: str) -> bool:
    annotation = item.annotation
    if part == "none":
        return annotation is not None and not annotation.themes
    if part == "unplaced":
        return annotation is not None and not {*annotation.themes} <= {span.theme_id for span in item.spans}
    if part == "annotator":
        return annotation is not None and annotation.annotator != SETTLED
    if part in ("spans", "suggested", "reason"):
        return bool(getattr(item, part))
    return annotation is not None and bool(getattr(annotation, part))
