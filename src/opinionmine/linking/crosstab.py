"""Themes against any other variable: counts, shares with intervals, residuals and a test of each theme."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from opinionmine.linking.association import wilson_interval
from opinionmine.linking.significance import compare_goals, compare_opinions, correct
from opinionmine.records import CountUnit, Crosstab, CrosstabCell, CrosstabTest, Link, Prediction, Sheet


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
        Opinion id -> the categories it falls in: one for an age, any number for the goals it speaks of. Opinions in none of
        `categories` are not counted.
    categories : sequence of str
        In the order of the columns.

    Notes
    -----
    Adjusted residual of a cell: ``(O - E) / sqrt(E (1 - row/n) (1 - column/n))`` with ``E = row × column / n``. Each theme is
    tested alone, since an opinion may have several: Pearson's statistic of "has it / has it not" against the categories (where
    opinions fall in several, the sum of those of each category against the rest), with the opinions that have the theme drawn
    anew among all opinions. Two groups of opinions: Fisher's exact test; more: 9,999 draws with a fixed seed,
    ``p = (1 + as extreme) / (1 + draws)``. p-values of one table are corrected together. It is not for samples that were drawn in
    clusters (ten sheets of one club).

    References
    ----------
    Haberman, S. J. (1973). The analysis of residuals in cross-classified tables. Biometrics 29, 205-220. doi:10.2307/2529686

    Bilder, C. R., Loughin, T. M. and Nettleton, D. (2000). Multiple marginal independence testing for pick any/c variables.
    Communications in Statistics - Simulation and Computation 29, 1285-1316. doi:10.1080/03610910008813665

    Benjamini, Y. and Hochberg, Y. (1995). Controlling the false discovery rate. Journal of the Royal Statistical Society B 57,
    289-300. doi:10.1111/j.2517-6161.1995.tb02031.x
    """
    listed = frozenset(categories)
    known = [(p.themes, listed.intersection(categories_of.get(p.opinion_id, ()))) for p in predictions]
    # Opinions that fall in the same categories are one group.
    groups = Counter(own for _, own in known if own)
    sizes = _sizes(groups, categories)
    rows, tests = [], []
    for theme_id in theme_ids:
        with_theme = Counter(own for themes, own in known if own and theme_id in themes)
        rows.append(_sizes(with_theme, categories))
        tests.append(compare_opinions(theme_id, groups, with_theme, sizes))
    return _table(variable, "opinions", sizes, groups.total(), rows, tests)


def _sizes(groups: Counter[frozenset[str]], categories: Sequence[str]) -> dict[str, int]:
    return {category: sum(size for own, size in groups.items() if category in own) for category in categories}


def cross_grades(sheet: Sheet, links: Iterable[Link], theme_ids: Sequence[str]) -> Crosstab:
    """Cross the themes with the grades of the measures under the goals they reach; suggested links do not count.

    Notes
    -----
    The measures of one goal are not independent of each other, so goals are drawn and not measures: the statistic is compared
    with that of every other choice of as many goals (or of 9,999 choices, where there are more than 20,000). The residuals and
    intervals take measures for independent and are too sure. Where raters judge the same measures the first one's grades count.
    """
    grades = sheet.scale.grades
    tallies: dict[str, Counter[str]] = {}
    for goal, rating in sheet.tallied:
        tallies.setdefault(goal.goal_id, Counter())[rating.grade] += rating.count
    by_goal = {goal_id: [tally[grade] for grade in grades] for goal_id, tally in tallies.items()}
    reached: dict[str, set[str]] = {theme_id: set() for theme_id in theme_ids}
    for link in links:
        if link.basis != "similar" and link.goal_id in by_goal and link.theme_id in reached:
            reached[link.theme_id].add(link.goal_id)
    sizes = _measures(by_goal, by_goal, grades)
    rows = [_measures(by_goal, goal_ids, grades) for goal_ids in reached.values()]
    tests = [compare_goals(theme_id, by_goal, goal_ids) for theme_id, goal_ids in reached.items()]
    return _table("grade", "measures", sizes, sum(sizes.values()), rows, tests)


def _measures(by_goal: Mapping[str, Sequence[int]], goal_ids: Iterable[str], grades: Sequence[str]) -> dict[str, int]:
    chosen = [by_goal[goal_id] for goal_id in goal_ids]
    return {grade: sum(counts[place] for counts in chosen) for place, grade in enumerate(grades)}


def _table(
    variable: str,
    unit: CountUnit,
    sizes: Mapping[str, int],
    n: int,
    rows: Sequence[Mapping[str, int]],
    tests: Sequence[CrosstabTest],
) -> Crosstab:
    cells = tuple(
        _cell(test.theme_id, category, row[category], test.n, size, n)
        for row, test in zip(rows, tests, strict=True)
        for category, size in sizes.items()
    )
    return Crosstab(variable, unit, tuple(sizes), tuple(sizes.values()), n, cells, correct(tests))


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
