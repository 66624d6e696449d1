"""Write the sample sheet as HTML, PDF, Word and Excel files, and print the PDF samples from their HTML sources.

    python corpora/sheets/make.py            needs Chromium for the PDF files

The figures and words are those of midorioka-r5.txt; a test reads all five files and expects one and the same sheet.
"""

from __future__ import annotations

import html
import shutil
import subprocess
import tempfile
from pathlib import Path

import docx
import xlsxwriter

from opinionmine.documents.read import read_document
from opinionmine.records import Goal, Sheet
from opinionmine.sheets import parse_sheet

HERE = Path(__file__).parent
SAMPLE = HERE / "midorioka-r5.txt"
STYLE = (
    "@page{size:A4;margin:20mm} body{font:10.5pt/1.6 'Noto Serif CJK JP'} "
    "td,th{border:1px solid #000;padding:2px 8px} table{border-collapse:collapse;break-inside:avoid} h1{font-size:13pt} h2{font-size:11pt}"
)
COMMITTEE = "緑岡市社会福祉審議会地域福祉部会の意見"


def cells(goal: Goal, sheet: Sheet) -> list[list[str]]:
    """The table of one goal: a header of grades, a row for each actor."""
    rows = [["", *sheet.scale.grades]]
    for actor in sheet.actors:
        own = [rating for rating in goal.ratings if rating.actor == actor]
        rows.append([actor, *(f"{rating.count}（{rating.change:+d}）" for rating in own)])
    return rows


def sections(sheet: Sheet) -> list[tuple[tuple[str, ...], str]]:
    """New headings above each passage, and its text."""
    found, above = [], ()
    for passage in sheet.passages:
        new = tuple(
            name for level, name in enumerate(passage.section) if passage.section[: level + 1] != above[: level + 1]
        )
        found.append((new, passage.text))
        above = passage.section
    return found


def write_html(sheet: Sheet, path: Path) -> None:
    """Headings, a table for each goal, paragraphs."""
    parts = [f"<h1>{html.escape(sheet.title)}</h1><p>（　）は前年比</p>"]
    for goal in sheet.goals:
        parts.append(
            f"<h2>{'基本目標' if goal.parent_id is None else ''}{goal.goal_id}　{html.escape(goal.title)}</h2>"
        )
        if goal.ratings:
            rows = ("".join(f"<td>{html.escape(text)}</td>" for text in row) for row in cells(goal, sheet))
            parts.append("<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>")
    for headings, text in sections(sheet):
        parts += [f"<h2>＜{html.escape(name)}＞</h2>" for name in headings] + [f"<p>　{html.escape(text)}</p>"]
    parts.append(
        f"<h2>＜{COMMITTEE}＞</h2>" + "".join(f"<p>◆{html.escape(opinion.text)}</p>" for opinion in sheet.opinions)
    )
    path.write_text(
        f"<!DOCTYPE html><html lang=ja><meta charset=utf-8><style>{STYLE}</style>{''.join(parts)}</html>", "utf-8"
    )


def write_word(sheet: Sheet, path: Path) -> None:
    """The same as a Word file with heading styles."""
    paper = docx.Document()
    paper.add_heading(sheet.title, 1)
    paper.add_paragraph("（　）は前年比")
    for goal in sheet.goals:
        paper.add_heading(f"{'基本目標' if goal.parent_id is None else ''}{goal.goal_id}　{goal.title}", 2)
        if goal.ratings:
            rows = cells(goal, sheet)
            table = paper.add_table(len(rows), len(rows[0]))
            for row, texts in zip(table.rows, rows, strict=True):
                for cell, text in zip(row.cells, texts, strict=True):
                    cell.text = text
    for headings, text in sections(sheet):
        for name in headings:
            paper.add_heading(name, 2)
        paper.add_paragraph("　" + text)
    paper.add_heading(COMMITTEE, 2)
    for opinion in sheet.opinions:
        paper.add_paragraph("◆" + opinion.text)
    paper.save(path)


def write_excel(sheet: Sheet, path: Path) -> None:
    """One table over all goals, titles merged downwards, prose in a second worksheet and opinions in a third."""
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("評価")
        page.merge_range(0, 0, 0, 5, sheet.title)
        page.write(1, 0, "（　）は前年比")
        page.write_row(3, 0, ["目標", "主体", *sheet.scale.grades])
        row = 4
        for goal in sheet.goals:
            title = f"{'基本目標' if goal.parent_id is None else ''}{goal.goal_id}　{goal.title}"
            if not goal.ratings:
                page.merge_range(row, 0, row, 5, title)
                row += 1
                continue
            page.merge_range(row, 0, row + len(sheet.actors) - 1, 0, title)
            for texts in cells(goal, sheet)[1:]:
                page.write_row(row, 1, texts)
                row += 1
        prose = book.add_worksheet("自己評価")
        prose.write_row(0, 0, ["項目", "評価の内容"])
        for number, passage in enumerate(sheet.passages, 1):
            prose.write_row(number, 0, [passage.heading, passage.text])
        opinions = book.add_worksheet("意見")
        opinions.write(0, 0, COMMITTEE)
        opinions.write_row(1, 0, ["番号", "意見"])
        for number, opinion in enumerate(sheet.opinions, 1):
            opinions.write_row(number + 1, 0, [str(number), opinion.text])


def print_pdf(source: Path, target: Path) -> None:
    """Print a page by Chromium, as an office would from a browser."""
    browser = next(path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name)))
    with tempfile.TemporaryDirectory() as profile:
        options = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-pdf-header-footer",
            f"--user-data-dir={profile}",
        ]
        subprocess.run(
            [browser, *options, f"--print-to-pdf={target}", source.as_uri()], check=True, capture_output=True
        )


def main() -> None:
    """Write all files."""
    sheet = parse_sheet(read_document(SAMPLE))
    write_html(sheet, SAMPLE.with_suffix(".html"))
    write_word(sheet, SAMPLE.with_suffix(".docx"))
    write_excel(sheet, SAMPLE.with_suffix(".xlsx"))
    print_pdf(SAMPLE.with_suffix(".html"), SAMPLE.with_suffix(".pdf"))
    for source in sorted((HERE / "pdf").glob("*.html")):
        print_pdf(source, HERE / "samples" / f"{source.stem}.pdf")


if __name__ == "__main__":
    main()
