"""Where opinions and ratings do not meet."""

import re

import pytest
from click.testing import CliRunner

from conftest import SAMPLE, read_sheet
from opinionmine.cli import main
from opinionmine.linking.gaps import find_gaps
from opinionmine.linking.links import link_themes
from opinionmine.records import Opinion, Prediction

# In the sample 2-1 (26 of 30 measures in the better half) and 3-2 (42 of 55) lie below all goals together (270 of 305).
QUIET_2_1 = ("unspoken_goal", "2-1", None, (), 26, 30, 0)
QUIET_3_2 = ("unspoken_goal", "3-2", None, (), 42, 55, 2)


def judge(opinion_id, stance, *themes):
    return Prediction(opinion_id, "themes" if themes else "none", themes, {}, stance, (), (), "test")


@pytest.mark.parametrize(
    ("texts", "findings"),
    [
        ([], []),
        ([("会議を続けてほしい", "request", ())], [QUIET_2_1, QUIET_3_2]),
        ([("目標３－２の訓練がよい", "report", ("preparedness",))], [QUIET_2_1]),
        (
            [("計画が見えない", "concern", ("planning",)), ("計画を示して", "request", ("planning",))],
            [QUIET_2_1, QUIET_3_2, ("theme_without_goal", None, "planning", ("o1", "o2"), 0, 0, None)],
        ),
        (
            [("目標３－２は不安だ", "concern", ("preparedness",)), ("目標３－２はよい", "praise", ("preparedness",))],
            [QUIET_2_1, ("concern_while_rising", "3-2", None, ("o1",), 42, 55, 2)],
        ),
        ([("目標２－１は不安だ", "concern", ("supporters",))], [QUIET_3_2]),
    ],
)
def test_findings(codebook, texts, findings):
    sheet = read_sheet(SAMPLE)
    opinions = tuple(Opinion(f"o{n}", "committee", text) for n, (text, _, _) in enumerate(texts, 1))
    predictions = tuple(judge(f"o{n}", stance, *themes) for n, (_, stance, themes) in enumerate(texts, 1))
    links = link_themes(sheet, opinions, predictions, codebook, None)
    found = find_gaps(sheet, opinions, predictions, links, codebook)
    assert [(f.kind, f.goal_id, f.theme_id, f.opinion_ids, f.n_achieved, f.n, f.change) for f in found] == findings


def test_praise_of_a_goal_that_fell(codebook, changed_sheet):
    sheet = read_sheet(changed_sheet(("地域 17 (⇧ 1) 19 (⇧ 1)", "地域 17 (⇩ 9) 19 (⇧ 1)")))
    opinions = (Opinion("o1", "committee", "目標３－２の訓練はよい"),)
    predictions = (judge("o1", "praise", "preparedness"),)
    links = link_themes(sheet, opinions, predictions, codebook, None)
    _, finding = find_gaps(sheet, opinions, predictions, links, codebook)
    assert (finding.kind, finding.opinion_ids, finding.change) == ("praise_while_falling", ("o1",), -8)


def test_what_the_city_writes_itself_is_no_voice(codebook):
    sheet = read_sheet(SAMPLE)
    opinions = (Opinion("p1", "self_evaluation", "目標３－２は進んだ"),)
    assert find_gaps(sheet, opinions, (judge("p1", "praise", "preparedness"),), (), codebook) == ()


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        (
            "ja",
            "目標 3-2「災害や困りごとに備える」は、良い方の段階が 55 件のうち 42 件（76%、前年比 +2。全目標では 89%）です。",
        ),
        (
            "en",
            "Goal 3-2 災害や困りごとに備える: 42 of 55 measures in the better half of the scale (76%, +2 against last year; all goals 89%).",
        ),
    ],
)
def test_the_report_says_it(tmp_path, changed_sheet, lang, sentence):
    # Another plan name: no map, so the goal is only suggested.
    sheet = changed_sheet(("となりの灯をつなぐ緑岡プラン", "別のプラン"))
    result = CliRunner().invoke(main, ["report", str(sheet), "-o", str(tmp_path / "r.html"), "--lang", lang])
    assert result.exit_code == 0
    page = re.sub(r"<[^>]+>", "", (tmp_path / "r.html").read_text("utf-8"))
    assert sentence in page
