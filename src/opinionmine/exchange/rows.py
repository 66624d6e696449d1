"""What a file says of one opinion, before anything is checked; every form is read into this."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from opinionmine.records import Codebook, LabelItem

# How people say in a form that was made for themes only that an opinion has none, and that it cannot be decided.
NO_THEME = "該当なし"
UNDECIDED = "判断できない"
# Where an undecided opinion keeps that it is one: it is not judged, and not untouched either.
DECISION = "判断"


@dataclass(frozen=True)
class LabelRow:
    """One row, task, line or source of a file.

    Attributes
    ----------
    where : str
        File and row, for messages.
    identifier, text : object
        As the file has them.
    is_judged : bool
        Whether a person has judged the opinion: no theme is a judgement, an empty cell is none.
    themes, flags, suggested : sequence of object
        Ids, Japanese or English names.
    annotator : str or None
        None where the file does not say.
    spans : sequence of (start, end, theme)
        Half-open code-point offsets.
    """

    where: str
    identifier: Any
    text: Any
    voice: Any = "comment"
    fields: Mapping[Any, Any] = field(default_factory=dict)
    is_judged: bool = False
    themes: Any = ()
    stance: Any = ""
    flags: Any = ()
    annotator: Any = None
    when: Any = ""
    spans: Sequence[tuple[Any, Any, Any]] = ()
    suggested: Any = ()
    reason: Any = ""


def each_once(names: Iterable[Any]) -> list[Any]:
    """Without what stands before already; names may be anything that a file holds, lists too."""
    found: list[Any] = []
    for name in names:
        if name not in found:
            found.append(name)
    return found


def theme_names(codebook: Codebook) -> dict[str, str]:
    """What each theme is called in forms for people: its Japanese name, or its id where two share a name."""
    names = [theme.ja for theme in codebook.themes]
    return {
        theme.theme_id: theme.ja if theme.ja and names.count(theme.ja) == 1 else theme.theme_id
        for theme in codebook.themes
    }


def stance_names(codebook: Codebook) -> dict[str, str]:
    """What each stance is called in forms for people."""
    return {stance.sign_id: stance.ja or stance.sign_id for stance in codebook.stances}


def field_names(items: Sequence[LabelItem]) -> list[str]:
    """Every other column of the opinions, in the order in which they come up."""
    return list(dict.fromkeys(name for item in items for name in item.opinion.fields))
