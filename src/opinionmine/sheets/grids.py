"""Tables: those of the file, and those that plain text draws with blanks, tabs, bars or one token a line."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from opinionmine.japanese.normalize import fold_width
from opinionmine.sheets.boxes import read_box
from opinionmine.sheets.goals import read_goal
from opinionmine.sheets.marks import canonical_mark, is_mark, is_not_rated, is_scale, read_count
from opinionmine.sheets.printed import Printed, join_printed

_BLANK = Printed("")
_EDGES = re.compile(r"\t+|\s*[|｜│┃]\s*|[ \u3000]{2,}|\u3000")
_RULE = re.compile(r"[\s|｜│┃\-:=+─━┼┌┐└┘├┤┬┴＋]+")
# 7 (⇧ 2), 11（＋36、46.2％）, 5 ↑2, 26.1％, △1, －: what stands in one cell of a row of figures.
_SIGN = r"[⇧⇩⇨⇒↑↓→↗↘⬆⬇➡+\-△▲±]"
_FIGURE = re.compile(
    rf"\d[\d,]*(?:\.\d+)?\s*%?\s*(?:件|事業|取組|項目|施策)?(?:\s*[(\[〔]\s*(?:{_SIGN}\s*\d*|\d+\s*[増減]?|同数)(?:\.\d+)?\s*%?\s*[)\]〕]|\s*[⇧⇩⇨↑↓→↗↘]\s*\d*)?"
    rf"|{_SIGN}\s*\d+(?:\.\d+)?%?|[-ー―−–]"
)
_ROW = re.compile(rf"(?P<label>.*?)(?P<cells>(?:(?<![\d(])(?:{_FIGURE.pattern})\s*)+)", re.DOTALL)
_HEADER_WORDS = re.compile(
    r"(?:区分|主体|評価|目標|施策|項目|計|合計|総計|総数|小計|増減|前年度?比|前年度|構成比|割合|件数|取組数|事業数|対前年度?比?|比率|達成率|年度"
    r"|(?:令和|平成|R|H)\s*(?:\d{1,2}|元)\s*(?:年度?)?|20\d\d\s*(?:年度)?)(?:\(.{1,6}\))?"
)
_SUM = re.compile(r"(?:合|総)?\s*計")
_GOAL_ID = re.compile(r"[\dⅠ-Ⅹ]{1,2}-\(?\d{1,2}\)?")
_LEADERS = re.compile(r"[\s.…‥・·]{3,}|…+|‥+")
_LONGEST_LABEL = 40


@dataclass(frozen=True)
class Grid:
    """A table; all rows are equally long.

    Attributes
    ----------
    name : str
        Of the worksheet.
    is_drawn : bool
        Whether plain text draws it, so that its columns were counted and not seen.
    rules : tuple of Printed
        The strokes of a table drawn with ─ and │.
    """

    rows: tuple[tuple[Printed, ...], ...]
    name: str = ""
    is_drawn: bool = False
    rules: tuple[Printed, ...] = ()

    @property
    def n_columns(self) -> int:
        """Number of cells in each row."""
        return len(self.rows[0]) if self.rows else 0


def find_grids(lines: list[Printed], is_prose: Callable[[Printed], bool]) -> list[Printed | Grid]:
    """Put tables in the place of the lines that draw them; the other lines stay as they are."""
    items: list[Printed | Grid] = []
    position = 0
    while position < len(lines):
        rows, rules, used = read_box(lines, position)
        grid: Grid | None = Grid(rows, is_drawn=True, rules=tuple(rules)) if rows else None
        if grid is None:
            grid, used = _read_inline(lines, position, items)
        if grid is None:
            grid, used = _read_figures(lines, position, items)
        if grid is None:
            grid, used = _read_tabs(lines, position)
        if grid is None:
            grid, used = _read_mark_rows(lines, position, items)
        if grid is None:
            grid, used = _read_columns(lines, position, is_prose)
        if grid is None:
            grid, used = _read_leaders(lines, position)
        if grid is None:
            items.append(lines[position])
            position += 1
        else:
            items.append(grid)
            position += used
    return items


def _visible(lines: list[Printed], position: int) -> tuple[Printed | None, int]:
    """The next line that is not blank, at most one blank line further, and how many lines that took."""
    for step in range(3):
        if position + step < len(lines) and lines[position + step].bare:
            return lines[position + step], step + 1
    return None, 0


# --- a header of grades or years, and rows of figures under it ---------------------------------------------------------


def _read_figures(lines: list[Printed], position: int, items: list[Printed | Grid]) -> tuple[Grid | None, int]:
    groups: list[Printed] = []
    above: list[Printed] = []
    header = _header_cells(lines[position])
    used = 1
    if header and all(_GOAL_ID.fullmatch(cell.bare) for cell in header):
        # 基本目標１ 基本目標２ / 計 over 1-1 1-2 2-1: a last column of sums may be named on the line above.
        while items and isinstance(items[-1], Printed) and _is_over_goals(items[-1]):
            above.insert(0, items.pop())  # type: ignore[arg-type]
        header = [*header, *(line for line in above if _SUM.fullmatch(line.bare))]
        above = [line for line in above if not _SUM.fullmatch(line.bare)]
    if header is None:
        # 行政　地域 stands over ◎ ○ × ◎ ○ ×.
        following, step = _visible(lines, position + 1)
        header = _header_cells(following) if following else None
        groups = _split(lines[position])
        n_scales = _repeats(header) if header else 1
        if header is None or n_scales < 2 or len(groups) not in (n_scales, n_scales + 1):
            return None, 0
        used += step
    n_values = sum(not _is_label(cell) for cell in header)
    rows: list[list[Printed]] = []
    end = position + used
    while True:
        line, step = _visible(lines, end)
        row = _figure_row(line, n_values) if line else None
        if row is None and line and (below := _visible(lines, end + step))[0] is not None and _is_half_label(line):
            joined = join_printed([line, below[0]])  # １ 学びの機会を / 広げる 6 (3) 5 (7)
            row = _figure_row(joined, n_values) if _figure_row(below[0], n_values) else None
            step += below[1] if row else 0
        if row is None and line and _is_heading_row(line, lines, end + step, n_values):
            row = [line] + [_BLANK] * n_values
        if row is None:
            break
        rows.append(row)
        end += step
    if not any(any(cell.text for cell in row[1:]) for row in rows):
        return None, 0
    labels = [cell for cell in header if _is_label(cell)][:1] or [_BLANK]
    values = [cell for cell in header if not _is_label(cell)]
    top = [_spread(groups, len(values))] if groups else []
    rows = _split_actors(rows)
    top = [[line, *[_BLANK] * len(values)] for line in above] + top
    return Grid(tuple(map(tuple, [*top, [*labels, *values], *rows])), is_drawn=True), end - position


def _is_over_goals(line: Printed) -> bool:
    return bool(_SUM.fullmatch(line.bare) or re.fullmatch(r"(?:(?:基本)?目標\s*[\dⅠ-Ⅹ]\s*){2,}", line.bare))


def _split_actors(rows: list[list[Printed]]) -> list[list[Printed]]:
    """１-１ 見守りの輪を広げる 市 over 地域: the first row names the goal and its actor; they become two rows."""
    split: list[list[Printed]] = []
    for row, below in zip(rows, [*rows[1:], None], strict=True):
        label = row[0]
        head, gap, actor = label.text.rstrip().rpartition(" ")
        is_pair = below is not None and read_goal(head) and 0 < len(below[0].bare) <= 12 and not read_goal(below[0].text)
        if gap and is_pair and 0 < len(actor) <= 12 and any(cell.text for cell in row[1:]):
            split.append([label.part(0, len(head)), *[_BLANK] * (len(row) - 1)])
            split.append([label.part(len(head) + 1, len(label.text)), *row[1:]])
        else:
            split.append(row)
    return split


def _header_cells(line: Printed) -> list[Printed] | None:
    """The cells of a line of nothing but grades, years and words such as 計 and 区分; at least two grades or two years."""
    cells = _tokens(line)
    texts = [canonical_mark(cell.text) for cell in cells]
    if not 2 <= len(cells) <= 40 or not all(is_mark(t) or _HEADER_WORDS.fullmatch(t) or _GOAL_ID.fullmatch(t) for t in texts):
        return None
    marks = [text for text in texts if is_mark(text)]
    n = _repeats(cells)
    first = marks[: len(marks) // n] if n else marks
    years = [text for text in texts if re.match(r"(?:令和|平成|R|H|20\d\d)", text)]
    ids = [text for text in texts if _GOAL_ID.fullmatch(text)]
    if is_scale(first) or len(years) >= 2 or len(ids) >= 2:
        return cells
    return None


def _repeats(cells: list[Printed]) -> int:
    """How many times the same scale stands side by side."""
    marks = [mark for cell in cells if is_mark(mark := canonical_mark(cell.text))]
    return max(1, marks.count(marks[0])) if marks else 1


def _is_label(cell: Printed) -> bool:
    """区分 and 目標 stand over the names of the rows, not over figures."""
    return bool(re.fullmatch(r"区分|主体|評価|目標|施策|項目|評価区分|実施主体", cell.bare) or not cell.bare)


def _spread(groups: list[Printed], n_values: int) -> list[Printed]:
    """Each group heading over the first of its columns; later steps carry it to the right."""
    names = [group for group in groups if not _is_label(group)]
    width = n_values // len(names)
    cells = [next((g for g in groups if _is_label(g)), _BLANK)] + [_BLANK] * n_values
    for i, name in enumerate(names):
        cells[1 + i * width] = name
    return cells


def _figure_row(line: Printed, n_values: int) -> list[Printed] | None:
    """A label and figures: 「地域 15 (⇧ 4) 8 (⇨0) 1 (⇩ 2) 2 (⇩ 2)」; the label may be missing."""
    match = _match_row(line, n_values)
    if match is None:
        return None
    label, spans = match
    if len(spans) == n_values + 1 and not line.text[slice(*label)].strip():
        label, spans = spans[0], spans[1:]  # 5 12 30: the grade is a figure itself
    if len(spans) != n_values:
        # Which figure belongs to which grade is not known; they stay together and are not read.
        spans = [(spans[0][0], spans[-1][1])]
    return [line.part(*label), *(line.part(*span) for span in spans), *[_BLANK] * (n_values - len(spans))]


def _match_row(line: Printed, n_values: int) -> tuple[tuple[int, int], list[tuple[int, int]]] | None:
    folded = fold_width(line.text)
    if "。" in folded or len(folded.strip()) > 200:
        return None
    start = _label_end(folded, n_values)
    spans = [m.span() for m in _FIGURE.finditer(folded, start) if m[0].strip()]
    between = _FIGURE.sub("", folded[start:]).strip(" |｜│\t")
    label = _LEADERS.sub(" ", folded[:start]).strip(" |｜│")
    if between or len(label) > _LONGEST_LABEL or len(spans) < min(2, n_values):
        return None
    return (0, len(_LEADERS.sub("", folded[:start].rstrip() + "   ")) if _LEADERS.search(folded[:start]) else start), spans


def _label_end(folded: str, n_values: int) -> int:
    """Where the figures begin: behind the last blank before a run of figures that reaches the end of the line.

    １-１ 見守り 5 6 2 begins its figures at 5: the number of the goal is followed by its title.
    """
    for match in re.finditer(r"(?:^|(?<=[\s|｜│…‥]))(?=[\d⇧⇩⇨↑↓→+\-△▲±ー―−–])", folded):
        tail = folded[match.start() :]
        rest = _FIGURE.sub("", tail).strip(" |｜│\t\u3000")
        if not rest and len([m for m in _FIGURE.finditer(tail) if m[0].strip()]) <= max(n_values, 1):
            return match.start()
    return len(folded)


def _is_heading_row(line: Printed, lines: list[Printed], behind: int, n_values: int) -> bool:
    """Ⅱ　支え手がつながるまち between two rows of figures belongs to the table."""
    following, _ = _visible(lines, behind)
    short = len(line.bare) <= _LONGEST_LABEL and "。" not in line.text
    goes_on = following is not None and (_figure_row(following, n_values) is not None or _is_half_label(following))
    return bool(short and _header_cells(line) is None and goes_on and _row_is_goal(line))


def _is_half_label(line: Printed) -> bool:
    """A title that the margin cut: it begins with a number and names no main goal of its own."""
    return bool(re.match(r"\s*(?:\d{1,2}|[①-⑳⑴-⒇]|\(\d\))[\s.]+\D", fold_width(line.text))) and "。" not in line.text and len(line.bare) >= 8


def _row_is_goal(line: Printed) -> bool:
    return bool(re.match(r"\s*(?:[ⅠⅡⅢⅣⅤⅥⅦ\d]|基本|目標|施策|【)", fold_width(line.text)))


def _tokens(line: Printed) -> list[Printed]:
    return [line.part(*match.span()) for match in re.finditer(r"[^\s|｜│]+", line.text)]


# --- counts behind their grades: ◎５（２増）　○４（１減） ------------------------------------------------------------

_PAIR = re.compile(
    rf"(?P<grade>[◎○〇◯△▲×✕]|(?<![A-Za-z])[SABCD](?![A-Za-z型]))\s*[:=…]?\s*(?P<count>\d[\d,]*\s*(?:件|事業|取組)?\s*(?:\(\s*(?:{_SIGN}\s*\d+|\d+\s*[増減]?|同数|同じ|±0)\s*\))?)"
)


def _read_inline(lines: list[Printed], position: int, items: list[Printed | Grid]) -> tuple[Grid | None, int]:
    """A line of nothing but pairs of grade and count; its actor stands before them or on the line above."""
    line = lines[position]
    folded = fold_width(line.text)
    pairs = list(_PAIR.finditer(folded))
    marks = [canonical_mark(pair["grade"]) for pair in pairs]
    if len(pairs) < 2 or not is_scale(marks) or "。" in folded:
        return None, 0
    rest = re.sub(r"計\s*\d+|[\s、,・/()]", "", _PAIR.sub("", folded[pairs[0].start() :]))
    if rest or pairs[0].start() > _LONGEST_LABEL:
        return None, 0
    label = line.part(0, pairs[0].start())
    if not re.sub(r"[\s(:]", "", label.text):
        above = next((i for i in range(len(items) - 1, -1, -1) if isinstance(items[i], Grid) or items[i].bare), None)  # type: ignore[union-attr]
        if above is not None and isinstance(items[above], Printed) and _is_actor_line(items[above]):  # type: ignore[arg-type]
            label = items.pop(above)  # type: ignore[assignment]
    header = [_BLANK, *(line.part(*pair.span("grade")) for pair in pairs)]
    row = [_without_tail(label), *(line.part(*pair.span("count")) for pair in pairs)]
    tail = label.part(len(row[0].text), len(label.text))
    return Grid((tuple(header), tuple(row)), is_drawn=True, rules=(tail,)), 1


def _is_actor_line(line: Printed) -> bool:
    """行　政……………１２取組 names who the counts below belong to."""
    return 0 < len(re.sub(r"\s", "", _LEADERS.sub("", line.bare))) <= 16 and "。" not in line.text and not read_goal(line.text)


def _without_tail(label: Printed) -> Printed:
    match = re.search(r"\s*(?:[.…‥・·]{2,}|\s+\d+\s*(?:取組|事業|件)|[(:])", fold_width(label.text))
    return label.part(0, match.start()) if match else label


# --- rows of tabs, whose cells may be broken over lines ----------------------------------------------------------------


def _read_tabs(lines: list[Printed], position: int) -> tuple[Grid | None, int]:
    """A header of tabs, and rows of as many cells: a line with too few goes on in the next one."""
    header = _tab_cells(lines[position])
    if len(header) < 3 or any(len(cell.bare) > 25 for cell in header):
        return None, 0
    rows, held = [header], [_BLANK]
    end = position + 1
    below = _tab_cells(lines[end]) if end < len(lines) else []
    if len(below) > len(header) and not below[0].text.strip() and (len(below) - 1) % (len(header) - 1) == 0:
        # 評価 / 市 / 社協 stands over 令和５年度 令和６年度 増減 of each.
        width = (len(below) - 1) // (len(header) - 1)
        rows = [[header[0], *(cell for group in header[1:] for cell in (group, *[_BLANK] * (width - 1)))], below]
        header, end = below, end + 1
    while end < len(lines) and lines[end].text.strip():
        cells = _tab_cells(lines[end])
        if len(held) == 1 and not held[0].text and len(cells) == 1:
            if not _row_is_goal(lines[end]) or not (end + 1 < len(lines) and len(_tab_cells(lines[end + 1])) > 1):
                break
            rows.append([cells[0], *[_BLANK] * (len(header) - 1)])
            end += 1
            continue
        joined = join_printed([held[-1], cells[0]], "\n") if held[-1].text else cells[0]
        held = [*held[:-1], joined, *cells[1:]]
        end += 1
        if len(held) >= len(header):
            if len(held) > len(header):
                return None, 0
            rows.append(held)
            held = [_BLANK]
    if len(rows) < 2 or held != [_BLANK]:
        return None, 0
    return Grid(tuple(map(tuple, rows)), is_drawn=True), end - position


def _tab_cells(line: Printed) -> list[Printed]:
    cells, start = [], 0
    for text in line.text.split("\t"):
        cells.append(line.part(start, start + len(text)))
        start += len(text) + 1
    return cells


# --- a mark or two at the end of each line -----------------------------------------------------------------------------

_YEARS = re.compile(r"(?:令和|平成|R|H)\s*(?:\d{1,2}|元)(?:年度?)?")
_RATED_HEAD = re.compile(r"(?:自己|担当課|委員会|内部|外部|一次|二次|総合|今年度|前年度|前回)?評価|(?:令和|平成|R|H)\s*(?:\d{1,2}|元)(?:年度?)?|20\d\d(?:年度)?|前年度?|今年度|前回|今回|判定|進捗")


def _stacked_header(years: list[Printed], items: list[Printed | Grid]) -> tuple[list[Printed], list[Printed]]:
    """番号 取組 担当課 / 担当課評価 審議会評価 / R4 R5 R5: three lines make one header; each rater's years count up."""
    above = [i for i in range(len(items) - 1, -1, -1) if isinstance(items[i], Grid) or items[i].bare][:2]  # type: ignore[union-attr]
    lines = [items[i] for i in above]
    if len(lines) < 2 or any(isinstance(line, Grid) or "。" in line.text for line in lines):
        return years, []
    raters, names = (_tokens(line) for line in lines)  # type: ignore[arg-type]
    numbers = [int(re.sub(r"\D", "", cell.bare) or 0) for cell in years]
    starts = [0, *(i for i in range(1, len(numbers)) if numbers[i] <= numbers[i - 1])]
    if len(raters) != len(starts) or not all(re.search("評価|自己|委員|判定", cell.text) for cell in raters):
        return years, []
    for i in sorted(above, reverse=True):
        items.pop(i)
    top = [_BLANK] * len(names) + [_BLANK] * len(years)
    for start, rater in zip(starts, raters, strict=True):
        top[len(names) + start] = rater
    return [*names, *years], top


def _read_mark_rows(lines: list[Printed], position: int, items: list[Printed | Grid]) -> tuple[Grid | None, int]:
    """No. 取組 担当 Ｒ４ Ｒ５ over 「1 地区サロン活動への助成 社協 Ｂ Ｂ」; a name may run over two lines."""
    header = _tokens(lines[position])
    texts = [fold_width(cell.text) for cell in header]
    top: list[Printed] = []
    if all(_YEARS.fullmatch(text) for text in texts) and len(texts) > 1:
        header, top = _stacked_header(header, items)
        texts = [fold_width(cell.text) for cell in header]
    n_marks = next((n for n, text in enumerate(reversed(texts)) if not _RATED_HEAD.fullmatch(text)), len(texts))
    if not 1 <= n_marks < len(header) <= 8 or "。" in lines[position].text:
        return None, 0
    rows: list[list[Printed]] = [*([top] if top else []), header]
    held: list[Printed] = []
    end = position + 1
    while end < len(lines):
        line, step = _visible(lines, end)
        if line is None or "。" in line.text or len(line.bare) > 80:
            break
        cells = _tokens(join_printed([*held, line], " ") if held else line)
        if len(cells) > n_marks and all(is_mark(cell.text) or is_not_rated(cell.text) for cell in cells[-n_marks:]):
            rows.append(_fit(cells, len(header), n_marks))
            held = []
        elif not held and (read_goal(line.text) or re.match(r"\s*\(\d\)\s*\D", line.bare)):
            rows.append([line, *[_BLANK] * (len(header) - 1)])
        elif len(held) < 2 and len(line.bare) > 3 and not find_scale_words(line):
            held.append(line)
            end += step
            continue
        else:
            break
        end += step
        last = end
    if len(rows) < 3:
        return None, 0
    return Grid(tuple(map(tuple, rows)), is_drawn=True), last - position


def find_scale_words(line: Printed) -> bool:
    """Whether a line is a row of sums or a heading that ends the list: （集計）, 合計, ３．総括."""
    return bool(re.match(r"[(（]?(?:集計|合計|小計|計|再掲)|[■●◆【＜(（]|\d+[.、．]\s*\D", line.bare))


def _fit(cells: list[Printed], width: int, n_marks: int) -> list[Printed]:
    """The marks at the end, the number at the front and the office before the marks; the rest is the name."""
    marks, front = cells[-n_marks:], cells[:-n_marks]
    room = width - n_marks
    if len(front) > room:
        has_number = re.fullmatch(r"\d{1,3}", front[0].bare) is not None and room > 1
        head = front[:1] if has_number else []
        n_tail = max(0, room - len(head) - 1)
        tail = front[len(front) - n_tail :] if n_tail else []
        name = join_printed(front[len(head) : len(front) - n_tail], "")
        front = [*head, name, *tail]
    return [*front, *[_BLANK] * (room - len(front)), *marks]


# --- columns of words, parted by tabs, bars or wide gaps ---------------------------------------------------------------


def _split(line: Printed) -> list[Printed]:
    """Cells of a line with tabs, bars or gaps of two blanks; leading empty cells of a line with bars are kept."""
    text = line.text
    if _RULE.fullmatch(text):
        return []
    has_bars = re.match(r"\s*[|｜│┃]", text)
    edges = [m.span() for m in (re.finditer(r"\s*[|｜│┃]\s*", text) if has_bars else _EDGES.finditer(text.rstrip()))]
    starts = [0, *(end for _, end in edges)]
    ends = [*(start for start, _ in edges), len(text.rstrip())]
    cells = [line.part(a, b) for a, b in zip(starts, ends, strict=True)]
    if has_bars:
        return cells[1:-1] if len(cells) > 2 and not cells[-1].text.strip() else cells[1:]
    return [cell for cell in cells if cell.text.strip()]


def _read_columns(lines: list[Printed], position: int, is_prose: Callable[[Printed], bool]) -> tuple[Grid | None, int]:
    """At least three lines that fall into the same number of cells, three or more (two with bars)."""
    has_bars = lines[position].text.lstrip()[:1] in ("|", "｜", "│", "┃")
    rows: list[list[Printed]] = []
    end = position
    while end < len(lines):
        text = lines[end].text
        if not text.strip():
            break
        if has_bars != (text.lstrip()[:1] in ("|", "｜", "│", "┃")):
            break
        cells = _split(lines[end])
        if not cells:
            if not _RULE.fullmatch(text):
                break
        elif not has_bars and (len(cells) < 3 or is_prose(lines[end])):
            break
        else:
            rows.append(cells)
        end += 1
    widths = {len(row) for row in rows}
    if len(rows) < (2 if has_bars else 3) or (not has_bars and len(widths) > 1) or max(widths) < 2:
        return None, 0
    width = max(widths)
    return Grid(tuple(tuple(row + [_BLANK] * (width - len(row))) for row in rows), is_drawn=True), end - position


# --- a mark behind dot leaders -----------------------------------------------------------------------------------------

_LEADER_ROW = re.compile(r"(?P<label>\S.*?)\s*(?:[.…‥・·]{3,}|…+)\s*(?P<mark>\S{1,8})\s*$")


def _read_leaders(lines: list[Printed], position: int) -> tuple[Grid | None, int]:
    """１－１ 交流の機会を増やす ………… Ａ: a name and its mark."""
    rows: list[tuple[Printed, ...]] = []
    end = position
    while end < len(lines):
        line, step = _visible(lines, end)
        match = _LEADER_ROW.search(line.text) if line else None
        if line is None or match is None or not (is_mark(match["mark"]) or is_not_rated(match["mark"])):
            break
        rows.append((line.part(*match.span("label")), line.part(*match.span("mark"))))
        end += step
    return (Grid(tuple(rows), is_drawn=True), end - position) if len(rows) > 1 else (None, 0)


def is_figure(cell: Printed) -> bool:
    """Whether a cell holds a count."""
    return read_count(cell.text) is not None
