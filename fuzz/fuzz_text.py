"""Text, Markdown, CSV, TSV and HTML sheets: decoded, read, parsed, audited; nothing lost, nothing doubled."""

import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["opinionmine.documents", "opinionmine.sheets", "opinionmine.japanese"]):
    from opinionmine.documents.read import read_document
    from opinionmine.documents.text import decode
    from properties import check_document, check_lines
from places import SHEETS, name_of
from targets import run


def check(content: bytes) -> None:
    """Read one file through the door that users take."""
    name, content = name_of(content, SHEETS)
    path = Path(folder) / name
    path.write_bytes(content)
    document = read_document(path)
    if document.media_type.startswith("text/plain"):
        check_lines(document, decode(content, name)[0])
    check_document(document)


with tempfile.TemporaryDirectory() as folder:
    run(check)
