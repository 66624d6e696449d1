"""Lists of comments: how they are read, and how they are written with their results."""

import csv
import io
import json
import sys

import pytest
from click.testing import CliRunner

from conftest import ROOT
from opinionmine.cli import main
from opinionmine.cli.coded import cut, write_coded
from opinionmine.documents.comment_columns import RESULTS, Choice, find_places
from opinionmine.documents.comments import read_comments, read_lines, says_nothing
from opinionmine.documents.limits import Limits
from opinionmine.documents.text import decode
from opinionmine.errors import DocumentError
from opinionmine.records import Prediction

CASES = ROOT.parent / "shared" / "cases"
GRADES = {"training": "A", "rights": "C"}


def classify(*arguments, stdin=None):
    return CliRunner().invoke(main, ["classify", "--model", "light", *map(str, arguments)], input=stdin)


def texts(comments):
    return [row.text for row in comments.rows]


def judged(comments):
    """What a model could have said of each row, without a model."""
    return [
        Prediction(o.opinion_id, "themes", ("training",), {"training": 0.9, "rights": 0.1}, "request", (), (), "m")
        if o
        else None
        for o in comments.opinions
    ]


def write(comments, path):
    form = path.suffix[1:]
    return write_coded(comments, judged(comments), GRADES, form, path)


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
        ("a.csv", "id;意見\n1;a;b\n", "row 2: 3 cells under 2 headers; probably one of the semicolons"),
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


TRICKY = [
    "=1+1",
    "'=1",
    "+81から",
    "-3点",
    "@係",
    "\t=1",
    "\r=2",
    "\n=3",
    "＝全角",
    "－1",
    "'引用'",
    "''",
    "普通の\n文",
    "_x0041_",
    "000123",
]


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".jsonl"])
def test_an_export_reads_back_as_it_was(tmp_path, ending):
    lines = [json.dumps({"id": text, "text": text, "=x": text}) for text in TRICKY]
    comments = read_comments("\n".join(lines).encode(), "a.jsonl")
    for _ in range(2):
        write(comments, tmp_path / f"out{ending}")
        comments = read_comments((tmp_path / f"out{ending}").read_bytes(), f"out{ending}")
        assert texts(comments) == TRICKY and [row.others for row in comments.rows] == [{"=x": text} for text in TRICKY]
        assert comments.columns == ("id", "text", "=x") and any("made anew" in note for note in comments.notes)


def test_a_saved_export_is_unguarded_but_no_other_table():
    header = [["id", "意見", *RESULTS, "p_training", "メモ"]]
    saved = book(("結果", [*header, ["1", "'=1", *[""] * 7, "追記"]]))
    comments = read_comments(saved, "a.xlsx")
    assert (comments.columns, texts(comments)) == (("id", "意見", "メモ"), ["=1"])
    assert texts(read_comments("id,意見\n1,'=1\n".encode(), "a.csv")) == ["'=1"]


def test_no_cell_is_run(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    write(read_lines(TRICKY), tmp_path / "out.xlsx")
    workbook = openpyxl.load_workbook(tmp_path / "out.xlsx")
    sheet = workbook["結果"]
    assert workbook.sheetnames == ["結果", "注"] and {cell.data_type for cell in sheet["B"]} == {"s"}
    assert [cell.value for cell in sheet["A"]][1:3] == ["1", "2"] and sheet["I2"].value == 0.9
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", f"A1:J{len(TRICKY) + 1}")
    write(read_lines(TRICKY), tmp_path / "out.csv")
    cells = list(csv.reader(io.StringIO((tmp_path / "out.csv").read_text("utf-8-sig"), newline="")))
    assert not any(cell.startswith(tuple("=+-@\t\r\n＝＋－＠")) for row in cells for cell in row)


def test_what_a_file_cannot_carry_is_left_out_and_json_keeps_it(tmp_path):
    comments = read_lines(["\0=避難\v訓練\x1b[31m\uffff", "文\ud83d"], "a")
    for ending in (".csv", ".xlsx", ".jsonl"):
        write(comments, tmp_path / f"out{ending}")
    read = {
        e: texts(read_comments((tmp_path / f"out{e}").read_bytes(), f"out{e}")) for e in (".csv", ".xlsx", ".jsonl")
    }
    assert read[".csv"] == read[".xlsx"] == ["=避難訓練[31m", "文\ufffd"]
    assert read[".jsonl"] == ["\0=避難\v訓練\x1b[31m\uffff", "文\ufffd"]


FAMILY = "👨\u200d👩\u200d👧"


@pytest.mark.parametrize(
    ("text", "length", "kept"),
    [
        ("あいう", 3, "あいう"),
        ("あいう", 2, "あい"),
        (f"あ{FAMILY}い", 8, "あ"),
        (f"あ{FAMILY}い", 9, f"あ{FAMILY}"),
        ("葛\U000e0100城", 2, ""),
        ("か\u3099き", 1, ""),
        ("🇯🇵🇯🇵", 6, "🇯🇵"),
        ("👍🏽", 3, ""),
    ],
)
def test_cut(text, length, kept):
    assert cut(text, length) == kept


def test_long_cells_are_cut_in_a_workbook_and_counted(tmp_path):
    text = "あ" * 32_760 + FAMILY
    comments = read_lines([text, "短い"], "a")
    assert write(comments, tmp_path / "out.xlsx")[0].startswith("Cells cut at 32,767 characters in the workbook: 1;")
    back = read_comments((tmp_path / "out.xlsx").read_bytes(), "out.xlsx")
    assert [len(t) for t in texts(back)] == [32_760, 2]
    assert write(comments, tmp_path / "out.csv") == []


def test_line_ends_are_not_doubled_on_windows(monkeypatch):
    out = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(out, "cp932", errors="replace", newline="\r\n"))
    comments = read_lines(["👍🏽\n髙い"], "a")
    write_coded(comments, judged(comments), GRADES, "csv", None)
    sys.stdout.flush()
    assert out.getvalue().decode("cp932").split("\r\n")[1].startswith('1,"??\n髙い",') and b"\r\r" not in out.getvalue()


def test_keys_of_json_are_kept_and_those_with_names_of_results_are_renamed():
    row = {
        "id": 7,
        "text": "研修を続けてほしい",
        "themes": ["rights"],
        "spans": [{"start": 0, "end": 2, "surface": "研修"}],
        "n": None,
    }
    result = classify("-", "--format", "jsonl", stdin=json.dumps(row))
    coded = json.loads(result.stdout)
    assert list(coded)[:5] == ["id", "text", "input_themes", "spans", "n"] and "kept as input_themes" in result.stderr
    assert (coded["id"], coded["input_themes"], coded["spans"], coded["themes"]) == (
        "7",
        ["rights"],
        row["spans"],
        ["training"],
    )
    again = classify("-", "--format", "jsonl", stdin=result.stdout)
    assert again.stdout == result.stdout and "made anew" in again.stderr
    table = classify("-", stdin=json.dumps(row))
    assert next(csv.reader(io.StringIO(table.stdout)))[:5] == ["id", "text", "input_themes", "spans", "n"]


DATES = "id,年度表記,意見\n1,令和元年度,研修\n2,平成４０年度,研修\n3,,研修\n"


def test_dates_are_columns_and_keys(tmp_path):
    (tmp_path / "a.csv").write_text(DATES, "utf-8")
    result = classify(tmp_path / "a.csv", "-o", tmp_path / "out.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "out.csv").read_text("utf-8-sig"))))
    assert [row["fiscal_year"] for row in rows] == ["2019", "", ""] and rows[1]["date_problem"].startswith(
        "「平成４０年度」: 平成"
    )
    assert list(rows[0])[:6] == ["id", "年度表記", "意見", "fiscal_year", "date_problem", "outcome"]
    assert "in 1 of 3 rows: id 2;" in result.stderr
    coded = classify(tmp_path / "out.csv", "--format", "jsonl")
    assert [json.loads(line)["fiscal_year"] for line in coded.stdout.splitlines()] == [2019, None, None]
    named = classify("-", "--format", "jsonl", "--date-column", "x", stdin='{"text": "研修", "x": 20240331}')
    assert json.loads(named.stdout)["fiscal_year"] == 2023


def test_every_row_is_accounted_for(tmp_path):
    rows = [
        ["id", "意見"],
        ["1", "研修を続けて"],
        ["2", ""],
        ["3", "特になし"],
        ["4", "。"],
        ["5", "特になしだが、窓口は助かる"],
        ["6", ""],
    ]
    (tmp_path / "a.xlsx").write_bytes(book(("回答", rows, ("B6:B7", rows[5][1]))))
    result = classify(tmp_path / "a.xlsx", "-o", tmp_path / "out.jsonl")
    assert (
        "6 rows = 3 coded + 2 without text + 1 set aside (6 行 = 判定 3 + 本文なし 2 + 結合セルの重複 1)"
        in result.stderr
    )
    assert "(1 of them 特になし and the like)" in result.stderr
    coded = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert [row["outcome"] is None for row in coded] == [False, True, False, True, False, True]
    assert [row["text"] for row in coded][3] == "。" and coded[2]["outcome"] == "none"


@pytest.mark.parametrize("model", ["light", "default"])
def test_marks_that_nobody_sees_do_not_change_the_judgement(model):
    seen = ["相談窓口が遠くて行けない高齢者がいる。", "居場所が足りない", "前半は相談窓口の話後半は避難訓練の話"]
    hidden = ["\u200b".join(seen[0]), "\ufeff居場所が\u2060足り\u202eない\u202c", seen[2].replace("話後", "話\0後")]
    plain, marked = (
        [json.loads(line) for line in classify("--model", model, "--format", "jsonl", *options).stdout.splitlines()]
        for options in ([part for text in group for part in ("--text", text)] for group in (seen, hidden))
    )
    assert [row["scores"] for row in plain] == [row["scores"] for row in marked]
    assert [row["themes"] for row in plain] == [row["themes"] for row in marked]
    assert all(row["text"][e["start"] : e["end"]] == e["text"] for row in marked for e in row["evidence"])
    assert any(row["evidence"] for row in marked)


BUNDLED = {
    "bc08_cp932_ext.csv": (4, "read as CP932"),
    "bc10_bom_multiline.csv": (3, "3 rows = 3 coded"),
    "bc12_na_words.csv": (13, "13 rows = 13 coded"),
    "bc13_formula.jsonl": (11, "11 rows = 11 coded"),
    "bc15_control.jsonl": (7, "7 of 7 rows were cleaned"),
    "bc17_emoji.jsonl": (5, "id e5"),
    "bc19_long_line.txt": (3, "3 rows = 3 coded"),
    "bc20_wareki.csv": (21, "id 18, 19, 20, 21"),
}


@pytest.mark.skipif(not CASES.exists(), reason="../shared is not here")
@pytest.mark.parametrize("name", BUNDLED)
@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".jsonl"])
def test_hard_files(tmp_path, name, ending):
    n_rows, message = BUNDLED[name]
    result = classify(CASES / name, "-o", tmp_path / f"out{ending}")
    assert result.exit_code == 0 and message in result.stderr
    before = texts(read_comments((CASES / name).read_bytes(), name))
    after = texts(read_comments((tmp_path / f"out{ending}").read_bytes(), f"out{ending}"))
    assert len(after) == n_rows
    if name not in ("bc15_control.jsonl", "bc19_long_line.txt") or ending == ".jsonl":
        assert after == before


@pytest.mark.skipif(not CASES.exists(), reason="../shared is not here")
def test_a_list_of_signs_is_one_sentence():
    result = classify(CASES / "bc31_blank_only.csv")
    assert result.exit_code == 2 and result.stderr.count("\n") == 1 and "8 rows, all without text" in result.stderr
