import io

import openpyxl
import pytest

from conftest import SAMPLE, read_sheet
from opinionmine.analysis import analyse
from opinionmine.documents.comments import read_comments
from opinionmine.documents.read import read_document
from opinionmine.reporting.excel import name_worksheet, render_excel
from opinionmine.reporting.sections import build_report
from opinionmine.reporting.summary import build_summary
from opinionmine.sheets.lists import comments_to_sheet

HOSTILE = '年代,意見\n=1+1,=HYPERLINK("http://x")研修を続けてほしい\n+81,@SUM(A1) 相談窓口が遠い\n20代,{long}\n20代,職員👨‍👩‍👧の\x0b研修\n'


@pytest.fixture(scope="module")
def summary(model, codebook):
    content = HOSTILE.format(long="研修を続ける。" * 6000).encode()
    read = [
        (read_document(SAMPLE), read_sheet(SAMPLE)),
        comments_to_sheet(read_comments(content, "c.csv"), content, "c.csv"),
    ]
    return build_summary(analyse(read, model.predict, codebook, by=["年代"]), codebook, model.grades, "m")


def workbook(summary, codebook, lang="ja"):
    return openpyxl.load_workbook(io.BytesIO(render_excel(build_report(summary, codebook, lang), summary, codebook)))


@pytest.fixture(scope="module")
def book(summary, codebook):
    return workbook(summary, codebook)


def rows(book, name):
    return [[cell.value for cell in row] for row in book[name].iter_rows(min_row=2)]


def test_worksheets(book, summary, codebook):
    assert book.sheetnames == [
        "概要", "目標ごとの評価", "評価の図", "テーマ", "テーマと話し手", "テーマと目標の対応", "優先度", "クロス表", "意見×テーマ",
        "目標との結びつき", "数値の照合", "言葉とテーマのつながり", "移動・未読", "テーマの説明", "作成の記録",
    ]  # fmt: skip
    assert [len(book[name]._charts) for name in ("評価の図", "テーマと話し手")] == [1, 1]
    english = workbook(summary, codebook, "en")
    assert len(english.sheetnames) == 15 and english.sheetnames[0] == "Summary"


def test_ratings_are_tidy_and_whole(book, summary):
    source = summary.sources[0]
    expected = [
        [source.name, row.goal_id, row.title, row.actor, c.grade, c.count, c.change, c.places[0]]
        for row in source.rows
        for c in row.counts
    ]
    assert rows(book, "目標ごとの評価") == expected and sum(row[5] for row in expected) == 305
    assert book["目標ごとの評価"].auto_filter.ref == f"A1:H{len(expected) + 1}"


def test_every_opinion_has_every_theme(book, summary, codebook):
    found = rows(book, "意見×テーマ")
    assert [row[0] for row in found] == [unit.opinion.opinion_id for unit in summary.units]
    for row, unit in zip(found, summary.units, strict=True):
        said = unit.prediction
        assert row[7:23] == [int(theme_id in said.themes) for theme_id in codebook.theme_ids]
        assert row[23:39] == pytest.approx([said.scores[theme_id] for theme_id in codebook.theme_ids])


def test_every_link_crosstab_cell_and_claim(book, summary):
    links = [link for unit in summary.units for link in unit.links]
    assert [(row[0], row[2], row[4]) for row in rows(book, "目標との結びつき")] == [
        (x.opinion_id, x.goal_id, x.strength) for x in links
    ]
    crosstabs = [*summary.crosstabs, *summary.sources[0].crosstabs]
    assert [row[4] for row in rows(book, "クロス表")] == [cell.count for c in crosstabs for cell in c.cells]
    assert [row[2] for row in rows(book, "数値の照合")] == [claim.quote for claim in summary.sources[0].audit.claims]


def test_no_text_is_a_formula(book, summary):
    assert [cell.coordinate for sheet in book for row in sheet for cell in row if cell.data_type == "f"] == []
    texts = [row[5] for row in rows(book, "意見×テーマ")]
    assert '=HYPERLINK("http://x")研修を続けてほしい' in texts and "職員👨‍👩‍👧の研修" in texts
    # 42,000 characters do not fit; the first worksheet says so.
    assert max(map(len, texts)) == 32_767
    front = [cell.value for cell in book["概要"]["A"] if cell.value]
    assert front[-1].startswith("Excel の一つの欄に入らない長い文を 1 か所で切りました")


def test_the_same_bytes(summary, codebook):
    report = build_report(summary, codebook, "ja")
    assert render_excel(report, summary, codebook) == render_excel(report, summary, codebook)


@pytest.mark.parametrize(
    ("title", "taken", "name"),
    [
        ("a/b[c]:?*\\d", [], "a b c d"),
        ("長" * 40, [], "長" * 31),
        ("長" * 40, ["長" * 31], "長" * 29 + " 2"),
        ("Themes", ["themes", "themes 2"], "Themes 3"),
        ("'x'", [], "x"),
        ("", [], "1"),
    ],
)
def test_names_of_worksheets(title, taken, name):
    assert name_worksheet(title, taken) == name
