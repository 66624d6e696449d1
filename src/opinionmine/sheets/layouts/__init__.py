"""One module per family of layouts; each offers `parse(document) -> Sheet` or raises `NotThisLayout`."""

from __future__ import annotations

from collections.abc import Callable

from opinionmine.records import Document, Sheet
from opinionmine.sheets.layouts import goal_blocks

LAYOUTS: tuple[Callable[[Document], Sheet], ...] = (goal_blocks.parse,)
