"""Crosstabs against published figures, against brute force, and what holds of every table."""

import itertools
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import SAMPLE, read_sheet
from opinionmine.linking.crosstab import cross_grades, cross_themes
from opinionmine.records import Link, Prediction


def judge(opinion_id, *themes):
    return Prediction(str(opinion_id), "themes" if themes else "none", themes, {}, "report", (), (), "test")


def cross(table, categories):
    """`table`: category -> (opinions with theme t, opinions without)."""
    predictions, of = [], {}
    for category, (with_theme, without) in table.items():
        for n in range(with_theme + without):
            opinion_id = f"{category}{n}"
            predictions.append(judge(opinion_id, *(["t"] if n < with_theme else [])))
            of[opinion_id] = (category,)
    return cross_themes("x", predictions, of, categories, ("t",))


def test_adjusted_residuals_of_a_published_table():
    """Agresti, Introduction to Categorical Data Analysis (2nd ed., table 2.5): party by gender, Democrat against the rest.

    Women 762 of 1557, men 484 of 1200 are Democrats; its standardised residuals are 4.50 and -4.50 (to two digits, from the
    2 × 3 table; a column alone has the same residual as in the whole table).
    """
    table = cross({"women": (762, 795), "men": (484, 716)}, ("women", "men"))
    assert [round(cell.residual, 2) for cell in table.cells] == [4.5, -4.5]
    assert [(cell.count, round(cell.row_share, 3), round(cell.column_share, 3)) for cell in table.cells] == [
        (762, 0.612, 0.489),
        (484, 0.388, 0.403),
    ]
    assert (table.sizes, table.n, table.tests[0].method) == ((1557, 1200), 2757, "exact")


def test_fisher_on_a_published_table():
    """Fisher (1935) on Lange's criminal twins: convicted 10 of 13 monozygotic, 2 of 17 dizygotic; two-sided p = 0.000537."""
    (test,) = cross({"mono": (10, 3), "di": (2, 15)}, ("mono", "di")).tests
    assert test.method == "exact" and test.p == pytest.approx(0.000537, abs=5e-7)
    # phi = (10·15 - 3·2) / sqrt(12·18·13·17)
    assert test.effect == pytest.approx(144 / (12 * 18 * 13 * 17) ** 0.5)


def test_a_permutation_agrees_with_all_of_them():
    """Three groups: every way to give the theme to 7 of 21 opinions, counted by the hypergeometric weights."""
    table = {"a": (5, 2), "b": (1, 6), "c": (1, 6)}
    (test,) = cross(table, ("a", "b", "c")).tests
    from math import comb

    def statistic(drawn):
        return sum((k - 7 / 3) ** 2 for k in drawn)

    ways = {
        d: comb(7, d[0]) * comb(7, d[1]) * comb(7, d[2]) for d in itertools.product(range(8), repeat=3) if sum(d) == 7
    }
    exact = sum(w for d, w in ways.items() if statistic(d) >= statistic((5, 1, 1)) - 1e-9) / comb(21, 7)
    assert test.method == "permutation" and test.p == pytest.approx(exact, abs=0.01)


def test_p_values_are_corrected_together():
    """Benjamini and Hochberg (1995), their 15 p-values of a heart study: at 5 % the four smallest are rejected."""
    from opinionmine.linking.significance import correct
    from opinionmine.records import CrosstabTest

    p = [
        0.0001,
        0.0004,
        0.0019,
        0.0095,
        0.0201,
        0.0278,
        0.0298,
        0.0344,
        0.0459,
        0.3240,
        0.4262,
        0.5719,
        0.6528,
        0.7590,
        1.0,
    ]
    tests = correct(
        [CrosstabTest(str(n), 9, p=value) for n, value in enumerate(p)] + [CrosstabTest("x", 2, why="few_units")]
    )
    q = [test.q for test in tests]
    assert sum(value is not None and value <= 0.05 for value in q) == 4
    assert q[:4] == pytest.approx([0.0015, 0.0030, 0.0095, 0.035625]) and q[-1] is None and q[-2] == 1.0


@pytest.mark.parametrize(
    ("table", "why"),
    [
        ({"a": (5, 4), "b": (5, 5)}, "few_units"),
        ({"a": (4, 10), "b": (0, 10)}, "few_with_theme"),
        ({"a": (14, 2), "b": (4, 2)}, "few_with_theme"),
        ({"a": (10, 20)}, "few_categories"),
        ({"a": (10, 20), "b": (2, 2)}, "few_categories"),
        ({"a": (10, 20), "b": (2, 3)}, None),
    ],
)
def test_small_tables_are_described_only(table, why):
    (test,) = cross(table, tuple(table)).tests
    assert test.why == why
    assert (test.p is None) == (test.q is None) == (test.effect is None) == (why is not None)


def test_an_opinion_may_fall_in_several_categories():
    predictions = [judge(n, *(["t"] if n < 10 else [])) for n in range(30)]
    of = {str(n): ("1-1", "1-2") if n < 6 else ("1-1",) if n < 12 else ("1-2",) for n in range(29)}
    table = cross_themes("goal", predictions, of, ("1-1", "1-2"), ("t",))
    # Opinion 29 speaks of no goal and is not counted.
    assert (table.n, table.sizes, [cell.count for cell in table.cells]) == (29, (12, 23), [10, 6])
    assert table.tests[0].method == "permutation" and table.tests[0].p < 0.01


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


rows = st.lists(st.tuples(st.booleans(), st.sets(st.sampled_from("abc"))), max_size=60)


@settings(max_examples=60, deadline=None)
@given(rows, st.randoms())
def test_what_holds_of_every_table(opinions, random):
    predictions = [judge(n, *(["t"] if has else [])) for n, (has, _) in enumerate(opinions)]
    of = {str(n): tuple(own) for n, (_, own) in enumerate(opinions)}
    table = cross_themes("x", predictions, of, ("a", "b", "c"), ("t",))
    shuffled = list(predictions)
    random.shuffle(shuffled)
    assert cross_themes("x", shuffled, of, ("a", "b", "c"), ("t",)) == table
    counted = Counter(category for has, own in opinions for category in own if has)
    assert [cell.count for cell in table.cells] == [counted[category] for category in "abc"]
    assert table.n == sum(bool(own) for _, own in opinions)
    for cell, size in zip(table.cells, table.sizes, strict=True):
        assert cell.count <= size and (cell.interval is None) == (size == 0)
        if cell.interval:
            assert (
                0 <= cell.interval[0] <= cell.column_share + 1e-12
                and cell.column_share <= cell.interval[1] + 1e-12 <= 1 + 2e-12
            )
    (test,) = table.tests
    if test.p is not None:
        assert 0 < test.p <= 1 + 1e-9 and test.q == test.p and 0 <= test.effect <= 1
