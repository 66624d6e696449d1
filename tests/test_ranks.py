"""Rank associations against published coefficients, against all permutations, and against SciPy."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import rankdata, spearmanr

from opinionmine.linking.ranks import RatedTheme, _rho, rank_themes


def points(*sheets):
    """`sheets`: lists of (raised, worse), theme by theme; None where a theme has no point."""
    return [
        RatedTheme(n, f"t{k:02}", *pair)
        for n, sheet in enumerate(sheets)
        for k, pair in enumerate(sheet)
        if pair is not None
    ]


ONE_MORE = [(1, 1)]


@pytest.mark.parametrize(
    ("raised", "worse", "rho"),
    [
        # IQ and hours of television (the worked example of Wikipedia, Spearman's rank correlation coefficient): -29/165.
        ([86, 97, 99, 100, 101, 103, 106, 110, 112, 113], [2, 20, 28, 27, 50, 29, 7, 17, 6, 12], -29 / 165),
        # Marks in English and mathematics, 1 - 6·54/990: the guide of Laerd Statistics prints 0.67.
        ([56, 75, 45, 71, 62, 64, 58, 80, 76, 61], [66, 70, 40, 60, 65, 56, 59, 77, 67, 63], 0.6727273),
        # The same with a tie (61 twice), as it introduces ties: Pearson's correlation of mean ranks.
        ([56, 75, 45, 71, 61, 64, 58, 80, 76, 61], [66, 70, 40, 60, 65, 56, 59, 77, 67, 63], 0.6686961),
        # An Introduction to Business Statistics, example 4-7, 1 - 6·6/504; printed 0.93.
        ([75, 88, 95, 70, 60, 80, 81, 50], [120, 134, 150, 115, 110, 140, 142, 100], 0.9285714),
        # Marks in statistics and economics with ties; a schoolbook (byjus.com) prints -0.107 by the formula that corrects for
        # ties in a sum of squares. Pearson's correlation of mean ranks is -0.1078.
        ([15, 10, 20, 28, 12, 10, 16, 18], [16, 14, 10, 12, 11, 15, 18, 20], -0.1077864),
    ],
)
def test_published_rank_correlations(raised, worse, rho):
    result = rank_themes(points(list(zip(raised, worse, strict=True)), ONE_MORE), "sheet")
    assert (result.groups, result.n, result.why) == (1, len(raised), None)
    assert result.rho == pytest.approx(rho, abs=5e-8) and result.rho == pytest.approx(
        spearmanr(raised, worse).statistic
    )
    assert -1 <= result.interval[0] < result.rho < result.interval[1] <= 1


def test_a_published_p_value():
    """IQ and television: two-sided 0.627188 by Student's t (SciPy); permutations come near it."""
    iq, hours = [86, 97, 99, 100, 101, 103, 106, 110, 112, 113], [2, 20, 28, 27, 50, 29, 7, 17, 6, 12]
    assert spearmanr(iq, hours).pvalue == pytest.approx(0.627188, abs=5e-7)
    assert rank_themes(points(list(zip(iq, hours, strict=True)), ONE_MORE), "sheet").p == pytest.approx(
        0.6272, abs=0.02
    )


def test_themes_take_each_others_ratings_in_all_sheets_at_once():
    """Two sheets of five themes: all 120 ways, the same in both."""
    x = [[1, 2, 3, 4, 5], [2, 1, 4, 3, 5]]
    y = [[2, 1, 5, 3, 4], [1, 3, 2, 5, 4]]

    def mean(order):
        return np.mean([spearmanr(a, [b[n] for n in order]).statistic for a, b in zip(x, y, strict=True)])

    own = mean(range(5))
    exact = np.mean([abs(mean(order)) >= abs(own) - 1e-9 for order in itertools.permutations(range(5))])
    result = rank_themes(points(*(list(zip(a, b, strict=True)) for a, b in zip(x, y, strict=True))), "sheet")
    assert (result.rho, result.p) == (pytest.approx(own), pytest.approx(exact, abs=0.015))


def test_a_missing_theme_has_no_rating_to_give():
    """Two sheets, six themes, one of them missing in each: all 720 ways, over the pairs of themes that are both there."""
    sheets = [[(1, 1), (2, 3), (3, 2), (4, 5), (5, 4), None], [None, (3, 1), (1, 2), (4, 3), (5, 5), (9, 4)]]
    ranked = []
    for sheet in sheets:
        there = [n for n, pair in enumerate(sheet) if pair]
        columns = (rankdata([sheet[n][k] for n in there]) - 3 for k in (0, 1))
        ranked.append([dict(zip(there, column, strict=True)) for column in columns])

    def mean(order):
        rhos = []
        for x, y in ranked:
            pairs = [(x[n], y[order[n]]) for n in x if order[n] in y]
            over = sum(a * a for a, _ in pairs) * sum(b * b for _, b in pairs)
            rhos += [sum(a * b for a, b in pairs) / over**0.5] if over else []
        return np.mean(rhos)

    own = mean(range(6))
    exact = np.mean([abs(mean(order)) >= abs(own) - 1e-9 for order in itertools.permutations(range(6))])
    result = rank_themes(points(*sheets), "sheet")
    assert (result.rho, result.p) == (pytest.approx(own), pytest.approx(exact, abs=0.01))


SHEET = [(1, 2), (2, 1), (3, 5), (4, 3), (5, 6), (6, 4), (7, 7)]


def test_the_same_sheet_again_and_again_is_no_more_evidence():
    """A town's themes are raised and rated much alike from year to year."""
    twice, often = (rank_themes(points(*[SHEET] * k), "sheet") for k in (2, 12))
    assert (twice.rho, twice.p, *twice.interval) == pytest.approx((often.rho, often.p, *often.interval))


@pytest.mark.parametrize("within", ["sheet", "theme"])
def test_a_theme_may_be_missing(within):
    """What has no point in one sheet has no rating to give there."""
    rng = np.random.default_rng(3)
    sheets = [
        [tuple(map(float, rng.integers(0, 6, 2))) if rng.random() < 0.8 else None for _ in range(9)] for _ in range(7)
    ]
    result = rank_themes(points(*sheets), within)
    groups = sheets if within == "sheet" else list(zip(*sheets, strict=True))
    there = [[pair for pair in group if pair] for group in groups]
    enough = [group for group in there if len(group) >= (5 if within == "sheet" else 4)]
    assert (result.groups, result.n) == (len(enough), sum(map(len, enough)))
    rhos = [spearmanr(*zip(*group, strict=True)).statistic for group in enough]
    assert result.rho == pytest.approx(np.mean(rhos)) and 0 < result.p <= 1
    assert result.interval[0] < result.rho < result.interval[1]


def test_a_theme_drawn_twice_counts_twice():
    """16 themes, in half of them rho is 1, in half -1: the mean is that of 16 tossed coins, 95 % within 4 and 12 heads."""
    up = [(k, k) for k in range(4)]
    sheets = [[up[k]] * 8 + [(k, -k)] * 8 for k in range(4)]
    result = rank_themes(points(*sheets), "theme")
    assert (result.groups, result.n, result.rho, result.p) == (16, 64, 0.0, 1.0)
    assert result.interval == pytest.approx((-0.5, 0.5))


@pytest.mark.parametrize(
    ("sheets", "within", "expected"),
    [
        ([], "sheet", (0, 0, None, "few_sheets")),
        ([[(1, 1)] * 5], "sheet", (0, 0, None, "few_sheets")),
        ([[(1, 1), (2, 2)], [(1, 1), (2, 2)]], "sheet", (0, 0, None, "few_with_theme")),
        ([[(1, 1), (2, 2)]] * 3, "theme", (0, 0, None, "few_sheets")),
        # All rated alike, or all raised alike: nothing to rank.
        ([[(k, 1) for k in range(6)]] * 2, "sheet", (0, 0, None, "few_with_theme")),
        ([[(1, k) for k in range(6)]] * 2, "sheet", (0, 0, None, "few_with_theme")),
        ([[(1, 1)]] * 6, "theme", (0, 0, None, "few_sheets")),
        ([[(k, k) for k in range(6)], [(k, -k) for k in range(6)]], "sheet", (2, 12, 0.0, None)),
        ([[(k, k) for k in range(6)]] * 2, "sheet", (2, 12, 1.0, None)),
        ([[(k, 3 * k)] for k in range(4)], "theme", (1, 4, 1.0, None)),
    ],
)
def test_what_can_be_ranked(sheets, within, expected):
    result = rank_themes(points(*sheets), within)
    rho = None if result.rho is None else round(result.rho, 9)
    assert (result.groups, result.n, rho, result.why) == expected
    assert (result.p is None) == (result.why is not None)
    # One theme cannot be drawn anew.
    assert (result.interval is None) == (result.why is not None or within == "theme")


few = st.integers(0, 4).map(float)
sheet = st.lists(st.none() | st.tuples(few, few), min_size=1, max_size=8)


@settings(max_examples=25, deadline=None)
@given(st.lists(sheet, min_size=2, max_size=5), st.sampled_from(["sheet", "theme"]), st.randoms())
def test_what_holds_of_every_ranking(sheets, within, random):
    own = points(*sheets)
    result = rank_themes(own, within)
    shuffled = list(own)
    random.shuffle(shuffled)
    assert rank_themes(shuffled, within) == result
    if result.rho is not None:
        # A ranking sees no more than which is more.
        assert rank_themes([p._replace(raised=p.raised**3 / 9, worse=2 * p.worse + 1) for p in own], within) == result
        turned = rank_themes([p._replace(worse=-p.worse) for p in own], within)
        assert turned.rho == pytest.approx(-result.rho) and turned.p == pytest.approx(result.p)
        assert abs(result.rho) <= 1 + 1e-12 and 0 < result.p <= 1


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(few, few, st.integers(0, 3)), min_size=2, max_size=8))
def test_points_drawn_several_times_are_as_many_points(drawn):
    group = [RatedTheme(0, str(n), x, y) for n, (x, y, _) in enumerate(drawn)]
    times = np.array([k for _, _, k in drawn], float)
    x, y = ([pair[n] for pair in drawn for _ in range(pair[2])] for n in (0, 1))
    found = float(_rho(group, times))
    if len(set(x)) < 2 or len(set(y)) < 2:
        assert np.isnan(found)
    else:
        assert found == pytest.approx(np.corrcoef(rankdata(x), rankdata(y))[0, 1])
