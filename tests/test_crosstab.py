"""Crosstabs and their tests against published figures, against every possible table, and what holds of all of them."""

import itertools
import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2_contingency, false_discovery_control, fisher_exact
from scipy.stats.contingency import association

from conftest import SAMPLE, read_sheet
from opinionmine.linking.crosstab import cross_grades, cross_themes
from opinionmine.linking.significance import compare_goals, correct
from opinionmine.records import CrosstabTest, Link, Prediction


def judge(opinion_id, *themes):
    return Prediction(str(opinion_id), "themes" if themes else "none", themes, {}, "report", (), (), "test")


def cross(table):
    """`table`: categories, as letters -> (opinions with theme t, opinions without)."""
    predictions, of = [], {}
    for own, (with_theme, without) in table.items():
        for n in range(with_theme + without):
            opinion_id = f"{own}{n}"
            predictions.append(judge(opinion_id, *(["t"] if n < with_theme else [])))
            of[opinion_id] = tuple(own)
    return cross_themes("x", predictions, of, tuple(dict.fromkeys("".join(table))), ("t",))


def every_table(sizes, m):
    """Every way to choose `m` opinions from groups of these sizes, with how often it comes about."""
    for first in itertools.product(*(range(size + 1) for size in sizes[:-1])):
        if 0 <= m - sum(first) <= sizes[-1]:
            drawn = (*first, m - sum(first))
            yield drawn, math.prod(map(math.comb, sizes, drawn))


def exact_p(sizes, observed, statistic):
    """The share of all tables that are as extreme as the one observed."""
    tables = list(every_table(sizes, sum(observed)))
    own = statistic(observed) * (1 - 1e-9)
    return sum(ways for drawn, ways in tables if statistic(drawn) >= own) / sum(ways for _, ways in tables)


def pearson(sizes):
    n = sum(sizes)
    return lambda drawn: sum((k - size * sum(drawn) / n) ** 2 / size for size, k in zip(sizes, drawn, strict=True))


# Residuals of the first row (the other has the opposite signs) and effect.
PUBLISHED = [
    pytest.param(
        # Women and men by party, Agresti, Introduction to Categorical Data Analysis (2007), p. 39. Residuals as the manual of R's
        # chisq.posthoc.test prints them; X² = 30.07, V = sqrt(30.07 / 2757).
        {"D": (762, 484), "I": (327, 239), "R": (468, 477)},
        (4.502054, 0.6994517, -5.315946),
        0.104,
        id="party-2007",
    ),
    pytest.param(
        # General Social Survey 1991, Agresti, Categorical Data Analysis (2002), table 3.11, as R's vcdExtra holds it. Residuals
        # and X² = 7.0095 computed apart from the formula, V = sqrt(7.0095 / 980).
        {"D": (279, 165), "I": (73, 47), "R": (225, 191)},
        (2.293160, 0.4647941, -2.617780),
        0.085,
        id="party-1991",
    ),
    pytest.param(
        # Arthritis, treated against placebo by improvement, Koch and Edwards (1988); R's vcd::assocstats prints X² = 13.055 and
        # V = 0.394. Residuals computed apart from the formula.
        {"none": (13, 29), "some": (7, 7), "much": (21, 7)},
        (-3.274197, 0.09761768, 3.395636),
        0.394,
        id="arthritis",
    ),
]


def letters(table):
    return {name[0]: counts for name, counts in table.items()}


@pytest.mark.parametrize(("table", "residuals", "effect"), PUBLISHED)
def test_published_tables(table, residuals, effect):
    found = cross(letters(table))
    with_theme, without = np.array(list(table.values())).T
    assert [cell.residual for cell in found.cells] == pytest.approx(residuals, abs=1e-6)
    assert [cell.count for cell in found.cells] == with_theme.tolist()
    assert [cell.row_share for cell in found.cells] == pytest.approx(with_theme / with_theme.sum())
    assert [cell.column_share for cell in found.cells] == pytest.approx(with_theme / (with_theme + without))
    assert (found.sizes, found.n) == (tuple(with_theme + without), with_theme.sum() + without.sum())
    (test,) = found.tests
    assert round(test.effect, 3) == effect and test.method == "permutation"
    # In tables as large as these permutations come near the chi-square distribution.
    assert test.p == pytest.approx(chi2_contingency([with_theme, without]).pvalue, abs=0.004)


def test_permutations_beside_freeman_and_halton():
    """Arthritis: R's fisher.test prints 0.001393, where tables are ordered by probability; by Pearson's statistic it is 0.001346."""
    sizes, treated = (42, 14, 28), (13, 7, 21)
    tables = dict(every_table(sizes, sum(treated)))
    freeman_halton = sum(w for w in tables.values() if w <= tables[treated]) / sum(tables.values())
    assert round(freeman_halton, 6) == 0.001393
    exact = exact_p(sizes, treated, pearson(sizes))
    assert round(exact, 6) == 0.001346
    assert cross({"n": (13, 29), "s": (7, 7), "m": (21, 7)}).tests[0].p == pytest.approx(exact, abs=0.001)


@pytest.mark.parametrize(
    ("a", "b", "p"),
    [
        # Fisher (1962) on criminal convictions of like-sex twins, the example of R's fisher.test: 0.0005367.
        ((10, 3), (2, 15), 0.0005367),
        # The table that R's chisq.test is shown with; simulated there "around 0.29".
        ((12, 7), (5, 7), 0.2883081),
        # The same numbers, no difference at all.
        ((6, 6), (6, 6), 1.0),
    ],
)
def test_two_groups_are_fishers_exact_test(a, b, p):
    (test,) = cross({"a": a, "b": b}).tests
    assert (test.method, test.p) == ("exact", pytest.approx(p, abs=5e-8)) and test.p == fisher_exact([a, b]).pvalue
    assert test.effect == pytest.approx(association(np.array([a, b]), "cramer"), abs=1e-12)


def test_a_lady_tasting_tea_is_described_only():
    """Fisher (1935): 3 of 4 cups right has p = 0.486, two-sided; 8 cups are fewer than 20."""
    assert fisher_exact([[3, 1], [1, 3]]).pvalue == pytest.approx(0.4857, abs=5e-5)
    found = cross({"m": (3, 1), "t": (1, 3)})
    assert found.tests == (CrosstabTest("t", 4, why="few_units"),)
    assert [(cell.column_share, round(cell.residual, 3)) for cell in found.cells] == [(0.75, 1.414), (0.25, -1.414)]


@pytest.mark.parametrize(
    ("sizes", "with_theme"),
    [((7, 7, 7), (5, 1, 1)), ((5, 6, 9, 5), (0, 3, 3, 3)), ((12, 5, 1, 1, 1), (4, 4, 1, 0, 0))],
)
def test_permutations_agree_with_all_of_them(sizes, with_theme):
    table = {name: (k, size - k) for name, size, k in zip("abcde", sizes, with_theme, strict=False)}
    assert cross(table).tests[0].p == pytest.approx(exact_p(sizes, with_theme, pearson(sizes)), abs=0.012)


def test_opinions_in_several_categories_are_drawn_with_all_of_them():
    """Groups a, ab, b of 12, 8 and 10 opinions: the sum of the statistics of a and b, each against the rest, in every table."""
    sizes, with_theme = (12, 8, 10), (2, 1, 7)

    def statistic(drawn):
        tables = [([a_with, b], [size - a_with, 30 - size - b]) for size, a_with, b in of_each(drawn)]
        return sum(chi2_contingency(table, correction=False).statistic for table in tables)

    def of_each(drawn):
        a, ab, b = drawn
        return [(20, a + ab, b), (18, ab + b, a)]

    found = cross({"a": (2, 10), "ab": (1, 7), "b": (7, 3)})
    assert (found.categories, found.sizes, found.n) == (("a", "b"), (20, 18), 30)
    assert [cell.count for cell in found.cells] == [3, 8]
    # Of the opinions with the theme 3 and 8 in 10: an opinion counts in both.
    assert [cell.row_share for cell in found.cells] == [0.3, 0.8]
    (test,) = found.tests
    assert test.p == pytest.approx(exact_p(sizes, with_theme, statistic), abs=0.012)
    phis = [association(np.array(table), "cramer") for table in ([[3, 7], [17, 3]], [[8, 2], [10, 10]])]
    assert (test.method, test.effect) == ("permutation", pytest.approx(max(phis)))


def test_two_groups_that_share_a_category():
    """All opinions are in a, some in b as well: b against not b."""
    (test,) = cross({"a": (2, 14), "ab": (9, 5)}).tests
    assert (test.method, test.p) == ("exact", pytest.approx(fisher_exact([[2, 14], [9, 5]]).pvalue))
    assert test.effect == pytest.approx(association(np.array([[2, 14], [9, 5]]), "cramer"))


# The q that SciPy and R (p.adjust) give for the 15 p-values of Benjamini and Hochberg (1995), section 3.2.
HEART = {
    0.0001: 0.0015, 0.0004: 0.003, 0.0019: 0.0095, 0.0095: 0.035625, 0.0201: 0.0603, 0.0278: 0.06385714, 0.0298: 0.06385714,
    0.0344: 0.0645, 0.0459: 0.0765, 0.3240: 0.486, 0.4262: 0.58118182, 0.5719: 0.714875, 0.6528: 0.75323077, 0.7590: 0.81321429,
    1.0: 1.0,
}  # fmt: skip


@given(st.lists(st.none() | st.floats(0, 1), max_size=20))
def test_corrected_p_values_are_scipys(ps):
    corrected = correct([CrosstabTest(str(n), 5, p=p) for n, p in enumerate(ps)])
    own = [p for p in ps if p is not None]
    expected = iter(false_discovery_control(own) if own else ())
    assert [test.q for test in corrected] == [p if p is None else pytest.approx(next(expected), abs=1e-12) for p in ps]


def test_p_values_are_corrected_together():
    """At 5 % the four smallest are rejected, as in the paper; a theme that was not tested does not count."""
    tests = [CrosstabTest(str(p), 9, p=p) for p in reversed(HEART)]
    corrected = correct([*tests, CrosstabTest("x", 2, why="few_units")])
    assert [test.q for test in corrected[:-1]] == pytest.approx(list(reversed(HEART.values())))
    assert sum(test.q <= 0.05 for test in corrected[:-1]) == 4 and corrected[-1].q is None
    assert correct([]) == ()


@pytest.mark.parametrize(
    ("table", "why"),
    [
        ({"a": (5, 4), "b": (5, 5)}, "few_units"),
        ({"a": (4, 10), "b": (0, 10)}, "few_with_theme"),
        ({"a": (14, 2), "b": (4, 2)}, "few_with_theme"),
        ({"a": (0, 20), "b": (0, 20)}, "few_with_theme"),
        ({"a": (20, 0), "b": (20, 0)}, "few_with_theme"),
        ({"a": (10, 20)}, "few_categories"),
        ({"ab": (10, 20)}, "few_categories"),
        ({"a": (10, 20), "b": (2, 2)}, "few_categories"),
        # All are in a, and all but two in b.
        ({"ab": (10, 28), "a": (1, 1)}, "few_categories"),
        ({"a": (10, 20), **{name: (1, 0) for name in "bcdefgh"}}, "few_categories"),
        ({"a": (10, 20), "b": (2, 3)}, None),
        ({"a": (10, 20), "b": (2, 3), "c": (0, 0), "d": (1, 0)}, None),
        ({"ab": (10, 20), "a": (2, 3)}, None),
    ],
)
def test_small_tables_are_described_only(table, why):
    found = cross(table)
    (test,) = found.tests
    assert test.why == why
    assert (test.p is None) == (test.q is None) == (test.effect is None) == (test.method is None) == (why is not None)
    # A description there is always.
    assert [cell.count for cell in found.cells] == [
        sum(k for own, (k, _) in table.items() if category in own) for category in found.categories
    ]


@pytest.mark.parametrize(
    ("predictions", "categories", "theme_ids", "sizes", "n_cells"),
    [
        ([], (), (), (), 0),
        ([], ("a", "b"), ("t",), (0, 0), 2),
        ([judge(n, "t") for n in range(30)], (), ("t",), (), 0),
        ([judge(n, "t") for n in range(30)], ("z",), ("t",), (0,), 1),
        ([judge(n, "t") for n in range(30)], ("a", "z"), (), (30, 0), 0),
        # A category named twice is one.
        ([judge(n, "t") for n in range(30)], ("a", "a"), ("t",), (30,), 1),
    ],
)
def test_nothing_to_count(predictions, categories, theme_ids, sizes, n_cells):
    found = cross_themes("x", predictions, {str(n): ("a",) for n in range(30)}, categories, theme_ids)
    assert (found.sizes, len(found.cells), len(found.tests)) == (sizes, n_cells, len(theme_ids))
    assert all(test.why for test in found.tests)
    assert all((cell.interval is None) == (cell.column_share is None) == (cell.count == 0) for cell in found.cells)


def test_what_is_no_column_is_not_counted():
    """An opinion about goal 9-9 alone, which has no rating, is in no column; one that speaks of 1-1 too is there once."""
    predictions = [judge(n, *(["t"] if n % 3 else [])) for n in range(40)]
    of = {str(n): ("1-1", "1-2") if n % 2 else ("1-1", "1-2", "9-9") for n in range(30)} | {
        str(n): ("9-9",) for n in range(30, 40)
    }
    found = cross_themes("goal", predictions, of, ("1-1", "1-2"), ("t",))
    assert (found.n, found.sizes, found.tests[0].why) == (30, (30, 30), "few_categories")


@pytest.mark.parametrize("name", ["", " ", "=SUM(A1)", "<b>", "#", "テーマ\n二", "\N{ZERO WIDTH SPACE}", "x" * 5000])
def test_any_name_will_do(name):
    """Names carry no meaning here; whoever prints them takes care of them."""
    predictions = [judge(n, *([name] if n < 12 else ["other"])) for n in range(30)]
    of = {str(n): (name,) if n < 15 else ("other",) for n in range(30)}
    found = cross_themes(name, predictions, of, (name, "other"), (name, "other"))
    assert [(cell.theme_id, cell.category, cell.count) for cell in found.cells] == [
        (name, name, 12), (name, "other", 0), ("other", name, 3), ("other", "other", 15)
    ]  # fmt: skip
    assert found.tests[0].p == pytest.approx(found.tests[1].p) and found.tests[0].p < 0.001


def link(theme, *goals):
    return [Link("1", theme, goal, "plan", 0.5, "") for goal in goals]


def test_grades_are_tested_by_goals():
    """3-2 and 2-1 are the two worst of seven goals: of the 21 pairs of goals only this one is so extreme."""
    sheet = read_sheet(SAMPLE)
    table = cross_grades(
        sheet, [*link("t", "2-1", "3-2"), *link("u", "3-2"), *link("w", "1-1", "1-2", "2-1")], ("t", "u", "v", "w")
    )
    assert (table.counts, table.categories, table.sizes, table.n) == (
        "measures",
        ("◎", "○", "△", "×"),
        (141, 129, 22, 13),
        305,
    )
    assert [cell.count for cell in table.row("t")] == [30, 38, 10, 7]
    by_theme = {test.theme_id: test for test in table.tests}
    assert (by_theme["t"].method, by_theme["t"].p) == ("exact", 1 / 21)
    assert (by_theme["u"].why, by_theme["v"].why) == ("few_goals", "few_with_theme")
    assert by_theme["w"].p is not None and by_theme["w"].p > 0.05


def test_suggested_links_are_not_counted():
    links = [Link("1", "t", "3-2", "similar", 0.6, "")]
    assert sum(cell.count for cell in cross_grades(read_sheet(SAMPLE), links, ("t",)).cells) == 0


GOALS = {"1": (9, 3, 0), "2": (6, 6, 1), "3": (2, 8, 2), "4": (1, 4, 6), "5": (7, 5, 0), "6": (3, 3, 3), "7": (0, 9, 4)}


def chi_square(chosen, counts):
    rows = np.array([[counts[goal] for goal in counts if (goal in chosen) == side] for side in (True, False)], object)
    return chi2_contingency(np.array([np.sum(row, axis=0) for row in rows], float), correction=False).statistic


@pytest.mark.parametrize("reached", ["47", "15", "347", "1256", "367"])
def test_goals_are_held_against_every_other_choice(reached):
    choices = [chi_square(set(choice), GOALS) for choice in itertools.combinations(GOALS, len(reached))]
    own = chi_square(set(reached), GOALS)
    test = compare_goals("t", GOALS, set(reached))
    assert test.method == "exact"
    assert test.p == pytest.approx(sum(other >= own - 1e-9 for other in choices) / len(choices), abs=1e-12)
    assert test.effect == pytest.approx(math.sqrt(own / sum(map(sum, GOALS.values()))))


def test_many_goals_are_sampled():
    """17 goals, 8 of them: of 24,310 choices 9,999 are drawn. That all bad goals are reached comes about once in 24,310."""
    counts = {f"{n:02}": (1, 9) if n < 8 else (9, 1) for n in range(17)}
    test = compare_goals("t", counts, {f"{n:02}" for n in range(8)})
    assert (test.method, test.n) == ("permutation", 80) and 1 / 10_000 <= test.p <= 5 / 10_000
    assert test.effect == pytest.approx(association(np.array([[8, 72], [81, 9]]), "cramer"))
    assert compare_goals("t", counts, {f"{n:02}" for n in range(4, 12)}).p > 0.5


@pytest.mark.parametrize(
    ("counts", "reached", "why"),
    [
        ({}, "", "few_units"),
        ({"1": (0, 0), "2": (0, 0)}, "1", "few_units"),
        ({"1": (9, 3), "2": (1, 3)}, "1", "few_units"),
        (GOALS, "", "few_with_theme"),
        (GOALS, "1234567", "few_with_theme"),
        (GOALS, "4", "few_goals"),
        # 3 of 6 and the other 3 are one division: ten, where 2 of 7 are 21.
        ({goal: GOALS[goal] for goal in "123456"}, "246", "few_goals"),
        (GOALS, "46", None),
        # Goals without measures are no choice.
        ({"1": (9, 3), "2": (1, 8), "3": (4, 4), **{n: (0, 0) for n in "456789"}}, "2456", "few_goals"),
    ],
)
def test_few_goals_are_described_only(counts, reached, why):
    test = compare_goals("t", counts, set(reached))
    assert test.why == why and (test.p is None) == (why is not None)
    assert test.n == sum(sum(counts[goal]) for goal in reached)


rows = st.lists(st.tuples(st.sets(st.sampled_from("tu")), st.sets(st.sampled_from("abz"))), max_size=60)


@settings(max_examples=80, deadline=None)
@given(rows, st.randoms())
def test_what_holds_of_every_table(opinions, random):
    predictions = [judge(n, *sorted(themes)) for n, (themes, _) in enumerate(opinions)]
    of = {str(n): tuple(own) for n, (_, own) in enumerate(opinions)}
    table = cross_themes("x", predictions, of, ("a", "b", "c"), ("t", "u"))
    shuffled = list(predictions)
    random.shuffle(shuffled)
    assert cross_themes("x", shuffled, of, ("a", "b", "c"), ("t", "u")) == table
    counted = Counter((theme, category) for themes, own in opinions for theme in themes for category in own)
    assert [cell.count for cell in table.cells] == [counted[theme, category] for theme in "tu" for category in "abc"]
    assert table.n == sum(bool(own & set("abc")) for _, own in opinions)
    for cell, size in zip(table.cells, table.sizes * 2, strict=True):
        assert cell.count <= size and (cell.interval is None) == (cell.column_share is None) == (size == 0)
        if cell.interval:
            low, high = cell.interval
            assert 0 <= low <= cell.column_share + 1e-12 and cell.column_share - 1e-12 <= high <= 1
        assert cell.row_share is None or 0 <= cell.row_share <= 1
    for test in table.tests:
        assert (test.p is None) == (test.why is not None)
        assert test.p is None or (0 < test.p <= test.q <= 1 and 0 <= test.effect <= 1)


disjoint = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=2, max_size=5)


@settings(max_examples=60, deadline=None)
@given(disjoint, st.randoms())
def test_other_names_and_other_orders_change_nothing(counts, random):
    """Cells of one table sum to its margins; renamed, reordered or the other way round (without the theme) the test is the same."""
    table = dict(zip("abcde", counts, strict=False))
    found = cross(table)
    assert sum(cell.count for cell in found.cells) == found.tests[0].n == sum(k for k, _ in counts)
    assert sum(found.sizes) == found.n
    names = list("vwxyz"[: len(counts)])
    random.shuffle(names)
    renamed = list(zip(names, counts, strict=True))
    random.shuffle(renamed)
    again, turned = cross(dict(renamed)).tests[0], cross({own: (b, a) for own, (a, b) in table.items()}).tests[0]
    first = found.tests[0]
    assert (again.why, turned.why) == (first.why, first.why)
    if first.p is not None:
        assert again.p == first.p and again.effect == pytest.approx(first.effect)
        assert turned.effect == pytest.approx(first.effect) and turned.p == pytest.approx(first.p, abs=0.025)
        with_theme, without = np.array([pair for pair in counts if any(pair)]).T
        assert first.effect == pytest.approx(association(np.array([with_theme, without]), "cramer"), abs=1e-9)
