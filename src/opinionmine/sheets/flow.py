"""From the blocks of a document to the lines and tables that are understood, page matter taken out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from opinionmine.japanese.normalize import fold_width
from opinionmine.records import Document, ParseIssue, Piece, TableBlock, TextBlock
from opinionmine.sheets.drawn import find_grids
from opinionmine.sheets.goals import read_goal
from opinionmine.sheets.grids import Grid
from opinionmine.sheets.lines import find_bullet
from opinionmine.sheets.page_matter import find_page_matter
from opinionmine.sheets.printed import Printed, join_printed, print_block
from opinionmine.sheets.rejoin import rejoin

_LONGEST_TITLE = 45
_BARE_NUMBER = re.compile(r"[\dⅠ-Ⅹ]{1,2}\s*-\s*\(?\d{1,2}\)?")


@dataclass
class Flow:
    """Lines and tables in reading order; `pieces` are page matter that was taken out."""

    items: list[Printed | Grid]
    pieces: list[Piece] = field(default_factory=list)
    issues: list[ParseIssue] = field(default_factory=list)


def read_flow(document: Document, scale: tuple[str, ...] = ()) -> Flow:
    """Take out page matter, rejoin what was torn apart, and find tables.

    Parameters
    ----------
    scale : tuple of str
        Grades that are known besides the usual ones.
    """
    flow = Flow([])
    matter = _take_page_matter(document, flow)
    run: list[Printed] = []
    number = 0
    for block in document.blocks:
        if isinstance(block, TextBlock):
            number += 1
            if number not in matter:
                run.append(print_block(block, number))
            continue
        _add_lines(flow, run, scale)
        run = []
        rows = []
        for cells in block.rows:
            row = []
            for cell in cells:
                number += not cell.repeats
                row.append(print_block(cell, number))
            rows.append(tuple(row))
        flow.items.extend(_cut_table(block, rows))
    _add_lines(flow, run, scale)
    return flow


def _take_page_matter(document: Document, flow: Flow) -> set[int]:
    """Write page matter into the ledger and return the ordinals of its lines; tables stand between the lines of a page."""
    lines, number = [], 0
    for block in document.blocks:
        if isinstance(block, TextBlock):
            number += 1
            lines.append(print_block(block, number))
        else:
            number += sum(not cell.repeats for row in block.rows for cell in row)
    matter = [lines[i] for i in sorted(find_page_matter(lines))]
    flow.pieces.extend(piece for line in matter for piece in line.pieces("page"))
    return {line.number for line in matter}


def _add_lines(flow: Flow, lines: list[Printed], scale: tuple[str, ...]) -> None:
    kept, issues = rejoin(_join_titles(lines))
    flow.issues.extend(issues)
    flow.items.extend(find_grids(kept, scale))


def _join_titles(lines: list[Printed]) -> list[Printed]:
    """基本目標１ / 支え合う力を高める is one title on two lines, and so is a title that a margin cuts."""
    joined: list[Printed] = []
    for line in lines:
        last = joined[-1] if joined else None
        goal = read_goal(_with_title(last.text)) if last and last.bare and not last.is_paragraph else None
        title = "" if goal and last and _BARE_NUMBER.fullmatch(last.bare) else goal.title if goal else ""
        if goal and last and line.bare and _continues(title, last, line):
            joined[-1] = join_printed([last, line.part(line.lead, len(line.text))], "" if title else " ")
        else:
            joined.append(line)
    return joined


def _with_title(text: str) -> str:
    """1-1 alone on a line is a goal whose title follows."""
    return f"{text} x" if _BARE_NUMBER.fullmatch(fold_width(text).strip()) else text


def _continues(title: str, head: Printed, line: Printed) -> bool:
    """Whether a line goes on with a goal's title: the title is missing, or ends in a particle or in the middle of 「."""
    bare = line.bare
    if (
        re.search(r"[。:]|[\d)]\s*[)%件]?$", re.sub(r"[…‥・.\s]{2,}.*$", "", bare))
        or read_goal(line.text)
        or find_bullet(bare)[0]
    ):
        return False
    if re.match(r"[◎○〇△×SABC\d(（【＜<|■●◆※]", bare) or len(bare) > _LONGEST_TITLE:
        return False
    if not title:
        return True
    # 「…見守る人や」「…続けられるように」 cannot end a title; an indented line under it is its second half.
    deeper = line.lead > head.lead + 2
    if deeper and len(head.bare) >= 20:
        return True
    unfinished = re.search(r"(?:[、をにがとやのはでへも]|よう|関係を|ように|て)$", title) or title.count(
        "「"
    ) > title.count("」")
    return bool(unfinished and len(head.text.strip()) >= 8)


def _cut_table(block: TableBlock, rows: list[tuple[Printed, ...]]) -> list[Printed | Grid]:
    """A worksheet holds titles, prose and tables one below the other: rows of one cell become lines.

    Such a row stays in its table where it is a goal that parts the rows below one header.
    """
    items: list[Printed | Grid] = []
    open_rows: list[tuple[Printed, ...]] = []

    rows = _without_doubles(rows)

    def close() -> None:
        if open_rows:
            items.append(Grid(tuple(_without_empty(_without_doubles(open_rows))), block.name))
            open_rows.clear()

    for position, row in enumerate(rows):
        own = [cell for cell in row if cell.stretches and cell.text.strip()]
        shown = [cell for cell in row if cell.text.strip()]
        if not shown or not (own or open_rows):  # a merged area that began in rows already taken out of the table
            close()
            continue
        asides = [cell for cell in own if _ASIDE.match(cell.bare)]
        if asides and len(own) - len(asides) <= 1 and len(own) > 1:
            close()
            items.extend(line for cell in own for line in _lines_of(cell))
            continue
        alone = len(own) == 1 and len({cell.text for cell in shown}) == 1
        form = _form_row(row) if len(row) > 2 else None
        if form:
            close()
            items.extend(form)
        elif len(row) == 1 or (alone and not (open_rows and _stays(own[0], row, rows[position + 1 :]))):
            close()
            items.extend(_lines_of(own[0]) if own else [])
        else:
            open_rows.append(row)
    close()
    return items


# （単位：項目）, 令和６年９月３日現在 stand at the right end of a row and are no cells of a table.
_ASIDE = re.compile(r"\(?単位|[※(]|(?:令和|平成|R|H)\s*\d{1,2}[年.]\s*\d{1,2}[月.].{0,12}$|.{2,12}(?:課|部|係)$")


def _without_doubles(rows: list[tuple[Printed, ...]]) -> list[tuple[Printed, ...]]:
    """Squared-paper sheets merge many narrow columns into each cell: columns that only repeat their left neighbour go."""
    if not rows:
        return rows
    kept = [
        j
        for j in range(len(rows[0]))
        if j == 0
        or any(row[j].stretches and row[j].text.strip() for row in rows)
        or any(row[j].text != row[j - 1].text for row in rows)
    ]
    return [tuple(row[j] for j in kept) for row in rows]


def _without_empty(rows: list[tuple[Printed, ...]]) -> list[tuple[Printed, ...]]:
    kept = [j for j in range(len(rows[0])) if any(row[j].text.strip() for row in rows)]
    return [tuple(row[j] for j in kept) for row in rows]


def _form_row(row: tuple[Printed, ...]) -> list[Printed | Grid] | None:
    """A name and one cell merged over all the others: 委員の意見 | ・サロンが再開され…; a goal becomes a line."""
    own = [cell for cell in row if cell.stretches and cell.text.strip()]
    if (
        len(own) != 2
        or own[0] is not row[0]
        or own[1] is not row[1]
        or {cell.text for cell in row[1:]} != {own[1].text}
    ):
        return None
    label, value = own
    if re.fullmatch(r"(?:基本|個別)?(?:目標|施策|方針)", re.sub(r"\s", "", label.text)):
        return [join_printed([label, value], " ")]
    return [Grid(((label,), (value,)))] if _FORM_LABEL.search(label.text) else None


_FORM_LABEL = re.compile(r"意見|コメント|所見|評価|理由|課題|成果|実績|状況|方向|内容|概要|総括")


def _stays(cell: Printed, row: tuple[Printed, ...], below: list[tuple[Printed, ...]]) -> bool:
    """A short row between rows of the same table: a goal, or a measure without a rating."""
    following = next((r for r in below if any(c.text.strip() for c in r)), None)
    continues = (
        bool(below)
        and following is not None
        and following is below[0]
        and sum(bool(c.text.strip()) for c in following) > 1
    )
    return continues and len(cell.bare) <= _LONGEST_TITLE and "。" not in cell.text


def _lines_of(cell: Printed) -> list[Printed]:
    """A cell of several lines gives one line each; each is a whole paragraph."""
    lines, start = [], 0
    for text in cell.text.split("\n"):
        part = cell.part(start, start + len(text))
        # A row of squared paper may hold a line that goes on in the next row.
        ends = len(part.bare) < 15 or bool(re.search(r"[。．」』）)】：:]$", part.bare))
        lines.append(Printed(part.text, part.stretches, ends))
        start += len(text) + 1
    return lines
