"""What the columns of a table hold, read from its header and confirmed by the cells below."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from opinionmine.japanese.normalize import fold_width
from opinionmine.japanese.years import read_year
from opinionmine.sheets.goals import read_goal
from opinionmine.sheets.grids import Grid
from opinionmine.sheets.marks import (
    canonical_mark,
    is_mark,
    is_not_rated,
    is_scale,
    read_change,
    read_count,
    read_share,
)
from opinionmine.sheets.printed import Printed

Role = Literal[
    "goal", "project", "actor", "grade", "change", "previous", "total", "share", "mark", "year", "opinion", "reply", "prose",
    "weight", "number", "code", "field",
]  # fmt: skip

# A column's role by its header, in this order; what fits none is a field. 市の考え方 is a reply, 意見の概要 is an opinion; 回答日 and
# 市の対応への満足 say something of who answers.
_WORDS: tuple[tuple[Role, str], ...] = (
    ("code", r"属性|回答者|年代|性別|居住地|発言者|提出者"),
    (
        "reply",
        r"考え方|回答(?!者|ID|No|番号|日|年|時|期間|方法|区分|数|率)|対応(?!への?満足|の?満足|時間|日|状況への)|事務局|所管課(?:の|から)|見解|方針案|対処",
    ),
    ("weight", r"件数|同意見|人数"),
    ("number", r"(?:意見)?(?:番号|No\.?|NO\.?|№|＃|#)|施策番号|整理番号|コード"),
    ("opinion", r"意見|発言|コメント|提言|市民の声|住民の声|ご指摘|指摘事項|要望|気づき"),
    ("previous", r"前年度?(?:評価|実績|件数)?|昨年度|前回"),
    ("project", r"事業名?|取組(?:名|項目|事項)?|施策名|具体的な?取組|主な取組|項目|名称|活動(?:名|項目)|指標"),
    (
        "goal",
        r"(?:基本|重点|個別)?目標(?!値|数)|(?:基本|個別)?施策|基本方針|方針|施策の(?:方向|柱)|柱|該当(?:箇所)?|項目番号|章",
    ),
    ("actor", r"(?:実施|推進|評価)?主体|区分|実施者|団体"),
    ("prose", r"実績|成果|理由|課題|所見|内容|説明|状況|総括|概要|今後|方向性|自己評価|評価|備考"),
)
_TOTAL = re.compile(r"(?:合|総|小)?計|総数|総計|取組数|事業数|合計数|全体")
_CHANGE = re.compile(r"増減|前年度?(?:同期)?比|対前年度?(?:比|増減)?|前年度?との?(?:差|比較)|前年差|比較")
_SHARE = re.compile(r"割合|構成比|比率|率|[%％]|シェア")
_OTHER_MARKS = re.compile(r"反映|処理|対応|方向|重要度|優先|必要性|公開|満足")
_RATED = re.compile(r"評価|自己|委員|判定|進捗|達成度|ランク|状況|一次|二次|外部|内部|実績評価|度合|年度|区分")
_THIS_YEAR = re.compile(r"今年度?|本年度?|当年度|今回|現年度")
_LAST_YEAR = re.compile(r"前年度|昨年度|前回|前年|昨年")
_NOT_ACTOR = re.compile(
    r"評価|結果|区分|取組数|事業数|件数|状況|年度|実績|単位.*|\(.*\)|達成度|の|内訳|今年度|本年度|判定|進捗"
)
# What a column holds is told by so many rows; a list of comments may have thousands.
_TELLING_ROWS = 500
_HEADER_ROWS = 4
_LONG = 25


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes
    ----------
    name : str
        Its header, of several rows joined by /.
    actor, grade : str
        For counts and marks: whose, and which grade.
    year : int or None
        Fiscal year, for columns of several years; −1 stands for last year where only 前年度 is printed.
    """

    role: Role
    name: str
    actor: str = ""
    grade: str = ""
    year: int | None = None


@dataclass(frozen=True)
class Header:
    """How many rows the header has, and its columns."""

    n_rows: int
    columns: tuple[Column, ...]

    def having(self, *roles: Role) -> list[int]:
        """Positions of the columns with one of these roles."""
        return [i for i, column in enumerate(self.columns) if column.role in roles]


def read_header(grid: Grid, scale: tuple[str, ...], roles: Mapping[str, Role], n_rows: int | None = None) -> Header:
    """Read the header of a table.

    Parameters
    ----------
    scale : tuple of str
        The grades of the sheet so far, empty if none was seen.
    roles : mapping of str to Role
        What the user taught: header -> role.
    n_rows : int, optional
        How many rows the header has, where the layout knows it already.
    """
    n_rows = _count_header_rows(grid, scale) if n_rows is None else n_rows
    names = [_column_names(grid, n_rows, i) for i in range(grid.n_columns)]
    body = grid.rows[n_rows : n_rows + _TELLING_ROWS]
    columns = []
    for i, parts in enumerate(names):
        cells = [row[i] for row in body if i < len(row)]
        taught = next((roles[part] for part in (*parts, "/".join(parts)) if part in roles), None)
        column = _read_column(parts, cells, scale)
        columns.append(replace(column, role=taught) if taught else column)
    return Header(n_rows, tuple(_settle(columns, body)))


def _count_header_rows(grid: Grid, scale: tuple[str, ...]) -> int:
    """The rows above the first one that holds a figure, a mark in a row of its own kind, a goal number or a sentence."""
    for n, row in enumerate(grid.rows[:_HEADER_ROWS]):
        if _is_header_row(row, grid, n, scale):
            continue
        return n
    return min(len(grid.rows), _HEADER_ROWS)


def _is_header_row(row: tuple[Printed, ...], grid: Grid, n: int, scale: tuple[str, ...]) -> bool:
    texts = [canonical_mark(cell.text) for cell in row if cell.text.strip()]
    if not texts:
        return n == 0
    marks = [text for text in texts if is_mark(text, scale) or is_mark(text)]
    if len(marks) > 1 and _is_scale_row(row, grid, n, scale):
        return True
    if marks or any(len(text) > _LONG or "。" in text for text in texts):
        return False
    if any(
        read_count(text) or read_change(text) is not None or read_share(text) for text in texts if not _has_year(text)
    ):
        return False
    if any(read_goal(cell.text) for cell in row):
        return False
    named = sum(
        bool(
            _role_by_words(text)
            or _TOTAL.fullmatch(text)
            or _has_year(text)
            or _CHANGE.search(text)
            or _SHARE.search(text)
        )
        for text in texts
    )
    below = grid.rows[n + 1] if n + 1 < len(grid.rows) else ()
    if n == 0:
        return named >= 1 or _suffix_grades(texts) >= 2 or bool(below and _is_header_row(below, grid, n + 1, scale))
    spans = any(
        not cell.stretches and cell.text.strip() for cell in row
    )  # a cell merged downwards from the header above
    return (named >= 1 and spans) or named >= max(2, len(texts) // 2) or _suffix_grades(texts) >= 2


def _is_scale_row(row: tuple[Printed, ...], grid: Grid, n: int, scale: tuple[str, ...]) -> bool:
    """◎ ○ △ × stand over figures; a row of marks that repeats or mixes them is a row of ratings."""
    # A last column － counts what was not rated.
    places = [
        i for i, cell in enumerate(row) if cell.stretches and (is_mark(cell.text) or canonical_mark(cell.text) in scale)
    ]
    if not places:
        return False
    marks = [canonical_mark(row[i].text) for i in places]
    above = [canonical_mark(cell.text) for cell in grid.rows[n - 1]] if n else []
    if marks[0].isdigit() and any(is_mark(text) and not text.isdigit() for text in above):
        return False  # 市 12 3 1 under ◎ ○ △ holds counts, not grades of 5 to 1
    first = marks[: len(marks) // marks.count(marks[0])]
    below = [grid.rows[k][i] for k in range(n + 1, len(grid.rows)) for i in places if i < len(grid.rows[k])]
    filled = [cell for cell in below if cell.text.strip()]
    figures = sum(read_count(cell.text) is not None or is_not_rated(cell.text) for cell in filled)
    return (
        is_scale(first) or (len(first) > 1 and first == [mark for mark in scale if mark in first])
    ) and figures >= 0.6 * len(filled)


def _suffix_grades(texts: list[str]) -> int:
    return sum(bool(_split_grade(text)[1]) for text in texts)


def _split_grade(text: str) -> tuple[str, str]:
    """行政 ○ is an actor and a grade; ◎の数 is a grade."""
    match = re.fullmatch(
        r"(?P<actor>.*?)[\s/(:]*(?P<grade>[◎○〇◯△▲×✕]|(?<![A-Z])[SABCDE](?![A-Z型]))\)?(?:の?(?:数|件数|取組数|事業数)|\(件\)|評価)?",
        text.strip(),
    )
    return (match["actor"].strip(), canonical_mark(match["grade"])) if match else ("", "")


def _column_names(grid: Grid, n_rows: int, i: int) -> list[str]:
    """The header texts over a column from top to bottom; a group heading reaches to the right until the next one."""
    parts: list[str] = []
    for r in range(n_rows):
        cell = grid.rows[r][i]
        text = re.sub(r"\s+", "", fold_width(cell.text))
        if not text and r < n_rows - 1 and grid.is_drawn | bool(grid.rows[n_rows - 1][i].text.strip()):
            left = [re.sub(r"\s+", "", fold_width(c.text)) for c in grid.rows[r][:i] if c.text.strip()]
            text = left[-1] if left else ""
        if text and text not in parts:
            parts.append(text)
    return parts


def _read_column(parts: list[str], cells: list[Printed], scale: tuple[str, ...]) -> Column:
    name = "/".join(parts)
    filled = [cell for cell in cells if cell.text.strip()]
    figures = sum(read_count(cell.text) is not None for cell in filled)
    signed = sum(read_change(cell.text) is not None for cell in filled)
    marks = sum(is_mark(cell.text, scale) or is_not_rated(cell.text) for cell in filled)
    true_marks = sum(is_mark(cell.text, scale) for cell in filled)
    last = parts[-1] if parts else ""
    actor, grade = _split_grade(last)
    if re.search(r"平均|得点|点数", name) and figures:
        return Column("share", name)
    if not grade and is_mark(last, scale):
        grade = canonical_mark(last)
    owner = _owner([part for part in parts[:-1] if not is_mark(part, scale)]) or actor
    if (
        grade
        and not _CHANGE.search(last)
        and (figures + sum(is_not_rated(c.text) for c in filled) >= 0.5 * max(1, len(filled)))
    ):
        return Column("grade", name, owner, grade)
    if (
        _CHANGE.search(last)
        and not any(is_mark(part, scale) for part in parts[:-1])
        and (signed + figures >= 0.5 * max(1, len(filled)))
    ):
        found = re.search(r"[◎○△▲×]|(?<![A-Z])[SABCDE](?![A-Z])", last)
        return Column("change", name, _owner(parts[:-1]), canonical_mark(found[0]) if found else "")
    if _SHARE.search(last) or (filled and sum(read_share(c.text) for c in filled) >= 0.6 * len(filled)):
        return Column("share", name, owner)
    above = next((canonical_mark(part) for part in reversed(parts[:-1]) if is_mark(part, scale)), "")
    if above and figures + signed >= 0.5 * max(1, len(filled)) and not _TOTAL.fullmatch(last):
        if _CHANGE.search(last):
            return Column("change", name, _owner(parts[:-2]), above)
        return Column("grade", name, _owner([part for part in parts[:-1] if canonical_mark(part) != above]), above)
    year = next((y for part in reversed(parts) if (y := read_year(part)) is not None), None)
    if _OTHER_MARKS.search(name) and true_marks:
        return Column("field", name)
    if filled and _has_arrows(filled, scale):
        return Column("mark", name, _owner([re.sub(r"\(.*?(?:→|⇒).*?\)", "", part) for part in parts]), year=None)
    if (
        filled
        and true_marks
        and marks >= 0.6 * len(filled)
        and not _is_figure_column(name, figures, filled, scale)
        and (_RATED.search(name) or year or not name or _has_mark_signs(filled))
    ):
        if _LAST_YEAR.search(name) and year is None:
            year = -1
        return Column("mark", name, _owner(parts), year=year)
    if (
        year is not None
        and figures >= 0.5 * max(1, len(filled))
        and not re.search(r"値|実績|人数|金額|予算|決算", last)
    ):
        return Column("year", name, _owner(parts), year=year)
    if _TOTAL.fullmatch(last) and figures:
        return Column("total", name, owner)
    role = _role_by_words(last) or _role_by_words(name)
    if role == "previous" and not figures:
        role = "field"
    return Column(role or "field", name)


def _has_arrows(filled: list[Printed], scale: tuple[str, ...]) -> bool:
    """担当課（R4→R5） over Ｂ→Ａ: last year's mark and this year's in one cell."""
    pairs = [
        re.fullmatch(r"(?:\(.*?\))?\s*(\S{1,6}?)\s*[→⇒➡]\s*(\S{1,6})", fold_width(cell.text).strip()) for cell in filled
    ]
    fits = sum(bool(m) and all(is_mark(m[g], scale) or is_not_rated(m[g]) for g in (1, 2)) for m in pairs if m)
    return fits >= 0.5 * len(filled)


def _is_figure_column(name: str, figures: int, filled: list[Printed], scale: tuple[str, ...]) -> bool:
    """件数 1 2 3 are figures, though 1 to 5 may be grades."""
    digits = figures >= 0.6 * len(filled)
    is_rated = re.search(r"評価|自己|委員|一次|二次|判定|進捗|達成度", name)
    return digits and (_role_by_words(name) in ("weight", "number") or (not set(scale) & set("12345") and not is_rated))


def _has_mark_signs(filled: list[Printed]) -> bool:
    return sum(canonical_mark(cell.text) in "◎○△×" for cell in filled) >= 0.5 * len(filled)


def _owner(parts: list[str]) -> str:
    """自己評価（前年度） is 自己's; 令和５年度 and 評価結果 are nobody's."""
    for part in reversed(parts):
        bare = _LAST_YEAR.sub("", _THIS_YEAR.sub("", part))
        bare = re.sub(r"(?:令和|平成|R|H)(?:\d{1,2}|元)年?度?|20\d\d(?:\(.*?\))?年?度?", "", bare)
        bare = re.sub(r"\(\s*\)", "", _NOT_ACTOR.sub("", bare)).strip("/・ ")
        if (
            bare
            and not bare.isdigit()
            and not is_mark(bare)
            and not re.search(r"計|増減|備考|[◎○△×]", bare)
            and len(bare) <= 15
        ):
            return bare
    return ""


def _role_by_words(name: str) -> Role | None:
    bare = re.sub(r"\s+", "", fold_width(name))
    if _TOTAL.fullmatch(bare):
        return "total"
    for role, words in _WORDS:
        if re.search(rf"(?:{words})", bare):
            if role in ("previous", "number") and not re.fullmatch(rf"(?:{words})(?:\(.*\))?", bare):
                continue
            return role
    return None


def _has_year(text: str) -> bool:
    return read_year(text) is not None or bool(_THIS_YEAR.search(text) or _LAST_YEAR.search(text))


def _settle(columns: list[Column], body: tuple[tuple[Printed, ...], ...]) -> list[Column]:
    """Resolve what only the neighbours tell.

    A column headed 件数 beside opinions weighs them, elsewhere it is a field; a prose column of short words is a field;
    a column without a header on the left of figures names the rows.
    """
    has_opinions = any(column.role == "opinion" for column in columns)
    has_counts = any(column.role in ("grade", "year") for column in columns)
    projects = [i for i, column in enumerate(columns) if column.role == "project"]
    named = next((i for i in projects if re.search("事業|取組|活動", columns[i].name)), projects[0] if projects else -1)
    has_marks = any(column.role == "mark" for column in columns)
    settled: list[Column] = []
    for i, column in enumerate(columns):
        cells = [row[i] for row in body if i < len(row) and row[i].text.strip()]
        own = [cell for cell in cells if cell.stretches]
        is_numbered = any(read_goal(cell.text, is_cell=True) for cell in own)
        if (
            column.role == "goal"
            and has_marks
            and not projects
            and not is_numbered
            and any(c.role == "goal" for c in settled)
        ):
            column = replace(column, role="project")  # 施策 without numbers beside 基本目標
        if column.role == "project" and i != named and projects:
            # 施策名 beside 事業名 names goals, 指標 says more about the measure.
            column = replace(column, role="goal" if named > i and re.search("施策|目標|柱", column.name) else "field")
        figures = sum(read_count(cell.text) is not None for cell in cells)
        long = sum(len(cell.text) > 12 or "。" in cell.text for cell in cells)
        if column.role == "weight" and (not has_opinions or not all(read_count(c.text) for c in cells)):
            column = replace(column, role="field")
        if (
            column.role in ("prose", "field")
            and cells
            and sum(read_goal(cell.text) is not None for cell in cells) > 0.6 * len(cells)
        ):
            column = replace(column, role="goal")
        if column.role == "prose" and long < 0.5 * len(cells):
            column = replace(column, role="field")
        if column.role in ("opinion", "reply") and cells and not long and has_counts:
            column = replace(column, role="field")
        if column.role == "reply" and cells and not long:
            column = replace(column, role="field")  # 回答：はい, いいえ
        if column.role == "reply" and not has_opinions:
            column = replace(column, role="prose" if long else "field")
        if column.role in ("field", "number") and i == 0 and has_counts:
            column = replace(column, role="goal")
        if (
            column.role in ("field", "project")
            and has_counts
            and cells
            and not any(c.role in ("grade", "year", "total") for c in columns[:i])
            and not figures
        ):
            column = replace(column, role="goal" if column.role == "project" else "actor")
        settled.append(column)
    return settled
