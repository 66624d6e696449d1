"""Rows -> label items: every id, theme and offset is checked, whatever form it came in."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any, NoReturn

from opinionmine.errors import CodebookError, suggest
from opinionmine.exchange.rows import LabelRow
from opinionmine.records import Annotation, Codebook, Evidence, LabelItem, Opinion
from opinionmine.themes.labelled import MAX_CHARACTERS, VOICES


def check_rows(rows: Iterable[LabelRow], codebook: Codebook, source: str, annotator: str) -> tuple[LabelItem, ...]:
    """Turn rows into label items, in their order.

    Parameters
    ----------
    annotator : str
        Who is named where a row names nobody.

    Raises
    ------
    CodebookError
        With file and row: an id, text, theme, stance, flag, voice, date or span that is not one, an id that one annotator has twice,
        or that belongs to two texts.
    """
    check = _Check(codebook)
    items: list[LabelItem] = []
    seen: dict[str, tuple[str, str, set[str | None]]] = {}
    for row in rows:
        item = check.item(row, annotator)
        by = item.annotation.annotator if item.annotation else None
        text, first, annotators = seen.setdefault(item.opinion.opinion_id, (item.opinion.text, row.where, set()))
        if by in annotators or None in annotators or (annotators and by is None):
            _fail(
                row.where,
                f"the id 「{item.opinion.opinion_id}」 stands twice (first in {_short(first, source)}); give each opinion its own",
            )
        if text != item.opinion.text:
            _fail(
                row.where,
                f"the id 「{item.opinion.opinion_id}」 has another text here than in {_short(first, source)}; give each opinion its own",
            )
        annotators.add(by)
        items.append(item)
    if not items:
        raise CodebookError(
            f"{source}: no opinion in it. Expected at least one with an id and a text (意見がありません)."
        )
    return tuple(items)


class _Check:
    """One row at a time against a codebook."""

    def __init__(self, codebook: Codebook) -> None:
        self.codebook = codebook
        self.themes = _lookup((t.theme_id, t.ja, t.en) for t in codebook.themes)
        self.stances = _lookup((s.sign_id, s.ja) for s in codebook.stances)
        self.flags = _lookup((f.sign_id, f.ja) for f in codebook.flags)

    def item(self, row: LabelRow, annotator: str) -> LabelItem:
        opinion = self.opinion(row)
        annotation = self.annotation(row, opinion.opinion_id, annotator) if row.is_judged else None
        if annotation is None and (row.spans or row.stance or row.flags or row.themes):
            _fail(
                row.where,
                "a stance, a flag, a theme or a place is marked, but nobody has judged the opinion; judge it, or take the mark out",
            )
        spans = tuple(self.span(row.where, opinion.text, *span) for span in row.spans)
        if annotation and (loose := [s.theme_id for s in spans if s.theme_id not in annotation.themes]):
            _fail(
                row.where,
                f"a place is marked for 「{loose[0]}」, which is not among the themes of the opinion; give it that theme too",
            )
        return LabelItem(
            opinion,
            annotation,
            spans,
            self.known(row.where, row.suggested, self.themes, "theme", self.codebook.theme_ids),
            _string(row.where, "the reason", row.reason),
        )

    def opinion(self, row: LabelRow) -> Opinion:
        where, text = row.where, row.text
        if (
            isinstance(row.identifier, bool)
            or not isinstance(row.identifier, str | int)
            or not str(row.identifier).strip()
        ):
            _fail(where, f"the id is {_shown(row.identifier)}; expected text or a number")
        if not isinstance(text, str) or not text.strip():
            _fail(where, "the text is empty or no text; take the row out, or write the opinion into it")
        if len(text) > MAX_CHARACTERS:
            _fail(
                where,
                f"the text has {len(text):,} characters; at most {MAX_CHARACTERS:,} are read. Cut it into opinions",
            )
        if row.voice not in VOICES:
            _fail(where, f"「{row.voice}」 is not a voice; {suggest(str(row.voice), VOICES)}")
        if not isinstance(row.fields, Mapping):
            _fail(where, f"「fields」 is {_shown(row.fields)}; expected an object of texts")
        fields = {_string(where, "a column", k): _string(where, f"「{k}」", v) for k, v in row.fields.items()}
        return Opinion(
            _string(where, "the id", str(row.identifier)), row.voice, _string(where, "the text", text), fields=fields
        )

    def annotation(self, row: LabelRow, opinion_id: str, annotator: str) -> Annotation:
        stance = self.known(row.where, [row.stance] if row.stance else [], self.stances, "stance")
        return Annotation(
            opinion_id=opinion_id,
            themes=self.known(row.where, row.themes, self.themes, "theme", self.codebook.theme_ids),
            stance=stance[0] if stance else "",
            flags=self.known(row.where, row.flags, self.flags, "flag", tuple(f.sign_id for f in self.codebook.flags)),
            annotator=annotator if row.annotator is None else _string(row.where, "the annotator", row.annotator),
            codebook_version=self.codebook.version,
            when=_date(row.where, row.when),
        )

    def span(self, where: str, text: str, start: Any, end: Any, theme: Any) -> Evidence:
        if any(isinstance(at, bool) or not isinstance(at, int) for at in (start, end)) or not 0 <= start < end <= len(
            text
        ):
            _fail(
                where, f"a place from {_shown(start)} to {_shown(end)} is not in the text of {len(text):,} characters"
            )
        (theme_id,) = self.known(where, [theme], self.themes, "theme")
        return Evidence(theme_id, start, end, text[start:end], 1.0)

    def known(
        self, where: str, names: Any, lookup: Mapping[str, str], what: str, order: tuple[str, ...] = ()
    ) -> tuple[str, ...]:
        """Ids for ids or names; in the order of the codebook if one is given."""
        if isinstance(names, str) or not isinstance(names, Collection):
            _fail(where, f"{what}s are {_shown(names)}; expected a list")
        found = [lookup.get(_bare(name)) if isinstance(name, str) else None for name in names]
        for name, theme_id in zip(names, found, strict=True):
            if theme_id is None:
                _fail(
                    where,
                    f"「{name}」 is not a {what} of the codebook {self.codebook.codebook_id}; {_suggest(str(name), lookup)}",
                )
            if found.count(theme_id) > 1:
                _fail(where, f"the {what} 「{name}」 stands twice; take one out")
        ids = [theme_id for theme_id in found if theme_id is not None]
        return tuple(sorted(ids, key=order.index) if order else ids)


def _lookup(entries: Iterable[tuple[str, ...]]) -> dict[str, str]:
    """Ids and names -> id; a name that two entries share names none of them."""
    entries = [*entries]
    names = [_bare(name) for _, *others in entries for name in {*others} if name]
    shared = {name for name in names if names.count(name) > 1}
    lookup = {_bare(name): entry[0] for entry in entries for name in entry[1:] if name and _bare(name) not in shared}
    return lookup | {_bare(entry[0]): entry[0] for entry in entries}


def _bare(name: str) -> str:
    """A name as it is compared: ｔｒａｉｎｉｎｇ is training."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def _suggest(name: str, lookup: Mapping[str, str]) -> str:
    """Name what was probably meant, by id or name; else the ids (the names would fill a page)."""
    likely = suggest(name, lookup)
    return likely if likely.startswith("did you mean") else f"known are {', '.join(dict.fromkeys(lookup.values()))}."


def _date(where: str, when: Any) -> str:
    """ISO 8601, as Python writes it: 2026-11-26 10:05 is 2026-11-26T10:05:00."""
    if when in ("", None):
        return ""
    try:
        return date.fromisoformat(when).isoformat() if len(when) == 10 else datetime.fromisoformat(when).isoformat()
    except (ValueError, TypeError):
        _fail(where, f"the date 「{when}」 cannot be read; write it like 2026-11-26 or 2026-11-26T10:05")


def _string(where: str, what: str, value: Any) -> str:
    if not isinstance(value, str):
        _fail(where, f"{what} is {_shown(value)}; expected text")
    if any("\ud800" <= character <= "\udfff" for character in value):
        _fail(where, f"{what} has half of a character (a lone surrogate); write it anew from its source")
    return value


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)[:60]


def _short(where: str, source: str) -> str:
    """The row alone, where the file is the same: line 3."""
    return where.removeprefix(f"{source}, ")


def _fail(where: str, problem: str) -> NoReturn:
    raise CodebookError(f"{where}: {problem}".rstrip(".") + ("" if problem.endswith("?") else "."))
