"""Plain text files, in the encodings that offices use."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TextIO

from opinionmine.documents.limits import Limits
from opinionmine.errors import DocumentError

_USUAL = Limits()

# A larger file is not held in memory: its encoding is told by so much of it and tried on the rest.
_HELD = 8 * 1024 * 1024

# What a text file may hold besides text: more controls than this share and it is no text.
_MAX_CONTROLS = 0.2
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")

# Letters, kana, kanji and the signs of Japanese text, to tell UTF-16 without a BOM from binary data.
_ORDINARY = re.compile("[\t\r\n -~\u00a5\u00a7-\u00f7\u2000-\u30ff\u4e00-\u9fff\uff01-\uffe5\ud800-\udfff]")

# The stretches of ISO-2022-JP: two bytes a character, half-width kana, or one byte a character.
_ISO_2022 = re.compile(rb"\x1b(\$[@B]|\([BJI])([^\x1b]*)")

# Where such a stretch begins; the bytes of ISO-2022-JP are all ASCII.
_ESCAPE = re.compile(r"\x1b(?:\$[@B]|\([BJI])")

# What Python makes of bytes that CP932 does not define (80, A0, FD to FF): no office wrote these.
_UNASSIGNED = re.compile("[\x80\xa0\uf8f0-\uf8f3]")

# Half-width kana, and what stands for no character: signs of the wrong one of two encodings. Kana are a sign of the right one.
_STRANGE = re.compile("[\uff61-\uff9f\ufffd\ue000-\uf8ff]+")
_KANA = re.compile("[\u3041-\u30fe]+")

_FORMATS = {
    b"%PDF": "a PDF file",
    b"PK\x03\x04": "a zip-based file (Word, Excel or zip)",
    b"\xd0\xcf\x11\xe0": "an old Word or Excel file",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
}


def check_path(path: Path) -> None:
    """Refuse a name under which there is nothing, or that cannot be looked up (300 characters, NUL).

    Raises
    ------
    DocumentError
        If there is no such file or folder.
    """
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        raise DocumentError(
            f"{path}: no such file. Check the name and the folder (ファイルが見つかりません。名前とフォルダーを確かめてください)."
        ) from None
    except (OSError, ValueError) as error:
        raise DocumentError(
            f"{path}: cannot be opened ({getattr(error, 'strerror', error)}). Check the name."
        ) from None


def read_bytes(path: str | Path, limits: Limits = _USUAL) -> bytes:
    """Read a file whole, or say in one sentence why it cannot be read."""
    path = Path(path)
    check_path(path)
    if path.is_dir():
        raise DocumentError(
            f"{path}: this is a folder; expected a file. Name the file inside it (フォルダーではなくファイルを指定してください)."
        )
    try:
        limits.check("file_bytes", path.stat().st_size, str(path))
        with path.open("rb") as stream:
            content = stream.read(limits.file_bytes + 1)  # a device such as /dev/zero states no size and has no end
        limits.check("file_bytes", len(content), str(path))
    except OSError as error:
        raise DocumentError(
            f"{path}: cannot be opened ({error.strerror}). Close it elsewhere or check its rights."
        ) from error
    if not content:
        raise DocumentError(f"{path}: the file is empty (0 bytes); expected text (ファイルが空です).")
    return content


@dataclass(frozen=True)
class Lines:
    """A text that is read line by line, from the beginning each time.

    Attributes
    ----------
    encoding : str
        Python codec name.
    open : callable
        ``newline`` as `io.TextIOWrapper` takes it -> a stream.
    """

    encoding: str
    open: Callable[[str], TextIO]

    def read(self, newline: str = "") -> Iterator[str]:
        """Lines with their ends; CR LF is one character, as everywhere."""
        with self.open(newline) as stream:
            for line in stream:
                yield f"{line[:-2]}\n" if line.endswith("\r\n") else line


def decode_lines(content: bytes, source: str) -> Lines:
    """`decode`, for readers that take a text line by line."""
    text, encoding = decode(content, source) if content else ("", "utf-8")
    return Lines(encoding, lambda newline: io.StringIO(text, newline))


def open_lines(path: Path, limits: Limits = _USUAL) -> Lines:
    """Open a text file whose size says nothing about the memory it takes.

    Raises
    ------
    DocumentError
        As `read_bytes` and `decode`.
    """
    check_path(path)
    if not path.is_file() or path.stat().st_size <= _HELD:
        return decode_lines(read_bytes(path, limits), str(path))
    limits.check("file_bytes", path.stat().st_size, str(path))
    try:
        with path.open("rb") as stream:
            head = stream.read(_HELD)
        # No character is cut in two: the head ends behind a line end, in UTF-16 at an even place.
        end = (head.rfind(b"\n") + 2) & ~1 if b"\0" in head else head.rfind(b"\n") + 1
        _, likely = decode(head[:end] or head, str(path))
        is_open = head.isascii() and b"\0" not in head  # what comes behind ASCII decides
        for encoding in _usual_encodings(head) if is_open else (likely,):
            if _fits_file(path, encoding):
                return Lines(encoding, partial(_open_text, path, encoding))
    except OSError as error:
        raise DocumentError(
            f"{path}: cannot be opened ({error.strerror}). Close it elsewhere or check its rights."
        ) from error
    return decode_lines(read_bytes(path, limits), str(path))


def _open_text(path: Path, encoding: str, newline: str) -> TextIO:
    return path.open(encoding=encoding, newline=newline)


def _fits_file(path: Path, encoding: str) -> bool:
    """Whether a file can be decoded to its end, a piece at a time."""
    try:
        with path.open(encoding=encoding, newline="") as stream:
            while text := stream.read(1 << 20):
                if _ESCAPE.search(text) or (encoding == "cp932" and _UNASSIGNED.search(text)):
                    return False
    except (UnicodeError, LookupError):
        return False
    return True


def decode(content: bytes, source: str) -> tuple[str, str]:
    """Decode strictly, trying one encoding after the other.

    UTF-8 and UTF-16 with or without BOM, ISO-2022-JP, CP932 (Shift_JIS of Windows) and EUC-JP. A stray NUL in a text stays
    in it.

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
                f"{source}: this is {name}, not text. A summary sheet is read by `opinionmine read` and `report`; export a list of "
                "comments as CSV or Excel (総括シートは read か report で読めます。意見の一覧は CSV か Excel で保存し直してください)."
            )
    for bom, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(bom):
            return _decode_strictly(content, (encoding,), source)
    if wide := _utf_16_without_bom(content):
        return wide
    if content.isascii() and _ISO_2022.search(content):
        return _decode_iso_2022(content, source)
    text, encoding = _decode_strictly(content, _usual_encodings(content), source)
    if "\0" in text and len(_CONTROLS.findall(text)) > _MAX_CONTROLS * len(text):
        raise _binary(content, source)
    return text, encoding


def _binary(content: bytes, source: str) -> DocumentError:
    return DocumentError(
        f"{source}: byte {content.index(0) + 1} is NUL, so this is a binary file, not text. Export it as text (テキスト形式で保存し直してください)."
    )


def _utf_16_without_bom(content: bytes) -> tuple[str, str] | None:
    """Line ends and ASCII letters have a NUL on one side, always the same one; nearly everything else is ordinary text."""
    low, high = content[::2].count(0), content[1::2].count(0)
    encoding = "utf-16-le" if high else "utf-16-be"
    # Few NULs in what is good UTF-8 are stray ones; pairs of ASCII letters would pass for kanji.
    is_utf_8 = low + high < len(content) / 10 and _fits(content, "utf-8")
    if bool(low) == bool(high) or is_utf_8 or not _fits(content, encoding):
        return None
    text = content.decode(encoding)
    return (text, encoding) if "\n" in text and len(_ORDINARY.findall(text)) > 0.95 * len(text) else None


def _fits(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _decode_iso_2022(content: bytes, source: str) -> tuple[str, str]:
    """Through EUC-JP, whose decoders know ① and half-width kana too; those of ISO-2022-JP do not."""

    def widen(stretch: re.Match[bytes]) -> bytes:
        kind, characters = stretch[1], stretch[2]
        if kind.startswith(b"$"):
            return bytes(byte | 0x80 if byte > 0x20 else byte for byte in characters)
        if kind == b"(I":
            return b"".join(b"\x8e" + bytes([byte | 0x80]) if byte > 0x20 else bytes([byte]) for byte in characters)
        return characters

    euc = _ISO_2022.sub(widen, content)
    return _decode_strictly(euc, ("euc_jp", "euc_jis_2004"), source)[0], "iso2022_jp"


def _decode_strictly(content: bytes, encodings: Iterable[str], source: str) -> tuple[str, str]:
    tried = []
    for encoding in encodings:
        tried.append(encoding)
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "cp932" or not _UNASSIGNED.search(text):
            return text, encoding
    if b"\0" in content:
        raise _binary(content, source)
    raise DocumentError(
        f"{source}: not readable as {' or '.join(tried)}. Save the file as UTF-8 and try again (UTF-8 で保存し直してください)."
    )


def _usual_encodings(content: bytes) -> Iterator[str]:
    """UTF-8, then the old ones. Both of them accept many texts; the wrong one is betrayed by half-width kana in place of kana."""
    yield "utf-8"

    def strangeness(encoding: str) -> int:
        text = content.decode(encoding, "replace")
        return sum(map(len, _STRANGE.findall(text))) - sum(map(len, _KANA.findall(text)))

    euc = ("euc_jp", "euc_jis_2004")
    yield from ("cp932", *euc) if strangeness("cp932") <= strangeness("euc_jp") else (*euc, "cp932")
