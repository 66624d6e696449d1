import pytest

from conftest import SAMPLE, SHEETS, read_sheet
from opinionmine.sheets.audit import audit_sheet

# kind, grade, actors, goals, stated
CLAIMS = [
    ("count", (), (), (), "305"),
    ("count", ("◎",), (), (), "141"),
    ("change", ("◎",), (), (), "+36"),
    ("percentage", ("◎",), (), (), "46.2%"),
    ("count", ("○",), (), (), "129"),
    ("change", ("○",), (), (), "-15"),
    ("percentage", ("○",), (), (), "42.3%"),
    ("count", ("△",), (), (), "22"),
    ("change", ("△",), (), (), "-19"),
    ("percentage", ("△",), (), (), "7.2%"),
    ("count", ("×",), (), (), "13"),
    ("change", ("×",), (), (), "-2"),
    ("percentage", ("×",), (), (), "4.3%"),
    ("change", ("◎",), ("市・市社協",), (), "+4"),
    ("change", ("◎",), ("市・市社協",), ("1-1",), "+2"),
    ("change", ("◎",), ("地域",), (), "+32"),
    ("change", ("◎",), ("地域",), ("1-2",), "+10"),
]


@pytest.mark.parametrize("path", SHEETS)
def test_all_figures_of_the_prose_agree(path):
    audit = audit_sheet(read_sheet(path))
    assert [(c.kind, c.scope.grades, c.scope.actors, c.scope.goals, c.stated) for c in audit.claims] == CLAIMS
    assert {(c.verdict, c.stated == c.computed) for c in audit.claims} == {("agrees", True)}
    assert len(audit.previous) == 56 and audit.impossible == ()


@pytest.mark.parametrize(
    ("old", "new", "stated", "computed"),
    [
        ("総取組数305", "総取組数304", "304", "305"),
        ("◎：141（＋36", "◎：142（＋36", "142", "141"),
        ("（＋36、46.2％）", "（＋35、46.2％）", "+35", "+36"),
        ("42.3％", "42.4％", "42.4%", "42.3%"),
        ("◎が４ポイント増", "◎が４ポイント減", "-4", "+4"),
        ("◎が10ポイント増", "◎が11ポイント増", "+11", "+10"),
    ],
)
def test_one_wrong_figure_is_found(changed_sheet, old, new, stated, computed):
    differing = audit_sheet(read_sheet(changed_sheet((old, new)))).differing
    assert [(c.stated, c.computed) for c in differing] == [(stated, computed)]


def test_a_number_is_found_where_the_file_prints_it():
    claim = audit_sheet(read_sheet(SAMPLE)).claims[9]  # 7.2％ begins a line of the file
    lines = SAMPLE.read_text("utf-8").split("\n")
    assert lines[claim.locator.line - 1][claim.locator.column - 1 :].startswith("7.2％")


def test_a_change_that_is_not_printed_is_not_checkable(changed_sheet):
    sheet = read_sheet(changed_sheet(("地域 24 (⇧ 10) 21 (⇩ 2) 4 (⇩ 8) 1 (⇧ 1)", "地域 24 21 4 1")))
    verdicts = {c.stated: c.verdict for c in audit_sheet(sheet).claims}
    assert verdicts["+10"] == "not checkable" and verdicts["141"] == "agrees"


def test_last_year_cannot_be_negative(changed_sheet):
    sheet = read_sheet(changed_sheet(("地域 4 (⇨0)", "地域 4 (⇧ 5)")))
    assert [(p.goal_id, p.actor, p.grade, p.previous) for p in audit_sheet(sheet).impossible] == [
        ("2-1", "地域", "◎", -1)
    ]
