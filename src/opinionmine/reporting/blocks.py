"""What a report is made of, in the language of its reader; every format paints the same blocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from opinionmine.reporting.pictures import Picture


@dataclass(frozen=True)
class Number:
    """A number in a table.

    Attributes
    ----------
    value : int, float or None
        As a spreadsheet takes it; None where there is none.
    text : str
        As it is shown: 12, 81%, 7 (+2).
    opens : mapping of str to str
        Which opinions it counts: ``theme``, ``goal``, ``basis``, ``outcome``, ``ids`` or a variable -> the value they have. Empty where it counts
        something else.
    """

    value: float | None
    text: str
    opens: Mapping[str, str] = field(default_factory=dict)


def count_cell(n: int, **opens: str) -> Number:
    """A count, and which opinions it counts; 0 opens none."""
    return Number(n, str(n), opens if n else {})


def opinions_cell(opinion_ids: Sequence[str]) -> Number:
    """How many opinions there are, opening them: an id may hold any sign but a line end."""
    return count_cell(len(opinion_ids), ids="\n".join(opinion_ids))


Cell = str | Number


def show_cell(cell: Cell) -> str:
    """What a reader sees in a cell."""
    return cell if isinstance(cell, str) else cell.text


@dataclass(frozen=True)
class Text:
    """A paragraph."""

    text: str
    kind: Literal["plain", "quiet", "warn"] = "plain"


@dataclass(frozen=True)
class Items:
    """A list of sentences.

    Attributes
    ----------
    is_ordered : bool
        Whether their order says something.
    opens : tuple of (mapping of str to str)
        Which opinions each sentence speaks of, as in `Number`; empty for a list that speaks of none.
    """

    items: tuple[str, ...]
    is_ordered: bool = False
    opens: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True)
class Table:
    """A table.

    Attributes
    ----------
    name : str
        Of the file or worksheet that holds it: ratings, themes.
    rows : tuple of tuple of Cell
        All as long as `columns`.
    marked : frozenset of int
        Rows that a reader should look at, from 0.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    marked: frozenset[int] = frozenset()

    def numeric(self, column: int) -> bool:
        """Whether a column holds numbers."""
        return any(not isinstance(row[column], str) for row in self.rows)


@dataclass(frozen=True)
class Drawing:
    """A picture, and the numbers it was drawn from, one row a mark."""

    picture: Picture
    numbers: Table


@dataclass(frozen=True)
class Quote:
    """One whole opinion.

    Attributes
    ----------
    segments : tuple of (str, bool)
        The text in order; True where it is evidence.
    footer : str
        Who speaks, where it stands, how sure it is.
    """

    opinion_id: str
    segments: tuple[tuple[str, bool], ...]
    footer: str


@dataclass(frozen=True)
class More:
    """That there are more opinions than are printed here, and which they are."""

    text: str
    opens: Mapping[str, str]


@dataclass(frozen=True)
class AllOpinions:
    """The place of the table of all opinions, in formats that can sort and filter it."""


Block = Text | Items | Table | Drawing | Quote | More | AllOpinions


@dataclass(frozen=True)
class Section:
    """A part of a report under one heading; `parts` stand one level deeper."""

    name: str
    title: str
    blocks: tuple[Block, ...] = ()
    parts: tuple[Section, ...] = ()
    starts_page: bool = False


@dataclass(frozen=True)
class Report:
    """A report in one language."""

    lang: str
    kind: str
    title: str
    subtitle: str
    sections: tuple[Section, ...]
