"""Word, Excel, OpenDocument, HTML and zip files, made here from their XML; whole expected values."""

# ruff: noqa: E501 (XML reads better unbroken)

import datetime
import io
import struct
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import ROOT
from opinionmine.documents.excel import read_excel
from opinionmine.documents.limits import Limits
from opinionmine.documents.packed import check_packed, read_members
from opinionmine.documents.web import read_html
from opinionmine.documents.word import read_word
from opinionmine.errors import DocumentError
from opinionmine.records import Document, TextBlock

LIMITS = Limits()
MERGED = ROOT.parent / "shared" / "cases" / "bc21_merged.xlsx"
_OOXML = "http://schemas.openxmlformats.org"
_NAMES = (
    f'xmlns:w="{_OOXML}/wordprocessingml/2006/main" xmlns:r="{_OOXML}/officeDocument/2006/relationships" '
    f'xmlns:mc="{_OOXML}/markup-compatibility/2006" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def shown(blocks):
    """Text as strings ("|" before one that its paragraph goes on after), tables as lists, "~" before a repeated cell."""
    return [
        ("" if block.is_paragraph else "|") + block.text
        if isinstance(block, TextBlock)
        else [["~" * cell.repeats + cell.text for cell in row] for row in block.rows]
        for block in blocks
    ]


def codes(issues):
    return [(issue.code, issue.message) for issue in issues]


def packed(members, compression=zipfile.ZIP_DEFLATED):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def unpacked(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def docx(body, kind="document", **parts):
    """Pack the XML of a body, and of parts such as numbering or header, as Word does."""
    parts = {name: f"<w:{_ROOTS[name]} {_NAMES}>{xml}</w:{_ROOTS[name]}>" for name, xml in parts.items()}
    main = (
        "ms-word.document.macroEnabled"
        if kind == "macro"
        else "openxmlformats-officedocument.wordprocessingml.document"
    )
    relations = "".join(f'<Relationship Id="r{name}" Type="{_OOXML}/officeDocument/2006/relationships/{name}" Target="{name}.xml"/>' for name in parts)  # fmt: skip
    return packed(
        {
            "[Content_Types].xml": f'<Types xmlns="{_OOXML}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.{main}.main+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{_OOXML}/package/2006/relationships"><Relationship Id="r1" Type="{_OOXML}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/document.xml": f"<w:document {_NAMES}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{_OOXML}/package/2006/relationships">{relations}</Relationships>',
            **{f"word/{name}.xml": xml for name, xml in parts.items()},
        }
    )


_ROOTS = {"numbering": "numbering", "styles": "styles", "footnotes": "footnotes", "endnotes": "endnotes", "comments": "comments", "header": "hdr", "footer": "ftr"}  # fmt: skip


def r(text):
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(inner, properties=""):
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner if inner.startswith('<') else r(inner) if inner else ''}</w:p>"


def tc(inner, properties=""):
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner if inner.startswith('<') else p(inner)}</w:tc>"


def tr(*cells, properties=""):
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def in_list(number, depth=0):
    return f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'


def level(form, shown_as, depth=0, more=""):
    return f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{shown_as}"/></w:lvl>'


def numbering(*lists):
    abstracts = "".join(f'<w:abstractNum w:abstractNumId="{n}">{levels}</w:abstractNum>' for n, levels in enumerate(lists, 1))  # fmt: skip
    return abstracts + "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in range(1, len(lists) + 1))  # fmt: skip


TWO, GAP = '<w:gridSpan w:val="2"/>', '<w:gridBefore w:val="1"/>'
FIRST, GOES_ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
_BOX = f"<w:txbxContent>{p('囲みの中')}</w:txbxContent>"
_BOX_TWICE = f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{_BOX}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{_BOX}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
_RUBY = f"<w:r><w:ruby><w:rt>{r('さろん')}</w:rt><w:rubyBase>{r('茶論')}</w:rubyBase></w:ruby></w:r>"
_NESTED = f"<w:tbl>{tr(tc('A型'), tc('３人'))}{tr(tc('B型'), tc(p('９人') + p('増')))}</w:tbl>{p('')}"

WORD = {
    "paragraphs, blank ones too": (p("一") + p("") + p("二"), ["一", "", "二"]),
    "soft breaks and tabs": (p("<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t></w:r>"), ["|甲\t乙", "丙"]),
    "page breaks are no text": (p('<w:r><w:t>甲</w:t><w:br w:type="page"/><w:t>乙</w:t></w:r>'), ["甲乙"]),
    "links, insertions, smart tags, fields": (
        p(f"<w:hyperlink>{r('市')}</w:hyperlink><w:ins>{r('の')}</w:ins><w:smartTag><w:smartTag>{r('評')}</w:smartTag></w:smartTag>"
          f"<w:fldSimple w:instr='DATE'>{r('価')}</w:fldSimple><w:r><w:instrText>PAGE</w:instrText></w:r>"),
        ["市の評価"],
    ),
    "content controls": (f"<w:sdt><w:sdtPr/><w:sdtContent>{p('枠')}<w:tbl>{tr(tc('表'))}</w:tbl></w:sdtContent></w:sdt>" + p(f"<w:sdt><w:sdtContent>{r('語')}</w:sdtContent></w:sdt>"), ["枠", [["表"]], "語"]),
    "ruby": (p(f"{_RUBY}{r('の会')}"), ["茶論の会"]),
    "text box once": (p(r("前") + _BOX_TWICE + r("後")) + p("次"), ["前後", "囲みの中", "次"]),
    "old text box": (p(f"<w:r><w:pict><v:textbox>{_BOX}</v:textbox></w:pict></w:r>"), ["", "囲みの中"]),
    "symbols": (p('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:font="X" w:char="F123"/></w:r>'), ["☑〓"]),
    "merged cells": (
        f"<w:tbl>{tr(tc('目標', FIRST), tc('評価', TWO))}"
        f"{tr(tc('', GOES_ON), tc('市'), tc('地域'))}</w:tbl>",
        [[["目標", "評価", "~評価"], ["~目標", "市", "地域"]]],
    ),
    "area of rows and columns": (
        f"<w:tbl>{tr(tc('角', TWO + FIRST), tc('１'))}"
        f"{tr(tc('', TWO + GOES_ON), tc('２'))}</w:tbl>",
        [[["角", "~角", "１"], ["~角", "~角", "２"]]],
    ),
    "gaps and short rows": (
        f"<w:tbl>{tr(tc('甲'), tc('乙'), tc('丙'))}{tr(tc('丁'), properties=GAP)}</w:tbl>",
        [[["甲", "乙", "丙"], ["", "丁", ""]]],
    ),
    "wide spans are cut": (f"<w:tbl>{tr(tc('甲', TWO.replace('2', '999999999')))}</w:tbl>", [[["甲"] + ["~甲"] * 63]]),
    "cell of paragraphs and a table": (f"<w:tbl>{tr(tc(p('実習を行った。') + _NESTED))}</w:tbl>", [[["実習を行った。\nA型\t３人\nB型\t９人 増"]]]),
}  # fmt: skip


@pytest.mark.parametrize("case", WORD)
def test_word(case):
    body, expected = WORD[case]
    assert shown(read_word(docx(body), "a.docx", LIMITS)[0]) == expected


LISTS = {
    "Wingdings bullet": (level("bullet", "\uf06c"), [0, 0], ["・甲", "・乙"]),
    "Latin letter that Wingdings shows as a bullet": (level("bullet", "l"), [0], ["・甲"]),
    "printed bullet": (level("bullet", "◆"), [0], ["◆甲"]),
    "number": (level("decimal", "%1．"), [0, 0], ["1．甲", "2．乙"]),
    "number with a point": (level("decimal", "%1."), [0, 0], ["1. 甲", "2. 乙"]),
    "full-width": (level("decimalFullWidth", "%1．"), [0, 0], ["１．甲", "２．乙"]),
    "circled": (level("decimalEnclosedCircle", "%1"), [0, 0], ["①甲", "②乙"]),
    "kana": (level("aiueoFullWidth", "(%1)"), [0, 0], ["(ア) 甲", "(イ) 乙"]),
    "half-width kana": (level("aiueo", "%1．"), [0, 0], ["ｱ．甲", "ｲ．乙"]),
    "kanji": (level("japaneseCounting", "第%1　"), [0, 0], ["第一　甲", "第二　乙"]),
    "two levels": (level("decimal", "%1　") + level("decimal", "%1－%2　", 1), [0, 1, 1, 0, 1], ["1　甲", "1－1　乙", "1－2　丙", "2　丁", "2－1　戊"]),
    "a level that is not described": (level("decimal", "%1　"), [3], ["・甲"]),
}  # fmt: skip


@pytest.mark.parametrize("case", LISTS)
def test_word_lists(case):
    levels, depths, expected = LISTS[case]
    body = "".join(p(text, in_list(1, depth)) for text, depth in zip("甲乙丙丁戊", depths, strict=False))
    assert shown(read_word(docx(body, numbering=numbering(levels)), "a.docx", LIMITS)[0]) == expected


def test_word_list_in_styles_in_cells_and_started_anew():
    styles = f'<w:style w:styleId="base"><w:pPr>{in_list(1)}</w:pPr></w:style><w:style w:styleId="own"><w:basedOn w:val="base"/></w:style><w:style w:styleId="ring"><w:basedOn w:val="ring"/></w:style>'
    again = '<w:num w:numId="9"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    body = (
        p("甲", '<w:pStyle w:val="own"/>') + p("素", '<w:pStyle w:val="own"/>' + in_list(0)) + p("輪", '<w:pStyle w:val="ring"/>')
        + f"<w:tbl>{tr(tc(p('乙', in_list(1)) + p('丙', in_list(1))))}</w:tbl>" + p("丁", in_list(9))
    )  # fmt: skip
    content = docx(body, styles=styles, numbering=numbering(level("decimal", "%1．")) + again)
    assert shown(read_word(content, "a.docx", LIMITS)[0]) == ["1．甲", "素", "輪", [["2．乙\n3．丙"]], "1．丁"]


def test_word_names_what_it_leaves_out_or_moves():
    deleted = "<w:del><w:r><w:delText>古い</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>元</w:t></w:r></w:moveFrom>"
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隠し</w:t></w:r>"
    note = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    content = docx(
        p("題") + p(r("本文") + deleted + hidden + note + "<w:r><w:drawing/></w:r>"),
        footnotes=f'<w:footnote w:id="0" w:type="separator">{p("線")}</w:footnote><w:footnote w:id="2">{p("注の文")}</w:footnote>',
        comments=f"<w:comment>{p('ここは？')}</w:comment><w:comment>{p('確認')}</w:comment>",
        header=p("資料２－１"),
        footer=p(""),
    )
    blocks, issues = read_word(content, "a.docx", LIMITS)
    assert shown(blocks) == ["題", "本文", "注の文"]
    assert codes(issues) == [
        ("footnote", "footnote of line 2 stands after the body, from line 3 on"),
        ("deleted_text", "2 tracked deletions were left out: 「古い」「元」"),
        ("hidden_text", "1 pieces of hidden text were left out: 「隠し」"),
        ("picture", "1 pictures or charts were not read"),
        ("comment", "2 comments of Word were left out"),
        ("page_header", "資料２－１"),
    ]


def test_word_lines_are_ordinals_of_the_document():
    body = p("題") + f"<w:tbl>{tr(tc('甲', TWO), tc('乙'))}{tr(tc('丙'))}</w:tbl>" + p("末")
    blocks, _ = read_word(docx(body), "a.docx", LIMITS)
    lines = Document("a.docx", "", "", tuple(blocks)).lines
    assert [(line.locator.line, line.text) for line in lines] == list(
        enumerate(["題", "甲", "乙", "丙", "", "", "末"], 1)
    )


def test_word_with_macros_and_as_python_docx_writes_it(tmp_path):
    import docx as library

    assert shown(read_word(docx(p("甲"), kind="macro"), "a.docm", LIMITS)[0]) == ["甲"]
    document = library.Document()
    document.add_heading("見出し")
    document.add_paragraph("項目", style="List Bullet")
    document.add_paragraph("番号", style="List Number")
    table = document.add_table(2, 2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "合"
    document.save(tmp_path / "a.docx")
    expected = ["見出し", "・項目", "1. 番号", [["合", "~合"], ["", ""]]]
    assert shown(read_word((tmp_path / "a.docx").read_bytes(), "a.docx", LIMITS)[0]) == expected


def workbook(fill):
    import xlsxwriter

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        fill(book)
    return stream.getvalue()


def everything(book):
    sheet = book.add_worksheet("評価")
    day, minute, hour = (book.add_format({"num_format": form}) for form in ("yyyy/m/d", "yyyy/m/d h:mm", "h:mm"))
    sheet.write_row("C3", ["市", 12, 0.462, True])
    sheet.write_string("C4", "000123")
    sheet.write_datetime("D4", datetime.datetime(2023, 4, 1), day)
    sheet.write_datetime("E4", datetime.datetime(2023, 4, 1, 13, 5), minute)
    sheet.write_number("F4", 0.5, hour)
    sheet.write_formula("C6", "=NA()", None, "#N/A")
    sheet.write_formula("D6", "=1+1", None, 2)
    sheet.write_string("E6", " 前後 \n二行目")
    sheet.write_number("F6", 0.1 + 0.2)
    sheet.write_blank("Z99", None, day)
    book.add_worksheet("空")
    hidden, deep = book.add_worksheet("隠し"), book.add_worksheet("深く")
    hidden.write("A1", "x")
    hidden.hide()
    deep.very_hidden()
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"values": "=評価!$D$3:$E$3"})
    book.add_chartsheet("図").set_chart(chart)


def test_excel_values_edges_and_left_out_worksheets():
    (table,), issues = read_excel(workbook(everything), "a.xlsx", LIMITS)
    assert table.name == "評価"
    assert shown([table]) == [
        [
            ["市", "12", "0.462", "TRUE"],
            ["000123", "2023-04-01", "2023-04-01 13:05", "12:00"],
            ["", "", "", ""],
            ["#N/A", "2", " 前後 \n二行目", "0.3"],
        ]
    ]
    assert [table.rows[0][0].locator.cell, table.rows[3][3].locator.cell] == ["評価!C3", "評価!F6"]
    assert codes(issues) == [
        ("hidden_sheet", "「隠し」 is a hidden worksheet and was left out"),
        ("hidden_sheet", "「深く」 is a hidden worksheet and was left out"),
        ("chart_sheet", "「図」 is a sheet without cells and was left out"),
    ]


def test_excel_merged_areas():
    def fill(book):
        sheet = book.add_worksheet("評価")
        sheet.merge_range("B2:Z2", "題")
        sheet.merge_range("B3:B4", "目標")
        sheet.write_column("C3", ["甲", "乙"])

    more = b'<mergeCell ref="B5:XFD1048576"/></mergeCells>'
    content = with_part(workbook(fill), "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</mergeCells>", more))
    (table,), _ = read_excel(content, "a.xlsx", LIMITS)
    assert shown([table]) == [[["題", "~題"], ["目標", "甲"], ["~目標", "乙"]]]


def test_excel_as_openpyxl_writes_it():
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = "一"
    book.active.append(["施策", None, "評価"])
    book.active.append([None, 3.0, "◎"])
    stream = io.BytesIO()
    book.save(stream)
    assert shown(read_excel(stream.getvalue(), "a.xlsm", LIMITS)[0]) == [[["施策", "", "評価"], ["", "3", "◎"]]]


@pytest.mark.skipif(not MERGED.exists(), reason="../shared is not here")
def test_excel_sheet_with_merged_cells():
    (table,), issues = read_excel(MERGED.read_bytes(), MERGED.name, LIMITS)
    title, comment = "みほん町地域福祉計画　令和６年度　評価シート（架空）", "内容はよいが、\n曜日が合わない。"
    assert shown([table]) == [
        [
            [title, *["~" + title] * 5],
            [""] * 6,
            ["基本目標", "施策", "評価", "~評価", "件数", "意見"],
            ["~基本目標", "~施策", "自己", "委員", "~件数", "~意見"],
            ["１　つながり", "交流会", "◎", "○", "１２", "年に一度では少ない。"],
            ["~１　つながり", "見守り", "○", "~○", "7", "○の根拠を示してほしい。"],
            ["~１　つながり", "情報発信", "△", "△", "－", "若い人に届いていない。"],
            ["２　担い手", "講座", "○", "◎", "１，０２４", comment],
            ["~２　担い手", "登録制度", "×", "△", "△３", "~" + comment],
            ["~２　担い手", "表彰", "○", "○", "3", "励みになる。"],
        ]
    ]
    assert (table.rows[5][3].locator.cell, issues) == ("評価シート!D6", [])


def ods(rows, hidden=""):
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text", "style"))  # fmt: skip
    content = (
        f'<office:document-content {spaces}><office:automatic-styles><style:style style:name="t2" style:family="table"><style:table-properties '
        f'table:display="false"/></style:style></office:automatic-styles><office:body><office:spreadsheet><table:table table:name="表">{rows}'
        f'</table:table><table:table table:name="隠し" table:style-name="t2"/></office:spreadsheet></office:body></office:document-content>'
    )
    return packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content, "META-INF/manifest.xml": "<manifest/>"})  # fmt: skip


def o(text="", more="", repeated=1):
    kind = f'office:value-type="string"><text:p>{text}</text:p>' if text else ">"
    return f'<table:table-cell {more} table:number-columns-repeated="{repeated}" {kind}</table:table-cell>'


def test_opendocument_with_merged_areas_and_a_million_empty_rows():
    area = 'table:number-columns-spanned="2" table:number-rows-spanned="2"'
    rows = (
        f"<table:table-row>{o(repeated=2)}{o('合', area)}<table:covered-table-cell/>{o('１')}</table:table-row>"
        f'<table:table-row>{o("左")}{o()}<table:covered-table-cell table:number-columns-repeated="2"/>{o("２")}</table:table-row>'
        f'<table:table-row table:number-rows-repeated="2">{o("同")}</table:table-row>'
        f'<table:table-row table:number-rows-repeated="1048000">{o(repeated=16384)}</table:table-row>'
    )
    (table,), issues = read_excel(ods(rows), "a.ods", LIMITS)
    assert shown([table]) == [
        [["", "", "合", "~合", "１"], ["左", "", "~合", "~合", "２"], *[["同", "", "", "", ""]] * 2]
    ]
    assert table.rows[1][4].locator.cell == "表!E2"
    assert codes(issues) == [("hidden_sheet", "「隠し」 is a hidden worksheet and was left out")]


HTML = {
    "blocks and line breaks": ("<h1>題</h1><p>甲<br>乙<p>丙<div>丁<b>戊</b></div>己", ["題", "甲", "乙", "丙", "丁戊", "己"]),
    "blank line": ("<p>甲<br><br>乙</p><p> </p>", ["甲", "", "乙"]),
    "spaces and wrapped source": ("<p>\n  地域\n  福祉 の\n推進 plan\nA　B&nbsp;C</p>", ["地域福祉 の推進 plan A　B\xa0C"]),
    "lists": ("<ul><li>甲<li>乙<ol start=3><li><p>丙</p></li><li value=9>丁</ol></ul>", ["・甲", "・乙", "3．丙", "9．丁"]),
    "list without bullets": ('<ul style="list-style-type: none"><li>甲</ul>', ["甲"]),
    "definitions": ("<dl><dt>意見<dd>甲<dt>回答<dd>乙</dl>", ["意見", "甲", "回答", "乙"]),
    "preformatted": ("<pre>甲  乙\n丙</pre>", ["|甲  乙", "丙"]),
    "ruby and entities": ("<p><ruby>茶論<rp>(</rp><rt>さろん</rt><rp>)</rp></ruby>A&amp;B &lt;&#x25CE;&gt;", ["茶論A&B <◎>"]),
    "not shown": ("<head><title>窓</title><style>p{}</style></head><script>1<2</script><noscript>要</noscript><template>型</template><p>文", ["文"]),
    "spans": (
        "<table><caption>表１</caption><tr><th rowspan=2>目標<th colspan=2>評価<tr><th>市<th>地域<tr><td>甲</table>後",
        ["表１", [["目標", "評価", "~評価"], ["~目標", "市", "地域"], ["甲", "", ""]], "後"],
    ),
    "rowspan stays in its group": ("<table><thead><tr><th rowspan=9>上<th>右<tbody><tr><td>甲<td>乙</table>", [[["上", "右"], ["甲", "乙"]]]),
    "rowspan to the end": ("<table><tr><td rowspan=0>左<td>１<tr><td>２</table>", [[["左", "１"], ["~左", "２"]]]),
    "cell of paragraphs": ("<table><tr><td><p>甲</p><ul><li>乙</ul>丙<br>丁</table>", [[["甲\n・乙\n丙\n丁"]]]),
    "table in a cell": ("<table><tr><td>前<table><tr><td>A型<td>３<tr><td>B型<td>９</table>後<td>右</table>", [[["前\nA型\t３\nB型\t９\n後", "右"]]]),
    "stray end tags": ("<b><table><tr><td>甲</b></p></div><td>乙</table></table>丙", [[["甲", "乙"]], "丙"]),
    "marked sections and comments": ("<![if !mso]><p>甲<!-- 乙 --><![endif]><![x[丙]]>", ["甲"]),
    "never closed": ("<div><ul><li>甲<table><tr><td>乙", ["・甲", [["乙"]]]),
}  # fmt: skip


@pytest.mark.parametrize("case", HTML)
def test_html(case):
    page, expected = HTML[case]
    assert shown(read_html(page, "a.html", LIMITS)[0]) == expected


def test_html_names_what_it_leaves_out():
    page = (
        "<nav><ul><li>くらし<li>福祉</ul></nav><p>本文<span hidden>甲<b>乙</b></span><p style='color:red; display: none'>丙<p>末"
        "<table><tr><td>１<td hidden>２<td>３<tr style='display:none'><td>４</table><img alt='図'><footer>連絡先</footer>"
    )
    blocks, issues = read_html(page, "a.html", LIMITS)
    assert shown(blocks) == ["本文", "末", [["１", "３"]]]
    assert codes(issues) == [
        ("page_header", "くらし福祉"),
        ("hidden_text", "a hidden element was left out: 「甲乙」"),
        ("hidden_text", "a hidden element was left out: 「丙」"),
        ("hidden_text", "a hidden element was left out: 「２」"),
        ("hidden_text", "a hidden element was left out: 「４」"),
        ("page_header", "連絡先"),
        ("picture", "1 pictures were not read"),
    ]


def test_members_in_order_of_their_names():
    names = ["b/か\u3099.txt", "a/", "__MACOSX/x.txt", ".DS_Store", "a/~$a.docx", "a/Thumbs.db", "B.txt"]
    content = packed({name: name for name in names})
    assert list(read_members(content, "a.zip", LIMITS)) == [("B.txt", b"B.txt"), ("b/が.txt", names[0].encode())]


def names_without_flag(names):
    """A stored zip whose names are raw bytes without the UTF-8 flag, as Windows writes it."""
    body, directory = b"", b""
    for name in names:
        head = struct.pack("<HHHHHIIIHH", 20, 0, 0, 0, 33, 0, 0, 0, len(name), 0)
        directory += b"PK\x01\x02" + struct.pack("<H", 20) + head + struct.pack("<HHHII", 0, 0, 0, 0, len(body)) + name
        body += b"PK\x03\x04" + head + name
    end = struct.pack("<HHHHIIH", 0, 0, len(names), len(names), len(directory), len(body), 0)
    return body + directory + b"PK\x05\x06" + end


def test_members_named_by_windows():
    content = names_without_flag(["資料\\表１.txt".encode("cp932"), "ｱﾝｹｰﾄ.csv".encode("cp932"), "会議.txt".encode()])
    assert [name for name, _ in read_members(content, "a.zip", LIMITS)] == ["会議.txt", "資料/表１.txt", "ｱﾝｹｰﾄ.csv"]


def lying(content, stated):
    """State another unpacked size for every member, in the directory and beside the member."""
    changed = bytearray(content)
    for magic, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = changed.find(magic)
        while at >= 0:
            changed[at + offset : at + offset + 4] = struct.pack("<I", stated)
            at = changed.find(magic, at + 4)
    return bytes(changed)


def encrypted(content):
    changed = bytearray(content)
    at = changed.find(b"PK\x01\x02")
    changed[at + 8] |= 1
    return bytes(changed)


HOSTILE_ZIP = {
    "many members": (packed({f"{n}.txt": "" for n in range(5001)}), "5,001 members; at most 5,000"),
    "zip bomb": (packed({f"{n}.txt": bytes(80_000_000) for n in range(4)}), "320,000,000 unpacked bytes"),
    "states less": (lying(packed({"a.txt": bytes(5_000_000)}), 10), "damaged"),
    "states more": (lying(packed({"a.txt": bytes(500)}), 1000), "damaged"),
    "outside": (packed({"../a.txt": ""}), "holds a file named '../a.txt'"),
    "outside in Windows": (packed({"a\\..\\..\\b.txt": ""}), "holds a file named"),
    "absolute": (packed({"/etc/a.txt": ""}), "holds a file named '/etc/a.txt'"),
    "drive": (packed({"C:/a.txt": ""}), "holds a file named 'C:/a.txt'"),
    "encrypted": (encrypted(packed({"a.txt": "甲"})), "「a.txt」 is encrypted"),
    "cut off": (packed({"a.txt": "甲" * 999})[:-30], "damaged"),
    "no zip": (b"PK\x03\x04" + bytes(range(256)), "damaged"),
    "another compression": (packed({"a.txt": "甲"}).replace(b"\x08\x00", b"\x63\x00"), "damaged"),
}


@pytest.mark.parametrize("case", HOSTILE_ZIP)
@pytest.mark.parametrize(
    "read", [lambda *a: list(read_members(*a)), read_word, read_excel], ids=["zip", "docx", "xlsx"]
)
def test_hostile_zip(case, read):
    content, expected = HOSTILE_ZIP[case]
    with pytest.raises(DocumentError, match=r"^a\.zip") as error:
        read(content, "a.zip", LIMITS)
    assert expected in str(error.value)


def test_directory_is_looked_at_before_anything_is_unpacked():
    with pytest.raises(DocumentError, match="unpacked bytes"):
        check_packed(lying(packed({"a": ""}), 4_000_000_000), "a.zip", LIMITS)
    check_packed(lying(packed({"a": bytes(999)}), 10), "a.zip", LIMITS)


def with_part(content, name, change):
    members = unpacked(content)
    members[name] = change(members[name])
    return packed(members)


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
SMALL_DOCX = docx(p("甲") + f"<w:tbl>{tr(tc('乙', TWO))}</w:tbl>" + p("丙", in_list(1)), numbering=numbering(level("decimal", "%1．")))  # fmt: skip
SMALL_XLSX = workbook(lambda book: book.add_worksheet("評価").merge_range("B2:C3", "甲"))
FAR = workbook(lambda book: [sheet := book.add_worksheet(), sheet.write("A1", 1), sheet.write("XFD1048576", 2)])
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
DEEP = "<w:sdt>" * 300 + p("深") + "</w:sdt>" * 300
HOSTILE = {
    "entities in Word": (read_word, with_part(SMALL_DOCX, "word/document.xml", lambda xml: LAUGHS + xml.replace("甲".encode(), b"&b;")), "declares XML entities"),
    "entities in Excel": (read_excel, with_part(SMALL_XLSX, "xl/sharedStrings.xml", lambda xml: xml.replace(b"<sst", LAUGHS + b"<sst")), "declares XML entities"),
    "entities in OpenDocument": (read_excel, with_part(ods(""), "content.xml", lambda xml: LAUGHS + xml), "declares XML entities"),
    "two cells far apart": (read_excel, FAR, "the rectangle around all values"),
    "rows repeated": (read_excel, ods(f'<table:table-row table:number-rows-repeated="900000">{o("甲", repeated=1000)}</table:table-row>'), "the rectangle around all values"),
    "too many rows": (lambda content, source, _: read_excel(content, source, Limits(rows=1)), workbook(lambda book: book.add_worksheet().write_column("A1", [1, 2])), "2 rows; at most 1"),
    "long cell": (lambda content, source, _: read_excel(content, source, Limits(cell_characters=2)), workbook(lambda book: book.add_worksheet("表").write("B2", "三文字")), "表!B2: 3 cell characters"),
    "long line": (lambda content, source, _: read_word(content, source, Limits(cell_characters=2)), docx(p("三文字")), "line 1: 3 cell characters"),
    "an encoding that hides entities": (read_word, with_part(SMALL_DOCX, "word/document.xml", lambda xml: b'<?xml version="1.0" encoding="Shift_JIS"?>' + LAUGHS + xml), "damaged"),
    "no text": (read_word, docx(p("") + p(" ")), "no text in the document"),
    "no body": (read_word, packed({"a.xml": "<a/>"}), "damaged"),
    "deep nesting": (read_word, docx(DEEP), "damaged"),
    "strict": (read_word, with_part(SMALL_DOCX, "word/document.xml", lambda xml: xml.replace(b"http://schemas.openxmlformats.org/wordprocessingml/2006/main", b"http://purl.oclc.org/ooxml/wordprocessingml/main")), "Strict Open XML"),
    "old Word": (read_word, OLE2, "save it as .docx"),
    "Word with a password": (read_word, OLE2 + "EncryptedPackage".encode("utf-16-le"), "remove the password"),
    "Excel with a password": (read_excel, OLE2 + "EncryptedPackage".encode("utf-16-le"), "remove the password"),
    "OpenDocument with a password": (read_excel, with_part(ods(""), "content.xml", lambda xml: b"\x93\x01\xfe" + xml), "password"),
    "Excel without cells": (read_excel, workbook(lambda book: book.add_worksheet()), "no visible worksheet holds a cell"),
    "Excel that hides all": (read_excel, workbook(lambda book: [book.add_worksheet("空"), hidden := book.add_worksheet("隠"), hidden.write("A1", 1), hidden.hide()]), "no visible worksheet"),
    "old Excel, damaged": (read_excel, OLE2, "damaged"),
    "Excel, cut off": (read_excel, SMALL_XLSX[: len(SMALL_XLSX) // 2], "damaged"),
    "Word, cut off": (read_word, SMALL_DOCX[: len(SMALL_DOCX) // 2], "damaged"),
    "text named Excel": (read_excel, "施策,評価".encode(), "damaged"),
    "Word named Excel": (read_excel, SMALL_DOCX, "damaged"),
    "Excel named Word": (read_word, SMALL_XLSX, ""),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_office_file(case):
    read, content, expected = HOSTILE[case]
    with pytest.raises(DocumentError, match=r"^a\.bin") as error:
        read(content, "a.bin", LIMITS)
    assert expected in str(error.value)
    assert "\n" not in str(error.value)


def test_hostile_html():
    wide = "<table><tr>" + "<td colspan=1000 rowspan=9>甲" * 9000 + "</table>"
    with pytest.raises(DocumentError, match="cells of tables"):
        read_html(wide, "a.html", LIMITS)
    with pytest.raises(DocumentError, match="shows no text"):
        read_html("<script>document.write('甲')</script>", "a.html", LIMITS)
    assert shown(read_html("<div>" * 5000 + "甲" + "</p></b>" * 5000, "a.html", LIMITS)[0]) == ["甲"]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), st.sampled_from([(read_word, SMALL_DOCX), (read_excel, SMALL_XLSX)]), st.booleans())
def test_flipped_bytes_are_read_or_refused(data, kind, inside):
    """Flip bytes of the zip file, or of one part before it is packed, which no checksum then betrays."""
    read, content = kind
    name = data.draw(st.sampled_from(sorted(unpacked(content))))
    target = bytearray(unpacked(content)[name] if inside else content)
    for _ in range(data.draw(st.integers(1, 3))):
        target[data.draw(st.integers(0, len(target) - 1))] = data.draw(st.integers(0, 255))
    changed = with_part(content, name, lambda _: bytes(target)) if inside else bytes(target)
    try:
        blocks, _ = read(changed, "a", LIMITS)
    except DocumentError:
        return
    assert blocks


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b""]))
def test_random_bytes_are_refused(tail, magic):
    for read in (read_word, read_excel):
        with pytest.raises(DocumentError):
            read(magic + tail, "a", LIMITS)


TAGS = [
    "<p>",
    "</p>",
    "<table>",
    "</table>",
    "<tr>",
    "</tr>",
    "<td>",
    "</td>",
    "<li>",
    "<ul>",
    "</ul>",
    "<ol>",
    "<pre>",
    "</pre>",
    "<br>",
    "<b>",
    "</b>",
    "<nav>",
    "</nav>",
    "<!",
    "<![",
    "甲",
]
TAGS += ["<td hidden>", "<td rowspan=3>", "<tr hidden>", "<p style='display:none'>", "\n", "<td colspan=2 rowspan=0>"]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(TAGS), max_size=40))
def test_any_html_is_read_or_refused(tags):
    try:
        blocks, _ = read_html("".join(tags), "a.html", LIMITS)
    except DocumentError:
        return
    assert all(isinstance(block, TextBlock) or len({len(row) for row in block.rows}) == 1 for block in blocks)
