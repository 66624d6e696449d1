import io
import re

import docx
import pytest

from conftest import SAMPLE, read_sheet
from opinionmine.analysis import analyse
from opinionmine.documents.read import read_document
from opinionmine.reporting.blocks import AllOpinions, Drawing, Items, Number, Quote, Report, Section, Table, show_cell
from opinionmine.reporting.sections import build_report
from opinionmine.reporting.summary import build_summary
from opinionmine.reporting.word import render_word


@pytest.fixture(scope="module", params=["ja", "en"])
def report(request, model, codebook):
    study = analyse([(read_document(SAMPLE), read_sheet(SAMPLE))], model.predict, codebook)
    return build_report(build_summary(study, codebook, model.grades, "m"), codebook, request.param)


@pytest.fixture(scope="module")
def document(report):
    return docx.Document(io.BytesIO(render_word(report)))


def walk(sections, level=1):
    for section in sections:
        if not any(isinstance(block, AllOpinions) for block in section.blocks):
            yield level, section
            yield from walk(section.parts, level + 1)


def blocks(report, kind):
    return [block for _, section in walk(report.sections) for block in section.blocks if isinstance(block, kind)]


def test_headings_are_the_sections(report, document):
    found = [(int(p.style.name[-1]), p.text) for p in document.paragraphs if re.fullmatch(r"Heading \d", p.style.name)]
    assert found == [(level, section.title) for level, section in walk(report.sections)]


def test_tables_hold_every_cell(report, document):
    expected = [
        [list(table.columns), *([show_cell(cell) for cell in row] for row in table.rows)]
        for table in blocks(report, Table)
    ]
    found = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]
    assert found == expected and len(found) > 15
    assert all(table.rows[0]._tr.xpath("w:trPr/w:tblHeader") for table in document.tables)


def test_lists_and_quotes_are_whole(report, document):
    items = [p.text for p in document.paragraphs if p.style.name in ("List Bullet", "List Number")]
    assert items == [item for block in blocks(report, Items) for item in block.items]
    quotes = blocks(report, Quote)
    texts = [p.text for p in document.paragraphs]
    assert [t for t in texts if t in {q.footer for q in quotes}] == [q.footer for q in quotes] and len(quotes) > 20
    marked = [run.text for p in document.paragraphs for run in p.runs if run.font.highlight_color is not None]
    assert marked == [text for q in quotes for text, is_evidence in q.segments if is_evidence]


def test_pictures_say_what_they_show(report, document):
    drawings = blocks(report, Drawing)
    assert [s._inline.docPr.get("descr") for s in document.inline_shapes] == [d.picture.title for d in drawings]
    width = document.sections[0].page_width - 2 * document.sections[0].left_margin
    assert all(shape.width <= width for shape in document.inline_shapes) and len(drawings) >= 4


def test_anything_can_be_written():
    hostile = "\x00<script>\x0b]]>\ufffe名/[]:?*" + "長" * 40
    table = Table("t", hostile, (hostile,) * 12, ((hostile, *[Number(None, "–")] * 11),), frozenset({0}))
    section = Section("s", hostile, (Items((hostile,)), table, Quote("1", ((hostile, True),), hostile)))
    content = render_word(Report("ja", hostile, hostile, hostile, (section,)))
    made = docx.Document(io.BytesIO(content))
    clean = "<script>]]>名/[]:?*" + "長" * 40
    assert made.tables[0].cell(1, 0).text == clean and made.core_properties.title == clean
    assert content == render_word(Report("ja", hostile, hostile, hostile, (section,)))
