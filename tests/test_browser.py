"""The report in a real browser: what it shows, what its table does, how it prints, and what axe-core finds."""

import json
import re

import pdfplumber
import pytest
from click.testing import CliRunner

from conftest import ROOT, SAMPLE
from opinionmine.cli import main
from opinionmine.japanese.normalize import normalize

# Signs of the sheets, the arrows of changes, and what CP932 knows beyond JIS X 0208; and one that no font has, to see that a
# missing sign is noticed.
SIGNS = "◎○△×⇧⇩⇨－〜㋿①㈱髙"
NO_SIGN = "\U0010fffd"


def write_report(tmp_path, *arguments):
    path = tmp_path / "report.html"
    result = CliRunner().invoke(main, ["report", *map(str, arguments), "-o", str(path)])
    assert result.exit_code == 0, result.stderr
    return path.read_text("utf-8")


@pytest.fixture
def comments(tmp_path):
    """150 labelled opinions as a list with two columns."""
    lines = (ROOT / "corpora" / "opinions" / "free-34.jsonl").read_text("utf-8").splitlines()[:150]
    path = tmp_path / "comments.jsonl"
    ages, areas = ("20代", "40代", "70代以上"), ("東", "西")
    path.write_text(
        "\n".join(
            json.dumps(
                {"id": f"A{n}", "text": json.loads(line)["text"], "年代": ages[n % 3], "地区": areas[n % 2]},
                ensure_ascii=False,
            )
            for n, line in enumerate(lines)
        ),
        "utf-8",
    )
    return path


@pytest.fixture
def report(tmp_path, comments):
    return write_report(tmp_path, SAMPLE, comments, "--by", "年代", "--by", "地区")


def fold(text):
    return normalize(text).text.replace(" ", "")


def count_shown(page):
    return int(page.locator("#count").inner_text().split(" 件中")[0])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1000, 360])
def test_the_page_fits_and_is_accessible(report, browse, scheme, width):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    # axe-core is a script of its own; the page would not let it run.
    page = browse(report, viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator("figure svg").count() >= 6 and page.locator("mark").count() > 20
    found = [(v["id"], v["impact"], v["nodes"][0]["html"][:100]) for v in axe.Axe().run(page).response["violations"]]
    assert [violation for violation in found if violation[1] in ("serious", "critical")] == []


def test_every_count_opens_as_many_opinions(report, browse):
    page = browse(report)
    links = page.locator("td a[data-opens]")
    n_links = links.count()
    assert n_links > 100
    wrong = []
    for n in range(n_links):
        link = links.nth(n)
        shown = int(re.sub(r"^\D*(\d+).*", r"\1", link.inner_text(), flags=re.S))
        link.dispatch_event("click")
        if count_shown(page) != shown:
            wrong.append((link.get_attribute("data-opens"), shown, count_shown(page)))
    assert wrong == []


def test_a_finding_opens_its_opinions(report, browse):
    page = browse(report)
    links = page.locator("#findings a[data-opens]")
    assert links.count() > 0
    for n in range(links.count()):
        ids = set(json.loads(links.nth(n).get_attribute("data-opens"))["ids"].split("\n"))
        links.nth(n).dispatch_event("click")
        assert count_shown(page) == len(ids)
        assert set(page.locator(".t-opinions tbody th").all_inner_texts()) <= ids


def test_the_table_filters_searches_sorts_and_turns_pages(report, browse):
    page = browse(report)
    everything = count_shown(page)
    assert everything > 150 and page.locator(".t-opinions tbody tr").count() == 50
    page.get_by_role("button", name="次へ").click()
    assert page.locator("#count").inner_text() == f"{everything} 件中 51–100 件"
    page.locator("#all form").get_by_label("年代").select_option("20代")
    assert count_shown(page) == 50
    assert set(re.findall(r"\d0代(?:以上)?", " ".join(page.locator(".t-opinions small").all_inner_texts()))) == {"20代"}
    page.get_by_label("本文を探す").fill("ｻﾛﾝ")
    texts = page.locator(".t-opinions tbody p").all_inner_texts()
    assert all("サロン" in text for text in texts) and count_shown(page) == len(texts)
    page.get_by_role("button", name="条件を消す").click()
    assert count_shown(page) == everything
    page.locator(".t-opinions thead").get_by_role("button", name="本文").click()
    lengths = [len(text) for text in page.locator(".t-opinions tbody p").all_inner_texts()]
    assert lengths == sorted(lengths) and page.locator("th.text").get_attribute("aria-sort") == "ascending"


def test_the_table_works_by_keyboard(report, browse):
    page = browse(report)
    page.locator("td a[data-opens]").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'count'")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.t-opinions') !== null")


def test_evidence_is_marked_behind_an_emoji(tmp_path, browse):
    path = tmp_path / "one.csv"
    path.write_text("意見\n👨‍👩‍👧😀職員の研修を毎年続けてほしい\n", "utf-8")
    page = browse(write_report(tmp_path, path))
    assert page.locator(".t-opinions tbody p").inner_text() == "👨‍👩‍👧😀職員の研修を毎年続けてほしい"
    marked = page.locator(".t-opinions mark").all_inner_texts()
    assert marked == page.locator("blockquote mark").all_inner_texts() and "研修" in "".join(marked)


def test_no_sign_is_missing(tmp_path, browse, changed_sheet):
    """A sign that no font has is drawn as an empty box; its picture is that of another sign that no font has."""
    page = browse(write_report(tmp_path, changed_sheet(("職員の研修は", f"{SIGNS}職員の研修は"))))
    assert SIGNS in page.locator("main").inner_text()
    draw = """sign => { const canvas = document.createElement('canvas'); canvas.width = canvas.height = 40;
        const pen = canvas.getContext('2d'); pen.font = '30px ' + getComputedStyle(document.body).fontFamily;
        pen.fillText(sign, 2, 32); return canvas.toDataURL(); }"""
    missing = page.evaluate(draw, NO_SIGN)
    assert page.evaluate(draw, "\U0010fffc") == missing
    assert [sign for sign in SIGNS if page.evaluate(draw, sign) == missing] == []


def test_it_prints_on_a4(report, browse, tmp_path):
    page = browse(report)
    page.pdf(path=str(tmp_path / "r.pdf"), prefer_css_page_size=True)
    with pdfplumber.open(tmp_path / "r.pdf") as pdf:
        sizes = {(round(p.width), round(p.height)) for p in pdf.pages}
        outside = [
            (number, word["text"])
            for number, p in enumerate(pdf.pages, 1)
            for word in p.extract_words()
            if word["x0"] < 30 or word["x1"] > p.width - 30
        ]
        # A PDF of Chromium holds radicals (⽀ for 支); normalising puts them right.
        first_lines = [fold(p.extract_text().split("\n")[0]) for p in pdf.pages]
        texts = [p.extract_text() for p in pdf.pages]
    assert sizes == {(595, 842)} and outside == []
    # Each theme begins on a page of its own.
    titles = [fold(title) for title in page.locator("#theme-pages > section > h3").all_inner_texts()]
    assert len(titles) > 10 and [first_lines.count(title) for title in titles] == [1] * len(titles)
    assert not any("次へ" in text for text in texts)


def test_without_scripts_the_opinions_still_stand_there(report, browse):
    page = browse(report, java_script_enabled=False)
    assert (
        "スクリプトを許可してください" in page.locator("noscript").inner_text() or page.locator("noscript").count() == 1
    )
    assert page.locator("blockquote").count() > 50
