"""How much of a file is read at most, so that no file can fill the memory of an office PC."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from opinionmine.errors import DocumentError


@dataclass(frozen=True)
class Limits:
    """Largest sizes that are read.

    Attributes
    ----------
    file_bytes : int
        Bytes of one file.
    unpacked_bytes : int
        Bytes of everything packed in a zip, xlsx, ods or docx file together, as its directory states and as they unpack.
    members : int
        Files packed in one of them, or standing in one folder.
    pages : int
        Pages of a PDF file.
    rows : int
        Rows of one table.
    cell_characters : int
        Characters of one cell, line or comment.
    """

    file_bytes: int = 50 * 1024 * 1024
    unpacked_bytes: int = 300 * 1024 * 1024
    members: int = 5000
    pages: int = 500
    rows: int = 1_000_000
    cell_characters: int = 1_000_000

    def check(self, name: str, found: int, where: str) -> None:
        """Refuse more than is allowed, saying how to allow it.

        Raises
        ------
        DocumentError
            If `found` is above the limit `name`.
        """
        allowed = getattr(self, name)
        if found > allowed:
            raise DocumentError(
                f"{where}: {found:,} {name.replace('_', ' ')}; at most {allowed:,} are read. Split the file, or raise the limit "
                f"with --limit {name}={found} (上限を超えています。--limit で引き上げられます)."
            )


def parse_limits(settings: tuple[str, ...]) -> Limits:
    """Turn ``("pages=1000", "rows=2000000")`` into limits.

    Raises
    ------
    DocumentError
        If a name is not known or a value is not a whole number above 0.

    Examples
    --------
    >>> parse_limits(("pages=1000",)).pages
    1000
    """
    limits = Limits()
    names = [field.name for field in fields(Limits)]
    for setting in settings:
        name, _, value = setting.partition("=")
        if name not in names or not (value.isascii() and value.isdigit()) or int(value) < 1:
            raise DocumentError(
                f"--limit {setting}: expected NAME=NUMBER with a whole number above 0; names are {', '.join(names)}."
            )
        limits = replace(limits, **{name: int(value)})
    return limits
