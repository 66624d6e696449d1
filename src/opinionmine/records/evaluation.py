"""How good a classifier is, as measured on opinions it had not been trained on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """A measured value with its 95 % interval.

    Attributes
    ----------
    low, high : float
        The 2.5 and 97.5 percentiles over 1,000 samples of the groups of writers, drawn with replacement.
    """

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class TargetScore:
    """One theme, stance or flag.

    Attributes
    ----------
    support : int
        Opinions that have it.
    precision, recall, f1, kappa : Measure or None
        None where fewer than four opinions have it, or fewer than four do not; `kappa` is Cohen's, between the settled label and the model.
    grade : str
        ``A``, ``B`` or ``C``, from the lower end of the interval of F1; empty for stances and flags.
    """

    target_id: str
    support: int
    precision: Measure | None
    recall: Measure | None
    f1: Measure | None
    kappa: Measure | None
    grade: str = ""


@dataclass(frozen=True)
class Slice:
    """The opinions of one voice, one length or one series of batches, judged by themselves.

    Attributes
    ----------
    macro_f1 : float or None
        Over the themes that at least four of them have and four do not; None where there is none.
    """

    name: str
    n: int
    macro_f1: float | None
    micro_f1: float
    set_match: float


@dataclass(frozen=True)
class RiskPoint:
    """What is decided, and how well, when nothing is decided that stands too near to its threshold.

    Attributes
    ----------
    margin : float
        Least distance from the nearest threshold, in log-odds.
    coverage : float
        Share of the opinions that are decided.
    error : float
        Share of the decided opinions whose outcome is wrong: no theme for an opinion that has one, some theme for one that
        has none, or none of the given themes right.
    precision : float
        Share of the themes above that margin that are right; None where none is above it.
    """

    margin: float
    coverage: float
    error: float
    precision: float | None


@dataclass(frozen=True)
class ReliabilityBin:
    """Probabilities of one tenth of the scale, over all themes: what was promised and what came true."""

    n: int
    mean_probability: float
    observed_share: float


@dataclass(frozen=True)
class WrongCase:
    """An opinion that the model got wrong and was sure about.

    Attributes
    ----------
    surprise : float
        Distance of the worst theme from its threshold on the wrong side, in log-odds.
    """

    opinion_id: str
    voice: str
    text: str
    settled: tuple[str, ...]
    given: tuple[str, ...]
    surprise: float


@dataclass(frozen=True)
class Evaluation:
    """What a model got right and wrong.

    Attributes
    ----------
    n, n_groups : int
        Opinions, and the groups of writers (folds or batches) they come from.
    groups : str
        What the intervals were drawn from: ``batches``, or ``opinions`` where there are fewer than five batches.
    macro_f1_by_group : tuple of float
        As the spread to be expected from one group of writers to the next.
    jaccard, set_match : Measure
        Mean share of common themes among all given or settled ones (1 where both are empty); share of opinions whose set of
        themes is right.
    none_f1 : Measure
        F1 of the outcome ``none`` against opinions without a theme.
    stance_accuracy : Measure or None
        None where the corpus has no stances.
    calibration_error, worst_calibration_error : float
        Expected calibration error over ten equal bins: the mean over the themes, and the worst theme's.
    coverage_at_90 : float
        Largest share of decided opinions at which nine tenths of the given themes are right.
    by_series : tuple of Slice
        Batches whose names differ only in a number (``free-34``, ``free-35``) are one series.
    confusion : tuple of tuple of int, shape (n_themes, n_themes)
        Row: a settled theme that was missed; column: a theme that was given wrongly to the same opinion.
    """

    n: int
    n_groups: int
    groups: str
    themes: tuple[TargetScore, ...]
    stances: tuple[TargetScore, ...]
    flags: tuple[TargetScore, ...]
    micro_f1: Measure
    macro_f1: Measure
    macro_f1_by_group: tuple[float, ...]
    jaccard: Measure
    set_match: Measure
    none_f1: Measure
    none_share: float
    uncertain_share: float
    stance_accuracy: Measure | None
    calibration_error: float
    worst_calibration_error: float
    reliability: tuple[ReliabilityBin, ...]
    risk_curve: tuple[RiskPoint, ...]
    coverage_at_90: float
    confusion: tuple[tuple[int, ...], ...]
    by_series: tuple[Slice, ...]
    by_voice: tuple[Slice, ...]
    by_length: tuple[Slice, ...]
    worst: tuple[WrongCase, ...]
