"""Files made to break readers; they stand beside the project where it is developed."""

import shutil

import pytest
from click.testing import CliRunner

from conftest import ROOT
from opinionmine.cli import main
from opinionmine.documents.comments import read_comments
from test_coded import classify
from test_comments import texts

CASES = ROOT.parent / "shared" / "cases"

BUNDLED = {
    "bc08_cp932_ext.csv": (4, "read as CP932"),
    "bc10_bom_multiline.csv": (3, "3 rows = 3 coded"),
    "bc12_na_words.csv": (13, "13 rows = 13 coded"),
    "bc13_formula.jsonl": (11, "11 rows = 11 coded"),
    "bc15_control.jsonl": (7, "7 of 7 rows were cleaned"),
    "bc17_emoji.jsonl": (5, "id e5"),
    "bc19_long_line.txt": (3, "3 rows = 3 coded"),
    "bc20_wareki.csv": (21, "id 18, 19, 20, 21"),
}


@pytest.mark.skipif(not CASES.exists(), reason="../shared is not here")
@pytest.mark.parametrize("name", BUNDLED)
@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".jsonl"])
def test_hard_files(tmp_path, name, ending):
    n_rows, message = BUNDLED[name]
    result = classify(CASES / name, "-o", tmp_path / f"out{ending}")
    assert result.exit_code == 0 and message in result.stderr
    before = texts(read_comments((CASES / name).read_bytes(), name))
    after = texts(read_comments((tmp_path / f"out{ending}").read_bytes(), f"out{ending}"))
    assert len(after) == n_rows
    if name not in ("bc15_control.jsonl", "bc19_long_line.txt") or ending == ".jsonl":
        assert after == before


@pytest.mark.skipif(not CASES.exists(), reason="../shared is not here")
def test_a_list_of_signs_is_one_sentence():
    result = classify(CASES / "bc31_blank_only.csv")
    assert result.exit_code == 2 and result.stderr.count("\n") == 1 and "8 rows, all without text" in result.stderr


@pytest.mark.skipif(not CASES.exists(), reason="../shared is not here")
@pytest.mark.parametrize("name", ["model.pkl", "model", "model.json"])
def test_an_untrusted_model_is_not_opened(tmp_path, name):
    shutil.copy(CASES / "bc27_untrusted_model.pkl", tmp_path / name)
    result = classify("--text", "研修を続けてほしい。", "--model", tmp_path / name)
    assert result.exit_code == 2 and "not a model of this tool" in result.stderr


@pytest.mark.skipif(not CASES.exists(), reason="../shared is not here")
def test_a_tiny_corpus_says_which_themes_cannot_be_learned(tmp_path):
    arguments = ["train", str(CASES / "bc25_tiny_classes.jsonl"), "-o", str(tmp_path / "model"), "--light"]
    result = CliRunner().invoke(main, arguments)
    unlearned = (
        "networking, multi_agency, consultation, gathering, mutual_aid, supporters, outreach, awareness, planning"
    )
    assert result.exit_code == 0 and f"given by the cues of the codebook: {unlearned}" in result.stderr
    assert "nan" not in result.stderr.lower()
