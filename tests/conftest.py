import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from opinionmine.documents.read import read_document
from opinionmine.records import Sheet
from opinionmine.sheets import parse_sheet
from opinionmine.themes.codebook import load_codebook
from opinionmine.themes.model_file import load_model

# How long an example takes depends on the machine and on what runs beside it.
settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "corpora" / "sheets" / "midorioka-r5.txt"
R5 = ROOT.parent / "shared" / "sheets" / "kawagoe-r5.txt"
CORPUS = ROOT / "corpora" / "opinions"

# The real sheet stands beside the project where it is developed; a plain clone has the sample with the same figures.
SHEETS = [SAMPLE, pytest.param(R5, marks=pytest.mark.skipif(not R5.exists(), reason="../shared is not here"))]


def read_sheet(path: Path) -> Sheet:
    return parse_sheet(read_document(path))


@pytest.fixture(scope="session")
def codebook():
    return load_codebook()


@pytest.fixture(scope="session")
def model():
    return load_model()


@pytest.fixture
def changed_sheet(tmp_path):
    """Write the sample with some of its text replaced; every replacement must hit."""

    def write(*replacements: tuple[str, str]) -> Path:
        text = SAMPLE.read_text("utf-8")
        for old, new in replacements:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / "sheet.txt"
        path.write_text(text, "utf-8")
        return path

    return write


CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)


@pytest.fixture(scope="session")
def chromium():
    """A real browser."""
    if CHROMIUM is None:
        pytest.skip("no Chromium here")
    sync_api = pytest.importorskip("playwright.sync_api")
    options = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync",
               "--disable-component-update", "--disable-quic"]  # fmt: skip
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        yield browser
        browser.close()


@pytest.fixture
def browse(chromium, tmp_path):
    """Open a page as a file and return it; any word on the console and any request for something else fails the test."""
    opened = []

    def look(html: str, **options):
        file = tmp_path / "page.html"
        file.write_text(html, "utf-8")
        page = chromium.new_page(**({"viewport": {"width": 1000, "height": 1400}} | options))
        wrong: list[str] = []
        page.on("console", lambda message: wrong.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
        page.on(
            "request", lambda request: wrong.append(f"request: {request.url}") if request.url != file.as_uri() else None
        )
        page.goto(file.as_uri())
        opened.append((page, wrong))
        return page

    yield look
    for page, wrong in opened:
        page.close()
        assert wrong == []
