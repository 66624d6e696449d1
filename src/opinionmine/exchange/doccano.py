"""doccano's JSONL: text classification (``label`` holds names) and sequence labelling (``label`` holds places), as exported and imported."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from opinionmine.errors import CodebookError
from opinionmine.exchange.offsets import from_utf16, to_utf16
from opinionmine.exchange.own import first_object, read_lines
from opinionmine.exchange.rows import NO_THEME, LabelRow, each_once, theme_names
from opinionmine.records import Codebook, LabelItem

# Where doccano's kinds of projects put what was chosen: classification and sequence labelling `label` (import takes any name,
# `labels` is common), intent detection `cats` and `entities`, relation extraction `entities`. Its catalogue of export formats:
# github.com/doccano/doccano, backend/data_export/pipeline/factories.py.
_CHOSEN = ("label", "labels", "cats", "entities")
# Keys that doccano does not know travel along as metadata of the example and come back beside its own.
_CARRIED = ("voice", "stance", "flags", "annotator", "when", "suggested", "reason", "fields")


def recognise(content: bytes) -> bool:
    """Whether the first line has a text and something that was chosen for it."""
    first = first_object(content)
    return "text" in first and any(key in first for key in _CHOSEN)


def read(content: bytes, source: str, codebook: Codebook) -> Iterator[LabelRow]:
    """Read an export of either kind.

    An example without anything chosen is one that nobody has judged: doccano does not export which ones were confirmed. No theme is
    the label 該当なし. An export of several people is a file each, named by the person; so who labelled is the name of the file.
    """
    for where, row in read_lines(content, source):
        chosen = [entry for key in _CHOSEN for entry in _list(row.get(key), key, where)]
        names = [entry for entry in chosen if isinstance(entry, str)]
        spans = [_span(entry, row.get("text"), where) for entry in chosen if not isinstance(entry, str)]
        themes = [name for name in names if name != NO_THEME]
        yield LabelRow(
            where=where,
            identifier=row.get("id"),
            text=row.get("text"),
            voice=row.get("voice") or "comment",
            fields=_fields(row, where),
            is_judged=bool(chosen),
            themes=each_once([*themes, *(theme for _, _, theme in spans)]),
            stance=(row.get("stance") or "") if chosen else "",
            flags=(row.get("flags") or ()) if chosen else (),
            annotator=row.get("annotator"),
            when=(row.get("when") or "") if chosen else "",
            spans=spans,
            suggested=row.get("suggested") or (),
            reason=row.get("reason") or "",
        )


def _list(value: Any, key: str, where: str) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise CodebookError(
            f"{where}: 「{key}」 is {json.dumps(value, ensure_ascii=False)[:60]}; expected a list of labels."
        )
    return value


def _fields(row: dict[str, Any], where: str) -> dict[str, Any]:
    """What came along: our own fields, and other keys with a text."""
    own = row.get("fields") or {}
    if not isinstance(own, dict):
        raise CodebookError(f"{where}: 「fields」 must be an object of texts.")
    known = ("id", "text", *_CHOSEN, *_CARRIED)
    return {key: value for key, value in row.items() if key not in known and isinstance(value, str) and value} | own


def _span(entry: Any, text: Any, where: str) -> tuple[Any, Any, Any]:
    """``[start, end, label]`` or an entity with ``start_offset`` and ``end_offset``, counted in UTF-16 code units.

    doccano takes them from the browser's strings unless a project counts grapheme clusters (v-annotator 0.1.28, TextSelector.convert;
    doccano issue 2290: of 👨🏻\u200d🚒 firemen drive firetrucks the last word is 22 to 32 there and 19 to 29 in Python).
    """
    if isinstance(entry, dict):
        entry = [entry.get("start_offset"), entry.get("end_offset"), entry.get("label")]
    if not isinstance(entry, list) or len(entry) != 3 or not isinstance(text, str):
        raise CodebookError(
            f"{where}: 「{json.dumps(entry, ensure_ascii=False)[:60]}」 is no label; expected a name or [start, end, name]."
        )
    start, end, name = entry
    if not (type(start) is type(end) is int):
        return start, end, name
    places = from_utf16(text, start), from_utf16(text, end)
    if None in places:
        raise CodebookError(
            f"{where}: the place {start} to {end} lies behind the end of the text or inside a character. Export from a project that does not "
            "count grapheme clusters (「書記素クラスタ」で数えない設定で書き出してください)."
        )
    return (*places, name)


def write_choices(items: Sequence[LabelItem], codebook: Codebook) -> bytes:
    """For a project of text classification: the names of the themes."""
    names = theme_names(codebook)

    def label(item: LabelItem) -> list[Any]:
        assert item.annotation
        return [names[theme] for theme in item.annotation.themes] or [NO_THEME]

    return _write(items, label)


def write_places(items: Sequence[LabelItem], codebook: Codebook) -> bytes:
    """For a project of sequence labelling: the places; a theme without one is not carried."""
    names = theme_names(codebook)

    def label(item: LabelItem) -> list[Any]:
        text = item.opinion.text
        return [[to_utf16(text, s.start), to_utf16(text, s.end), names[s.theme_id]] for s in item.spans]

    return _write(items, label)


def _write(items: Sequence[LabelItem], label: Callable[[LabelItem], list[Any]]) -> bytes:
    lines = []
    for item in items:
        row: dict[str, Any] = {
            "id": item.opinion.opinion_id,
            "text": item.opinion.text,
            "label": label(item) if item.annotation else [],
        }
        annotation = item.annotation
        carried = {
            "voice": item.opinion.voice,
            "stance": annotation.stance if annotation else "",
            "flags": list(annotation.flags) if annotation else [],
            "annotator": annotation.annotator if annotation else "",
            "when": annotation.when if annotation else "",
            "suggested": list(item.suggested),
            "reason": item.reason,
            "fields": dict(item.opinion.fields),
        }
        lines.append(
            json.dumps(row | {key: value for key, value in carried.items() if value}, ensure_ascii=False) + "\n"
        )
    return "".join(lines).encode()
