"""Label Studio's JSON: tasks with annotations and predictions, as imported and exported."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from opinionmine.documents.text import decode
from opinionmine.errors import CodebookError
from opinionmine.exchange.offsets import from_utf16
from opinionmine.exchange.own import check_object, load_json
from opinionmine.exchange.rows import LabelRow, each_once
from opinionmine.records import Codebook, LabelItem

# Names of the controls in the labelling configuration (label_config).
THEMES, PLACES, STANCE, FLAGS, TEXT = "themes", "places", "stance", "flags", "text"
_OWN_DATA = ("id", "text", "voice", "reason", "fields")


def read(content: bytes, source: str, codebook: Codebook) -> Iterator[LabelRow]:
    """Read an export (JSON, not JSON-MIN): a row for each annotation, or one for a task without any.

    An annotation without a result is the judgement that no theme applies; a skipped one is none.
    """
    tasks = load_json(decode(content, source)[0], source)
    if not isinstance(tasks, list):
        raise CodebookError(f"{source}: expected a list of tasks. Export from Label Studio as JSON.")
    for number, task in enumerate(tasks, 1):
        where = f"{source}, task {number}"
        if "data" not in check_object(task, where):
            raise CodebookError(
                f"{where}: no 「data」 in it. Export from Label Studio as JSON (not JSON-MIN), or name another form with --from."
            )
        data = check_object(task["data"], f"{where}, data")
        annotations = [a for a in _objects(task, "annotations", where) if not a.get("was_cancelled")]
        suggested = [name for p in _objects(task, "predictions", where) for name in _chosen(p, THEMES, where)]
        own = data.get("fields") or {}
        others = {
            key: value for key, value in data.items() if key not in _OWN_DATA and isinstance(value, str) and value
        }
        opinion: dict[str, Any] = {
            "identifier": data.get("id", task.get("id")),
            "text": data.get("text"),
            "voice": data.get("voice") or "comment",
            "fields": others | own if isinstance(own, dict) else own,
            "suggested": each_once(suggested),
            "reason": data.get("reason") or "",
        }
        if not annotations:
            yield LabelRow(where, **opinion)
        for annotation in annotations:
            yield LabelRow(where, **opinion, **_judgement(annotation, data.get("text"), where))


def _judgement(annotation: dict[str, Any], text: Any, where: str) -> dict[str, Any]:
    spans = [span for result in _objects(annotation, "result", where) for span in _spans(result, text, where)]
    stances = _chosen(annotation, STANCE, where)
    return {
        "is_judged": True,
        "themes": each_once([*_chosen(annotation, THEMES, where), *(theme for _, _, theme in spans)]),
        "stance": stances[0] if stances else "",
        "flags": _chosen(annotation, FLAGS, where),
        "annotator": _annotator(annotation),
        "when": annotation.get("created_at") or "",
        "spans": spans,
    }


def _objects(holder: dict[str, Any], key: str, where: str) -> list[dict[str, Any]]:
    return [check_object(value, f"{where}, {key}") for value in _list(holder, key, where)]


def _list(holder: dict[str, Any], key: str, where: str) -> list[Any]:
    found = holder.get(key) or []
    if not isinstance(found, list):
        raise CodebookError(f"{where}: 「{key}」 is {json.dumps(found, ensure_ascii=False)[:60]}; expected a list.")
    return found


def _chosen(annotation: dict[str, Any], control: str, where: str) -> list[Any]:
    """What was chosen in one control; the only control of choices is that of themes, whatever its name."""
    results = [r for r in _objects(annotation, "result", where) if r.get("type") == "choices"]
    own = [r for r in results if r.get("from_name") == control]
    if control == THEMES and not any(r.get("from_name") in (THEMES, STANCE, FLAGS) for r in results):
        own = results
    return [name for r in own for name in _list(check_object(r.get("value"), f"{where}, value"), "choices", where)]


def _annotator(annotation: dict[str, Any]) -> str | None:
    """The address of a member (exports with details), our own name for a person, or the number of a member."""
    by = annotation.get("completed_by")
    if isinstance(by, dict) and by.get("email"):
        return str(by["email"])
    name = annotation.get("created_username") or by
    return None if name is None or isinstance(name, dict) else str(name)


def _spans(result: dict[str, Any], text: Any, where: str) -> Iterator[tuple[Any, Any, Any]]:
    """Places of one result, in code points.

    Label Studio has counted code points since 2022 (charsToCodePoints in web/libs/editor/src/utils/selection-tools.js; pull request
    308 of label-studio-frontend, "text with emoji breaks region offsets"); before, it counted UTF-16 code units (issue 1347: in 💩This is
    an annotation. the word began at 13). The text that is stored beside the offsets tells which.
    """
    if result.get("type") != "labels":
        return
    value = check_object(result.get("value"), f"{where}, value")
    start, end = value.get("start"), value.get("end")
    stored = value.get("text")
    if (
        type(start) is type(end) is int
        and isinstance(text, str)
        and isinstance(stored, str)
        and text[start:end] != stored
    ):
        old = from_utf16(text, start), from_utf16(text, end)
        if None not in old and text[old[0] : old[1]] == stored:
            start, end = old
    yield from ((start, end, name) for name in _list(value, "labels", where))


def write(items: Sequence[LabelItem], codebook: Codebook) -> bytes:
    """Tasks for import into a project with the configuration of `label_config`; annotations of one opinion stand in one task."""
    tasks = [_task(list(group)) for _, group in groupby(items, lambda item: item.opinion.opinion_id)]
    return (json.dumps(tasks, ensure_ascii=False, indent=1) + "\n").encode()


def _task(items: Sequence[LabelItem]) -> dict[str, Any]:
    first = items[0]
    data = {"id": first.opinion.opinion_id, "text": first.opinion.text, "voice": first.opinion.voice}
    rest = {"reason": first.reason, "fields": dict(first.opinion.fields)}
    task: dict[str, Any] = {"data": data | {key: value for key, value in rest.items() if value}}
    task["annotations"] = [_annotation(item) for item in items if item.annotation]
    if first.suggested:
        task["predictions"] = [{"model_version": "opinionmine", "result": [_choice(first, THEMES, first.suggested)]}]
    return task


def _annotation(item: LabelItem) -> dict[str, Any]:
    annotation = item.annotation
    assert annotation
    result = [_choice(item, THEMES, annotation.themes)] if annotation.themes else []
    result += [_choice(item, STANCE, (annotation.stance,))] if annotation.stance else []
    result += [_choice(item, FLAGS, annotation.flags)] if annotation.flags else []
    result += [
        {"id": _identifier(item, PLACES, span.theme_id, span.start, span.end), "from_name": PLACES, "to_name": TEXT, "type": "labels",
         "value": {"start": span.start, "end": span.end, "text": span.text, "labels": [span.theme_id]}}
        for span in item.spans
    ]  # fmt: skip
    made: dict[str, Any] = {"result": result, "was_cancelled": False, "created_username": annotation.annotator}
    # An import is refused if it names an address that is no member's, or a member by anything else than address or number.
    made |= {"completed_by": {"email": annotation.annotator}} if "@" in annotation.annotator else {}
    return made | ({"created_at": annotation.when} if annotation.when else {})


def _choice(item: LabelItem, control: str, names: Sequence[str]) -> dict[str, Any]:
    made = {"id": _identifier(item, control), "from_name": control, "to_name": TEXT, "type": "choices"}
    return made | {"value": {"choices": list(names)}}


def _identifier(item: LabelItem, *parts: object) -> str:
    """Ten characters for a result, the same each time."""
    named = json.dumps([item.opinion.opinion_id, *map(str, parts)], ensure_ascii=False)
    return hashlib.sha256(named.encode()).hexdigest()[:10]
