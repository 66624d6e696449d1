"""The words that mark a theme, or a value of a column, against all other opinions."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from opinionmine.corpus.frequency import Tally
from opinionmine.false_discovery import benjamini_hochberg
from opinionmine.records import Keyness, KeyWord

KeyOrder = Literal["g2", "log_ratio", "jaccard", "ctfidf"]


def log_likelihood(count: int, rest: int, n_words: int, n_words_rest: int) -> float:
    """Whether a word is used at the same rate in two sets of texts: the likelihood ratio G² of two rates.

    Parameters
    ----------
    count, rest : int
        Occurrences in the one and in the other; not both 0.
    n_words, n_words_rest : int
        Running words of each, above 0.

    Notes
    -----
    ``2 (a ln(a / E₁) + b ln(b / E₂))`` with ``E₁ = c (a + b) / (c + d)`` and ``E₂ = d (a + b) / (c + d)``; 0 ln 0 is 0. It is the likelihood
    ratio of two Poisson rates. Dunning's, of two binomial ones, adds the same two terms for all other words and differs little
    where a word is rare. Near chi-squared with one degree of freedom if words came independently; they come in bursts (an opinion that
    says 避難 once says it again), so p is too small: rank by it, and look at the number of opinions.

    References
    ----------
    Rayson, P. and Garside, R. (2000). Comparing corpora using frequency profiling. Workshop on Comparing Corpora, ACL, 1-6.
    doi:10.3115/1117729.1117730

    Dunning, T. (1993). Accurate methods for the statistics of surprise and coincidence. Computational Linguistics 19, 61-74.

    Examples
    --------
    >>> round(log_likelihood(52, 57, 50_000, 75_000), 2)
    2.65
    """
    share = (count + rest) / (n_words + n_words_rest)
    g2 = 2 * sum(
        observed * math.log(observed / (share * n))
        for observed, n in ((count, n_words), (rest, n_words_rest))
        if observed
    )
    # Equal rates may come out as -1e-16.
    return max(g2, 0.0)


def log_ratio(count: int, rest: int, n_words: int, n_words_rest: int) -> float:
    """How many times as often a word is used, as a binary logarithm: 0 is as often, 1 twice, −1 half as often.

    Notes
    -----
    ``log₂((a / c) / (b / d))``; a count of 0 is taken for 0.5. ``100 (2^x − 1)`` is the difference in percent.

    References
    ----------
    Hardie, A. (2014). Log Ratio: an informal introduction. ESRC Centre for Corpus Approaches to Social Science (CASS), Lancaster.

    Examples
    --------
    >>> log_ratio(8, 2, 1000, 1000), log_ratio(4, 0, 1000, 1000)
    (2.0, 3.0)
    """
    return math.log2((count or 0.5) / n_words) - math.log2((rest or 0.5) / n_words_rest)


def class_tfidf(count: int, n_everywhere: int, mean_words: float) -> float:
    """The weight of a word in a category, if each category were one long text.

    Notes
    -----
    ``tf ln(1 + A / f)``: tf occurrences in the category, f in all categories together, A running words of a category on average.

    References
    ----------
    Grootendorst, M. (2022). BERTopic: neural topic modeling with a class-based TF-IDF procedure. arXiv:2203.05794

    Examples
    --------
    >>> round(class_tfidf(3, 4, 12.0), 4)
    4.1589
    """
    return count * math.log(1 + mean_words / n_everywhere)


def find_keyness(
    tally: Tally,
    variable: str,
    categories_of: Mapping[str, Collection[str]],
    categories: Sequence[str],
    *,
    fewest: int = 3,
    most: int = 20,
    order: KeyOrder = "g2",
) -> Keyness:
    """Find the words that each category uses more than all opinions outside it.

    Parameters
    ----------
    tally : Tally
        Of the opinions that are compared; those in no category are part of every rest.
    categories_of : mapping of str to collection of str
        Opinion id -> the categories it falls in, any number.
    fewest : int
        Occurrences in all opinions that a word needs.
    most : int
        Words kept for each category.
    order : str
        What they are ranked by.

    Notes
    -----
    Jaccard's coefficient counts opinions: those with the word in the category, among those with the word or in the category, as
    KH Coder's characteristic words do. q is corrected over all words that occur `fewest` times, in all categories together, also where a
    word is used less.

    References
    ----------
    Benjamini, Y. and Hochberg, Y. (1995). Controlling the false discovery rate. Journal of the Royal Statistical Society B 57, 289-300.
    doi:10.1111/j.2517-6161.1995.tb02031.x

    樋口耕一 (2020). 社会調査のための計量テキスト分析 第2版. ナカニシヤ出版 (characteristic words by Jaccard's coefficient).
    """
    listed = [category for category in categories if any(category in own for own in categories_of.values())]
    parts = {category: _part(tally, {i for i, own in categories_of.items() if category in own}) for category in listed}
    everything = _part(tally, set(tally.opinion_ids))
    everywhere: Counter[str] = Counter()
    for part in parts.values():
        everywhere.update(part.counts)
    mean_words = sum(part.n_words for part in parts.values()) / max(len(parts), 1)
    words = [
        _weigh(category, lemma, part, everything, tally, everywhere[lemma], mean_words)
        for category, part in parts.items()
        if 0 < part.n_words < everything.n_words
        for lemma, total in everything.counts.items()
        if total >= fewest
    ]
    n_words = {category: part.n_words for category, part in parts.items()}
    marked = [
        word
        for word in _correct(words)
        # The log ratio takes 0 for 0.5, so that a word said nowhere else could seem rarer in a large category.
        if word.count * (everything.n_words - n_words[word.category]) > word.count_rest * n_words[word.category]
    ]
    marked.sort(key=lambda word: (listed.index(word.category), -getattr(word, order), -word.g2, word.lemma))
    kept = [word for category in listed for word in [w for w in marked if w.category == category][:most]]
    holders = {category: part.holders for category, part in parts.items()}
    return Keyness(
        variable,
        tuple(listed),
        tuple(part.n for part in parts.values()),
        tuple(part.n_words for part in parts.values()),
        len(tally.opinion_ids),
        len(words),
        tuple(replace(word, opinion_ids=tuple(holders[word.category][word.lemma])) for word in kept),
    )


@dataclass(frozen=True)
class _Part:
    """The words of some opinions."""

    n: int
    n_words: int
    counts: Counter[str]
    holders: Mapping[str, list[str]]


def _part(tally: Tally, opinion_ids: Collection[str]) -> _Part:
    n = n_words = 0
    counts: Counter[str] = Counter()
    holders: dict[str, list[str]] = {}
    for opinion_id, own, length in zip(tally.opinion_ids, tally.counts, tally.lengths, strict=True):
        if opinion_id in opinion_ids:
            n, n_words = n + 1, n_words + length
            counts.update(own)
            for lemma in own:
                holders.setdefault(lemma, []).append(opinion_id)
    return _Part(n, n_words, counts, holders)


def _weigh(
    category: str, lemma: str, part: _Part, everything: _Part, tally: Tally, n_everywhere: int, mean_words: float
) -> KeyWord:
    count = part.counts[lemma]
    rest = everything.counts[lemma] - count
    own, all_with = len(part.holders.get(lemma, ())), len(everything.holders[lemma])
    rates = count, rest, part.n_words, everything.n_words - part.n_words
    g2 = log_likelihood(*rates)
    return KeyWord(
        category=category,
        lemma=lemma,
        label=tally.labels[lemma],
        pos=tally.pos[lemma],
        count=count,
        count_rest=rest,
        n_rest=all_with - own,
        g2=g2,
        # The upper tail of chi-squared with one degree of freedom.
        p=math.erfc(math.sqrt(g2 / 2)),
        q=1.0,
        log_ratio=log_ratio(*rates),
        jaccard=own / (part.n + all_with - own),
        ctfidf=class_tfidf(count, n_everywhere, mean_words) if count else 0.0,
        opinion_ids=(),
    )


def _correct(words: Sequence[KeyWord]) -> list[KeyWord]:
    """Benjamini-Hochberg over all of them."""
    q_values = benjamini_hochberg([word.p for word in words])
    return [replace(word, q=q) for word, q in zip(words, q_values, strict=True)]
