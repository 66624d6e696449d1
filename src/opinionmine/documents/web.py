"""Web pages (.html) as a browser shows them; nothing is fetched, no script is run."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from itertools import count

from opinionmine.documents.limits import Limits
from opinionmine.documents.spans import BYTES_A_CELL, build_table
from opinionmine.documents.web_elements import (
    BLOCKS,
    CELLS,
    ENDED_BY,
    GROUPS,
    HEADINGS,
    LEFT_OUT,
    LISTS,
    TABLE_PARTS,
    VOID,
)
from opinionmine.documents.web_tables import WebTable
from opinionmine.errors import DocumentError
from opinionmine.records import Locator, ParseIssue, TableBlock, TextBlock

_HIDDEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_NO_MARKER = re.compile(r"list-style(?:-type)?\s*:[^;]*\bnone\b", re.IGNORECASE)
# A line break in the source between two Japanese characters shows nothing: 地域⏎福祉 is 地域福祉.
_WIDE = "[\u2e80-\u9fff\uf900-\ufaff\uff01-\uffef]"
_BREAK = re.compile(rf"(?<={_WIDE})[ \t]*[\n\r\f][ \t\n\r\f]*(?={_WIDE})")
_SPACES = re.compile(r"[ \t\n\r\f]+")

_MAX_DEPTH = 512  # as in browsers: elements further inside add text, but no structure


def read_html(text: str, source: str, limits: Limits) -> tuple[list[TextBlock | TableBlock], list[ParseIssue]]:
    """Read a web page in the order of its source.

    Every block element and line break ends a `TextBlock`; list entries get 「・」 or their number. A table inside a cell gives
    lines of that cell. `Locator.line` is the ordinal of the line or cell, as in `Document.lines`.

    Parameters
    ----------
    text : str
        The decoded page.

    Returns
    -------
    blocks, issues
        Issues name navigation, page footers, hidden elements and the number of pictures, which are all left out.

    Raises
    ------
    DocumentError
        If the page passes a limit or shows no text.
    """
    page = _Page(source, limits)
    page.feed(text.replace("\r\n", "\n"))
    page.close()
    page.finish()
    if not page.blocks:
        raise DocumentError(
            f"{source}: the page shows no text; perhaps a script would write it. Save the page as shown, or as PDF (文字がありません)."
        )
    return page.blocks, page.issues


class _Page(HTMLParser):
    def __init__(self, source: str, limits: Limits):
        super().__init__()
        self.source, self.limits = source, limits
        self.blocks: list[TextBlock | TableBlock] = []
        self.issues: list[ParseIssue] = []
        self._ordinals, self._n_cells, self._n_pictures = count(1), 0, 0
        # Open elements, each with the reason why its text is left out.
        self._stack: list[tuple[str, str]] = []
        self._open: Counter[str] = Counter()
        self._lists: list[int | str] = []
        self._tables: list[WebTable] = []
        self._pieces: list[str] = []
        self._left: list[str] = []
        self._marker = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin an element; its text is left out if it is hidden or stands in one that is."""
        attributes = {name: value or "" for name, value in attrs}
        while tag in ENDED_BY and self._end(*ENDED_BY[tag]):
            pass
        outer = self._reason
        reason = outer or LEFT_OUT.get(tag, "")
        if not reason and ("hidden" in attributes or _HIDDEN.search(attributes.get("style", ""))):
            reason = "hidden_text"
        if tag in BLOCKS and not outer:
            self._end_line(is_break=tag == "br" and not reason)
        if tag not in VOID:
            if len(self._stack) == _MAX_DEPTH:
                return
            self._stack.append((tag, reason))
            self._open[tag] += 1
        if not reason:
            self._begin(tag, attributes)

    def handle_endtag(self, tag: str) -> None:
        """End an element; a stray 「</b>」 inside a cell ends nothing outside it."""
        if self._open[tag]:
            inner = {"table"} if tag in TABLE_PARTS else CELLS | {"table", "caption"}
            self._end(frozenset({tag}), frozenset(inner - {tag}))

    def handle_data(self, data: str) -> None:
        """Keep text, or set it aside."""
        if self._reason:
            self._left.append(data)
        elif self._open["pre"]:
            *lines, last = data.split("\n")
            for line in lines:
                self._pieces.append(line)
                self._end_line(is_break=True, is_paragraph=False)
            self._pieces.append(last)
        else:
            self._pieces.append(data)

    def parse_marked_section(self, i: int, report: int = 1) -> int:
        """Pass over 「<![if !mso]>」 as browsers do; the library stumbles over some of them."""
        return self.rawdata.find(">", i) + 1 or -1

    def finish(self) -> None:
        """End what is still open, and tell how many pictures there were."""
        while self._stack:
            self._pop()
        self._end_line()
        if self._n_pictures:
            self.issues.append(ParseIssue("picture", f"{self._n_pictures} pictures were not read", Locator()))

    @property
    def _reason(self) -> str:
        return self._stack[-1][1] if self._stack else ""

    @property
    def _open_cell(self) -> list[str] | None:
        return next((table.cell for table in reversed(self._tables) if table.cell is not None), None)

    def _end(self, ended: frozenset[str], barriers: frozenset[str]) -> bool:
        """End the innermost element of these names with all inside it, unless a barrier stands before it."""
        if not any(self._open[name] for name in ended):
            return False
        for depth, (name, _) in enumerate(reversed(self._stack), 1):
            if name in ended:
                for _ in range(depth):
                    self._pop()
                return True
            if name in barriers:
                return False
        return False

    def _pop(self) -> None:
        tag, reason = self._stack.pop()
        self._open[tag] -= 1
        if reason:
            if not self._reason:
                self._name_left_out(reason)
            return
        if tag in BLOCKS:
            self._end_line(level=int(tag[1]) if tag in HEADINGS else 0)
        if tag in LISTS:
            self._lists.pop()
        elif tag == "li":
            self._marker = ""
        elif tag in CELLS and self._tables:
            self._tables[-1].cell = None
        elif tag == "table":
            self._end_table(self._tables.pop())

    def _name_left_out(self, reason: str) -> None:
        text = _SPACES.sub(" ", "".join(self._left)).strip(" ")
        self._left.clear()
        if text and reason == "hidden_text":
            self.issues.append(ParseIssue(reason, f"a hidden element was left out: 「{text}」", Locator()))
        elif text and reason == "page_header":
            self.issues.append(ParseIssue(reason, text, Locator()))

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in LISTS:
            is_bare = _NO_MARKER.search(attributes.get("style", ""))
            bullet = _whole(attributes, "start", 1) if tag == "ol" else "・"
            self._lists.append("" if is_bare else bullet)
        elif tag == "li":
            self._marker = self._next_marker(attributes)
        elif tag == "img":
            self._n_pictures += 1
        elif tag == "table":
            self._tables.append(WebTable())
        elif self._tables and tag in GROUPS:
            self._tables[-1].group += 1
        elif self._tables and tag == "tr":
            self._tables[-1].begin_row()
        elif self._tables and tag in CELLS:
            wide, high = (_whole(attributes, name, 1) for name in ("colspan", "rowspan"))
            self._tables[-1].begin_cell(wide, high)

    def _next_marker(self, attributes: dict[str, str]) -> str:
        bullet = self._lists[-1] if self._lists else "・"
        if isinstance(bullet, str):
            return bullet
        number = _whole(attributes, "value", bullet)
        self._lists[-1] = number + 1
        return f"{number}．"

    def _end_line(self, is_break: bool = False, is_paragraph: bool = True, level: int = 0) -> None:
        """Give the text so far to the cell it stands in, or as a block; blank lines only where they are asked for."""
        text = "".join(self._pieces)
        self._pieces.clear()
        if not self._open["pre"]:
            text = _SPACES.sub(" ", _BREAK.sub("", text)).strip(" ")
        if not text.strip(" \t\n\r\f") and not is_break:
            return
        text, self._marker = self._marker + text, ""
        cell = self._open_cell
        if cell is not None:
            cell.append(text)
        else:
            self.blocks.append(TextBlock(text, self._locate(text), is_paragraph, level))

    def _locate(self, text: str) -> Locator:
        line = next(self._ordinals)
        self.limits.check("cell_characters", len(text), f"{self.source}, line {line}")
        return Locator(line=line)

    def _end_table(self, table: WebTable) -> None:
        self.limits.check("rows", len(table.rows), self.source)
        grid = table.spread(self._count_cells)
        outer = self._open_cell
        if outer is not None:
            for at, row in enumerate(grid):
                own = [text if (at, place) == (top, left) else "" for place, (text, top, left) in enumerate(row)]
                outer.append("\t".join(text.replace("\n", " ") for text in own))
        elif any(grid):
            self.blocks.append(build_table(grid, self._locate))

    def _count_cells(self, n_cells: int) -> None:
        """Few bytes can ask for many cells (colspan=1000)."""
        self._n_cells += n_cells
        self.limits.check("unpacked_bytes", self._n_cells * BYTES_A_CELL, f"{self.source}, cells of tables")


def _whole(attributes: dict[str, str], name: str, default: int) -> int:
    value = attributes.get(name, "").strip()
    return int(value) if re.fullmatch("[0-9]{1,9}", value) else default
