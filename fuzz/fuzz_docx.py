"""Word files: the bytes of a zip file, or the XML of its parts packed anew, which gets further."""

import atheris

with atheris.instrument_imports(include=["opinionmine.documents", "docx"]):
    from opinionmine.documents.limits import Limits
    from opinionmine.documents.word import read_word
from packing import pack_word
from properties import as_document, check_document
from targets import run

LIMITS = Limits(unpacked_bytes=10_000_000, members=100)


def check(content: bytes) -> None:
    """Read one file."""
    packed = content if content.startswith(b"PK") else pack_word(content)
    check_document(as_document(*read_word(packed, "hostile.docx", LIMITS)))


run(check)
