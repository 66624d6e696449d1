import re

import pytest

from conftest import SAMPLE, read_sheet
from opinionmine.analysis import analyse
from opinionmine.documents.read import read_document
from opinionmine.reporting.blocks import (
    AllOpinions,
    Drawing,
    Items,
    More,
    Number,
    Quote,
    Report,
    Section,
    Table,
    Text,
    show_cell,
)
from opinionmine.reporting.markdown import escape, render_markdown
from opinionmine.reporting.pictures import Picture
from opinionmine.reporting.sections import build_report
from opinionmine.reporting.summary import build_summary


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("研修を続ける。", "研修を続ける。"),
        ("# 見出し", "\\# 見出し"),
        ("#見出し", "\\#見出し"),
        ("1. 番号", "1\\. 番号"),
        ("2) 番号", "2\\) 番号"),
        ("54.2％", "54.2％"),
        ("- 項目", "\\- 項目"),
        ("---", "\\---"),
        ("===", "\\==="),
        (":-", "\\:-"),
        ("+ 項目", "\\+ 項目"),
        ("+3", "+3"),
        ("-2.5", "-2.5"),
        ("a|b\nc", "a\\|b c"),
        ("<b>&lt;", "\\<b\\>\\&lt;"),
        ("<script>alert(1)</script>", "\\<script\\>alert(1)\\</script\\>"),
        ("[字](javascript:x)", "\\[字\\](javascript:x)"),
        ("![図](https://x.jp/a.png)", "!\\[図\\](https\\://x.jp/a.png)"),
        ("WWW.x.jp", "WWW\\.x.jp"),
        ("`x` *x* _x_ ~x~ \\", "\\`x\\` \\*x\\* \\_x\\_ \\~x\\~ \\\\"),
        ("\x00\x1b[31m\ud800字", "\\[31m字"),
        ("甲　乙\t 丙", "甲　乙 丙"),
        ("2023年度（令和5年度）", "2023年度（令和5年度）"),
    ],
)
def test_nothing_is_active(text, escaped):
    assert escape(text) == escaped


@pytest.mark.parametrize(
    ("segments", "written"),
    [
        ([("*前 ", False), (" 研修 ", True), ("後", False)], "> \\*前  **研修** 後"),
        ([("お", False), ("「研修」", True), ("を", False)], "> お「**研修**」を"),
        ([("て", False), ("◎", True), ("と", False)], "> て<b>◎</b>と"),
        ([("甲", False), (" ", True), ("乙", False)], "> 甲 乙"),
        ([("一。\n研", True), ("修\r\n\n三", False)], "> **一**。  \n> **研**修  \n> 三"),
        ([("# 甲\n- 乙\n1", False), (". 丙", True)], "> \\# 甲  \n> \\- 乙  \n> 1\\. **丙**"),
        ([("か", False), ("は\u3099", True), ("。", False)], "> か**は\u3099**。"),
        ([("　字下げ", False)], "> 　字下げ"),
    ],
)
def test_evidence_is_bold(segments, written):
    report = Report("ja", "k", "t", "s", (Section("s", "章", (Quote("1", tuple(segments), "o1"),)),))
    assert render_markdown(report) == f"# k: t\n\ns\n\n## 章\n\n{written}\n>\n> — o1\n"


def test_every_block_is_written():
    table = Table(
        "t", "表|題", ("目標", "n"), (("- a|b\n* c", Number(3, "+3")), ("計", Number(3, "3"))), frozenset({1})
    )
    report = Report(
        "ja",
        "報告書",
        "緑岡市 <b>",
        "2023年度",
        (
            Section(
                "s",
                "章 #",
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
        "# 報告書: 緑岡市 \\<b\\>\n\n2023年度\n\n## 章 \\#\n\n文\n\n**注意**\n\n1. 一\n2. 二\n\n- 甲\n\n*表\\|題*\n\n"
        "| 目標 | n |\n| --- | ---: |\n| - a\\|b<br>\\* c | +3 |\n| **計** | **3** |\n\n### 節\n\n"
        "## 意見\n\n> \\*前  **研修** 後\n>\n> — 委員会 ／ o1\n\n他 3 件\n"
    )


@pytest.mark.parametrize(
    ("title", "written"),
    [("C#", "C#"), ("章 ##", "章 \\##"), ("#", "\\#"), ("長/[]:?*" * 6, "長/\\[\\]:?\\*" * 6)],
)
def test_a_title_is_whole(title, written):
    page = render_markdown(Report("ja", "k", title, "", (Section("s", title, (Table("t", "　", ("甲",), ()),)),)))
    assert page == f"# k: {written}\n\n## {written}\n\n| 甲 |\n| --- |\n"


def table_of(title, *rows, columns=("甲", "n")):
    return Table("t", title, columns, tuple((row, Number(1, "1")) for row in rows))


@pytest.mark.parametrize(
    ("numbers", "tables", "shown"),
    [
        (table_of("題", "a"), [], ["a"]),
        (table_of("題", "a"), [table_of("他", "b")], ["a", "b"]),
        (table_of("題", "a"), [table_of("題", "a")], ["a"]),
        (table_of("題", "a", "b"), [table_of("題", "a")], ["a", "b"]),
        (table_of("題", "x"), [table_of("題", "a", columns=("丙", "n"))], ["a"]),
    ],
)
def test_numbers_of_a_picture_are_given_once(numbers, tables, shown):
    blocks = (Drawing(Picture("p", "題", "{}"), numbers), Text("文"), *tables)
    page = render_markdown(Report("ja", "k", "t", "s", (Section("s", "章", blocks),)))
    assert re.findall(r"^\| (\w) \| 1 \|$", page, re.M) == shown


def walk(sections, level=2):
    for section in sections:
        if section.name != "opinions":
            yield level, section
            yield from walk(section.parts, level + 1)


def cells_of(line):
    return [re.sub(r"\\(.)", r"\1", cell.strip().strip("*")) for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_report_of_the_sample(model, codebook, lang):
    study = analyse([(read_document(SAMPLE), read_sheet(SAMPLE))], model.predict, codebook)
    report = build_report(build_summary(study, codebook, model.grades, "m"), codebook, lang)
    page = render_markdown(report)
    headings = re.findall(r"^(##+) (.*)$", page, re.M)
    assert headings == [("#" * level, escape(section.title)) for level, section in walk(report.sections)]
    blocks = [block for _, section in walk(report.sections) for block in section.blocks]

    found = [[cells_of(line) for line in table.splitlines()] for table in re.findall(r"(?:^\|.*\n)+", page, re.M)]
    tables = [block for block in blocks if isinstance(block, Table)]
    assert all({len(row) for row in rows} == {len(t.columns)} for rows, t in zip(found, tables, strict=True))
    edges = next(block.numbers for block in blocks if isinstance(block, Drawing) and block.numbers.name == "network")
    for rows, table in zip(found, (edges if table.name == "network" else table for table in tables), strict=True):
        assert rows[0] == list(table.columns)
        assert rows[2:] == [[show_cell(cell).strip() for cell in row] for row in table.rows]

    quotes = [block for block in blocks if isinstance(block, Quote)]
    written = re.findall(r"^((?:> .*\n)+)>\n> — (.*)$", page, re.M)
    plain = [(re.sub(r"\*\*|</?b>|^> |  $", "", text, flags=re.M).strip(), footer) for text, footer in written]
    texts = ["".join(text for text, _ in quote.segments) for quote in quotes]
    assert plain == [(escape(t), escape(q.footer)) for t, q in zip(texts, quotes, strict=True)] and len(quotes) > 20
