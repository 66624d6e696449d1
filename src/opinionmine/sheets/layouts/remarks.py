"""Tables of words: opinions, what the office answered, and self-evaluation in cells.

::

    No.　該当箇所　　意見の概要　　　　　　　件数　市の考え方　　　　　　反映区分
    1　　１－１　　　窓口が遠い。（北地区）　　2　　巡回を検討します。　　　Ｃ
"""

from __future__ import annotations

import re
from dataclasses import replace

from opinionmine.errors import NotThisLayout
from opinionmine.sheets.columns import Column, Header, read_header
from opinionmine.sheets.found import Context, Found, Remark
from opinionmine.sheets.grids import Grid
from opinionmine.sheets.marks import read_count
from opinionmine.sheets.printed import Printed
from opinionmine.sheets.rows import RowReader


def read(grid: Grid, context: Context) -> Found:
    """Read opinions, replies and prose, one row each.

    Raises
    ------
    NotThisLayout
        If no column is headed as opinions, replies or prose.
    """
    header = read_header(grid, context.scale, context.guide.columns)
    if context.is_opinions and not header.having("opinion"):
        # 内容 under アンケートの自由記述
        header = Header(
            header.n_rows, tuple(replace(c, role="opinion") if c.role == "prose" else c for c in header.columns)
        )
    if not header.having("opinion", "prose") and _is_named_prose(grid):
        header = Header(0, (Column("goal", "区分"), Column("opinion" if context.is_opinions else "prose", "")))
    elif not header.n_rows or not header.having("opinion", "prose"):
        raise NotThisLayout("no column headed 意見, コメント, 実績, 評価の内容 or the like")
    found = Found()
    found.take_rows(grid.rows[: header.n_rows], "heading")
    rows = RowReader(header, context, found, resets_goal=True)
    remarks: dict[str, Remark] = {}
    for row in grid.rows[header.n_rows :]:
        label = rows.read(row, True)
        fields = take_fields(row, header, found, label.goal.goal_id if label.goal else "")
        name = label.project or label.actor
        read_remarks(row, header, label.goal.goal_id if label.goal else None, name, found, remarks, fields)
        for i in header.having("mark", "grade", "total", "change", "share", "year"):
            found.take(row[i], "field")
    return found


def _is_named_prose(grid: Grid) -> bool:
    """全体 | 令和５年度は98の取組を評価し、…した。: names and sentences, without a header."""
    names, texts = (
        zip(*((row[0], row[-1]) for row in grid.rows if row[-1].text.strip()), strict=True)
        if grid.n_columns == 2
        else ((), ())
    )
    return (
        bool(texts)
        and all(len(name.bare) <= 20 for name in names)
        and sum("。" in text.text for text in texts) >= 0.6 * len(texts)
    )


def take_fields(row: tuple[Printed, ...], header: Header, found: Found, goal_id: str) -> dict[str, str]:
    """Write the plain columns of a row into the ledger and return them by their names."""
    places = header.having("field", "previous", "weight", "code")
    for i in places:
        found.take(row[i], "field", goal_id)
    codes = "、".join(row[i].text.strip() for i in header.having("code") if row[i].text.strip())
    named = {
        header.columns[i].name: row[i].text.strip()
        for i in places
        if row[i].text.strip() and header.columns[i].role == "field"
    }
    return {**named, **({"code": codes} if codes else {})}


def read_remarks(
    row: tuple[Printed, ...],
    header: Header,
    goal_id: str | None,
    name: str,
    found: Found,
    remarks: dict[str, Remark],
    fields: dict[str, str] | None = None,
) -> None:
    """Make remarks of the cells of prose; a cell that repeats a merged one adds its project to the remark above."""
    weight = next((c.count for i in header.having("weight") if (c := read_count(row[i].text))), 1)
    for i in header.having("opinion", "prose", "reply"):
        cell, column = row[i], header.columns[i]
        if not cell.text.strip():
            continue
        if re.fullmatch(r"(?:合|総)?\s*計", cell.bare):
            found.take(cell, "total")
            continue
        above = remarks.get(column.name)
        if not cell.stretches:
            if above and name and name not in above.covers:
                above.covers = (*above.covers, name)
            continue
        kind = column.role
        remark = Remark(
            kind=kind,  # type: ignore[arg-type]
            printed=cell,
            heading=column.name.split("/")[-1],
            goal_id=goal_id,
            covers=(name,) if name else (),
            fields=dict(fields or {}) if kind == "opinion" else {},
            weight=weight if kind == "opinion" else 1,
        )
        remarks[column.name] = remark
        found.remarks.append(remark)
