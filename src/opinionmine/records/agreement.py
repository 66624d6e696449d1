"""How far coders agree, and where they do not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from opinionmine.records.coding import Annotation
from opinionmine.records.sheets import Opinion

Distance = Literal["MASI", "Jaccard", "nominal"]
# What a reader has to know of a row: why a figure is missing, or why it says little.
AgreementRemark = Literal[
    "few_opinions", "nobody", "everybody", "not_given", "one_value", "no_pair", "rare", "all_agree"
]


@dataclass(frozen=True)
class JudgedOpinion:
    """One opinion and what each coder said of it.

    Attributes
    ----------
    annotations : tuple of (Annotation or None), length n_coders
        In the order of the coders; None where a coder has not judged it, which is not "no theme".
    """

    opinion: Opinion
    annotations: tuple[Annotation | None, ...]

    @property
    def n_judged(self) -> int:
        """How many coders judged it."""
        return sum(annotation is not None for annotation in self.annotations)


@dataclass(frozen=True)
class Coefficient:
    """Agreement beyond chance: 1 where coders always agree, 0 where they agree as chance would.

    Attributes
    ----------
    value : float or None
        None where it is undefined (nobody gives the theme) or rests on too few opinions.
    interval : tuple of 2 float or None
        95 %, percentile bootstrap over opinions; None where there is no value, where all agree, or where too many samples have none.
    """

    value: float | None = None
    interval: tuple[float, float] | None = None


@dataclass(frozen=True)
class EntryAgreement:
    """Agreement on one theme or one flag.

    Attributes
    ----------
    entry_id : str
        Id of the theme or flag.
    n : int
        Opinions that two coders or more have judged; every figure here is about them.
    n_given : int
        Of these the opinions in which at least one coder gives it.
    prevalence : float or None
        Share of the judgements that give it.
    prevalences : tuple of (float or None), length n_coders
        The same for each coder; None for one who judged none of them.
    observed : float or None
        Share of equal judgements, over pairs of coders.
    positive, negative : float or None
        2a / (2a + b + c) and 2d / (2d + b + c), over pairs of coders: of the judgements that give it (or do not), how many are shared.
    kappa : Coefficient
        Cohen's kappa; of more than two coders the mean over those pairs that have one (see `kappas`).
    kappas : tuple of (float or None), length n_pairs
        Cohen's kappa of each pair, over the opinions both have judged; in the order of `Agreement.pairs`. None where these are too few
        (below 20) or neither ever gives it.
    alpha : Coefficient
        Krippendorff's nominal alpha.
    """

    entry_id: str
    n: int
    n_given: int
    prevalence: float | None
    prevalences: tuple[float | None, ...]
    observed: float | None
    positive: float | None
    negative: float | None
    kappa: Coefficient
    kappas: tuple[float | None, ...]
    alpha: Coefficient
    remarks: tuple[AgreementRemark, ...]


@dataclass(frozen=True)
class ValueAgreement:
    """Agreement on what has one value for each opinion: its set of themes, or its stance.

    Attributes
    ----------
    n : int
        Opinions for which two coders or more gave a value.
    observed : float or None
        Share of equal values, over pairs of coders.
    alpha : Coefficient
        Krippendorff's alpha with this distance.
    """

    name: Literal["themes", "stance"]
    distance: Distance
    n: int
    observed: float | None
    alpha: Coefficient
    remarks: tuple[AgreementRemark, ...]


@dataclass(frozen=True)
class PairAgreement:
    """Two coders: Krippendorff's alpha over their sets of themes, MASI distance, over the `n` opinions both have judged."""

    coders: tuple[str, str]
    n: int
    alpha: Coefficient


@dataclass(frozen=True)
class MissingJudgement:
    """An opinion that these coders have not judged."""

    opinion_id: str
    coders: tuple[str, ...]


@dataclass(frozen=True)
class Agreement:
    """How far coders agree.

    Attributes
    ----------
    n_judged : tuple of int, length n_coders
        Opinions each coder has judged.
    n_opinions, n_compared, n_by_all : int
        Opinions in any file, those that two coders or more have judged, and those that all have.
    missing : tuple of MissingJudgement
        The opinions that not all have judged.
    sets : tuple of ValueAgreement
        On the whole set of themes, by distance.
    n_samples : int
        Bootstrap samples of opinions that the intervals were made from.
    fewest_opinions, fewest_given : int
        Below how many opinions no coefficient is given, and below how many that have a theme (or lack it) it is called rare.
    """

    coders: tuple[str, ...]
    n_judged: tuple[int, ...]
    n_opinions: int
    n_compared: int
    n_by_all: int
    missing: tuple[MissingJudgement, ...]
    themes: tuple[EntryAgreement, ...]
    flags: tuple[EntryAgreement, ...]
    sets: tuple[ValueAgreement, ...]
    stance: ValueAgreement
    pairs: tuple[PairAgreement, ...]
    n_samples: int
    fewest_opinions: int
    fewest_given: int


@dataclass(frozen=True)
class Disagreement:
    """An opinion that coders judged differently.

    Attributes
    ----------
    distance : float
        MASI distance of the sets of themes, mean over the pairs of coders who judged it; 0 where only stance or flags differ.
    themes, flags : tuple of str
        Those that some of the coders gave, but not all who judged it.
    stances : tuple of str
        All that were given, where they differ; else empty.
    """

    judged: JudgedOpinion
    distance: float
    themes: tuple[str, ...]
    stances: tuple[str, ...]
    flags: tuple[str, ...]
