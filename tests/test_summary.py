import json

import pytest

from conftest import SAMPLE, read_sheet
from golden import SHEETS, find_differences, golden_file, hide_texts, round_figures, summarise
from opinionmine.analysis import analyse
from opinionmine.documents.comments import read_comments
from opinionmine.documents.read import read_document
from opinionmine.errors import DocumentError
from opinionmine.reporting.summary import build_summary
from opinionmine.sheets.lists import comments_to_sheet


def read_list(text, name="comments.csv"):
    content = text.encode()
    return comments_to_sheet(read_comments(content, name), content, name)


@pytest.mark.parametrize("name", SHEETS)
def test_the_summary_is_the_golden_one(name):
    if not SHEETS[name].exists():
        pytest.skip("../shared is not here")
    summary = summarise(SHEETS[name])
    found = round_figures(hide_texts(summary) if name == "kawagoe-r5" else summary)
    assert find_differences(json.loads(golden_file(name).read_text("utf-8")), found) == []


@pytest.mark.parametrize(
    ("expected", "found", "differences"),
    [
        ({"a": [1, 0.5]}, {"a": [1, 0.5004]}, []),
        ({"a": [1, 0.5]}, {"a": [1, 0.6]}, [".a[1]: 0.5 0.6"]),
        ({"a": "x"}, {"b": "x"}, [".a: 'x' None", ".b: None 'x'"]),
        ([1], [1, 2], [": [1] [1, 2]"]),
        (1, "1", [": 1 '1'"]),
    ],
)
def test_differences_are_found(expected, found, differences):
    assert find_differences(expected, found) == differences


def test_comments_speak_of_the_goals_of_the_newest_sheet(model, codebook, changed_sheet):
    older = changed_sheet(("令和５年度", "令和４年度"))
    read = [(read_document(path), read_sheet(path)) for path in (older, SAMPLE)]
    read.append(read_list("番号,年代,意見\n1,20代,目標３－２の避難訓練を続けてほしい\n2,70代,特になし\n"))
    study = analyse(read, model.predict, codebook, by=["年代"])
    summary = build_summary(study, codebook, model.grades, "m")
    assert [(s.is_list, s.fiscal_year, s.linked_to, s.n_opinions) for s in summary.sources] == [
        (False, 2022, None, 4),
        (False, 2023, None, 4),
        (True, None, 2, 2),
    ]
    (comment,) = [unit for unit in summary.units if unit.opinion.opinion_id == "3:1"]
    assert {(link.theme_id, link.goal_id, link.basis) for link in comment.links} >= {("preparedness", "3-2", "cited")}
    # The comment speaks of 3-2, so it is no longer a goal that nobody speaks of; it still is in the older sheet.
    unspoken = [{f.goal_id for f in s.findings if f.kind == "unspoken_goal"} for s in summary.sources]
    assert "3-2" in unspoken[0] and "3-2" not in unspoken[1]
    (ages,) = [c for c in summary.crosstabs if c.variable == "年代"]
    assert (ages.categories, ages.sizes, ages.n) == (("20代", "70代"), (1, 1), 2)


def test_ids_of_several_inputs_are_told_apart(model, codebook):
    lists = [read_list("意見\n会議を続けてほしい\n", f"{n}.csv") for n in "ab"]
    study = analyse(lists, model.predict, codebook)
    assert [o.opinion_id for a in study.analyses for o in a.opinions] == ["1:1", "2:1"]


def test_an_id_that_stands_twice_is_told_apart():
    _, sheet = read_list("id,意見\na,会議\na,研修\nb,祭り\n")
    assert [o.opinion_id for o in sheet.opinions] == ["a", "a#2", "b"]


def test_a_column_that_no_list_has(model, codebook):
    with pytest.raises(DocumentError, match="--by 年令: no list has this column; known are 年代"):
        analyse([read_list("年代,意見\n20代,会議を続ける\n")], model.predict, codebook, by=["年令"])


def test_figures_of_the_sample_agree_with_each_other(model, codebook):
    document = read_document(SAMPLE)
    summary = build_summary(
        analyse([(document, read_sheet(SAMPLE))], model.predict, codebook), codebook, model.grades, "m"
    )
    (source,) = summary.sources
    assert sum(summary.outcomes.values()) == len(summary.units) == source.n_opinions + source.n_prose
    assert sum(row.n for row in source.rows) == source.totals[0].n == 305
    assert sum(row.n_achieved for row in source.rows) == source.totals[0].n_achieved == 270
    for theme in summary.themes:
        own = [u for u in summary.units if theme.theme_id in u.prediction.themes]
        assert len(own) == len(theme.opinion_ids) == sum(theme.voices.values()) == sum(theme.stances.values())
        assert theme.share and theme.share.likely[0] <= theme.share.expected <= theme.share.likely[1] + 1
    joined = sum(len(cell.opinion_ids) for cell in source.map)
    assert joined == len({(link.opinion_id, link.theme_id, link.goal_id) for u in summary.units for link in u.links})
