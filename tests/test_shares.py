import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, binomtest

from opinionmine.errors import DocumentError
from opinionmine.linking.shares import likely_counts, share_themes
from opinionmine.linking.variables import REST, take_column, take_goals
from opinionmine.records import Link, Opinion, Prediction


def brute(probabilities):
    """The distribution of the number of successes by every combination of outcomes."""
    mass = [0.0] * (len(probabilities) + 1)
    for outcomes in itertools.product((0, 1), repeat=len(probabilities)):
        weight = 1.0
        for p, outcome in zip(probabilities, outcomes, strict=True):
            weight *= p if outcome else 1 - p
        mass[sum(outcomes)] += weight
    return mass


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0, 1), max_size=8))
def test_likely_counts_leave_out_two_and_a_half_percent_on_each_side(probabilities):
    mass = brute(probabilities)
    low, high = likely_counts(probabilities)
    assert sum(mass[:low]) <= 0.025 + 1e-9 and sum(mass[high + 1 :]) <= 0.025 + 1e-9
    assert sum(mass[: low + 1]) > 0.025 - 1e-9 and sum(mass[high:]) > 0.025 - 1e-9


@pytest.mark.parametrize(
    ("n", "p", "counts"),
    # Quantiles 0.025 and 0.975 of the binomial distribution (R: qbinom).
    [(10, 0.5, (2, 8)), (100, 0.1, (5, 16)), (20_000, 0.03, (553, 648))],
)
def test_equal_probabilities_are_the_binomial_distribution(n, p, counts):
    assert likely_counts([p] * n) == counts


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 400), st.integers(0, 40).map(lambda k: k / 40))
def test_equal_probabilities_are_scipys_binomial_distribution(n, p):
    # Where the quantile is met but for the last digits either side is right.
    low, high = ({binom.ppf(q - 1e-9, n, p), binom.ppf(q + 1e-9, n, p)} for q in (0.025, 0.975))
    found = likely_counts([p] * n)
    assert found[0] in low and found[1] in high


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0, 1), max_size=40), st.randoms())
def test_the_order_of_opinions_changes_nothing(probabilities, random):
    predictions = [Prediction(str(n), "none", (), {"a": p}, "", (), (), "") for n, p in enumerate(probabilities)]
    shares = share_themes(predictions, ("a",))
    random.shuffle(predictions)
    assert share_themes(predictions, ("a",)) == shares
    for share in shares:
        if set(probabilities) <= {0.0, 1.0}:
            assert share.likely is None
            continue
        low, high = share.likely
        assert 0 <= low <= high <= share.n == len(probabilities)
        assert low - 1 <= share.expected <= high + 1


@pytest.mark.parametrize(
    ("probabilities", "counts"),
    [
        ([], (0, 0)),
        ([0.0] * 5, (0, 0)),
        ([1.0] * 5, (5, 5)),
        ([1.0, 0.0, 1.0], (2, 2)),
        ([0.02], (0, 0)),
        ([0.03], (0, 1)),
    ],
)
def test_likely_counts_of_what_is_sure(probabilities, counts):
    assert likely_counts(probabilities) == counts


def test_the_share_of_a_theme():
    predictions = [
        Prediction("1", "themes", ("a",), {"a": 0.9, "b": 0.2}, "", (), (), ""),
        Prediction("2", "none", (), {"a": 0.2, "b": 0.0}, "", (), (), ""),
        Prediction("3", "uncertain", (), {"a": 0.5, "b": 0.0}, "", (), (), ""),
    ]
    a, b, c = share_themes(predictions, ("a", "b", "c"))
    assert (a.count, a.n, round(a.expected, 6), a.likely) == (1, 3, 1.6, (0, 3))
    assert [round(x, 3) for x in a.interval] == [0.061, 0.792]
    assert (b.count, b.likely, b.interval[0]) == (0, (0, 1), 0.0)
    # A theme that the model does not know.
    assert (c.count, c.expected, c.likely) == (0, 0.0, (0, 0))
    assert share_themes([], ("a",)) == share_themes(predictions, ()) == ()
    # Rules give no probabilities.
    sure = [Prediction(str(n), "themes", ("a",), {"a": 1.0, "b": 0.0}, "", (), (), "") for n in range(3)]
    assert [(s.count, s.likely) for s in share_themes(sure, ("a", "b"))] == [(3, None), (0, None)]


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    # The examples of Newcombe (1998), Statistics in Medicine 17, 857-872, by his method 3 (score, without continuity correction).
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_published_wilson_intervals(count, n, low, high):
    predictions = [Prediction(str(k), "none", ("a",) if k < count else (), {}, "", (), (), "") for k in range(n)]
    (share,) = share_themes(predictions, ("a",))
    assert [round(bound, 4) for bound in share.interval] == [low, high]
    assert share.interval == pytest.approx(tuple(binomtest(count, n).proportion_ci(method="wilson")), abs=1e-9)


def test_columns_become_categories():
    ages = ["２０代", "20代", " 20代", "", "30代"]
    opinions = [Opinion(str(n), "comment", "x", fields={"年代": age}) for n, age in enumerate(ages)]
    values, categories = take_column(opinions, "年代")
    assert categories == ("20代", "30代")
    assert values == {"0": ("20代",), "1": ("20代",), "2": ("20代",), "4": ("30代",)}


def column_of(values, name="年齢"):
    return [Opinion(str(n), "comment", "x", fields={name: value}) for n, value in enumerate(values)]


@pytest.mark.parametrize(
    ("values", "categories"),
    [
        (map(str, range(8, 35)), ("0–9", "10–19", "20–29", "30–39")),
        ((f"{n}歳" for n in range(98, 120)), ("90–99", "100–109", "110–119")),
        ([*(f"{n}.0" for n in range(20, 50)), "無回答", "無回答"], ("20–29", "30–39", "40–49", "無回答")),
        (["10月", "2月", "1月"], ("1月", "2月", "10月")),
        (["区10", "区2", "北区"], ("北区", "区2", "区10")),
        (["女\u0007性", "\u0000", "女 性"], ("女 性",)),
        (["30代", "70歳以上", "10代", "無回答"], ("10代", "30代", "70歳以上", "無回答")),
    ],
)  # fmt: skip
def test_values_are_put_in_bands_and_in_order(values, categories):
    assert take_column(column_of(values), "年齢")[1] == categories


def test_numbers_that_are_no_ages_and_many_names_leave_a_rest():
    towns = [f"町{n:02}" for n in range(13) for _ in range(14 - n)]
    values, categories = take_column(column_of(towns, "町"), "町")
    assert categories == (*(f"町{n:02}" for n in range(11)), REST) and values[str(len(towns) - 1)] == (REST,)
    codes = [str(n) for n in range(100, 999)]
    assert take_column(column_of(codes), "年齢")[1] == (*codes[:11], REST)


@pytest.mark.parametrize("header", ["年代", " 年代 ", "年\n代", "年　代"])
def test_a_column_is_found_whatever_white_space_its_name_has(header):
    assert take_column(column_of(["20代"], header), "年代") == ({"0": ("20代",)}, ("20代",))


def test_goals_that_an_opinion_names():
    links = [
        Link("1", "a", "1-1", "cited", 1, ""),
        Link("1", "b", "1-1", "cited", 1, ""),
        Link("1", "b", "2-1", "section", 1, ""),
    ]
    links.append(Link("2", "a", "3-1", "plan", 0.5, ""))
    assert take_goals(links) == {"1": ("1-1", "2-1")}


@pytest.mark.parametrize("column", ["voice", "stance", "theme", "goal", "outcome", "side", "sheet", "source"])
def test_a_column_named_like_our_own_is_refused(column):
    with pytest.raises(DocumentError, match=f"--by {column}: a report uses this name itself"):
        take_column([Opinion("1", "comment", "x", fields={column: "南"})], column)
