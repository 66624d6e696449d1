"""YAML as plain values with the line of each, so that an error can say where it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from opinionmine.errors import CodebookError

MAX_CHARACTERS = 1_000_000
_DEEPEST = 20

# What YAML guesses for a value without a tag; all of them are kept as they are written (はい, yes, 1.0, 2026-11-25).
_PLAIN = {"str", "int", "float", "bool", "null", "timestamp", "map", "seq"}


class LinedDict(dict[str, Any]):
    """A mapping that knows its own line and the line of each key, from 1."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}


def read_yaml(text: str, source: str) -> LinedDict:
    """Read a YAML mapping of strings, whole numbers, lists and mappings; nothing else, and no anchors or tags.

    Raises
    ------
    CodebookError
        With the line, if the text is not such a mapping.
    """
    if len(text) > MAX_CHARACTERS:
        raise CodebookError(f"{source}: {len(text):,} characters; at most {MAX_CHARACTERS:,} are read.")
    try:
        depth = 0
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEEPEST:
                raise CodebookError(f"{source}: lists in lists, more than {_DEEPEST} deep. Write the values out.")
            if getattr(event, "anchor", None):
                line = event.start_mark.line + 1 if event.start_mark else 1
                raise CodebookError(
                    f"{source}, line {line}: anchors and aliases (& and *) are not allowed here. Write the value out."
                )
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise CodebookError(
            f"{source}, line {line}: not valid YAML ({error.problem}). Look at indentation and quotes there."
        ) from None
    except yaml.YAMLError as error:
        raise CodebookError(f"{source}: not valid YAML ({error}). Save it as UTF-8 text.") from None
    value = _value(node, source) if node else None
    if not isinstance(value, LinedDict):
        raise CodebookError(f"{source}, line 1: expected a mapping such as 「id: community-welfare」.")
    return value


def read_yaml_file(path: str | Path) -> LinedDict:
    """Read a YAML file."""
    path = Path(path)
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise CodebookError(f"{path}: no such file. Check the name and the folder.") from None
    except IsADirectoryError:
        raise CodebookError(f"{path}: this is a folder, not a YAML file. Name the file in it.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise CodebookError(
            f"{path}: cannot be read as UTF-8 text ({error.__class__.__name__}). Save it as UTF-8."
        ) from None
    return read_yaml(text, str(path))


def _value(node: yaml.Node, source: str) -> Any:
    line = node.start_mark.line + 1
    if node.tag.removeprefix("tag:yaml.org,2002:") not in _PLAIN:
        raise CodebookError(f"{source}, line {line}: the tag {node.tag} is not allowed. Write a plain value.")
    if isinstance(node, yaml.MappingNode):
        mapping = LinedDict(line)
        for key_node, value_node in node.value:
            key = str(key_node.value)
            key_line = key_node.start_mark.line + 1
            if key in mapping:
                raise CodebookError(
                    f"{source}, line {key_line}: 「{key}」 stands twice (first in line {mapping.lines[key]})."
                )
            mapping[key] = _value(value_node, source)
            mapping.lines[key] = key_line
        return mapping
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, source) for item in node.value]
    if node.tag == "tag:yaml.org,2002:int" and node.value.isdigit():
        return int(node.value)
    return str(node.value)
