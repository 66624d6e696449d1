"""What comes with opinionmine, entering by the door that plugins use; each thing loads only when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from opinionmine.plugins import Blocks, Classifier, Command, hookimpl

if TYPE_CHECKING:
    from opinionmine.documents.limits import Limits
    from opinionmine.japanese.tokenize import Tokenizer
    from opinionmine.reporting.paint import Painter
    from opinionmine.sheets.layouts import Layout


@hookimpl
def opinionmine_read(content: bytes, source: str, limits: Limits) -> Blocks | None:
    """Whatever an office has; what nobody else knew is read as text, or refused."""
    from opinionmine.documents.read import read_blocks

    return read_blocks(content, source, limits)


@hookimpl
def opinionmine_layouts() -> Mapping[str, Layout]:
    """The families of summary sheets."""
    from opinionmine.sheets.layouts import LAYOUTS

    return LAYOUTS


@hookimpl
def opinionmine_tokenizers() -> Mapping[str, Tokenizer]:
    """UniDic with domain terms."""
    from opinionmine.japanese.tokenize import tokenize

    return {"unidic": tokenize}


@hookimpl
def opinionmine_classifiers() -> Mapping[str, Classifier]:
    """One regression on words and meaning, or on words alone."""
    from opinionmine.themes.classifiers import Regression

    return {"default": Regression(has_vectors=True), "light": Regression(has_vectors=False)}


@hookimpl
def opinionmine_writers() -> Mapping[str, Painter]:
    """HTML, Excel, Word, Markdown, and the record."""
    from opinionmine.reporting.paint import PAINTERS

    return PAINTERS


@hookimpl
def opinionmine_commands() -> Mapping[str, Command]:
    """The commands of `opinionmine --help`."""
    from opinionmine.cli import COMMANDS, load_command

    return {name: Command(text, partial(load_command, name)) for name, text in COMMANDS.items()}
