from collections import Counter

import pytest

from conftest import R5, SAMPLE, SHEETS, read_sheet
from opinionmine.documents.read import read_document
from opinionmine.sheets import Guide, parse_sheet
from opinionmine.sheets.units import coded_units

# (goal, actor): counts and changes for ◎ ○ △ ×, as printed.
RATINGS = {
    ("1-1", "市・市社協"): ((7, 11, 1, 1), (2, -3, 0, 1)),
    ("1-1", "地域"): ((15, 8, 1, 2), (4, 0, -2, -2)),
    ("1-2", "市・市社協"): ((8, 6, 0, 0), (1, 1, -2, 0)),
    ("1-2", "地域"): ((24, 21, 4, 1), (10, -2, -8, 1)),
    ("2-1", "市・市社協"): ((6, 10, 0, 0), (1, -1, 0, 0)),
    ("2-1", "地域"): ((4, 6, 2, 2), (0, 0, -1, 0)),
    ("2-2", "市・市社協"): ((5, 9, 0, 0), (0, 0, 0, 0)),
    ("2-2", "地域"): ((19, 10, 4, 1), (9, -5, -1, -3)),
    ("2-3", "市・市社協"): ((8, 4, 0, 0), (0, 0, 0, 0)),
    ("2-3", "地域"): ((8, 5, 2, 1), (5, -3, -3, 1)),
    ("3-1", "市・市社協"): ((10, 14, 0, 0), (-1, 1, 0, 0)),
    ("3-1", "地域"): ((7, 3, 0, 0), (3, -3, 0, 0)),
    ("3-2", "市・市社協"): ((3, 3, 0, 1), (1, -1, 0, 0)),
    ("3-2", "地域"): ((17, 19, 8, 4), (1, 1, -2, 0)),
}


@pytest.mark.parametrize("path", SHEETS)
def test_every_count_and_change_is_read(path):
    sheet = read_sheet(path)
    assert sheet.scale.grades == ("◎", "○", "△", "×")
    assert sheet.actors == ("市・市社協", "地域")
    assert sheet.fiscal_year == 2023
    read = {}
    for goal in sheet.goals:
        for actor in {rating.actor for rating in goal.ratings}:
            own = [rating for rating in goal.ratings if rating.actor == actor]
            read[goal.goal_id, actor] = (tuple(r.count for r in own), tuple(r.change for r in own))
    assert read == RATINGS
    assert [(g.goal_id, g.parent_id) for g in sheet.goals] == [
        ("1", None), ("1-1", "1"), ("1-2", "1"), ("2", None), ("2-1", "2"), ("2-2", "2"), ("2-3", "2"), ("3", None), ("3-1", "3"), ("3-2", "3"),
    ]  # fmt: skip
    totals, changes = Counter(), Counter()
    for goal in sheet.goals:
        for rating in goal.ratings:
            totals[rating.grade] += rating.count
            changes[rating.grade] += rating.change
    assert totals == {"◎": 141, "○": 129, "△": 22, "×": 13}
    assert changes == {"◎": 36, "○": -15, "△": -19, "×": -2}


@pytest.mark.parametrize("path", SHEETS)
def test_nothing_is_lost(path):
    """Every non-blank character stands in exactly one piece, and every unit's text is made of its pieces."""
    document, sheet = read_document(path), read_sheet(path)
    lines = {number: carrier.text for number, carrier in enumerate(document.lines, 1)}
    covered = Counter((piece.line, i) for piece in sheet.trace for i in range(piece.start, piece.end))
    expected = Counter((n, i) for n, text in lines.items() for i, c in enumerate(text) if not c.isspace())
    assert {place: n for place, n in covered.items() if not lines[place[0]][place[1]].isspace()} == expected
    for unit_id, text in [(p.passage_id, p.text) for p in sheet.passages] + [
        (o.opinion_id, o.text) for o in sheet.opinions
    ]:
        pieces = [lines[p.line][p.start : p.end] for p in sheet.trace if p.unit_id == unit_id and p.role != "bullet"]
        assert Counter("".join("".join(pieces).split())) == Counter("".join(text.split()))


@pytest.mark.parametrize("path", SHEETS)
def test_prose_stands_under_its_headings(path):
    sheet = read_sheet(path)
    assert [p.section for p in sheet.passages] == [
        ("取組実績の指標", "自己評価"),
        ("アンケート調査に基づく指標",),
        ("重層的支援体制整備事業の評価", "全体"),
        ("重層的支援体制整備事業の評価", "各事業", "包括的相談支援事業"),
        ("重層的支援体制整備事業の評価", "各事業", "参加支援事業"),
        ("重層的支援体制整備事業の評価", "各事業", "地域づくり事業"),
        ("重層的支援体制整備事業の評価", "各事業", "アウトリーチ等を通じた継続的事業"),
        ("重層的支援体制整備事業の評価", "各事業", "多機関協働事業"),
    ]
    # A line break cuts this number in the file.
    assert "△：22（－19、7.2％）、×：13（－2、4.3％）" in sheet.passages[0].text
    assert not any(c.isspace() for p in sheet.passages for c in p.text)


def test_orphans_of_the_sample_return_to_their_places():
    sheet = read_sheet(SAMPLE)
    assert (sheet.municipality, sheet.plan) == ("緑岡市", "となりの灯をつなぐ緑岡プラン")
    assert len(sheet.opinions) == 4
    assert sheet.opinions[3].text == (
        "地域づくりの連絡会で大切なのは、会議の回数ではなく、たとえば「配食の会と子ども食堂」「商店会とサロン」のように、"
        "団体どうしが互いの催しを手伝う関係である。今年度の連絡会はそのきっかけになったと思う。"
    )
    assert sheet.passages[1].text == "比較できる調査を行っていないため省略。"
    assert [(i.code, i.locator.line) for i in sheet.issues] == [("moved", 158), ("moved", 148)]
    assert "heading of line 90" in sheet.issues[0].message
    assert "line 156" in sheet.issues[1].message


@pytest.mark.skipif(not R5.exists(), reason="../shared is not here")
def test_orphans_of_the_real_sheet_return_to_their_places():
    sheet = read_sheet(R5)
    assert (sheet.municipality, sheet.plan) == ("川越市", "みんなでつくる福祉のまち川越プラン")
    assert sheet.opinions[3].text.startswith(
        "取組がある程度進んできた段階で自治体に期待されるのは、まさに「地域づくりの共有」「あらたなつながり"
    )
    assert sheet.opinions[3].text.endswith("有効な取組であると感じた。")
    assert sheet.opinions[3].locators[0].line == 164 and sheet.opinions[3].locators[1].line == 156
    assert sheet.passages[1].text == "比較可能な調査がないため省略。"
    assert [(i.code, i.locator.line) for i in sheet.issues] == [("moved", 166), ("moved", 156)]


@pytest.mark.parametrize(
    ("replacements", "codes"),
    [
        ([("地域 4 (⇨0) 6 (⇨0) 2 (⇩ 1) 2 (⇨0)", "地域 4 (⇨0) 6 (⇨0) 2 (⇩ 1)")], {"row_length"}),
        ([("地域 4 (⇨0) 6 (⇨0) 2 (⇩ 1) 2 (⇨0)", "地域 4 6 2 2")], {"no_change"}),
        ([("令和５年度となりの灯をつなぐ緑岡プラン　総括シート", "緑岡プラン")], {"no_title"}),
        ([("◆", "・"), ("緑岡市社会福祉審議会地域福祉部会の意見", "部会")], {"no_opinions"}),
        ([("会議の回数ではなく、たとえば", "会議の回数ではない。")], {"unsure"}),
        ([("１－２顔を合わせる場を増やす", "１－１顔を合わせる場を増やす")], {"goal_twice"}),
    ],
)
def test_a_sheet_with_parts_missing_gives_what_it_has(changed_sheet, replacements, codes):
    sheet = read_sheet(changed_sheet(*replacements))
    assert codes <= {issue.code for issue in sheet.issues}
    assert sum(len(goal.ratings) for goal in sheet.goals) >= 52


@pytest.mark.parametrize(
    ("replacements", "code", "sentence"),
    [
        ([("◎ ○ △ ×", "優 良 可 否")], "not_read", "no known rating scale (found 「優 良 可 否」 above)"),
        ([("⇧", "x"), ("⇩", "x"), ("⇨", "x")], "no_ratings", "No ratings were found"),
    ],
)
def test_a_sheet_whose_ratings_are_not_understood_gives_its_prose_and_says_so(
    changed_sheet, replacements, code, sentence
):
    sheet = parse_sheet(read_document(changed_sheet(*replacements)))
    assert not any(goal.ratings for goal in sheet.goals) and len(sheet.opinions) == 4
    assert any(issue.code == code and sentence in issue.message for issue in sheet.issues)


def test_a_taught_scale_is_read(changed_sheet):
    sheet = parse_sheet(read_document(changed_sheet(("◎ ○ △ ×", "優 良 可 否"))), Guide(scale=("優", "良", "可", "否")))
    assert sheet.scale.grades == ("優", "良", "可", "否")
    assert sum(rating.count for goal in sheet.goals for rating in goal.ratings) == 305


def test_long_prose_is_coded_by_sentence_and_short_prose_whole():
    units = coded_units(read_sheet(SAMPLE))
    assert [u.opinion_id for u in units[:5]] == ["o1", "o2", "o3", "o4", "p1.1"]
    assert {u.voice for u in units} == {"committee", "self_evaluation", "project_report"}
    assert "".join(u.text for u in units if u.passage_id == "p1") == read_sheet(SAMPLE).passages[0].text


@pytest.mark.parametrize(
    ("title", "town", "plan"),
    [
        ("令和５年度みんなでつくる福祉のまち若葉プラン　総括シート", None, "みんなでつくる福祉のまち若葉プラン"),
        ("第３期若葉市地域福祉計画　進行管理シート（令和６年度実績）", "若葉市", "第３期若葉市地域福祉計画"),
        ("2024（令和６）年度　若葉市地域福祉計画（第２期）総括シート", "若葉市", "若葉市地域福祉計画（第２期）"),
        ("若葉市地域福祉計画・地域福祉活動計画 令和4年度評価結果", "若葉市", "若葉市地域福祉計画・地域福祉活動計画"),
        ("令和５年度　推進市民会議　会議録", None, None),
        ("令和５年度　事業評価報告書", None, None),
    ],
)  # fmt: skip
def test_town_and_plan_of_a_title(tmp_path, title, town, plan):
    (tmp_path / "sheet.txt").write_text(title + "\n\n委員からの意見\n・続けてほしい。\n", "utf-8")
    sheet = parse_sheet(read_document(tmp_path / "sheet.txt"))
    assert (sheet.municipality, sheet.plan, sheet.title) == (town, plan, title)
