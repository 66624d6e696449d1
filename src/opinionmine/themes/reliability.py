"""How far coders agree with each other: each theme and flag, the whole set of themes, the stance."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from itertools import combinations
from typing import Any, Literal

import numpy as np

from opinionmine.errors import CodebookError
from opinionmine.records import (
    Agreement,
    AgreementRemark,
    Annotation,
    Codebook,
    Coefficient,
    Distance,
    EntryAgreement,
    JudgedOpinion,
    MissingJudgement,
    PairAgreement,
    ValueAgreement,
)
from opinionmine.themes.agreement import jaccard_distance, masi_distance
from opinionmine.themes.coefficients import N_SAMPLES, estimate, krippendorff_alpha, mean_kappa, pair_kappas

# Below this a coefficient is not given, as in crosstabs.
FEWEST_OPINIONS = 20
# Below this one judgement more or less moves kappa by 0.05 to 0.2 or more.
FEWEST_GIVEN = 10
# Every set is held against every other one.
MOST_SETS = 3000
_NOMINAL = 1 - np.eye(2)


def measure_agreement(judged: Sequence[JudgedOpinion], coders: Sequence[str], codebook: Codebook) -> Agreement:
    """Measure how far coders agree.

    Parameters
    ----------
    judged : sequence of JudgedOpinion
        See `coders.match_coders`. Opinions with fewer than two judgements are counted and named, and in no other figure.
    coders : sequence of str, length n_coders
        Two or more names, in the order of the annotations.

    Raises
    ------
    CodebookError
        If no opinion was judged by two coders, or the sets of themes are too many to hold against each other.

    Notes
    -----
    Positive agreement ``2a / (2a + b + c)`` and negative agreement ``2d / (2d + b + c)``, with a pairs of coders who both give the theme, d who
    both do not, and b + c who differ, summed over all pairs of coders. With fewer than 20 opinions no coefficient is given. A theme
    is ``rare`` if fewer than 10 opinions have it from any coder (or lack it from any). Kappa is then nearly the positive (negative)
    agreement a / (a + (b + c) / 2), which one judgement moves by 1/20 to 1/5 if there are ten, and by more if there are fewer. The rule asks for the
    number and not for the prevalence: 2 % of 20,000 opinions are enough to know kappa well, 20 % of 30 are not.

    References
    ----------
    Cicchetti, D. V. and Feinstein, A. R. (1990). High agreement but low kappa: II. Resolving the paradoxes. Journal of Clinical
    Epidemiology 43, 551-558. doi:10.1016/0895-4356(90)90159-M

    Krippendorff, K. (2011). Computing Krippendorff's alpha-reliability. University of Pennsylvania.

    Passonneau, R. (2006). Measuring agreement on set-valued items (MASI) for semantic and pragmatic annotation. LREC.
    """
    compared = [opinion.annotations for opinion in judged if opinion.n_judged >= 2]
    for place, coder in enumerate(coders):
        if not any(own.annotations[place] for own in judged):
            raise CodebookError(
                f"{coder}: no opinion is judged in it. Name files with labels (ラベルがまだ付いていません)."
            )
    if not compared:
        raise CodebookError(
            f"No opinion was judged by two of the coders {', '.join(coders)}, so there is no agreement to measure. The files must "
            "hold the same ids (同じ ID の意見がありません)."
        )
    sets, kinds = _code([[said and tuple(sorted(said.themes)) for said in own] for own in compared])
    stances, stance_ids = _code([[said and (said.stance or None) for said in own] for own in compared])
    masi, jaccard = _distances(kinds, masi_distance), _distances(kinds, jaccard_distance)
    return Agreement(
        coders=tuple(coders),
        n_judged=tuple(sum(own.annotations[place] is not None for own in judged) for place in range(len(coders))),
        n_opinions=len(judged),
        n_compared=len(compared),
        n_by_all=sum(opinion.n_judged == len(coders) for opinion in judged),
        missing=tuple(_missing(opinion, coders) for opinion in judged if opinion.n_judged < len(coders)),
        themes=tuple(_entry(theme_id, _given(compared, theme_id, "themes")) for theme_id in codebook.theme_ids),
        flags=tuple(_entry(flag.sign_id, _given(compared, flag.sign_id, "flags")) for flag in codebook.flags),
        sets=(_value("themes", "MASI", sets, masi), _value("themes", "Jaccard", sets, jaccard)),
        stance=_value("stance", "nominal", stances, 1 - np.eye(len(stance_ids))),
        pairs=tuple(_pair(sets, masi, coders, a, b) for a, b in combinations(range(len(coders)), 2)),
        n_samples=N_SAMPLES,
        fewest_opinions=FEWEST_OPINIONS,
        fewest_given=FEWEST_GIVEN,
    )


def _missing(opinion: JudgedOpinion, coders: Sequence[str]) -> MissingJudgement:
    absent = (coder for coder, said in zip(coders, opinion.annotations, strict=True) if said is None)
    return MissingJudgement(opinion.opinion.opinion_id, tuple(absent))


def _given(
    compared: Sequence[Sequence[Annotation | None]], entry_id: str, kind: Literal["themes", "flags"]
) -> np.ndarray:
    """1 where a coder gives a theme or flag, 0 where not, -1 where the opinion was not judged; shape (n_opinions, n_coders)."""
    return np.array(
        [[-1 if said is None else int(entry_id in getattr(said, kind)) for said in own] for own in compared]
    )


def _code(values: Sequence[Sequence[Any]]) -> tuple[np.ndarray, list[Any]]:
    """Each value as its place among all in their order, None as -1; shape (n_opinions, n_coders)."""
    kinds = sorted({value for own in values for value in own if value is not None})
    place_of = {kind: place for place, kind in enumerate(kinds)}
    return np.array([[-1 if value is None else place_of[value] for value in own] for own in values]), kinds


def _distances(
    sets: Sequence[Collection[str]], distance: Callable[[Collection[str], Collection[str]], float]
) -> np.ndarray:
    if len(sets) > MOST_SETS:
        raise CodebookError(
            f"The coders gave {len(sets):,} different sets of themes; at most {MOST_SETS:,} can be held against each other. Compare a part of "
            "the opinions, or a codebook with fewer themes (組み合わせが多すぎます)."
        )
    between = np.zeros((len(sets), len(sets)))
    for (i, a), (j, b) in combinations(enumerate(sets), 2):
        between[i, j] = between[j, i] = distance(a, b)
    return between


def _entry(entry_id: str, values: np.ndarray) -> EntryAgreement:
    """Agreement on one theme or flag; `values` as `_given` makes them."""
    given, judged = (values == 1).sum(axis=1), (values >= 0).sum(axis=1)
    # Twice the pairs of coders that both give it, that both do not, and all pairs that differ.
    both, neither = int((given * (given - 1)).sum()), int(((judged - given) * (judged - given - 1)).sum())
    differing = int((given * (judged - given)).sum())
    kappas = _kappas(values)
    # A pair with few opinions in common would weigh as much as any other.
    kappa = estimate(values, partial(mean_kappa, pairs=[pair for pair, own in kappas.items() if own is not None]))
    return EntryAgreement(
        entry_id=entry_id,
        n=len(values),
        n_given=int((given > 0).sum()),
        prevalence=_ratio(int(given.sum()), int(judged.sum())),
        prevalences=tuple(_ratio(int((own == 1).sum()), int((own >= 0).sum())) for own in values.T),
        observed=_ratio(both + neither, both + neither + 2 * differing),
        positive=_ratio(both, both + differing),
        negative=_ratio(neither, neither + differing),
        kappa=kappa,
        kappas=tuple(kappas.values()),
        alpha=_alpha(values, _NOMINAL),
        remarks=tuple(_remark_entry(given, judged, kappa)),
    )


def _kappas(values: np.ndarray) -> dict[tuple[int, int], float | None]:
    """Kappa of each pair of coders; None where they share too few opinions or it is undefined."""
    kappas: dict[tuple[int, int], float | None] = {}
    for pair in combinations(range(values.shape[1]), 2):
        shared = values[(values[:, pair] >= 0).all(axis=1)]
        kappa = float(pair_kappas(shared, np.ones((1, len(shared))), [pair])[0, 0])
        kappas[pair] = None if len(shared) < FEWEST_OPINIONS or np.isnan(kappa) else kappa
    return kappas


def _remark_entry(given: np.ndarray, judged: np.ndarray, kappa: Coefficient) -> Iterator[AgreementRemark]:
    n_given, n_lacking = int((given > 0).sum()), int((given < judged).sum())
    is_enough = len(judged) >= FEWEST_OPINIONS
    if not is_enough:
        yield "few_opinions"
    if not n_given or not n_lacking:
        yield "everybody" if n_given else "nobody"
    elif is_enough:
        if kappa.value is None:
            yield "no_pair"
        if min(n_given, n_lacking) < FEWEST_GIVEN:
            yield "rare"
        if ((given == 0) | (given == judged)).all():
            yield "all_agree"


def _value(
    name: Literal["themes", "stance"], distance: Distance, values: np.ndarray, distances: np.ndarray
) -> ValueAgreement:
    """Agreement on what has one value an opinion; `values` as `_code` makes them."""
    values = values[(values >= 0).sum(axis=1) >= 2]
    pairs = np.vstack([values[:, pair] for pair in combinations(range(values.shape[1]), 2)])
    pairs = pairs[(pairs >= 0).all(axis=1)]
    n_equal, n_kinds = int((pairs[:, 0] == pairs[:, 1]).sum()), len(np.unique(values[values >= 0]))
    remarks: list[AgreementRemark] = []
    if not len(values):
        remarks.append("not_given")
    elif n_kinds == 1:
        remarks.append("one_value")
    elif len(values) < FEWEST_OPINIONS:
        remarks.append("few_opinions")
    elif n_equal == len(pairs):
        remarks.append("all_agree")
    return ValueAgreement(
        name, distance, len(values), _ratio(n_equal, len(pairs)), _alpha(values, distances), tuple(remarks)
    )


def _pair(sets: np.ndarray, distances: np.ndarray, coders: Sequence[str], first: int, second: int) -> PairAgreement:
    shared = sets[:, [first, second]]
    shared = shared[(shared >= 0).all(axis=1)]
    return PairAgreement((coders[first], coders[second]), len(shared), _alpha(shared, distances))


def _alpha(values: np.ndarray, distances: np.ndarray) -> Coefficient:
    if len(values) < FEWEST_OPINIONS:
        return Coefficient()
    return estimate(values, partial(krippendorff_alpha, distances=distances))


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None
