"""Which themes, or which words, stand in the same opinions: a tree by Ward's method."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from opinionmine.corpus.frequency import Tally
from opinionmine.errors import DocumentError
from opinionmine.records import ClusterTree, Leaf, Merge, Prediction

FEWEST_LEAVES = 3


def cluster_themes(
    predictions: Iterable[Prediction], theme_ids: Sequence[str], n_clusters: int | None = None
) -> ClusterTree:
    """Join the themes that are raised in the same opinions; a theme that no opinion raises has no place in the tree."""
    held: dict[str, list[str]] = {theme_id: [] for theme_id in theme_ids}
    n = 0
    for prediction in predictions:
        n += 1
        for theme_id in prediction.themes:
            held[theme_id].append(prediction.opinion_id)
    return build_tree("themes", n, {name: tuple(ids) for name, ids in held.items() if ids}, {}, n_clusters)


def cluster_words(tally: Tally, n_words: int = 60, fewest: int = 3, n_clusters: int | None = None) -> ClusterTree:
    """Join the most frequent words that stand in the same opinions."""
    holders = tally.holders()
    held = {word: holders[word] for word in tally.commonest(n_words, fewest)}
    return build_tree("words", len(tally.opinion_ids), held, tally.labels, n_clusters)


def build_tree(
    kind: str, n: int, held: Mapping[str, Sequence[str]], labels: Mapping[str, str], n_clusters: int | None = None
) -> ClusterTree:
    """Join what stands in the same opinions.

    Parameters
    ----------
    kind : str
        ``themes`` or ``words``.
    n : int
        Opinions in all.
    held : mapping of str to sequence of str
        Name -> ids of the opinions it stands in, one at least.
    labels : mapping of str to str
        What is written for a name that is not written as it is.
    n_clusters : int, optional
        How many clusters the tree is cut into; the square root of the number of leaves without it.

    Notes
    -----
    Distance of two: ``1 − both / (a + b − both)``, Jaccard's, as R's ``dist(method="binary")`` has it and KH Coder takes it. Ward's
    method joins the two branches whose joining adds least to the sum of squares, by Lance and Williams' formula on squared distances, as R's
    ``hclust(method="ward.D2")``. Jaccard's distance is not Euclidean, so the heights are an order and no sums of squares.

    References
    ----------
    Ward, J. H. (1963). Hierarchical grouping to optimize an objective function. Journal of the American Statistical Association 58, 236-244.
    doi:10.1080/01621459.1963.10500845

    Murtagh, F. and Legendre, P. (2014). Ward's hierarchical agglomerative clustering method: which algorithms implement Ward's criterion?
    Journal of Classification 31, 274-295. doi:10.1007/s00357-014-9161-z

    Raises
    ------
    DocumentError
        If there are fewer than three.

    Examples
    --------
    >>> tree = build_tree("words", 4, {"避難": "ab", "訓練": "ab", "研修": "cd"}, {})
    >>> [(leaf.name, leaf.cluster) for leaf in tree.leaves], [(m.a, m.b, round(m.height, 4)) for m in tree.merges]
    ([('研修', 1), ('避難', 2), ('訓練', 2)], [(1, 2, 0.0), (0, 3, 1.1547)])
    """
    from scipy.cluster.hierarchy import leaves_list, linkage

    if len(held) < FEWEST_LEAVES:
        remedy = ", or --min-count 1" if kind == "words" else ""
        raise DocumentError(
            f"{len(held)} {kind} in {n} opinions; a tree needs {FEWEST_LEAVES}. Take more opinions{remedy} (数が足りません)."
        )
    if n_clusters is not None and n_clusters > len(held):
        raise DocumentError(
            f"--clusters {n_clusters}: there are only {len(held)} {kind}. Choose a smaller number (クラスター数が多すぎます)."
        )
    names = list(held)
    joined = linkage(_distances([frozenset(ids) for ids in held.values()]), "ward")
    order = [int(leaf) for leaf in leaves_list(joined)]
    place = {leaf: position for position, leaf in enumerate(order)}
    cluster_of = _cut([(int(a), int(b)) for a, b, *_ in joined], n_clusters or round(math.sqrt(len(held))))
    numbers = {cluster: number for number, cluster in enumerate(dict.fromkeys(cluster_of[leaf] for leaf in order), 1)}
    return ClusterTree(
        kind,
        n,
        len(numbers),
        tuple(
            Leaf(names[leaf], labels.get(names[leaf], names[leaf]), numbers[cluster_of[leaf]], tuple(held[names[leaf]]))
            for leaf in order
        ),
        tuple(Merge(place.get(int(a), int(a)), place.get(int(b), int(b)), float(height)) for a, b, height, _ in joined),
    )


def _distances(sets: Sequence[frozenset[str]]) -> list[float]:
    """Jaccard's distance of every pair, in the order that scipy expects."""
    return [1 - len(a & b) / len(a | b) for i, a in enumerate(sets) for b in sets[i + 1 :]]


def _cut(merges: Sequence[tuple[int, int]], n_clusters: int) -> dict[int, int]:
    """The branch that each leaf is on when so many are left: the last that holds it, if the last merges are undone."""
    n = len(merges) + 1
    branches = [[leaf] for leaf in range(n)]
    for a, b in merges[: n - n_clusters]:
        branches.append(branches[a] + branches[b])
    return {leaf: branch for branch, leaves in enumerate(branches) for leaf in leaves}
