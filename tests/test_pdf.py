import logging
import subprocess
from dataclasses import dataclass

import pytest

from conftest import CHROMIUM
from opinionmine.documents.limits import Limits
from opinionmine.documents.pdf import read_pdf
from opinionmine.errors import DocumentError
from opinionmine.records import Locator, TableBlock, TextBlock
from packing import pack_pdf

HEIGHT = 842


@dataclass(frozen=True)
class Page:
    """One page: texts as (x, top, text) in 10 point type, then drawings; the page may be turned."""

    texts: tuple = ()
    drawing: str = ""
    size: int = 10
    matrix: str = "1 0 0 1"


def write_pdf(*pages, is_mapped=True, writing="H", attributes="", on_all="", trailer=""):
    """Write a PDF file by hand: one font without glyphs, half-width for ASCII, with or without a character map."""
    codes = {c: n for n, c in enumerate(sorted({c for page in pages for *_, text in page.texts for c in text}), 1)}
    widths = " ".join(f"{n}[500]" for c, n in codes.items() if c.isascii())
    rows = "\n".join(f"<{n:04X}> <{c.encode('utf-16-be').hex()}>" for c, n in codes.items())
    cmap = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def 1 begincodespacerange "
    cmap += f"<0000> <FFFF> endcodespacerange {len(codes)} beginbfchar\n{rows}\nendbfchar endcmap end end"
    kids = " ".join(f"{7 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}{on_all}>>",
        f"<</Type/Font/Subtype/Type0/BaseFont/Sample/Encoding/Identity-{writing}/DescendantFonts[4 0 R]"
        f"{'/ToUnicode 6 0 R' * is_mapped}>>",
        "<</Type/Font/Subtype/CIDFontType0/BaseFont/Sample/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        f"/DW 1000/W[{widths}]/FontDescriptor 5 0 R>>",
        "<</Type/FontDescriptor/FontName/Sample/Flags 4/FontBBox[0 -120 1000 880]/ItalicAngle 0/Ascent 880/Descent -120"
        "/CapHeight 700/StemV 80>>",
        f"<</Length {len(cmap)}>>\nstream\n{cmap}\nendstream",
    ]
    for n, page in enumerate(pages):
        content = page.drawing
        for x, top, text in page.texts:
            baseline = HEIGHT - top - (0.88 * page.size if writing == "H" else 0)
            shown = "".join(f"{codes[c]:04X}" for c in text)
            content += f"\nBT /F1 {page.size} Tf {page.matrix} {x} {baseline} Tm <{shown}> Tj ET"
        media = "" if on_all else f"/MediaBox[0 0 595 {HEIGHT}]"
        objects.append(
            f"<</Type/Page/Parent 2 0 R{media}{attributes}/Resources<</Font<</F1 3 0 R>>>>/Contents {8 + 2 * n} 0 R>>"
        )
        objects.append(f"<</Length {len(content)}>>\nstream\n{content}\nendstream")
    return pack_pdf(objects, trailer)


def rule(*lines):
    """Draw lines (x0, top, x1, bottom)."""
    return " ".join(f"{x0} {HEIGHT - top} m {x1} {HEIGHT - bottom} l S" for x0, top, x1, bottom in lines)


def rule_grid(xs, ys):
    return rule(*((xs[0], y, xs[-1], y) for y in ys), *((x, ys[0], x, ys[-1]) for x in xs))


def read(content, limits=Limits()):  # noqa: B008 (frozen)
    return read_pdf(content, "a.pdf", limits)


def show(blocks):
    """Lines as text, tables as rows of text, a repeated cell as ^."""
    return [
        block.text
        if isinstance(block, TextBlock)
        else [["^" if cell.repeats else cell.text for cell in row] for row in block.rows]
        for block in blocks
    ]


LEFT = ["左の段の一行目である。左の段の", "二行目がここにある。左の段はま", "だ続いている。"]
RIGHT = ["右の段の一行目である。右の段の", "二行目がここにある。右の段もま", "だ続いている。"]


def columns(left, right, top):
    return [(60, top + 15 * n, text) for n, text in enumerate(left)] + [
        (240, top + 15 * n, text) for n, text in enumerate(right)
    ]


LINES = [
    pytest.param([(60, 90, "下"), (60, 75, "中"), (60, 60, "上")], ["上", "中", "下"], id="not in draw order"),
    pytest.param([(80, 60, "福祉"), (60, 60, "地域")], ["地域福祉"], id="touching fragments"),
    pytest.param([(60, 60, "目標１"), (100, 60, "つながり")], ["目標１ つながり"], id="one character apart"),
    pytest.param([(60, 60, "連"), (73, 60, "携")], ["連携"], id="justified"),
    pytest.param(
        [
            (60, 60, "市・市社協"),
            (160, 60, "7"),
            (168, 60, "(⇧"),
            (187, 60, "2)"),
            (260, 60, "11"),
            (274, 60, "(⇩"),
            (293, 60, "3)"),
        ],
        ["市・市社協 7 (⇧ 2) 11 (⇩ 3)"],
        id="row without rules",
    ),
    pytest.param(
        [
            (60, 60, "区分"),
            (200, 60, "◎"),
            (300, 60, "○"),
            (60, 75, "市"),
            (200, 75, "7"),
            (300, 75, "11"),
            (60, 90, "地域"),
            (200, 90, "3"),
            (300, 90, "5"),
        ],
        ["区分 ◎ ○", "市 7 11", "地域 3 5"],
        id="table without rules",
    ),
    pytest.param(
        [
            (60, 60, "見守りの活動を続ける団体"),
            (240, 60, "◎"),
            (60, 75, "居場所をつくる団体"),
            (240, 75, "○"),
            (60, 90, "担い手"),
            (240, 90, "×"),
        ],
        ["見守りの活動を続ける団体 ◎", "居場所をつくる団体 ○", "担い手 ×"],
        id="measures and marks",
    ),
    pytest.param(
        [(160, 50, "評価報告書の題名が上にある"), *columns(LEFT, RIGHT, 90), (222, 170, "- 1 -")],
        ["評価報告書の題名が上にある", "", *LEFT, *RIGHT, "", "- 1 -"],
        id="two columns under a title",
    ),
    pytest.param(
        [*columns(LEFT, RIGHT, 60), (60, 130, "２　委員の意見"), *columns(RIGHT, LEFT, 160)],
        [*LEFT, *RIGHT, "", "２ 委員の意見", "", *RIGHT, *LEFT],
        id="heading between two pairs of columns",
    ),
    pytest.param(
        [(60, 50, "全幅の文は段を分けるものでありここで左右の段は終わることになる"), *columns(LEFT, RIGHT, 65)],
        ["全幅の文は段を分けるものでありここで左右の段は終わることになる", *LEFT, *RIGHT],
        id="prose over the whole width",
    ),
    pytest.param(
        [(70, 60, "一つ目の段落が"), (60, 75, "続いている。"), (70, 90, "二つ目。"), (60, 120, "離れた行")],
        ["　一つ目の段落が", "続いている。", "　二つ目。", "", "離れた行"],
        id="indent and gap",
    ),
    pytest.param(
        [(60, 60, "◆居場所が足りない地"), (70, 75, "区がある。"), (60, 90, "◆次の意見")],
        ["◆居場所が足りない地", "区がある。", "◆次の意見"],
        id="hanging lines are no paragraphs",
    ),
    pytest.param(
        [(60, 60, "○自己評価"), (70, 75, "比較可能な調査がない。"), (60, 90, "以上")],
        ["○自己評価", "　比較可能な調査がない。", "以上"],
        id="paragraph under a heading with a mark",
    ),
    pytest.param(
        [(60, 60, "太字ああ11"), (60.4, 60, "太字ああ11"), (60.2, 60.2, "太字ああ11")],
        ["太字ああ11"],
        id="printed twice",
    ),
    pytest.param([(60, 60, "𠮷田㈱①⺠⻑ｻﾛﾝ")], ["𠮷田㈱①⺠⻑ｻﾛﾝ"], id="rare characters"),
    pytest.param([(60, 60, "市"), (60, 75, "◎")], ["市", "◎"], id="single characters"),
]


@pytest.mark.parametrize(("texts", "expected"), LINES)
def test_lines_stand_in_reading_order(texts, expected):
    assert [show(read(write_pdf(Page(tuple(drawn))))[0]) for drawn in (texts, texts[::-1])] == [expected] * 2


def test_a_line_knows_its_page_number_and_place():
    blocks, issues = read(write_pdf(Page(((60, 60, "一頁"),)), Page(((70, 80, "二頁"), (70, 140, "下")))))
    assert issues == []
    assert blocks == [
        TextBlock("一頁", Locator(page=1, line=1, bbox=(60.0, 60.0, 80.0, 70.0))),
        TextBlock("二頁", Locator(page=2, line=2, bbox=(70.0, 80.0, 90.0, 90.0))),
        TextBlock("", Locator(page=2, line=3, bbox=(70.0, 90.0, 90.0, 140.0))),
        TextBlock("下", Locator(page=2, line=4, bbox=(70.0, 140.0, 80.0, 150.0))),
    ]


TURNED = [
    pytest.param("", "1 0 0 1", (60, 60), (60.0, 60.0), id="plain"),
    pytest.param("/CropBox[30 50 500 800]", "1 0 0 1", (60, 60), (30.0, 18.0), id="cropped"),
    pytest.param("/Rotate 90", "0 1 -1 0", (100, 700), (133.2, 91.2), id="turned right"),
    pytest.param("/Rotate 270", "0 -1 1 0", (100, 700), (708.8, 486.2), id="turned left"),
]


@pytest.mark.parametrize(("attributes", "matrix", "place", "corner"), TURNED)
def test_places_are_those_of_the_page_as_seen(attributes, matrix, place, corner):
    blocks, _ = read(write_pdf(Page(((*place, "横向きの頁"),), matrix=matrix), attributes=attributes))
    assert [(block.text, block.locator.bbox[:2]) for block in blocks] == [("横向きの頁", corner)]


CELLS = ((63, 62, "区分"), (123, 62, "評価"), (63, 82, "市"), (123, 82, "◎"), (183, 82, "△"))
TABLES = [
    pytest.param(
        [(60, 40, "上の行"), *CELLS, (60, 130, "下の行")],
        rule_grid((60, 120, 180, 240), (60, 80, 100)),
        ["上の行", [["区分", "評価", ""], ["市", "◎", "△"]], "", "下の行"],
        id="ruled",
    ),
    pytest.param(
        CELLS,
        rule(
            (60, 60, 240, 60),
            (60, 80, 240, 80),
            (60, 100, 240, 100),
            (60, 60, 60, 100),
            (120, 60, 120, 100),
            (180, 80, 180, 100),
            (240, 60, 240, 100),
        ),
        [[["区分", "評価", "^"], ["市", "◎", "△"]]],
        id="merged across",
    ),
    pytest.param(
        CELLS[:2] + CELLS[3:4],
        rule(
            (60, 60, 180, 60),
            (120, 80, 180, 80),
            (60, 100, 180, 100),
            (60, 60, 60, 100),
            (120, 60, 120, 100),
            (180, 60, 180, 100),
        ),
        [[["区分", "評価"], ["^", "◎"]]],
        id="merged down",
    ),
    pytest.param(
        CELLS,
        rule((60, 60, 240, 60), (60, 80, 240, 80), (60, 100, 240, 100), (120, 60, 120, 100), (180, 60, 180, 100)),
        [[["区分", "評価", ""], ["市", "◎", "△"]]],
        id="open at the sides",
    ),
    pytest.param(
        [(63, 62, "居場所が広"), (63, 74, "がった。"), (63, 86, "続ける。"), (123, 62, "サロン"), (123, 74, "見守り")],
        rule_grid((60, 121, 240), (60, 100)),
        [[["居場所が広がった。\n続ける。", "サロン\n見守り"]]],
        id="wrapped and meant line breaks",
    ),
    pytest.param(
        [(63, 62, "◆居場所が足りない"), (63, 74, "◆担い手がいない"), (160, 62, "番"), (160, 74, "号")],
        rule_grid((60, 156, 174), (60, 100)),
        [[["◆居場所が足りない\n◆担い手がいない", "番号"]]],
        id="bullets in a cell",
    ),
    pytest.param(
        [(60, 40, "上"), (65, 65, "枠の中の文"), (60, 120, "下")],
        rule_grid((60, 240), (60, 100)),
        ["上", "枠の中の文", "", "下"],
        id="a frame is no table",
    ),
    pytest.param(
        [(63, 62, "甲"), (123, 82, "乙"), (63, 82, "外")],
        rule(
            (60, 60, 180, 60),
            (60, 80, 180, 80),
            (120, 100, 180, 100),
            (60, 60, 60, 80),
            (120, 60, 120, 100),
            (180, 60, 180, 100),
        ),
        [[["甲", ""], ["", "乙"]], "外"],
        id="text in no cell",
    ),
    pytest.param(
        [(60, 60, "見出し")], rule((60, 72, 300, 72), (60, 75, 300, 75)), ["見出し"], id="rules under a heading"
    ),
]


@pytest.mark.parametrize(("texts", "drawing", "expected"), TABLES)
def test_ruled_tables_keep_their_cells(texts, drawing, expected):
    blocks, issues = read(write_pdf(Page(tuple(texts), drawing)))
    assert (show(blocks), issues) == (expected, [])


def test_a_cell_knows_its_place():
    [table], _ = read(write_pdf(Page(CELLS[2:4], rule_grid((60, 120, 180), (80, 100)))))
    assert isinstance(table, TableBlock)
    assert table.locator == Locator(page=1, bbox=(60.0, 80.0, 180.0, 100.0))
    assert [cell.locator.bbox for cell in table.rows[0]] == [(60.0, 80.0, 120.0, 100.0), (120.0, 80.0, 180.0, 100.0)]


@pytest.mark.parametrize("attributes", ["/CropBox[30 50 500 800]", "/Rotate 90", "/Rotate 270/CropBox[30 50 500 800]"])
def test_tables_and_characters_are_measured_alike(attributes):
    page = Page(CELLS[2:4], rule_grid((60, 120, 180), (80, 100)))
    blocks, _ = read(write_pdf(page, attributes=attributes))
    inherited, _ = read(write_pdf(page, attributes=attributes, on_all=f"/MediaBox[0 0 595 {HEIGHT}]"))
    assert [sorted(cell.text for row in table.rows for cell in row) for table in blocks] == [["◎", "市"]]
    assert inherited == blocks


def test_too_many_lines_are_not_searched_for_tables():
    drawing = rule(*((20 + n % 500, 200 + n // 50, 23 + n % 500, 202 + n // 50) for n in range(10_001)))
    blocks, issues = read(write_pdf(Page(CELLS[2:4], drawing + " " + rule_grid((60, 120, 180), (80, 100)))))
    assert show(blocks) == ["市 ◎"]
    assert [(issue.code, issue.locator.page) for issue in issues] == [("no_tables", 1)]


def test_vertical_text_is_read_down_and_from_the_right():
    page = Page(((200, 60, "縦書きの意見である。"), (182, 60, "二行目、「括弧」。"), (164, 60, "る。")))
    blocks, [issue] = read(write_pdf(page, writing="V"))
    assert show(blocks) == ["縦書きの意見である。", "二行目、「括弧」。", "る。"]
    assert (issue.code, issue.locator.page) == ("vertical", 1)


def test_characters_one_under_the_other_are_one_line():
    texts = [(300, 60 + 10 * n, c) for n, c in enumerate("縦書きの文")] + [
        (280, 60 + 10 * n, c) for n, c in enumerate("次の行")
    ]
    blocks, [issue] = read(write_pdf(Page((*texts, (60, 200, "横の文")))))
    assert show(blocks) == ["縦書きの文", "次の行", "", "横の文"]
    assert issue.message == "vertical text on page 1, put together again as 「縦書きの文／次の行」"


def test_marks_under_each_other_are_not_vertical_text():
    blocks, issues = read(write_pdf(Page(tuple((60, 60 + 11 * n, c) for n, c in enumerate("◎○△×")))))
    assert (show(blocks), issues) == (["◎", "○", "△", "×"], [])


@pytest.mark.parametrize(
    ("drawing", "expected"), [("", ["見守りの活動"]), (rule_grid((55, 130, 200), (50, 80)), [[["見守りの活動", ""]]])]
)
def test_readings_above_words_are_left_out_and_named(drawing, expected):
    content = write_pdf(Page(((60, 60, "見守りの活動"), (60, 54.5, "みま")), drawing))
    content = content.replace(b"BT /F1 10 Tf 1 0 0 1 60 778", b"BT /F1 5. Tf 1 0 0 1 60 782")
    blocks, [issue] = read(content)
    assert show(blocks) == expected
    assert (issue.code, issue.message) == ("ruby", "left out, the reading printed above a word: 「みま」")


TEXT = Page(((60, 60, "読める文"),))
PICTURE = Page(drawing="0 0 100 100 re f")


@pytest.mark.parametrize(
    ("pages", "texts", "codes"),
    [
        ((TEXT, PICTURE), ["読める文"], [("no_text_page", 2)]),
        ((TEXT, Page()), ["読める文"], []),
        ((TEXT, Page(((60, 60, "\ue000\x03\ufffd"),))), ["読める文"], [("unreadable_page", 2)]),
        ((Page(((60, 60, "外字\ue000が一つある"),)),), ["外字〓が一つある"], [("unreadable_character", 1)]),
    ],
)
def test_what_cannot_be_read_is_named(pages, texts, codes):
    blocks, issues = read(write_pdf(*pages))
    assert (show(blocks), [(issue.code, issue.locator.page) for issue in issues]) == (texts, codes)


LOCKED = f"/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/O<{'00' * 32}>/U<{'11' * 32}>/P -4>>"
HOW = "Run OCR over the file, or ask for the file it was made from (文字を読み取れない PDF です。OCR にかけるか、元のファイルを入手してください)."
BROKEN = "a.pdf: not a whole PDF file; it is broken or was cut off. Get the file again (PDF が壊れています。入手し直してください)."
ERRORS = [
    pytest.param(
        write_pdf(TEXT, TEXT, is_mapped=False),
        "a.pdf: the text layer of page 1, 2 cannot be read (its fonts do not say which characters they draw). " + HOW,
        id="no character map",
    ),
    pytest.param(write_pdf(PICTURE), "a.pdf: page 1 holds no text, only pictures. " + HOW, id="scan"),
    pytest.param(write_pdf(Page()), "a.pdf: its pages are blank. " + HOW, id="blank"),
    pytest.param(
        write_pdf(TEXT, trailer=LOCKED),
        "a.pdf: the PDF file is locked with a password. Save a copy without it and try again (パスワードを外した PDF を用意してください).",
        id="locked",
    ),
    pytest.param(write_pdf(TEXT)[:700], BROKEN, id="cut off"),
    pytest.param(b"%PDF-1.4 garbage", BROKEN, id="garbage"),
    pytest.param(b"", BROKEN, id="empty"),
]


@pytest.mark.parametrize(("content", "message"), ERRORS)
def test_a_file_that_cannot_be_read_is_one_sentence(content, message):
    with pytest.raises(DocumentError) as caught:
        read(content)
    assert str(caught.value) == message


def test_pages_are_limited():
    with pytest.raises(DocumentError, match="2 pages; at most 1"):
        read(write_pdf(TEXT, TEXT), Limits(pages=1))


@pytest.fixture
def print_page(tmp_path):
    """Print a page with a real browser."""
    if CHROMIUM is None:
        pytest.skip("no Chromium here")

    def to_pdf(html: str) -> bytes:
        page, printed = tmp_path / "page.html", tmp_path / "page.pdf"
        page.write_text(f"<meta charset=utf-8><style>body{{margin:0;font:12px sans-serif}}</style>{html}", "utf-8")
        options = "--headless --no-sandbox --disable-gpu --no-first-run --no-pdf-header-footer --disable-background-networking"
        command = [CHROMIUM, *options.split(), f"--user-data-dir={tmp_path / 'profile'}", f"--print-to-pdf={printed}"]
        subprocess.run([*command, page.as_uri()], capture_output=True, timeout=120, check=False)
        return printed.read_bytes()

    return to_pdf


def test_a_printed_sheet_is_read(print_page, caplog):
    html = """<style>table{border-collapse:collapse} td{border:1px solid;padding:2px}</style>
    <div style="position:relative;height:120px"><div style="position:absolute;top:60px">◆ 下の枠</div>
    <div style="position:absolute;top:0">上の題名</div></div>
    <table><tr><td rowspan=2>取組<td colspan=2>評価</tr><tr><td>◎<td>×</tr><tr><td>⺠生委員<td>7<td>0</tr></table>"""
    with caplog.at_level(logging.WARNING):
        blocks, issues = read(print_page(html))
    expected = ["上の題名", "", "◆ 下の枠", "", [["取組", "評価", "^"], ["^", "◎", "×"], ["⺠生委員", "7", "0"]]]
    assert (show(blocks), issues, caplog.records) == (expected, [], [])


def test_a_printed_vertical_text_and_columns_are_read(print_page):
    left, right = "左の段の文は長く続いて行を折り返す。" * 3, "右の段の文も長く続いて行を折り返す。" * 3
    html = f"""<div style="writing-mode:vertical-rl;height:130px">縦書きの「意見」が、二行に折り返される。</div><p>題</p>
    <div style="columns:2;column-gap:40px"><div>{left}</div><div style="break-before:column">{right}</div></div>"""
    blocks, issues = read(print_page(html))
    assert "".join(show(blocks)) == f"縦書きの「意見」が、二行に折り返される。題{left}{right}"
    assert [issue.code for issue in issues] == ["vertical"]
