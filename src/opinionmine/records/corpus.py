"""Many opinions described by their words: frequencies, words in context, key words, a map of words and groups, a tree of what is said together.

Every count has the ids of its opinions, so that a number leads back to the texts.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class WordCount:
    """How often one word is used.

    Attributes
    ----------
    lemma : str
        What is counted: 子ども and こども are 子供.
    label : str
        The commonest written form, in its dictionary form: こども, やる.
    pos : str
        Commonest part of speech of UniDic; 専門用語 for a term that stays whole.
    count : int
        Occurrences.
    opinion_ids : tuple of str
        The opinions it stands in, in the order of the inputs.
    """

    lemma: str
    label: str
    pos: str
    count: int
    opinion_ids: tuple[str, ...]


@dataclass(frozen=True)
class WordList:
    """The words of many opinions.

    Attributes
    ----------
    n, n_words : int
        Opinions, and all their running words: everything but signs and white space, also what is not listed.
    words : tuple of WordCount
        Most frequent first.
    """

    n: int
    n_words: int
    words: tuple[WordCount, ...]


@dataclass(frozen=True)
class KwicLine:
    """One place where a query is met.

    Attributes
    ----------
    start, end : int
        Half-open code-point offsets in the opinion's text as printed; `match` is that slice.
    left, right : str
        The text before and behind it as printed, as many words as the window has.
    """

    opinion_id: str
    start: int
    end: int
    left: str
    match: str
    right: str


@dataclass(frozen=True)
class Concordance:
    """Every place where a query is met.

    Attributes
    ----------
    n : int
        Opinions that were searched.
    sort : tuple of str
        ``left1`` … ``right3`` or ``match``, the most important first; empty: in the order of the inputs.
    """

    query: str
    n: int
    window: int
    sort: tuple[str, ...]
    lines: tuple[KwicLine, ...]


@dataclass(frozen=True)
class KeyWord:
    """A word that one category uses more than the rest.

    Attributes
    ----------
    count, count_rest : int
        Occurrences in the category, and in the opinions that are not in it.
    n_rest : int
        Opinions outside the category that hold the word; those inside are `opinion_ids`.
    g2 : float
        Log-likelihood G².
    p, q : float
        Of G² with one degree of freedom, and corrected for all words and categories (Benjamini-Hochberg).
    log_ratio : float
        Binary logarithm of the ratio of the two rates: 1 is twice as often, 2 four times.
    jaccard : float
        Opinions with the word among those with the word or in the category, in [0, 1].
    ctfidf : float
        Weight of the word in the category, natural logarithm.
    """

    category: str
    lemma: str
    label: str
    pos: str
    count: int
    count_rest: int
    n_rest: int
    g2: float
    p: float
    q: float
    log_ratio: float
    jaccard: float
    ctfidf: float
    opinion_ids: tuple[str, ...]


@dataclass(frozen=True)
class Keyness:
    """The words that mark each category of one variable.

    Attributes
    ----------
    variable : str
        ``theme``, ``voice``, ``source`` or the name of a column.
    sizes, n_words : tuple of int
        Opinions and running words of each category.
    n : int
        Opinions that fall in any category or in none.
    n_tested : int
        Pairs of a word and a category that the q-values are corrected for.
    words : tuple of KeyWord
        Category by category, the most marked first.
    """

    variable: str
    categories: tuple[str, ...]
    sizes: tuple[int, ...]
    n_words: tuple[int, ...]
    n: int
    n_tested: int
    words: tuple[KeyWord, ...]


@dataclass(frozen=True)
class MapPoint:
    """A word or a category on the axes of a correspondence analysis.

    Attributes
    ----------
    name, label : str
        Lemma or category, and what is written beside the point (a category as it stands).
    count : int
        Sum of its row or column of the table.
    mass : float
        `count` among all.
    inertia : float
        What it adds to the total inertia.
    coordinates : tuple of float
        Principal coordinates, one for each axis.
    contributions : tuple of float
        Its share of the inertia of each axis; they sum to 1 over the words, and over the categories.
    cosines : tuple of float
        Squared: its share of its own inertia that each axis shows; they sum to 1.
    opinion_ids : tuple of str
        The opinions behind `count`.
    """

    name: str
    label: str
    count: int
    mass: float
    inertia: float
    coordinates: tuple[float, ...]
    contributions: tuple[float, ...]
    cosines: tuple[float, ...]
    opinion_ids: tuple[str, ...]


@dataclass(frozen=True)
class Correspondence:
    """Words and categories on common axes.

    Attributes
    ----------
    inertias : tuple of float
        Principal inertias (eigenvalues), largest first; they sum to `total`.
    counts : tuple of tuple of int
        The table: one row a word, one column a category.
    left_out : tuple of str
        Categories that hold none of the words.
    """

    variable: str
    total: float
    inertias: tuple[float, ...]
    words: tuple[MapPoint, ...]
    categories: tuple[MapPoint, ...]
    counts: tuple[tuple[int, ...], ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class Leaf:
    """One theme or word of a tree.

    Attributes
    ----------
    cluster : int
        From 1, in the order of the tree.
    """

    name: str
    label: str
    cluster: int
    opinion_ids: tuple[str, ...]


@dataclass(frozen=True)
class Merge:
    """Two branches become one.

    Attributes
    ----------
    a, b : int
        A leaf by its place in `ClusterTree.leaves`, or, from the number of leaves on, an earlier merge.
    height : float
        Ward's distance between the two.
    """

    a: int
    b: int
    height: float


@dataclass(frozen=True)
class ClusterTree:
    """What stands in the same opinions, as a tree.

    Attributes
    ----------
    kind : str
        ``themes`` or ``words``.
    n : int
        Opinions it was counted over.
    leaves : tuple of Leaf
        In the order of the tree, so that no branches cross.
    merges : tuple of Merge
        Nearest first; one fewer than leaves.
    """

    kind: str
    n: int
    n_clusters: int
    leaves: tuple[Leaf, ...]
    merges: tuple[Merge, ...]
