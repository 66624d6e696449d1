"""Over several sheets: whether what is raised more often stands beside worse ratings."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING, Literal, NamedTuple

from opinionmine.records import RankAssociation

if TYPE_CHECKING:
    import numpy as np

# A ranking of fewer points says nothing.
FEWEST_THEMES = 5
FEWEST_SHEETS = 4
N_PERMUTATIONS = 9999
N_BOOTSTRAP = 999

Within = Literal["sheet", "theme"]


class RatedTheme(NamedTuple):
    """How often a theme is raised in one sheet, and how the goals it reaches were rated.

    Attributes
    ----------
    raised : float
        Share of the opinions that raise it, in [0, 1].
    worse : float
        Share of the measures that are not in the better half of the scale, in [0, 1].
    """

    sheet: int
    theme_id: str
    raised: float
    worse: float


def rank_themes(points: Sequence[RatedTheme], within: Within) -> RankAssociation:
    """Rank how often themes are raised against how badly the goals they reach are rated.

    Parameters
    ----------
    points : sequence of RatedTheme
        Of two sheets or more; a theme that reaches no rated goal has no point.
    within : str
        ``sheet`` ranks the themes of each sheet (at least five), ``theme`` the sheets of each theme (at least four).

    Notes
    -----
    The mean over the groups of Spearman's rho (Pearson's correlation of mean ranks). p: the themes take each other's ratings, the
    same way in every sheet (or the sheets, in every theme), since a theme that is raised often in one year is so in the next; 9,999
    times with a fixed seed, ``(1 + as extreme) / (1 + draws)``. Interval: themes are drawn with replacement, each with all its sheets, 999
    times; percentiles 2.5 and 97.5. Themes share goals, so their ratings are tied; this is a description of the sheets at hand,
    not of towns or years in general, and says nothing of causes.

    References
    ----------
    Spearman, C. (1904). The proof and measurement of association between two things. American Journal of Psychology 15, 72-101.
    doi:10.2307/1412159
    """
    import numpy as np

    if len({point.sheet for point in points}) < 2:
        return RankAssociation(within, 0, 0, why="few_sheets")
    fewest = FEWEST_THEMES if within == "sheet" else FEWEST_SHEETS
    # Where all themes are raised alike, or all rated alike, there is no ranking.
    groups = [
        group
        for group in _groups(sorted(points), within)
        if len(group) >= fewest and len({p.raised for p in group}) > 1 and len({p.worse for p in group}) > 1
    ]
    if not groups:
        return RankAssociation(within, 0, 0, why="few_with_theme" if within == "sheet" else "few_sheets")
    rng = np.random.default_rng(0)
    rhos = np.array([_rho(group, np.ones(len(group))) for group in groups])
    rho = float(rhos.mean())
    n_extreme = int(np.sum(np.abs(_permute(groups, within, rng)) >= abs(rho) - 1e-12))
    p = (1 + n_extreme) / (1 + N_PERMUTATIONS)
    return RankAssociation(within, len(groups), sum(map(len, groups)), rho, p, _bootstrap(groups, within, rng))


def _groups(points: Sequence[RatedTheme], within: Within) -> list[list[RatedTheme]]:
    groups: dict[int | str, list[RatedTheme]] = {}
    for point in points:
        groups.setdefault(point.sheet if within == "sheet" else point.theme_id, []).append(point)
    return list(groups.values())


def _places(groups: Sequence[Sequence[RatedTheme]], of: Within) -> list[list[int]]:
    """For each group the places of its sheets (or themes) among all that occur."""
    ids = [[point.sheet if of == "sheet" else point.theme_id for point in group] for group in groups]
    place_of = {own: place for place, own in enumerate(dict.fromkeys(chain.from_iterable(ids)))}
    return [[place_of[own] for own in group] for group in ids]


def _permute(groups: Sequence[Sequence[RatedTheme]], within: Within, rng: np.random.Generator) -> np.ndarray:
    """Means of rhos where themes (or sheets) have each other's ratings, the same way in all groups, as far as both are there."""
    import numpy as np

    places = _places(groups, "theme" if within == "sheet" else "sheet")
    n_places = 1 + max(map(max, places))
    order = rng.random((N_PERMUTATIONS, n_places)).argsort(axis=1)
    drawn = []
    for group, own in zip(groups, places, strict=True):
        x, y, there = np.zeros((3, n_places))
        x[own], y[own] = _ranked(group, np.ones(len(group)))
        there[own] = 1
        with np.errstate(invalid="ignore"):
            drawn.append((y[order] @ x) / np.sqrt((there[order] @ x**2) * (y[order] ** 2 @ there)))
    return _mean(np.array(drawn), 1)


def _bootstrap(
    groups: Sequence[Sequence[RatedTheme]], within: Within, rng: np.random.Generator
) -> tuple[float, float] | None:
    """Percentile interval over themes; None where so few themes remain that drawing them anew says nothing."""
    import numpy as np

    places = _places(groups, "theme")
    n_themes = 1 + max(map(max, places))
    if n_themes < FEWEST_THEMES:
        return None
    times = rng.multinomial(n_themes, [1 / n_themes] * n_themes, N_BOOTSTRAP).astype(float)
    rhos = np.array([_rho(group, times[:, own]) for group, own in zip(groups, places, strict=True)])
    # A theme that was drawn twice counts twice.
    weights = 1 if within == "sheet" else np.array([times[:, own[0]] for own in places])
    low, high = np.percentile(_mean(rhos, weights), [2.5, 97.5])
    return float(low), float(high)


def _mean(rhos: np.ndarray, weights: int | np.ndarray) -> np.ndarray:
    """Over the groups; one where all that was drawn is tied has no rho."""
    import numpy as np

    counted = np.isfinite(rhos) * weights
    return np.asarray(np.nansum(rhos * counted, axis=0) / np.maximum(counted.sum(axis=0), 1))


def _rho(group: Sequence[RatedTheme], times: np.ndarray) -> np.ndarray:
    """Spearman's rho of points that were drawn so many times; `times` may hold many rows. NaN where all are tied."""
    return _correlate(*_ranked(group, times), times)


def _ranked(group: Sequence[RatedTheme], times: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return _ranks([point.raised for point in group], times), _ranks([point.worse for point in group], times)


def _ranks(values: Sequence[float], times: np.ndarray) -> np.ndarray:
    """Mean ranks, less their mean, of values that were drawn so many times."""
    import numpy as np

    value = np.array(values)
    below = (value[:, None] < value) + (value[:, None] == value) / 2
    return np.asarray(times @ below - times.sum(axis=-1, keepdims=True) / 2)


def _correlate(x: np.ndarray, y: np.ndarray, times: np.ndarray) -> np.ndarray:
    import numpy as np

    with np.errstate(invalid="ignore"):
        return np.asarray((times * x * y).sum(-1) / np.sqrt((times * x**2).sum(-1) * (times * y**2).sum(-1)))
