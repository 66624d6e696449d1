from dataclasses import replace

import pytest
from click.testing import CliRunner

from conftest import R5, SAMPLE, SHEETS, read_sheet
from opinionmine.analysis import analyse
from opinionmine.cli import main
from opinionmine.documents.read import read_document
from opinionmine.errors import CodebookError
from opinionmine.linking.association import associate
from opinionmine.linking.links import link_themes
from opinionmine.linking.plan import find_plan_map
from opinionmine.records import Opinion, Prediction


def predict(opinion_id, *themes):
    return Prediction(opinion_id, "themes" if themes else "none", themes, {}, "report", (), (), "test")


@pytest.mark.parametrize(
    ("opinion", "theme", "links"),
    [
        (Opinion("1", "committee", "目標１－２をもっと進めてほしい"), "rights", [("1-2", "cited"), ("3-1", "plan")]),
        (Opinion("1", "committee", "顔を合わせる場を増やすという目標"), "gathering", [("1-2", "cited")]),
        (Opinion("1", "committee", "多機関協働事業では"), "planning", [("2-3", "cited")]),
        (Opinion("1", "project_report", "会議を開いた", passage_id="p8"), "multi_agency", [("2-3", "section")]),
        (Opinion("1", "committee", "会議を開いた"), "networking", [("1-2", "plan"), ("2-2", "plan")]),
        (Opinion("1", "committee", "会議を開いた"), "evaluation", []),
        (Opinion("1", "committee", "目標Ⅰ－（２）は続けてほしい"), "evaluation", [("1-2", "cited")]),
        (Opinion("1", "committee", "基本目標３の評価が低い"), "evaluation", [("3-1", "cited"), ("3-2", "cited")]),
        (Opinion("1", "committee", "「災害や困りごと」は評価が低い"), "evaluation", [("3-2", "cited")]),
        (Opinion("1", "committee", "「支える」ことが評価されない"), "evaluation", []),
        (Opinion("1", "committee", "1-2％の増加では評価できない。3-4人が来た"), "evaluation", []),
        (Opinion("1", "committee", "会議を開いた"), None, []),
    ],
)
def test_bases(codebook, opinion, theme, links):
    sheet = read_sheet(SAMPLE)
    prediction = predict("1", *([theme] if theme else []))
    found = link_themes(sheet, (opinion,), (prediction,), codebook, find_plan_map(sheet, codebook))
    assert [(link.goal_id, link.basis) for link in found] == links


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("目標１－２は、市が引っぱっている", [("1-2", ("市・市社協",), "目標1-2")]),
        ("目標１－２は、地域の取組が市社協より進んだ", [("1-2", ("市・市社協", "地域"), "目標1-2")]),
        ("目標１－２は、地域の居場所を市内に増やすこと", [("1-2", (), "目標1-2")]),
        ("地域の取組が進んだ", []),
    ],
)
def test_a_named_actor_narrows_and_points_to_no_goal(codebook, text, links):
    sheet = read_sheet(SAMPLE)
    opinions = (Opinion("1", "committee", text),)
    found = link_themes(sheet, opinions, (predict("1", "evaluation"),), codebook, find_plan_map(sheet, codebook))
    assert [(link.goal_id, link.actors, link.reason) for link in found] == links


def test_raters_are_no_actors_of_a_link(codebook):
    sheet = replace(read_sheet(SAMPLE), raters=("市・市社協", "地域"))
    opinions = (Opinion("1", "committee", "目標１－２は、地域の取組が進んだ"),)
    found = link_themes(sheet, opinions, (predict("1", "evaluation"),), codebook, find_plan_map(sheet, codebook))
    assert [(link.goal_id, link.actors) for link in found] == [("1-2", ())]


def test_without_a_plan_map_links_are_suggested(codebook, changed_sheet):
    sheet = read_sheet(changed_sheet(("となりの灯をつなぐ緑岡プラン", "別のプラン")))
    assert find_plan_map(sheet, codebook) is None
    found = link_themes(sheet, (Opinion("1", "committee", "備え"),), (predict("1", "preparedness"),), codebook, None)
    assert [(link.goal_id, link.basis) for link in found] == [("3-2", "similar")]


def test_figures_beside_a_theme(codebook):
    sheet = read_sheet(SAMPLE)
    opinions = (Opinion("1", "committee", "会議を開いた"),)
    links = link_themes(sheet, opinions, (predict("1", "multi_agency"),), codebook, find_plan_map(sheet, codebook))
    own = [a for a in associate(sheet, links, codebook.theme_ids) if a.theme_id == "multi_agency"]
    assert [(a.actor, a.goals, a.counts["◎"] + a.counts["○"], a.n) for a in own] == [
        ("市・市社協", ("2-3",), 12, 12),
        ("地域", ("2-3",), 13, 16),
    ]
    assert own[1].change == {"◎": 5, "○": -3, "△": -3, "×": 1}
    assert own[1].achieved_share == 13 / 16 and own[1].interval == pytest.approx((0.5699, 0.9341), abs=1e-4)
    nothing = [a for a in associate(sheet, (), codebook.theme_ids) if a.theme_id == "rights"]
    assert [(a.goals, a.n, a.achieved_share, a.interval) for a in nothing] == [((), 0, None, None)] * 2


@pytest.mark.parametrize("path", SHEETS)
def test_the_road(path, model, codebook):
    (analysis,) = analyse([(read_document(path), read_sheet(path))], model.predict, codebook).analyses
    reached = {}
    for link in analysis.links:
        reached.setdefault(link.theme_id, set()).add(link.goal_id)
    assert "2-3" in reached["multi_agency"] and "2-1" in reached["training"] and {"1-2", "2-2"} <= reached["networking"]
    assert {a.theme_id for a in analysis.associations} == set(codebook.theme_ids)


@pytest.mark.skipif(not R5.exists(), reason="../shared is not here")
def test_themes_of_the_real_opinions(model, codebook):
    (analysis,) = analyse([(read_document(R5), read_sheet(R5))], model.predict, codebook).analyses
    themes = {o.opinion_id: set(p.themes) for o, p in zip(analysis.opinions, analysis.predictions, strict=True)}
    assert {"multi_agency", "planning"} <= themes["o1"]
    assert themes["o2"] == {"training"}
    assert "livelihood" in themes["o3"] and "networking" in themes["o4"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("goals: {}", "no goals"),
        ('goals:\n  "1-1": [trainning]', "line 2: 「trainning」 is not a theme"),
        ('goals:\n  "1-1": training', "line 2: 「1-1」 must have a list"),
        ('goals:\n  "9-1": [training]', "line 2: the sheet has no goal 「9-1」"),
        ('goals:\n  "1-1": [training]\nproject: {}', "line 3: 「project」 is not a key"),
        (
            'goals:\n  "1-1": [training]\nprojects:\n  研修事業: ["1-2"]',
            "line 4: project 「研修事業」 names goal 「1-2」",
        ),
    ],
)
def test_a_faulty_plan_map_is_named_with_its_line(tmp_path, codebook, text, message):
    path = tmp_path / "plan.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(CodebookError) as error:
        find_plan_map(read_sheet(SAMPLE), codebook, path)
    assert message in str(error.value)


def test_a_drafted_plan_map_is_read_and_checked(tmp_path):
    def run(*arguments):
        return CliRunner().invoke(main, ["plan", *map(str, arguments)])

    drafted = run("draft", SAMPLE, "-o", tmp_path / "map.yaml")
    assert drafted.exit_code == 0 and drafted.stdout == ""
    lines = (tmp_path / "map.yaml").read_text("utf-8").split("\n")
    assert lines[0] == 'plan: "となりの灯をつなぐ緑岡プラン"' and lines[2] == "goals:"
    assert [line.partition(":")[0].strip(' "') for line in lines[3:-1]] == [
        "1-1",
        "1-2",
        "2-1",
        "2-2",
        "2-3",
        "3-1",
        "3-2",
    ]
    assert "[preparedness]  # 災害や困りごとに備える (preparedness: title)" in lines[9]
    checked = run("check", tmp_path / "map.yaml", SAMPLE)
    assert checked.exit_code == 0 and checked.stdout.endswith("どのテーマも届かない目標: -\n")
    (tmp_path / "map.yaml").write_text("\n".join([*lines[:4], '  "1-2": []']), "utf-8")
    assert (
        "goals that no theme reaches どのテーマも届かない目標: 1-2, 2-1, 2-2, 2-3, 3-1, 3-2"
        in run("check", tmp_path / "map.yaml", SAMPLE).stdout
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["draft", str(SAMPLE.parent / "samples" / "b3.xlsx")], "no goal with ratings"),
        (["draft", str(SAMPLE.parent)], "sheets; a plan map belongs to one"),
        (["check", "no.yaml", str(SAMPLE)], "no.yaml"),
    ],
)
def test_a_plan_map_that_cannot_be_made(arguments, message):
    result = CliRunner().invoke(main, ["plan", *arguments])
    assert result.exit_code == 2 and message in result.stderr and "Traceback" not in result.stderr
