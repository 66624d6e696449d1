import csv
import io
import json
import os
import shutil
import signal
import subprocess
import sys
from importlib import resources
from pathlib import Path

import pytest
from click.testing import CliRunner

from conftest import SAMPLE, SHEETS
from opinionmine.cli import main
from opinionmine.documents.guard import guard, unguard
from opinionmine.themes import model_file


def run(*arguments, stdin=None):
    return CliRunner().invoke(main, [str(a) for a in arguments], input=stdin)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("missing.txt", None, "no such file"),
        ("empty.txt", b"", "the file is empty"),
        ("blank.txt", b" \n\n", "only blank lines"),
        ("binary.txt", b"\x00\x01\x02", "binary file"),
        ("paper.txt", b"%PDF-1.7", "paper.txt"),
        ("sheet.xlsx", b"PK\x03\x04nothing", "sheet.xlsx"),
        ("old.doc", b"\xd0\xcf\x11\xe0nothing", "old.doc"),
        ("scan.png", b"\x89PNG\r\n", "this is a picture"),
        ("broken.txt", b"\xff\xff\xff\xff", "not readable as"),
        ("folder", "folder", "no file in this folder can be read"),
    ],
)
@pytest.mark.parametrize("command", ["read", "audit", "report"])
def test_a_bad_sheet_is_one_sentence(tmp_path, command, name, content, message):
    path = tmp_path / name
    if content == "folder":
        path.mkdir()
    elif content is not None:
        path.write_bytes(content)
    result = run(command, path, *(["-o", tmp_path / "out.html"] if command == "report" else []))
    assert result.exit_code == 2
    assert result.stdout == "" and result.stderr.count("\n") == 1 and message in result.stderr
    assert not (tmp_path / "out.html").exists()


def test_a_text_without_ratings_gives_its_prose_and_says_so(tmp_path):
    path = tmp_path / "prose.txt"
    path.write_text("こんにちは。", "utf-8")
    read = run("read", path)
    assert read.exit_code == 2 and "no ratings found and no opinions" in read.stderr
    assert [p["text"] for p in json.loads(read.stdout)["passages"]] == ["こんにちは。"]
    audit = run("audit", path)
    assert audit.exit_code == 2 and audit.stdout == "" and "nothing to check the prose against" in audit.stderr
    report = run("report", path, "-o", tmp_path / "r.html")
    assert report.exit_code == 2 and "評価の表は見つかりませんでした" in (tmp_path / "r.html").read_text("utf-8")


def test_an_unknown_scale_is_said_and_can_be_taught(changed_sheet, tmp_path):
    sheet = changed_sheet(("◎ ○ △ ×", "優 良 可 否"))
    result = run("read", sheet)
    assert result.exit_code == 0 and "found 「優 良 可 否」" in result.stderr
    assert len(json.loads(result.stdout)["opinions"]) == 4
    assert run("audit", sheet).exit_code == 2
    guide = tmp_path / "guide.yaml"
    guide.write_text("scale: [優, 良, 可, 否]\n", "utf-8")
    taught = run("read", sheet, "--layout", guide, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(taught.stdout)))
    assert taught.exit_code == 0 and sum(int(row["count"]) for row in rows) == 305


@pytest.mark.parametrize(
    ("layout", "message"),
    [
        ("no_such", "no layout and no file of this name; layouts are"),
        ("marks_by_line", "no table fits the layout 「marks_by_line」"),
        ("layuot: remarks\n", "line 1: 「layuot」 is not a key here; did you mean 「layout」?"),
        ("layout: remark\n", "line 1: 「remark」 is no layout; did you mean 「remarks」?"),
        ("scale: [優]\n", "「scale」 must be a list of different names such as [優, 良, 可]"),
        ("columns: {意見: opinoin}\n", "「opinoin」 is nothing a column can hold; did you mean 「opinion」?"),
    ],
)
def test_a_wrong_layout_is_one_sentence(tmp_path, layout, message):
    if ":" in layout:
        (tmp_path / "guide.yaml").write_text(layout, "utf-8")
        layout = tmp_path / "guide.yaml"
    result = run("read", SAMPLE, "--layout", layout)
    assert result.exit_code == 2 and message in result.stderr and result.stdout == ""


def test_several_files_a_folder_and_a_zip_are_read_alike(tmp_path):
    import zipfile

    for name in ("b.txt", "a.txt"):
        (tmp_path / name).write_bytes(SAMPLE.read_bytes())
    with zipfile.ZipFile(tmp_path / "sheets.zip", "w") as archive:
        archive.writestr("a.txt", SAMPLE.read_bytes())
        archive.writestr("b.txt", SAMPLE.read_bytes())
    texts = [
        run("read", *paths).stdout for paths in ([tmp_path / "a.txt", tmp_path / "b.txt"], [tmp_path / "sheets.zip"])
    ]
    (tmp_path / "sheets.zip").unlink()
    texts.append(run("read", tmp_path).stdout)
    assert texts[0] == texts[1] == texts[2] and len(json.loads(texts[0])) == 2


def test_a_limit_is_said_and_can_be_raised(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("事業名,評価,意見\n" + "サロン,◎,続けてほしい。\n" * 30, "utf-8")
    result = run("read", path, "--limit", "rows=10")
    assert (
        result.exit_code == 2 and "31 rows; at most 10 are read" in result.stderr and "--limit rows=31" in result.stderr
    )
    assert run("read", path, "--limit", "rows=31").exit_code == 0
    assert "names are file_bytes" in run("read", path, "--limit", "pages=many").stderr


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_every_encoding_reads_the_same(tmp_path, encoding):
    path = tmp_path / "sheet.txt"
    path.write_bytes(SAMPLE.read_text("utf-8").replace("\n", "\r\n").encode(encoding))
    assert run("read", path).stdout == run("read", SAMPLE).stdout


def test_read_prints_the_record_and_the_table():
    sheet = json.loads(run("read", SAMPLE).stdout)
    assert (sheet["fiscal_year"], sheet["municipality"], len(sheet["goals"]), len(sheet["opinions"])) == (
        2023,
        "緑岡市",
        10,
        4,
    )
    rows = list(csv.DictReader(io.StringIO(run("read", SAMPLE, "--format", "csv").stdout)))
    assert len(rows) == 56 and sum(int(row["count"]) for row in rows) == 305
    assert rows[1] == {"source": "midorioka-r5.txt", "fiscal_year": "2023", "goal_id": "1-1", "title": "「ちょっと手をかす」心を広げる",
                       "actor": "市・市社協", "project": "", "grade": "○", "count": "11", "change": "-3", "place": "12"}  # fmt: skip


def test_a_sheet_without_opinions_gives_what_it_has(changed_sheet, tmp_path):
    sheet = changed_sheet(("◆", "・"), ("緑岡市社会福祉審議会地域福祉部会の意見", "部会"))
    result = run("read", sheet)
    assert result.exit_code == 2 and len(json.loads(result.stdout)["goals"]) == 10
    assert "no committee opinion was found" in result.stderr
    assert run("audit", sheet).exit_code == 0
    assert run("report", sheet, "-o", tmp_path / "r.html").exit_code == 2 and (tmp_path / "r.html").exists()


@pytest.mark.parametrize("path", SHEETS)
def test_audit_exit_status(path, changed_sheet):
    result = run("audit", path)
    assert result.exit_code == 0 and "17 agree" in result.stdout
    wrong = run("audit", changed_sheet(("◎：141", "◎：151")), "--format", "json")
    assert wrong.exit_code == 1
    assert [c["stated"] for c in json.loads(wrong.stdout)["claims"] if c["verdict"] == "differs"] == ["151"]


CSV = 'id,区分,意見\nA1,x,"研修を\n続けてほしい"\nA2,y,\nA3,=1+1,特になし\n'


def test_classify_keeps_every_row_and_column(tmp_path, codebook):
    path = tmp_path / "comments.csv"
    path.write_text(CSV, "utf-8-sig")
    result = run("classify", path, "--column", "意見", "-o", tmp_path / "out.csv")
    assert (
        result.exit_code == 0
        and "3 rows = 2 coded + 1 without text + 0 set aside (3 行 = 判定 2 + 本文なし 1" in result.stderr
    )
    rows = list(csv.DictReader(io.StringIO((tmp_path / "out.csv").read_text("utf-8-sig"))))
    assert list(rows[0]) == [
        "id",
        "区分",
        "意見",
        "outcome",
        "themes",
        "grades",
        "stance",
        "flags",
        "evidence",
        *(f"p_{t}" for t in codebook.theme_ids),
    ]
    assert [(r["id"], r["区分"], r["outcome"], r["themes"], r["grades"], r["flags"]) for r in rows] == [
        ("A1", "x", "themes", "training", "A", ""),
        ("A2", "y", "", "", "", ""),
        ("A3", "'=1+1", "none", "", "", "empty"),
    ]


def test_classify_jsonl(tmp_path):
    stdin = '{"id": "a", "text": "研修を続けてほしい"}\n{"id": "b", "text": "\\ud800特になし"}\n'
    result = run("classify", "-", "--format", "jsonl", stdin=stdin)
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [list(row) for row in rows] == [
        ["id", "text", "outcome", "themes", "scores", "stance", "flags", "evidence", "grades"]
    ] * 2
    assert all(row["text"][e["start"] : e["end"]] == e["text"] for row in rows for e in row["evidence"])
    assert rows[0]["themes"] == ["training"] and list(rows[0]["evidence"][0]) == [
        "theme_id",
        "start",
        "end",
        "text",
        "weight",
    ]


@pytest.mark.parametrize(
    ("arguments", "stdin", "message"),
    [
        (["wide.csv"], None, "The columns are 「id」、「区分」、「所見」. Name it with --column"),
        (["comments.csv", "--column", "意味"], None, "the column 「意味」 is not there"),
        (["-", "--column", "a"], 'a,b\n"x', "not a CSV table"),
        (["-", "--column", "a"], "a,b\n1,2,3\n", "row 2: 3 cells, but the header has 2"),
        (["-"], "\n\n", "no comment in it (2 rows, all without text)"),
        (["-"], '{"a": 1}\n', "no key 「text」; it has a"),
        (["-", "--column", "outcome"], "outcome,b\nx,y\n", "already has the column 「outcome」"),
        (["comments.csv", "--text", "a"], None, "Both INPUT and --text"),
        (["nothing.csv"], None, "no such file"),
        (["--text", "a", "--column", "b"], None, "with --text leave them out"),
        (["comments.csv", "--column", "意見", "-o", "out.pdf"], None, "written as .csv, .jsonl, .xlsx or .parquet"),
        (["comments.csv", "-o", "out.csv", "--format", "xlsx"], None, "its ending says csv, --format says xlsx"),
        (["comments.csv", "--format", "xlsx"], None, "xlsx needs a file: name it with -o"),
        (["comments.csv", "--sheet", "a"], None, "--sheet speaks of a workbook"),
        (["comments.csv", "--limit", "rows=2"], None, "3 rows; at most 2 are read"),
        (["comments.csv", "--limit", "cell_characters=5"], None, "10 cell characters; at most 5 are read"),
        (["comments.csv", "--limit", "file_bytes=9"], None, "at most 9 are read"),
        (["-", "--limit", "file_bytes=9"], "研修を続ける", "at most 9 are read"),
        (["comments.csv", "--limit", "row=2"], None, "expected NAME=NUMBER"),
        (["--text", "。"], None, "no opinion in it"),
        (["comments.csv", "--column", "意見", "-o", "comments.csv"], None, "this is the input"),
        (["comments.csv", "--column", "意見", "-o", "nowhere/out.csv"], None, "there is no folder nowhere"),
        (["--text", "a", "--risk", "nan"], None, "--risk is nan"),
        (["--text", "a", "--model", "nowhere"], None, "no such model"),
    ],
)
def test_classify_bad_input(tmp_path, monkeypatch, arguments, stdin, message):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "comments.csv").write_text(CSV, "utf-8")
    (tmp_path / "wide.csv").write_text(CSV.replace("意見", "所見"), "utf-8")
    result = run("classify", *arguments, stdin=stdin)
    assert result.exit_code == 2 and message in result.stderr and result.stdout == ""


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("=1+1", "'=1+1"),
        ("'=1", "''=1"),
        ("＋5件", "'＋5件"),
        ("-3点", "'-3点"),
        ("@a", "'@a"),
        ("普通の文", "普通の文"),
        ("'引用'", "'引用'"),
    ],
)
def test_guard_can_be_taken_off(cell, kept):
    assert (guard(cell), unguard(kept)) == (kept, cell)


def test_the_light_model_stands_in_and_says_so(monkeypatch):
    monkeypatch.setattr(model_file, "find_vectorizer", lambda: None)
    result = run("classify", "--text", "研修を続けてほしい")
    assert result.exit_code == 0 and "so the light model is used" in result.stderr
    assert "light model is used" not in run("classify", "--text", "研修", "--model", "light").stderr
    assert run("classify", "--text", "研修", "--model", "default").exit_code == 2


def test_explain_shows_words_for_and_against():
    result = run("explain", "研修を続けてほしい。")
    assert result.exit_code == 0 and "✔ training 研修・学びの継続 (grade " in result.stdout
    assert all(word in result.stdout for word in ("    for     ", "    against ", "    without 研修"))
    assert run("explain", " ").exit_code == 2


def test_train_and_evaluate(tmp_path, codebook):
    rows = [
        {"id": str(i), "batch": f"b{i % 4}", "text": f"{'研修を学ぶ' if i % 2 else '道が狭い'}{'あいうえおかきくけこ'[i % 10] * (i + 1)}",
         "themes": ["training"] if i % 2 else []}
        for i in range(32)
    ]  # fmt: skip
    path = tmp_path / "corpus.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    trained = run("train", path, "-o", tmp_path / "model", "--light")
    assert trained.exit_code == 0 and "32 opinions, 4 batches" in trained.stderr
    assert "given by the cues of the codebook: networking" in trained.stderr
    assert "No opinion has a stance" in trained.stderr
    coded = run("classify", "--text", "研修を学ぶ", "--model", tmp_path / "model", "--format", "jsonl")
    assert json.loads(coded.stdout)["stance"] == ""
    assert "networking" in run("explain", "横のつながりを広げる", "--model", tmp_path / "model").stdout
    outputs = {form: tmp_path / f"evaluation.{form}" for form in ("json", "html", "md")}
    written = run("evaluate", tmp_path / "model", path, *(word for file in outputs.values() for word in ("-o", file)))
    assert written.exit_code == 0 and written.stdout == ""
    result = json.loads(outputs["json"].read_text("utf-8"))["cross_validated"]
    assert (result["n"], result["n_groups"], result["groups"]) == (32, 4, "opinions")
    assert [t["target_id"] for t in result["themes"] if t["f1"] is not None] == ["training"]
    card, page = outputs["md"].read_text("utf-8"), outputs["html"].read_text("utf-8")
    for text in (f"{result['macro_f1']['value']:.3f}", f"{result['calibration_error']:.3f}"):
        assert text in card and text in page
    assert run("evaluate", tmp_path / "model", path).stdout == card
    wrong = run("evaluate", tmp_path / "model", path, "-o", tmp_path / "evaluation.xlsx")
    assert wrong.exit_code == 2 and "written as .json, .html, .md" in wrong.stderr


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"id": None, "text": "研修", "themes": []}, "line 1: 「id」 is null; expected text or a number"),
        ({"id": "1", "text": "研修", "themes": [{}]}, "line 1: 「themes」 holds {}; expected ids as text"),
        ({"id": "1", "text": "研修", "themes": [], "stance": 0}, "line 1: 「stance」 is 0; expected text"),
        ({"id": "1", "text": "研修\ud83d", "themes": []}, "half of a character (a lone surrogate)"),
        ({"id": "1", "text": "研修"}, "line 1: 「themes」 is missing; an opinion without a theme has an empty list []"),
        ({"id": "1", "text": "研修", "themes": []}, "The corpus has 1 opinions; at least 24 are needed"),
        ({"id": "1", "text": "研修", "themes": "training"}, 'line 1: 「themes」 must be a list such as ["training"]'),
        ({"id": "1", "text": "研修", "themes": ["ｔｒａｉｎｉｎｇ"]}, "did you mean 「training」?"),
    ],
)
def test_train_bad_input(tmp_path, row, message):
    (tmp_path / "corpus.jsonl").write_text(json.dumps(row), "utf-8")
    result = run("train", tmp_path / "corpus.jsonl", "-o", tmp_path / "model")
    assert result.exit_code == 2 and result.stderr.count("\n") == 1 and message in result.stderr
    assert not (tmp_path / "model").exists()


def test_evaluate_refuses_a_model_of_another_codebook(tmp_path):
    text = (resources.files("opinionmine.themes") / "community-welfare.yaml").read_text("utf-8")
    (tmp_path / "codebook.yaml").write_text(text.replace("version: 1", "version: 7", 1), "utf-8")
    result = run("evaluate", "light", "nowhere", "--codebook", tmp_path / "codebook.yaml")
    assert result.exit_code == 2 and "version 1; the one in use is community-welfare, version 7" in result.stderr


def test_doctor_names_what_is_there():
    result = run("doctor")
    assert result.exit_code == 0 and all(
        name in result.stdout for name in ("python", "dictionary", "model", "fonts", "codebook")
    )


def test_a_text_given_on_the_command_line_stays_as_it_is():
    row = json.loads(run("classify", "--text", "研\n修を続けてほしい", "--format", "jsonl").stdout)
    assert row["text"] == "研\n修を続けてほしい"
    assert all(row["text"][e["start"] : e["end"]] == e["text"] for e in row["evidence"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["classify", str(SAMPLE)], "this is a summary sheet with ratings of 7 goals, not a list of comments"),
        (["classify", str(SAMPLE.with_suffix(".pdf"))], "A summary sheet is read by `opinionmine read`"),
        (["report", str(SAMPLE), "-o", "report.pdf"], "a report is written as .html, .htm, .xlsx, .docx, .md, .json"),
        (["classify", "no_header.csv"], "reads like a comment, not like a header"),
    ],
)
def test_the_wrong_command_says_which_is_right(tmp_path, monkeypatch, arguments, message):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "no_header.csv").write_text("1,70代,バスが少なくて困る。\n2,40代,会場が遠い。\n", "utf-8")
    result = run(*arguments)
    assert result.exit_code == 2 and message in result.stderr and result.stdout == ""


def test_a_list_given_to_read_is_read_and_pointed_to_classify(tmp_path):
    (tmp_path / "list.csv").write_text("番号,意見\n1,会場が遠い。\n2,バスが少ない。\n", "utf-8")
    result = run("read", tmp_path / "list.csv", tmp_path / "list.csv")
    assert result.exit_code == 0 and len(json.loads(result.stdout)["opinions"]) == 2
    assert "use `opinionmine classify list.csv`" in result.stderr and "named twice" in result.stderr


def test_a_misspelt_command_names_the_one_that_was_meant():
    result = run("reed", SAMPLE)
    assert result.exit_code == 2 and "No such command 「reed」; did you mean 「read」?" in result.stderr


@pytest.mark.parametrize("is_packed", [False, True])
def test_files_of_other_kinds_are_named(tmp_path, is_packed):
    folder = tmp_path / "sheets"
    folder.mkdir()
    (folder / "a.txt").write_bytes(SAMPLE.read_bytes())
    (folder / "slides.pptx").write_bytes(b"PK")
    (folder / "z.jpg").write_bytes(b"x")
    if is_packed:
        shutil.make_archive(str(folder), "zip", folder)
    result = run("read", tmp_path / ("sheets.zip" if is_packed else "sheets"))
    assert (
        result.exit_code == 0
        and "2 files of kinds that are not read were left out: slides.pptx、z.jpg" in result.stderr
    )


def test_a_web_page_is_no_list():
    result = run("classify", SAMPLE.with_suffix(".html"))
    assert result.exit_code == 2 and "a web page is no list of comments" in result.stderr


@pytest.fixture
def comments(tmp_path):
    path = tmp_path / "comments.csv"
    rows = [f"{n},{('20代', '70代')[n % 2]},{('避難訓練を続けてほしい', '相談窓口が遠い')[n % 2]}" for n in range(30)]
    path.write_text("番号,年代,意見\n" + "\n".join(rows) + "\n", "utf-8")
    return path


def test_crosstab(comments, tmp_path):
    result = run("crosstab", comments, "--by", "年代", "--model", "light")
    assert result.exit_code == 0
    rows = {(row["テーマ"], row["区分"]): row for row in csv.DictReader(io.StringIO(result.stdout))}
    young = rows["防災・見守り・防犯", "20代"]
    assert (young["変数"], young["件数"], young["列の割合"], young["検定"]) == ("年代", "15", "1.0", "正確検定")
    assert (
        float(young["p"]) < 1e-6 < float(young["効果量"]) == 1.0 and rows["防災・見守り・防犯", "70代"]["件数"] == "0"
    )
    for name in ("c.csv", "c.json", "c.md"):
        assert (
            run(
                "crosstab", comments, SAMPLE, "--by", "年代", "--by", "goal", "-o", tmp_path / name, "--lang", "en"
            ).exit_code
            == 0
        )
    assert [c["variable"] for c in json.loads((tmp_path / "c.json").read_text("utf-8"))] == ["年代", "goal"]
    assert "# Crosstabs" in (tmp_path / "c.md").read_text("utf-8") and (tmp_path / "c.csv").read_bytes().startswith(
        b"\xef\xbb\xbf"
    )


def test_network(comments, tmp_path):
    outputs = [tmp_path / f"n{ending}" for ending in (".svg", ".png", ".csv", ".json")]
    result = run("network", comments, *(x for o in outputs for x in ("-o", o)), "--model", "light")
    assert result.exit_code == 0 and "30 opinions" in result.stderr
    pairs = list(csv.DictReader(io.StringIO(outputs[2].read_text("utf-8-sig"))))
    assert {"避難訓練", "防災・見守り・防犯"} in [{row["言葉・テーマ"], row["言葉・テーマ（相手）"]} for row in pairs]
    assert len(pairs) == len(json.loads(outputs[3].read_text("utf-8"))["edges"])
    one = run("network", comments, "--theme", "防災・見守り・防犯", "-o", tmp_path / "one.csv", "--model", "light")
    assert one.exit_code == 0 and "15 opinions" in one.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["crosstab", "--by", "年令", "-o", "c.csv"], "--by 年令: no list has this column; known are"),
        (["crosstab", "--by", "goal"], "nothing to cross the themes with"),
        (["crosstab", "-o", "c.pdf"], "crosstabs are written as .csv, .json or .md"),
        (["network", "-o", "n.gif"], "a network is written as .svg, .png, .csv or .json"),
        (["network", "-o", "n.svg", "--theme", "trainning"], "no such theme; did you mean 「training」?"),
        (["report", "-o", "r.pptx"], "a report is written as"),
        (["report", "-o", "r.html", "-o", "comments.csv"], "this is the input; it would be overwritten"),
        (["report", "-o", "r.html", "--by", "x"], "no list has this column; known are"),
        (["report", "-o", "r.html", "--column", "本文"], "本文"),
        (
            ["report", "-o", "r.html", "--pictures", "comments.csv"],
            "comments.csv: this is a file. Give the name of a folder",
        ),
        (["report", "-o", "r.html", "--pictures", "x/y"], "there is no folder x"),
        (["report", "-o", "r.html", "-o", "./r.html"], "the same file is named twice"),
    ],
)
def test_faults_around_reports(comments, arguments, message, monkeypatch):
    monkeypatch.chdir(comments.parent)
    command, *others = arguments
    result = run(command, "comments.csv", *others, "--model", "light")
    assert result.exit_code == 2 and message in result.stderr
    assert comments.read_text("utf-8").startswith("番号")


def test_a_network_of_nothing(tmp_path):
    path = tmp_path / "one.csv"
    path.write_text("意見\n祭り\n", "utf-8")
    result = run("network", path, "-o", tmp_path / "n.svg", "--model", "light")
    assert result.exit_code == 2 and "there is nothing to draw" in result.stderr and not (tmp_path / "n.svg").exists()


def test_any_number_of_workers_gives_the_same_bytes(comments, tmp_path):
    for n in (1, 2, 3):
        path = tmp_path / f"{n}.jsonl"
        assert run("classify", comments, "-o", path, "--model", "light", "--workers", n).exit_code == 0
    assert (
        (tmp_path / "1.jsonl").read_bytes()
        == (tmp_path / "2.jsonl").read_bytes()
        == (tmp_path / "3.jsonl").read_bytes()
    )


def test_evidence_is_only_looked_for_where_it_is_wanted(comments, tmp_path):
    said = []
    for name, options in (("all", []), ("none", ["--no-evidence"]), ("beside", ["--no-evidence", "--workers", 2])):
        path = tmp_path / f"{name}.jsonl"
        assert run("classify", comments, "-o", path, "--model", "light", *options).exit_code == 0
        said.append([json.loads(line) for line in path.read_text("utf-8").splitlines()])
    assert any(row["evidence"] for row in said[0]) and not any(row["evidence"] for row in said[1])
    assert [row | {"evidence": []} for row in said[0]] == said[1] == said[2]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal for one process")
def test_a_run_that_is_interrupted_goes_on(tmp_path):
    """A signal in the middle, then --resume: the bytes of a run that was left alone."""
    source = tmp_path / "c.csv"
    source.write_text(
        "意見\n" + "".join(f"研修を{n}回続けて、担い手を増やしてほしい。\n" for n in range(1500)), "utf-8"
    )
    command = [sys.executable, "-m", "opinionmine", "classify", source, "--model", "light", "--workers", "2", "-o"]
    subprocess.run([*command, tmp_path / "whole.csv"], check=True, capture_output=True)
    out, part = tmp_path / "o.csv", tmp_path / ".o.csv.part"
    # A suite that runs in the background has children that ignore Ctrl-C.
    process = subprocess.Popen(
        [*command, out],
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    while not part.exists() or part.stat().st_size < 100_000:
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    _, told = process.communicate()
    assert process.returncode and "interrupted; " in told and "--resume goes on from there" in told and not out.exists()
    again = subprocess.run([*command, out, "--resume"], check=True, capture_output=True, text=True)
    assert "rows are from the interrupted run" in again.stderr
    assert out.read_bytes() == (tmp_path / "whole.csv").read_bytes()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["c.csv", "o.csv", "whole.csv"]


def test_rows_that_cannot_be_read_stand_beside_the_results(tmp_path):
    source, out = tmp_path / "c.csv", tmp_path / "o.jsonl"
    source.write_text("番号,意見\n1,研修を続けて\n2,遠い,不便\n3,祭りを\n", "utf-8")
    result = run("classify", source, "--model", "light", "-o", out)
    assert result.exit_code == 0
    assert "3 rows = 2 coded + 0 without text + 0 set aside + 1 rejected" in result.stderr
    rejected = json.loads((tmp_path / "o.jsonl.rejected.jsonl").read_text("utf-8"))
    assert (rejected["row"], rejected["content"]) == (2, "2\t遠い\t不便")
    assert rejected["reason"].startswith(f"{source}, row 3: 3 cells, but the header has 2.")
    assert [json.loads(line)["id"] for line in out.read_text("utf-8").splitlines()] == ["1", "3"]
    # Without a file for the results there is none for the rest.
    result = run("classify", source, "--model", "light")
    assert result.exit_code == 2 and "row 3: 3 cells" in result.stderr and not result.stdout


@pytest.mark.parametrize(
    "arguments", [["--resume"], ["--resume", "-o", "o.xlsx"], ["--resume", "--text", "祭り", "-o", "o.csv"]]
)
def test_only_a_file_of_lines_can_be_resumed(comments, arguments):
    result = run("classify", *([] if "--text" in arguments else [comments]), *arguments, "--model", "light")
    assert result.exit_code == 2 and "--resume goes on with a .csv or .jsonl file made from a file" in result.stderr


def test_a_worker_that_ends_is_told_in_one_sentence(comments, tmp_path, monkeypatch):
    monkeypatch.setattr("opinionmine.cli.classify.open_model", lambda name: model_file.load_model(Path("light")))
    comments.write_text("意見\n" + "研修を続けて\n" * 100, "utf-8")
    result = run("classify", comments, "-o", tmp_path / "o.csv", "--model", "not-there", "--workers", 2)
    assert result.exit_code == 2 and "Try again with --workers 1" in result.stderr and not (tmp_path / "o.csv").exists()


def test_a_folder_of_sheets_and_lists(comments, tmp_path):
    folder = tmp_path / "year"
    folder.mkdir()
    shutil.copy(SAMPLE, folder / "sheet.txt")
    shutil.copy(comments, folder / "comments.csv")
    (folder / "memo.jpg").write_bytes(b"\xff\xd8\xff")
    result = run("report", folder, "--by", "年代", "-o", tmp_path / "r.json", "--model", "light")
    assert result.exit_code == 0 and "memo.jpg" in result.stderr
    sources = json.loads((tmp_path / "r.json").read_text("utf-8"))["sources"]
    assert [(s["name"], s["is_list"], s["n_opinions"]) for s in sources] == [
        ("comments.csv", True, 30),
        ("sheet.txt", False, 4),
    ]
    assert sources[1]["issues"][-1]["code"] == "files_left_out"


def test_lines_of_comments_are_told_how_to_become_a_list(tmp_path):
    path = tmp_path / "c.txt"
    path.write_text("会議を続けてほしい\n研修が足りない\n", "utf-8")
    result = run("report", path, "-o", tmp_path / "r.html", "--model", "light")
    assert result.exit_code == 2 and "save it as CSV with the header 意見" in result.stderr
