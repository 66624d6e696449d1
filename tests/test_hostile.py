"""Input that nobody should send: any text, any table, and files made to hurt; one sentence or a whole answer, and nothing lost."""

import csv
import io
import json
import os
import pickle
import re
import shutil
import zipfile

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import fragments
from conftest import ROOT, SAMPLE
from opinionmine.cli import main
from opinionmine.documents.comments import read_comments
from opinionmine.documents.text import read_bytes
from opinionmine.errors import DocumentError
from packing import pack_excel, pack_word
from properties import check_comments, check_document, table_document, text_document
from test_office_files import lying

# --- any text, any table ----------------------------------------------------------------------------------------------

quick = settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))
characters = st.text(st.characters(), max_size=200)
pieces = st.lists(st.sampled_from(fragments.ALL), max_size=40).map("".join)


@quick
@given(st.one_of(characters, pieces))
def test_any_text_is_read_or_refused_and_nothing_is_lost(text):
    check_document(text_document(text))


@quick
@given(st.data())
def test_any_part_of_a_sheet_with_something_strange_in_it(data):
    lines = SAMPLE.read_text("utf-8").split("\n")
    first = data.draw(st.integers(0, len(lines) - 1))
    chosen = lines[first : first + data.draw(st.integers(1, 30))]
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(chosen) - 1))
        column = data.draw(st.integers(0, len(chosen[at])))
        strange = data.draw(st.sampled_from(fragments.ALL))
        chosen[at] = chosen[at][:column] + strange + chosen[at][column + data.draw(st.integers(0, 4)) :]
    check_document(text_document("\n".join(chosen)))


@st.composite
def tables(draw):
    """Rows of (text, repeats): some areas are merged, and all of an area but its first cell repeats it."""
    n_rows, n_columns = draw(st.integers(1, 6)), draw(st.integers(1, 7))
    texts = st.one_of(
        st.just(""), st.sampled_from(fragments.ALL), st.lists(st.sampled_from(fragments.ALL), max_size=4).map("".join)
    )
    rows = [[(draw(texts), False) for _ in range(n_columns)] for _ in range(n_rows)]
    for _ in range(draw(st.integers(0, 3))):
        top, left = draw(st.integers(0, n_rows - 1)), draw(st.integers(0, n_columns - 1))
        area = [
            (r, c)
            for r in range(top, draw(st.integers(top, n_rows - 1)) + 1)
            for c in range(left, draw(st.integers(left, n_columns - 1)) + 1)
        ]
        if not any(rows[r][c][1] for r, c in area):
            for r, c in area:
                rows[r][c] = (rows[top][left][0], (r, c) != (top, left))
    return rows


@quick
@given(
    tables(),
    st.sampled_from(["", "委員会の意見", "令和５年度総括シート\n基本目標１ 支え合う"]),
    st.sampled_from(["", "意見一覧"]),
)
def test_any_table_is_read_or_refused_and_nothing_is_lost(rows, before, name):
    check_document(table_document(rows, before, name))


# --- what was found once ----------------------------------------------------------------------------------------------

FOUND = {
    "three lines that are no stacked header": "価\n評価\nＲ４　Ｒ５",
    "計 over numbers of goals, without figures": "計\n1-1 1-2 2-1 2-2 2-3 3-1 3-2",
    "digits of another script": SAMPLE.read_text("utf-8").replace("総取組数305", "目標၈は総取組数305"),
    "a number of thousands of digits": SAMPLE.read_text("utf-8").replace("305", "9" * 5000),
    "a count of thousands of digits": SAMPLE.read_text("utf-8").replace("地域 24 ", f"地域 {'9' * 5000} "),
    "a long line": "委員会の意見\n" + "あ" * 200_000,
    "a long line of leaders": "１－１ " + "…" * 100_000,
    "many lines of figures": "5\n" * 3000,
}
# Cells between bars; ~ before a cell that repeats a merged one.
FOUND_TABLES = {
    "a merged area below a line": ["基本目標１|~", "~基本目標１|~"],
    "a share beside marks": ["|。||0%", "||○|", "C||◎|"],
    "two numbers and no title": ["施策番号|施策番号|委員意見", "３－３|３－３|"],
    "a row of changes with a name": ["目標|評価|今年度", "1-1 見守り|◎|3", "1-1 見守り|○|2", "1-2 集い||増減"],
}


@pytest.mark.parametrize("text", FOUND.values(), ids=FOUND)
def test_text_that_broke_the_parser_once(text):
    check_document(text_document(text))


@pytest.mark.parametrize("rows", FOUND_TABLES.values(), ids=FOUND_TABLES)
def test_tables_that_broke_the_parser_once(rows):
    check_document(table_document([[(cell.lstrip("~"), cell[:1] == "~") for cell in row.split("|")] for row in rows]))


def test_a_carriage_return_before_a_line_end_is_a_line_end_too():
    content = "一\r\r\n二\n"
    check_comments(read_comments(content.encode(), "a.txt"), content, "a.txt")


# --- files made to hurt -----------------------------------------------------------------------------------------------


def packed(members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_LAUGHS = '<!DOCTYPE d [<!ENTITY a "ははは"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
_OUTSIDE = '<!DOCTYPE d [<!ENTITY b SYSTEM "file:///etc/passwd">]>'


def word(text="意見", head="", nested=0):
    table, end = "<w:tbl><w:tr><w:tc>" * nested, "</w:tc></w:tr></w:tbl>" * nested
    return pack_word(
        f"{head}<w:document {_W}><w:body>{table}<w:p><w:r><w:t>{text}</w:t></w:r></w:p>{end}</w:body></w:document>".encode()
    )


def excel(text="意見", head=""):
    cell = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{text}</t></is></c></row>'
    return pack_excel(f"{head}<worksheet {_S}><sheetData>{cell}</sheetData></worksheet>".encode())


# name of the file -> its bytes, what is said of it
FILES = {
    "a workbook that would fill the disk": ("a.xlsx", lambda: lying(excel(), 4_000_000_000), "unpacked bytes"),
    "a document that would fill the disk": ("a.docx", lambda: lying(word(), 4_000_000_000), "unpacked bytes"),
    "an archive that would fill the disk": ("a.zip", lambda: lying(packed({"a.txt": "a"}), 4_000_000_000), "unpacked bytes"),
    "an archive that states less than it holds": ("a.zip", lambda: lying(packed({"a.txt": bytes(5_000_000)}), 9), "damaged"),
    "a document that states less than it holds": ("a.docx", lambda: lying(word("あ" * 9999), 9), "damaged"),
    "a file outside of its archive": ("a.zip", lambda: packed({"../a.txt": "a"}), "holds a file named '../a.txt'"),
    "a file at the root": ("a.zip", lambda: packed({"/etc/a.txt": "a"}), "holds a file named '/etc/a.txt'"),
    "an archive in an archive": ("a.zip", lambda: packed({"a.zip": packed({"a.txt": "a"})}), "no file in this archive can be read"),
    "entities of entities in Word": ("a.docx", lambda: word("&b;", _LAUGHS), "declares XML entities"),
    "entities of entities in Excel": ("a.xlsx", lambda: excel("&b;", _LAUGHS), "declares XML entities"),
    "a file of this machine in Word": ("a.docx", lambda: word("&b;", _OUTSIDE), "declares XML entities"),
    "a file of this machine in Excel": ("a.xlsx", lambda: excel("&b;", _OUTSIDE), "declares XML entities"),
    "tables in tables": ("a.docx", lambda: word(nested=3000), "damaged"),
    "a pickle named .xlsx": ("a.xlsx", lambda: pickle.dumps({"a": 1}), "binary file"),
    "a pickle named .csv": ("a.csv", lambda: pickle.dumps({"a": 1}), "binary file"),
    "a line of a million characters and one": ("a.txt", lambda: ("あ" * 1_000_001).encode(), "at most 1,000,000 are read"),
}  # fmt: skip
LISTS = {
    "200,000 rows": ("a.csv", lambda: ("意見\n" + "研修\n" * 200_000).encode(), "at most 1,000 are read"),
    "JSON in JSON": ("a.json", lambda: b'[{"text":' * 50_000, "nested too deeply"),
    "lists in a line of JSON": ("a.jsonl", lambda: b'{"text":' + b"[" * 100_000, "nested too deeply"),
    "a pickle named .xlsx": ("a.xlsx", lambda: pickle.dumps({"a": 1}), "damaged"),
    "a pickle named .json": ("a.json", lambda: pickle.dumps({"a": 1}, protocol=0), "not JSON"),
    "a workbook that would fill the disk": FILES["a workbook that would fill the disk"],
    "entities of entities in Excel": FILES["entities of entities in Excel"],
    "a line of a million characters and one": FILES["a line of a million characters and one"],
}
# A long sentence is told in one line; the sheet of a refused command is not written.
ANSWERS = {"read": "out.json", "audit": "out.json", "report": "out.html", "classify": "out.csv"}


LINKS = (None, "symlink_to", "hardlink_to")


def run(*arguments):
    return CliRunner().invoke(main, [str(a) for a in arguments])


def is_refused(folder, command, path, message, *options):
    """Exit status 2, one sentence, and nothing new in the folder."""
    before = {file: file.lstat().st_mtime_ns for file in folder.rglob("*")}
    result = run(command, path, "-o", folder / ANSWERS[command], *options)
    after = {file: file.lstat().st_mtime_ns for file in folder.rglob("*")}
    assert result.exit_code == 2 and isinstance(result.exception, SystemExit)
    assert result.stdout == "" and message in result.stderr and result.stderr.count("\n") == 1 and before == after


@pytest.mark.parametrize("case", FILES)
@pytest.mark.parametrize("command", ["read", "audit", "report"])
def test_a_hostile_sheet_is_one_sentence(tmp_path, command, case):
    name, content, message = FILES[case]
    (tmp_path / name).write_bytes(content())
    is_refused(tmp_path, command, tmp_path / name, message)


@pytest.mark.parametrize("case", LISTS)
def test_a_hostile_list_is_one_sentence(tmp_path, case):
    name, content, message = LISTS[case]
    (tmp_path / name).write_bytes(content())
    is_refused(tmp_path, "classify", tmp_path / name, message, "--limit", "rows=1000")


@pytest.mark.parametrize("command", ANSWERS)
@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("総括\nシート.txt", "no such file", id="line break"),
        pytest.param("\x1b[31m赤.txt", "no such file", id="escape"),
        pytest.param("../../nowhere/a.txt", "no such file", id="parent folders"),
        pytest.param("a" * 300, "too long", id="300 characters"),
    ],
)
def test_a_strange_name_is_one_sentence(tmp_path, command, name, message):
    is_refused(tmp_path, command, tmp_path / name, message)


def test_a_name_with_nul_is_one_sentence():
    with pytest.raises(DocumentError, match="null byte"):
        read_bytes("a\0b")


@pytest.mark.parametrize(
    ("command", "link"),
    [
        *(pytest.param(command, link) for command in ("read", "audit", "report") for link in LINKS),
        ("classify", None),
        ("classify", "symlink_to"),
        pytest.param("classify", "hardlink_to"),
    ],
)
def test_the_input_is_never_overwritten(tmp_path, command, link):
    source = tmp_path / ("a.csv" if command == "classify" else "a.html")
    source.write_bytes(SAMPLE.read_bytes())
    output = tmp_path / f"b{source.suffix}" if link else source
    if link:
        getattr(output, link)(source)
    options = ["--column", "意見"] if command == "classify" else []
    result = run(command, source, "-o", output, *options)
    assert result.exit_code == 2 and "this is the input" in result.stderr and result.stderr.count("\n") == 1
    assert source.read_bytes() == SAMPLE.read_bytes()


def test_a_folder_with_links_and_folders_named_like_sheets(tmp_path):
    folder = tmp_path / "sheets"
    (folder / "b.txt").mkdir(parents=True)
    (folder / "a.txt").write_bytes(SAMPLE.read_bytes())
    (folder / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    (folder / "again").symlink_to(folder)
    (folder / "up.txt").symlink_to("..")
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "pipe.txt")
    result = run("read", folder)
    assert result.exit_code == 0 and json.loads(result.stdout)["municipality"] == "緑岡市"


FORMULAS = ("=1+1", "=HYPERLINK(\"http://a\")", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", "|calc")  # fmt: skip


def test_no_cell_of_a_result_is_a_formula(tmp_path):
    import openpyxl

    path = tmp_path / "a.csv"
    table = io.StringIO()
    rows = csv.writer(table)
    rows.writerows([["=id", "意見", *FORMULAS], *([text, f"{text} 研修を", *FORMULAS] for text in FORMULAS)])
    path.write_text(table.getvalue(), "utf-8")
    for output in ("out.csv", "out.xlsx"):
        assert run("classify", path, "--model", "light", "-o", tmp_path / output).exit_code == 0
    cells = [cell for row in csv.reader((tmp_path / "out.csv").open(encoding="utf-8-sig", newline="")) for cell in row]
    assert cells and not [cell for cell in cells if cell[:1] in "=+-@\t\r＝＋－＠" and cell[:1]]
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert not [cell for sheet in book for row in sheet for cell in row if cell.data_type == "f" or cell.hyperlink]


def test_no_text_of_a_sheet_runs_in_a_report(changed_sheet, tmp_path):
    bad = '<script>alert(1)</script><img src=x onerror=alert(1)>"><a href="javascript:alert(1)">'
    sheet = changed_sheet(
        ("地域づくりの連絡会で", f"{bad}地域づくりの連絡会で"),
        ("総取組数305", f"{bad}総取組数305"),
        ("１－１", f"１－１{bad}"),
    )
    page = tmp_path / "r.html"
    run("report", sheet, "-o", page, "--model", "light")
    html = page.read_text("utf-8")
    assert "&lt;script&gt;alert(1)" in html
    assert not re.search(r"<script>alert|<img src=x|(?:href|src)=[\"']?\s*javascript:", html)


class _Runs:
    """Unpickled, it would make a file."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return open, (str(self.path), "w")


@pytest.mark.parametrize("named", ["model.json", "arrays.npz", "object array", "file"])
def test_a_pickle_is_never_run(tmp_path, named):
    made, model = tmp_path / "made", tmp_path / "model"
    evil = pickle.dumps(_Runs(made))
    if named == "file":
        model.write_bytes(evil)
    else:
        shutil.copytree(ROOT / "models" / "light", model)
        if named == "object array":
            np.savez(model / "arrays.npz", intercept=np.array([_Runs(made)], dtype=object))
        else:
            (model / named).write_bytes(evil)
    result = run("classify", "--text", "研修", "--model", model)
    assert result.exit_code == 2 and result.stderr.count("\n") == 1 and not made.exists()


@pytest.mark.parametrize(
    ("yaml", "message"),
    [
        ("a: &a [x]\nb: [*a, *a]\n", "anchors and aliases"),
        ('!!python/object/apply:os.system ["touch made"]', "is not allowed"),
        pytest.param("[" * 50_000, "more than 20 deep", id="nested"),
    ],
)
def test_a_hostile_layout_is_one_sentence(tmp_path, monkeypatch, yaml, message):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_text(yaml, "utf-8")
    result = run("read", SAMPLE, "--layout", "a.yaml")
    assert result.exit_code == 2 and message in result.stderr and result.stderr.count("\n") == 1
    assert [file.name for file in tmp_path.iterdir()] == ["a.yaml"]
