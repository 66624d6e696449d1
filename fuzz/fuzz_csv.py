"""Lists of comments: every row that goes in comes out, is without text, or is set aside with a sentence."""

import atheris

with atheris.instrument_imports(include=["opinionmine.documents", "opinionmine.japanese"]):
    from opinionmine.documents.comments import read_comments
    from opinionmine.documents.text import decode
from places import LISTS, name_of
from properties import check_comments
from targets import run


def check(content: bytes) -> None:
    """Read one list."""
    name, content = name_of(content, LISTS)
    comments = read_comments(content, name)
    check_comments(comments, decode(content, name)[0], name)


run(check)
