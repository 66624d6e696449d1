"""The label sheet as a workbook with drop-downs, for people who label in Excel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

from opinionmine.exchange import khcoder, sheet
from opinionmine.exchange.rows import DECISION, NO_THEME, UNDECIDED, LabelRow, stance_names, theme_names
from opinionmine.exchange.workbook import LABELS, check_fits, new_workbook, put_rows, read_first
from opinionmine.records import Codebook, LabelItem

THEMES, CHOICES = "テーマ一覧", "選択肢"
_WIDTHS = {sheet.IDENTIFIER: 10, sheet.TEXT: 60, sheet.SUGGESTED: 22, sheet.REASON: 22, sheet.NOTE: 30, sheet.WHEN: 18}
_CELL = {"text_wrap": True, "valign": "top", "num_format": "@"}
_HEAD = {"bold": True, "bg_color": "#DDE6F0", "border": 1}
_FILL = {"bg_color": "#FFFBE6", "border": 1, "border_color": "#D9D9D9"}


def read(content: bytes, source: str, codebook: Codebook) -> Iterator[LabelRow]:
    """Read a label sheet, a workbook for KH Coder, or the first worksheet of any workbook with a column of opinions."""
    header, rows = read_first(content, source)
    reader = khcoder.from_table if khcoder.has_themes(header, codebook) else sheet.from_table
    return reader(header, rows, source, codebook)


def write(items: Sequence[LabelItem], codebook: Codebook) -> bytes:
    """Write three worksheets: the opinions, the themes with their definitions, and what else can be chosen.

    Every cell has the format Text, so that what is typed stays as it is typed: a date is not turned into a number, and a
    text that is edited and begins with = is not run.
    """
    header, rows = sheet.to_table(items, codebook)
    check_fits(header, rows)
    book, out = new_workbook()
    head, cell, fill = (book.add_format(_CELL | own) for own in (_HEAD, {}, _FILL))
    labels = book.add_worksheet(LABELS)
    put_rows(labels, [header], 0, [head] * len(header))
    lists = [_list_of(name, codebook) for name in header]
    put_rows(labels, rows, 1, [fill if own else cell for own in lists])
    for column, name in enumerate(header):
        labels.set_column(column, column, _WIDTHS.get(name, 24 if lists[column] else 14))
        if lists[column] and rows:
            labels.data_validation(1, column, len(rows), column, lists[column])
    labels.freeze_panes(1, 2)
    labels.autofilter(0, 0, max(len(rows), 1), len(header) - 1)
    _add_list(book, THEMES, _themes(codebook), (26, 16, 70, 50, 50), head, cell)
    _add_list(book, CHOICES, _choices(codebook), (16, 16, 60, 22, 60), head, cell)
    book.close()
    return out.getvalue()


def _list_of(column: str, codebook: Codebook) -> dict[str, str]:
    """The drop-down of a column; empty if it has none."""
    kind = "テーマ" if sheet.is_theme_column(column) else column
    lists = {
        "テーマ": (f"='{THEMES}'!$A$2:$A${len(codebook.themes) + 1}", "テーマ一覧にあるテーマを選んでください。"),
        DECISION: (f"='{CHOICES}'!$A$2:$A$3", f"{NO_THEME}か{UNDECIDED}を選ぶか、空欄のままにしてください。"),
        sheet.STANCE: (f"='{CHOICES}'!$B$2:$B${len(codebook.stances) + 1}", "選択肢にある姿勢を選んでください。"),
    }
    if kind not in lists:
        return {}
    source, message = lists[kind]
    return {"validate": "list", "source": source, "error_title": column, "error_message": message}


def _themes(codebook: Codebook) -> list[list[str]]:
    names = theme_names(codebook)
    rows = [
        [
            names[theme.theme_id],
            theme.theme_id,
            theme.definition_ja or theme.definition,
            "、".join(theme.include),
            "\n".join(f"{what} → {target}" for what, target in theme.exclude.items()),
        ]
        for theme in codebook.themes
    ]
    return [["テーマ", "id", "定義", "含むもの", "含まないもの → 行き先"], *rows]


def _choices(codebook: Codebook) -> list[list[str]]:
    stances = stance_names(codebook)
    columns = [
        [DECISION, NO_THEME, UNDECIDED],
        [sheet.STANCE, *(stances[stance.sign_id] for stance in codebook.stances)],
        ["姿勢の目安", *(stance.sign for stance in codebook.stances)],
        [f"{sheet.FLAGS}（、で区切る）", *(flag.sign_id for flag in codebook.flags)],
        ["フラグの目安", *(flag.sign for flag in codebook.flags)],
    ]
    return [list(row) for row in zip_longest(*columns, fillvalue="")]


def _add_list(book: Any, name: str, rows: list[list[str]], widths: Sequence[int], head: Any, cell: Any) -> None:
    page = book.add_worksheet(name)
    put_rows(page, rows[:1], 0, [head] * len(widths))
    put_rows(page, rows[1:], 1, [cell] * len(widths))
    for column, width in enumerate(widths):
        page.set_column(column, column, width)
    page.freeze_panes(1, 1)
