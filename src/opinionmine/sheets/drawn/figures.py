"""A header of grades, years or goals, and rows of figures under it: 「地域 15 (⇧ 4) 8 (⇨0) 1 (⇩ 2)」."""

from __future__ import annotations

import re

from opinionmine.japanese.normalize import fold_width
from opinionmine.sheets.drawn.gaps import split_cells
from opinionmine.sheets.drawn.place import LEADERS, LONGEST_LABEL, Place, tokens
from opinionmine.sheets.goals import read_goal
from opinionmine.sheets.grids import BLANK, Rows
from opinionmine.sheets.marks import SIGN, canonical_mark
from opinionmine.sheets.printed import Printed, join_printed

# 7 (⇧ 2), 11（＋36、46.2％）, 5 ↑2, 26.1％, △1, －: what stands in one cell of a row of figures.
_FIGURE = re.compile(
    rf"\d[\d,]*(?:\.\d+)?\s*%?\s*(?:件|事業|取組|項目|施策)?(?:\s*[(\[〔]\s*(?:{SIGN}\s*\d*|\d+\s*[増減]?|同数)(?:\.\d+)?\s*%?\s*[)\]〕]|\s*[⇧⇩⇨↑↓→↗↘]\s*\d*)?"
    rf"|{SIGN}\s*\d+(?:\.\d+)?%?|[-ー―−–]"
)
_ROW = re.compile(rf"(?P<label>.*?)(?P<cells>(?:(?<![\d(])(?:{_FIGURE.pattern})\s*)+)", re.DOTALL)
_HEADER_WORDS = re.compile(
    r"(?:区分|主体|評価|目標|施策|項目|計|合計|総計|総数|小計|増減|前年度?比|前年度|構成比|割合|件数|取組数|事業数|対前年度?比?|比率|達成率|年度"
    r"|(?:令和|平成|R|H)\s*(?:\d{1,2}|元)\s*(?:年度?)?|20\d\d\s*(?:年度)?)(?:\(.{1,6}\))?"
)
_SUM = re.compile(r"(?:合|総)?\s*計")
_GOAL_ID = re.compile(r"[\dⅠ-Ⅹ]{1,2}-\(?\d{1,2}\)?|(?:基本)?(?:目標|方針|施策|柱)[\dⅠ-Ⅹ①-⑳]{1,2}")


def read(place: Place) -> tuple[Rows, int]:
    """Read a header and the rows of figures under it."""
    position = place.position
    groups: list[Printed] = []
    above: list[Printed] = []
    header = _header_cells(place.line, place)
    used = 1
    if header and all(_GOAL_ID.fullmatch(cell.bare) for cell in header if not _is_label(cell)):
        # 基本目標１ 基本目標２ / 計 over 1-1 1-2 2-1: a last column of sums may be named on the line above.
        for upper in place.above(2):
            if _is_over_goals(upper):
                above.insert(0, upper)
                place.take(upper)
        header = [*header, *(line for line in above if _SUM.fullmatch(line.bare))]
        above = [line for line in above if not _SUM.fullmatch(line.bare)]
    if header is None:
        # 行政　地域 stands over ◎ ○ × ◎ ○ ×.
        following, step = place.visible(position + 1)
        header = _header_cells(following, place) if following else None
        groups = split_cells(place.line)
        n_scales = _repeats(header, place) if header else 1
        if header is None or n_scales < 2 or len(groups) not in (n_scales, n_scales + 1):
            return [], 0
        used += step
    n_values = sum(not _is_label(cell) for cell in header)
    rows: list[list[Printed]] = []
    end = position + used
    while True:
        line, step = place.visible(end)
        row = _figure_row(line, n_values) if line else None
        if row is None and line and (below := place.visible(end + step))[0] is not None and _is_half_label(line):
            joined = join_printed([line, below[0]])  # １ 学びの機会を / 広げる 6 (3) 5 (7)
            row = _figure_row(joined, n_values) if _figure_row(below[0], n_values) else None
            step += below[1] if row else 0
        if row is None and line and _is_heading_row(line, place, end + step, n_values):
            row = [line] + [BLANK] * n_values
        if row is None:
            break
        rows.append(row)
        end += step
    if not any(any(cell.text for cell in row[1:]) for row in rows):
        return [], 0
    labels = [cell for cell in header if _is_label(cell)][:1] or [BLANK]
    values = [cell for cell in header if not _is_label(cell)]
    top = [_spread(groups, len(values))] if groups else []
    rows = _split_actors(rows)
    top = [[line, *[BLANK] * len(values)] for line in above] + top
    return [*top, [*labels, *values], *rows], end - position


def is_row_of_figures(line: Printed) -> bool:
    """Whether a line is a name and at least three figures and nothing else, wherever it stands."""
    match = _match_row(line, 99)
    return match is not None and len(match[1]) > 2 and any(c.isdigit() for c in line.bare)


def _is_over_goals(line: Printed) -> bool:
    return bool(_SUM.fullmatch(line.bare) or re.fullmatch(r"(?:(?:基本)?目標\s*[\dⅠ-Ⅹ]\s*){2,}", line.bare))


def _split_actors(rows: list[list[Printed]]) -> list[list[Printed]]:
    """１-１ 見守りの輪を広げる 市 over 地域: the first row names the goal and its actor; they become two rows."""
    split: list[list[Printed]] = []
    actors = {row[0].bare for row in rows if row[0].bare and " " not in row[0].bare and not read_goal(row[0].text)}
    for row, below in zip(rows, [*rows[1:], None], strict=True):
        label = row[0]
        head, gap, actor = label.text.rstrip().rpartition(" ")
        rest, _, name = below[0].text.rstrip().rpartition(" ") if below else ("", "", "")
        if (
            gap
            and below
            and rest
            and fold_width(name).strip() in actors
            and read_goal(head)
            and not read_goal(below[0].text)
        ):
            # 2.2 団体の活動を後 行政 / 押しする 住民・団体: the title goes on in the label below.
            tail = below[0].part(0, len(rest))
            split.append([join_printed([label.part(0, len(head)), tail]), *[BLANK] * (len(row) - 1)])
            split.append([label.part(len(head) + 1, len(label.text)), *row[1:]])
            below[0] = below[0].part(len(rest) + 1, len(below[0].text))
            continue
        is_pair = (
            below is not None and read_goal(head) and 0 < len(below[0].bare) <= 12 and not read_goal(below[0].text)
        )
        if gap and is_pair and 0 < len(actor) <= 12 and any(cell.text for cell in row[1:]):
            split.append([label.part(0, len(head)), *[BLANK] * (len(row) - 1)])
            split.append([label.part(len(head) + 1, len(label.text)), *row[1:]])
        else:
            split.append(row)
    return split


def _header_cells(line: Printed, place: Place) -> list[Printed] | None:
    """The cells of a line of nothing but grades, years and words such as 計 and 区分; at least two grades or two years."""
    cells = tokens(line)
    texts = [canonical_mark(cell.text) for cell in cells]
    if not 2 <= len(cells) <= 40 or not all(
        place.is_mark(t) or _HEADER_WORDS.fullmatch(t) or _GOAL_ID.fullmatch(t) for t in texts
    ):
        return None
    marks = [text for text in texts if place.is_mark(text)]
    n = _repeats(cells, place)
    first = marks[: len(marks) // n] if n else marks
    years = [text for text in texts if re.match(r"(?:令和|平成|R|H|20\d\d)", text)]
    ids = [text for text in texts if _GOAL_ID.fullmatch(text)]
    if place.is_scale(first) or len(years) >= 2 or len(ids) >= 2:
        return cells
    return None


def _repeats(cells: list[Printed], place: Place) -> int:
    """How many times the same scale stands side by side."""
    marks = [mark for cell in cells if place.is_mark(mark := canonical_mark(cell.text))]
    return max(1, marks.count(marks[0])) if marks else 1


def _is_label(cell: Printed) -> bool:
    """区分 and 目標 stand over the names of the rows, not over figures."""
    return bool(re.fullmatch(r"区分|主体|評価|目標|施策|項目|評価区分|実施主体", cell.bare) or not cell.bare)


def _spread(groups: list[Printed], n_values: int) -> list[Printed]:
    """Each group heading over the first of its columns; later steps carry it to the right."""
    names = [group for group in groups if not _is_label(group)]
    width = n_values // len(names)
    cells = [next((g for g in groups if _is_label(g)), BLANK)] + [BLANK] * n_values
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
    return [line.part(*label), *(line.part(*span) for span in spans), *[BLANK] * (n_values - len(spans))]


def _match_row(line: Printed, n_values: int) -> tuple[tuple[int, int], list[tuple[int, int]]] | None:
    folded = fold_width(line.text)
    if "。" in folded or len(folded.strip()) > 200:
        return None
    start = _label_end(folded, n_values)
    spans = [m.span() for m in _FIGURE.finditer(folded, start) if m[0].strip()]
    between = _FIGURE.sub("", folded[start:]).strip(" |｜│\t")
    label = LEADERS.sub(" ", folded[:start]).strip(" |｜│")
    if between or len(label) > LONGEST_LABEL or len(spans) < min(2, n_values):
        return None
    return (
        0,
        len(LEADERS.sub("", folded[:start].rstrip() + "   ")) if LEADERS.search(folded[:start]) else start,
    ), spans


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


def _is_heading_row(line: Printed, place: Place, behind: int, n_values: int) -> bool:
    """Ⅱ　支え手がつながるまち between two rows of figures belongs to the table."""
    following, _ = place.visible(behind)
    short = len(line.bare) <= LONGEST_LABEL and "。" not in line.text
    goes_on = following is not None and (_figure_row(following, n_values) is not None or _is_half_label(following))
    return bool(short and _header_cells(line, place) is None and goes_on and begins_like_goal(line))


def _is_half_label(line: Printed) -> bool:
    """A title that the margin cut: it begins with a number and names no main goal of its own."""
    return (
        bool(re.match(r"\s*(?:\d{1,2}|[①-⑳⑴-⒇]|\(\d\))[\s.]+\D", fold_width(line.text)))
        and "。" not in line.text
        and len(line.bare) >= 8
    )


def begins_like_goal(line: Printed) -> bool:
    """Whether a line begins as the number of a goal does: Ⅱ, 基本目標, 3-1."""
    return bool(re.match(r"\s*(?:[ⅠⅡⅢⅣⅤⅥⅦ\d]|基本|目標|施策|【)", fold_width(line.text)))
