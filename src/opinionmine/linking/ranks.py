"""Over several sheets: whether what is raised more often stands beside worse ratings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from opinionmine.records import RankAssociation

if TYPE_CHECKING:
    import numpy as np

# A ranking of fewer points says nothing.
FEWEST_THEMES = 5
FEWEST_SHEETS = 4
N_DRAWS = 9999


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


def rank_themes(points: Sequence[RatedTheme], within: Literal["sheet", "theme"]) -> RankAssociation:
    """Rank how often themes are raised against how badly the goals they reach are rated.

    Parameters
    ----------
    points : sequence of RatedTheme
        Of two sheets or more; a theme that reaches no rated goal has no point.
    within : str
        ``sheet`` ranks the themes of each sheet (at least five), ``theme`` the sheets of each theme (at least four).

    Notes
    -----
    The mean over the groups of Spearman's rho (Pearson's correlation of mean ranks). p: ratings are permuted within each group, 9,999
    times with a fixed seed, ``(1 + as extreme) / (1 + draws)``. Interval: themes are drawn with replacement, each with all its sheets,
    999 times; percentiles 2.5 and 97.5. Themes share goals, so their ratings are tied; this is a description of the sheets at
    hand, not of towns or years in general, and says nothing of causes.

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
        for group in _groups(points, within)
        if len(group) >= fewest and len({p.raised for p in group}) > 1 and len({p.worse for p in group}) > 1
    ]
    if not groups:
        return RankAssociation(within, 0, 0, why="few_with_theme" if within == "sheet" else "few_sheets")
    pairs = [(_ranks([p.raised for p in group]), _ranks([p.worse for p in group])) for group in groups]
    rng = np.random.default_rng(0)
    rho = float(np.mean([_correlate(x, y) for x, y in pairs]))
    drawn = np.mean([_correlate(x, _shuffled(y, rng)) for x, y in pairs], axis=0)
    p = (1 + int(np.sum(np.abs(drawn) >= abs(rho) - 1e-12))) / (1 + N_DRAWS)
    return RankAssociation(within, len(groups), sum(map(len, groups)), rho, p, _bootstrap(groups, rng))


def _groups(points: Sequence[RatedTheme], within: Literal["sheet", "theme"]) -> list[list[RatedTheme]]:
    groups: dict[int | str, list[RatedTheme]] = {}
    for point in points:
        groups.setdefault(point.sheet if within == "sheet" else point.theme_id, []).append(point)
    return list(groups.values())


def _ranks(values: Sequence[float]) -> np.ndarray:
    import numpy as np
    from scipy.stats import rankdata

    return np.asarray(rankdata(values) - (len(values) + 1) / 2)


def _correlate(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Correlation of two centred rankings; `y` may hold many rows."""
    import numpy as np

    return np.asarray((y @ x) / np.sqrt(np.sum(x**2) * np.sum(y**2, axis=-1)))


def _shuffled(y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    import numpy as np

    return rng.permuted(np.tile(y, (N_DRAWS, 1)), axis=1)


def _bootstrap(groups: Sequence[Sequence[RatedTheme]], rng: np.random.Generator) -> tuple[float, float] | None:
    """Percentile interval over themes; None where so few themes remain that drawing them anew says nothing."""
    import numpy as np

    themes = sorted({point.theme_id for group in groups for point in group})
    if len(themes) < FEWEST_THEMES:
        return None
    means = []
    for weights in rng.multinomial(len(themes), [1 / len(themes)] * len(themes), 999):
        times = dict(zip(themes, weights, strict=True))
        rhos = [rho for group in groups if (rho := _weighted(group, times)) is not None]
        if rhos:
            means.append(np.mean(rhos))
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def _weighted(group: Sequence[RatedTheme], times: dict[str, int]) -> float | None:
    """Spearman's rho of a group whose themes were drawn so many times; None where all are tied."""
    import numpy as np

    drawn = [point for point in group for _ in range(times[point.theme_id])]
    if len(drawn) < 2:
        return None
    x, y = _ranks([point.raised for point in drawn]), _ranks([point.worse for point in drawn])
    return float(_correlate(x, y)) if np.ptp(x) and np.ptp(y) else None
