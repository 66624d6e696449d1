"""Whether a theme is spread evenly over categories: tests that small numbers can bear."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, Literal

from opinionmine.false_discovery import benjamini_hochberg
from opinionmine.records import CrosstabTest, NotTested

if TYPE_CHECKING:
    import numpy as np

# Below these a table is described and not tested.
FEWEST_UNITS = 20
FEWEST_IN_A_MARGIN = 5
# With fewer ways to divide the goals no p-value can be as low as 0.05.
FEWEST_DIVISIONS = 20
N_PERMUTATIONS = 9999
_MOST_CHOICES = 20_000
# How many numbers are drawn at a time (16 MB).
_AT_A_TIME = 2_000_000


def compare_opinions(
    theme_id: str, groups: Counter[frozenset[str]], with_theme: Counter[frozenset[str]], sizes: Mapping[str, int]
) -> CrosstabTest:
    """Hold the opinions with a theme against every other choice of as many opinions.

    Parameters
    ----------
    groups, with_theme : Counter of frozenset of str
        All opinions, and those with the theme, by the categories they fall in. An opinion in several is drawn with all of them.
    sizes : mapping of str to int
        Opinions in each category.

    Notes
    -----
    The statistic is Pearson's of the 2 × k table; where opinions fall in several categories, the sum of Pearson's statistics of each
    category against the rest.
    """
    import numpy as np

    n, m = groups.total(), with_theme.total()
    large = [size for size in sizes.values() if size >= FEWEST_IN_A_MARGIN]
    is_one_sided = len(large) < 2 or min(large) > n - FEWEST_IN_A_MARGIN
    if why := _too_few(n, m) or ("few_categories" if is_one_sided else None):
        return CrosstabTest(theme_id, m, why=why)
    # In the order of their sizes: the names of the categories change no p-value.
    order = sorted(groups, key=lambda group: (groups[group], sorted(group)))
    all_of, observed = (np.array([counts[group] for group in order]) for counts in (groups, with_theme))
    # A category of all opinions or of none cannot differ.
    compared = [category for category, size in sizes.items() if 0 < size < n]
    falls_in = np.array([[category in group for category in compared] for group in order], float)
    columns = all_of @ falls_in
    is_disjoint = all(len(group) == 1 for group in groups)

    def squared(drawn: np.ndarray) -> np.ndarray:
        """Of each category what it adds to V², or its own phi²."""
        terms = _terms(drawn @ falls_in, m, columns, n)
        return terms if is_disjoint else terms * n / (n - columns)

    own = squared(observed)
    effect = _root(own.sum() if is_disjoint else own.max())
    if len(order) == 2:
        return CrosstabTest(theme_id, m, p=_fisher(all_of, observed), effect=effect, method="exact")
    n_extreme = sum(_as_extreme(squared(drawn).sum(axis=-1), own.sum()) for drawn in _draws(all_of, m))
    return CrosstabTest(theme_id, m, p=_share(n_extreme), effect=effect, method="permutation")


def compare_goals(theme_id: str, counts: Mapping[str, Sequence[int]], reached: Collection[str]) -> CrosstabTest:
    """Hold the goals that a theme reaches against every other choice of as many goals.

    Parameters
    ----------
    counts : mapping of str to sequence of int
        Goal id -> its measures by grade.
    """
    import numpy as np

    # A goal without measures is no choice.
    goal_ids = sorted(goal_id for goal_id, own in counts.items() if any(own))
    m = sum(sum(counts[goal_id]) for goal_id in goal_ids if goal_id in reached)
    n = sum(sum(counts[goal_id]) for goal_id in goal_ids)
    if why := _too_few(n, m):
        return CrosstabTest(theme_id, m, why=why)
    is_reached = np.array([goal_id in reached for goal_id in goal_ids], float)
    n_goals, k = len(goal_ids), int(is_reached.sum())
    n_choices = math.comb(n_goals, k)
    # Half of the goals and the other half divide them alike.
    if n_choices / (2 if n_goals == 2 * k else 1) < FEWEST_DIVISIONS:
        return CrosstabTest(theme_id, m, why="few_goals")
    by_grade = np.array([counts[goal_id] for goal_id in goal_ids], float)
    by_grade = by_grade[:, by_grade.any(axis=0)]

    def squared(chosen: np.ndarray) -> np.ndarray:
        inside = chosen @ by_grade
        return np.asarray(_terms(inside, inside.sum(axis=-1, keepdims=True), by_grade.sum(axis=0), n).sum(axis=-1))

    own = float(squared(is_reached))
    if n_choices <= _MOST_CHOICES:
        p = _as_extreme(squared(_all_choices(n_goals, k)), own) / n_choices
        return CrosstabTest(theme_id, m, p=p, effect=_root(own), method="exact")
    p = _share(_as_extreme(squared(_some_choices(n_goals, k)), own))
    return CrosstabTest(theme_id, m, p=p, effect=_root(own), method="permutation")


def correct(tests: Sequence[CrosstabTest]) -> tuple[CrosstabTest, ...]:
    """Benjamini-Hochberg over the themes that were tested."""
    tested = [test.p for test in tests if test.p is not None]
    q_values = iter(benjamini_hochberg(tested))
    return tuple(test if test.p is None else replace(test, q=next(q_values)) for test in tests)


def _too_few(n: int, m: int) -> NotTested | None:
    if n < FEWEST_UNITS:
        return "few_units"
    return "few_with_theme" if min(m, n - m) < FEWEST_IN_A_MARGIN else None


def _terms(inside: np.ndarray, m: int | np.ndarray, columns: np.ndarray, n: int) -> np.ndarray:
    """What each category adds to Pearson's statistic of the 2 × k table, divided by n."""
    import numpy as np

    return np.asarray((inside - columns * m / n) ** 2 / columns * n / (m * (n - m)))


def _root(squared: float) -> float:
    """V or phi; the last digit may stand above 1."""
    return min(math.sqrt(float(squared)), 1.0)


def _as_extreme(statistics: np.ndarray, own: float) -> int:
    """How many reach the observed one, but for the last digits."""
    return int((statistics >= own * (1 - 1e-9)).sum())


def _share(n_extreme: int) -> float:
    return (1 + n_extreme) / (1 + N_PERMUTATIONS)


def _fisher(sizes: np.ndarray, observed: np.ndarray) -> float:
    """Fisher's exact test, two-sided: all tables that are no more probable than the one observed."""
    from scipy.stats import fisher_exact

    return float(fisher_exact([observed, sizes - observed]).pvalue)


def _draws(sizes: np.ndarray, m: int) -> Iterator[np.ndarray]:
    """`m` opinions drawn anew, counted by group, so many at a time that they fit into memory."""
    import numpy as np

    rng = np.random.default_rng(0)
    # One step for each group, or a tenth of it for each opinion.
    n_steps = min(m, sizes.sum() - m) / 10
    method: Literal["marginals", "count"] = "marginals" if len(sizes) <= n_steps else "count"
    at_a_time = max(_AT_A_TIME // len(sizes), 1)
    for done in range(0, N_PERMUTATIONS, at_a_time):
        yield rng.multivariate_hypergeometric(sizes, m, min(at_a_time, N_PERMUTATIONS - done), method=method)


def _all_choices(n: int, k: int) -> np.ndarray:
    import numpy as np

    places = np.array(list(combinations(range(n), k)))
    chosen = np.zeros((len(places), n))
    np.put_along_axis(chosen, places, 1.0, axis=1)
    return chosen


def _some_choices(n: int, k: int) -> np.ndarray:
    import numpy as np

    order = np.random.default_rng(0).random((N_PERMUTATIONS, n)).argsort(axis=1)
    return np.asarray(order < k, float)
