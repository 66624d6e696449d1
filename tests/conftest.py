from pathlib import Path

import pytest

from opinionmine.documents.text import read_document
from opinionmine.records import Sheet
from opinionmine.sheets import parse_sheet
from opinionmine.themes.codebook import load_codebook
from opinionmine.themes.model import load_model

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
