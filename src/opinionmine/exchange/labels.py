"""Labels in a file: who said what of which opinion."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from opinionmine.errors import CodebookError
from opinionmine.records import Codebook, LabelItem, Opinion
from opinionmine.themes.labelled import read_corpus


def read_labels(path: Path, codebook: Codebook) -> tuple[LabelItem, ...]:
    """Read the labels of a file, in its order; a row without judgement has ``"themes": null``.

    Raises
    ------
    CodebookError
        Naming file, row and what is wrong with an id or a theme.
    """
    path = Path(path)
    if path.suffix.lower() != ".jsonl":
        corpus = read_corpus(path, codebook)
        return tuple(LabelItem(o, a) for o, a in zip(corpus.opinions, corpus.annotations, strict=True))
    if not path.exists():
        read_corpus(path, codebook)
    lines = [json.loads(line) for line in path.read_text("utf-8-sig").split("\n") if line.strip()]
    if not all(isinstance(row, dict) and "id" in row and "text" in row for row in lines):
        raise CodebookError(f"{path}: no file of labels. Expected id, text and themes in each line.")
    if not any(row.get("themes") is None for row in lines):
        corpus = read_corpus(path, codebook)
        judged = dict(zip((o.opinion_id for o in corpus.opinions), corpus.annotations, strict=True))
        return tuple(
            LabelItem(o, judged[o.opinion_id], (), tuple(row.get("suggested", ())), row.get("reason", ""))
            for o, row in zip(corpus.opinions, lines, strict=True)
        )
    done = path.with_name(f".{path.name}.done.jsonl")
    rows = [{k: v for k, v in row.items() if k not in ("suggested", "reason")} for row in lines]
    judged_rows = [row for row in rows if row.get("themes") is not None]
    annotations: dict[str, Any] = {}
    if judged_rows:
        try:
            done.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in judged_rows), "utf-8")
            annotations = {a.opinion_id: a for a in read_corpus(done, codebook).annotations}
        except CodebookError as error:
            raise CodebookError(str(error).replace(str(done), str(path))) from None
        finally:
            done.unlink()
    return tuple(
        LabelItem(
            Opinion(str(row["id"]), row.get("voice", "comment"), row["text"]),
            annotations.get(str(row["id"])),
            (),
            tuple(row.get("suggested", ())),
            row.get("reason", ""),
        )
        for row in lines
    )


def write_labels(items: Sequence[LabelItem], codebook: Codebook, path: Path, form: str | None = None) -> None:
    """Write items as JSONL; a row without judgement has ``"themes": null``."""
    lines = []
    for item in items:
        row: dict[str, Any] = {"id": item.opinion.opinion_id, "voice": item.opinion.voice, "text": item.opinion.text}
        row["themes"] = None if item.annotation is None else list(item.annotation.themes)
        if item.annotation:
            row |= {"stance": item.annotation.stance, "flags": list(item.annotation.flags)}
            row |= {"annotator": item.annotation.annotator, "when": item.annotation.when}
        else:
            row |= {"suggested": list(item.suggested), "reason": item.reason}
        lines.append(json.dumps(row, ensure_ascii=False) + "\n")
    Path(path).write_text("".join(lines), "utf-8")
