"""Which words and themes stand in the same opinions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from itertools import combinations

from opinionmine.corpus.frequency import Tally
from opinionmine.records import Network, NetworkEdge, NetworkNode

# Words that carry a meaning by themselves; a verb (進める) says little without its noun.
SPEAKING = ("名詞", "形容詞", "専門用語")
_FEWEST_OPINIONS = 2
# A theme may be named like a word; no lemma begins with this.
_THEME = "#"


def find_network(
    tally: Tally,
    themes_of: Mapping[str, Collection[str]],
    n_words: int = 40,
    n_edges: int = 60,
    pos: Collection[str] = SPEAKING,
) -> Network:
    """Find the words and themes that stand in the same opinions.

    Parameters
    ----------
    themes_of : mapping of str to collection of str
        Opinion id -> theme ids.
    n_words : int
        How many of the most frequent words are looked at.
    n_edges : int
        How many of the strongest pairs are kept.
    pos : collection of str
        Parts of speech of the words that are looked at.

    Notes
    -----
    A word counts once an opinion. The strength of a pair is Jaccard's coefficient, ``both / (a + b - both)``; pairs that meet in one
    opinion alone are left out. Lemmas are counted (子ども and 子供 are one), the commonest written form is shown.

    References
    ----------
    Jaccard, P. (1912). The distribution of the flora in the alpine zone. New Phytologist 11, 37-50.
    doi:10.1111/j.1469-8137.1912.tb05611.x

    Examples
    --------
    >>> from opinionmine.corpus.frequency import tally_words
    >>> from opinionmine.records import Opinion
    >>> texts = {"1": "研修が足りない", "2": "研修を続ける", "3": "祭り"}
    >>> tally = tally_words([Opinion(name, "comment", text) for name, text in texts.items()])
    >>> network = find_network(tally, {"1": ["training"], "2": ["training"]})
    >>> [(edge.a, edge.b, edge.count, edge.jaccard) for edge in network.edges]
    [('#training', '研修', 2, 1.0)]
    """
    holders = {lemma: ids for lemma, ids in tally.holders().items() if tally.pos[lemma] in pos}
    ranked = sorted(holders, key=lambda lemma: (-len(holders[lemma]), lemma))
    counts = {lemma: len(holders[lemma]) for lemma in ranked if len(holders[lemma]) >= _FEWEST_OPINIONS}
    counts = dict(list(counts.items())[:n_words])
    themes = Counter(theme_id for own in tally.opinion_ids for theme_id in set(themes_of.get(own, ())))
    counts |= {f"{_THEME}{theme}": k for theme, k in themes.items()}
    said = (
        (own, themes_of.get(opinion_id, ())) for opinion_id, own in zip(tally.opinion_ids, tally.counts, strict=True)
    )
    edges = _edges(said, counts)[:n_edges]
    joined = {end for pair, _, _ in edges for end in pair}
    nodes = sorted((node for node in counts if node in joined), key=lambda node: (-counts[node], node))
    return Network(
        len(tally.opinion_ids),
        tuple(
            NetworkNode(node, tally.labels.get(node, node.removeprefix(_THEME)), node.startswith(_THEME), counts[node])
            for node in nodes
        ),
        tuple(NetworkEdge(a, b, both, jaccard) for (a, b), both, jaccard in edges),
    )


def _edges(
    opinions: Iterable[tuple[Collection[str], Collection[str]]], counts: dict[str, int]
) -> list[tuple[tuple[str, str], int, float]]:
    both: Counter[tuple[str, str]] = Counter()
    for words, themes in opinions:
        present = sorted({*words, *(f"{_THEME}{theme}" for theme in themes)} & counts.keys())
        both.update(combinations(present, 2))
    edges = [
        (pair, k, k / (counts[pair[0]] + counts[pair[1]] - k)) for pair, k in both.items() if k >= _FEWEST_OPINIONS
    ]
    return sorted(edges, key=lambda edge: (-edge[2], -edge[1], edge[0]))
