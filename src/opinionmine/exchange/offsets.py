"""Places in a text, counted in UTF-16 code units (JavaScript) and in code points (this tool)."""

from __future__ import annotations


def to_utf16(text: str, offset: int) -> int:
    """Code points before a place -> UTF-16 code units before it; a character beyond U+FFFF (𠮟, 👨) has two.

    Examples
    --------
    >>> to_utf16("𠮟る人👨\u200d👩\u200d👧", 3)
    4
    """
    return len(text[:offset].encode("utf-16-le")) // 2


def from_utf16(text: str, offset: int) -> int | None:
    """UTF-16 code units before a place -> code points before it; None behind the end or within a character.

    Examples
    --------
    >>> [from_utf16("𠮟る", units) for units in range(5)]
    [0, None, 1, 2, None]
    """
    units = text.encode("utf-16-le")
    if not 0 <= offset * 2 <= len(units):
        return None
    try:
        return len(units[: offset * 2].decode("utf-16-le"))
    except UnicodeDecodeError:
        return None
