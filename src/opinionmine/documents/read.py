"""Any file an office has -> a Document; folders and zip archives -> several."""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from opinionmine.documents.limits import Limits
from opinionmine.documents.tables import read_table
from opinionmine.documents.text import decode, read_bytes
from opinionmine.errors import DocumentError
from opinionmine.plugins import Blocks, plugins
from opinionmine.records import Document, Locator, ParseIssue, TableBlock, TextBlock

_ZIP, _OLE, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")
_OPEN_XML = "application/vnd.openxmlformats-officedocument"
_DELIMITERS = {".csv": ",", ".tsv": "\t", ".tab": "\t"}
_NAMED_AT_MOST = 5
_SHEETS = (
    ".txt",
    ".md",
    ".html",
    ".htm",
    ".pdf",
    ".docx",
    ".docm",
    ".xlsx",
    ".xlsm",
    ".xlsb",
    ".xls",
    ".ods",
    ".csv",
    ".tsv",
)


def read_document(path: str | Path, limits: Limits | None = None) -> Document:
    """Read one file: text, Markdown, HTML, PDF, Word, Excel, OpenDocument, CSV or TSV.

    The content decides, not the ending, where it can: a PDF named .txt is read as a PDF.

    Raises
    ------
    DocumentError
        If the file is missing, empty, too large, damaged, protected by a password, or of no kind that is read.
    """
    limits = limits or Limits()
    return read_content(read_bytes(path, limits), str(path), limits)


@dataclass(frozen=True)
class InputFile:
    """A file as it was found.

    Attributes
    ----------
    source : str
        Its path; of a member of an archive the path of the archive before it: ``R5.zip/評価.xlsx``.
    left_out : ParseIssue or None
        With the last file of a folder or archive: which other files in it are of no kind that is read.
    """

    source: str
    content: bytes
    left_out: ParseIssue | None = None

    @property
    def name(self) -> str:
        """Its name without folders."""
        return Path(self.source).name


def read_documents(paths: tuple[Path, ...], limits: Limits | None = None) -> Iterator[Document]:
    """Read files, the files of folders and of zip archives, in order; names in a folder are sorted.

    Raises
    ------
    DocumentError
        As `read_document`; also if a folder or an archive holds no file that is read.
    """
    limits = limits or Limits()
    for file in open_files(paths, limits):
        document = read_content(file.content, file.source, limits)
        yield replace(document, issues=(*document.issues, file.left_out)) if file.left_out else document


def open_files(paths: tuple[Path, ...], limits: Limits) -> Iterator[InputFile]:
    """Files, those in folders and those in zip archives, one after the other.

    Raises
    ------
    DocumentError
        If a file cannot be opened, a limit is passed, or a folder or an archive holds no file that is read.
    """
    for path in paths:
        if os.path.isdir(path):  # unlike Path.is_dir it does not raise where a name cannot be looked up
            files, left_out = _find_files(path, limits)
            opened = (InputFile(str(file), read_bytes(file, limits)) for file in files)
            yield from _tell_left_out(opened, left_out, path.name)
            continue
        content = read_bytes(path, limits)
        if content.startswith(_ZIP) and _kind_of_zip(content, str(path), limits) == "zip":
            left_out = []
            yield from _tell_left_out(_unpack(content, str(path), limits, left_out), left_out, path.name)
        else:
            yield InputFile(str(path), content)


def _find_files(folder: Path, limits: Limits) -> tuple[list[Path], list[str]]:
    """The files of a folder that can be read, sorted, and the names of those of other kinds."""
    shown = [file for file in folder.rglob("*") if not file.name.startswith((".", "~$")) and file.is_file()]
    files = sorted(file for file in shown if file.suffix.lower() in _SHEETS)
    limits.check("members", len(files), str(folder))
    if not files:
        raise DocumentError(
            f"{folder}: no file in this folder can be read; expected one of {', '.join(_SHEETS)} (読めるファイルがありません)."
        )
    return files, sorted(file.name for file in shown if file.suffix.lower() not in _SHEETS)


def _unpack(content: bytes, source: str, limits: Limits, left_out: list[str]) -> Iterator[InputFile]:
    from opinionmine.documents.packed import read_members

    n = 0
    for name, member in read_members(content, source, limits):
        if Path(name).suffix.lower() in _SHEETS:
            n += 1
            yield InputFile(f"{source}/{name}", member)
        else:
            left_out.append(name)
    if not n:
        raise DocumentError(
            f"{source}: no file in this archive can be read; expected one of {', '.join(_SHEETS)} (読めるファイルがありません)."
        )


def _tell_left_out(files: Iterator[InputFile], left_out: list[str], where: str) -> Iterator[InputFile]:
    """Say with the last file which others of a folder or archive are of no kind that is read."""
    last = None
    for file in files:
        if last:
            yield last
        last = file
    if last and left_out:
        named = "、".join(left_out[:_NAMED_AT_MOST]) + (" …" if len(left_out) > _NAMED_AT_MOST else "")
        message = f"{where}: {len(left_out)} files of kinds that are not read were left out: {named} (読まない種類のファイルを省きました)."
        last = replace(last, left_out=ParseIssue("files_left_out", message, Locator()))
    if last:
        yield last


def read_content(content: bytes, source: str, limits: Limits) -> Document:
    """Read the bytes of one file, as `read_document` does."""
    if not content:
        raise DocumentError(f"{source}: the file is empty (0 bytes); expected text (ファイルが空です).")
    media_type, blocks, issues = plugins().hook.opinionmine_read(content=content, source=source, limits=limits)
    if not any(_has_text(block) for block in blocks):
        raise DocumentError(
            f"{source}: the file holds only blank lines; expected the text of a summary sheet (空白の行しかありません)."
        )
    name = source if "/" not in source or ".zip/" in source else Path(source).name
    return Document(Path(name).name, hashlib.sha256(content).hexdigest(), media_type, tuple(blocks), tuple(issues))


def _has_text(block: TextBlock | TableBlock) -> bool:
    if isinstance(block, TextBlock):
        return bool(block.text.strip())
    return any(cell.text.strip() for row in block.rows for cell in row)


def read_blocks(content: bytes, source: str, limits: Limits) -> Blocks:
    """Read what no plugin claimed; where nothing tells what it is, as text."""
    if content.startswith(_PDF) or b"%PDF-" in content[:1024]:
        from opinionmine.documents.pdf import read_pdf

        return Blocks("application/pdf", *read_pdf(content, source, limits))
    if content.startswith((_ZIP, _OLE)):
        return _read_office(content, source, limits)
    if content.startswith(_PICTURES):
        raise DocumentError(
            f"{source}: this is a picture; its text cannot be read. Ask for the original file, or run it through OCR (画像の文字は読めません)."
        )
    text, encoding = decode(content, source)
    suffix = Path(source).suffix.lower()
    if suffix in (".html", ".htm") or text.lstrip()[:15].lower().startswith(("<!doctype html", "<html")):
        from opinionmine.documents.web import read_html

        return Blocks(f"text/html; charset={encoding}", *read_html(text, source, limits))
    if suffix in _DELIMITERS:
        return Blocks(f"text/csv; charset={encoding}", [read_table(text, source, _DELIMITERS[suffix], limits)])
    if _is_tabbed(text):
        return Blocks(f"text/tab-separated-values; charset={encoding}", [read_table(text, source, "\t", limits)])
    return Blocks(f"text/plain; charset={encoding}", _read_lines(text, source, limits, suffix == ".md"))


def _is_tabbed(text: str) -> bool:
    """A worksheet pasted into a text file: nearly every line has cells."""
    lines = [line for line in text.split("\n") if line.strip()]
    return sum(line.count("\t") > 1 for line in lines) > 0.7 * len(lines)


def _read_office(content: bytes, source: str, limits: Limits) -> Blocks:
    from opinionmine.documents.excel import read_excel
    from opinionmine.documents.word import read_word

    suffix = Path(source).suffix.lower()
    kind = (
        _kind_of_zip(content, source, limits) if content.startswith(_ZIP) else ("word" if suffix == ".doc" else "excel")
    )
    if kind == "word":
        return Blocks(f"{_OPEN_XML}.wordprocessingml.document", *read_word(content, source, limits))
    if kind == "excel":
        return Blocks(f"{_OPEN_XML}.spreadsheetml.sheet", *read_excel(content, source, limits))
    raise DocumentError(
        f"{source}: this is a zip archive; name it as it is to read the files in it (zip の中の複数のファイルです)."
    )


def _kind_of_zip(content: bytes, source: str, limits: Limits) -> str:
    """Word, Excel and OpenDocument files are zip archives; what is in them tells."""
    from opinionmine.documents.packed import check_packed

    check_packed(content, source, limits)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
    if any(name.startswith("word/") for name in names):
        return "word"
    if any(name.startswith("xl/") for name in names) or "mimetype" in names:
        return "excel"
    return "zip"


def _read_lines(text: str, source: str, limits: Limits, is_markdown: bool) -> list[TextBlock | TableBlock]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    blocks: list[TextBlock | TableBlock] = []
    for number, line in enumerate(lines, 1):
        limits.check("cell_characters", len(line), f"{source}, line {number}")
        level = len(line) - len(line.lstrip("#")) if is_markdown and line.startswith("#") else 0
        following = lines[number] if number < len(lines) else ""
        ends = is_markdown and (
            level > 0 or not following.strip() or following.lstrip().startswith(("#", "- ", "* ", "|", ">"))
        )
        blocks.append(TextBlock(line, Locator(line=number), ends, level))
    return blocks
