"""The front of a sheet: its title, year and town, and what it says about its own marks and brackets."""

from __future__ import annotations

import re
from dataclasses import dataclass

from opinionmine.japanese.years import find_fiscal_year
from opinionmine.records import Locator, ParseIssue
from opinionmine.sheets.grids import Grid
from opinionmine.sheets.lines import Line
from opinionmine.sheets.marks import FAMILIES, canonical_mark, is_not_rated, is_scale
from opinionmine.sheets.page_matter import is_page_label
from opinionmine.sheets.printed import Printed

_TITLE = re.compile(
    r"シート|評価|総括|報告|結果|進み具合|ふりかえり|進行管理|進捗|会議録|議事録|実績|一覧|概要|管理票|調書"
)
_ORDINAL = re.compile(
    r"第\s*[\d１-９一二三四五六七八九十]{1,3}\s*[期次回]|(?:令和|平成)\s*(?:[\d１-９]{1,2}|元)\s*年度?|20\d\d(?:\s*[(（].*?[)）])?\s*年度?"
)
_TOWN = re.compile(
    r"(?:^|[\s「（(])(?![市区町村]+[^市区町村]*[市区町村])((?!地区)[一-龥ぁ-んァ-ヶー]{1,6}?[市区町村])(?!民)(?=[一-龥ぁ-ん第\s]|$)"
)
# 第４期干潟市地域福祉計画, 湊北市地域福祉計画２０２１, 地域福祉計画（第２期）: up to the last 計画 before a blank.
_PLAN = re.compile(r"[^\s「」（）()]*(?:計画|プラン|ビジョン)(?:(?:２０|20)[\d０-９]{2})?(?:[（(]第[^）)]+[）)])?")
_YEAR_PART = re.compile(r"(?:20\d\d\s*[（(])?(?:令和|平成)\s*(?:\d+|[０-９]+|元)[)）]?\s*年度")
_YEAR_BEFORE = re.compile(r"^.*?年度\s*(?:版|分)?")
_MOST_LINES = 10
_LONGEST = 60

_BRACKETS = re.compile(r"[(〔\[]\s*[)〕\]]\s*内?(?:の数(?:字|値))?は?[、,]?(?P<what>.{1,20})")
_IN_TABLE = re.compile(r"(?:括弧|かっこ|カッコ|矢印)(?:内|書き)?は[、,]?(?P<what>.{1,20})")
_CHANGE_OF = re.compile(r"増減(?:欄|の欄)?は[、,]?\s*([◎○△▲×SABCD])の")
_GRADE_WORD = "|".join(sorted({mark for family in FAMILIES for mark in family if len(mark) > 1}, key=len, reverse=True))
_SPACED = re.compile(rf"(?:[・※]\s*)?([◎○〇◯△▲×✕SABCDE]|[1-5]|[ⅠⅡⅢⅣⅤ]|{_GRADE_WORD})[\s:=…]+(?![\d\s◎○△×])\S.*")


# Ｓ 目標を上回った Ａ 目標どおり実施した
_SPACED_SEVERAL = re.compile(r"(?:^|(?<=\s))([◎○〇◯△▲×✕SABCDEⅠⅡⅢⅣ]|[1-5])\s+(?=[^\d\s◎○△×]{2})")


@dataclass(frozen=True)
class Front:
    """What stands before the figures.

    Attributes
    ----------
    lines : tuple of int
        Positions, among the items of the sheet, of the lines that make the title.
    """

    title: str
    municipality: str | None
    plan: str | None
    fiscal_year: int | None
    lines: tuple[int, ...]
    issues: tuple[ParseIssue, ...]


def read_front(items: list[Line | Grid]) -> Front:
    """Read the title: the first short lines, of which one names the fiscal year."""
    top: list[int] = []
    for position, item in enumerate(items):
        if isinstance(item, Grid) or len(top) >= _MOST_LINES:
            break
        if item.kind == "blank" or is_page_label(item.printed):
            continue
        is_first_heading = item.kind == "heading" and not top and _is_title(item.printed.bare)
        if not is_first_heading and (
            item.kind not in ("prose", "heading") or "。" in item.printed.text or len(item.printed.bare) > _LONGEST
        ):
            break
        if (
            item.kind == "prose"
            and item.printed.is_indented
            and len(item.printed.bare) > 30
            and not re.match(r"\s{6}", item.printed.text)
        ):
            break
        if item.kind == "heading" and not _is_title(item.printed.bare):
            break
        top.append(position)
    texts = [(items[i].printed.text.strip().lstrip("# "), i) for i in top]  # type: ignore[union-attr]
    named = [t for t in texts if "年度" in t[0] and find_fiscal_year(t[0])]
    best = (
        next((t for t in named if _TITLE.search(t[0])), None)
        or next((t for t in texts if _TITLE.search(t[0])), None)
        or next(iter(named), None)
        or _later_title(items, top)
    )
    if best is None:
        place = next((item.printed.locator for item in items if isinstance(item, Line)), Locator(line=1))
        message = "No title with a fiscal year was found (expected such as 令和５年度…総括シート); plan and year are not known."
        issue = ParseIssue("no_title", message, place)
        return Front("", _town(items, []), None, None, tuple(top) if len(top) <= 2 else (), (issue,))
    best = (_with_plan_above(best, texts), best[1])
    years = [year for text in (best[0], *(t for t, _ in texts)) if "年度" in text and (year := find_fiscal_year(text))]
    return Front(
        best[0], _town(items, [t for t, _ in texts]), _plan(best[0]), years[0] if years else None, tuple(top), ()
    )


def _later_title(items: list[Line | Grid], top: list[int]) -> tuple[str, int] | None:
    """A copied web page prints its menu first: the first short line further down that names a fiscal year and what it is."""
    for position, item in enumerate(items[:60]):
        if not isinstance(item, Line) or position in top:
            continue
        bare = item.printed.bare
        if len(bare) <= _LONGEST and _is_title(bare) and "。" not in bare and ">" not in bare:
            top.append(position)
            return item.printed.text.strip(), position
    return None


def _with_plan_above(best: tuple[str, int], texts: list[tuple[str, int]]) -> str:
    """第４次穂積野市地域福祉計画 / 令和５年度実施状況評価報告書 is one title on two lines."""
    above = next((text for text, i in texts if i == best[1] - 1), "")
    has_plan = re.search(r"計画|プラン", best[0])
    return f"{above} {best[0]}" if not has_plan and re.search(r"(?:計画|プラン)$", above) else best[0]


def _is_title(bare: str) -> bool:
    return bool(find_fiscal_year(bare) and _TITLE.search(bare))


def _town(items: list[Line | Grid], titles: list[str]) -> str | None:
    """令和５年度若葉市地域福祉計画… or ＜川越市社会福祉審議会…の意見＞ names the municipality."""
    headings = [
        item.content for item in items if isinstance(item, Line) and (item.kind == "heading" or _is_cell_name(item))
    ]
    for text in [*titles, *headings]:
        if match := _TOWN.search(_ORDINAL.sub(" ", _YEAR_BEFORE.sub("", text)).strip()) or _TOWN.search(
            _ORDINAL.sub(" ", text)
        ):
            return match[1]
    return None


def _is_cell_name(line: Line) -> bool:
    """A name over a table in a worksheet is a heading that no mark shows."""
    return bool(line.printed.locator.cell) and len(line.printed.bare) <= 30 and "。" not in line.printed.text


def _plan(title: str) -> str | None:
    """令和５年度みんなでつくる福祉のまち川越プラン　総括シート → みんなでつくる福祉のまち川越プラン."""
    match = _PLAN.search(_YEAR_PART.sub(" ", title))
    return match[0] if match else None


def find_scale(items: list[Line | Grid]) -> tuple[tuple[str, ...], set[int]]:
    """The grades of the legend, best first, and the positions of its lines; empty without a legend.

    5＝十分 … 1＝未着手 may stand on five lines, and 「◎　計画を上回って実施」 has no colon: three such lines in order are a legend.
    """
    best: tuple[str, ...] = ()
    places: set[int] = set()
    run: list[tuple[int, tuple[str, ...]]] = []

    def close() -> None:
        nonlocal best
        marks = [mark for _, group in run for mark in group]
        if len(marks) >= 2 and (is_scale(marks) or is_scale(marks[::-1]) or all(len(mark) > 1 for mark in marks)):
            places.update(position for position, _ in run)
            if not best:
                best = tuple(marks[::-1] if _begins_with_worst(items[run[0][0]], marks[0]) else marks)
        run.clear()

    for position, item in enumerate(items):
        marks = _legend_marks(item)
        if marks:
            if (
                not is_scale([mark for _, group in run for mark in group] + list(marks))
                and len(run)
                and len(marks) + len(run) > 1
            ):
                close()
            run.append((position, marks))
        elif not (isinstance(item, Line) and item.kind == "blank"):
            close()
    close()
    return best or _quoted_scale(items), places


def _quoted_scale(items: list[Line | Grid]) -> tuple[str, ...]:
    """…「達成」「概ね達成」「未達成」のいずれか: grades named in a sentence."""
    text = "".join(item.printed.bare for item in items[:80] if isinstance(item, Line))
    for match in re.finditer(
        r"((?:「[^」]{1,10}」[、・及び]*){3,6})の?(?:[三四五3-5](?:つ|段階|区分)|いずれか|中から)", text
    ):
        marks = [canonical_mark(mark) for mark in re.findall(r"「([^」]+)」", match[1])]
        if is_scale(marks):
            return tuple(marks)
    return ()


def _begins_with_worst(item: Line | Grid, first: str) -> bool:
    """１：未着手 … ５：達成 lists the worst grade first; 順調／概ね順調／やや遅れ／遅れ does not, though it soon says 遅れ."""
    text = item.printed.bare[:16] if isinstance(item, Line) else item.rows[0][-1].bare[:16]
    return bool(
        re.search(r"未着手|未実施|できな|できず|遅れ|不十分|未達成|なかった", first if len(first) > 1 else text)
    )


def _legend_marks(item: Line | Grid) -> tuple[str, ...]:
    if isinstance(item, Grid):
        return _legend_table(item)
    if item.kind == "legend":
        return item.marks
    several = [canonical_mark(match[1]) for match in _SPACED_SEVERAL.finditer(item.printed.bare)]
    if (
        len(several) > 1
        and is_scale(several)
        and "。" not in item.printed.text
        and _SPACED_SEVERAL.match(item.printed.bare)
    ):
        return tuple(several)
    match = _SPACED.fullmatch(item.printed.bare)
    return (
        (canonical_mark(match[1]),) if match and "。" not in item.printed.text and len(item.printed.bare) < 45 else ()
    )


def _legend_table(grid: Grid) -> tuple[str, ...]:
    """A table of two columns, the grades and what they mean."""
    if grid.n_columns % 2 or grid.n_columns > 12:
        return ()
    pairs = [(row[i], row[i + 1]) for row in grid.rows for i in range(0, grid.n_columns, 2) if row[i].text.strip()]
    rows = [pair for pair in pairs if not re.search(r"区分|評価", pair[0].text)]
    if len(rows) < 2:
        return ()
    marks = [canonical_mark(row[0].text) for row in rows if not is_not_rated(row[0].text)]
    said = all(len(row[1].text.strip()) > 2 and not row[1].bare.isdigit() for row in rows)
    return tuple(marks) if said and is_scale(marks) else ()


def read_notes(items: list[Line | Grid]) -> tuple[str, str]:
    """What brackets hold (``change``, ``previous`` or empty), and the grade that a column 増減 speaks of."""
    bracket, grade = "", ""
    for text in _texts(items):
        for match in [*_BRACKETS.finditer(text), *_IN_TABLE.finditer(text)]:
            what = match["what"]
            if re.search(r"増減|前年度?比|前年差|から(?:の)?(?:変化|差)|との差|比較|増|減", what):
                bracket = bracket or "change"
            elif re.search(r"前年|昨年|前回|R\d+|令和", what):
                bracket = bracket or "previous"
        if graded := _CHANGE_OF.search(text):
            grade = grade or canonical_mark(graded[1])
    return bracket, grade


def _texts(items: list[Line | Grid]) -> list[str]:
    cells: list[Printed] = []
    for item in items:
        cells.extend([item.printed] if isinstance(item, Line) else [cell for row in item.rows for cell in row])
    return [cell.bare for cell in cells if len(cell.text) < 200]
