import csv
import json
import re
import shutil

import pytest
from click.testing import CliRunner

from conftest import ROOT, SAMPLE
from opinionmine.cli import main
from opinionmine.cli.sheets import _TOLD
from opinionmine.reporting.quotes import cut_segments
from opinionmine.reporting.words import show_p, show_share
from opinionmine.yaml_lines import read_yaml_file

SHEETS_OF_SAMPLES = ROOT / "corpora" / "sheets" / "samples"
COMMENTS = (
    "番号,年代,意見\nA1,20代,避難訓練を毎年続けてほしい。\nA2,70代以上,相談窓口が遠くて行けない。\nA3,,特になし\n"
)


def run(*arguments):
    return CliRunner().invoke(main, ["report", *map(str, arguments)])


def write(path, *arguments):
    result = run(*arguments, "-o", path)
    assert result.exit_code == 0, result.stderr
    return path.read_text("utf-8")


def plain(page):
    return re.sub(r"<[^>]+>", "", page)


@pytest.fixture
def comments(tmp_path):
    path = tmp_path / "comments.csv"
    path.write_text(COMMENTS, "utf-8")
    return path


def test_the_report_says_what_it_must(tmp_path):
    page = write(tmp_path / "r.html", SAMPLE)
    for text in (
        "緑岡市",
        "2023年度（令和5年度）",
        "取組 305 件のうち、良い方の段階（◎、○）は 270 件（89%、前年比 +21）",
        "文章の数値 17 件を表から計算し直したところ、一致 17 件、不一致 0 件",
        "団体どうしのつながり",
        "12/12 = 100%",
        "13/16 = 81%",
        "元の位置に戻しました（158）",
        "sha256",
        "信頼区間",
        "職員の研修は、異動で人が入れ替わるため、一度きりにせず毎年続けてもらいたい。",
        "0 件だったテーマ",
    ):
        assert text in plain(page)


def test_the_same_inputs_give_the_same_bytes(tmp_path, comments):
    for name in "ab":
        outputs = [tmp_path / f"{name}{suffix}" for suffix in (".html", ".md", ".json", ".xlsx", ".docx")]
        result = run(SAMPLE, comments, "--by", "年代", *(x for o in outputs for x in ("-o", o)))
        assert result.exit_code == 0, result.stderr
    for suffix in (".html", ".md", ".json", ".xlsx", ".docx"):
        assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes(), suffix


def test_english_and_two_sheets(tmp_path):
    again = shutil.copy(SAMPLE, tmp_path / "again.txt")
    page = write(tmp_path / "r.html", SAMPLE, again, SAMPLE, "--lang", "en")
    assert "Themes and goals" in page and "目標ごとの評価" not in page and page.count("<h1>") == 1
    assert {f"ratings-{n}" for n in (1, 2)} <= set(re.findall(r'id="([^"]+)"', page))
    assert "Among the themes of a sheet" in page and "are not compared (description only: too few sheets)" in page


def test_comments_stand_beside_the_sheet(tmp_path, comments):
    page = write(tmp_path / "r.html", SAMPLE, comments, "--by", "年代")
    text = plain(page)
    assert "意見 7 件、市の文章" in text and "目標との対応は midorioka-r5.txt による" in text
    assert "20代 (n = 1)" in text and "70代以上 (n = 1)" in text
    assert "3 rows = 3 comments + 0 without text + 0 set aside" in text


def test_nothing_from_a_sheet_is_markup(changed_sheet, tmp_path):
    sheet = changed_sheet(
        ("職員の研修は", "</script><script>alert(1)</script>職員の研修は"),
        ("１－２顔を合わせる場", "１－２<img src=x>場"),
    )
    page = write(tmp_path / "r.html", sheet)
    # Ours are the data and the script that shows them; the hash of the latter is the only one that may run.
    assert re.findall(r"<script[^>]*>", page) == ['<script type="application/json" id="data">', "<script>"]
    assert "<img" not in page and "&lt;script&gt;" in page and "script-src 'sha256-" in page


def test_nothing_is_asked_of_the_network(tmp_path):
    page = write(tmp_path / "r.html", SAMPLE)
    assert not re.search(r"(?:src|href)\s*=\s*[\"'](?!#)|url\((?!#)|@import|https?://", page)


def test_every_link_has_its_place(tmp_path):
    page = write(tmp_path / "r.html", SAMPLE)
    ids = re.findall(r'id="([^"]+)"', page)
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids) and len(ids) == len(set(ids))


def test_without_a_plan_map_the_report_says_so(changed_sheet, tmp_path):
    assert "候補です" in write(tmp_path / "r.html", changed_sheet(("となりの灯をつなぐ緑岡プラン", "別のプラン")))


@pytest.mark.parametrize(("text", "spans"), [("研修を続ける", [(0, 2), (3, 5)]), ("あ", []), ("あい", [(0, 2)])])
def test_segments_are_the_text(text, spans):
    segments = cut_segments(text, spans)
    assert "".join(part for part, _ in segments) == text
    assert "".join(part for part, marked in segments if marked) == "".join(text[a:b] for a, b in spans)


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        (show_p(None), "–"),
        (show_p(0.0004), "<0.001"),
        (show_p(0.0321), "0.032"),
        (show_share(None), "–"),
        (show_share(0.885), "88%"),
    ],
)
def test_figures_are_shown(shown, text):
    assert shown == text


def test_pictures_and_their_numbers(tmp_path, comments):
    assert run(SAMPLE, comments, "-o", tmp_path / "r.md", "--pictures", tmp_path / "pics").exit_code == 0
    names = {file.name for file in (tmp_path / "pics").iterdir()}
    kinds = ("ratings", "themes-voice", "themes-stance", "map", "priorities", "network")
    assert {f"{kind}.{ending}" for kind in kinds[:5] for ending in ("svg", "png", "csv")} <= names
    rows = list(csv.DictReader((tmp_path / "pics" / "ratings.csv").open(encoding="utf-8-sig")))
    assert len(rows) == 56 and sum(int(row["件数"]) for row in rows) == 305
    assert sum(int(row["前年比"]) for row in rows if row["評価"] in "◎○") == 21


def test_the_record_itself(tmp_path):
    assert run(SAMPLE, "-o", tmp_path / "r.json").exit_code == 0
    record = json.loads((tmp_path / "r.json").read_text("utf-8"))
    assert record["sources"][0]["totals"][0]["n"] == 305 and len(record["themes"]) == 16


def test_every_issue_has_its_words_in_japanese():
    codes = {
        code
        for file in (ROOT / "src").rglob("*.py")
        for code in re.findall(r'ParseIssue\(\s*"(\w+)"', file.read_text("utf-8"))
    }
    words = read_yaml_file(ROOT / "src" / "opinionmine" / "reporting" / "words.yaml")
    assert set(_TOLD) <= codes
    assert len(codes) >= 8 and {f"issue_{code}" for code in codes} <= set(words["ja"])


def test_both_languages_have_the_same_words():
    words = read_yaml_file(ROOT / "src" / "opinionmine" / "reporting" / "words.yaml")
    assert {key for key in words["ja"] if not key.startswith("issue_")} == set(words["en"])


def test_a_list_of_opinions_has_no_empty_tables_and_no_dead_links(tmp_path):
    page = write(tmp_path / "r.html", SHEETS_OF_SAMPLES / "b3.xlsx")
    assert "目標ごとの評価" not in page and "優先度の図" not in page and "評価の表は見つかりませんでした" in page


def test_a_plan_of_one_level_prints_each_goal_once(tmp_path):
    page = write(tmp_path / "r.html", SHEETS_OF_SAMPLES / "h8.csv")
    ratings = page.partition('class="t-ratings"')[2].partition("</table>")[0]
    # One row for each of the two actors, and no main goal above.
    assert ratings.count("地域を知る") == 2 and "取組 104 件" in page


def test_what_nobody_sees_does_not_change_the_report(tmp_path, changed_sheet):
    def themes(path, sheet):
        return re.findall(r'<a href="#theme-\w+">[^<]+</a>', write(path, sheet))

    hidden = changed_sheet(("職員の研修は、異動で", "職\u200b員の研\u2060修は、異\ufeff動で"))
    seen = themes(tmp_path / "a.html", SAMPLE)
    assert len(seen) > 5 and seen == themes(tmp_path / "b.html", hidden)
