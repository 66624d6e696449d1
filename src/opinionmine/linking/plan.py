"""Plan maps: which goal of a plan speaks of which themes, and which project belongs to which goals."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from opinionmine.errors import CodebookError, suggest
from opinionmine.records import Codebook, Sheet
from opinionmine.yaml_lines import LinedDict, read_yaml, read_yaml_file

_KEYS = ("plan", "note", "goals", "projects")
_CODEBOOK = "community-welfare"
_GOAL_ID = re.compile(r"\d{1,2}(?:-\d{1,2}){0,2}")


@dataclass(frozen=True)
class PlanMap:
    """What a plan says about itself.

    Attributes
    ----------
    plan : str
        Name of the plan, as the sheet's title prints it.
    themes : mapping of str to tuple of str
        Theme id -> ids of the goals that speak of it.
    projects : mapping of str to tuple of str
        Name of a project, as prose names it -> ids of the goals it belongs to.
    """

    plan: str
    themes: Mapping[str, tuple[str, ...]]
    projects: Mapping[str, tuple[str, ...]]


def find_plan_map(sheet: Sheet, codebook: Codebook, path: str | Path | None = None) -> PlanMap | None:
    """Return the plan map in `path`, or the one that comes with the package for the plan of this sheet, or None.

    Raises
    ------
    CodebookError
        If the file does not follow the form, or names a goal that the sheet does not have.
    """
    if path is not None:
        tree = read_yaml_file(path)
        plan_map = parse_plan_map(tree, str(path), codebook)
        known = {goal.goal_id for goal in sheet.goals}
        for goal_id, line in tree["goals"].lines.items():
            if goal_id not in known:
                raise CodebookError(
                    f"{path}, line {line}: the sheet has no goal 「{goal_id}」; it has {', '.join(sorted(known))}. "
                    "Correct the map, or leave the goal out."
                )
        return plan_map
    for file in sorted(resources.files("opinionmine.linking").joinpath("plans").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".yaml"):
            tree = read_yaml(file.read_text("utf-8"), file.name)
            # Its themes are those of the codebook that comes with the package; another one needs a map of its own.
            if sheet.plan and tree.get("plan") == sheet.plan and codebook.codebook_id == _CODEBOOK:
                return parse_plan_map(tree, file.name, codebook)
    return None


def parse_plan_map(tree: LinedDict, source: str, codebook: Codebook) -> PlanMap:
    """Turn the plain values of a plan map into a `PlanMap`; the file lists themes by goal, the record goals by theme."""
    for key, line in tree.lines.items():
        if key not in _KEYS:
            raise CodebookError(f"{source}, line {line}: 「{key}」 is not a key here; {suggest(key, _KEYS)}")
    goals = _lists(tree, "goals", source)
    if not goals:
        raise CodebookError(f'{source}, line 1: no goals. Expected such as goals: {{"1-1": [awareness]}}.')
    themes: dict[str, list[str]] = {}
    for goal_id, theme_ids in goals.items():
        line = tree["goals"].lines[goal_id]
        if not _GOAL_ID.fullmatch(goal_id):
            raise CodebookError(
                f'{source}, line {line}: 「{goal_id}」 is not a goal number; expected such as "1-1", half-width.'
            )
        for theme_id in theme_ids:
            if theme_id not in codebook.theme_ids:
                raise CodebookError(
                    f"{source}, line {line}: 「{theme_id}」 is not a theme of codebook {codebook.codebook_id}; "
                    f"{suggest(theme_id, codebook.theme_ids)}"
                )
            themes.setdefault(theme_id, []).append(goal_id)
    projects = _lists(tree, "projects", source)
    for project, goal_ids in projects.items():
        for goal_id in goal_ids:
            if goal_id not in goals:
                line = tree["projects"].lines[project]
                raise CodebookError(
                    f"{source}, line {line}: project 「{project}」 names goal 「{goal_id}」, which is not under goals."
                )
    return PlanMap(str(tree.get("plan", "")), {theme: tuple(ids) for theme, ids in themes.items()}, projects)


def _lists(tree: LinedDict, key: str, source: str) -> dict[str, tuple[str, ...]]:
    value = tree.get(key, LinedDict(1))
    if not isinstance(value, LinedDict):
        raise CodebookError(f"{source}, line {tree.lines[key]}: 「{key}」 must be a mapping of names to lists.")
    for name, items in value.items():
        if not isinstance(items, list):
            raise CodebookError(
                f"{source}, line {value.lines[name]}: 「{name}」 must have a list such as [a, b]; found 「{items}」."
            )
    return {name: tuple(map(str, items)) for name, items in value.items()}
