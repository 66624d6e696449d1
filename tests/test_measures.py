import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opinionmine.themes.agreement import cohen_kappa
from opinionmine.themes.measures import (
    Counts,
    calibration_bins,
    calibration_error,
    f1,
    grade,
    is_wrong,
    jaccard,
    mean_interval,
    sum_by_batch,
)

TRUTH = np.array([[1, 0]] * 4 + [[0, 1]] * 4 + [[0, 0]] * 2, dtype=np.int8)
GIVEN = np.array([[1, 0]] * 3 + [[0, 0]] + [[0, 1]] * 4 + [[1, 0], [0, 0]], dtype=np.int8)
BATCHES = tuple("aabbccddee")


def test_counts_of_two_themes():
    counts = Counts.of(TRUTH, GIVEN, BATCHES)
    assert counts.precision()[0].tolist() == [0.75, 1]
    assert counts.recall()[0].tolist() == [0.75, 1]
    assert counts.f1()[0].tolist() == [0.75, 1]
    assert counts.macro_f1(np.array([0, 1]))[0].tolist() == [0.875]
    assert counts.micro_f1()[0].tolist() == [0.875]


@pytest.mark.parametrize("column", [0, 1])
def test_kappa_is_that_of_two_coders(column):
    counts = Counts.of(TRUTH, GIVEN, BATCHES)
    expected = cohen_kappa(TRUTH[:, column].astype(bool).tolist(), GIVEN[:, column].astype(bool).tolist())
    assert counts.kappa()[0][column] == pytest.approx(expected)


rows = st.lists(st.tuples(st.booleans(), st.booleans(), st.sampled_from("abcd")), min_size=1, max_size=40)


@settings(max_examples=50, deadline=None)
@given(rows)
def test_an_interval_holds_values_that_can_be(rows):
    truth, answer = (np.array([[row[k]] for row in rows], dtype=np.int8) for k in (0, 1))
    counts = Counts.of(truth, answer, tuple(row[2] for row in rows))
    for measure in (counts.precision(), counts.recall(), counts.f1(), counts.micro_f1()):
        value, low, high = measure[:, 0]
        assert 0 <= low <= high <= 1 and 0 <= value <= 1
    assert counts.f1()[0][0] == pytest.approx(f1(truth, answer))
    assert (counts.kappa() <= 1 + 1e-12).all()


def test_intervals_are_the_same_every_time_and_narrow_where_batches_agree():
    counts = Counts.of(TRUTH, GIVEN, BATCHES)
    np.testing.assert_array_equal(counts.f1(), counts.f1())
    even = mean_interval(np.array([1, 0] * 5), BATCHES)
    assert even.ravel().tolist() == [0.5, 0.5, 0.5]
    uneven = mean_interval(np.array([1, 1, 0, 0, 1, 1, 0, 0, 1, 1]), BATCHES)
    assert uneven[1][0] < 0.6 < uneven[2][0]


def test_without_batches_every_opinion_is_its_own_group():
    assert sum_by_batch(np.ones((3, 1)), ("a", "a", "a")).tolist() == [[1], [1], [1]]
    assert sum_by_batch(np.ones((2, 1)), ("a", "b")).tolist() == [[1], [1]]
    assert sum_by_batch(np.ones((6, 1)), tuple("abcdea")).tolist() == [[2], [1], [1], [1], [1]]


def test_overlap_of_sets():
    assert jaccard(TRUTH, GIVEN).tolist() == [1, 1, 1, 0, 1, 1, 1, 1, 0, 1]


@pytest.mark.parametrize(
    ("margins", "themes", "wrong"),
    [
        ([0.5, -1], [1, 0], False),
        ([0.5, -1], [0, 1], True),
        ([0.5, 0.2], [1, 0], False),
        ([-0.5, -1], [0, 0], False),
        ([-0.5, -1], [1, 0], True),
        ([0.5, -1], [0, 0], True),
    ],
)
def test_wrong_outcomes(margins, themes, wrong):
    assert is_wrong(np.array([margins]), np.array([themes])).tolist() == [wrong]


def test_calibration():
    probabilities, truth = np.array([0.05, 0.05, 0.95, 1.0]), np.array([0, 1, 1, 1])
    bins = calibration_bins(probabilities, truth)
    assert bins[0].tolist() == [2, 0.05, 0.5] and bins[9].tolist() == [2, 0.975, 1] and bins[1:9].sum() == 0
    assert calibration_error(probabilities, truth) == pytest.approx(0.5 * 0.45 + 0.5 * 0.025)


@pytest.mark.parametrize(("low", "letter"), [(0.80, "A"), (0.799, "B"), (0.65, "B"), (0.649, "C"), (0, "C")])
def test_grades(low, letter):
    assert grade(low) == letter
