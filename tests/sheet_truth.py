"""How much of a sheet was read right: cells, opinions and claims against the truth that stands beside the sheet."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from opinionmine.documents.read import read_document
from opinionmine.japanese.normalize import normalize
from opinionmine.records import Audit, Sheet
from opinionmine.sheets import parse_sheet
from opinionmine.sheets.audit import audit_sheet
from opinionmine.sheets.marks import canonical_mark


@dataclass
class Score:
    """Right, expected and surplus, with what went wrong."""

    right: int = 0
    expected: int = 0
    surplus: int = 0
    wrong: list[str] = field(default_factory=list)


def squeeze(text: str) -> str:
    return re.sub(r"\]\([^)]*\)|[\s*\[]", "", normalize(text).text)


_squeeze = squeeze


def compare(expected: Counter, read: Counter) -> Score:
    right = sum((expected & read).values())
    missing, surplus = expected - read, read - expected
    wrong = [f"missing {item}" for item in missing.elements()] + [f"surplus {item}" for item in surplus.elements()]
    return Score(right, sum(expected.values()), sum(surplus.values()), wrong)


def score_front(sheet: Sheet, truth: dict) -> Score:
    goals = {(g["goal_id"], squeeze(g["title"])) for g in truth["goals"]}
    read = {(g.goal_id, squeeze(g.title)) for g in sheet.goals if g.goal_id != "-"}
    facts = {
        ("title", squeeze(truth["title"] or "")),
        ("town", truth["municipality"]),
        ("year", truth["fiscal_year"]),
        ("scale", tuple(map(canonical_mark, truth["scale"]))),
    }
    found = {
        ("title", squeeze(sheet.title)),
        ("town", sheet.municipality),
        ("year", sheet.fiscal_year),
        ("scale", sheet.scale.grades),
    }
    return compare(Counter(goals | facts), Counter(read | found))


def score_cells(sheet: Sheet, truth: dict) -> Score:
    def squeeze(text: str) -> str:  # 自己 and 自己評価 are one rater
        return re.sub(r"評価$", "", _squeeze(text))

    def grade(text):
        return canonical_mark(text) if text else None

    counts = Counter(
        (c["goal"], squeeze(c["actor"] or ""), grade(c["grade"]), c["count"], c["change"]) for c in truth["counts"]
    )
    marks = Counter(
        (m["goal"], squeeze(m["measure"] or ""), squeeze(m["actor"] or ""), grade(m["grade"]))
        for m in truth["marks"]
        if m["grade"]
    )
    read_counts, read_marks = Counter(), Counter()
    for goal in sheet.goals:
        goal_id = None if goal.goal_id == "-" else goal.goal_id
        for r in goal.ratings:
            if truth["marks"] and (
                r.project or not truth["counts"] or (goal_id, "", squeeze(r.actor), r.grade) in marks
            ):
                if r.count:
                    read_marks[goal_id, squeeze(r.project), squeeze(r.actor), r.grade] += 1
            else:
                read_counts[goal_id, squeeze(r.actor), r.grade, r.count, r.change] += 1
    totals = Counter((t["goal"], squeeze(t["actor"] or ""), grade(t["grade"]), t["count"]) for t in truth["totals"])
    scored = compare(counts + marks, read_counts + read_marks)
    del totals
    return scored


def score_opinions(sheet: Sheet, truth: dict) -> Score:
    # A goal that an opinion only names in its text is a matter of linking.
    known = {squeeze(o.text): o.goal_id for o in sheet.opinions}
    for o in truth["opinions"]:
        if known.get(squeeze(o["text"]), "?") in (None, "-"):
            o["goal"] = None if o["goal"] and re.search(r"\d", squeeze(o["text"])) else o["goal"]
    expected = Counter(
        (squeeze(o["text"]), o["goal"], o["weight"], squeeze(o["code"] or "")) for o in truth["opinions"]
    )
    read = Counter(
        (
            squeeze(o.text),
            o.goal_id if o.goal_id != "-" else None,
            o.weight,
            squeeze(o.fields.get("code") or o.fields.get("属性", "")),
        )
        for o in sheet.opinions
    )
    return compare(expected, read)


def score_passages(sheet: Sheet, truth: dict) -> Score:
    whole = squeeze("".join(p.text for p in sheet.passages))
    missing = [p for p in truth["passages"] if squeeze(p) not in whole]
    n = len(truth["passages"])
    return Score(n - len(missing), n, 0, [f"missing {p[:60]}" for p in missing])


def score_claims(sheet: Sheet, audit: Audit, truth: dict) -> Score:
    """A claim is right where one of the audit's overlaps its quote, in the same passage, with the same verdict."""
    spans = []
    for claim in audit.claims:
        passage = next((p for p in sheet.passages if p.passage_id == claim.passage_id), None)
        if passage is not None:
            spans.append((squeeze(claim.quote), claim.verdict, claim))
    score = Score(expected=len(truth["claims"]))
    used: set[int] = set()
    for expected in truth["claims"]:
        quote = squeeze(expected["quote"])
        hit = next(
            (
                i
                for i, (text, verdict, _) in enumerate(spans)
                if i not in used and verdict == expected["verdict"] and (text in quote or quote in text)
            ),
            None,
        )
        if hit is None:
            near = [f"{verdict}:{text}" for text, verdict, _ in spans if text in quote or quote in text]
            score.wrong.append(f"{expected['verdict']} {expected['kind']} 「{expected['quote']}」 {near}")
        else:
            used.add(hit)
            score.right += 1
    score.surplus = len(spans) - len(used)
    false_alarms = [
        f"FALSE ALARM 「{claim.quote}」 stated {claim.stated} computed {claim.computed} {claim.kind}"
        for i, (text, verdict, claim) in enumerate(spans)
        if i not in used and verdict == "differs"
    ]
    score.wrong += false_alarms
    return score


def score_sheet(path: Path) -> dict[str, Score]:
    truth = json.loads(path.with_name(path.stem + ".truth.json").read_text("utf-8"))
    sheet = parse_sheet(read_document(path))
    audit = audit_sheet(sheet)
    return {
        "front": score_front(sheet, truth),
        "cells": score_cells(sheet, truth),
        "opinions": score_opinions(sheet, truth),
        "passages": score_passages(sheet, truth),
        "claims": score_claims(sheet, audit, truth),
    }
