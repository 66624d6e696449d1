"""How a target is run, and where its files are."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import atheris

from opinionmine.errors import OpinionmineError


def run(check: Callable[[bytes], None]) -> None:
    """Give `check` one input after the other; a problem told in a sentence is what is wanted, anything else is found."""

    def check_one(content: bytes) -> None:
        try:
            check(content)
        except OpinionmineError as error:
            assert str(error).strip() and "\n" not in str(error), f"not one sentence: {error}"

    atheris.Setup(sys.argv, check_one)
    atheris.Fuzz()


def name_of(content: bytes, endings: tuple[str, ...]) -> tuple[str, bytes]:
    """The first byte chooses the ending of the file name, the others are the file."""
    return (f"hostile{endings[content[0] % len(endings)]}", content[1:]) if content else ("hostile", b"")


def seed_folder(kind: str) -> Path:
    """Where the seeds of a target stand: out/fuzz/text."""
    return Path(__file__).resolve().parents[1] / "out" / "fuzz" / kind
