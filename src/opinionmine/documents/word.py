"""Word files (.docx, .docm): the body in reading order, with what only the layout shows made visible."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from typing import Any

from opinionmine.documents.limits import Limits
from opinionmine.documents.packed import OLE2, broken, check_not_locked, read_parts
from opinionmine.errors import DocumentError
from opinionmine.records import Cell, Locator, ParseIssue, TableBlock, TextBlock

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
# Not text of the paragraph: properties, codes of fields, and text boxes, which follow after it.
_NOT_TEXT = frozenset({"pPr", "rPr", "sdtPr", "sdtEndPr", "instrText", "delInstrText", "txbxContent", "rt", "p", "tbl"})
_DELETED = frozenset({"del", "moveFrom"})
_SIGNS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-"}
_MAX_SPAN = 64  # Word itself allows 63 columns
# Check marks and bullets that Word takes from the font Wingdings.
_WINGDINGS = {0xF0FC: "✓", 0xF0FE: "☑", 0xF0A8: "□", 0xF06F: "□", 0xF06C: "●", 0xF06E: "■", 0xF0D8: "➢", 0xF0E0: "→"}

# Text of a cell, and row and place of the first cell of the merged area it belongs to.
GridCell = tuple[str, int, int]


def read_word(content: bytes, source: str, limits: Limits) -> tuple[list[TextBlock | TableBlock], list[ParseIssue]]:
    """Read the body of a Word file in order.

    A line break inside a paragraph (Shift+Enter) ends a block; the last block of a paragraph has `is_paragraph`. Numbers and
    bullets that Word makes up are written before the text. Text boxes follow the paragraph they are anchored in, footnotes the
    body. `Locator.line` is the ordinal of the line or cell, as in `Document.lines`; macros are never looked at.

    Returns
    -------
    blocks, issues
        Issues name what was left out (tracked deletions, hidden text, comments, page headers, pictures) or moved (footnotes).

    Raises
    ------
    DocumentError
        If the file is an old .doc, has a password, is damaged or hostile, passes a limit, or holds no text.
    """
    check_not_locked(content, source)
    if content.startswith(OLE2):
        raise DocumentError(
            f"{source}: this is an old Word file (.doc). Open it in Word, save it as .docx and try again (.docx 形式で保存し直してください)."
        )
    for name, part in read_parts(content, source, limits):
        if name.endswith("document.xml") and _STRICT in part:
            raise DocumentError(
                f"{source}: saved as Strict Open XML. Save it as an ordinary .docx (通常の .docx 形式で保存し直してください)."
            )
    main, parts = _open(content, source)
    try:
        story = _Story(parts, source, limits)
        blocks = story.read_body(main)
    except (ValueError, IndexError, RecursionError) as error:
        raise broken(source, str(error)) from error
    if not any(line.strip() for block in blocks for line in _texts(block)):
        raise DocumentError(
            f"{source}: no text in the document, perhaps only scanned pictures. Give the text (文字がありません)."
        )
    return blocks, story.issues


def _open(content: bytes, source: str) -> tuple[Any, list[tuple[str, Any]]]:
    """Return the body part and the parts related to it, each with the kind of its relation (``footnotes``, ``header``)."""
    from docx.opc.exceptions import OpcError
    from docx.oxml.parser import parse_xml
    from docx.package import Package
    from lxml.etree import LxmlError

    try:
        # Not docx.Document(): it refuses .docm, and knows nothing of content controls and tracked changes.
        main = Package.open(io.BytesIO(content)).main_document_part
        wanted = ("styles", "numbering", "footnotes", "endnotes", "comments", "header", "footer")
        related = [(rel.reltype.rpartition("/")[2], rel) for rel in main.rels.values() if not rel.is_external]
        return parse_xml(main.blob), [
            (kind, parse_xml(rel.target_part.blob)) for kind, rel in related if kind in wanted
        ]
    except (OpcError, LxmlError, KeyError, ValueError, AttributeError, TypeError, IndexError) as error:
        raise broken(source, str(error) or type(error).__name__) from error


def _texts(block: TextBlock | TableBlock) -> list[str]:
    return [block.text] if isinstance(block, TextBlock) else [cell.text for row in block.rows for cell in row]


def build_table(grid: list[list[GridCell]], locate: Callable[[str], Locator]) -> TableBlock:
    """Turn a grid into a table: every cell is located once, in reading order; the rest of a merged area repeats its first cell."""
    width = max(map(len, grid))
    rows: list[list[Cell]] = []
    for at, given in enumerate(grid):
        rows.append([])
        for place in range(width):
            text, top, left = given[place] if place < len(given) else ("", at, place)
            is_first = (top, left) == (at, place)
            rows[at].append(Cell(text, locate(text)) if is_first else replace(rows[top][left], repeats=True))
    return TableBlock(tuple(map(tuple, rows)), rows[0][0].locator)


class _Story:
    """The body while it is read: which line is next, what was left out."""

    def __init__(self, parts: list[tuple[str, Any]], source: str, limits: Limits):
        self.source, self.limits = source, limits
        self.issues: list[ParseIssue] = []
        self._parts = parts
        self._lists = _Lists([root for kind, root in parts if kind in ("styles", "numbering")])
        self._ordinals = count(1)
        self._line = 0
        self._notes: list[tuple[str, str, int]] = []
        self._left_out: dict[str, list[str]] = {"deleted_text": [], "hidden_text": [], "picture": []}

    def read_body(self, main: Any) -> list[TextBlock | TableBlock]:
        blocks = list(self._blocks(main.find(f"{_W}body") if main.find(f"{_W}body") is not None else main))
        blocks.extend(self._read_notes())
        self._name_left_out()
        return blocks

    def _blocks(self, container: Any) -> Iterator[TextBlock | TableBlock]:
        for element in _paragraphs_and_tables(container):
            if _tag(element) == "tbl":
                yield from self._table(element)
                continue
            *first, last = self._text(element).split("\n")
            for text in first:
                yield TextBlock(text, self._next(text))
            yield TextBlock(last, self._next(last), is_paragraph=True, level=self._lists.heading_level(element))
            for box in _text_boxes(element):
                yield from self._blocks(box)

    def _next(self, text: str) -> Locator:
        self._line = next(self._ordinals)
        self.limits.check("cell_characters", len(text), f"{self.source}, line {self._line}")
        return Locator(line=self._line)

    def _table(self, table: Any) -> Iterator[TableBlock]:
        grid: list[list[GridCell]] = []
        for row in _inside(table, "tr"):
            grid.append(self._row(row, len(grid), grid[-1] if grid else []))
            self.limits.check("rows", len(grid), self.source)
        if any(grid):
            yield build_table(grid, self._next)

    def _row(self, row: Any, at: int, above: list[GridCell]) -> list[GridCell]:
        cells: list[GridCell] = [("", at, place) for place in range(_width(row, "trPr/gridBefore", 0))]
        for element in _inside(row, "tc"):
            text, place = "\n".join(self._lines(element)).strip("\n"), len(cells)
            merge = element.find(f"{_W}tcPr/{_W}vMerge")
            goes_on = merge is not None and merge.get(f"{_W}val") != "restart" and place < len(above)
            # Word hides what stands in the lower part of a merged cell; should there be text, it is kept.
            cell = above[place] if goes_on and not text.strip() else (text, at, place)
            cells.extend([cell] * _width(element, "tcPr/gridSpan", 1))
        gap = _width(row, "trPr/gridAfter", 0)
        return cells + [("", at, place) for place in range(len(cells), len(cells) + gap)]

    def _lines(self, container: Any) -> Iterator[str]:
        """Lines of a cell, a note or a header; a table inside it gives one line a row (``市\\t◎``)."""
        for element in _paragraphs_and_tables(container):
            if _tag(element) == "p":
                yield from self._text(element).split("\n")
                for box in _text_boxes(element):
                    yield from self._lines(box)
            else:
                for row in _inside(element, "tr"):
                    yield "\t".join(" ".join(filter(None, self._lines(cell))) for cell in _inside(row, "tc"))

    def _text(self, paragraph: Any) -> str:
        return self._lists.label(paragraph) + "".join(self._pieces(paragraph))

    def _pieces(self, element: Any) -> Iterator[str]:
        """Text of a run, a link, an inserted or a moved piece, a content control: whatever holds text at any depth."""
        for child in _children(element):
            tag = _tag(child)
            if tag == "t":
                yield child.text or ""
            elif tag in _SIGNS:
                yield _SIGNS[tag]
            elif tag == "br":
                yield "" if child.get(f"{_W}type") in ("page", "column") else "\n"
            elif tag == "sym":
                yield _symbol(int(child.get(f"{_W}char", ""), 16))
            elif tag in _DELETED:
                self._leave_out(
                    "deleted_text", "".join(node.text or "" for node in child.iter(f"{_W}delText", f"{_W}t"))
                )
            elif tag == "r" and _is_on(child.find(f"{_W}rPr/{_W}vanish")):
                self._leave_out("hidden_text", "".join(node.text or "" for node in child.iter(f"{_W}t")))
            elif tag in ("footnoteReference", "endnoteReference"):
                self._notes.append((tag.removesuffix("Reference"), child.get(f"{_W}id", ""), self._line + 1))
            elif tag in ("drawing", "pict", "object") and child.find(f".//{_W}txbxContent") is None:
                self._leave_out("picture", "picture")
            elif tag not in _NOT_TEXT:
                yield from self._pieces(child)

    def _leave_out(self, code: str, text: str) -> None:
        if text:
            self._left_out[code].append(text)

    def _read_notes(self) -> Iterator[TextBlock | TableBlock]:
        found = {
            (kind.removesuffix("s"), note.get(f"{_W}id")): note
            for kind, root in self._parts
            if kind in ("footnotes", "endnotes")
            for note in root
        }
        for kind, identifier, line in self._notes:
            note = found.get((kind, identifier))
            if note is not None:
                message = f"{kind} of line {line} stands after the body, from line {self._line + 1} on"
                self.issues.append(ParseIssue("footnote", message, Locator(line=line)))
                yield from self._blocks(note)

    def _name_left_out(self) -> None:
        deleted, hidden, pictures = self._left_out.values()
        told = {
            "deleted_text": f"{len(deleted)} tracked deletions were left out: {_quoted(deleted)}",
            "hidden_text": f"{len(hidden)} pieces of hidden text were left out: {_quoted(hidden)}",
            "picture": f"{len(pictures)} pictures or charts were not read",
        }
        self.issues.extend(ParseIssue(code, told[code], Locator()) for code, texts in self._left_out.items() if texts)
        n_comments = sum(1 for kind, root in self._parts if kind == "comments" for _ in root.iter(f"{_W}comment"))
        if n_comments:
            self.issues.append(ParseIssue("comment", f"{n_comments} comments of Word were left out", Locator()))
        margins = (
            " ".join(filter(None, self._lines(root))) for kind, root in self._parts if kind in ("header", "footer")
        )
        self.issues.extend(
            ParseIssue("page_header", text, Locator()) for text in dict.fromkeys(margins) if text.strip()
        )


_KATAKANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
_IROHA = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス"
_KANJI = "一二三四五六七八九"
_ENCLOSED = {"decimalEnclosedCircle": 0x2460, "decimalEnclosedParen": 0x2474, "decimalEnclosedFullstop": 0x2488}
_RUNS = {
    "aiueoFullWidth": _KATAKANA,
    "aiueo": "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝ",
    "irohaFullWidth": _IROHA,
    "lowerLetter": "abcdefghijklmnopqrstuvwxyz",
    "upperLetter": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "upperRoman": ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"),
    "lowerRoman": ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"),
}


class _Lists:
    """The numbers and bullets that Word makes up while it prints."""

    def __init__(self, roots: list[Any]):
        def by_id(tag: str, key: str) -> dict[str, Any]:
            return {element.get(_W + key): element for root in roots for element in root.findall(_W + tag)}

        self._styles, self._lists = by_id("style", "styleId"), by_id("num", "numId")
        self._abstracts = by_id("abstractNum", "abstractNumId")
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[str] = set()

    def label(self, paragraph: Any) -> str:
        """Bullet or number of a paragraph (・, １．, ①, 第2章); empty where it has none."""
        identifier, depth = self._place(paragraph)
        chosen = self._lists.get(identifier)
        if chosen is None:
            return ""
        abstract_id = _value(chosen, "abstractNumId")
        levels = {
            _int(level.get(f"{_W}ilvl")): level
            for level in (*self._abstracts.get(abstract_id, ()), *chosen.findall(f"{_W}lvlOverride/{_W}lvl"))
            if _tag(level) == "lvl"
        }
        if depth not in levels:
            return "・"
        shown, form = _value(levels[depth], "lvlText"), _value(levels[depth], "numFmt", "decimal")
        if form == "bullet":
            return _bullet(shown)
        numbers = self._count(identifier, abstract_id, chosen, levels, depth)
        if form == "none":
            shown = shown.replace(f"%{depth + 1}", "")

        def printed(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            return _numeral(numbers[at], _value(levels[at], "numFmt", "decimal")) if at in levels else ""

        label = re.sub(r"%([1-9])", printed, shown)
        # 「1.」 and 「12件」 must not become 「1.12件」; 「１．」 and 「①」 end by themselves.
        needs_space = label and (
            label[-1].isascii() or unicodedata.category(label[-1])[0] in "L" or label[-1].isdecimal()
        )
        return label + " " if needs_space else label

    def heading_level(self, paragraph: Any) -> int:
        """Level of the heading style (見出し 1 is 1) or of the outline; 0 for body text."""
        for style_id, properties in self._properties(paragraph):
            outline = _value(properties, "outlineLvl") if properties is not None else ""
            if outline:
                return _int(outline) + 1 if _int(outline) < 9 else 0
            if match := re.fullmatch(
                r"(?:heading|見出し)\s*([1-9])", _value(self._styles.get(style_id), "name"), re.IGNORECASE
            ):
                return int(match[1])
        return 0

    def _place(self, paragraph: Any) -> tuple[str, int]:
        """Find list and depth in the paragraph itself, or in the style it takes them from."""
        for style_id, properties in self._properties(paragraph):
            own = properties.find(f"{_W}numPr") if properties is not None else None
            if own is not None:
                return _value(own, "numId"), _int(_value(own, "ilvl") or self._depth_of_style(own, style_id))
        return "", 0

    def _properties(self, paragraph: Any) -> Iterator[tuple[str, Any]]:
        own = paragraph.find(f"{_W}pPr")
        yield "", own
        style_id = _value(own, "pStyle")
        for _ in range(20):  # styles of a damaged file may be based on each other in a ring
            if (style := self._styles.get(style_id)) is None:
                return
            yield style_id, style.find(f"{_W}pPr")
            style_id = _value(style, "basedOn")

    def _depth_of_style(self, own: Any, style_id: str) -> str:
        chosen = self._lists.get(_value(own, "numId"))
        levels = self._abstracts.get(_value(chosen, "abstractNumId"), ())
        return next(
            (level.get(f"{_W}ilvl") for level in levels if style_id and _value(level, "pStyle") == style_id), "0"
        )

    def _count(self, identifier: str, abstract_id: str, chosen: Any, levels: dict[int, Any], depth: int) -> list[int]:
        """Count this paragraph; levels below it start anew."""
        counts = self._counts.setdefault(abstract_id, [None] * 10)
        if identifier not in self._begun:
            self._begun.add(identifier)
            for override in chosen.findall(f"{_W}lvlOverride"):
                if override.find(f"{_W}startOverride") is not None:
                    counts[_int(override.get(f"{_W}ilvl"))] = _int(_value(override, "startOverride", "1")) - 1
        starts = [_int(_value(levels[at], "start", "1")) if at in levels else 1 for at in range(10)]
        before = counts[depth]
        counts[depth] = starts[depth] if before is None else before + 1
        counts[depth + 1 :] = [None] * (9 - depth)
        return [starts[at] if number is None else number for at, number in enumerate(counts)]


def _bullet(shown: str) -> str:
    """「◆」 is printed as it is; 「l」 in Wingdings, the usual bullet of Word, is a ●: 「・」."""
    is_plain = len(shown) == 1 and not shown.isascii() and unicodedata.category(shown)[0] in "SP"
    return shown if is_plain else "・"


def _numeral(number: int, form: str) -> str:
    if form in _RUNS and 1 <= number <= len(_RUNS[form]):
        return _RUNS[form][number - 1]
    if form in _ENCLOSED and 1 <= number <= 20:
        return chr(_ENCLOSED[form] + number - 1)
    if form.startswith("decimalFullWidth"):
        return str(number).translate({ord("0") + digit: ord("０") + digit for digit in range(10)})
    if form in ("japaneseCounting", "ideographDigital", "japaneseDigitalTenThousand") and 1 <= number <= 99:
        tens, ones = divmod(number, 10)
        return ("" if tens == 0 else "十" if tens == 1 else _KANJI[tens - 1] + "十") + (
            _KANJI[ones - 1] if ones else ""
        )
    return f"{number:02}" if form == "decimalZero" else str(number)


def _paragraphs_and_tables(container: Any) -> Iterator[Any]:
    """Also those that stand in a content control or in a tracked insertion."""
    for child in _children(container):
        if _tag(child) in ("p", "tbl"):
            yield child
        elif _tag(child) not in _DELETED | {"pPr", "rPr", "tcPr", "sdtPr", "sectPr"}:
            yield from _paragraphs_and_tables(child)


def _inside(container: Any, tag: str) -> Iterator[Any]:
    """Rows of a table or cells of a row, also those in a content control, never those of a table further inside."""
    for child in _children(container):
        if _tag(child) == tag:
            yield child
        elif _tag(child) in ("sdt", "sdtContent", "customXml", "ins"):
            yield from _inside(child, tag)


def _text_boxes(element: Any) -> Iterator[Any]:
    """Text boxes anchored in a paragraph; one inside another comes with the outer one."""
    for child in _children(element):
        if _tag(child) == "txbxContent":
            yield child
        elif _tag(child) not in _DELETED:
            yield from _text_boxes(child)


def _children(element: Any) -> Iterator[Any]:
    """Children; of the alternatives for newer and older programs only the first, or a text box would be read twice."""
    if _tag(element) == "AlternateContent":
        return iter(element[:1])
    return iter(element)


def _tag(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _is_on(switch: Any) -> bool:
    return switch is not None and switch.get(f"{_W}val", "1") not in ("0", "false", "off")


def _value(element: Any, tag: str, default: str = "") -> str:
    child = element.find(_W + tag) if element is not None else None
    return str(child.get(f"{_W}val", default)) if child is not None else default


def _int(text: str | None) -> int:
    return int(text or 0)


def _width(element: Any, path: str, default: int) -> int:
    """Width of a merged area or a gap, in columns."""
    found = element.find("/".join(_W + tag for tag in path.split("/")))
    return default if found is None else max(default, min(_int(found.get(f"{_W}val")), _MAX_SPAN))


def _symbol(code: int) -> str:
    """「☑」 for a check mark of Wingdings; 「〓」, as printers do, for a sign that no other font has."""
    known = _WINGDINGS.get(code, chr(code))
    return "〓" if unicodedata.category(known) in ("Co", "Cs") else known


def _quoted(texts: list[str]) -> str:
    return "".join(f"「{text}」" for text in texts)
