"""Which cells a sentence speaks about: actors and goals, carried from sentence to sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from opinionmine.japanese.goal_numbers import find_goal_numbers
from opinionmine.japanese.normalize import fold_width
from opinionmine.records import Goal, Scope, Sheet

_ALL = re.compile(r"全体|総取組数|総数|全て(?:の(?!施策|目標|取組|事業)|を)|計画全体|全事業(?!の中|のうち)|総計")
_ALL_ACTORS = re.compile(r"総取組数|総数|計画全体")


def follow_scope(scope: Scope, text: str, sheet: Sheet, end: int | None = None, keeps_goal: bool = False) -> Scope:
    """Narrow or widen the scope by what ``text[:end]`` (half-width) names, in order of mention.

    A named goal narrows it, 全体 widens it to all goals, 地域での取組 selects the actor; what is not named is carried over.
    Two goals or actors joined by と, 、 or 及び are both in scope. Another actor begins a new thought, for which the goal of an
    earlier sentence does not hold, unless `keeps_goal`.
    """
    stop = len(text) if end is None else end
    found = [*_actor_steps(text, sheet), *_goal_steps(text, sheet.rated_goals)]
    steps = sorted((step for step in found if step[1] <= stop), key=lambda step: step[0])
    names_goal = False
    last_end = {"actors": -9, "goals": -9}
    for start, behind, what, names in steps:
        if what == "all":
            scope = replace(scope, goals=())
            continue
        joined = (
            bool(re.fullmatch(r"[」』]?(?:と|、|及び|並びに|・|や)[「『]?", text[last_end[what] : start]))
            if last_end[what] >= 0
            else False
        )
        if what == "actors":
            if joined:
                scope = replace(scope, actors=tuple(dict.fromkeys((*scope.actors, *names))))
            elif scope.actors != names:
                scope = replace(scope, actors=names) if names_goal or keeps_goal else Scope(actors=names)
        else:
            names = _under_main(names, text[start:behind], scope, sheet)
            scope = replace(scope, goals=tuple(dict.fromkeys((*scope.goals, *names))) if joined else names)
            names_goal = True
        last_end[what] = behind
    return scope


def says_all(text: str) -> bool:
    """Whether a text says that it speaks of all goals: 全体で, 総取組数."""
    return _ALL.search(text) is not None


def _under_main(names: tuple[str, ...], printed: str, scope: Scope, sheet: Sheet) -> tuple[str, ...]:
    """施策１ after 基本目標Ⅱ is 2-1 where the numbers begin anew under each main goal."""
    number = re.fullmatch(r"施策\s*(\d{1,2})", printed.strip())
    main = scope.goals[0].split("-")[0] if scope.goals else ""
    inner = f"{main}-{number[1]}" if number else ""
    return (inner,) if any(goal.goal_id == inner for goal in sheet.rated_goals) else names


def _actor_steps(text: str, sheet: Sheet) -> Iterator[tuple[int, int, str, tuple[str, ...]]]:
    for match in _ALL_ACTORS.finditer(text):
        yield *match.span(), "actors", ()
    taken: list[tuple[int, int]] = []
    for actor in sorted(sheet.actors, key=len, reverse=True):
        # 地域 is an actor only as 地域で(の取組) or 地域における; 地域の交流の場 and 地域活動 name no actor.
        marks = "(?:" + "|".join(re.escape(grade) for grade in (*sheet.scale.grades, "「") if not grade.isdigit()) + ")"
        pattern = (
            rf"(?<![一-龥・ァ-ヶ]){re.escape(fold_width(actor))}(?:評価)?"
            rf"(?!の取組を(?:上回|下回))(?=に(?:おける|おいて|ついて|も)|で(?:の取組|は|も|、|\d)|の取組|の\d+(?:つ?の)?(?:取組|事業|件|項目)|の[「『]?{marks}|を合わせ|を除|全体|分|:|が\d|は、|は[「『]?{marks}|の(?:合計|割合|評価)|が、|(?:と|及び)(?:市|社|地|行|住))"
        )
        for match in re.finditer(pattern, text):
            if not any(start <= match.start() < end for start, end in taken):
                taken.append(match.span())
                yield *match.span(), "actors", (actor,)


def _goal_steps(text: str, rated: tuple[Goal, ...]) -> Iterator[tuple[int, int, str, tuple[str, ...]]]:
    known = {goal.goal_id for goal in rated}
    for match in _ALL.finditer(text):
        yield *match.span(), "all", ()
    for start, end, number, is_named in find_goal_numbers(text):
        children = tuple(goal.goal_id for goal in rated if goal.parent_id == number)
        if number in known and ("-" in number or is_named):
            yield start, end, "goals", (number,)
        elif is_named and children:
            yield start, end, "goals", children
    for goal in rated:
        title = fold_width(goal.title)
        if len(title) >= 4 and (at := text.find(title)) >= 0:
            yield at, at + len(title), "goals", (goal.goal_id,)
