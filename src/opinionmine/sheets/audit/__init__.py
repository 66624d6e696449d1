"""The prose against the figures: every statement in it that the table can confirm or contradict."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from opinionmine.japanese.goal_numbers import find_goal_numbers
from opinionmine.japanese.normalize import fold_width
from opinionmine.japanese.sentences import split_sentences
from opinionmine.records import Audit, Claim, Locator, Passage, PreviousCount, PrintedTotal, Scope, Sheet, Verdict
from opinionmine.sheets.audit.claims import Claimed, find_claims, find_grades
from opinionmine.sheets.audit.figures import Figures, round_percentage
from opinionmine.sheets.audit.judge import compute, point_change
from opinionmine.sheets.audit.scope import follow_scope, says_all

__all__ = ["audit_sheet", "round_percentage"]

_EACH = re.compile(r"それぞれ|いずれも|ともに|ずつ|共に")
# とりわけ、１－２については narrows what was said of an actor before.
_NARROWS = re.compile(r"(?:とりわけ|特に|中でも|なかでも|このうち|うち)")
_TOGETHER = re.compile(r"合わせ|合計|全体|三者|両者|総")
_AMONG_GOALS = re.compile(r"(?:施策|目標|取組|項目)(?:の(?:中|うち)|を通じ)")
_PLANNED = re.compile(r"^[^。、]{0,12}(?:予定|目指|見込|する方針)")


def audit_sheet(sheet: Sheet) -> Audit:
    """Check every statement of the prose that can be computed from the ratings, the printed sums, and last year's counts.

    Counts and changes are sums over the actors and goals in scope; a percentage is the grades' count by all counts in scope,
    rounded half up to the decimals printed. Scope is read sentence by sentence: a named goal narrows it, 全体 widens it to
    all goals, 地域での取組 or an actor's name selects the actor, and what a sentence does not name is carried over. Where the
    scope carried over does not fit, the wider ones are tried, so that a sentence that left its scope out is not accused.
    A statement whose cells are not all printed is ``not checkable``.
    """
    figures = Figures(sheet)
    claims = [claim for passage in sheet.passages if figures.goals for claim in _audit_passage(passage, sheet, figures)]
    claims += _check_totals(figures)
    previous = tuple(
        PreviousCount(goal.goal_id, rating.actor, rating.grade, rating.count - rating.change, rating.locator)
        for goal in sheet.goals
        for rating in goal.ratings
        if rating.change is not None and not rating.project
    )
    return Audit(tuple(claims), previous)


def _audit_passage(passage: Passage, sheet: Sheet, figures: Figures) -> Iterator[Claim]:
    folded = fold_width(passage.text)
    scope = base = _first_scope(passage, sheet, figures)
    carried: tuple[str, ...] = ()
    for start, end in split_sentences(passage.text):
        sentence = folded[start:end]
        for found in find_claims(sentence, sheet.scale.grades, carried, sheet.fiscal_year):
            here = follow_scope(scope, sentence, sheet, found.start)
            kept = follow_scope(scope, sentence, sheet, found.start, keeps_goal=True)
            whole = follow_scope(scope, sentence, sheet)
            quote = passage.text[start + found.start : start + found.end]
            behind = follow_scope(here, re.split("[、。]", sentence[found.end :])[0], sheet)
            claim = _judge(
                found, [here, kept, behind, whole, base], figures, passage, quote, start + found.start, sentence
            )
            if claim is not None:
                yield claim
        scope = follow_scope(scope, sentence, sheet)
        named = list(find_grades(sentence, sheet.scale.grades))
        carried = named[-1][2] if named else carried


def _first_scope(passage: Passage, sheet: Sheet, figures: Figures) -> Scope:
    """A passage under a goal speaks of that goal; where two rate the same measures, of the one its heading names."""
    goals: tuple[str, ...] = ()
    if passage.goal_id:
        goals = _with_children(passage.goal_id, figures)
    for heading in passage.section if not goals else ():
        for _, _, number, _ in find_goal_numbers(fold_width(heading)):
            goals = _with_children(number, figures)
    text = "".join(passage.section)
    own = tuple(actor for actor in figures.sheet.actors if actor and actor in passage.section)
    if own and not figures.raters:
        return Scope(actors=own[:1], goals=goals)
    raters = [actor for actor in figures.raters if actor and actor in text]
    return Scope(actors=tuple(raters[:1]) or figures.raters[:1], goals=goals)


def _with_children(goal_id: str, figures: Figures) -> tuple[str, ...]:
    return tuple(goal.goal_id for goal in figures.goals if goal_id in (goal.goal_id, goal.parent_id))


def _judge(
    found: Claimed, scopes: list[Scope], figures: Figures, passage: Passage, quote: str, offset: int, sentence: str
) -> Claim | None:
    """Agree in one of the scopes, differ only where the statement names a grade, otherwise leave it alone."""
    near = list(dict.fromkeys(scopes))
    named = follow_scope(Scope(), sentence, figures.sheet, found.start)
    candidates = list(dict.fromkeys([*near, *(wider for scope in scopes for wider in _widen(scope, named, figures))]))
    candidates = [s for s in candidates if (s.goals or not named.goals) and (s.actors or not named.actors)] or near
    if _TOGETHER.search(sentence):
        candidates.append(Scope(actors=figures.raters[:1]))
    if found.kind == "order" and _AMONG_GOALS.search(sentence[: found.start]):
        candidates = [scope for scope in near if len(scope.goals) == 1] or near
    first: tuple[Claimed, Scope, str | None] | None = None
    for variant in _variants(found, sentence):
        is_each = _EACH.search(sentence[max(0, found.start - 20) : found.end + 4])
        # Whole points fit some share in some scope too easily: they are tried only where the sentence stands.
        tried = near[:2] if variant.kind == "point change" and "." not in variant.stated else candidates
        for scope in tried:
            computed = _compute_each(variant, scope, figures) if is_each else _compute(variant, scope, figures)
            if computed is not None and _agrees(variant, computed):
                return _claim(variant, scope, computed, "agrees", figures, passage, quote, offset)
            if first is None or (first[2] is None and computed is not None):
                first = (variant, scope, computed)
    if first is None or not _is_claim(found, sentence):
        return None
    variant, scope, computed = first
    if found.kind == "only":
        computed = None  # what is the only one of its kind depends on words that were not read
    if computed is None or not figures.are_complete or _fits_elsewhere(found, named, scopes[0], figures, sentence):
        return _claim(variant, scope, "", "not checkable", figures, passage, quote, offset)
    return _claim(variant, scope, computed, "differs", figures, passage, quote, offset)


def _fits_elsewhere(found: Claimed, named: Scope, carried: Scope, figures: Figures, sentence: str) -> bool:
    """Whether the value is right for some goal and actor that the sentence does not rule out.

    担い手の育成では「順調」が14項目 may speak of a goal by words that are not its title; then nothing is known to be wrong.
    """
    names_all = says_all(sentence[: found.start])
    every_goal = [(), *((goal.goal_id,) for goal in figures.goals), *figures.families]
    goals = [named.goals] if named.goals else [()] if names_all else every_goal
    own = named.actors or (carried.actors if _NARROWS.match(sentence) else ())
    actors = [own] if own else [(), *((actor,) for actor in figures.sheet.actors)]
    scopes = [Scope(whose, of) for whose in actors for of in goals]
    return any(
        (computed := _compute(variant, scope, figures)) is not None and _agrees(variant, computed)
        for variant in _variants(found, sentence)
        for scope in scopes
    )


def _compute(found: Claimed, scope: Scope, figures: Figures) -> str | None:
    return point_change(found, scope, figures) if found.kind == "point change" else compute(found, scope, figures)


def _compute_each(found: Claimed, scope: Scope, figures: Figures) -> str | None:
    """市と社協の◎はそれぞれ１件増えた: the value of each, where all have the same; otherwise of both together."""
    parts = [replace(scope, actors=(actor,)) for actor in scope.actors] if len(scope.actors) > 1 else []
    parts = parts or ([replace(scope, goals=(goal,)) for goal in scope.goals] if len(scope.goals) > 1 else [])
    values = {_compute(found, part, figures) for part in parts}
    return values.pop() if len(values) == 1 else _compute(found, scope, figures)


def _variants(found: Claimed, sentence: str) -> list[Claimed]:
    """Readings of one statement: ポイント as measures or as percentage points, a count as a total, 最も as of a change."""
    if found.kind == "points":
        return (
            [replace(found, kind="change"), replace(found, kind="point change")]
            if "." not in found.stated
            else [replace(found, kind="point change")]
        )
    if found.kind == "order":
        grows = re.search(r"増え|伸び|増加|減り|減少|上昇", sentence)
        shares = re.search(r"割合|率|%", sentence[: found.start])
        return [
            *([replace(found, extra="share")] if shares else []),
            *([replace(found, extra="change")] if grows else []),
            found,
        ]
    if found.kind == "count" and not found.is_explicit:
        return [found, replace(found, grades=())]
    if found.kind == "change" and not found.is_explicit:
        return [found, replace(found, grades=())]
    return [found]


def _widen(scope: Scope, named: Scope, figures: Figures) -> list[Scope]:
    """The scope itself, then without what the sentence does not name itself: its goals, its actors, both.

    An actor carried over is not dropped for a goal that the sentence names: 特に、１－２については narrows what was said before.
    """
    free = figures.raters[:1]
    wider = [scope]
    if not named.goals:
        wider.append(replace(scope, goals=()))
    if not named.actors and not named.goals:
        wider += [replace(scope, actors=free), Scope(actors=free)]
    if figures.raters:
        wider += [replace(scope, actors=(actor,)) for actor in figures.raters]
    return wider


def _agrees(found: Claimed, computed: str) -> bool:
    if found.kind in ("count", "previous", "moved"):
        return int(found.stated) == int(computed)
    return found.stated == computed


def _is_claim(found: Claimed, sentence: str) -> bool:
    """Whether a statement that agrees with nothing may be held against the sheet: it names a grade, and speaks of no plan."""
    return found.is_explicit and not _PLANNED.match(sentence[found.end :])


def _claim(
    found: Claimed,
    scope: Scope,
    computed: str,
    verdict: Verdict,
    figures: Figures,
    passage: Passage,
    quote: str,
    offset: int,
) -> Claim:
    own = replace(scope, grades=found.grades)
    sources = tuple(cell.locator for cell in figures.cells(own))
    kind = {"only": "order", "same": "change", "moved": "change", "point change": "points"}.get(found.kind, found.kind)
    return Claim(
        passage.passage_id, quote, kind, own, found.stated, computed, verdict, _place(passage, offset), sources
    )


def _check_totals(figures: Figures) -> Iterator[Claim]:
    """Sums that the tables print, against their cells.

    One wrong sum among many that agree is the sheet's error; where most sums of a kind (of goals, of actors, of grades) differ, they
    sum something else than was thought, and nothing is said against them.
    """
    kinds: defaultdict[tuple[bool, bool, bool], list[Claim]] = defaultdict(list)
    for total in figures.sheet.totals:
        claim = _check_total(total, figures)
        kinds[bool(claim.scope.goals), bool(claim.scope.actors), bool(claim.scope.grades)].append(claim)
    for claims in kinds.values():
        n_wrong = sum(claim.verdict == "differs" for claim in claims)
        is_sure = figures.are_complete and n_wrong <= max(1, len(claims) // 4)
        yield from (
            claim if is_sure or claim.verdict == "agrees" else replace(claim, verdict="not checkable", computed="")
            for claim in claims
        )


def _check_total(total: PrintedTotal, figures: Figures) -> Claim:
    scope = Scope((total.actor,) if total.actor else (), total.goals, (total.grade,) if total.grade else ())
    cells = figures.cells(scope)
    computed, stated = str(sum(cell.count for cell in cells)) if cells else "", str(total.count)
    verdict: Verdict = "not checkable" if not cells else "agrees" if computed == stated else "differs"
    sources = tuple(cell.locator for cell in cells)
    return Claim("", stated, "total", scope, stated, computed, verdict, total.locator, sources)


def _place(passage: Passage, offset: int) -> Locator:
    """Line and column, or cell, of a code-point offset in a passage, before hard line breaks were joined."""
    at, locator = max(
        (anchor for anchor in passage.anchors if anchor[0] <= offset),
        key=lambda anchor: anchor[0],
        default=(0, passage.locator),
    )
    return replace(locator, column=(locator.column or 1) + offset - at)
