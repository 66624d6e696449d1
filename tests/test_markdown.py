import re

import pytest

from conftest import SAMPLE, read_sheet
from opinionmine.analysis import analyse
from opinionmine.documents.read import read_document
from opinionmine.reporting.blocks import AllOpinions, Items, More, Number, Quote, Report, Section, Table, Text
from opinionmine.reporting.markdown import escape, render_markdown
from opinionmine.reporting.sections import build_report
from opinionmine.reporting.summary import build_summary


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("研修を続ける。", "研修を続ける。"),
        ("# 見出し", "\\# 見出し"),
        ("1. 番号", "1\\. 番号"),
        ("2) 番号", "2\\) 番号"),
        ("- 項目", "\\- 項目"),
        ("+3", "\\+3"),
        ("a|b\nc", "a\\|b c"),
        ("<b>&lt;", "\\<b\\>\\&lt;"),
        ("[字](javascript:x)", "\\[字\\](javascript:x)"),
        ("`x` *x* _x_ ~x~ \\", "\\`x\\` \\*x\\* \\_x\\_ \\~x\\~ \\\\"),
        ("2023年度（令和5年度）", "2023年度（令和5年度）"),
    ],
)
def test_nothing_is_active(text, escaped):
    assert escape(text) == escaped


def test_every_block_is_written():
    table = Table("t", "表|題", ("目標", "n"), (("- a|b", Number(3, "+3")), ("計", Number(3, "3"))), frozenset({1}))
    report = Report(
        "ja",
        "報告書",
        "緑岡市 <b>",
        "2023年度",
        (
            Section(
                "s",
                "章",
                (Text("文"), Text("注意", "warn"), Items(("一", "二"), True), Items(("甲",)), table),
                (Section("p", "節"),),
            ),
            Section(
                "q",
                "意見",
                (Quote("o1", (("*前 ", False), (" 研修 ", True), ("後", False)), "委員会 ／ o1"), More("他 3 件", {})),
            ),
            Section("opinions", "すべて", (AllOpinions(),)),
        ),
    )
    assert render_markdown(report) == (
        "# 報告書: 緑岡市 \\<b\\>\n\n2023年度\n\n## 章\n\n文\n\n**注意**\n\n1. 一\n2. 二\n\n- 甲\n\n*表\\|題*\n\n"
        "| 目標 | n |\n| --- | ---: |\n| - a\\|b | +3 |\n| **計** | **3** |\n\n### 節\n\n"
        "## 意見\n\n> \\*前  **研修** 後\n>\n> — 委員会 ／ o1\n\n他 3 件\n"
    )


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_report_of_the_sample(model, codebook, lang):
    study = analyse([(read_document(SAMPLE), read_sheet(SAMPLE))], model.predict, codebook)
    report = build_report(build_summary(study, codebook, model.grades, "m"), codebook, lang)
    page = render_markdown(report)
    headings = [line.removeprefix("## ") for line in page.splitlines() if line.startswith("## ")]
    assert headings == [section.title for section in report.sections if section.name != "opinions"]
    for table in re.findall(r"(?:^\|.*\n)+", page, re.M):
        widths = {len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}
        assert len(widths) == 1
    quotes = [b for s in report.sections for part in s.parts for b in part.blocks if isinstance(b, Quote)]
    assert len(re.findall(r"^> — ", page, re.M)) == len(quotes) > 20
