"""Zip files, and the Office files that are zip files inside: looked at before anything is unpacked, never written to disk."""

from __future__ import annotations

import io
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from xml.parsers import expat

from opinionmine.documents.limits import Limits
from opinionmine.errors import DocumentError

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_CHUNK = 1 << 20
_ENCRYPTED, _UTF8_NAME, _HIDDEN = 0x1, 0x800, 0x2
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    RuntimeError,  # also NotImplementedError, for a zip feature that Python does not know
)


def check_packed(content: bytes, source: str, limits: Limits) -> None:
    """Look into the directory of a zip file, without unpacking anything.

    Raises
    ------
    DocumentError
        If the zip file is broken, holds too many or too large members, or one that is encrypted or named like ``../x``.
    """
    with _opened(content, source) as archive:
        _check_directory(archive, source, limits)


def read_members(content: bytes, source: str, limits: Limits) -> Iterator[tuple[str, bytes]]:
    """Unpack a zip file of input files, one after the other in the order of their names.

    Yields
    ------
    name, content : str, bytes
        Folders, ``__MACOSX`` and hidden files are passed over. A name that Windows wrote in CP932 is decoded (資料.docx).

    Raises
    ------
    DocumentError
        As `check_packed`; also if a member unpacks to more than its directory states.
    """
    with _opened(content, source) as archive:
        _check_directory(archive, source, limits)
        named = {_name(member): member for member in archive.infolist() if not _is_passed_over(member)}
        for name, member in sorted(named.items()):
            limits.check("file_bytes", member.file_size, f"{source}, 「{name}」")
            yield name, _unpack(archive, member, source)


def read_parts(content: bytes, source: str, limits: Limits) -> Iterator[tuple[str, bytes]]:
    """Unpack every part of an Office file once, within the limits, before a library for that format sees the file.

    Raises
    ------
    DocumentError
        As `read_members`; also if a part declares entities, which no Office program does (``<!ENTITY lol "&a;&a;&a;">``).
    """
    with _opened(content, source) as archive:
        _check_directory(archive, source, limits)
        for member in archive.infolist():
            part = _unpack(archive, member, source)
            _refuse_entities(part, f"{source}, part {_name(member)}")
            yield _name(member), part


def check_not_locked(content: bytes, source: str) -> None:
    """Refuse a Word or Excel file with a password: its parts stand encrypted in an OLE2 container."""
    if content.startswith(OLE2) and "EncryptedPackage".encode("utf-16-le") in content:
        raise DocumentError(
            f"{source}: the file is protected with a password. Open it, remove the password, save it and try again "
            "(パスワードを外して保存し直してください)."
        )


@contextmanager
def _opened(content: bytes, source: str) -> Iterator[zipfile.ZipFile]:
    """Everything that a damaged zip file makes Python raise, in one sentence."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield archive
    except _BROKEN as error:
        raise broken(source, str(error) or type(error).__name__) from error


def broken(source: str, found: str) -> DocumentError:
    """Say that a file cannot be unpacked or parsed."""
    found = " ".join(found.split())[:120].rstrip(".")
    return DocumentError(
        f"{source}: the file is damaged or not of the kind its name says ({found}). Open it in Office, save it again and try that copy "
        "(ファイルが壊れているようです。開いて保存し直してください)."
    )


def _check_directory(archive: zipfile.ZipFile, source: str, limits: Limits) -> None:
    members = archive.infolist()
    limits.check("members", len(members), source)
    limits.check("unpacked_bytes", sum(member.file_size for member in members), source)
    for member in members:
        name = _name(member)
        if member.flag_bits & _ENCRYPTED:
            raise DocumentError(
                f"{source}: 「{name}」 is encrypted. Unpack it with the password and give the files (パスワードを外してください)."
            )
        if name.startswith("/") or name[1:2] == ":" or ".." in name.split("/") or "\0" in member.orig_filename:
            raise DocumentError(
                f"{source}: holds a file named {name!r}; expected a name below its own folder. Do not use this zip "
                "(不正なファイル名が含まれています)."
            )


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, source: str) -> bytes:
    """Unpack one member, stopping as soon as more comes than its directory states: a stated size may lie."""
    asked = copy(member)
    asked.file_size = member.file_size + 1
    pieces, length = [], 0
    with archive.open(asked) as stream:
        while length <= member.file_size and (piece := stream.read(_CHUNK)):
            pieces.append(piece)
            length += len(piece)
    if length != member.file_size:
        raise broken(source, f"「{_name(member)}」 states {member.file_size:,} bytes and unpacks to others")
    return b"".join(pieces)


def _name(member: zipfile.ZipInfo) -> str:
    """Windows writes names in CP932, macOS in decomposed UTF-8, both without saying so; Python then reads CP437 (文字化け)."""
    name = member.orig_filename
    if not member.flag_bits & _UTF8_NAME:
        raw = name.encode("cp437")
        for encoding in ("utf-8", "cp932"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    # Only now may a backslash become a slash: in CP932 it is also the second byte of 表.
    return unicodedata.normalize("NFC", name.replace("\\", "/"))


def _is_passed_over(member: zipfile.ZipInfo) -> bool:
    """Folders, and what a system or Office leaves behind: __MACOSX/._a, .DS_Store, Thumbs.db, ~$評価.docx."""
    folders = _name(member).split("/")
    return (
        folders[-1] == ""
        or bool(member.external_attr & _HIDDEN)
        or folders[-1].lower() in ("thumbs.db", "desktop.ini")
        or any(folder.startswith((".", "~$")) or folder == "__MACOSX" for folder in folders)
    )


class _FirstElement(Exception):
    """The part has no declarations before its first element."""


def _refuse_entities(part: bytes, where: str) -> None:
    """Read the head of an XML part, up to its first element; pictures and the like are not XML and pass."""

    def refuse(*_declaration: object) -> None:
        raise DocumentError(f"{where}: declares XML entities, which no Office program does. Do not use this file.")

    def stop(*_element: object) -> None:
        raise _FirstElement

    parser = expat.ParserCreate()
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = stop
    try:
        parser.Parse(part, True)
    except (_FirstElement, expat.ExpatError):
        return
    except (
        LookupError,
        ValueError,
    ) as error:  # an encoding that Office does not write, and that would hide declarations
        raise broken(where, str(error)) from error
