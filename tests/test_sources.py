"""What `report`, `crosstab` and `network` take for a list of comments and what for a sheet."""

import csv
import io
import json
import zipfile

import pytest
from click.testing import CliRunner

from conftest import SAMPLE
from opinionmine.cli import main
from opinionmine.cli.sources import Sources, open_sources
from opinionmine.errors import DocumentError

COMMENTS = (
    "サロンの担い手が高齢になり、続けられるか心配です。",
    "民生委員と学校がもっと話し合える場を作ってほしい。",
    "相談窓口がどこにあるのか分かりにくいと思います。",
    "災害のときに近所で助け合える仕組みを望みます。",
)
ANSWER = "ご意見を踏まえ、関係機関と連携しながら計画の推進に努めてまいります。"


def table(header, *columns):
    """CSV of four rows; a column is the value of every row, four values, or a function of the row's number."""
    rows = [[c(n) if callable(c) else c if isinstance(c, str) else c[n] for c in columns] for n in range(4)]
    out = io.StringIO()
    csv.writer(out).writerows([header.split(), *rows])
    return out.getvalue().encode("utf-8-sig")


def opened(path, column=None):
    return [sheet for _, sheet in open_sources(Sources((path,), None, column, (), None, 1, None))]


def told(sheet):
    """Which reader took it, and what is known of the first opinion."""
    opinion = sheet.opinions[0]
    return "list" if sheet.is_list else "sheet", opinion.voice, dict(opinion.fields)


NUMBERS = [str(n) for n in range(1, 5)]
MARKS = ["◎", "○", "△", "×"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (table("回答ID 年代 意見", lambda n: f"R{n:04}", "20代", COMMENTS), ("list", "comment", {"年代": "20代"})),
        (
            table("回答日時 年代 自由記述", lambda n: f"2025/10/{n + 4} 10:03:22", "20代", COMMENTS),
            ("list", "comment", {"回答日時": "2025/10/4 10:03:22", "年代": "20代"}),
        ),
        (
            table("番号 年代 市の対応への満足 意見", NUMBERS, "20代", "どちらでもない", COMMENTS),
            ("list", "comment", {"年代": "20代", "市の対応への満足": "どちらでもない"}),
        ),
        (
            table("番号 市の回答は届いたか 意見", NUMBERS, "はい", COMMENTS),
            ("list", "comment", {"市の回答は届いたか": "はい"}),
        ),
        (
            table("番号 年代 満足度 意見", NUMBERS, "20代", MARKS, COMMENTS),
            ("list", "comment", {"年代": "20代", "満足度": "◎"}),
        ),
        (
            table("番号 地区 評価 自由記述", NUMBERS, "北", MARKS, COMMENTS),
            ("list", "comment", {"地区": "北", "評価": "◎"}),
        ),
        (
            table("事業名 評価 意見", lambda n: f"見守り活動その{n}", MARKS, COMMENTS),
            ("sheet", "committee", {"project": "見守り活動その0"}),
        ),
        (table("番号 意見の概要 市の考え方", NUMBERS, COMMENTS, ANSWER), ("sheet", "committee", {"reply": ANSWER})),
    ],
)
def test_a_table_is_a_list_or_a_sheet(content, expected, tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    assert [told(sheet) for sheet in opened(path)] == [expected]


def test_the_column_that_is_named_makes_a_table_a_list(tmp_path, capsys):
    path = tmp_path / "t.csv"
    path.write_bytes(table("事業名 評価 意見", lambda n: f"見守り活動その{n}", MARKS, COMMENTS))
    opened(path)
    assert (
        "t.csv: read as a sheet that rates measures and holds 4 opinions; if each row is a comment, name the column"
        in (capsys.readouterr().err)
    )
    (sheet,) = opened(path, "意見")
    assert told(sheet) == ("list", "comment", {"事業名": "見守り活動その0", "評価": "◎"})
    (sheet,) = opened(path, "自由記述")  # a sheet beside lists that have this column
    assert told(sheet)[0] == "sheet"


def test_a_named_column_that_no_list_has_is_refused(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes(table("番号 年代 意見", NUMBERS, "20代", COMMENTS))
    with pytest.raises(
        DocumentError, match="the column 「感想」 is not there; the columns are 「番号」、「年代」、「意見」"
    ):
        opened(path, "感想")


def test_a_list_keeps_its_columns_in_a_folder_and_in_an_archive(tmp_path, capsys):
    content = table("回答ID 年代 意見", lambda n: f"R{n:04}", "20代", COMMENTS)
    folder = tmp_path / "R5"
    folder.mkdir()
    (folder / "意見.csv").write_bytes(content)
    (folder / "写真.jpg").write_bytes(b"\xff\xd8\xff")
    packed = tmp_path / "R5.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("意見.csv", content)
        archive.writestr("写真.jpg", b"\xff\xd8\xff")
    for path in (folder, packed):
        (sheet,) = opened(path)
        assert told(sheet) == ("list", "comment", {"年代": "20代"})
        left_out = f"{path.name}: 1 files of kinds that are not read were left out: 写真.jpg"
        assert sheet.issues[-1].message.startswith(left_out) and left_out in capsys.readouterr().err


OWN = """
id: transport
version: 1
themes:
  - {id: bus, ja: バス, en: bus, definition: Buses., cues: [バス]}
  - {id: study, ja: 学び, en: study, definition: Courses., cues: [研修]}
stances:
  - {id: request, sign: wish, ja: 要望}
"""


def test_a_report_with_an_own_codebook(tmp_path):
    """The maps that come with the package name other themes, so that links go by words alone; the report says so."""
    (tmp_path / "own.yaml").write_text(OWN, "utf-8")
    texts = ["バスの本数を増やしてほしい", "研修を続けてほしい", "道が狭い", "水道が高い"]
    rows = [
        {"id": n, "text": texts[n % 4] + "。" * (n // 4), "themes": [["bus"], ["study"], [], []][n % 4], "batch": n % 5}
        for n in range(40)
    ]
    (tmp_path / "own.jsonl").write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), "utf-8")
    codebook = ["--codebook", str(tmp_path / "own.yaml")]
    trained = CliRunner().invoke(
        main, ["train", str(tmp_path / "own.jsonl"), "--light", "-o", str(tmp_path / "m"), *codebook]
    )
    assert trained.exit_code == 0, trained.output
    report = ["report", str(SAMPLE), "--model", str(tmp_path / "m"), "-o", str(tmp_path / "r.md")]
    done = CliRunner().invoke(main, [*report, *codebook])
    assert done.exit_code == 0, done.output
    text = (tmp_path / "r.md").read_text("utf-8")
    assert "学び（1 件）" in text and "このプランの対応表がないため" in text
    refused = CliRunner().invoke(main, report)
    assert refused.exit_code == 2 and "name its codebook with --codebook" in refused.output
