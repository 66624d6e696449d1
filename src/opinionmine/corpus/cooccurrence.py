"""Which words and themes stand in the same opinions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import combinations
from typing import Any

from opinionmine.corpus.vocabulary import usual_stopwords
from opinionmine.japanese.tokenize import tokenize
from opinionmine.records import Network, NetworkEdge, NetworkNode

# Words that carry a meaning by themselves; a verb (進める) says little without its noun.
_CONTENT = ("名詞", "形容詞", "専門用語")
_FEWEST_OPINIONS = 2
# A theme may be named like a word; no lemma begins with this.
_THEME = "#"


def find_network(opinions: Sequence[tuple[str, Collection[str]]], n_words: int = 40, n_edges: int = 60) -> Network:
    """Find the words and themes that stand in the same opinions.

    Parameters
    ----------
    opinions : sequence of (str, collection of str)
        Text and theme ids of each.
    n_words : int
        How many of the most frequent words are looked at.
    n_edges : int
        How many of the strongest pairs are kept.

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
    >>> network = find_network([("研修が足りない", ["training"]), ("研修を続ける", ["training"]), ("祭り", [])])
    >>> [(edge.a, edge.b, edge.count, edge.jaccard) for edge in network.edges]
    [('#training', '研修', 2, 1.0)]
    """
    words_of, surfaces = _count_words(text for text, _ in opinions)
    frequency = Counter(lemma for words in words_of for lemma in words)
    common = [lemma for lemma, count in _ranked(frequency) if count >= _FEWEST_OPINIONS][:n_words]
    themes = Counter(theme_id for _, own in opinions for theme_id in set(own))
    counts = {lemma: frequency[lemma] for lemma in common} | {f"{_THEME}{theme}": k for theme, k in themes.items()}
    edges = _edges(zip(words_of, (own for _, own in opinions), strict=True), counts)[:n_edges]
    joined = {end for pair, _, _ in edges for end in pair}
    labels = _commonest(surfaces)
    nodes = sorted((node for node in counts if node in joined), key=lambda node: (-counts[node], node))
    return Network(
        len(opinions),
        tuple(
            NetworkNode(node, labels.get(node, node.removeprefix(_THEME)), node.startswith(_THEME), counts[node])
            for node in nodes
        ),
        tuple(NetworkEdge(a, b, both, jaccard) for (a, b), both, jaccard in edges),
    )


def find_words(texts: Iterable[str]) -> list[tuple[str, int]]:
    """The content words of some texts in their commonest written form, and in how many texts each stands; the commonest first.

    Examples
    --------
    >>> find_words(["バスが減った。バスを", "バスと子ども", "子ども会", "子供のこと"])
    [('子ども', 3), ('バス', 2)]
    """
    words_of, surfaces = _count_words(texts)
    labels = _commonest(surfaces)
    return [(labels[lemma], count) for lemma, count in _ranked(Counter(w for words in words_of for w in words))]


def _count_words(texts: Iterable[str]) -> tuple[list[set[str]], Counter[tuple[str, str]]]:
    """The lemmas of each text, and how often each (lemma, surface) stands in all of them."""
    surfaces: Counter[tuple[str, str]] = Counter()
    words_of = []
    for text in texts:
        words = list(_content_words(text))
        surfaces.update(words)
        words_of.append({lemma for lemma, _ in words})
    return words_of, surfaces


def _commonest(surfaces: Counter[tuple[str, str]]) -> dict[str, str]:
    """Lemma -> the form in which it is written most often."""
    return {lemma: surface for (lemma, surface), _ in reversed(_ranked(surfaces))}


def _content_words(text: str) -> Iterable[tuple[str, str]]:
    """Lemma and surface of the words that say something by themselves."""
    for token in tokenize(text):
        if token.pos in _CONTENT and token.lemma not in usual_stopwords() and not token.surface.isnumeric():
            yield token.lemma, token.surface


def _ranked(counts: Counter[Any]) -> list[tuple[Any, int]]:
    """Most frequent first, ties in the order of their names."""
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


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
