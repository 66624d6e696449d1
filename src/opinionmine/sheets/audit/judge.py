"""A statement against the figures: agrees, differs or cannot be checked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from opinionmine.records import Scope
from opinionmine.sheets.audit.claims import Claimed
from opinionmine.sheets.audit.figures import Figures, round_percentage


def compute(claimed: Claimed, scope: Scope, figures: Figures) -> str | None:
    """Compute what a statement should say in a scope, in the form it is stated in; None where the sheet does not tell.

    ポイント are measures or percentage points, whichever the stated value fits; the kind of the claim says which.
    """
    own = replace(scope, grades=claimed.grades)
    if claimed.kind == "count":
        return _text(figures.count(own))
    if claimed.kind == "previous":
        return _text(figures.previous(own, claimed.years_ago))
    if claimed.kind == "change":
        change = figures.change(own)
        return None if change is None else signed(change)
    if claimed.kind == "percentage":
        share = figures.share(own, claimed.is_previous) if not claimed.is_previous or claimed.years_ago == 1 else None
        return None if share is None else round_percentage(*share, decimals(claimed.stated)) + "%"
    if claimed.kind == "moved":
        moved = figures.moved(own)
        return None if moved is None else str(moved[("up", "down", "stay").index(claimed.extra)])
    return _WORDS[claimed.kind](claimed, own, figures) if claimed.kind in _WORDS else None


def point_change(claimed: Claimed, scope: Scope, figures: Figures) -> str | None:
    """Change of a share in percentage points: of the rounded shares as printed, or of the exact ones."""
    own = replace(scope, grades=claimed.grades)
    now, before = figures.share(own), figures.share(own, True)
    if now is None or before is None:
        return None
    places = decimals(claimed.stated)
    printed = Decimal(round_percentage(*now, places)) - Decimal(round_percentage(*before, places))
    exact = Decimal(100) * now[0] / now[1] - Decimal(100) * before[0] / before[1]
    rounded = exact.quantize(Decimal(1).scaleb(-places))
    stated = Decimal(claimed.stated)
    value = rounded if rounded == stated else printed
    return f"{value:+}" if value else "0"


def _ratio(claimed: Claimed, scope: Scope, figures: Figures) -> str | None:
    now, before = figures.count(scope), figures.previous(scope, claimed.years_ago)
    if now is None or not before:
        return None
    target = Decimal(claimed.extra.lstrip("~>"))
    ratio = Decimal(now) / before
    if claimed.extra.startswith(">"):
        return claimed.stated if ratio >= target else f"{before} → {now}"
    close = abs(ratio - target) <= (
        Decimal("0.15") * target if claimed.extra.startswith("~") else Decimal("0.05") if "." in claimed.extra else 0
    )
    return claimed.stated if close else f"{before} → {now}"


def _trend(claimed: Claimed, scope: Scope, figures: Figures) -> str | None:
    series = figures.series(scope)
    if claimed.years_ago > 1:
        series = series[-claimed.years_ago - 1 :]
    if len(series) < 3:
        return None
    steps = [b - a for a, b in zip(series, series[1:], strict=False)]
    holds = all(step > 0 for step in steps) if claimed.extra == "up" else all(step < 0 for step in steps)
    return claimed.stated if holds else " → ".join(map(str, series))


def _same(claimed: Claimed, scope: Scope, figures: Figures) -> str | None:
    change = figures.change(scope)
    return None if change is None else claimed.stated if change == 0 else signed(change)


def _order(claimed: Claimed, scope: Scope, figures: Figures) -> str | None:
    """Rank of the goal, actor or grade in scope among its like."""
    values = _rivals(scope, figures, claimed.extra)
    if values is None:
        return None
    own, others = values
    if own is None or not others:
        return None
    least = any(word in claimed.stated for word in ("少", "低", "小"))
    holds = own <= min(others) if least else own >= max(others)
    return claimed.stated if holds else f"{own:.3g}; {max(others) if not least else min(others):.3g}"


def _rivals(scope: Scope, figures: Figures, what: str) -> tuple[Any, list[Any]] | None:
    """The value of the goal, actor or grade in scope, and those of the others; `what` is ``change``, ``share`` or empty."""

    def share(own: Scope) -> Decimal | None:
        pair = figures.share(own)
        return Decimal(pair[0]) / pair[1] if pair else None

    value: Callable[[Scope], Any] = {"change": figures.change, "share": share}.get(what, figures.count)
    sheet = figures.sheet
    if len(scope.goals) == 1:
        scopes = [replace(scope, goals=(goal.goal_id,)) for goal in figures.goals if goal.goal_id not in scope.goals]
    elif len(scope.actors) == 1 and not scope.goals and not figures.raters:
        scopes = [replace(scope, actors=(actor,)) for actor in sheet.actors if actor not in scope.actors]
    elif scope.grades and what != "change":
        scopes = [replace(scope, grades=(grade,)) for grade in sheet.scale.grades if grade not in scope.grades]
    else:
        return None
    return value(scope), [v for s in scopes if (v := value(s)) is not None]


def _only(claimed: Claimed, scope: Scope, figures: Figures) -> str | None:
    """Whether the goal or actor in scope is the only one with measures of a grade (or without any)."""
    if not scope.grades:
        return None
    if (figures.is_by_project or figures.is_one_mark_a_goal) and figures.count(replace(scope, goals=())) == 1:
        return claimed.stated
    rivals = _rivals(scope, figures, "")
    if rivals is None or rivals[0] is None or not rivals[1]:
        return None
    own, others = rivals
    holds = (own > 0 and not any(others)) or (own == 0 and all(others))
    return claimed.stated if holds else f"{own}; {sum(value > 0 for value in others)} others"


_WORDS = {"ratio": _ratio, "trend": _trend, "same": _same, "order": _order, "only": _only}


def _text(value: int | None) -> str | None:
    return None if value is None else str(value)


def decimals(stated: str) -> int:
    """Number of decimals printed."""
    return len(stated.rstrip("%").partition(".")[2])


def signed(number: int) -> str:
    """+3, -2, 0."""
    return f"{number:+d}" if number else "0"
