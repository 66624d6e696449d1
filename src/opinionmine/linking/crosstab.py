"""Themes against any other variable: counts, shares with intervals, residuals, and a test that small numbers can bear."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from opinionmine.linking.association import wilson_interval
from opinionmine.records import (
    CountUnit,
    Crosstab,
    CrosstabCell,
    CrosstabTest,
    Link,
    NotTested,
    Prediction,
    Sheet,
    Test,
)

if TYPE_CHECKING:
    import numpy as np

# Below these a table is described and not tested.
FEWEST_UNITS = 20
FEWEST_IN_A_MARGIN = 5
# With fewer choices of goals no p-value can fall below 0.05.
FEWEST_CHOICES = 20
N_PERMUTATIONS = 9999
_MOST_CHOICES = 20_000


def cross_themes(
    variable: str,
    predictions: Iterable[Prediction],
    categories_of: Mapping[str, Collection[str]],
    categories: Sequence[str],
    theme_ids: Sequence[str],
) -> Crosstab:
    """Cross the themes of opinions with a variable that says something of each opinion.

    Parameters
    ----------
    categories_of : mapping of str to collection of str
        Opinion id -> the categories it falls in: one for an age, any number for the goals it speaks of. Opinions without one are
        not counted.
    categories : sequence of str
        In the order of the columns.

    Notes
    -----
    Adjusted residual of a cell: ``(O - E) / sqrt(E (1 - row/n) (1 - column/n))`` with ``E = row × column / n``. Each theme is
    tested alone, since an opinion may have several: Pearson's statistic of "has it / has it not" against the categories,
    with the opinions that have the theme drawn anew among all opinions. Two groups of opinions: exact, by the
    hypergeometric distribution; more: 9,999 draws with a fixed seed, ``p = (1 + as extreme) / (1 + draws)``. p-values of one table are
    corrected together. It is not for samples that were drawn in clusters (ten sheets of one club).

    References
    ----------
    Haberman, S. J. (1973). The analysis of residuals in cross-classified tables. Biometrics 29, 205-220. doi:10.2307/2529686

    Benjamini, Y. and Hochberg, Y. (1995). Controlling the false discovery rate. Journal of the Royal Statistical Society B 57,
    289-300. doi:10.1111/j.2517-6161.1995.tb02031.x
    """
    known = [(p.themes, frozenset(categories_of.get(p.opinion_id, ()))) for p in predictions]
    known = [(themes, own) for themes, own in known if own]
    patterns = Counter(own for _, own in known)
    sizes = {category: sum(size for own, size in patterns.items() if category in own) for category in categories}
    rows, tests = [], []
    for theme_id in theme_ids:
        with_theme = Counter(own for themes, own in known if theme_id in themes)
        counts = {c: sum(k for own, k in with_theme.items() if c in own) for c in categories}
        rows.append((theme_id, counts, with_theme.total()))
        tests.append(_test_opinions(theme_id, patterns, with_theme, categories))
    return _table(variable, "opinions", sizes, len(known), rows, tests)


def cross_grades(sheet: Sheet, links: Iterable[Link], theme_ids: Sequence[str]) -> Crosstab:
    """Cross the themes with the grades of the measures under the goals they reach; suggested links do not count.

    Notes
    -----
    The measures of one goal are not independent of each other, so goals are drawn and not measures: the statistic is compared
    with that of every other choice of as many goals (or of 9,999 choices, where there are more than 20,000). Where raters judge the
    same measures the first one's grades count.
    """
    by_goal: dict[str, Counter[str]] = {}
    for goal, rating in sheet.tallied:
        by_goal.setdefault(goal.goal_id, Counter())[rating.grade] += rating.count
    sizes = {grade: sum(counts[grade] for counts in by_goal.values()) for grade in sheet.scale.grades}
    reached: dict[str, set[str]] = {theme_id: set() for theme_id in theme_ids}
    for link in links:
        if link.basis != "similar" and link.goal_id in by_goal and link.theme_id in reached:
            reached[link.theme_id].add(link.goal_id)
    rows, tests = [], []
    for theme_id, goal_ids in reached.items():
        counts = {grade: sum(by_goal[goal_id][grade] for goal_id in goal_ids) for grade in sheet.scale.grades}
        rows.append((theme_id, counts, sum(counts.values())))
        tests.append(_test_goals(theme_id, by_goal, goal_ids, sheet.scale.grades))
    return _table("grade", "measures", sizes, sum(sizes.values()), rows, tests)


def _table(
    variable: str,
    counts: CountUnit,
    sizes: Mapping[str, int],
    n: int,
    rows: Sequence[tuple[str, Mapping[str, int], int]],
    tests: Sequence[CrosstabTest],
) -> Crosstab:
    cells = tuple(
        _cell(theme_id, category, row[category], n_row, size, n)
        for theme_id, row, n_row in rows
        for category, size in sizes.items()
    )
    return Crosstab(variable, counts, tuple(sizes), tuple(sizes.values()), n, cells, _correct(tests))


def _cell(theme_id: str, category: str, count: int, n_row: int, n_column: int, n: int) -> CrosstabCell:
    spread = n_row * n_column * (n - n_row) * (n - n_column)
    return CrosstabCell(
        theme_id,
        category,
        count,
        count / n_row if n_row else None,
        count / n_column if n_column else None,
        wilson_interval(count, n_column) if n_column else None,
        (count * n - n_row * n_column) / math.sqrt(spread / n) if spread else None,
    )


def _correct(tests: Sequence[CrosstabTest]) -> tuple[CrosstabTest, ...]:
    """Benjamini-Hochberg over the themes that were tested."""
    tested = sorted((test for test in tests if test.p is not None), key=lambda test: test.p or 0.0)
    q, smallest = {}, 1.0
    for rank in range(len(tested), 0, -1):
        test = tested[rank - 1]
        smallest = min(smallest, (test.p or 0.0) * len(tested) / rank)
        q[test.theme_id] = smallest
    return tuple(replace(test, q=q.get(test.theme_id)) for test in tests)


def _test_opinions(
    theme_id: str, patterns: Counter[frozenset[str]], with_theme: Counter[frozenset[str]], categories: Sequence[str]
) -> CrosstabTest:
    import numpy as np

    n, m = patterns.total(), with_theme.total()
    if why := _why_not(n, m, patterns, categories):
        return CrosstabTest(theme_id, m, why=why)
    # Rows are groups of opinions that fall in the same categories, so an opinion in several is drawn with all of them.
    groups = sorted(patterns, key=sorted)
    sizes = np.array([patterns[group] for group in groups])
    observed = np.array([with_theme[group] for group in groups])
    falls_in = np.array([[category in group for category in categories] for group in groups], float)
    columns = sizes @ falls_in
    # A category of all opinions or of none cannot differ.
    falls_in, columns = falls_in[:, (columns > 0) & (columns < n)], columns[(columns > 0) & (columns < n)]

    def terms(drawn: np.ndarray) -> np.ndarray:
        """What each category adds to Pearson's statistic."""
        return np.asarray((drawn @ falls_in - columns * m / n) ** 2 / columns * n**2 / (m * (n - m)))

    if len(groups) == 2:
        method: Test = "exact"
        p = _exact(sizes, observed)
    else:
        method = "permutation"
        p = _drawn(sizes, observed, lambda drawn: terms(drawn).sum(axis=-1))
    own = terms(observed)
    is_disjoint = all(len(group) == 1 for group in groups)
    # phi of one category is its 2 × 2 table's Cramér's V.
    squared = own.sum() / n if is_disjoint else (own / (n - columns)).max()
    return CrosstabTest(theme_id, m, p=p, effect=min(math.sqrt(float(squared)), 1.0), method=method)


def _why_not(n: int, m: int, patterns: Counter[frozenset[str]], categories: Sequence[str]) -> NotTested | None:
    if n < FEWEST_UNITS:
        return "few_units"
    if min(m, n - m) < FEWEST_IN_A_MARGIN:
        return "few_with_theme"
    sizes = [sum(size for own, size in patterns.items() if category in own) for category in categories]
    if len(patterns) < 2 or sum(size >= FEWEST_IN_A_MARGIN for size in sizes) < min(2, len(patterns)):
        return "few_categories"
    return None


def _exact(sizes: np.ndarray, observed: np.ndarray) -> float:
    """Fisher's exact test, two-sided."""
    from scipy.stats import fisher_exact

    return float(fisher_exact([observed, sizes - observed]).pvalue)


def _drawn(sizes: np.ndarray, observed: np.ndarray, statistic: Callable[[np.ndarray], np.ndarray]) -> float:
    import numpy as np

    draws = np.random.default_rng(0).multivariate_hypergeometric(
        sizes, int(observed.sum()), N_PERMUTATIONS, method="marginals"
    )
    n_extreme = int(np.sum(statistic(draws) >= statistic(observed) - 1e-9))
    return (1 + n_extreme) / (1 + N_PERMUTATIONS)


def _test_goals(
    theme_id: str, by_goal: Mapping[str, Counter[str]], reached: Collection[str], grades: Sequence[str]
) -> CrosstabTest:
    import numpy as np

    goal_ids, k = list(by_goal), len(reached)
    counts = np.array([[by_goal[goal_id][grade] for grade in grades] for goal_id in goal_ids], float)
    m, n = int(counts[[goal_id in reached for goal_id in goal_ids]].sum()), int(counts.sum())
    if n < FEWEST_UNITS:
        return CrosstabTest(theme_id, m, why="few_units")
    if min(m, n - m) < FEWEST_IN_A_MARGIN:
        return CrosstabTest(theme_id, m, why="few_with_theme")
    n_choices = math.comb(len(goal_ids), k)
    if n_choices < FEWEST_CHOICES:
        return CrosstabTest(theme_id, m, why="few_goals")
    columns = counts.sum(axis=0)
    counts, columns = counts[:, columns > 0], columns[columns > 0]

    def statistic(chosen: np.ndarray) -> np.ndarray:
        inside = chosen @ counts
        rows = inside.sum(axis=-1, keepdims=True)
        # Of no measures at all, or of all of them, nothing can be said.
        spread = np.where((rows > 0) & (rows < n), rows * (n - rows), np.inf)
        return np.asarray(((inside - rows * columns / n) ** 2 / columns * n**2 / spread).sum(axis=-1))

    own = np.array([goal_id in reached for goal_id in goal_ids], float)
    is_exact = n_choices <= _MOST_CHOICES
    others = statistic(_choices(len(goal_ids), k) if is_exact else _some_choices(len(goal_ids), k))
    n_extreme = int(np.sum(others >= statistic(own) - 1e-9))
    p = n_extreme / n_choices if is_exact else (1 + n_extreme) / (1 + N_PERMUTATIONS)
    effect = math.sqrt(float(statistic(own)) / n)
    return CrosstabTest(theme_id, m, p=p, effect=min(effect, 1.0), method="exact" if is_exact else "permutation")


def _choices(n: int, k: int) -> np.ndarray:
    import numpy as np

    return np.array([[place in chosen for place in range(n)] for chosen in combinations(range(n), k)], float)


def _some_choices(n: int, k: int) -> np.ndarray:
    import numpy as np

    order = np.random.default_rng(0).random((N_PERMUTATIONS, n)).argsort(axis=1)
    return np.asarray(order < k, float)
