import io
import re
from dataclasses import replace

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm

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
from opinionmine.reporting.sections import build_report
from opinionmine.reporting.summary import build_summary
from opinionmine.reporting.word import render_word
from opinionmine.reporting.word_columns import choose_size, needs_turn, share_width


@pytest.fixture(scope="module", params=["ja", "en"])
def report(request, model, codebook):
    study = analyse([(read_document(SAMPLE), read_sheet(SAMPLE))], model.predict, codebook)
    return build_report(build_summary(study, codebook, model.grades, "m"), codebook, request.param)


@pytest.fixture(scope="module")
def document(report):
    return docx.Document(io.BytesIO(render_word(report)))


def write(*sections, lang="ja"):
    return docx.Document(io.BytesIO(render_word(Report(lang, "k", "t", "s", sections))))


def walk(sections, level=1):
    for section in sections:
        if not any(isinstance(block, AllOpinions) for block in section.blocks):
            yield level, section
            yield from walk(section.parts, level + 1)


def blocks(report, kind):
    return [block for _, section in walk(report.sections) for block in section.blocks if isinstance(block, kind)]


def styled(document, *names):
    return [p for p in document.paragraphs if p.style.name in names]


def pages(document):
    """Of each paragraph and table in order, whether it stands on a turned page."""
    turned = [section.orientation == WD_ORIENT.LANDSCAPE for section in document.sections]
    number = 0
    for piece in document.iter_inner_content():
        if piece._element.xpath("w:pPr/w:sectPr"):
            number += 1
        else:
            yield piece, turned[number]


def wide_table(n=14, number="100 (100%)"):
    row = ("長い名前のテーマ・目標", *[Number(1, number)] * (n - 1))
    return Table("t", "広い表", tuple(f"列{number}" for number in range(n)), (row, row))


def test_headings_are_the_sections(report, document):
    found = [(int(p.style.name[-1]), p.text) for p in document.paragraphs if re.fullmatch(r"Heading \d", p.style.name)]
    assert found == [(level, section.title) for level, section in walk(report.sections)]
    assert [p.text for p in styled(document, "Title", "Subtitle")] == [report.kind, report.title, report.subtitle]


def test_contents_lead_to_the_sections(report, document):
    links = [link for p in styled(document, "Contents") for link in p.hyperlinks]
    marks = {
        mark.get(qn("w:name")): p.text
        for p in styled(document, "Heading 1")
        for mark in p._p.findall(qn("w:bookmarkStart"))
    }
    assert [(link.text, marks[link.fragment]) for link in links] == [(title, title) for title in marks.values()]
    assert list(marks.values()) == [section.title for level, section in walk(report.sections) if level == 1]


def test_tables_hold_every_cell(report, document):
    expected = [
        [list(table.columns), *([show_cell(cell) for cell in row] for row in table.rows)]
        for table in blocks(report, Table)
    ]
    found = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]
    assert found == expected and len(found) > 15
    captions = [p.text for p in styled(document, "Caption")]
    drawn = [block.picture.title for block in blocks(report, Drawing)]
    assert sorted(captions) == sorted([table.title for table in blocks(report, Table)] + drawn)


def test_rows_are_whole_and_headers_repeated(report, document):
    for made, table in zip(document.tables, blocks(report, Table), strict=True):
        assert [bool(row._tr.xpath("w:trPr/w:tblHeader")) for row in made.rows] == [True] + [False] * len(table.rows)
        assert all(row._tr.xpath("w:trPr/w:cantSplit") for row in made.rows)
        for number, (row, cells) in enumerate(zip(list(made.rows)[1:], table.rows, strict=True)):
            is_strong = [(bool(c.paragraphs[0].runs[0].bold), bool(c._tc.xpath("w:tcPr/w:shd"))) for c in row.cells]
            assert set(is_strong) == {(number in table.marked,) * 2}
            styles = [c.paragraphs[0].style.name.split()[1] for c in row.cells]
            assert styles == ["Text" if isinstance(cell, str) else "Number" for cell in cells]


def test_tables_fit_their_pages(document):
    fitting = {False: Mm(170), True: Mm(257)}
    for piece, is_turned in pages(document):
        if not hasattr(piece, "rows"):
            continue
        widths = [column.width for column in piece.columns]
        assert sum(widths) <= fitting[is_turned] + Mm(1) and min(widths) > Mm(5)


def test_lists_and_quotes_are_whole(report, document):
    items = [p.text for p in styled(document, "List Bullet", "List Number")]
    assert items == [item for block in blocks(report, Items) for item in block.items]
    found = [p.text for p in styled(document, "Quote", "Quote Source")]
    quotes = blocks(report, Quote)
    assert found == [t for q in quotes for t in ("".join(text for text, _ in q.segments), q.footer)]
    marked = [(run.text, run.underline) for p in document.paragraphs for run in p.runs if run.font.highlight_color]
    assert marked == [(text, True) for q in quotes for text, is_evidence in q.segments if is_evidence]
    assert len(quotes) > 20


def test_sentences_are_whole(report, document):
    styles = {"plain": "Normal", "quiet": "Quiet Text", "warn": "Warning"}
    expected = [(styles[text.kind], text.text) for text in blocks(report, Text)]
    found = [(p.style.name, p.text) for p in styled(document, *styles.values()) if not p._p.xpath("w:pPr/w:sectPr")]
    assert found == expected


def test_pictures_say_what_they_show(report, document):
    drawings = blocks(report, Drawing)
    assert [s._inline.docPr.get("descr") for s in document.inline_shapes] == [d.picture.title for d in drawings]
    assert {s._inline.get(side) for s in document.inline_shapes for side in ("distL", "distR")} == {"0"}
    assert all(s.width <= Mm(170) and s.height <= Mm(190) for s in document.inline_shapes) and len(drawings) >= 4


def test_it_speaks_its_language(report, document):
    (language,) = document.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr/w:lang")
    expected = {"ja": "ja-JP", "en": "en-US"}[report.lang]
    assert (language.get(qn("w:val")), language.get(qn("w:eastAsia"))) == (expected, "ja-JP")
    fonts = {
        f.get(qn(f"w:{kind}"))
        for f in document.styles.element.xpath("w:style/w:rPr/w:rFonts")
        for kind in ("ascii", "eastAsia")
    }
    assert fonts == {"Yu Gothic"}
    assert all(s.footer._element.xpath('.//w:fldSimple[@w:instr="PAGE"]') for s in document.sections)


def test_the_same_report_gives_the_same_bytes(report):
    assert render_word(report) == render_word(report)


def test_numbers_of_a_second_list_begin_again():
    made = write(Section("s", "章", (Items(("一", "二"), True), Text("文"), Items(("甲",), True), Items(("乙",)))))
    numbers = [p._p.pPr.numPr.numId.val for p in styled(made, "List Number")]
    assert numbers[0] == numbers[1] != numbers[2]
    assert all(p._p.pPr.numPr is None for p in styled(made, "List Bullet"))


def test_headings_and_sentences_stand_with_what_they_lead_to():
    table, text = wide_table(3), Text("文")
    made = write(Section("s", "章", (text, table, Text("終", "quiet"))), Section("q", "次"))
    assert [p.paragraph_format.keep_with_next for p in styled(made, "Normal", "Quiet Text")] == [True, None]
    rows = made.tables[0].rows
    assert [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in rows] == [True, True, None]


def test_wide_tables_turn_the_page():
    narrow, many = replace(wide_table(3), title="狭い表"), replace(wide_table(10, "7 (+2)"), title="十列")
    quote = Quote("1", (("意見", False),), "o1")
    parts = (
        Section("a", "一", (Text("甲"), narrow)),
        Section("b", "二", (Text("乙"), wide_table())),
        Section("c", "三", (Text("丙"), narrow)),
        Section("d", "四", (Text("丁"), many)),
        Section("e", "五", (Text("戊"), narrow)),
    )
    made = write(Section("s", "章", (Text("文"),), parts), Section("q", "次", (many, quote)))
    where = {p.text: is_turned for p, is_turned in pages(made) if hasattr(p, "text")}
    # 三 stands between two wide tables; a table of ten columns alone fits an upright page.
    turned = {text for text, is_turned in where.items() if is_turned}
    assert needs_turn(wide_table()) and not needs_turn(many)
    assert turned & set("章文一甲二乙三丙四丁五戊次") == set("二乙三丙四丁")
    assert not where["意見"] and [s.page_width > s.page_height for s in made.sections] == [False, True, False]


def test_a_title_does_not_stand_alone_before_a_new_page():
    part = Section("p", "節", (Text("文"),), starts_page=True)
    made = write(Section("s", "章", (Text("序"),), (part, replace(part, title="次の節"))))
    breaks = {p.text: p.paragraph_format.page_break_before for p in styled(made, "Heading 1", "Heading 2")}
    assert breaks == {"章": True, "節": None, "次の節": True}


@pytest.mark.parametrize("n", [1, 3, 9, 14, 30])
def test_widths_fill_the_room(n):
    table = wide_table(n)
    for room in (170, 257):
        widths = share_width(table, choose_size(table, room), room)
        assert sum(widths) == pytest.approx(room) and min(widths) > 0


HOSTILE = "\x00<script>\x0b]]>\ufffe\ud800名/[]:?*" + "長" * 40


def test_anything_can_be_written():
    clean = "<script>]]>名/[]:?*" + "長" * 40
    table = Table("t", HOSTILE, (HOSTILE,) * 12, ((HOSTILE, *[Number(None, HOSTILE)] * 11),), frozenset({0}))
    quote = Quote("1", ((HOSTILE, True), ("", False), ("\n二\t三", False)), HOSTILE)
    texts = (Text(HOSTILE), Text(HOSTILE, "warn"), Items((HOSTILE,)), table, quote, More(HOSTILE, {}), AllOpinions())
    section = Section("s", HOSTILE, texts[:-1], (Section("opinions", HOSTILE, (AllOpinions(),)),))
    content = render_word(Report("ja", HOSTILE, HOSTILE, HOSTILE, (section,)))
    assert content == render_word(Report("ja", HOSTILE, HOSTILE, HOSTILE, (section,)))
    made = docx.Document(io.BytesIO(content))
    said = [p.text for p in made.paragraphs if p.text]
    # Kind, title, year, contents, heading, two sentences, item, caption, quote, footer, more.
    assert said == [clean] * 9 + [f"{clean}\n二\t三", clean, clean] and made.core_properties.title == clean
    assert {cell.text for row in made.tables[0].rows for cell in row.cells} == {clean}
    assert write(Section("e", "空", (Table("t", "題", ("甲",), ()), Items(())))).tables[0].cell(0, 0).text == "甲"
