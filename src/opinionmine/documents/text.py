"""Plain text files, in the encodings that offices use."""

from __future__ import annotations

import codecs
import hashlib
import re
from pathlib import Path

from opinionmine.errors import DocumentError
from opinionmine.records import Document, Locator, TextBlock

MAX_BYTES = 50 * 1024 * 1024

# What Python makes of bytes that CP932 does not define (80, A0, FD to FF): no office wrote these.
_UNASSIGNED = re.compile("[\x80\xa0\uf8f0-\uf8f3]")

_FORMATS = {
    b"%PDF": "a PDF file",
    b"PK\x03\x04": "a zip-based file (Word, Excel or zip)",
    b"\xd0\xcf\x11\xe0": "an old Word or Excel file",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
}


def read_document(path: str | Path) -> Document:
    """Read a text file as a document of lines.

    Parameters
    ----------
    path : str or Path
        A text file in UTF-8 (with or without BOM), UTF-16 with BOM, CP932 (Shift_JIS of Windows) or EUC-JP.

    Returns
    -------
    Document
        One `TextBlock` for each line, blank ones included; `Locator.line` counts from 1.

    Raises
    ------
    DocumentError
        If the file is missing, a folder, empty, too large, binary, or in none of these encodings.
    """
    content = read_bytes(path)
    text, encoding = decode(content, str(path))
    if not text.strip():
        raise DocumentError(
            f"{path}: the file holds only blank lines; expected the text of a summary sheet (空白の行しかありません)."
        )
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return Document(
        source=Path(path).name,
        sha256=hashlib.sha256(content).hexdigest(),
        media_type=f"text/plain; charset={encoding}",
        blocks=tuple(TextBlock(line, Locator(line=number)) for number, line in enumerate(lines, 1)),
    )


def read_bytes(path: str | Path) -> bytes:
    """Read a file whole, or say in one sentence why it cannot be read."""
    path = Path(path)
    if not path.exists():
        raise DocumentError(
            f"{path}: no such file. Check the name and the folder (ファイルが見つかりません。名前とフォルダーを確かめてください)."
        )
    if path.is_dir():
        raise DocumentError(
            f"{path}: this is a folder; expected a file. Name the file inside it (フォルダーではなくファイルを指定してください)."
        )
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= MAX_BYTES else b""
    except OSError as error:
        raise DocumentError(
            f"{path}: cannot be opened ({error.strerror}). Close it elsewhere or check its rights."
        ) from error
    if size > MAX_BYTES:
        raise DocumentError(f"{path}: {size:,} bytes; at most {MAX_BYTES:,} are read. Split the file.")
    if not content:
        raise DocumentError(f"{path}: the file is empty (0 bytes); expected text (ファイルが空です).")
    return content


def decode(content: bytes, source: str) -> tuple[str, str]:
    """Decode strictly, trying one encoding after the other.

    Returns
    -------
    text, encoding : str, str
        The encoding is a Python codec name such as ``utf-8`` or ``cp932``.

    Raises
    ------
    DocumentError
        If the bytes are not text, or no encoding fits without loss.
    """
    for magic, name in _FORMATS.items():
        if content.startswith(magic):
            raise DocumentError(
                f"{source}: this is {name}, not text. Save or export it as text (.txt) and try again (テキスト形式で保存し直してください)."
            )
    for bom, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(bom):
            return _decode_strictly(content, (encoding,), source)
    if b"\0" in content[:65536]:
        position = content.index(b"\0")
        raise DocumentError(
            f"{source}: byte {position + 1} is NUL, so this is a binary file, not text. Export it as text (テキスト形式で保存し直してください)."
        )
    return _decode_strictly(content, ("utf-8", *_legacy_order(content)), source)


def _decode_strictly(content: bytes, encodings: tuple[str, ...], source: str) -> tuple[str, str]:
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "cp932" or not _UNASSIGNED.search(text):
            return text, encoding
    raise DocumentError(
        f"{source}: not readable as {' or '.join(encodings)}. Save the file as UTF-8 and try again (UTF-8 で保存し直してください)."
    )


def _legacy_order(content: bytes) -> tuple[str, str]:
    """Both old encodings accept many texts; the wrong one is betrayed by half-width kana in place of kana."""

    def strangeness(encoding: str) -> float:
        text = content.decode(encoding, "replace")
        half_width = sum("\uff61" <= c <= "\uff9f" or c == "\ufffd" or "\ue000" <= c <= "\uf8ff" for c in text)
        return half_width - sum("\u3041" <= c <= "\u30fe" for c in text)

    return ("cp932", "euc_jp") if strangeness("cp932") <= strangeness("euc_jp") else ("euc_jp", "cp932")
