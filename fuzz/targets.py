"""How a target is run."""

from __future__ import annotations

import sys
from collections.abc import Callable

import atheris

from opinionmine.errors import OpinionmineError


def run(check: Callable[[bytes], None]) -> None:
    """Give `check` one input after the other; a problem told in a sentence is what is wanted, anything else is found."""

    def check_one(content: bytes) -> None:
        try:
            check(content)
        except OpinionmineError as error:
            assert str(error).strip()

    atheris.Setup(sys.argv, check_one)
    atheris.Fuzz()
