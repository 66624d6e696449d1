import io
from dataclasses import replace

import openpyxl
import pytest
import python_calamine

from conftest import SAMPLE, read_sheet
from opinionmine.analysis import analyse
from opinionmine.documents.comments import read_comments
from opinionmine.documents.read import read_document
from opinionmine.errors import DocumentError
from opinionmine.reporting import excel_book, tables
from opinionmine.reporting.excel import render_excel
from opinionmine.reporting.excel_book import name_worksheet
from opinionmine.reporting.sections import build_report
from opinionmine.reporting.summary import build_summary
from opinionmine.reporting.words import Words
from opinionmine.sheets.lists import comments_to_sheet

HOSTILE = '年代,意見\n=1+1,=HYPERLINK("http://x")研修を続けてほしい\n+81,@SUM(A1) 相談窓口が遠い\n20代,{long}\n20代,職員👨‍👩‍👧の\x0b研修\n'
# Name of a table or a key of its worksheet -> the worksheet, in order.
NAMES = {
    "ja": [
        "概要", "目標ごとの評価", "評価の図", "テーマ", "テーマと話し手", "テーマと目標の対応", "優先度", "所見", "クロス表",
        "意見×テーマ", "目標との結びつき", "数値の照合", "言葉とテーマのつながり", "テーマごとの特徴語", "移動・未読", "テーマの説明", "作成の記録",
    ],
    "en": [
        "Summary", "Ratings by goal", "Ratings chart", "Themes", "Themes by voice", "Themes and goals", "Priorities", "Findings",
        "Crosstabs", "Opinions x themes", "Links to goals", "Audit", "Words and themes said together",
        "Words that mark each theme", "Moved or not read",
        "Glossary", "Provenance",
    ],
}  # fmt: skip
KEYS = ["front", "ratings", "ratings_chart", "themes", "voices", "map", "priorities", "findings", "crosstabs", "opinions", "links",
        "audit", "network", "key_words", "issues", "glossary", "provenance"]  # fmt: skip


@pytest.fixture(scope="module")
def summary(model, codebook):
    content = HOSTILE.format(long="研修を続ける。" * 6000).encode()
    read = [
        (read_document(SAMPLE), read_sheet(SAMPLE)),
        comments_to_sheet(read_comments(content, "c.csv"), content, "c.csv"),
    ]
    return build_summary(analyse(read, model.predict, codebook, by=["年代"]), codebook, model.grades, "m")


def render(summary, codebook, lang="ja"):
    return render_excel(build_report(summary, codebook, lang), summary, codebook)


def open_book(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def read_back(content):
    """The rows of every worksheet, read by two libraries that must agree."""
    book = open_book(content)
    found = {
        sheet.title: [["" if cell.value is None else cell.value for cell in row] for row in sheet.iter_rows()]
        for sheet in book
    }
    second = python_calamine.load_workbook(io.BytesIO(content))
    assert {name: second.get_sheet_by_name(name).to_python() for name in second.sheet_names} == found
    return found


def change_texts(summary, texts):
    """The summary with the texts of its first opinions replaced."""
    units = [replace(u, opinion=replace(u.opinion, text=t)) for u, t in zip(summary.units, texts, strict=False)]
    return replace(summary, units=(*units, *summary.units[len(units) :]))


@pytest.fixture(scope="module", params=["ja", "en"])
def written(request, summary, codebook):
    """Rows of the workbook by the key of the worksheet, with the words they are written in."""
    found = read_back(render(summary, codebook, request.param))
    assert list(found) == NAMES[request.param]
    return dict(zip(KEYS, found.values(), strict=True)), Words(request.param, codebook)


@pytest.fixture(scope="module")
def book(summary, codebook):
    return open_book(render(summary, codebook))


def as_written(table, before=()):
    """What a worksheet holds of a table of the report; every number is there as a number."""
    rows = [
        [
            *before,
            *(
                cell if isinstance(cell, str) else "" if cell.value is None else pytest.approx(cell.value)
                for cell in row
            ),
        ]
        for row in table.rows
    ]
    return [[*(["-"] * len(before)), *table.columns], *rows]


def test_front_says_what_there_is_and_leads_to_it(written, summary, codebook):
    (found, words), front = written, written[0]["front"]
    names = NAMES[words.lang]
    sentences = build_report(summary, codebook, words.lang).sections[0].blocks[0].items
    assert [row[1] for row in front if row[1] in sentences] == list(sentences) and len(sentences) == 5
    starts = [front.index([words(key), ""]) for key in ("overview", "totals", "contents", "provenance")]
    assert starts == sorted(starts)
    totals = {row[0]: row[1] for row in front[starts[1] + 1 : starts[2]]}
    assert (
        totals[words("opinions")] == summary.n_opinions == 8
        and totals[words("outcome_themes")] == summary.outcomes["themes"]
    )
    assert {totals[f"{SAMPLE.name} {c.grade}"] for c in summary.sources[0].totals[0].counts} == {141, 129, 22, 13}
    assert [row[0] for row in front[starts[2] + 1 : starts[3]]] == names[1:]
    assert front[starts[3] + 1 : -1] == found["provenance"][1:]
    # One opinion of 42,000 characters.
    assert front[-1] == ["", words("cells_cut", n=1)]


def test_links_on_the_front_lead_somewhere(book):
    targets = [cell.hyperlink.location for (cell,) in book["概要"]["A1:A60"] if cell.hyperlink]
    assert targets == [f"'{name}'!A1" for name in NAMES["ja"][1:]]


def test_every_rating(written, summary):
    found, _ = written
    source = summary.sources[0]
    expected = [
        [source.name, row.goal_id, row.title, row.actor, c.grade, c.count, c.change, ", ".join(c.places)]
        for row in source.rows
        for c in row.counts
    ]
    assert found["ratings"][1:] == expected and sum(row[5] for row in expected) == 305
    assert found["ratings_chart"][1:] == [
        [f"{row.goal_id} {row.title} {row.actor}", *(c.count for c in row.counts)] for row in source.rows
    ]


def test_every_count_of_themes(written, summary):
    found, words = written
    voices = ("committee", "comment", "self_evaluation", "project_report")
    raised = sorted((t for t in summary.themes if t.opinion_ids), key=lambda t: -len(t.opinion_ids))
    assert found["voices"] == [
        [words("theme"), *(words(f"voice_{voice}") for voice in voices), words("sum")],
        *([words.theme(t.theme_id), *(t.voices.get(v, 0) for v in voices), len(t.opinion_ids)] for t in raised),
    ]
    prose = [sum(t.voices.get(v, 0) for v in ("self_evaluation", "project_report")) for t in raised]
    assert [[*row[:4], row[6]] for row in found["themes"][1:]] == [
        [words.theme(t.theme_id), t.grade, len(t.opinion_ids) - n, pytest.approx(t.share.count / 8), n]
        for t, n in zip(raised, prose, strict=True)
    ]


def test_map_has_every_cell(written, summary, codebook):
    found, words = written
    expected = {(words.theme(c.theme_id), c.goal_id): len(c.opinion_ids) for c in summary.sources[0].map}
    goals = [column.split()[0] for column in found["map"][0][1:]]
    counts = {(row[0], goal): n for row in found["map"][1:] for goal, n in zip(goals, row[1:], strict=True)}
    assert {place: n for place, n in counts.items() if n} == expected
    assert len(counts) == len(codebook.themes) * len(goals)


def test_every_opinion_has_every_theme(written, summary, codebook):
    found, words = written
    rows, n = found["opinions"], len(codebook.theme_ids)
    names = [theme.ja if words.lang == "ja" else theme.en for theme in codebook.themes]
    assert rows[0][7:] == [*names, *(f"p {name}" for name in names), "年代"]
    assert len(rows) == len(summary.units) + 1
    for row, unit in zip(rows[1:], summary.units, strict=True):
        opinion, said = unit.opinion, unit.prediction
        assert row[:5] == [
            opinion.opinion_id,
            summary.sources[unit.source - 1].name,
            words(f"voice_{opinion.voice}"),
            words(f"stance_{said.stance}"),
            words(f"outcome_{said.outcome}"),
        ]
        assert row[5] == opinion.text.replace("\x0b", "")[:32_767]
        assert row[7 : 7 + n] == [int(theme_id in said.themes) for theme_id in codebook.theme_ids]
        assert row[7 + n : 7 + 2 * n] == pytest.approx([said.scores[theme_id] for theme_id in codebook.theme_ids])
        assert row[-1] == "・".join(summary.variables["年代"].get(opinion.opinion_id, ()))


def test_every_link(written, summary):
    found, words = written
    expected = [
        [x.opinion_id, words.theme(x.theme_id), x.goal_id, words(f"basis_{x.basis}"), x.strength, x.reason, "・".join(x.actors),
         summary.sources[0].name]  # the sheet whose goals the list speaks of too
        for unit in summary.units
        for x in unit.links
    ]  # fmt: skip
    assert found["links"][1:] == expected and len(expected) > 15


def test_every_claim_finding_and_issue(written, summary):
    found, words = written
    source = summary.sources[0]
    claims = [[source.name, words(f"{c.verdict}_mark"), c.quote, c.stated, c.computed] for c in source.audit.claims]
    assert [[*row[:3], *row[5:7]] for row in found["audit"][1:]] == claims and len(claims) == 17
    assert [row[2] for row in found["findings"][1:]] == [words.join(f.opinion_ids) for f in source.findings]
    assert [(row[2], row[3]) for row in found["issues"][1:]] == [
        (i.locator.label, i.message) for s in summary.sources for i in s.issues
    ]


def test_tables_of_the_report_are_whole(written, summary, codebook):
    found, words = written
    source = summary.sources[0]
    assert found["priorities"] == as_written(tables.priorities_table(source, words))
    assert found["crosstabs"] == as_written(tables.crosstab_cells(tables.all_crosstabs(summary), words))
    assert found["network"] == as_written(tables.edges_table(summary, words))
    assert found["glossary"] == as_written(tables.glossary_table(codebook, words))
    crosstabs = [*summary.crosstabs, *source.crosstabs]
    assert [row[4] for row in found["crosstabs"][1:]] == [cell.count for c in crosstabs for cell in c.cells]


def test_charts_point_at_their_tables(book, summary):
    assert {sheet.title: len(sheet._charts) for sheet in book if sheet._charts} == {"評価の図": 1, "テーマと話し手": 1}
    for name, kind, columns in (("評価の図", "percentStacked", "BCDE"), ("テーマと話し手", "stacked", "BCDE")):
        chart, last = book[name]._charts[0], book[name].max_row
        assert (chart.barDir, chart.grouping) == ("bar", kind)
        assert [(s.tx.strRef.f, s.cat.strRef.f, s.val.numRef.f) for s in chart.ser] == [
            (f"{name}!${c}$1", f"{name}!$A$2:$A${last}", f"{name}!${c}$2:${c}${last}") for c in columns
        ]
    # The sum is no part of the bar.
    assert book["テーマと話し手"]["F1"].value == "計"


def test_filters_headers_and_print(book):
    for name in NAMES["ja"][1:]:
        sheet = book[name]
        assert sheet.auto_filter.ref == sheet.dimensions and sheet.freeze_panes == "B2"
        assert sheet.print_title_rows == "$1:$1" and sheet["A1"].font.b
        assert sheet["A1"].alignment.wrap_text and sheet["A2"].alignment.wrap_text
    for sheet in book:
        assert sheet.page_setup.paperSize == 9 and (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (
            None,
            0,
        )
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert [book[name].page_setup.orientation for name in ("意見×テーマ", "所見")] == ["landscape", "portrait"]
    # Not every program makes room for wrapped text by itself.
    assert book["意見×テーマ"].row_dimensions[len(list(book["意見×テーマ"].rows)) - 1].height == pytest.approx(
        409, abs=1
    )


def test_numbers_look_as_in_the_report(book):
    def form(name, cell):
        return book[name][cell].number_format

    assert form("目標ごとの評価", "F2") == "0_ " and form("目標ごとの評価", "G2") == "+0_ ;−0_ ;±0_ "
    assert form("テーマ", "D2") == "0%_ " and form("クロス表", "G2") == "0%_ " and form("クロス表", "J2") == "0.00_ "
    assert form("意見×テーマ", "H2") == "0_ " and form("意見×テーマ", "X2") == "0.000_ "
    assert {cell.number_format for row in book["テーマと目標の対応"]["B2:H17"] for cell in row} == {
        "0_ ;;", '"●" 0_ ', '"◐" 0_ ', '"○" 0_ ',
    }  # fmt: skip


def test_a_figure_that_differs_is_marked_by_more_than_colour(summary, codebook):
    source = summary.sources[0]
    claims = (replace(source.audit.claims[0], verdict="differs"), *source.audit.claims[1:])
    changed = replace(source, audit=replace(source.audit, claims=claims))
    sheet = open_book(render(replace(summary, sources=(changed, *summary.sources[1:])), codebook))["数値の照合"]
    looks = [{(cell.font.b, cell.fill.fgColor.rgb) for cell in row} for row in sheet["A2:H3"]]
    assert looks == [{(True, "FFFBE3DE")}, {(False, "00000000")}]
    assert sheet["B2"].value == "不一致"


TEXTS = [
    ("=1+1", "=1+1"),
    ("@SUM(A1)", "@SUM(A1)"),
    ("+81", "+81"),
    ("http://example.jp/", "http://example.jp/"),
    ("{=A1}", "{=A1}"),
    ("研修\x00を\x1b続ける\ufffe", "研修を続ける"),
    ("長" * 40_000, "長" * 32_767),
    ("👨‍👩‍👧" * 5_000, "👨‍👩‍👧" * 4_095),
    ("_x0041_ は残る", "_x0041_ は残る"),
    (" 前後の空白 ", " 前後の空白 "),
    ("一行目\n二行目", "一行目\n二行目"),
]


def test_hostile_texts_stay_texts(summary, codebook):
    content = render(change_texts(summary, [text for text, _ in TEXTS]), codebook)
    book = open_book(content)
    shown = [row[5] for row in read_back(content)["意見×テーマ"][1:]]
    assert shown[: len(TEXTS)] == [text for _, text in TEXTS]
    assert {cell.data_type for sheet in book for row in sheet for cell in row} == {"s", "n"}
    assert "3 か所で切りました" in book["概要"].cell(book["概要"].max_row, 2).value


def test_hostile_names_of_themes(summary, codebook):
    names = ["=1+1", "a/b[c]:?*\\d", "'長'" * 20, "👨‍👩‍👧\x00"]
    themes = [replace(theme, ja=name) for theme, name in zip(codebook.themes, names, strict=False)]
    changed = replace(codebook, themes=(*themes, *codebook.themes[len(names) :]))
    book = open_book(render(summary, changed))
    assert book.sheetnames == NAMES["ja"]
    assert [cell.value for cell in book["意見×テーマ"][1]][7:11] == [*names[:3], "👨‍👩‍👧"]
    assert [cell.coordinate for sheet in book for row in sheet for cell in row if cell.data_type == "f"] == []


def test_a_full_worksheet_goes_on_in_another(summary, codebook, monkeypatch):
    monkeypatch.setattr(excel_book, "ROWS", 11)
    found = read_back(render(summary, codebook))
    parts = [rows for name, rows in found.items() if name.startswith("意見×テーマ")]
    assert [len(rows) for rows in parts] == [11, 11, 2] and parts[0][0] == parts[2][0]
    assert [row[0] for rows in parts for row in rows[1:]] == [unit.opinion.opinion_id for unit in summary.units]


def test_too_many_columns_are_refused(summary, codebook, monkeypatch):
    monkeypatch.setattr(excel_book, "COLUMNS", 30)
    with pytest.raises(DocumentError, match="40 columns for the worksheet 意見×テーマ"):
        render(summary, codebook)


def test_the_same_bytes(summary, codebook):
    assert render(summary, codebook) == render(summary, codebook)


@pytest.mark.parametrize(
    ("title", "taken", "name"),
    [
        ("a/b[c]:?*\\d", [], "a b c d"),
        ("長" * 40, [], "長" * 31),
        ("長" * 40, ["長" * 31], "長" * 29 + " 2"),
        ("Themes", ["themes", "themes 2"], "Themes 3"),
        ("'x'", [], "x"),
        ("", [], "1"),
    ],
)
def test_names_of_worksheets(title, taken, name):
    assert name_worksheet(title, taken) == name
