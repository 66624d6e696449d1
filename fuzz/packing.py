"""XML parts -> a Word or Excel file, so that a fuzzer changes the XML and not its compressed bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

_GAP = b"\0\0"
_OPEN = "http://schemas.openxmlformats.org"
_TYPE = "application/vnd.openxmlformats-officedocument"
_OFFICE = f"{_OPEN}/officeDocument/2006/relationships"

# Part -> (relation, content type); the others hang on the first.
WORD_PARTS = {
    "word/document.xml": ("officeDocument", f"{_TYPE}.wordprocessingml.document.main+xml"),
    "word/numbering.xml": ("numbering", f"{_TYPE}.wordprocessingml.numbering+xml"),
    "word/header.xml": ("header", f"{_TYPE}.wordprocessingml.header+xml"),
    "word/footnotes.xml": ("footnotes", f"{_TYPE}.wordprocessingml.footnotes+xml"),
}
EXCEL_PARTS = {
    "xl/worksheets/sheet1.xml": ("worksheet", f"{_TYPE}.spreadsheetml.worksheet+xml"),
    "xl/sharedStrings.xml": ("sharedStrings", f"{_TYPE}.spreadsheetml.sharedStrings+xml"),
    "xl/styles.xml": ("styles", f"{_TYPE}.spreadsheetml.styles+xml"),
}

_BOOK = {"xl/workbook.xml": ("officeDocument", f"{_TYPE}.spreadsheetml.sheet.main+xml")}
_WORKBOOK = (
    f'<workbook xmlns="{_OPEN}/spreadsheetml/2006/main" xmlns:r="{_OFFICE}"><sheets><sheet name="評価" sheetId="1" r:id="rId1"/></sheets></workbook>'
).encode()


def pack_word(content: bytes) -> bytes:
    """Pack document, numbering, header and footnotes, parted by two NULs; parts at the end may be missing."""
    return _pack(content, WORD_PARTS)


def pack_excel(content: bytes) -> bytes:
    """Pack worksheet, strings and styles, parted by two NULs, below a workbook of one worksheet; parts at the end may be missing."""
    return _pack(_WORKBOOK + _GAP + content, {**_BOOK, **EXCEL_PARTS})


def join_parts(file: bytes, parts: dict[str, tuple[str, str]]) -> bytes:
    """What `pack_word` or `pack_excel` takes, out of a real file."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return _GAP.join(archive.read(name) if name in archive.namelist() else b"" for name in parts)


def _pack(content: bytes, parts: dict[str, tuple[str, str]]) -> bytes:
    texts = {name: part for name, part in zip(parts, content.split(_GAP, len(parts) - 1), strict=False)}
    main, *others = [name for name, part in texts.items() if part or name == next(iter(parts))]
    folder, _, name = main.rpartition("/")
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", _types(parts))
        archive.writestr("_rels/.rels", _relations({main: parts[main]}, ""))
        archive.writestr(
            f"{folder}/_rels/{name}.rels", _relations({part: parts[part] for part in others}, f"{folder}/")
        )
        for part in (main, *others):
            archive.writestr(part, texts[part])
    return stream.getvalue()


def _types(parts: dict[str, tuple[str, str]]) -> str:
    overrides = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, (_, kind) in parts.items())
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'<Types xmlns="{_OPEN}/package/2006/content-types"><Default Extension="rels" ContentType="{rels}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relations(parts: dict[str, tuple[str, str]], folder: str) -> str:
    """Relations of one part to others; `folder` is where that part stands."""
    rows = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{relation}" Target="{name.removeprefix(folder)}"/>'
        for n, (name, (relation, _)) in enumerate(parts.items(), 1)
    )
    return f'<Relationships xmlns="{_OPEN}/package/2006/relationships">{rows}</Relationships>'


def pack_pdf(objects: Sequence[str], trailer: str = "") -> bytes:
    """A PDF file of numbered objects, the first of them its catalog, with their table of places."""
    out, table = "%PDF-1.5\n", "0000000000 65535 f \n"
    for number, body in enumerate(objects, 1):
        table += f"{len(out):010d} 00000 n \n"
        out += f"{number} 0 obj\n{body}\nendobj\n"
    size = len(objects) + 1
    out += f"xref\n0 {size}\n{table}trailer<</Size {size}/Root 1 0 R{trailer}>>\nstartxref\n{len(out)}\n%%EOF\n"
    return out.encode("ascii")
