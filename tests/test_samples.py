import json

import pytest

from conftest import SAMPLE
from opinionmine.documents.read import read_document
from opinionmine.sheets import parse_sheet
from sheet_truth import ACCURACY, samples, score_sheet

RECORDED = json.loads(ACCURACY.read_text("utf-8"))


def test_every_sample_is_recorded():
    assert [path.name for path in samples()] == list(RECORDED) and len(RECORDED) >= 60


@pytest.mark.parametrize("path", samples(), ids=lambda path: path.name)
def test_a_sample_is_read_as_recorded(path):
    """What was read right, what was missed and what was too much; `python tests/sheet_truth.py` records a change."""
    scores = score_sheet(path)
    read = {part: {"right": s.right, "expected": s.expected, "surplus": s.surplus} for part, s in scores.items()}
    assert read == RECORDED[path.name], {part: score.wrong[:5] for part, score in scores.items()}


def test_every_rating_of_the_first_series_is_right():
    for name, parts in RECORDED.items():
        if name[0] in "abcd":
            assert parts["cells"]["right"] == parts["cells"]["expected"] and parts["cells"]["surplus"] == 0, name


@pytest.mark.parametrize("suffix", [".html", ".docx", ".xlsx", ".pdf"])
def test_one_sheet_in_five_formats_is_one_sheet(suffix):
    def facts(path):
        sheet = parse_sheet(read_document(path))
        goals = [
            (goal.goal_id, goal.parent_id, goal.title, [(r.actor, r.grade, r.count, r.change) for r in goal.ratings])
            for goal in sheet.goals
        ]
        opinions, passages = [o.text for o in sheet.opinions], [p.text for p in sheet.passages]
        return (
            " ".join(sheet.title.split()),
            sheet.municipality,
            sheet.fiscal_year,
            sheet.scale,
            sheet.actors,
            goals,
            opinions,
            passages,
        )

    assert facts(SAMPLE.with_suffix(suffix)) == facts(SAMPLE)
