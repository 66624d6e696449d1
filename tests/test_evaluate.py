import re

import numpy as np
import pytest

from conftest import CORPUS
from opinionmine.errors import ModelError
from opinionmine.records import Annotation, Opinion
from opinionmine.reporting.card import render_evaluation
from opinionmine.reporting.evaluation import render_evaluation_page
from opinionmine.themes.decisions import Decisions
from opinionmine.themes.evaluate import check_new, judge
from opinionmine.themes.labelled import LabelledCorpus, read_corpus

# Settled themes, given themes, outcome, and by how much the first of them is beyond its threshold.
ROWS = [
    (("training",), ("training",), "themes", 2.0),
    (("training",), ("training",), "themes", 1.0),
    (("training",), ("supporters",), "themes", 0.5),
    (("training", "supporters"), ("training",), "themes", 1.5),
    (("supporters",), ("supporters",), "themes", 1.0),
    (("supporters",), (), "uncertain", -0.05),
    (("supporters",), ("supporters", "training"), "themes", 0.4),
    ((), (), "none", -3.0),
    ((), (), "none", -2.0),
    ((), ("training",), "themes", 0.2),
]


@pytest.fixture
def evaluation(codebook):
    ids = codebook.theme_ids
    texts = [f"<b>意見{i}</b>" + "あ" * (20 * i) for i in range(len(ROWS))]
    opinions = tuple(Opinion(str(i), "survey" if i % 2 else "committee", text) for i, text in enumerate(texts))
    annotations = tuple(
        Annotation(str(i), settled, "report" if i < 5 else "concern", (), "settled", 1)
        for i, (settled, *_) in enumerate(ROWS)
    )
    batches = tuple("free-01" if i < 5 else "free-02" if i < 8 else "batch-01" for i in range(len(ROWS)))
    corpus = LabelledCorpus(opinions, annotations, batches, tuple({} for _ in ROWS))
    margins = np.full((len(ROWS), len(ids)), -4.0)
    themes = np.zeros(margins.shape, dtype=np.int8)
    for i, (_, given, _, margin) in enumerate(ROWS):
        margins[i, 0] = min(margin, -1.0)
        for theme in given:
            themes[i, ids.index(theme)] = 1
            margins[i, ids.index(theme)] = margin
        if margin < 0:
            margins[i, ids.index("supporters")] = margin
    report = [s.sign_id for s in codebook.stances].index("report")
    decisions = Decisions(
        outcomes=np.array([row[2] for row in ROWS], dtype=object),
        probabilities=1 / (1 + np.exp(-margins)),
        margins=margins,
        themes=themes,
        stances=np.full(len(ROWS), report),
        flags=np.zeros((len(ROWS), len(codebook.flags)), dtype=np.int8),
    )
    return judge(corpus, codebook, decisions, np.array([0] * 5 + [1] * 5))


def test_what_an_evaluation_counts(evaluation):
    by_theme = {t.target_id: t for t in evaluation.themes}
    training, supporters = by_theme["training"], by_theme["supporters"]
    assert (training.precision.value, training.recall.value, training.support) == (0.6, 0.75, 4)
    assert (supporters.precision.value, supporters.recall.value, supporters.support) == (pytest.approx(2 / 3), 0.5, 4)
    assert by_theme["rights"].f1 is None and by_theme["rights"].grade == "C"
    assert evaluation.macro_f1.value == pytest.approx((2 / 3 + 4 / 7) / 2)
    assert evaluation.micro_f1.value == pytest.approx(2 * 5 / (8 + 8))
    assert (evaluation.none_share, evaluation.uncertain_share) == (0.2, 0.1)
    assert evaluation.none_f1.value == pytest.approx(2 * 2 / (2 + 3))
    assert evaluation.set_match.value == pytest.approx(5 / 10)
    assert evaluation.jaccard.value == pytest.approx((1 + 1 + 0 + 0.5 + 1 + 0 + 0.5 + 1 + 1 + 0) / 10)
    assert evaluation.stance_accuracy.value == 0.5
    assert (evaluation.n, evaluation.n_groups, evaluation.groups) == (10, 2, "opinions")


def test_slices_of_an_evaluation(evaluation):
    assert [(s.name, s.n) for s in evaluation.by_series] == [("batch", 2), ("free", 8)]
    assert [(s.name, s.n) for s in evaluation.by_voice] == [("committee", 5), ("survey", 5)]
    assert [(s.name, s.n) for s in evaluation.by_length] == [("0-29", 1), ("30-59", 2), ("60-119", 3), ("120-239", 4)]
    assert sum(s.n * s.set_match for s in evaluation.by_length) == pytest.approx(5)


def test_confusion_and_the_worst(evaluation, codebook):
    training, supporters = (codebook.theme_ids.index(theme) for theme in ("training", "supporters"))
    confusion = np.array(evaluation.confusion)
    assert confusion[training, supporters] == 1 and confusion.sum() == 1
    worst = {case.opinion_id: (set(case.settled), set(case.given)) for case in evaluation.worst}
    assert worst == {str(i): (set(a), set(b)) for i, (a, b, *_) in enumerate(ROWS) if set(a) != set(b)}
    surprises = [case.surprise for case in evaluation.worst]
    assert surprises == sorted(surprises, reverse=True)


def test_page_and_tables_say_the_same_and_escape(evaluation, codebook):
    page = render_evaluation_page("community-welfare-1-test", codebook, evaluation, None)
    tables = render_evaluation(evaluation)
    for number in ("0.619", "0.625", "0.800"):
        assert number in page and number in tables
    assert "<b>意見" not in page and "&lt;b&gt;意見" in page
    assert not re.search(r"(?:src|href)\s*=\s*[\"'](?!#)|url\(|@import|https?://", page)


def test_a_browser_shows_the_page(evaluation, codebook, browse):
    page = browse(render_evaluation_page("community-welfare-1-test", codebook, evaluation, evaluation))
    assert [page.locator(name).count() for name in ("svg", "blockquote")] == [4, 10]
    assert page.locator("svg circle").count() > 4
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_held_out_texts_must_be_new(codebook):
    corpus = read_corpus(CORPUS / "free-34.jsonl", codebook)
    corpus = corpus.select([i for i, text in enumerate(corpus.texts) if len(text) > 12][:5])
    check_new(corpus.select([0, 1]), corpus.select([2, 3]))
    with pytest.raises(ModelError, match="2 of 3 held-out opinions stand in the corpus the model was trained on"):
        check_new(corpus.select([0, 1, 4]), corpus.select([0, 1, 2]))
