"""Labels that come back, put together: nothing is lost, nothing is overwritten unsaid."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Literal

from opinionmine.errors import CodebookError
from opinionmine.records import LabelItem, Opinion
from opinionmine.themes.label_rows import Row, item_to_row
from opinionmine.themes.labelled import SETTLED

OnConflict = Literal["keep", "replace", "both"]

_JUDGEMENT = ("themes", "stance", "flags")


@dataclass(frozen=True)
class LabelFile:
    """What one person sent back.

    Attributes
    ----------
    rows : mapping of str to Row
        For a file that is a corpus itself, its rows by id: they may say batch, pair and coders; else empty.
    """

    name: str
    items: tuple[LabelItem, ...]
    rows: Mapping[str, Row] = field(default_factory=dict)


@dataclass(frozen=True)
class Conflict:
    """Two judgements of one opinion that do not go together.

    Attributes
    ----------
    first, second : Row
        As rows of a corpus; the first one stands until something is decided.
    file : str
        Where the second one is from.
    """

    opinion_id: str
    first: Row
    second: Row
    file: str


@dataclass(frozen=True)
class Merged:
    """What came of a merge.

    Attributes
    ----------
    rows : tuple of Row
        The corpus: what was there, in its order, then what is new.
    n_new, n_same, n_completed, n_unlabelled : int
        Judgements of opinions that were not there; that say the same; that add a stance or flags where there were none; and
        opinions without a judgement, which are left out.
    conflicts : tuple of Conflict
    """

    rows: tuple[Row, ...]
    n_new: int
    n_same: int
    n_completed: int
    n_unlabelled: int
    conflicts: tuple[Conflict, ...]


def merge_labels(
    corpus: Sequence[Row],
    files: Sequence[LabelFile],
    on_conflict: OnConflict | None = None,
    asked: Mapping[str, str] | None = None,
    batch: str = "",
) -> Merged:
    """Add the judgements of some files to the rows of a corpus.

    Parameters
    ----------
    on_conflict : str, optional
        What becomes of a judgement that contradicts: the first stays (``keep``), the second takes its place (``replace``), or the first stays
        and both stand in ``coders`` (``both``). Without it the first stays; the caller refuses.
    asked : mapping of str to str, optional
        Id -> text of the opinions that were given out; no other may come back.
    batch : str
        Batch of the new rows that have none.

    Raises
    ------
    CodebookError
        Naming file and row, if an id was not given out or a text is not the one that was.
    """
    desk = _Desk({row_id(row): deepcopy(row) for row in corpus}, on_conflict, asked, batch)
    for file in files:
        for number, item in enumerate(file.items, 1):
            desk.take(file, number, item)
    return Merged(
        tuple(desk.rows.values()), desk.n_new, desk.n_same, desk.n_completed, desk.n_unlabelled, tuple(desk.conflicts)
    )


@dataclass
class _Desk:
    """Where judgements are put together, one after the other."""

    rows: dict[str, Row]
    on_conflict: OnConflict | None
    asked: Mapping[str, str] | None
    batch: str
    n_new: int = 0
    n_same: int = 0
    n_completed: int = 0
    n_unlabelled: int = 0
    conflicts: list[Conflict] = field(default_factory=list)

    def take(self, file: LabelFile, number: int, item: LabelItem) -> None:
        name = item.opinion.opinion_id
        where = f"{file.name}, row {number} of the opinions, id 「{name}」"
        text = self._check_text(where, item.opinion)
        if item.annotation is None:
            self.n_unlabelled += 1
            return
        new = deepcopy(file.rows.get(name, {})) | item_to_row(item) | {"text": text}
        if name not in self.rows:
            self.n_new += 1
            self.rows[name] = ({"batch": self.batch} if self.batch else {}) | new
            return
        self._join(self.rows[name], new, file.name)

    def _check_text(self, where: str, opinion: Opinion) -> str:
        """The text as it was given out."""
        name, known = opinion.opinion_id, None
        if self.asked is not None:
            if name not in self.asked:
                raise CodebookError(
                    f"{where}: this id was not given out. Restore the id, or leave the row out (配った一覧にない番号です)."
                )
            known = self.asked[name]
        if name in self.rows:
            known = self.rows[name]["text"]
        if known is not None and _bare(known) != _bare(opinion.text):
            place = next(
                (i for i, (a, b) in enumerate(zip(_bare(known), _bare(opinion.text), strict=False)) if a != b),
                min(len(_bare(known)), len(_bare(opinion.text))),
            )
            raise CodebookError(
                f"{where}: the text was changed on the way; from character {place + 1} it has 「{_bare(opinion.text)[place:][:20]}」 where "
                f"「{_bare(known)[place:][:20]}」 was given out. Restore the text: a label belongs to what was read (本文が変わっています)."
            )
        return opinion.text if known is None else known

    def _join(self, row: Row, new: Row, file: str) -> None:
        if _is_known(row, new):
            self.n_same += 1
        elif contradicts(row, new):
            self.conflicts.append(Conflict(row_id(row), deepcopy(row), new, file))
            if self.on_conflict == "replace":
                _complete(new, row)
                row.update({key: new[key] for key in (*_JUDGEMENT, "annotator", "when") if key in new})
            elif self.on_conflict == "both":
                _add_coder(row, new)
        else:
            is_fuller = _complete(row, new)
            self.n_completed += is_fuller
            self.n_same += not is_fuller
            # With keep and replace what coders dispute is not kept; what they agree on alone would make them look better.
            if self.on_conflict in (None, "both") and _is_second(row, new):
                _add_coder(row, new)


def contradicts(first: Row, second: Row) -> bool:
    """Whether two judgements do not go together: other themes, or another stance or other flags where both say some.

    Examples
    --------
    >>> contradicts({"themes": ["training"], "stance": ""}, {"themes": ["training"], "stance": "request"})
    False
    >>> contradicts({"themes": []}, {"themes": ["training"]})
    True
    """
    return set(first["themes"]) != set(second["themes"]) or any(
        first.get(key) and second.get(key) and _set(first[key]) != _set(second[key]) for key in ("stance", "flags")
    )


def row_id(row: Row) -> str:
    """The id of a row; a number is an id too."""
    return str(row["id"])


def read_rows(path: Path) -> tuple[Row, ...]:
    """The rows of a corpus that `read_corpus` has checked, with all that stands in them."""
    lines = path.read_text("utf-8-sig").split("\n")
    return tuple(json.loads(line) for line in lines if line.strip())


def write_rows(rows: Iterable[Row]) -> str:
    """One row a line."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _bare(text: str) -> str:
    """What counts of a text: a spreadsheet turns CR LF into LF, and takes blanks at the ends away."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _annotator(row: Row) -> str:
    return str(row.get("annotator", SETTLED))


def _set(value: str | Sequence[str]) -> set[str]:
    return {value} if isinstance(value, str) else set(value)


def _same(first: Row, second: Row) -> bool:
    return all(_set(first.get(key) or []) == _set(second.get(key) or []) for key in _JUDGEMENT)


def _is_known(row: Row, new: Row) -> bool:
    """Whether a judgement stands among the coders already, as when a file is merged twice."""
    name = _annotator(new)
    return any(
        _same(judgement, new)
        for coder, judgement in row.get("coders", {}).items()
        if name == SETTLED or coder == name or coder.startswith(f"{name} ")
    )


def _is_second(row: Row, new: Row) -> bool:
    """Whether a judgement was made by another person, or anew by the same one at another time."""
    if _annotator(new) != _annotator(row):
        return _annotator(new) != SETTLED
    return bool(row.get("when") and new.get("when") and row["when"] != new["when"])


def _complete(row: Row, other: Row) -> bool:
    """Fill in a stance or flags that a row does not have; whether anything was filled in."""
    missing = {key: other[key] for key in ("stance", "flags") if other.get(key) and not row.get(key)}
    row.update(missing)
    return bool(missing)


def _add_coder(row: Row, new: Row) -> None:
    """Keep a judgement beside the one that stands, each under the name of who made it."""
    coders = row.setdefault("coders", {})
    for judgement in (row, new) if not coders else (new,):
        kept = {key: judgement[key] for key in (*_JUDGEMENT, "when") if judgement.get(key) is not None}
        coders[next(name for name in _names_for(_annotator(judgement)) if name not in coders)] = kept


def _names_for(annotator: str) -> Iterator[str]:
    """Under which names a judgement may stand: 「佐藤」, 「佐藤 2」 where that person judged anew; first, second for the unnamed."""
    yield from ("first", "second", "third") if annotator == SETTLED else (annotator,)
    yield from (f"{'coder' if annotator == SETTLED else annotator} {n}" for n in count(2))
