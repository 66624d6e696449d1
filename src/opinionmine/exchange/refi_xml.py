"""What REFI-QDA files are made of: identifiers that stay the same, and XML without declarations.

REFI-QDA is the exchange standard of programs for qualitative analysis (MAXQDA, NVivo, ATLAS.ti, QualCoder): QDA-XML version 1.0, schemas
Codebook.xsd and Project-mrt2019.xsd of 18 March 2019, www.qdasoftware.org.
"""

from __future__ import annotations

import json
import re
import uuid
from typing import Any, NoReturn
from xml.etree import ElementTree

from opinionmine.errors import CodebookError, DocumentError

CODEBOOK, PROJECT = "urn:QDA-XML:codebook:1.0", "urn:QDA-XML:project:1.0"
Element = ElementTree.Element

_SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:opinionmine:refi-qda")
# What XML 1.0 cannot carry.
_NOT_CARRIED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def guid(*parts: object) -> str:
    """An identifier made from names, so that the same codebook gives the same bytes each time."""
    return str(uuid.uuid5(_SPACE, json.dumps([str(part) for part in parts], ensure_ascii=False)))


def same_guid(value: str | None) -> str:
    """An identifier as it is compared: programs change case, and some put braces around it."""
    return (value or "").strip("{}").lower()


def add(parent: Element, tag: str, content: str | None = None, **attributes: str) -> Element:
    """Add an element below another one.

    Raises
    ------
    CodebookError
        If a text holds a control character, which XML cannot carry.
    """
    for text in (content or "", *attributes.values()):
        if found := _NOT_CARRIED.search(text):
            raise CodebookError(
                f"「{text[:40]}」 holds the control character U+{ord(found[0]):04X}, which XML cannot carry. Take it out (制御文字を除いてください)."
            )
    child = ElementTree.SubElement(parent, tag, attributes)
    child.text = content
    return child


def render(root: Element, namespace: str) -> bytes:
    """An XML file of one default namespace."""
    root.set("xmlns", namespace)
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    # A reader turns a bare CR into LF.
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + text.replace("\r", "&#13;").encode() + b"\n"


class _NoDeclarations(ElementTree.TreeBuilder):
    """Stops at <!DOCTYPE, before any entity is defined (<!ENTITY lol "&a;&a;&a;">)."""

    def doctype(self, name: str, pubid: str | None, system: str | None) -> NoReturn:
        raise CodebookError(
            "declares a document type, which no program for qualitative analysis does. Do not use this file"
        )


def parse(content: bytes, source: str, root_tag: str) -> Element:
    """Parse an XML file; namespaces are taken off, since some programs write other ones.

    Raises
    ------
    DocumentError
        If it is not XML, declares a document type, or has another root than `root_tag`.
    """
    parser = ElementTree.XMLParser(target=_NoDeclarations())
    try:
        parser.feed(content)
        root: Any = parser.close()
    except ElementTree.ParseError as error:
        raise DocumentError(
            f"{source}: not well-formed XML ({error}). Export it anew (XML として読めません)."
        ) from None
    except CodebookError as error:
        raise DocumentError(f"{source}: {error}.") from None
    except (LookupError, ValueError) as error:  # an encoding that is not known
        raise DocumentError(f"{source}: its encoding cannot be read ({error}). Export it as UTF-8.") from None
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
    if root.tag != root_tag:
        raise DocumentError(
            f"{source}: its root is 「{root.tag}」; expected {root_tag}. Export a REFI-QDA file (REFI-QDA 形式で書き出してください)."
        )
    return root
