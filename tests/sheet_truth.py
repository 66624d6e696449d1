"""How much of a sample sheet is read right, against the truth that stands beside it.

python tests/sheet_truth.py        writes corpora/sheets/accuracy.json and the table in docs/layouts.md
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from opinionmine.documents.read import read_document
from opinionmine.japanese.normalize import normalize
from opinionmine.records import Audit, Sheet
from opinionmine.sheets import parse_sheet
from opinionmine.sheets.audit import audit_sheet
from opinionmine.sheets.marks import canonical_mark

SHEETS = Path(__file__).resolve().parents[1] / "corpora" / "sheets"
ACCURACY = SHEETS / "accuracy.json"
SUFFIXES = (".txt", ".md", ".csv", ".pdf", ".docx", ".xlsx", ".html")
# In the order in which they were written and read: see corpora/sheets/README.md.
SERIES = ("abcd", "ef", "g", "h", "i", "j", "k")
PARTS = {
    "front": "title, town, year, scale, goals",
    "cells": "rating cells",
    "opinions": "opinions",
    "passages": "passages",
    "claims": "claims",
    "errors": "planted errors",
}


@dataclass
class Score:
    """How many of the expected facts were read, and how many were read that are none."""

    right: int = 0
    expected: int = 0
    surplus: int = 0
    wrong: list[str] = field(default_factory=list)


def samples() -> list[Path]:
    """All sample sheets with a truth, in order."""
    found = []
    for truth in (SHEETS / "samples").glob("*.truth.json"):
        stem = truth.name.removesuffix(".truth.json")
        found += [path for suffix in SUFFIXES if (path := truth.with_name(stem + suffix)).exists()]
    return sorted(found, key=lambda path: (path.stem[0], int(path.stem[1:])))


def score_sheet(path: Path) -> dict[str, Score]:
    """Read, audit and compare one sheet."""
    truth = json.loads(path.with_name(path.stem + ".truth.json").read_text("utf-8"))
    sheet = parse_sheet(read_document(path))
    claims, errors = _claims(sheet, audit_sheet(sheet), truth)
    return {
        "front": _front(sheet, truth),
        "cells": _cells(sheet, truth),
        "opinions": _opinions(sheet, truth),
        "passages": _passages(sheet, truth),
        "claims": claims,
        "errors": errors,
    }


def squeeze(text: str) -> str:
    """Compare words, not blanks, Markdown signs or widths."""
    return re.sub(r"\]\([^)]*\)|[\s*\[]", "", normalize(text).text)


def _rater(text: str | None) -> str:
    """自己 and 自己評価 are one rater."""
    return re.sub(r"評価$", "", squeeze(text or ""))


def _compare(expected: Counter[Any], read: Counter[Any]) -> Score:
    missing, surplus = expected - read, read - expected
    wrong = [f"missing {item}" for item in missing.elements()] + [f"surplus {item}" for item in surplus.elements()]
    return Score(sum((expected & read).values()), sum(expected.values()), sum(surplus.values()), wrong)


def _front(sheet: Sheet, truth: dict[str, Any]) -> Score:
    expected: set[Any] = {(goal["goal_id"], squeeze(goal["title"])) for goal in truth["goals"]}
    expected |= {
        ("title", squeeze(truth["title"] or "")),
        ("town", truth["municipality"]),
        ("year", truth["fiscal_year"]),
    }
    expected.add(("scale", tuple(map(canonical_mark, truth["scale"]))))
    read: set[Any] = {(goal.goal_id, squeeze(goal.title)) for goal in sheet.goals if goal.goal_id != "-"}
    read |= {("title", squeeze(sheet.title)), ("town", sheet.municipality), ("year", sheet.fiscal_year)}
    read.add(("scale", sheet.scale.grades))
    return _compare(Counter(expected), Counter(read))


def _cells(sheet: Sheet, truth: dict[str, Any]) -> Score:
    """Counts with their changes, and marks of single measures; a goal may have one mark over its measures."""
    expected: Counter[Any] = Counter()
    for c in truth["counts"]:
        expected[c["goal"], _rater(c["actor"]), canonical_mark(c["grade"]), c["count"], c["change"]] += 1
    marks: Counter[Any] = Counter()
    for m in truth["marks"]:
        if m["grade"]:
            marks[m["goal"], squeeze(m["measure"] or ""), _rater(m["actor"]), canonical_mark(m["grade"])] += 1
    read: Counter[Any] = Counter()
    for goal in sheet.goals:
        goal_id = None if goal.goal_id == "-" else goal.goal_id
        for rating in goal.ratings:
            mark = (goal_id, squeeze(rating.project), _rater(rating.actor), rating.grade)
            is_mark = bool(truth["marks"]) and (bool(rating.project) or not truth["counts"] or mark in marks)
            if not is_mark:
                read[goal_id, _rater(rating.actor), rating.grade, rating.count, rating.change] += 1
            elif rating.count:
                read[mark] += 1
    return _compare(expected + marks, read)


def _opinions(sheet: Sheet, truth: dict[str, Any]) -> Score:
    """Text, goal, weight and code. A goal that an opinion only names in its text is a matter of linking."""
    goals = {squeeze(opinion.text): opinion.goal_id for opinion in sheet.opinions}
    expected: Counter[Any] = Counter()
    for o in truth["opinions"]:
        text = squeeze(o["text"])
        is_named_only = goals.get(text, "?") in (None, "-") and re.search(r"\d", text)
        expected[text, None if is_named_only else o["goal"], o["weight"], squeeze(o["code"] or "")] += 1
    read: Counter[Any] = Counter()
    for opinion in sheet.opinions:
        goal_id = None if opinion.goal_id == "-" else opinion.goal_id
        read[squeeze(opinion.text), goal_id, opinion.weight, squeeze(opinion.fields.get("code", ""))] += 1
    return _compare(expected, read)


def _passages(sheet: Sheet, truth: dict[str, Any]) -> Score:
    whole = squeeze("".join(passage.text for passage in sheet.passages))
    missing = [text for text in truth["passages"] if squeeze(text) not in whole]
    n = len(truth["passages"])
    return Score(n - len(missing), n, 0, [f"missing {text[:60]}" for text in missing])


def _claims(sheet: Sheet, audit: Audit, truth: dict[str, Any]) -> tuple[Score, Score]:
    """Claims, and of these the errors that are planted in the prose, where a surplus is a false alarm.

    A claim is right where one of the audit overlaps its quote with the same verdict.
    """
    in_prose = {passage.passage_id for passage in sheet.passages}
    found = [(squeeze(claim.quote), claim.verdict) for claim in audit.claims if claim.passage_id in in_prose]
    claims, errors, used = Score(expected=len(truth["claims"])), Score(), set()
    for claim in truth["claims"]:
        quote, is_error = squeeze(claim["quote"]), claim["verdict"] == "differs"
        hits = [
            i
            for i, (text, verdict) in enumerate(found)
            if verdict == claim["verdict"] and (text in quote or quote in text)
        ]
        hit = next((i for i in hits if i not in used), None)
        errors.expected += is_error
        if hit is None:
            near = [f"{verdict}: {text}" for text, verdict in found if text in quote or quote in text]
            claims.wrong.append(f"{claim['verdict']} {claim['kind']} 「{claim['quote']}」 {near}")
        else:
            used.add(hit)
            claims.right += 1
            errors.right += is_error
    alarms = [
        f"false alarm 「{text}」" for i, (text, verdict) in enumerate(found) if i not in used and verdict == "differs"
    ]
    errors.surplus, errors.wrong = len(alarms), alarms
    return claims, errors


def measure() -> dict[str, dict[str, dict[str, int]]]:
    """Right, expected and surplus of every part of every sheet."""
    table = {}
    for path in samples():
        scores = score_sheet(path)
        table[path.name] = {
            part: {key: value for key, value in asdict(score).items() if key != "wrong"}
            for part, score in scores.items()
        }
    return table


def share(table: dict[str, dict[str, dict[str, int]]], part: str, series: str) -> tuple[int, int, int]:
    """Sums over the sheets of some series."""
    rows = [row[part] for name, row in table.items() if name[0] in series]
    return sum(r["right"] for r in rows), sum(r["expected"] for r in rows), sum(r["surplus"] for r in rows)


def write() -> None:
    """Measure all samples and put the figures where the test and the reader find them."""
    table = measure()
    ACCURACY.write_text(json.dumps(table, ensure_ascii=False, indent=1) + "\n", "utf-8")
    lines = ["| series | sheets | " + " | ".join(PARTS.values()) + " |", "|---|---:" + "|---:" * len(PARTS) + "|"]
    for series in [*SERIES, "".join(SERIES)]:
        n = sum(name[0] in series for name in table)
        shown = " | ".join(_shown(*share(table, part, series)) for part in PARTS)
        name = "all" if series == "".join(SERIES) else "–".join(dict.fromkeys((series[0], series[-1])))
        lines.append(f"| {name} | {n} | {shown} |")
    docs = SHEETS.parents[1] / "docs" / "layouts.md"
    start, end = "<!-- accuracy -->\n", "<!-- /accuracy -->"
    head, _, rest = docs.read_text("utf-8").partition(start)
    _, found, tail = rest.partition(end)
    if not found:
        raise SystemExit(f"{docs}: expected {end} behind {start.strip()}; nothing was written.")
    docs.write_text(head + start + "\n".join(lines) + "\n" + end + tail, "utf-8")
    print("\n".join(lines))


def _shown(right: int, expected: int, surplus: int) -> str:
    return f"{right} of {expected}" + (f" (+{surplus})" if surplus else "")


if __name__ == "__main__":
    write()
