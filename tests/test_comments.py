"""Lists of comments: how they are read."""

import csv
import io
import json
import re

import pytest

from opinionmine.documents.comment_columns import Choice, find_places
from opinionmine.documents.comments import open_comments, read_comments, says_nothing
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
    first, *_ = comments.rows
    assert (first.identifier, dict(first.others)) == (
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
    first, second, *_ = comments.rows
    assert first.opinion.locators[0].cell == "回答!C4" and second.opinion is None
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


LIST = [
    ["番号", "受付日", "意見"],
    ["1", "2025/10/4 9:03", "「相談」,窓口が\n遠い"],
    ["2", "令和7年", "①髙齢者の足\r\nを"],
    ["", "", ""],
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "euc_jp", "utf-16", "utf-16-le", "iso2022_jp"])
@pytest.mark.parametrize("ending", [".csv", ".jsonl", ".tsv"])
def test_a_large_file_is_read_as_a_small_one(encoding, ending, tmp_path, monkeypatch):
    """A file that is not held whole tells its encoding by its first lines; here ASCII, for some, and the rest decides."""
    rows = [LIST[0], *[["7", "", "no opinion in Japanese"]] * 20, *LIST[1:] * 5]
    rows = [
        [cell.replace("①髙", "高") for cell in row] if encoding in ("euc_jp", "iso2022_jp") else row for row in rows
    ]
    out = io.StringIO(newline="")
    if ending == ".jsonl":
        out.writelines(json.dumps(dict(zip(LIST[0], row, strict=True)), ensure_ascii=False) + "\n" for row in rows[1:])
    else:
        csv.writer(out, delimiter="\t" if ending == ".tsv" else ",").writerows(rows)
    path = tmp_path / f"a{ending}"
    path.write_bytes(out.getvalue().encode(encoding))
    whole = read_comments(path.read_bytes(), str(path))
    monkeypatch.setattr("opinionmine.documents.text._HELD", 160)
    streamed = open_comments(path, Choice(), Limits())
    assert list(streamed.rows) == list(whole.rows) == list(streamed.rows) and len(streamed.rows) == 35
    assert (streamed.columns, streamed.notes, streamed.n_opinions, streamed.has_dates) == (
        whole.columns, whole.notes, whole.n_opinions, whole.has_dates,
    )  # fmt: skip
    assert whole.n_opinions == 30


@pytest.mark.parametrize(
    ("ending", "content", "rejected"),
    [
        (
            ".csv",
            "番号,意見\n1,近い\n2,遠い,不便\n3,よい\n",
            [(2, "row 3: 3 cells, but the header has 2. A comment that holds commas", "2\t遠い\t不便")],
        ),
        (
            ".jsonl",
            '{"text": "近い"}\n{"text": \n[1]\n{"text": 7}\n{"x": "y"}\n{"text": "よい"}\n',
            [
                (2, "line 2: not JSON", '{"text": '),
                (3, "line 3: [1]; expected an object with keys", "[1]"),
                (4, "line 4: 「text」 is 7; expected a string", '{"text": 7}'),
                (5, "line 5: no key 「text」; it has x", '{"x": "y"}'),
            ],
        ),
    ],
)
def test_rows_that_cannot_be_read_are_set_apart(ending, content, rejected, tmp_path):
    path = tmp_path / f"a{ending}"
    path.write_text(content, "utf-8")
    comments = open_comments(path, Choice(), Limits())
    assert [row.text for row in comments.rows] == ["近い", "よい"] and comments.n_opinions == 2
    found = [(r.number, r.reason.removeprefix(f"{path}, "), r.content) for r in comments.rejected]
    assert [(n, content) for n, _, content in found] == [(n, content) for n, _, content in rejected]
    assert all(f.startswith(r) for (_, f, _), (_, r, _) in zip(found, rejected, strict=True))
    # A list that is read whole, for a report, is refused at the first of them.
    with pytest.raises(DocumentError, match=re.escape(rejected[0][1])):
        read_comments(path.read_bytes(), str(path))


def test_a_list_without_a_row_that_can_be_read_is_refused(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": \n{"text": 1}\n', "utf-8")
    with pytest.raises(DocumentError, match="line 1: not JSON"):
        open_comments(path, Choice(), Limits())
