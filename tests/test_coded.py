"""Lists of comments with their results: how they are written, and the command that does it."""

import csv
import io
import json
import sys

import pytest
from click.testing import CliRunner

from opinionmine.cli import main
from opinionmine.cli.coded import coded_lines, write_lines, write_workbook
from opinionmine.cli.output import write_pieces
from opinionmine.cli.unfinished import Unfinished
from opinionmine.documents.comment_columns import RESULTS
from opinionmine.documents.comments import read_comments, read_lines
from opinionmine.errors import DocumentError
from opinionmine.records import Prediction
from opinionmine.reporting.workbook import cut
from test_comments import book, texts

GRADES = {"training": "A", "rights": "C"}


def classify(*arguments, stdin=None):
    return CliRunner().invoke(main, ["classify", "--model", "light", *map(str, arguments)], input=stdin)


def judged(comments):
    """What a model could have said of each row, without a model."""
    return [
        Prediction(o.opinion_id, "themes", ("training",), {"training": 0.9, "rights": 0.1}, "request", (), (), "m")
        if o
        else None
        for o in comments.opinions
    ]


def write(comments, path):
    rows = list(zip(comments.rows, judged(comments), strict=True))
    if path.suffix == ".xlsx":
        return write_workbook(comments, rows, GRADES, path)
    path.write_bytes(b"".join(coded_lines(comments, rows, GRADES, path.suffix[1:])))
    return []


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
    write_lines(coded_lines(comments, zip(comments.rows, judged(comments), strict=True), GRADES, "csv"))
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


def test_a_second_column_named_text_is_kept():
    result = classify("-", "--format", "jsonl", "--column", "意見", stdin="text,scores,意見\na,5,研修を続けて\n")
    row = json.loads(result.stdout)
    assert (row["text"], row["input_text"], row["input_scores"]) == ("研修を続けて", "a", "5")


def test_more_columns_than_a_worksheet_has(tmp_path):
    comments = read_comments(("意見" + "," * 16_384 + "\n文\n").encode(), "a.csv")
    with pytest.raises(DocumentError, match=r"a worksheet holds 1,048,575 and 16,384"):
        write(comments, tmp_path / "out.xlsx")


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


@pytest.mark.parametrize("fault", [KeyboardInterrupt, DocumentError("x"), OSError(28, "No space left on device")])
def test_a_file_gets_its_name_only_when_it_is_whole(tmp_path, fault):
    def pieces():
        yield b"half"
        raise fault

    path = tmp_path / "coded.csv"
    for before in (None, b"what was there"):
        if before:
            path.write_bytes(before)
        with pytest.raises((KeyboardInterrupt, DocumentError)):
            write_pieces(pieces(), path)
        assert [file.name for file in tmp_path.iterdir()] == (["coded.csv"] if before else [])
        assert (path.read_bytes() if before else None) == before
    write_pieces([b"a", b"b"], path)
    assert path.read_bytes() == b"ab" and [file.name for file in tmp_path.iterdir()] == ["coded.csv"]


def test_rows_are_written_as_they_are_judged(tmp_path):
    """No row waits for the next: when the third is asked for, two are written."""
    path, comments = tmp_path / "c.jsonl", read_lines(["会議", "研修", "祭り"])
    seen = []

    def rows():
        for row, prediction in zip(comments.rows, judged(comments), strict=True):
            seen.append((tmp_path / ".c.jsonl.part").exists())
            yield row, prediction

    unfinished = Unfinished(path, {}, 1, is_csv=False)
    unfinished.write(coded_lines(comments, rows(), GRADES, "jsonl"), goes_on=False)
    assert seen == [True] * 3 and len(path.read_text("utf-8").splitlines()) == 3
    assert [file.name for file in tmp_path.iterdir()] == ["c.jsonl"]


@pytest.mark.parametrize("ending", [".csv", ".jsonl"])
@pytest.mark.parametrize("stop_at", [0, 1, 63, 64, 65, 128, 199])
def test_an_interrupted_run_goes_on_and_ends_with_the_same_bytes(ending, stop_at, tmp_path, capsys):
    """Cells with quotes and line ends; the last record is cut in two, as a power cut would."""
    comments = read_lines([f'意見 "{n}",\r続き' if n % 3 else "" for n in range(200)])
    form = ending[1:]

    def lines(first, stop=None):
        rows = list(zip(comments.rows, judged(comments), strict=True))[first:stop]
        yield from coded_lines(comments, rows, GRADES, form, has_header=not first)
        if stop is not None:
            yield b'7,"cut'
            raise KeyboardInterrupt

    whole, path = b"".join(lines(0)), tmp_path / f"c{ending}"
    first = Unfinished(path, {"input": "a"}, 64, is_csv=form == "csv")
    with pytest.raises(KeyboardInterrupt):
        first.write(lines(0, stop_at), goes_on=False)
    kept = stop_at // 64 * 64
    part = [f".c{ending}.part", f".c{ending}.part.json"] if kept else []
    assert sorted(file.name for file in tmp_path.iterdir()) == part
    assert (f"{kept} rows are kept" in capsys.readouterr().err) == bool(kept)
    if kept:
        with pytest.raises(DocumentError, match="it was begun with another input, model or option"):
            Unfinished(path, {"input": "b"}, 64, is_csv=form == "csv").resume()
    again = Unfinished(path, {"input": "a"}, 64, is_csv=form == "csv")
    assert again.resume() == kept
    again.write(lines(kept), goes_on=bool(kept))
    assert path.read_bytes() == whole and [file.name for file in tmp_path.iterdir()] == [path.name]
