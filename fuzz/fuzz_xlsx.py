"""Excel files: the bytes of a zip file, or the XML of its parts packed anew, which gets further."""

import atheris

with atheris.instrument_imports(include=["opinionmine.documents"]):
    from opinionmine.documents.excel import read_excel
    from opinionmine.documents.limits import Limits
from packing import pack_excel
from properties import as_document, check_document
from targets import run

LIMITS = Limits(unpacked_bytes=10_000_000, members=100, rows=5000)


def check(content: bytes) -> None:
    """Read one file."""
    packed = content if content.startswith(b"PK") else pack_excel(content)
    check_document(as_document(*read_excel(packed, "hostile.xlsx", LIMITS)))


run(check)
