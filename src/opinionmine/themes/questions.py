"""The opinions a person is asked to label next, each with the reason why."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from opinionmine.errors import CodebookError
from opinionmine.japanese.normalize import normalize
from opinionmine.records import Codebook, LabelItem, Opinion, Prediction
from opinionmine.themes.choose import WITH_MODEL, Pick, Pool, choose, place_texts
from opinionmine.themes.cues import find_cues
from opinionmine.themes.empty import is_empty_answer
from opinionmine.themes.labelled import LabelledCorpus
from opinionmine.themes.model import Model
from opinionmine.themes.suspects import Suspect

# Share of what is asked that is labelled already, but probably wrongly.
RECHECKED = 0.1


@dataclass(frozen=True)
class Candidates:
    """What may be asked.

    Attributes
    ----------
    opinions : tuple of Opinion
        Without a label, each text once, and no 特になし.
    labelled : tuple of LabelItem
    n_repeated, n_empty : int
        Opinions set aside: texts that repeat another one or a labelled one; answers that say nothing.
    """

    opinions: tuple[Opinion, ...]
    labelled: tuple[LabelItem, ...]
    n_repeated: int
    n_empty: int


@dataclass(frozen=True)
class Guess:
    """What is thought of the candidates before anybody is asked; rows are opinions, columns themes.

    Attributes
    ----------
    margins : ndarray of float, shape (n_opinions, n_themes)
        Distance from the threshold in log-odds; nan for a theme that goes by the cues of the codebook.
    likely : ndarray of float in [0, 1], same shape
    thresholds : ndarray of float, shape (n_themes,)
    suggested : tuple of tuple of str, length n_opinions
    """

    margins: np.ndarray
    likely: np.ndarray
    thresholds: np.ndarray
    suggested: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Questions:
    """What is asked, in the order of the list, and after it what is to be judged again; how many of each kind."""

    items: tuple[LabelItem, ...]
    counts: Mapping[str, int]


def find_candidates(items: Sequence[LabelItem], labelled: Sequence[LabelItem]) -> Candidates:
    """Part what may be asked from what has a label, here or in `labelled`.

    Raises
    ------
    CodebookError
        If nothing is left to ask.
    """
    known = {item.opinion.opinion_id: item for item in labelled}
    known |= {item.opinion.opinion_id: item for item in items if item.annotation}
    seen = {_letters(item.opinion.text) for item in known.values()}
    opinions, n_repeated, n_empty = [], 0, 0
    for opinion in (item.opinion for item in items if item.opinion.opinion_id not in known):
        letters = _letters(opinion.text)
        if is_empty_answer(opinion.text):
            n_empty += 1
        elif letters in seen:
            n_repeated += 1
        else:
            seen.add(letters)
            opinions.append(opinion)
    if not opinions:
        raise CodebookError(
            f"Nothing is left to ask: of {len(items)} opinions {len(known)} have labels, {n_repeated} repeat a text, {n_empty} say nothing "
            "(ラベルを付ける意見が残っていません)."
        )
    return Candidates(tuple(opinions), tuple(known.values()), n_repeated, n_empty)


def guess_by_cues(opinions: Sequence[Opinion], codebook: Codebook) -> Guess:
    """What the names and cues of the codebook say; enough to begin with a new codebook."""
    of_cue = [(cue, column) for column, theme in enumerate(codebook.themes) for cue in (theme.ja, *theme.cues)]
    cues = list(dict.fromkeys(cue for cue, _ in of_cue))
    likely = np.zeros((len(opinions), len(codebook.themes)))
    for row, opinion in enumerate(opinions):
        hits = {hit.cue for hit in find_cues(opinion.text, cues)}
        likely[row, [column for cue, column in of_cue if cue in hits]] = 1.0
    suggested = tuple(tuple(codebook.theme_ids[column] for column in np.flatnonzero(row)) for row in likely)
    return Guess(np.full(likely.shape, np.nan), likely, np.ones(likely.shape[1]), suggested)


def guess_by_model(predictions: Sequence[Prediction], model: Model) -> Guess:
    """What a model says."""
    likely = np.array([[p.scores[theme] for theme in model.theme_ids] for p in predictions])
    margins = model.decider.themes.margins(likely)
    margins[:, [model.theme_ids.index(theme) for theme in model.by_cues]] = np.nan
    thresholds = np.array(model.decider.themes.thresholds)
    return Guess(margins, likely, thresholds, tuple(prediction.themes for prediction in predictions))


def ask(
    n: int, candidates: Candidates, guess: Guess, codebook: Codebook, suspects: Sequence[Suspect] = ()
) -> Questions:
    """Choose at most n opinions: a tenth is asked again where labels are suspected, the others by `choose`."""
    again = _ask_again(int(n * RECHECKED), candidates, suspects, codebook)
    texts = [opinion.text for opinion in candidates.opinions]
    points = place_texts([*texts, *(item.opinion.text for item in candidates.labelled)])
    support = np.array(
        [sum(theme in item.annotation.themes for item in candidates.labelled if item.annotation) for theme in codebook.theme_ids]
    )  # fmt: skip
    pool = Pool(points[: len(texts)], points[len(texts) :], guess.margins, guess.likely, support)
    picks = sorted(choose(n - len(again), pool), key=lambda pick: pick.row)
    why = _Reasons(codebook, guess, support)
    items = [
        LabelItem(candidates.opinions[pick.row], None, suggested=guess.suggested[pick.row], reason=why.say(pick))
        for pick in picks
    ]
    counts: Counter[str] = Counter(pick.kind for pick in picks)
    return Questions(
        (*items, *again),
        {kind: counts[kind] for kind in WITH_MODEL} | {"again": len(again)},
    )


def items_to_corpus(items: Sequence[LabelItem]) -> LabelledCorpus:
    """Labelled items as a corpus of one batch, whose folds keep near-copies together."""
    judged = [(item.opinion, item.annotation) for item in items if item.annotation]
    return LabelledCorpus(
        tuple(opinion for opinion, _ in judged),
        tuple(annotation for _, annotation in judged),
        ("labels",) * len(judged),
        tuple({} for _ in judged),
    )


def _ask_again(n: int, candidates: Candidates, suspects: Sequence[Suspect], codebook: Codebook) -> list[LabelItem]:
    """The labelled opinions with the most suspicious labels; the label itself is not shown, so that the second judgement is free."""
    names = {theme.theme_id: theme.ja for theme in codebook.themes}
    opinions = {item.opinion.opinion_id: item.opinion for item in candidates.labelled}
    first = {suspect.opinion_id: suspect for suspect in reversed(suspects) if suspect.opinion_id in opinions}
    ranked = sorted(first.values(), key=lambda suspect: suspect.rank)[:n]
    return [
        LabelItem(
            opinions[s.opinion_id],
            None,
            reason=f"再確認: 「{names[s.theme_id]}」について、付いているラベルと判定が食い違っています。 Again: label and model disagree on "
            f"{s.theme_id}.",
        )
        for s in ranked
    ]


@dataclass(frozen=True)
class _Reasons:
    """Why an opinion is asked, in both languages."""

    codebook: Codebook
    guess: Guess
    support: np.ndarray

    def say(self, pick: Pick) -> str:
        """One sentence in Japanese and one in English."""
        if pick.theme is None:
            return (
                "話題: 似た意見にまだラベルがなく、ほかの多くの意見に近いものです。 Spread: unlike what has labels so far, and like many that have "
                "none."
            )
        theme, n = self.codebook.themes[pick.theme], int(self.support[pick.theme])
        p, threshold = self.guess.likely[pick.row, pick.theme], self.guess.thresholds[pick.theme]
        if pick.kind == "doubt":
            return (
                f"迷い: 「{theme.ja}」かどうか判定が分かれます（確率 {p:.2f}、しきい値 {threshold:.2f}）。 Doubt: near the threshold of "
                f"{theme.theme_id} ({p:.2f} against {threshold:.2f})."
            )
        by_cue = np.isnan(self.guess.margins[pick.row, pick.theme])
        sign = "a cue of the codebook" if by_cue else f"probability {p:.2f}"
        sign_ja = "手がかり語あり" if by_cue else f"確率 {p:.2f}"
        return (
            f"少ないテーマ: 「{theme.ja}」のラベルはまだ {n} 件で、これは該当しそうです（{sign_ja}）。 Rare: {theme.theme_id} has {n} labels so "
            f"far; this one may have it ({sign})."
        )


def _letters(text: str) -> str:
    """What makes two texts the same: 研修を続けて。 and 「研修を 続けて」."""
    return re.sub(r"[\W_]", "", normalize(text).text) or text
