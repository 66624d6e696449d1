"""PDF files, as they are and as sheets."""

import atheris

with atheris.instrument_imports(include=["opinionmine.documents", "pdfminer", "pdfplumber"]):
    from opinionmine.documents.limits import Limits
    from opinionmine.documents.pdf import read_pdf
from properties import as_document, check_document
from targets import run

LIMITS = Limits(pages=4)


def check(content: bytes) -> None:
    """Read one file."""
    check_document(as_document(*read_pdf(content, "hostile.pdf", LIMITS)))


run(check)
