"""The prose against the figures: every number in it that the table can confirm or contradict."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from opinionmine.japanese.normalize import fold_width
from opinionmine.japanese.sentences import split_sentences
from opinionmine.records import (
    Audit,
    Claim,
    Goal,
    Locator,
    Passage,
    Piece,
    PreviousCount,
    Rating,
    Scope,
    Sheet,
    Verdict,
    total_change,
)

_TOTAL = re.compile(r"総(?:取組|事業|施策|項目)数\D{0,3}?(?P<count>\d[\d,]*)")
_SIGNED = r"[+\-△▲±]?\s*\d+"
# ポイント and 件 both mean measures in these sheets: 「◎が４ポイント増」 is four more measures rated ◎.
_UNIT = r"(?:ポイント|件|事業|取組|項目)?"
_UP, _DOWN = "増", "減"

_GOAL_ID = re.compile(r"(?:基本)?(?:目標)?\s*(?<![\d.])(\d{1,2})\s*[-.]\s*(\d{1,2})(?![\d.%])")
_MAIN_GOAL = re.compile(r"(?:基本)?目標\s*(\d{1,2})(?!\s*[-.\d])")
_RESET = re.compile(r"全体|総取組数|総数")


@dataclass(frozen=True)
class _Claimed:
    """A number as the prose states it: where, of what kind, for which grade."""

    start: int
    end: int
    kind: str
    grade: str | None
    stated: str


def audit_sheet(sheet: Sheet) -> Audit:
    """Check every number of the prose that can be computed from the ratings, and last year's counts.

    Counts and changes are sums over the actors and goals in scope; a percentage is the grade's count by all counts in
    scope, rounded half up to the decimals printed. Scope is read sentence by sentence: a named goal narrows it, 全体
    widens it to all goals, 地域での取組 or an actor's name selects the actor, and what a sentence does not name is carried
    over from the one before. A number whose cells are not all printed is ``not checkable``.
    """
    claims = tuple(claim for passage in sheet.passages for claim in _audit_passage(passage, sheet))
    previous = tuple(
        PreviousCount(goal.goal_id, rating.actor, rating.grade, rating.count - rating.change, rating.locator)
        for goal in sheet.goals
        for rating in goal.ratings
        if rating.change is not None
    )
    return Audit(claims, previous)


def _audit_passage(passage: Passage, sheet: Sheet) -> Iterator[Claim]:
    folded = fold_width(passage.text)
    locate = _locate(passage, sheet)
    scope = Scope()
    for start, end in split_sentences(passage.text):
        claims = sorted(_find_claims(folded[start:end], sheet.scale.grades), key=lambda claim: claim.start)
        position = 0
        for found in claims:
            scope = _follow(scope, folded[start + position : start + found.start], sheet)
            position = found.start
            quote = passage.text[start + found.start : start + found.end]
            cells = tuple(_cells(sheet, scope))
            claimed = replace(scope, grades=(found.grade,) if found.grade else ())
            yield _judge(found, claimed, cells, passage.passage_id, quote, locate(start + found.start))
        scope = _follow(scope, folded[start + position : end], sheet)


def _find_claims(sentence: str, grades: tuple[str, ...]) -> Iterator[_Claimed]:
    """Find totals, counts with (change, percentage), and changes such as ◎が４ポイント増."""
    grade = "|".join(map(re.escape, grades))
    listed = re.compile(
        rf"(?P<grade>{grade})\s*[:は]?\s*(?P<count>\d+)\s*(?:件|事業|取組|項目)?"
        rf"\s*\(\s*(?P<change>{_SIGNED})?\s*(?:[、,]?\s*(?P<percent>\d+(?:\.\d+)?)\s*%)?\s*\)"
    )
    plain = re.compile(rf"(?P<grade>{grade})\s*[:はが]\s*(?P<count>\d+)\s*(?:件|事業|取組|項目)(?!\s*の?[増減])")
    moved = re.compile(rf"(?P<grade>{grade})\s*[:はがも]\s*(?P<change>\d+)\s*{_UNIT}\s*の?(?P<way>[{_UP}{_DOWN}])")
    share = re.compile(rf"(?P<grade>{grade})\s*[:はが]\s*(?P<percent>\d+(?:\.\d+)?)\s*%")
    for match in _TOTAL.finditer(sentence):
        yield _Claimed(match.start(), match.end(), "count", None, match["count"].replace(",", ""))
    for match in listed.finditer(sentence):
        yield _Claimed(match.start(), match.end("count"), "count", match["grade"], match["count"])
        if match["change"]:
            number = re.sub(r"\D", "", match["change"])
            sign = "-" if match["change"][0] in "-△▲" else "+"
            yield _Claimed(*match.span("change"), "change", match["grade"], _signed(int(sign + number)))
        if match["percent"]:
            yield _Claimed(
                match.start("percent"), match.end("percent") + 1, "percentage", match["grade"], match["percent"] + "%"
            )
    for match in plain.finditer(sentence):
        yield _Claimed(match.start(), match.end(), "count", match["grade"], match["count"])
    for match in moved.finditer(sentence):
        change = int(match["change"]) * (1 if match["way"] == _UP else -1)
        yield _Claimed(match.start(), match.end(), "change", match["grade"], _signed(change))
    for match in share.finditer(sentence):
        yield _Claimed(match.start(), match.end(), "percentage", match["grade"], match["percent"] + "%")


def _follow(scope: Scope, text: str, sheet: Sheet) -> Scope:
    """Narrow or widen the scope by what `text` names, in order of mention."""
    steps = sorted([*_actor_steps(text, sheet), *_goal_steps(text, sheet.goals)], key=lambda step: step[0])
    for _, what, names in steps:
        if what == "all":
            scope = replace(scope, goals=())
        elif what == "actors":
            # Another actor begins a new thought: the goal of the sentence before does not hold for it.
            scope = scope if scope.actors == names else Scope(actors=names)
        else:
            scope = replace(scope, goals=names)
    return scope


def _actor_steps(text: str, sheet: Sheet) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    for match in re.finditer("総取組数|総数", text):
        yield match.start(), "actors", ()
    for actor in sheet.actors:
        # 地域 is an actor only as 地域で(の取組) or 地域における; 地域の交流の場 and 地域活動 name no actor.
        pattern = rf"(?<![一-龥・]){re.escape(fold_width(actor))}(?=に(?:おける|おいて|ついて|も)|で(?:の取組|は|も|、)|の取組|全体|分|:)"
        for match in re.finditer(pattern, text):
            yield match.start(), "actors", (actor,)


def _goal_steps(text: str, goals: tuple[Goal, ...]) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    known = {goal.goal_id for goal in goals}
    for match in _RESET.finditer(text):
        yield match.start(), "all", ()
    for match in _GOAL_ID.finditer(text):
        if (goal_id := f"{match[1]}-{match[2]}") in known:
            yield match.start(), "goals", (goal_id,)
    for match in _MAIN_GOAL.finditer(text):
        children = tuple(goal.goal_id for goal in goals if goal.parent_id == match[1])
        if children:
            yield match.start(), "goals", children
    for goal in goals:
        if goal.parent_id and fold_width(goal.title) in text:
            yield text.index(fold_width(goal.title)), "goals", (goal.goal_id,)


def _cells(sheet: Sheet, scope: Scope) -> Iterator[Rating]:
    for goal in sheet.goals:
        for rating in goal.ratings:
            if (not scope.goals or goal.goal_id in scope.goals) and (not scope.actors or rating.actor in scope.actors):
                yield rating


def _judge(
    found: _Claimed, scope: Scope, cells: tuple[Rating, ...], passage_id: str, quote: str, locator: Locator
) -> Claim:
    used = tuple(cell for cell in cells if found.grade is None or cell.grade == found.grade)
    computed = _compute(found, used, cells)
    verdict: Verdict = "not checkable" if computed is None else "agrees" if computed == found.stated else "differs"
    sources = tuple(cell.locator for cell in used)
    return Claim(passage_id, quote, found.kind, scope, found.stated, computed or "", verdict, locator, sources)


def _compute(found: _Claimed, used: tuple[Rating, ...], cells: tuple[Rating, ...]) -> str | None:
    if not used:
        return None
    if found.kind == "count":
        return str(sum(cell.count for cell in used))
    if found.kind == "change":
        change = total_change(used)
        return None if change is None else _signed(change)
    total = sum(cell.count for cell in cells)
    decimals = len(found.stated.rstrip("%").partition(".")[2])
    return round_percentage(sum(cell.count for cell in used), total, decimals) + "%" if total else None


def round_percentage(part: int, total: int, decimals: int) -> str:
    """100 · part / total, rounded half up as offices do (0.05 is 0.1, where Python's round gives 0.0).

    Examples
    --------
    >>> round_percentage(22, 305, 1), round_percentage(1, 8, 0)
    ('7.2', '13')
    """
    share = Decimal(100) * part / Decimal(total)
    return str(share.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def _signed(number: int) -> str:
    return f"{number:+d}" if number else "0"


def _locate(passage: Passage, sheet: Sheet) -> Callable[[int], Locator]:
    """Return a function from an offset in a passage to the printed line and column, before hard line breaks were joined."""
    starts: list[tuple[int, Piece]] = []
    offset = 0
    for piece in (piece for piece in sheet.trace if piece.unit_id == passage.passage_id):
        if passage.text[offset : offset + 1].isspace():
            offset += 1  # the space that joins two Latin words stands in no line
        starts.append((offset, piece))
        offset += piece.end - piece.start

    def locate(offset: int) -> Locator:
        start, piece = max((entry for entry in starts if entry[0] <= offset), key=lambda entry: entry[0])
        return Locator(line=piece.line, column=piece.start + offset - start + 1)

    return locate
