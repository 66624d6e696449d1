import re
import shutil

import pytest
from click.testing import CliRunner

from conftest import ROOT, SAMPLE
from opinionmine.cli import main
from opinionmine.cli.sheets import _TOLD
from opinionmine.reporting.summary import cut_segments
from opinionmine.yaml_lines import read_yaml_file

SHEETS_OF_SAMPLES = ROOT / "corpora" / "sheets" / "samples"


def write(path, *arguments):
    result = CliRunner().invoke(main, ["report", *map(str, arguments), "-o", str(path)])
    assert result.exit_code == 0, result.stderr
    return path.read_text("utf-8")


def test_the_report_says_what_it_must(tmp_path):
    page = write(tmp_path / "r.html", SAMPLE)
    for text in (
        "緑岡市",
        "2023年度",
        "305",
        "団体どうしのつながり",
        "12/12 = 100%",
        "13/16 = 81%",
        "一致",
        "元の位置に戻しました（158）",
        "sha256",
        "信頼区間",
    ):
        assert text in page
    plain = re.sub(r"<[^>]+>", "", page)
    assert "職員の研修は、異動で人が入れ替わるため、一度きりにせず毎年続けてもらいたい。" in plain
    assert "0 件だったテーマ" in plain


def test_the_same_sheet_gives_the_same_bytes(tmp_path):
    assert write(tmp_path / "a.html", SAMPLE) == write(tmp_path / "b.html", SAMPLE)


def test_english_and_two_sheets(tmp_path):
    again = shutil.copy(SAMPLE, tmp_path / "again.txt")
    page = write(tmp_path / "r.html", SAMPLE, again, SAMPLE, "--lang", "en")
    assert "Themes and goals" in page and "目標ごとの評価" not in page and page.count("<h1>") == 2


def test_nothing_from_a_sheet_is_markup(changed_sheet, tmp_path):
    sheet = changed_sheet(
        ("職員の研修は", "<script>alert(1)</script>職員の研修は"), ("１－２顔を合わせる場", "１－２<img src=x>場")
    )
    page = write(tmp_path / "r.html", sheet)
    assert "<script" not in page and "<img" not in page and "&lt;script&gt;" in page


def test_nothing_is_asked_of_the_network(tmp_path):
    page = write(tmp_path / "r.html", SAMPLE)
    assert not re.search(r"(?:src|href)\s*=\s*[\"'](?!#)|url\(|@import|https?://", page)


def test_without_a_plan_map_the_report_says_so(changed_sheet, tmp_path):
    assert "候補です" in write(tmp_path / "r.html", changed_sheet(("となりの灯をつなぐ緑岡プラン", "別のプラン")))


@pytest.mark.parametrize(("text", "spans"), [("研修を続ける", [(0, 2), (3, 5)]), ("あ", []), ("あい", [(0, 2)])])
def test_segments_are_the_text(text, spans):
    segments = cut_segments(text, spans)
    assert "".join(part for part, _ in segments) == text
    assert "".join(part for part, marked in segments if marked) == "".join(text[a:b] for a, b in spans)


def test_a_browser_shows_it(browse, tmp_path):
    """The browser builds the page: every section stands in it, and no bar is wider than its cell."""
    facts = browse(
        write(tmp_path / "r.html", SAMPLE),
        "document.querySelectorAll('h2').length",
        "document.querySelectorAll('mark').length > 5",
        "document.querySelectorAll('.bar').length",
        "document.documentElement.scrollWidth <= innerWidth",
    )
    assert facts == "9,true,14,true"


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
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(re.findall(r'id="([^"]+)"', page))
    assert (
        "目標ごとの評価" not in page
        and 'class="assoc"' not in page
        and "この資料に評価の表は見つかりませんでした" in page
    )


def test_a_plan_of_one_level_prints_each_goal_once(tmp_path):
    page = write(tmp_path / "r.html", SHEETS_OF_SAMPLES / "h8.csv")
    ratings = page.partition('id="s1-ratings"')[2].partition("</section>")[0]
    assert ratings.count("地域を知る") == 1 and "104" in page.partition('id="s1-ratings"')[0]


def test_what_nobody_sees_does_not_change_the_report(tmp_path, changed_sheet):
    def themes(path, sheet):
        return re.findall(r'<a href="#s1-\w+">.+? <b>\d+</b></a>', write(path, sheet))

    hidden = changed_sheet(("職員の研修は、異動で", "職\u200b員の研\u2060修は、異\ufeff動で"))
    assert themes(tmp_path / "a.html", SAMPLE) == themes(tmp_path / "b.html", hidden)
