"""Reports of what is hardly there: each says so in a sentence, in every format, with no empty picture."""

import io
import re
from dataclasses import replace

import docx
import openpyxl
import pytest

from conftest import SAMPLE, read_sheet
from opinionmine.analysis import analyse
from opinionmine.documents.comments import read_comments
from opinionmine.documents.read import read_document
from opinionmine.records import Prediction
from opinionmine.reporting.blocks import Drawing, show_cell
from opinionmine.reporting.paint import PAINTERS
from opinionmine.reporting.sections import build_report
from opinionmine.reporting.summary import build_summary
from opinionmine.reporting.tables import all_crosstabs
from opinionmine.sheets.lists import comments_to_sheet


def sheet_with(**changes):
    return read_document(SAMPLE), replace(read_sheet(SAMPLE), **changes)


def comments(*texts):
    content = ("意見\n" + "\n".join(texts) + "\n").encode()
    return comments_to_sheet(read_comments(content, "c.csv"), content, "c.csv")


def judge(codebook, outcome="themes", theme=0):
    theme_id = codebook.theme_ids[theme]

    def predict(opinions):
        scores = {t: 0.9 if t == theme_id and outcome == "themes" else 0.1 for t in codebook.theme_ids}
        own = (theme_id,) if outcome == "themes" else ()
        return [Prediction(o.opinion_id, outcome, own, scores, "report", (), (), "test") for o in opinions]

    return predict


# What is read, how it is judged, what the report must say, and how many pictures it has.
CASES = {
    "no opinions and no prose": (
        [sheet_with(opinions=(), passages=())], "themes", ("意見も文章も見つかりませんでした", "かみ合わない所は調べていません"), 1,
    ),
    "prose alone": ([sheet_with(opinions=())], "themes", ("意見は見つかりませんでした。市の文章で多いテーマは", "優先度の図"), 5),
    "no ratings": ([comments("会議を続ける", "会議を開く")], "themes", ("評価の表は見つかりませんでした",), 3),
    "one opinion": ([comments("会議")], "themes", ("意見 1 件で多く触れられたテーマは、団体どうしのつながり（1 件）", "記述のみ"), 2),
    "all uncertain": ([sheet_with()], "uncertain", ("どの意見・文章にもテーマは付きませんでした", "判定できず （17 件）"), 2),
    "none has a theme": ([comments("祭り", "祭り")], "none", ("どの意見・文章にもテーマは付きませんでした", "テーマなし （2 件）"), 0),
}  # fmt: skip


def words_of(report):
    def walk(sections):
        for section in sections:
            yield section.title
            for block in section.blocks:
                yield from (getattr(block, "text", ""), *getattr(block, "items", ()))
                yield from (show_cell(cell) for row in getattr(block, "rows", ()) for cell in row)
            yield from walk(section.parts)

    return "\n".join(walk(report.sections))


def drawings(sections):
    for section in sections:
        yield from (block for block in section.blocks if isinstance(block, Drawing))
        yield from drawings(section.parts)


@pytest.mark.parametrize("case", CASES)
def test_it_says_so(case, codebook):
    read, outcome, sentences, n_pictures = CASES[case]
    study = analyse(read, judge(codebook, outcome), codebook)
    summary = build_summary(study, codebook, dict.fromkeys(codebook.theme_ids, "B"), "test")
    for lang in ("ja", "en"):
        report = build_report(summary, codebook, lang)
        assert len(list(drawings(report.sections))) == n_pictures
        for paint in PAINTERS.values():
            assert len(paint(report, summary, codebook)) > 1000
    said = words_of(build_report(summary, codebook, "ja"))
    assert [sentence for sentence in sentences if sentence not in said] == []


def test_names_of_themes_may_hold_any_sign(codebook):
    name = "名/[]:?*<b>&'\"|=+" + "長" * 40
    themes = tuple(
        replace(theme, ja=f"{number}{name}", en=f"{number}{name}") for number, theme in enumerate(codebook.themes)
    )
    odd = replace(codebook, themes=themes)
    study = analyse([sheet_with(), comments("会議", "研修")], judge(odd, theme=3), odd)
    summary = build_summary(study, odd, dict.fromkeys(odd.theme_ids, "B"), "test")
    report = build_report(summary, odd, "ja")
    page = PAINTERS[".html"](report, summary, odd).decode()
    assert "<b>" not in page.partition("<main")[2].partition("<script")[0] and "3名/[]:?*&lt;b&gt;" in page
    book = openpyxl.load_workbook(io.BytesIO(PAINTERS[".xlsx"](report, summary, odd)))
    assert f"3{name}" in [cell.value for cell in book["テーマ"]["A"]]
    document = docx.Document(io.BytesIO(PAINTERS[".docx"](report, summary, odd)))
    assert any(p.text.startswith(f"3{name}") for p in document.paragraphs)
    lines = PAINTERS[".md"](report, summary, odd).decode().splitlines()
    assert any(re.match(r"### 3名/\\\[\\\]:\?\\\*\\<b\\>\\&'", line) for line in lines)


def test_small_numbers_are_never_tested(codebook):
    study = analyse([comments(*["会議"] * 6)], judge(codebook), codebook, by=())
    summary = build_summary(study, codebook, dict.fromkeys(codebook.theme_ids, "B"), "test")
    tests = [test for crosstab, _ in all_crosstabs(summary) for test in crosstab.tests]
    assert tests and all(test.p is None and test.why for test in tests)
