"""How often each word is used, and in which opinions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from opinionmine.corpus.vocabulary import Vocabulary, is_word
from opinionmine.records import Opinion, WordCount, WordList


@dataclass(frozen=True)
class Tally:
    """The words of many opinions, counted.

    Attributes
    ----------
    opinion_ids : tuple of str
        In the order of the inputs.
    counts : tuple of Counter of str
        For each opinion, lemma -> occurrences.
    lengths : tuple of int
        Running words of each opinion, also those that are not counted.
    labels, pos : mapping of str to str
        Lemma -> commonest written form, and part of speech.
    """

    opinion_ids: tuple[str, ...]
    counts: tuple[Counter[str], ...]
    lengths: tuple[int, ...]
    labels: Mapping[str, str]
    pos: Mapping[str, str]

    def totals(self) -> Counter[str]:
        """Occurrences of each word in all opinions together."""
        total: Counter[str] = Counter()
        for own in self.counts:
            total.update(own)
        return total

    def holders(self) -> dict[str, tuple[str, ...]]:
        """The opinions that hold each word."""
        held: dict[str, list[str]] = {}
        for opinion_id, own in zip(self.opinion_ids, self.counts, strict=True):
            for lemma in own:
                held.setdefault(lemma, []).append(opinion_id)
        return {lemma: tuple(ids) for lemma, ids in held.items()}

    def commonest(self, n: int, fewest: int = 1) -> list[str]:
        """The `n` words that occur most often, and `fewest` times at least; ties in the order of their lemmas."""
        ranked = sorted(self.totals().items(), key=lambda item: (-item[1], item[0]))
        return [lemma for lemma, count in ranked if count >= fewest][:n]


def tally_words(opinions: Iterable[Opinion], vocabulary: Vocabulary | None = None) -> Tally:
    """Count the words of opinions.

    Examples
    --------
    >>> tally = tally_words([Opinion("1", "comment", "こどもの研修をやった。子どもとこども")])
    >>> tally.counts, tally.lengths, tally.labels["子供"]
    ((Counter({'子供': 3, '研修': 1}),), (9,), 'こども')
    """
    vocabulary = vocabulary or Vocabulary()
    ids, counts, lengths = [], [], []
    labels: Counter[tuple[str, str]] = Counter()
    pos: Counter[tuple[str, str]] = Counter()
    for opinion in opinions:
        tokens = vocabulary.tokens(opinion.text)
        words = [token for token in tokens if vocabulary.counts(token)]
        labels.update((token.lemma, token.base) for token in words)
        pos.update((token.lemma, token.pos) for token in words)
        ids.append(opinion.opinion_id)
        counts.append(Counter(token.lemma for token in words))
        lengths.append(sum(map(is_word, tokens)))
    return Tally(tuple(ids), tuple(counts), tuple(lengths), _commonest(labels), _commonest(pos))


def _commonest(counts: Counter[tuple[str, str]]) -> dict[str, str]:
    """The second of each first one's most frequent pair; of ties the first in order."""
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return {lemma: form for (lemma, form), _ in reversed(ranked)}


def count_words(opinions: Sequence[Opinion], vocabulary: Vocabulary | None = None) -> WordList:
    """List the words of opinions, most frequent first, with term frequency and the opinions they stand in.

    Examples
    --------
    >>> words = count_words([Opinion("1", "comment", "研修の後も研修"), Opinion("2", "comment", "研修を続ける")])
    >>> [(word.label, word.count, word.opinion_ids) for word in words.words]
    [('研修', 3, ('1', '2')), ('続ける', 1, ('2',))]
    """
    tally = tally_words(opinions, vocabulary)
    totals, holders = tally.totals(), tally.holders()
    words = sorted(totals, key=lambda lemma: (-totals[lemma], -len(holders[lemma]), lemma))
    return WordList(
        len(tally.opinion_ids),
        sum(tally.lengths),
        tuple(WordCount(w, tally.labels[w], tally.pos[w], totals[w], holders[w]) for w in words),
    )
