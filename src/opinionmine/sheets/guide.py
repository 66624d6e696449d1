"""What a user teaches about a layout, in a small YAML file or by the name of one."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

from opinionmine.errors import CodebookError, suggest
from opinionmine.plugins import gather
from opinionmine.sheets.columns import Role
from opinionmine.sheets.found import Guide
from opinionmine.yaml_lines import LinedDict, read_yaml_file

_KEYS = ("layout", "scale", "columns", "opinion_headings")


def read_guide(layout: str) -> Guide:
    """Read a guide.

    Parameters
    ----------
    layout : str
        Name of a layout, or path of a YAML file::

            layout: marks_by_line          # may be left out
            scale: [優, 良, 可, 否]          # best first
            columns: {ランク: mark, ひとこと: opinion}
            opinion_headings: [ひとこと集]

    Raises
    ------
    CodebookError
        If there is no such layout or file, or the file does not follow this form.
    """
    layouts = gather("layouts")
    if layout in layouts:
        return Guide(layout=layout)
    if not Path(layout).exists():
        raise CodebookError(
            f"--layout {layout}: no layout and no file of this name; layouts are {', '.join(layouts)} (形式の名前かファイルを指定してください)."
        )
    tree = read_yaml_file(layout)
    for key, line in tree.lines.items():
        if key not in _KEYS:
            raise CodebookError(f"{layout}, line {line}: 「{key}」 is not a key here; {suggest(key, _KEYS)}")
    name = str(tree.get("layout", ""))
    if name and name not in layouts:
        raise CodebookError(f"{layout}, line {tree.lines['layout']}: 「{name}」 is no layout; {suggest(name, layouts)}")
    return Guide(
        scale=_list(tree, "scale", layout),
        columns=_roles(tree, layout),
        layout=name,
        opinion_headings=_list(tree, "opinion_headings", layout),
    )


def _list(tree: LinedDict, key: str, source: str) -> tuple[str, ...]:
    value = tree.get(key, [])
    is_list = isinstance(value, list) and not any(isinstance(item, (dict, list)) for item in value)
    names = tuple(map(str, value)) if is_list else ()
    if not is_list or len(set(names)) < len(names) or (key == "scale" and len(names) == 1):
        raise CodebookError(
            f"{source}, line {tree.lines[key]}: 「{key}」 must be a list of different names such as [優, 良, 可]; found 「{value}」."
        )
    return names


def _roles(tree: LinedDict, source: str) -> dict[str, Role]:
    value = tree.get("columns", LinedDict(1))
    if not isinstance(value, LinedDict):
        raise CodebookError(f"{source}, line {tree.lines['columns']}: 「columns」 must map headers to what they hold.")
    known: tuple[Role, ...] = get_args(Role)
    roles: dict[str, Role] = {}
    for header, role in value.items():
        if role not in known:
            raise CodebookError(
                f"{source}, line {value.lines[header]}: 「{role}」 is nothing a column can hold; {suggest(str(role), known)}"
            )
        roles["".join(header.split())] = role
    return roles
