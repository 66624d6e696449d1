"""Lists of comments: how they are read."""

import io

import pytest

from opinionmine.documents.comment_columns import Choice, find_places
from opinionmine.documents.comments import read_comments, says_nothing
from opinionmine.documents.limits import Limits
from opinionmine.documents.text import decode
from opinionmine.errors import DocumentError


def texts(comments):
    return [row.text for row in comments.rows]


def book(*sheets):
    """A workbook of (name, rows, merged areas)."""
    xlsxwriter = pytest.importorskip("xlsxwriter")
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as workbook:
        for name, rows, *merged in sheets:
            sheet = workbook.add_worksheet(name)
            if name.startswith("hidden"):
                sheet.hide()
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    sheet.write_string(number, column, value) if value else None
            for area, text in merged:
                sheet.merge_range(area, text)
    return out.getvalue()


LIST = "番号,意見\r\n1,窓口が遠い。ー\r\n2,ﾊﾞｽがない\r\n"


@pytest.mark.parametrize(
    ("content", "text", "encoding"),
    [
        (LIST.encode(), LIST, "utf-8"),
        (LIST.encode("utf-8-sig"), LIST, "utf-8-sig"),
        (LIST.encode("utf-16"), LIST, "utf-16"),
        (LIST.encode("utf-16-le"), LIST, "utf-16-le"),
        (LIST.encode("utf-16-be"), LIST, "utf-16-be"),
        (LIST.encode("cp932"), LIST, "cp932"),
        (LIST.encode("euc_jp"), LIST, "euc_jp"),
        ("番号,意見\n①,髙いⅢ㈱㍻℡№纊∑～－㎡\n".encode("cp932"), "番号,意見\n①,髙いⅢ㈱㍻℡№纊∑～－㎡\n", "cp932"),
        ("ご意見\n①番の窓口\n".encode("euc_jis_2004"), "ご意見\n①番の窓口\n", "euc_jis_2004"),
        ("意見\n窓口が遠い\n".encode("iso2022_jp"), "意見\n窓口が遠い\n", "iso2022_jp"),
        (b"\x1b$B-!0l\x1b(B ok \x1b(I1\x1b(B\n", "①一 ok ｱ\n", "iso2022_jp"),
        ("id,意見\n1,避難\0訓練\n".encode(), "id,意見\n1,避難\0訓練\n", "utf-8"),
        ("id,意見\n1,避難\0訓練\n".encode("cp932"), "id,意見\n1,避難\0訓練\n", "cp932"),
        (b"id,text\n1,ab\0cd\n22,abc", "id,text\n1,ab\0cd\n22,abc", "utf-8"),
    ],
)
def test_encodings(content, text, encoding):
    assert decode(content, "list.csv") == (text, encoding)


@pytest.mark.parametrize(
    "content", [b"\0\1\2", b"ab\0\0\0\0", b"\x7fELF\2\1\1\0\0\0\0\0\0\0\0\0\3\0", b"\x80\4\x95\0\0.\n"]
)
def test_binary_data_are_refused(content):
    with pytest.raises(DocumentError, match="binary file"):
        decode(content, "list.csv")


@pytest.mark.parametrize(
    ("name", "content", "read"),
    [
        (
            "a.txt",
            "一つ目\u2028の\v文\f\x85。\n二つ目\r\n三つ目\r四つ目",
            ["一つ目\u2028の\v文\f\x85。", "二つ目", "三つ目", "四つ目"],
        ),
        ("a.md", "- 一つ目\n\n- 二つ目\n", ["- 一つ目", "", "- 二つ目"]),
        ("a.csv", 'id,意見\r\n1,"二行\r\nの文"\r\n2,"縦\vタブ,""引用"""\r\n', ["二行\nの文", '縦\vタブ,"引用"']),
        ("a.csv", "id\t意見（理由,背景）\tコメント\n1\ta,b\tc;d\n", ["c;d"]),
        ("a.csv", "id;意見;区分\n1;a,b;x\n", ["a,b"]),
        ("a.csv", "ご要望;など\n一つ目\n", ["一つ目"]),
        ("a.tsv", 'No.\tご意見\n1\t"a\tb"\n', ["a\tb"]),
        ("a.csv", "意見一覧,,\n令和5年度,,\n\nid,意見,区分\n1,文,x\n", ["文"]),
        (
            "a.csv",
            "語\nNA\nnull\nN/A\n#N/A\n000123\n1e5\nTRUE\n",
            ["NA", "null", "N/A", "#N/A", "000123", "1e5", "TRUE"],
        ),
        ("a.jsonl", '{"意見": "文\\u0000"}\n\n{"意見": null}\n', ["文\0", ""]),
        ("a.ndjson", '{"text": "片\\ud83d割れ\\ud83d\\ude00"}\n', ["片\ufffd割れ😀"]),
        ("a.json", ' [{"コメント": "文"}]', ["文"]),
        ("standard input", '[ {"コメント": "文"}]', ["文"]),
        ("standard input", "[1] の文\n", ["[1] の文"]),
    ],
)
def test_forms(name, content, read):
    assert texts(read_comments(content.encode(), name)) == read


@pytest.mark.parametrize(
    ("header", "choice", "places"),
    [
        (("意見ID", "所属", "自由\n記述"), Choice(), (2, 0, None)),
        (("Ｎｏ．", "受付 年月日", "ご意見"), Choice(), (2, 0, 1)),
        (("ID", "番号", "COMMENT"), Choice(), (2, None, None)),
        (("id", "番号", "生年月日", "text"), Choice(), (3, 0, None)),
        (("a", "b"), Choice("Ｂ", "a"), (1, 0, None)),
        (("意見", "意 見"), Choice("意見"), (0, None, None)),
        (("受付日", "回答日", "要望"), Choice(), (2, None, None)),
        (("受付日", "回答日", "要望"), Choice(date_column="回答日"), (2, None, 1)),
        (("何でも",), Choice(), (0, None, None)),
    ],
)
def test_columns(header, choice, places):
    found = find_places(header, choice, "a.csv")
    assert (found.text, found.identifier, found.date) == places


@pytest.mark.parametrize(
    ("header", "choice", "message"),
    [
        (("意見", "要望"), Choice(), "which column holds the comments? The columns are 「意見」、「要望」"),
        (("a", "b"), Choice(), "which column holds the comments"),
        (("a", "b"), Choice("c"), "「c」 is not there"),
        (("意 見", "意\n見"), Choice("意見"), "「意見」 is there more than once"),
        (("意見", "b"), Choice(date_column="日"), "「日」 is not there"),
    ],
)
def test_columns_that_have_to_be_named(header, choice, message):
    with pytest.raises(DocumentError, match=message.replace("?", r"\?")):
        find_places(header, choice, "a.csv")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.json", "{}", "not a list of objects"),
        ("a.json", "[1]", "object 1: 1; expected an object"),
        ("a.jsonl", "{", "line 1: not JSON"),
        ("a.jsonl", '{"text": "a", "text": "b"}', "「text」 stands twice"),
        ("a.jsonl", '{"text": 1' + "0" * 5000 + "}", "cannot be kept as it is"),
        ("a.jsonl", "[" * 100_000, "nested too deeply"),
        ("a.jsonl", '{"text": 5}', "「text」 is 5; expected a string"),
        ("a.jsonl", '{"text": "a"}\n{"b": 1}', "line 2: no key 「text」; it has b"),
        ("a.csv", "id;意見\n1;a;b\n", "row 2: 3 cells, but the header has 2. A comment that holds semicolons"),
        ("a.csv", "id,意見\n1,\n2,\u3000\n3,\u200b\n4,。\n5,・\n6,－\n7,\ufeff\n8,…\n", "no comment in it (8 rows"),
        ("a.csv", "id,意見\n", "no comment in it (0 rows"),
        ("a.txt", "，！？\n◯△\n", "no comment in it (2 rows"),
    ],
)
def test_bad_lists(name, content, message):
    with pytest.raises(DocumentError) as error:
        read_comments(content.encode(), name)
    assert message in str(error.value) and str(error.value).startswith(name) and "\n" not in str(error.value)


@pytest.mark.parametrize(
    "text", ["", " \u3000\n", "。、・", "－", "―", "...", "\u200b\ufeff", "○", "\u0301", "〜", "\0", "\ufffd", "＝"]
)
def test_signs_alone_say_nothing(text):
    assert says_nothing(text)


@pytest.mark.parametrize("text", ["無", "なし。", "0", "👍", "☺", "a", "〇", "𠮟", "\ue000"])
def test_a_word_or_a_picture_says_something(text):
    assert not says_nothing(text)


def test_limits():
    for limits, content in ((Limits(rows=1), "意見\na\nb\n"), (Limits(cell_characters=3), "意見\nabcd\n")):
        for name in ("a.csv", "a.txt"):
            with pytest.raises(DocumentError, match="at most"):
                read_comments(content.encode(), name, limits=limits)


def test_everything_else_of_a_row_is_kept():
    comments = read_comments("備考,意見,備考,,id\n=1,文,b,c,\n".encode(), "a.csv")
    assert comments.columns == ("備考", "意見", "備考", "", "id")
    assert (comments.rows[0].identifier, dict(comments.rows[0].others)) == (
        "1",
        {"備考": "=1", "備考 (2)": "b", "column 4": "c"},
    )
    assert comments.opinions[0].fields == {"備考": "=1", "備考 (2)": "b", "column 4": "c"}


def test_notes_name_what_was_decided_and_what_is_damaged():
    rows = "".join(f"r{n},令和{n}年,\ufffdと\u200b文\n" for n in range(6))
    notes = read_comments(f"意見の表\nid,年度,意見\n{rows}".replace(",", "\t").encode("utf-16"), "a.csv").notes
    assert [note.split(": ", 1)[1].split(" (")[0] for note in notes] == [
        "read as UTF-16",
        "its header is split at tabs",
        "above the header and no data",
        "lost characters, shown as \ufffd, in 6 of 6 rows: id r0, r1, r2, r3, r4 and others. Look at the originals",
        "6 of 6 rows were cleaned of control, zero-width or direction characters before they are judged: id r0, r1, r2, r3, r4"
        " and others; .jsonl keeps them",
        "dates that cannot be used in 1 of 6 rows: id r0; see date_problem",
    ]


def test_workbooks():
    content = book(
        ("はじめに", [["このファイルについて"]]),
        ("hidden", [["意見"], ["隠れた意見"]]),
        (
            "回答",
            [
                ["意見一覧", "", ""],
                [],
                ["No.", "区分", "自由\n記述"],
                ["+81", "x", ""],
                ["2", "y", ""],
                [],
                ["3", "z", "=1+1"],
            ],
            ("C4:C5", "同じ\n意見"),
        ),
        ("前年", [["id", "意見"], ["1", "前年の意見"]]),
    )
    comments = read_comments(content, "a.xlsx")
    assert [(row.identifier, row.text, row.is_repeated) for row in comments.rows] == [
        ("+81", "同じ\n意見", False),
        ("2", "同じ\n意見", True),
        ("3", "=1+1", False),
    ]
    assert comments.rows[0].opinion.locators[0].cell == "回答!C4" and comments.rows[1].opinion is None
    notes = " ".join(comments.notes)
    assert all(
        text in notes
        for text in ("hidden", "worksheet 「回答」 is read; 「前年」 hold", "「意見一覧」", "1 of 3 rows repeat")
    )
    assert texts(read_comments(content, "a.xlsx", Choice(sheet="前年"))) == ["前年の意見"]
    with pytest.raises(DocumentError, match="no visible worksheet 「hidden」"):
        read_comments(content, "a.xlsx", Choice(sheet="hidden"))
    with pytest.raises(DocumentError, match=r"which column holds the comments.*「No.」、「区分」、「所見」"):
        read_comments(book(("a", [["表題"], ["No.", "区分", "所見"], ["1", "x", "y"]])), "a.xlsx")
