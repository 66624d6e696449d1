"""How F1 grows with the number of labelled opinions, and whether more of them would help."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from opinionmine.errors import CodebookError
from opinionmine.records import Codebook, Measure
from opinionmine.themes.decisions import Decisions
from opinionmine.themes.fit import CutTexts, Taught, cut_texts, is_learnable, read_codebook_texts
from opinionmine.themes.labelled import LabelledCorpus
from opinionmine.themes.measures import GRADE_B, Counts, f1
from opinionmine.themes.train import (
    MIN_OPINIONS,
    Labels,
    check_size,
    decide_out_of_fold,
    make_folds,
    read_labels,
    score_out_of_fold,
)
from opinionmine.themes.vectors import Vectorizer

_MOST_SIZES = 6
# From these gains of the last doubling on more labels are worth it, or may be.
GO_ON, LITTLE = 0.02, 0.01
# With fewer labels of a theme a gain that is not there says nothing.
FEW = 50

Verdict = Literal["go_on", "little", "enough", "unknown"]
ThemeVerdict = Literal["good", "more", "unclear", "too_few"]


@dataclass(frozen=True)
class CurvePoint:
    """One size of the training side.

    Attributes
    ----------
    n : int
        Opinions learned from.
    macro_f1 : tuple of float
        One for each draw; a single one where nothing is left to draw.
    theme_f1 : tuple of (tuple of float), length n_themes
        The same for each measured theme; 0 where a draw had fewer than four opinions with it.
    """

    n: int
    macro_f1: tuple[float, ...]
    theme_f1: tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class ThemeAdvice:
    """What is to be said of one theme.

    Attributes
    ----------
    f1 : Measure or None
        At the whole size; None where fewer than four opinions have the theme or have it not.
    gain : float or None
        Of the last doubling.
    """

    theme_id: str
    support: int
    f1: Measure | None
    gain: float | None
    verdict: ThemeVerdict


@dataclass(frozen=True)
class LearningCurve:
    """A curve and the advice drawn from it.

    Attributes
    ----------
    theme_ids : tuple of str
        The measured themes, in the order of `CurvePoint.theme_f1`.
    points : tuple of CurvePoint
        Each about twice as large as the one before it.
    macro_f1 : Measure
        At the whole size.
    gain : float or None
        Mean gain of macro-F1 by the last doubling; None where there is a single size.
    gain_range : (float, float) or None
        Least and greatest gain over the draws.
    """

    n_opinions: int
    n_draws: int
    theme_ids: tuple[str, ...]
    points: tuple[CurvePoint, ...]
    macro_f1: Measure
    gain: float | None
    gain_range: tuple[float, float] | None
    verdict: Verdict
    themes: tuple[ThemeAdvice, ...]


def draw_curve(
    corpus: LabelledCorpus,
    codebook: Codebook,
    vectorizer: Vectorizer | None = None,
    n_draws: int = 3,
    tell: Callable[[CurvePoint], None] = lambda point: None,
) -> LearningCurve:
    """Train on a half, a quarter, … of what there is, and judge each on the batches it has not read.

    Parameters
    ----------
    n_draws : int
        Orders in which the groups of the corpus (see `LabelledCorpus.groups`) are drawn, with the seeds 0, 1, …; the smaller
        sizes of a draw are parts of the larger ones.
    tell : callable
        Called with each point when it is there.

    Raises
    ------
    CodebookError
        If the corpus is too small to learn from, or no theme can be measured.

    Notes
    -----
    Five folds of whole groups, as in `cross_validate`. Calibration and thresholds come from as many opinions as were learned from. The last point
    uses all groups outside each fold, so it has no spread of its own; its interval comes from groups drawn with replacement.

    No curve is fitted: with at most six points that depend on each other a power law (Figueroa et al., 2012) fits well and foretells badly. The
    gain of the last doubling is stated instead. Gains mostly shrink, so the next doubling will mostly bring less.

    References
    ----------
    Figueroa, R. L., Zeng-Treitler, Q., Kandula, S. and Ngo, L. H. (2012). Predicting sample size required for classification
    performance. BMC Medical Informatics and Decision Making 12, 8. doi:10.1186/1472-6947-12-8
    """
    check_size(corpus, codebook)
    bench = _Bench(
        corpus,
        read_labels(corpus, codebook),
        cut_texts(corpus.texts, vectorizer),
        read_codebook_texts(codebook, vectorizer),
        make_folds(corpus.groups),
    )
    points, whole = [], None
    for size in bench.sizes():
        draws = [bench.decide(size, draw) for draw in range(n_draws if size < bench.n_inside else 1)]
        whole = draws[0]
        points.append(bench.measure(size, draws))
        tell(points[-1])
    assert whole is not None
    return advise(corpus, codebook, tuple(points), whole.themes, n_draws)


def advise(
    corpus: LabelledCorpus, codebook: Codebook, points: tuple[CurvePoint, ...], given: np.ndarray, n_draws: int
) -> LearningCurve:
    """Say what the curve means; arithmetic only.

    Parameters
    ----------
    given : ndarray of 0/1, shape (n_opinions, n_themes)
        Themes as they were decided at the whole size.
    """
    truth = corpus.theme_matrix(codebook.theme_ids)
    measured = np.flatnonzero([is_learnable(column) for column in truth.T])
    counts = Counts.of(truth, given, corpus.batches)
    gains = np.array([])
    theme_gains: dict[int, float] = {}
    if len(points) > 1:
        last, before = points[-1], points[-2]
        gains = last.macro_f1[0] - np.array(before.macro_f1)
        theme_gains = {
            int(column): now[0] - float(np.mean(then))
            for column, now, then in zip(measured, last.theme_f1, before.theme_f1, strict=True)
        }
    gain = float(gains.mean()) if len(gains) else None
    by_theme = counts.f1()
    return LearningCurve(
        n_opinions=len(corpus.opinions),
        n_draws=n_draws,
        theme_ids=tuple(codebook.theme_ids[column] for column in measured),
        points=points,
        macro_f1=Measure(*(float(value) for value in counts.macro_f1(measured).ravel())),
        gain=gain,
        gain_range=(float(gains.min()), float(gains.max())) if len(gains) else None,
        verdict=judge_gain(gain),
        themes=tuple(
            ThemeAdvice(
                theme,
                int(truth[:, column].sum()),
                Measure(*map(float, by_theme[:, column])) if column in measured else None,
                theme_gains.get(column),
                judge_theme(
                    int(truth[:, column].sum()),
                    float(by_theme[1, column]) if column in measured else None,
                    theme_gains.get(column),
                ),
            )
            for column, theme in enumerate(codebook.theme_ids)
        ),
    )


def judge_gain(gain: float | None) -> Verdict:
    """Whether to go on, from the gain of macro-F1 by the last doubling.

    Examples
    --------
    >>> [judge_gain(gain) for gain in (0.05, 0.015, 0.004, None)]
    ['go_on', 'little', 'enough', 'unknown']
    """
    if gain is None:
        return "unknown"
    return "go_on" if gain >= GO_ON else "little" if gain >= LITTLE else "enough"


def judge_theme(support: int, low: float | None, gain: float | None) -> ThemeVerdict:
    """Whether a theme needs more opinions, from its labels, the lower end of the interval of its F1 and the gain of the last doubling.

    Below grade B (0.65) a theme that still gains, or has fewer than 50 labels, needs more opinions; one that has them and gains nothing
    needs a clearer definition, or its labels looked at.

    Examples
    --------
    >>> [judge_theme(90, *pair) for pair in ((0.7, 0.1), (0.5, 0.1), (0.5, 0.0), (None, None))], judge_theme(9, 0.5, 0.0)
    (['good', 'more', 'unclear', 'too_few'], 'more')
    """
    if low is None:
        return "too_few"
    if low >= GRADE_B:
        return "good"
    return "more" if support < FEW or gain is None or gain >= GO_ON else "unclear"


@dataclass(frozen=True)
class _Bench:
    """A corpus, read once for all sizes."""

    corpus: LabelledCorpus
    labels: Labels
    texts: CutTexts
    taught: Taught
    folds: np.ndarray

    @property
    def n_inside(self) -> int:
        """Opinions outside a fold, in the largest fold: so many every fold can learn from."""
        return len(self.folds) - int(np.bincount(self.folds).max())

    def sizes(self) -> list[int]:
        """All there is, its half, its quarter, …, smallest first."""
        sizes = [self.n_inside // 2**k for k in range(_MOST_SIZES)]
        if sizes[0] < MIN_OPINIONS:
            raise CodebookError(
                f"Only {sizes[0]} opinions are outside the largest batch; at least {MIN_OPINIONS} are needed. Label opinions of other batches."
            )
        return sorted(size for size in sizes if size >= MIN_OPINIONS)

    def decide(self, size: int, draw: int) -> Decisions:
        """Decide every opinion by what `size` opinions of other folds teach."""
        kept = [rows[:size] for rows in self._order(draw)]
        scores = score_out_of_fold(self.texts, self.labels, self.taught, self.folds, inside=kept)
        return decide_out_of_fold(self.corpus, self.labels, scores, self.folds, kept)

    def _order(self, draw: int) -> Iterator[np.ndarray]:
        """For each fold, the rows outside it, group by group in the order of this draw."""
        names = sorted(set(self.corpus.groups))
        place = dict(zip(names, np.random.default_rng(draw).permutation(len(names)), strict=True))
        order = np.argsort([place[group] for group in self.corpus.groups], kind="stable")
        return (order[self.folds[order] != fold] for fold in range(int(self.folds.max()) + 1))

    def measure(self, size: int, draws: list[Decisions]) -> CurvePoint:
        """F1 of each measured theme in each draw, and their mean."""
        truth = self.labels.themes
        by_theme = tuple(
            tuple(f1(column, decisions.themes[:, k]) for decisions in draws)
            for k, column in enumerate(truth.T)
            if is_learnable(column)
        )
        return CurvePoint(size, tuple(map(float, np.mean(by_theme, axis=0))), by_theme)
