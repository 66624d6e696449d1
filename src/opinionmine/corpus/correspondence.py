"""Correspondence analysis: words and categories on common axes, so that what is used alike stands near each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from opinionmine.corpus.frequency import Tally
from opinionmine.errors import DocumentError
from opinionmine.records import Correspondence, MapPoint

if TYPE_CHECKING:
    import numpy as np

# Axes below this part of the total inertia are rounding.
_NOTHING = 1e-10


@dataclass(frozen=True)
class Side:
    """The rows of a table, or its columns, on the axes.

    Attributes
    ----------
    masses, inertias : ndarray of shape (n,)
        Share of the grand total; part of the total inertia.
    coordinates, contributions, cosines : ndarray of shape (n, n_axes)
        Principal coordinates; share of each axis's inertia; squared cosines.
    """

    masses: np.ndarray
    inertias: np.ndarray
    coordinates: np.ndarray
    contributions: np.ndarray
    cosines: np.ndarray


def decompose(table: np.ndarray) -> tuple[np.ndarray, Side, Side]:
    """Decompose a table of counts.

    Parameters
    ----------
    table : ndarray of shape (n_rows, n_columns), counts
        No row and no column without a count.

    Returns
    -------
    inertias : ndarray of shape (n_axes,)
        Principal inertias, largest first; at most one fewer than rows or columns. None where all rows have the same profile.
    rows, columns : Side

    Notes
    -----
    With ``P = table / n``, masses ``r`` and ``c`` its row and column sums: ``S = D_r^(-1/2) (P − r cᵀ) D_c^(-1/2) = U Σ Vᵀ``. Principal
    inertias are ``Σ²`` (n times their sum is Pearson's chi-squared), principal coordinates ``D_r^(-1/2) U Σ`` of the rows and
    ``D_c^(-1/2) V Σ`` of the columns. Each axis may be turned round; here the column that adds most to it stands on its positive side.

    References
    ----------
    Greenacre, M. (2017). Correspondence Analysis in Practice, 3rd ed. Chapman and Hall. doi:10.1201/9781315369983

    Examples
    --------
    >>> import numpy as np
    >>> inertias, rows, columns = decompose(np.array([[3, 1], [1, 3]]))
    >>> inertias.round(4), rows.coordinates.round(4).ravel()
    (array([0.25]), array([ 0.5, -0.5]))
    """
    import numpy as np

    shares = np.asarray(table, float) / np.sum(table)
    row_masses, column_masses = shares.sum(axis=1), shares.sum(axis=0)
    expected = np.outer(row_masses, column_masses)
    u, sigma, vt = np.linalg.svd((shares - expected) / np.sqrt(expected), full_matrices=False)
    kept = sigma**2 > max(_NOTHING * float((sigma**2).sum()), 1e-15)
    u, sigma, v = u[:, kept], sigma[kept], vt[kept].T
    largest = np.abs(v).argmax(axis=0)
    signs = np.sign(v[largest, range(len(sigma))])
    return sigma**2, _side(u * signs, sigma, row_masses), _side(v * signs, sigma, column_masses)


def _side(vectors: np.ndarray, sigma: np.ndarray, masses: np.ndarray) -> Side:
    import numpy as np

    coordinates = vectors * sigma / np.sqrt(masses)[:, None]
    parts = masses[:, None] * coordinates**2
    inertias = parts.sum(axis=1)
    # A point in the middle of all axes has no inertia to share.
    cosines = np.divide(parts, inertias[:, None], out=np.zeros_like(parts), where=inertias[:, None] > 0)
    return Side(masses, inertias, coordinates, vectors**2, cosines)


def map_words(
    tally: Tally,
    variable: str,
    categories_of: Mapping[str, Collection[str]],
    categories: Sequence[str],
    *,
    n_words: int = 60,
    fewest: int = 3,
) -> Correspondence:
    """Set the most frequent words against the categories of a variable.

    Parameters
    ----------
    categories_of : mapping of str to collection of str
        Opinion id -> the categories it falls in; an opinion in several counts in each.
    n_words, fewest : int
        How many words, and how often each occurs at least.

    Notes
    -----
    The table counts occurrences of words, as KH Coder's does. Distances between words, and between categories, are those between their profiles
    (chi-squared distances); the distance of a word from a category is none, only the direction from the middle counts.

    Raises
    ------
    DocumentError
        If fewer than three words or two categories are left, or all categories use the words alike.
    """
    table = _count(tally, categories_of, categories, tally.commonest(n_words, fewest))
    if len(table.words) < 3 or len(table.categories) < 2:
        raise DocumentError(
            f"{variable}: {len(table.words)} words that occur {fewest} times and {len(table.categories)} categories with opinions; three words "
            "and two categories are needed. Take more opinions, or --min-count 1 (語か区分が足りません)."
        )
    inertias, rows, columns = decompose(table.counts)
    if not len(inertias):
        raise DocumentError(
            f"{variable}: all categories use these words alike; there is no axis (どの区分でも語の使われ方が同じです)."
        )
    return Correspondence(
        variable,
        float(inertias.sum()),
        tuple(map(float, inertias)),
        _points(rows, table.words, tally.labels, table.counts.sum(axis=1)),
        _points(columns, table.categories, {}, table.counts.sum(axis=0)),
        tuple(tuple(map(int, row)) for row in table.counts),
        tuple(name for name in categories if name not in table.categories),
    )


@dataclass(frozen=True)
class _Table:
    """Occurrences of words in categories, and the opinions behind each word and each category.

    Attributes
    ----------
    counts : ndarray of shape (n_words, n_categories)
        Without rows or columns of zeros.
    """

    counts: np.ndarray
    words: Mapping[str, Sequence[str]]
    categories: Mapping[str, Sequence[str]]


def _count(
    tally: Tally, categories_of: Mapping[str, Collection[str]], categories: Sequence[str], words: Sequence[str]
) -> _Table:
    import numpy as np

    cells: Counter[tuple[str, str]] = Counter()
    with_word: dict[str, list[str]] = {word: [] for word in words}
    in_category: dict[str, list[str]] = {category: [] for category in categories}
    for opinion_id, own in zip(tally.opinion_ids, tally.counts, strict=True):
        spoken = [word for word in own if word in with_word]
        fallen = [category for category in categories if category in categories_of.get(opinion_id, ())]
        cells.update({(word, category): own[word] for word in spoken for category in fallen})
        for word in spoken if fallen else ():
            with_word[word].append(opinion_id)
        for category in fallen if spoken else ():
            in_category[category].append(opinion_id)
    with_word = {word: ids for word, ids in with_word.items() if ids}
    in_category = {category: ids for category, ids in in_category.items() if ids}
    counts = np.array([[cells[word, category] for category in in_category] for word in with_word], int)
    return _Table(counts, with_word, in_category)


def _points(
    side: Side, behind: Mapping[str, Sequence[str]], labels: Mapping[str, str], counts: np.ndarray
) -> tuple[MapPoint, ...]:
    return tuple(
        MapPoint(
            name,
            labels.get(name, name),
            int(counts[place]),
            float(side.masses[place]),
            float(side.inertias[place]),
            tuple(side.coordinates[place].tolist()),
            tuple(side.contributions[place].tolist()),
            tuple(side.cosines[place].tolist()),
            tuple(opinion_ids),
        )
        for place, (name, opinion_ids) in enumerate(behind.items())
    )
