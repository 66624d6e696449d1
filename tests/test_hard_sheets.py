"""Inputs that break readers of sheets: each case inline, and as the shared file where that is here."""

import io
from collections import Counter

import openpyxl
import pytest

from conftest import ROOT
from opinionmine.documents.read import read_document
from opinionmine.errors import DocumentError
from opinionmine.japanese.normalize import normalize
from opinionmine.japanese.sentences import split_sentences
from opinionmine.sheets import parse_sheet

CASES = ROOT.parent / "shared" / "cases"


def shared(name, *values):
    missing = pytest.mark.skipif(not (CASES / name).exists(), reason="../shared is not here")
    return pytest.param(CASES / name, *values, marks=missing)


@pytest.fixture
def sheet_of(tmp_path):
    """Read a shared file, or a text written here under some name."""

    def read(source, name="sheet.txt"):
        if isinstance(source, str):
            (tmp_path / name).write_text(source, "utf-8")
            source = tmp_path / name
        return parse_sheet(read_document(source))

    return read


RADICALS = "委員からの意見\n・⼦育て世帯への⾷料の⽀援を、⻑く続けてほしい。\n・⺟⼦家庭の⾒守りに⼈⼿が⾜りない。\n"


def test_radicals_are_matched_as_kanji_and_shown_as_printed(sheet_of):
    texts = [opinion.text for opinion in sheet_of(RADICALS).opinions]
    assert texts == ["⼦育て世帯への⾷料の⽀援を、⻑く続けてほしい。", "⺟⼦家庭の⾒守りに⼈⼿が⾜りない。"]
    assert [normalize(text).text for text in texts] == [
        "子育て世帯への食料の支援を、長く続けてほしい。", "母子家庭の見守りに人手が足りない。",
    ]  # fmt: skip


@pytest.mark.parametrize("path", [shared("bc01_radicals.txt")])
def test_the_shared_radicals(sheet_of, path):
    words = [["民生委員", "人手", "見守り"], ["戸別訪問", "長く", "支援者"], ["食料", "高齢の方"], ["西口", "雨の日"]]
    opinions, printed = sheet_of(path).opinions, path.read_text("utf-8")
    for opinion, expected in zip(opinions, words, strict=True):
        assert opinion.text in printed
        assert [word for word in expected if word not in normalize(opinion.text).text] == []


PRINTED = [
    "◎",
    "〇",
    "◯",
    "⭕\ufe0f",
    "○　",
    " ◎",
    "△",
    "✕",
    "✖",
    "▲",
    "x",
    "Ｏ",
    "0",
    "○／△",
    "〃",
    "－",
    "",
    "対象外",
    "△→○",
]
MARKS = "施策番号,評価,意見\n" + "".join(f"{n},{mark},続けてほしい。\n" for n, mark in enumerate(PRINTED, 1))


def test_one_mark_in_many_code_points(sheet_of):
    sheet = sheet_of(MARKS, "marks.csv")
    assert Counter(r.grade for goal in sheet.goals for r in goal.ratings if r.count) == {"◎": 2, "○": 5, "△": 1, "×": 2}
    assert [i.locator.label for i in sheet.issues if i.code == "mark_unsure"] == [
        "B11", "B12", "B13", "B14", "B15", "B16",
    ]  # fmt: skip
    assert [i.locator.label for i in sheet.issues if i.code == "mark_arrow"] == ["B20"]
    assert len(sheet.projects) == len(sheet.opinions) == 19


@pytest.mark.parametrize("path", [shared("bc06_mark_lookalikes.csv")])
def test_the_shared_marks(sheet_of, path):
    sheet = sheet_of(path)
    read = {rating.project: rating.grade for goal in sheet.goals for rating in goal.ratings if rating.count}
    unsure = {issue.locator.label for issue in sheet.issues if issue.code in ("mark_unsure", "mark_arrow")}
    assert len(sheet.projects) == 26
    assert {n: read[n] for n in ("1", "8", "9")} == {"1": "◎", "8": "◎", "9": "△"}
    assert all(read[str(n)] == "○" for n in range(2, 8)) and all(read[str(n)] == "×" for n in range(11, 15))
    assert unsure == {f"B{row}" for row in (11, 16, 17, 18, 19, 20, 21, 24, 25, 27)}
    assert not {"21", "22", "25"} & set(read)


def merged_workbook():
    book = openpyxl.Workbook()
    page = book.active
    rows = [
        ["若葉町地域福祉計画　令和６年度　評価シート"], [],
        ["基本目標", "施策", "評価", None, "件数", "意見"], [None, None, "自己", "委員", None, None],
        ["１　つどう", "サロン", "◎", "○", "１２", "駅前にもほしい。"], [None, "茶話会", "○", None, 7, "○の根拠を示してほしい。"],
        ["２　まなぶ", "講座", "×", "△", "△３", "曜日が\n合わない。"], [None, "出前授業", "○", "◎", "－", None],
    ]  # fmt: skip
    for row in rows:
        page.append(row)
    for area in ("A1:F1", "C3:D3", "A3:A4", "B3:B4", "E3:E4", "F3:F4", "A5:A6", "A7:A8", "D5:D6", "F7:F8"):
        page.merge_cells(area)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_merged_cells_hold_for_all_they_span_and_an_opinion_counts_once(sheet_of, tmp_path):
    (tmp_path / "merged.xlsx").write_bytes(merged_workbook())
    sheet = sheet_of(tmp_path / "merged.xlsx")
    ratings = [(goal.goal_id, r.actor, r.project, r.grade) for goal in sheet.goals for r in goal.ratings if r.count]
    assert ratings == [
        ("1", "自己", "サロン", "◎"), ("1", "委員", "サロン", "○"), ("1", "自己", "茶話会", "○"), ("1", "委員", "茶話会", "○"),
        ("2", "自己", "講座", "×"), ("2", "委員", "講座", "△"), ("2", "自己", "出前授業", "○"), ("2", "委員", "出前授業", "◎"),
    ]  # fmt: skip
    assert [(o.text, o.goal_id, o.fields["project"]) for o in sheet.opinions] == [
        ("駅前にもほしい。", "1", "サロン"), ("○の根拠を示してほしい。", "1", "茶話会"), ("曜日が合わない。", "2", "講座、出前授業"),
    ]  # fmt: skip
    assert [dict(project.fields) for project in sheet.projects] == [
        {"件数": "１２"},
        {"件数": "7"},
        {"件数": "△３"},
        {"件数": "－"},
    ]
    assert sheet.raters == ("自己", "委員") and sheet.fiscal_year == 2024


@pytest.mark.parametrize("path", [shared("bc21_merged.xlsx")])
def test_the_shared_workbook(sheet_of, path):
    sheet = sheet_of(path)
    counts = Counter((r.actor, r.grade) for goal in sheet.goals for r in goal.ratings if r.count)
    assert counts == {
        ("自己", "◎"): 1,
        ("自己", "○"): 3,
        ("自己", "△"): 1,
        ("自己", "×"): 1,
        ("委員", "○"): 3,
        ("委員", "△"): 2,
        ("委員", "◎"): 1,
    }
    assert [sum(p.goal_id == goal_id for p in sheet.projects) for goal_id in "12"] == [3, 3]
    assert len(sheet.opinions) == 5 and sheet.opinions[3].fields["project"] == "講座、登録制度"
    assert [p.fields["件数"] for p in sheet.projects] == ["１２", "7", "－", "１，０２４", "△３", "3"]


LIST = """委員からの主な意見
１．窓口は「いつでもどうぞ。気軽に。」と書いてほしい。看板も大きく。
２．参加は１．５倍（前年比）になった。No.2の講座がよい。
③ なぜ休止！？　理由が知りたい…。
⑥ 会場は年
３回変わった。分かりにく
い。
・」の付け方が変である。
"""


@pytest.mark.parametrize(
    ("source", "n_sentences"),
    [(LIST, [2, 2, 2, 2, 1]), shared("bc29_split.txt", [2, 2, 3, 1, 2, 1, 1])],
)
def test_numbers_go_on_over_styles_and_nothing_is_cut_inside_brackets(sheet_of, source, n_sentences):
    opinions = sheet_of(source).opinions
    assert [len(split_sentences(opinion.text)) for opinion in opinions] == n_sentences
    assert not any("\n" in opinion.text or opinion.text[0] in "１２③⑥④⑩⑪・" for opinion in opinions)


@pytest.mark.parametrize("path", [shared("bc03_no_tounicode.pdf")])
def test_a_pdf_without_a_character_map_is_refused_with_its_page(path):
    with pytest.raises(DocumentError, match=r"the text layer of page 1 cannot be read"):
        read_document(path)
