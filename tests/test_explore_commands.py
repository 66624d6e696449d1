"""The commands that explore a corpus, from files to files."""

import csv
import io
import json

import openpyxl
import pytest
from click.testing import CliRunner

from conftest import CORPUS, SAMPLE
from opinionmine.cli import main

LIST = """番号,意見,年代,地区
1,=高齢者の研修を続けてほしい,20代,北
2,お年寄りの研修が足りない,20代,南
3,老人クラブの祭りと訓練の避難,60代,北
4,避難の訓練と防災の話,60代,南
5,研修の場,20代,
6,防災の訓練を避難所で,70代,北
"""


def run(*arguments):
    return CliRunner().invoke(main, [str(a) for a in arguments])


@pytest.fixture
def comments(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(LIST, "utf-8")
    return path


@pytest.fixture
def no_model(monkeypatch):
    """Whoever opens a model fails."""

    def refuse(*_):
        raise AssertionError("a model was opened")

    monkeypatch.setattr("opinionmine.themes.model_file.load_model", refuse)


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))


def test_words_need_no_model_and_lead_back_to_opinions(comments, no_model):
    result = run("words", comments, "--top", 3, "--ids")
    assert result.exit_code == 0 and "6 opinions" in result.stderr
    assert [(row["語"], row["出現回数"], row["意見数"], row["意見 ID"]) for row in rows_of(result.stdout)] == [
        ("研修", "3", "3", "1;2;5"),
        ("訓練", "3", "3", "3;4;6"),
        ("避難", "2", "2", "3;4"),
    ]


def test_files_about_words_in_any_encoding(comments, tmp_path, no_model):
    synonyms, stopwords = tmp_path / "syn.csv", tmp_path / "stop.txt"
    synonyms.write_bytes("お年寄り,高齢者\r\n老人,高齢者\r\n".encode("cp932"))
    stopwords.write_text("\ufeff研修\n", "utf-8")
    result = run("words", comments, "--synonyms", synonyms, "--stopwords", stopwords, "--ids")
    words = {row["語"]: row["意見 ID"] for row in rows_of(result.stdout)}
    assert words["高齢者"] == "1;2;3" and "研修" not in words
    found = run("kwic", "高齢者", comments, "--synonyms", synonyms)
    assert [row["一致"] for row in rows_of(found.stdout)] == ["高齢者", "お年寄り", "老人"]


def test_words_in_every_format(comments, tmp_path, no_model):
    files = [tmp_path / f"w{ending}" for ending in (".csv", ".json", ".xlsx", ".md")]
    result = run("words", comments, *(part for file in files for part in ("-o", file)), "--lang", "en")
    assert result.exit_code == 0 and result.stdout == ""
    record = json.loads(files[1].read_text("utf-8"))
    first = record["words"][0]
    assert record["n"] == 6 and first["label"] == "研修" and first["opinion_ids"] == ["1", "2", "5"]
    assert rows_of(files[0].read_text("utf-8"))[0]["Word"] == "研修"
    book = openpyxl.load_workbook(files[2])
    assert book.sheetnames == ["Contents", "Words", "Words in context (KWIC)"]
    lines = [row for row in book["Words in context (KWIC)"].values if row[0] == "研修"]
    assert [row[1] for row in lines] == ["1", "2", "5"]
    # A text that looks like a formula is a text.
    assert lines[0][4] == "=高齢者の" and "| 研修 | 研修 | 名詞 | 3 | 3 |" in files[3].read_text("utf-8")


def test_kwic_from_a_query_to_places(comments, no_model):
    result = run("kwic", "研修 pos:助詞 *{0,1} pos:動詞", comments, "--window", 4)
    assert [tuple(row.values()) for row in rows_of(result.stdout)] == [
        ("1", "5", "10", "'=高齢者の", "研修を続け", "てほしい"),
        ("2", "5", "10", "お年寄りの", "研修が足り", "ない"),
    ]
    assert result.stderr.endswith("2 lines from 2 of 6 opinions.\n")


def test_ids_are_those_of_other_commands(comments, no_model):
    """With several inputs an opinion is known by the number of the input and its id; prose of a sheet is there, too."""
    result = run("kwic", "研修", SAMPLE, comments)
    ids = [row["意見 ID"] for row in rows_of(result.stdout)]
    assert (
        {"2:1", "2:2", "2:5"} < set(ids)
        and any(i.startswith("1:o") for i in ids)
        and any(i.startswith("1:p") for i in ids)
    )


def test_key_words_of_a_column_need_no_model(comments, no_model):
    result = run("keyness", comments, "--by", "年代", "--min-count", 2, "--sort", "jaccard", "--ids")
    first = {}
    for row in rows_of(result.stdout):
        first.setdefault(row["区分"], row)
    assert (
        first["20代"]["語"] == "研修"
        and first["20代"]["意見 ID"] == "1;2;5"
        and float(first["20代"]["ジャッカード係数"]) == 1
    )
    # An opinion without a value is not compared.
    by_place = run("keyness", comments, "--by", "地区", "--min-count", 1)
    assert "5 opinions, 2 categories" in by_place.stderr


def test_a_map_in_every_format(comments, tmp_path, no_model):
    files = [tmp_path / f"ca{ending}" for ending in (".svg", ".png", ".html", ".csv", ".json", ".xlsx", ".md")]
    result = run(
        "correspondence", comments, "--by", "年代", "--min-count", 1, *(part for file in files for part in ("-o", file))
    )
    assert result.exit_code == 0, result.stderr
    svg, page = files[0].read_text("utf-8"), files[2].read_text("utf-8")
    assert all(text in svg and text in page for text in ("20代", "60代", "70代", "研修", "第 1 軸"))
    record = json.loads(files[4].read_text("utf-8"))
    assert sum(record["inertias"]) == pytest.approx(record["total"])
    point = next(point for point in record["words"] if point["label"] == "研修")
    assert point["opinion_ids"] == ["1", "2", "5"] and len(point["coordinates"]) == 2
    assert len(rows_of(files[3].read_text("utf-8"))) == len(record["words"]) + 3
    assert openpyxl.load_workbook(files[5]).sheetnames == ["目次", "対応分析", "軸"]
    assert "| 年代 | 20代 |" in files[6].read_text("utf-8")


def test_two_categories_make_no_map(comments, tmp_path):
    result = run(
        "correspondence", comments, "--by", "地区", "--min-count", 1, "-o", tmp_path / "t.csv", "-o", tmp_path / "t.svg"
    )
    assert result.exit_code == 2 and "2 categories make one axis" in result.stderr and not (tmp_path / "t.csv").exists()
    assert run("correspondence", comments, "--by", "地区", "--min-count", 1).exit_code == 0


def test_a_tree_of_words_needs_no_model(comments, tmp_path, no_model):
    result = run(
        "clusters",
        comments,
        "--of",
        "words",
        "--min-count",
        2,
        "--clusters",
        2,
        "-o",
        tmp_path / "t.svg",
        "-o",
        tmp_path / "t.json",
    )
    assert result.exit_code == 0, result.stderr
    tree = json.loads((tmp_path / "t.json").read_text("utf-8"))
    clusters = {leaf["label"]: leaf["cluster"] for leaf in tree["leaves"]}
    assert clusters["避難"] == clusters["訓練"] != clusters["研修"] and "研修 3" in (tmp_path / "t.svg").read_text(
        "utf-8"
    )


def test_themes_come_from_the_model(tmp_path):
    source = tmp_path / "some.jsonl"
    source.write_text("".join((CORPUS / "free-34.jsonl").read_text("utf-8").splitlines(keepends=True)[:60]), "utf-8")
    keys = run(
        "keyness",
        source,
        "--by",
        "theme",
        "--model",
        "light",
        "--top",
        3,
        "--sort",
        "ctfidf",
        "-o",
        tmp_path / "k.json",
    )
    assert keys.exit_code == 0, keys.stderr
    record = json.loads((tmp_path / "k.json").read_text("utf-8"))
    assert (
        record["variable"] == "theme"
        and record["n"] == 60
        and all(len(word["opinion_ids"]) <= 60 for word in record["words"])
    )
    tree = run("clusters", source, "--model", "light", "-o", tmp_path / "c.csv")
    assert tree.exit_code == 0 and "テーマ" in (tmp_path / "c.csv").read_text("utf-8-sig").splitlines()[0]
    shown = run("correspondence", source, "--by", "stance", "--model", "light", "--lang", "en")
    assert shown.exit_code == 0 and rows_of(shown.stdout)[0]["Kind"] == "Stance"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["words", "LIST", "-o", "x.docx"], "this is written as .csv, .json, .xlsx, .md"),
        (["words", "LIST", "-o", "LIST"], "this is the input"),
        (["words", "LIST", "--terms", "no.txt"], "no.txt: no such file"),
        (["words", "LIST", "--synonyms", "LIST"], "line 1: 「番号,意見,年代,地区」 found"),
        (["words", "LIST", "--pos", "名"], "--pos 名: no part of speech"),
        (["kwic", "lema:研修", "LIST"], "did you mean 「lemma」?"),
        (["kwic", "研修", "LIST", "--sort", "right"], "--sort right: no place to sort by"),
        (["keyness", "LIST", "--by", "年令"], "--by 年令: no list has this column; known are 年代, 地区."),
        (["keyness", "LIST", "--by", "voice"], "--by voice: 1 categories in 6 opinions"),
        (["correspondence", "LIST", "--by", "年代", "--min-count", 9], "0 words that occur 9 times"),
        (["correspondence", "LIST", "--by", "年代", "-o", "x.pdf"], "this is written as .svg"),
        (["clusters", "LIST", "--of", "words", "--min-count", 9], "0 words in 6 opinions; a tree needs 3"),
        (["clusters", "LIST", "--of", "words", "--min-count", 2, "--clusters", 9], "--clusters 9: there are only"),
    ],
)
def test_what_a_new_user_does_wrong_is_one_sentence(comments, no_model, arguments, message):
    result = run(*(comments if part == "LIST" else part for part in arguments))
    assert result.exit_code == 2 and result.stdout == ""
    last = result.stderr.splitlines()[-1]
    assert last.startswith("opinionmine: ") and message in last


def test_an_output_never_overwrites_a_list_of_words(comments, tmp_path):
    terms = tmp_path / "terms.csv"
    terms.write_text("高齢者\n", "utf-8")
    result = run("words", comments, "--terms", terms, "-o", terms)
    assert result.exit_code == 2 and terms.read_text("utf-8") == "高齢者\n"


def test_a_term_that_cannot_be_counted_is_told(comments, tmp_path):
    terms = tmp_path / "terms.txt"
    terms.write_text("齢者\n高齢者\n移動販売\n", "utf-8")
    result = run("words", comments, "--terms", terms)
    assert result.exit_code == 0 and "「齢者」 never ends where a word of the dictionary ends" in result.stderr
