import shutil
import subprocess
from pathlib import Path

import pytest

from opinionmine.documents.read import read_document
from opinionmine.records import Sheet
from opinionmine.sheets import parse_sheet
from opinionmine.themes.codebook import load_codebook
from opinionmine.themes.model_file import load_model

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


@pytest.fixture
def browse(tmp_path):
    """Open a page in a real browser and return what some JavaScript expressions say there, joined by commas."""
    if CHROMIUM is None:
        pytest.skip("no Chromium here")

    def look(html: str, *expressions: str) -> str:
        page = tmp_path / "page.html"
        script = f"<script>document.title = [{', '.join(expressions)}].join()</script></body>"
        page.write_text(html.replace("</body>", script), "utf-8")
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync",
                   "--disable-component-update", "--disable-quic", "--window-size=1000,1400", f"--user-data-dir={tmp_path / 'profile'}"]  # fmt: skip
        done = subprocess.run(
            [CHROMIUM, *options, "--dump-dom", page.as_uri()], capture_output=True, text=True, timeout=120, check=False
        )
        return done.stdout.split("<title>")[1].split("</title>")[0]

    return look
