"""Projects of REFI-QDA (.qdpx), read: ours, and those of MAXQDA, NVivo, ATLAS.ti and others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from opinionmine.documents.limits import Limits
from opinionmine.documents.packed import read_parts
from opinionmine.documents.text import decode
from opinionmine.errors import CodebookError, DocumentError
from opinionmine.exchange.refi_codebook import FLAGS, STANCES, codebook_of, codes_by_guid
from opinionmine.exchange.refi_project import OWN_VARIABLES, REASON, SUGGESTED, VOICE
from opinionmine.exchange.refi_xml import Element, parse, same_guid
from opinionmine.exchange.rows import NO_THEME, LabelRow
from opinionmine.records import Codebook

# A project has a file for each opinion; together they stay within the usual size.
_LIMITS = Limits(members=200_000)


def read(content: bytes, source: str, codebook: Codebook) -> Iterator[LabelRow]:
    """Read a project: a row for each text source and each user who coded it.

    Codes are known by the identifiers that were written here, or by the name of a theme. Sources that are no text are passed over.
    """
    project = _open(content, source, codebook)
    for number, element in enumerate(project.root.iter("TextSource"), 1):
        yield from project.rows(element, f"{source}, text source {number} 「{element.get('name') or ''}」")


def read_codebook_of(content: bytes, source: str) -> Codebook:
    """The codebook of a project."""
    root = parse(_members(content, source)[0], source, "Project")
    holder = Element("CodeBook")
    holder.extend([*root.findall("CodeBook/Codes"), *root.findall("Sets")])
    return codebook_of(holder, source)


def _members(content: bytes, source: str) -> tuple[bytes, dict[str, bytes]]:
    """The project file, and the other ones by their name in small letters (some programs write Sources/, some sources/)."""
    parts = {name.lower().lstrip("./"): part for name, part in read_parts(content, source, _LIMITS)}
    project = next((name for name in parts if name.endswith(".qde")), None)
    if project is None:
        raise DocumentError(
            f"{source}: no project.qde in it, so it is no REFI-QDA project. Export one as .qdpx (REFI-QDA のプロジェクトではありません)."
        )
    return parts.pop(project), parts


def _open(content: bytes, source: str, codebook: Codebook) -> _Project:
    qde, files = _members(content, source)
    root = parse(qde, source, "Project")
    codes = {same_guid(code.get("guid")): ("theme", code.get("name") or "") for code in root.iter("Code")}
    codes |= {key: ("none", "") for key, (_, name) in codes.items() if name == NO_THEME}
    return _Project(
        root,
        files,
        codes | codes_by_guid(codebook),
        {same_guid(user.get("guid")): user.get("name") or user.get("id") or "" for user in root.iter("User")},
        {same_guid(variable.get("guid")): variable.get("name") or "" for variable in root.iter("Variable")},
    )


@dataclass
class _Coded:
    """What one user has coded on one source."""

    codes: list[tuple[str, str]] = field(default_factory=list)
    spans: list[tuple[int, int, str]] = field(default_factory=list)
    when: str = ""


@dataclass(frozen=True)
class _Project:
    root: Element
    files: Mapping[str, bytes]
    codes: Mapping[str, tuple[str, str]]
    users: Mapping[str, str]
    variables: Mapping[str, str]

    def rows(self, element: Element, where: str) -> Iterator[LabelRow]:
        text = self.text(element, where)
        values = {
            self.variables.get(same_guid(value.find("VariableRef").get("targetGUID")), ""): value.findtext("TextValue")  # type: ignore[union-attr]
            for value in element.findall("VariableValue")
            if value.find("VariableRef") is not None
        }
        opinion: dict[str, Any] = {
            "identifier": element.get("name") or element.get("guid"),
            "text": text,
            "voice": values.get(VOICE) or "comment",
            "fields": {name: value for name, value in values.items() if value and name and name not in OWN_VARIABLES},
            "suggested": (values.get(SUGGESTED) or "").split(),
            "reason": values.get(REASON) or "",
        }
        coded = self.coded(element, len(text), where)
        if not coded and text.strip():  # NVivo adds sources without a text
            yield LabelRow(where, **opinion)
        for user, found in coded.items():
            yield LabelRow(where, **opinion, **self.judgement(user, found))

    def text(self, element: Element, where: str) -> str:
        path = element.get("plainTextPath")
        if path is None:
            return element.findtext("PlainTextContent") or ""
        name = "sources/" + path.removeprefix("internal://").lstrip("/").lower()
        if name not in self.files:
            raise CodebookError(
                f"{where}: its text 「{path}」 is not in the project. Export the project with its sources (本文を含めて書き出してください)."
            )
        text = _to_text(self.files[name], where)
        # ATLAS.ti writes CR LF and counts it as one character; others count the two that are there (QualCoder, src/qualcoder/refi.py).
        return text.replace("\r\n", "\n") if "ATLAS" in self.root.get("origin", "") else text

    def coded(self, element: Element, length: int, where: str) -> dict[str, _Coded]:
        """By user: codes, and places of themes; what is coded on the whole text has no place.

        Positions count Unicode code points from 0, the end is behind the last one (REFI-QDA standard 1.5, section 10.2).
        """
        found: dict[str, _Coded] = {}
        for holder in (*element.findall("PlainTextSelection"), element):
            start, end = (
                (0, length)
                if holder is element
                else (_position(holder, "startPosition", where), _position(holder, "endPosition", where))
            )
            for coding in holder.findall("Coding"):
                reference = coding.find("CodeRef")
                target = same_guid(reference.get("targetGUID") if reference is not None else None)
                if target not in self.codes:
                    raise CodebookError(
                        f"{where}: a coding refers to a code that is not in the project ({target}). Export the project anew."
                    )
                own = found.setdefault(same_guid(coding.get("creatingUser") or holder.get("creatingUser")), _Coded())
                own.codes.append(self.codes[target])
                own.when = own.when or coding.get("creationDateTime") or holder.get("creationDateTime") or ""
                if self.codes[target][0] == "theme" and (start, end) != (0, length):
                    own.spans.append((start, end, self.codes[target][1]))
        return found

    def judgement(self, user: str, found: _Coded) -> dict[str, Any]:
        by_kind = {
            kind: list(dict.fromkeys(name for own, name in found.codes if own == kind))
            for kind in ("theme", STANCES, FLAGS)
        }
        return {
            "is_judged": True,
            "themes": by_kind["theme"],
            "stance": by_kind[STANCES][0] if by_kind[STANCES] else "",
            "flags": by_kind[FLAGS],
            "annotator": self.users.get(user) or None,
            "when": re.sub(r"T00:00:00$", "", found.when),
            "spans": found.spans,
        }


def _to_text(content: bytes, where: str) -> str:
    """UTF-8, as the standard says; some programs write UTF-16."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return decode(content, where)[0]


def _position(selection: Element, name: str, where: str) -> int:
    value = selection.get(name) or ""
    if not re.fullmatch(r"\d{1,9}", value):
        raise CodebookError(
            f"{where}: a selection has the {name} 「{value[:20]}」; expected a whole number. Export the project anew."
        )
    return int(value)
