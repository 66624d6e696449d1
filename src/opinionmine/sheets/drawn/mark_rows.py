"""A mark or two at the end of each line: 「1 地区サロン活動への助成 社協 Ｂ Ｂ」."""

from __future__ import annotations

import re

from opinionmine.japanese.normalize import fold_width
from opinionmine.sheets.drawn.place import Place, tokens
from opinionmine.sheets.goals import read_goal
from opinionmine.sheets.grids import BLANK, Rows
from opinionmine.sheets.marks import is_not_rated
from opinionmine.sheets.printed import Printed, join_printed

_YEARS = re.compile(r"(?:令和|平成|R|H)\s*(?:\d{1,2}|元)(?:年度?)?")
_RATED_HEAD = re.compile(
    r"(?:自己|担当課|委員会|内部|外部|一次|二次|総合|今年度|前年度|前回)?評価|(?:令和|平成|R|H)\s*(?:\d{1,2}|元)(?:年度?)?|20\d\d(?:年度)?|前年度?|今年度|前回|今回|判定|進捗"
)


def _stacked_header(years: list[Printed], place: Place) -> tuple[list[Printed], list[Printed]]:
    """番号 取組 担当課 / 担当課評価 審議会評価 / R4 R5 R5: three lines make one header; each rater's years count up."""
    above = place.above(2)
    if len(above) < 2 or any("。" in line.text for line in above):
        return years, []
    raters, names = (tokens(line) for line in above)
    numbers = [int(re.sub(r"\D", "", cell.bare) or 0) for cell in years]
    starts = [0, *(i for i in range(1, len(numbers)) if numbers[i] <= numbers[i - 1])]
    if len(raters) != len(starts) or not all(re.search("評価|自己|委員|判定", cell.text) for cell in raters):
        return years, []
    for line in above:
        place.take(line)
    top = [BLANK] * len(names) + [BLANK] * len(years)
    for start, rater in zip(starts, raters, strict=True):
        top[len(names) + start] = rater
    return [*names, *years], top


def read(place: Place) -> tuple[Rows, int]:
    """No. 取組 担当 Ｒ４ Ｒ５ over 「1 地区サロン活動への助成 社協 Ｂ Ｂ」; a name may run over two lines."""
    position = place.position
    header = tokens(place.line)
    texts = [fold_width(cell.text) for cell in header]
    top: list[Printed] = []
    if all(_YEARS.fullmatch(text) for text in texts) and len(texts) > 1:
        header, top = _stacked_header(header, place)
        texts = [fold_width(cell.text) for cell in header]
    n_marks = next((n for n, text in enumerate(reversed(texts)) if not _RATED_HEAD.fullmatch(text)), len(texts))
    if not 1 <= n_marks < len(header) <= 8 or "。" in place.line.text:
        return [], 0
    rows: list[list[Printed]] = [*([top] if top else []), header]
    held: list[Printed] = []
    end = last = position + 1
    while end < len(place.lines):
        line, step = place.visible(end)
        if line is None or "。" in line.text or len(line.bare) > 80:
            break
        cells = tokens(join_printed([*held, line], " ") if held else line)
        if len(cells) > n_marks and all(
            place.is_mark(cell.text) or is_not_rated(cell.text) for cell in cells[-n_marks:]
        ):
            rows.append(_fit(cells, len(header), n_marks))
            held = []
        elif not held and (read_goal(line.text) or re.match(r"\s*\(\d\)\s*\D", line.bare)):
            rows.append([line, *[BLANK] * (len(header) - 1)])
        elif len(held) < 2 and len(line.bare) > 3 and not _ends_list(line):
            held.append(line)
            end += step
            continue
        else:
            break
        end += step
        last = end
    if len(rows) < 3:
        return [], 0
    return rows, last - position


def _ends_list(line: Printed) -> bool:
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
    return [*front, *[BLANK] * (room - len(front)), *marks]
