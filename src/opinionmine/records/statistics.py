"""Counts set beside each other: shares, crosstabs, rank associations and the network of what is said together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# The category of a column that stands for its rarer values; a report writes it in its language.
REST = "…"
# What a crosstab counts: opinions, or the rated measures of the goals that a theme reaches.
CountUnit = Literal["opinions", "measures"]
Test = Literal["exact", "permutation"]
# Why a theme was not tested: too few units, too few with or without the theme, fewer than two categories that are large enough and
# do not hold nearly all, or too few goals or sheets for a small p-value.
NotTested = Literal["few_units", "few_with_theme", "few_categories", "few_goals", "few_sheets"]


@dataclass(frozen=True)
class ThemeShare:
    """How many opinions speak of a theme, and how far the classifier lets that be known.

    Attributes
    ----------
    count, n : int
        Opinions with the theme, and all of them.
    interval : tuple of 2 float
        Wilson score interval of `count` / `n`, 95 %: what so few opinions can say.
    expected : float
        Sum of the theme's probabilities: how many opinions have it if they are right.
    likely : tuple of 2 int or None
        Between which counts the true one lies with 95 %, if the probabilities are right and the errors independent. None where what
        codes gives no probabilities, such as rules.
    """

    theme_id: str
    count: int
    n: int
    interval: tuple[float, float]
    expected: float
    likely: tuple[int, int] | None


@dataclass(frozen=True)
class CrosstabCell:
    """One theme in one category.

    Attributes
    ----------
    count : int
        Opinions (or measures) of the category with the theme.
    row_share, column_share : float or None
        `count` among all of the theme, and among all of the category; None where there are none.
    interval : tuple of 2 float or None
        Wilson score interval of `column_share`, 95 %.
    residual : float or None
        Adjusted residual: near a standard normal where theme and category are independent (and the measures of one goal too); None
        where the theme or the category is in none or in all.
    """

    theme_id: str
    category: str
    count: int
    row_share: float | None
    column_share: float | None
    interval: tuple[float, float] | None
    residual: float | None


@dataclass(frozen=True)
class CrosstabTest:
    """Whether one theme spreads evenly over the categories.

    Attributes
    ----------
    n : int
        Opinions (or measures) with the theme.
    p, q : float or None
        Of the test, and corrected for the number of themes tested in this table (Benjamini-Hochberg); None: description only.
    effect : float or None
        Cramér's V of theme against categories, in [0, 1]; where an opinion can fall in several categories the largest phi of one.
    why : str
        Why there is no test; empty where there is one.
    """

    theme_id: str
    n: int
    p: float | None = None
    q: float | None = None
    effect: float | None = None
    method: Test | None = None
    why: NotTested | None = None


@dataclass(frozen=True)
class Crosstab:
    """Themes against the categories of one variable.

    Attributes
    ----------
    variable : str
        ``voice``, ``stance``, ``actor``, ``goal``, ``grade``, ``source``, or the name of a column of the comments.
    sizes : tuple of int
        How many opinions (or measures) fall in each category.
    n : int
        How many fall in any.
    cells : tuple of CrosstabCell
        Theme by theme, each in the order of `categories`.
    tests : tuple of CrosstabTest
        One for each theme.
    """

    variable: str
    counts: CountUnit
    categories: tuple[str, ...]
    sizes: tuple[int, ...]
    n: int
    cells: tuple[CrosstabCell, ...]
    tests: tuple[CrosstabTest, ...]

    def row(self, theme_id: str) -> tuple[CrosstabCell, ...]:
        """The cells of one theme."""
        return tuple(cell for cell in self.cells if cell.theme_id == theme_id)


@dataclass(frozen=True)
class ThemePriority:
    """How often a theme is raised, beside the ratings of all goals it reaches.

    Attributes
    ----------
    goals : tuple of str
        Ids of the goals.
    n_raised, n_opinions : int
        Opinions that raise the theme, and all of them; what the city writes itself is not among them.
    n_achieved, n : int
        Measures of the goals in the better half of the scale, and all of them.
    interval : tuple of 2 float
        Wilson score interval of `n_achieved` / `n`, 95 %.
    """

    theme_id: str
    goals: tuple[str, ...]
    n_raised: int
    n_opinions: int
    n_achieved: int
    n: int
    interval: tuple[float, float]


@dataclass(frozen=True)
class RankAssociation:
    """Whether what is raised more often stands beside worse ratings.

    Attributes
    ----------
    within : str
        ``sheet``: the themes of each sheet are ranked against each other; ``theme``: the sheets (years, towns) for each theme.
    groups : int
        Rankings that the mean is taken over.
    n : int
        Points in them: pairs of a theme and a sheet.
    rho : float or None
        Mean of Spearman's rank correlations between the share of opinions that raise a theme and the share of the worse half of
        the scale; None where nothing could be ranked.
    p : float or None
        Two-sided, from permutations that are the same in all groups.
    interval : tuple of 2 float or None
        95 %, percentile bootstrap over themes.
    """

    within: Literal["sheet", "theme"]
    groups: int
    n: int
    rho: float | None = None
    p: float | None = None
    interval: tuple[float, float] | None = None
    why: NotTested | None = None


@dataclass(frozen=True)
class NetworkNode:
    """A word or a theme.

    Attributes
    ----------
    node_id : str
        Lemma of a word; ``#`` and the id of a theme.
    label : str
        Commonest written form of a word; id of a theme.
    count : int
        Opinions it stands in.
    """

    node_id: str
    label: str
    is_theme: bool
    count: int


@dataclass(frozen=True)
class NetworkEdge:
    """Two nodes that stand in the same opinions.

    Attributes
    ----------
    count : int
        Opinions that hold both.
    jaccard : float
        `count` among the opinions that hold either, in (0, 1].
    """

    a: str
    b: str
    count: int
    jaccard: float


@dataclass(frozen=True)
class Network:
    """What is said together.

    Attributes
    ----------
    n : int
        Opinions it was counted over.
    nodes : tuple of NetworkNode
        Only those with an edge, most frequent first.
    edges : tuple of NetworkEdge
        Strongest first.
    """

    n: int
    nodes: tuple[NetworkNode, ...]
    edges: tuple[NetworkEdge, ...]
