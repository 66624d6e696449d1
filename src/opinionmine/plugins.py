"""Where others may add: readers, layouts, tokenizers, classifiers, writers and commands.

A plugin is a module or object with functions marked `hookimpl`, named by an entry point in the group ``opinionmine`` of a
package. What comes with opinionmine enters by the same door: see `opinionmine.builtins`.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

import pluggy

from opinionmine.errors import PluginError, suggest
from opinionmine.records import Codebook, Opinion, ParseIssue, Prediction, TableBlock, TextBlock

if TYPE_CHECKING:
    import click

    from opinionmine.documents.limits import Limits
    from opinionmine.japanese.tokenize import Tokenizer
    from opinionmine.reporting.paint import Painter
    from opinionmine.sheets.layouts import Layout
    from opinionmine.themes.labelled import LabelledCorpus

GROUP = "opinionmine"
BUILTINS = "opinionmine.builtins"

hookspec = pluggy.HookspecMarker(GROUP)
hookimpl = pluggy.HookimplMarker(GROUP)

T = TypeVar("T")


class Blocks(NamedTuple):
    """What a reader found in a file."""

    media_type: str
    blocks: Sequence[TextBlock | TableBlock]
    issues: Sequence[ParseIssue] = ()


class Command(NamedTuple):
    """A command, loaded when it is called.

    Attributes
    ----------
    help : str
        One line for `opinionmine --help`.
    """

    help: str
    load: Callable[[], click.Command]


class Coder(Protocol):
    """Whatever gives themes to opinions: a trained model, or rules.

    Attributes
    ----------
    model_id : str
        Stands beside every result; another content has another id.
    codebook_id : str
    codebook_version : int
        Of the codebook whose themes it gives.
    theme_ids : tuple of str
        In the order of the codebook.
    grades : mapping of str to str
        How far each theme can be trusted: A, B or C, from opinions it had not been trained on; C where nobody measured.
    """

    @property
    def model_id(self) -> str:
        """Another content has another id."""
        ...

    @property
    def codebook_id(self) -> str:
        """Which codebook."""
        ...

    @property
    def codebook_version(self) -> int:
        """Which version of it."""
        ...

    @property
    def theme_ids(self) -> tuple[str, ...]:
        """In the order of the codebook."""
        ...

    @property
    def grades(self) -> Mapping[str, str]:
        """By theme."""
        ...

    def predict(
        self, opinions: Sequence[Opinion], risk: float | None = None, *, has_evidence: bool = True
    ) -> list[Prediction]:
        """One prediction for each opinion, in order; the same ones whatever stands beside them."""
        ...


class Classifier(Protocol):
    """A way to learn themes from labelled opinions, and to keep what was learned in files."""

    def train(self, corpus: LabelledCorpus, codebook: Codebook) -> Coder:
        """Learn; the same corpus gives the same coder."""
        ...

    def save(self, coder: Coder, folder: Path) -> None:
        """Write what `load` needs into a folder that holds ``model.json`` already; nothing that can run."""
        ...

    def load(self, folder: Path) -> Coder:
        """Read what `save` wrote."""
        ...


class Hooks(Protocol):
    """The six doors. A hook that gives a mapping gives names that no other plugin has."""

    @hookspec(firstresult=True)
    def opinionmine_read(self, content: bytes, source: str, limits: Limits) -> Blocks | None:
        """Read the bytes of a file, or give None where it is not yours; the last plugin installed is asked first."""

    @hookspec
    def opinionmine_layouts(self) -> Mapping[str, Layout]:
        """Families of tables by name: each reads a grid, or raises `NotThisLayout`."""

    @hookspec
    def opinionmine_tokenizers(self) -> Mapping[str, Tokenizer]:
        """Ways to cut a text into words, for exploring and for `ThemeVectorizer`; the shipped models keep to UniDic."""

    @hookspec
    def opinionmine_classifiers(self) -> Mapping[str, Classifier]:
        """Ways to learn, for ``train --classifier NAME``."""

    @hookspec
    def opinionmine_writers(self) -> Mapping[str, Painter]:
        """Formats of a report by the ending of the file, such as ``.html``."""

    @hookspec
    def opinionmine_commands(self) -> Mapping[str, Command]:
        """Commands by the name under which they are called."""


@cache
def plugins() -> pluggy.PluginManager:
    """What is installed, the built-in things first.

    Raises
    ------
    PluginError
        If a plugin cannot be loaded, or does not follow the hooks.
    """
    manager = pluggy.PluginManager(GROUP)
    manager.add_hookspecs(Hooks)
    manager.register(importlib.import_module(BUILTINS), "builtins")
    try:
        manager.load_setuptools_entrypoints(GROUP)
        manager.check_pending()
    except Exception as error:  # a plugin is foreign code: whatever it raises is told in one sentence
        raise PluginError(
            f"A plugin cannot be loaded ({error.__class__.__name__}: {error}). Installed are {', '.join(installed())}: update "
            "or uninstall it (プラグインを読み込めません)."
        ) from None
    return manager


def installed() -> list[str]:
    """Packages that bring plugins, each with its version."""
    from importlib import metadata

    found = {point.dist.name: point.dist.version for point in metadata.entry_points(group=GROUP) if point.dist}
    return [f"{name} {version}" for name, version in sorted(found.items())]


def gather(hook: str) -> dict[str, Any]:
    """All that plugins offer at one of the doors, by name: ``gather("layouts")``; the built-in ones first.

    Raises
    ------
    PluginError
        If two plugins give the same name.
    """
    gathered: dict[str, Any] = {}
    for offered in reversed(getattr(plugins().hook, f"opinionmine_{hook}")()):
        if twice := gathered.keys() & offered.keys():
            raise PluginError(
                f"Two plugins offer 「{sorted(twice)[0]}」 among the {hook}. Uninstall one of {', '.join(installed())} "
                "(同じ名前のプラグインがあります)."
            )
        gathered |= offered
    return gathered


def choose(hook: str, name: str) -> Any:
    """One of what plugins offer at a door.

    Raises
    ------
    PluginError
        Naming the nearest, if there is none of this name.
    """
    offered = gather(hook)
    if name not in offered:
        raise PluginError(f"「{name}」 is not one of the {hook}; {suggest(name, offered)} (その名前のものはありません)")
    return offered[name]
