"""The XML of Word files: what holds text, and the values beside it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DELETED = frozenset({"del", "moveFrom"})

_MAX_SPAN = 64  # Word itself allows 63 columns
# Check marks and bullets that Word takes from the font Wingdings.
_WINGDINGS = {0xF0FC: "✓", 0xF0FE: "☑", 0xF0A8: "□", 0xF06F: "□", 0xF06C: "●", 0xF06E: "■", 0xF0D8: "➢", 0xF0E0: "→"}


def paragraphs_and_tables(container: Any) -> Iterator[Any]:
    """Paragraphs and tables of a body or a cell, also those in a content control or in a tracked insertion."""
    for child in children(container):
        if tag_of(child) in ("p", "tbl"):
            yield child
        elif tag_of(child) not in DELETED | {"pPr", "rPr", "tcPr", "sdtPr", "sectPr"}:
            yield from paragraphs_and_tables(child)


def inside(container: Any, tag: str) -> Iterator[Any]:
    """Rows of a table or cells of a row, also those in a content control, never those of a table further inside."""
    for child in children(container):
        if tag_of(child) == tag:
            yield child
        elif tag_of(child) in ("sdt", "sdtContent", "customXml", "ins"):
            yield from inside(child, tag)


def text_boxes(element: Any) -> Iterator[Any]:
    """Text boxes anchored in a paragraph; one inside another comes with the outer one."""
    for child in children(element):
        if tag_of(child) == "txbxContent":
            yield child
        elif tag_of(child) not in DELETED:
            yield from text_boxes(child)


def children(element: Any) -> Iterator[Any]:
    """Children; of the alternatives for newer and older programs only the first, or a text box would be read twice."""
    if tag_of(element) == "AlternateContent":
        return iter(element[:1])
    return iter(element)


def tag_of(element: Any) -> str:
    """Name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def is_on(switch: Any) -> bool:
    """Whether a property such as ``<w:vanish/>`` is there and not switched off again."""
    return switch is not None and switch.get(f"{W}val", "1") not in ("0", "false", "off")


def value_of(element: Any, tag: str, default: str = "") -> str:
    """Value of a property: 3 of ``<w:ilvl w:val="3"/>``, `default` where there is none."""
    child = element.find(W + tag) if element is not None else None
    return str(child.get(f"{W}val", default)) if child is not None else default


def width_of(element: Any, path: str, default: int) -> int:
    """Width of a merged area or a gap, in columns."""
    found = element.find("/".join(W + tag for tag in path.split("/")))
    return default if found is None else max(default, min(int(found.get(f"{W}val") or 0), _MAX_SPAN))


def symbol(code: int) -> str:
    """「☑」 for a check mark of Wingdings; 「〓」, as printers do, for a sign that no other font has."""
    known = _WINGDINGS.get(code, chr(code))
    return "〓" if unicodedata.category(known) in ("Co", "Cs") else known
