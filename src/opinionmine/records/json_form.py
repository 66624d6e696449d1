"""What `json.dump` takes of a record."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any


def to_json(value: Any) -> Any:
    """Turn a record into what `json.dump` takes: dataclasses become objects, tuples become arrays.

    Examples
    --------
    >>> from opinionmine.records import Locator
    >>> to_json(Locator(line=3))
    {'page': None, 'line': 3, 'column': None, 'bbox': None, 'cell': None}
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_json(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {key: to_json(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [to_json(item) for item in value]
    return value


def dump_json(value: Any) -> str:
    """A record, or several, as indented JSON with a line end; Japanese as it is."""
    return json.dumps(to_json(value), ensure_ascii=False, indent=1) + "\n"
