"""Rows that are no ratings of their own: sums, years, cells with two values; and how sure a check is of its scope."""

import pytest

from opinionmine.documents.read import read_document
from opinionmine.sheets import parse_sheet
from opinionmine.sheets.audit import audit_sheet

HEAD = "令和６年度若葉市地域福祉計画 総括シート\n\n"


@pytest.fixture
def sheet_of(tmp_path):
    def read(text):
        path = tmp_path / "sheet.txt"
        path.write_text(HEAD + text, "utf-8")
        return parse_sheet(read_document(path))

    return read


def cells(sheet):
    return [(goal.goal_id, r.actor, r.grade, r.count, r.change) for goal in sheet.goals for r in goal.ratings]


def sums(sheet):
    return [(total.goals, total.actor, total.grade, total.count) for total in sheet.totals]


MAIN = """基本目標１　つながる
　　　　◎　○　△
件数　　９　７　２
１－１　声をかける
　　　　◎　○　△
市　　　２　３　１
地域　　１　１　０
１－２　集まる
　　　　◎　○　△
市　　　４　２　０
地域　　２　１　１
"""


def test_figures_of_a_main_goal_that_sum_its_goals_are_sums(sheet_of):
    sheet = sheet_of(MAIN)
    assert sums(sheet) == [(("1-1", "1-2"), None, grade, count) for grade, count in zip("◎○△", (9, 7, 2), strict=True)]
    assert sum(count for *_, count, _ in cells(sheet)) == 18
    assert [c.verdict for c in audit_sheet(sheet).claims] == ["agrees"] * 3


def test_a_sum_that_is_wrong_in_one_grade_is_a_wrong_sum(sheet_of):
    audit = audit_sheet(sheet_of(MAIN.replace("９　７　２", "９　８　２")))
    assert [(c.scope.grades, c.stated, c.computed) for c in audit.differing] == [(("○",), "8", "7")]


def test_figures_of_a_main_goal_of_its_own_are_ratings(sheet_of):
    sheet = sheet_of(MAIN.replace("９　７　２", "３　１　１"))
    assert sums(sheet) == [] and cells(sheet)[:3] == [
        ("1", "件数", "◎", 3, None),
        ("1", "件数", "○", 1, None),
        ("1", "件数", "△", 1, None),
    ]


def test_years_under_a_goal_are_no_actors(sheet_of):
    sheet = sheet_of(
        "目標\t年度\tＡ\tＢ\tＣ\n１　育つ\t６年度\t3\t12\t5\n\t５年度\t2\t11\t7\n２　支える\t６年度\t2\t9\t3\n\t５年度\t2\t7\t4\n"
    )
    assert cells(sheet) == [
        ("1", "", "A", 3, 1), ("1", "", "B", 12, 1), ("1", "", "C", 5, -2),
        ("2", "", "A", 2, 0), ("2", "", "B", 9, 2), ("2", "", "C", 3, -1),
    ]  # fmt: skip


TABLE = "基本目標１　育つ\n　　　◎　○　△\n市　　３　４　５\n"


def test_a_table_printed_twice_counts_once(sheet_of):
    assert cells(sheet_of(TABLE + TABLE)) == [
        ("1", "市", "◎", 3, None),
        ("1", "市", "○", 4, None),
        ("1", "市", "△", 5, None),
    ]


def test_two_values_for_one_cell_are_none(sheet_of):
    sheet = sheet_of(TABLE + TABLE.replace("３", "２"))
    assert cells(sheet) == []
    assert [(i.code, i.locator.line) for i in sheet.issues if i.code == "count_unsure"] == [("count_unsure", 5)]


PLAN = """基本目標１　つながる
　　　　◎　○　△
市　　　12　３　１
地域　　15　６　０
基本目標２　集まる
　　　　◎　○　△
市　　　24　２　０
地域　　28　７　４
＜自己評価＞
　{}
"""


@pytest.mark.parametrize(
    ("sentence", "verdict", "computed"),
    [
        ("全体で◎は79件であった。", "agrees", "79"),
        ("全体で◎は78件であった。", "differs", "79"),
        ("◎は78件であった。", "differs", "79"),
        ("基本目標２では◎が52件であった。", "agrees", "52"),
        ("地域では◎が44件であった。", "differs", "43"),
        ("基本目標２は、地域では◎が28件であった。", "agrees", "28"),
        ("担い手については◎が24件であった。", "not checkable", ""),
    ],
)
def test_only_what_fits_no_goal_and_no_actor_differs(sheet_of, sentence, verdict, computed):
    claims = [c for c in audit_sheet(sheet_of(PLAN.format(sentence))).claims if c.passage_id]
    assert [(c.verdict, c.computed) for c in claims] == [(verdict, computed)]


def test_a_definition_is_no_share(sheet_of):
    audit = audit_sheet(sheet_of(PLAN.format("目標の80％以上を「◎」、50％以上を「○」とした。")))
    assert [c for c in audit.claims if c.passage_id] == []
