"""The codebook: the single definition of every theme, stance and flag."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Theme:
    """An entry of the codebook.

    Attributes
    ----------
    definition, definition_ja : str
        What it is about; the Japanese one, for reports, may be empty.
    include : tuple of str
        What belongs to it.
    exclude : mapping of str to str
        What does not -> the theme or themes it goes to.
    cues : tuple of str
        Words that speak for it by themselves; what a theme without enough examples falls back to.
    """

    theme_id: str
    ja: str
    en: str
    definition: str
    include: tuple[str, ...] = ()
    exclude: Mapping[str, str] = field(default_factory=dict)
    cues: tuple[str, ...] = ()
    definition_ja: str = ""


@dataclass(frozen=True)
class Sign:
    """A stance or a flag, and the sign it is known by."""

    sign_id: str
    sign: str
    ja: str = ""


@dataclass(frozen=True)
class Example:
    """An invented text with the themes that the codebook gives it."""

    text: str
    themes: tuple[str, ...]


@dataclass(frozen=True)
class Boundary:
    """Two themes that are easily mixed up, and the rule that parts them."""

    pair: tuple[str, str]
    rule: str
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True)
class Codebook:
    """The single definition of every theme, stance and flag."""

    codebook_id: str
    version: int
    unit: str
    rules: tuple[str, ...]
    themes: tuple[Theme, ...]
    stances: tuple[Sign, ...]
    flags: tuple[Sign, ...]
    boundaries: tuple[Boundary, ...]

    @property
    def theme_ids(self) -> tuple[str, ...]:
        """Ids in codebook order, the order of every matrix column."""
        return tuple(theme.theme_id for theme in self.themes)
