"""Correspondence analysis and cluster trees against published examples and by hand."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency

from opinionmine.corpus.clusters import build_tree, cluster_themes, cluster_words
from opinionmine.corpus.correspondence import decompose, map_words
from opinionmine.corpus.frequency import tally_words
from opinionmine.errors import DocumentError
from opinionmine.records import Opinion, Prediction

# Staff by smoking, Greenacre, Theory and Applications of Correspondence Analysis (1984), table 3.1; R's ca::smoke.
# Rows SM, JM, SE, JE, SC; columns none, light, medium, heavy.
SMOKE = np.array([[4, 2, 3, 2], [4, 3, 7, 4], [25, 10, 12, 4], [18, 24, 33, 13], [10, 6, 7, 2]])
# What print(ca(smoke)) prints (ca 0.71): inertias, masses, chi-squared distances and standard coordinates.
INERTIAS = [0.074759, 0.010017, 0.000414]
ROW_MASSES = [0.056995, 0.093264, 0.264249, 0.455959, 0.129534]
ROW_INERTIAS = [0.002673, 0.011881, 0.038314, 0.026269, 0.006053]
ROW_DISTANCES = [0.216559, 0.356921, 0.380779, 0.240025, 0.216169]
ROW_STANDARD = [
    [-0.240539, 0.947105, -1.391973, 0.851989, -0.735456],
    [-1.935708, -2.430958, -0.106508, 0.576944, 0.788435],
]
COLUMN_STANDARD = [[-1.438471, 0.363746, 0.718017, 1.074445], [-0.304659, 1.409433, 0.073528, -1.975960]]
# What summary(ca(smoke)) prints, in thousandths (Nenadić and Greenacre 2007, Journal of Statistical Software 20(3), doi:10.18637/jss.v020.i03):
# principal coordinate, squared cosine and contribution of each axis.
ROWS = [
    [(-66, 92, 3), (259, 526, 84), (-381, 999, 512), (233, 942, 331), (-201, 865, 70)],
    [(-194, 800, 214), (-243, 465, 551), (-11, 1, 3), (58, 58, 152), (79, 133, 81)],
]
COLUMNS = [
    [(-393, 994, 654), (99, 327, 31), (196, 982, 166), (294, 684, 150)],
    [(-30, 6, 29), (141, 657, 463), (7, 1, 2), (-198, 310, 506)],
]


def test_greenacres_smokers():
    inertias, rows, columns = decompose(SMOKE)
    assert inertias.round(6).tolist() == INERTIAS and inertias.sum() == pytest.approx(0.085190, abs=1e-6)
    assert rows.masses.round(6).tolist() == ROW_MASSES and rows.inertias.round(6).tolist() == ROW_INERTIAS
    assert np.sqrt((rows.coordinates**2).sum(axis=1)).round(6).tolist() == ROW_DISTANCES
    for axis in (0, 1):
        sigma = math.sqrt(inertias[axis])
        # An axis may be turned round, both sides of the table together.
        sign = np.sign(columns.coordinates[0, axis] * COLUMN_STANDARD[axis][0])
        assert (sign * rows.coordinates[:, axis] / sigma).round(6).tolist() == ROW_STANDARD[axis]
        assert (sign * columns.coordinates[:, axis] / sigma).round(6).tolist() == COLUMN_STANDARD[axis]
        for side, published in ((rows, ROWS), (columns, COLUMNS)):
            found = np.c_[sign * side.coordinates[:, axis], side.cosines[:, axis], side.contributions[:, axis]]
            assert np.abs(1000 * found - np.array(published[axis])).max() <= 0.5 + 1e-9


TABLES = st.integers(2, 5).flatmap(
    lambda k: st.lists(st.lists(st.integers(0, 9), min_size=k, max_size=k), min_size=2, max_size=6)
)


@given(TABLES)
def test_what_holds_of_every_table(rows):
    table = np.array(rows)
    assume(table.any(axis=0).all() and table.any(axis=1).all())
    inertias, own_rows, own_columns = decompose(table)
    n, k = table.shape
    assert len(inertias) <= min(n, k) - 1 and (np.diff(inertias) <= 1e-12).all()
    # The total inertia is chi-squared over n (Greenacre 2017, chapter 4).
    assert inertias.sum() == pytest.approx(chi2_contingency(table, correction=False).statistic / table.sum(), abs=1e-9)
    for side in (own_rows, own_columns):
        # The middle is the average, each axis has its inertia, contributions and cosines are shares.
        assert np.abs(side.masses @ side.coordinates).max(initial=0) < 1e-7
        assert side.masses @ side.coordinates**2 == pytest.approx(inertias, abs=1e-9)
        assert side.contributions.sum(axis=0) == pytest.approx(1)
        assert all(total == pytest.approx(1) or total == 0 for total in side.cosines.sum(axis=1))
        assert side.inertias.sum() == pytest.approx(inertias.sum(), abs=1e-9)
    # The axes together give the table back (reconstitution formula).
    standard = own_rows.coordinates / np.sqrt(inertias)
    back = np.outer(own_rows.masses, own_columns.masses) * (1 + standard @ own_columns.coordinates.T)
    assert back * table.sum() == pytest.approx(table, abs=1e-6)
    # And transposed it is the same.
    assert decompose(table.T)[0] == pytest.approx(inertias, abs=1e-9)


def opinions(*texts):
    return tally_words([Opinion(str(number), "comment", text) for number, text in enumerate(texts, 1)])


def test_words_and_categories_with_the_opinions_behind_them():
    tally = opinions("研修と研修と祭り", "祭りと訓練", "訓練と研修", "避難と訓練", "山")
    of = {"1": ("A",), "2": ("A", "B"), "3": ("B",), "4": ("C",)}
    found = map_words(tally, "x", of, "ABCD", fewest=1)
    assert [(p.label, p.count, p.opinion_ids) for p in found.words] == [
        ("研修", 3, ("1", "3")),
        ("訓練", 4, ("2", "3", "4")),
        ("祭り", 3, ("1", "2")),
        ("避難", 1, ("4",)),
    ]
    assert [(p.name, p.count, p.opinion_ids) for p in found.categories] == [
        ("A", 5, ("1", "2")),
        ("B", 4, ("2", "3")),
        ("C", 2, ("4",)),
    ]
    assert found.counts == ((2, 1, 0), (1, 2, 1), (2, 1, 0), (0, 0, 1)) and found.left_out == ("D",)
    assert (
        found.total
        == pytest.approx(chi2_contingency(found.counts).statistic / 11)
        == pytest.approx(sum(found.inertias))
    )
    # 研修 and 祭り have one profile, and so one place.
    assert found.words[0].coordinates == pytest.approx(found.words[2].coordinates)


@pytest.mark.parametrize(
    ("texts", "of", "message"),
    [
        (["研修と祭り"], {"1": "A"}, "2 words that occur 1 times and 1 categories"),
        (["研修と祭りと山", "研修と祭りと山"], {"1": "A", "2": "B"}, "all categories use these words alike"),
        ([], {}, "0 words"),
    ],
)
def test_what_cannot_be_mapped_is_one_sentence(texts, of, message):
    with pytest.raises(DocumentError) as error:
        map_words(opinions(*texts), "x", of, "AB", fewest=1)
    assert message in str(error.value)


def test_jaccard_distances_and_wards_heights_by_hand():
    """a and b share 2 of 4 opinions (distance 0.5), c shares none with either (1).

    Lance and Williams for Ward, on squared distances: ((1 + 1) × 1² + (1 + 1) × 1² − 1 × 0.5²) / 3 = 3.75 / 3, so c joins at sqrt(1.25).
    """
    tree = build_tree("words", 9, {"a": "123", "c": "89", "b": "234"}, {"a": "語"})
    assert [(m.a, m.b, m.height) for m in tree.merges] == [(1, 2, 0.5), (0, 3, pytest.approx(math.sqrt(1.25)))]
    assert [(leaf.name, leaf.label, leaf.cluster, leaf.opinion_ids) for leaf in tree.leaves] == [
        ("c", "c", 1, ("8", "9")),
        ("a", "語", 2, ("1", "2", "3")),
        ("b", "b", 2, ("2", "3", "4")),
    ]


@pytest.mark.parametrize(
    ("places", "heights"),
    [
        # Places on a line, by hand: 0 and 2 have their middle at 1, 9 from 10; 0 and 1 at 0.5, 5 and 7 at 6.
        ((0, 2, 10), (2.0, math.sqrt(4 / 3) * 9)),
        ((0, 1, 5, 7), (1.0, 2.0, math.sqrt(2 * 2 * 2 / 4) * 5.5)),
    ],
)
def test_heights_are_those_of_wards_definition(places, heights, monkeypatch):
    """The distance of two clusters is sqrt(2 |A||B| / (|A| + |B|)) times that of their middles (Murtagh and Legendre 2014, ward.D2)."""
    from opinionmine.corpus import clusters

    monkeypatch.setattr(
        clusters, "_distances", lambda sets: [abs(a - b) for i, a in enumerate(places) for b in places[i + 1 :]]
    )
    tree = build_tree("words", 9, {str(place): [str(place)] for place in places}, {})
    assert [m.height for m in tree.merges] == pytest.approx(heights)


SETS = st.lists(st.frozensets(st.sampled_from("123456"), min_size=1), min_size=3, max_size=8)


@given(SETS)
def test_what_holds_of_every_tree(sets):
    held = {f"w{number}": sorted(own) for number, own in enumerate(sets)}
    tree = build_tree("words", 6, held, {})
    n = len(sets)
    assert sorted(leaf.name for leaf in tree.leaves) == sorted(held) and len(tree.merges) == n - 1
    assert all(leaf.opinion_ids == tuple(held[leaf.name]) for leaf in tree.leaves)
    # Every branch is joined once, heights never fall, the nearest pair comes first.
    joined = [part for merge in tree.merges for part in (merge.a, merge.b)]
    assert sorted(joined) == list(range(2 * n - 2))
    heights = [merge.height for merge in tree.merges]
    assert heights == sorted(heights)
    pairs = [1 - len(a & b) / len(a | b) for i, a in enumerate(sets) for b in sets[i + 1 :]]
    assert heights[0] == pytest.approx(min(pairs))
    # Leaves below a branch stand side by side, so that no branches cross; clusters are numbered from the top.
    below = [{place} for place in range(n)]
    for merge in tree.merges:
        below.append(below[merge.a] | below[merge.b])
        assert max(below[-1]) - min(below[-1]) == len(below[-1]) - 1
    numbers = [leaf.cluster for leaf in tree.leaves]
    assert numbers == sorted(numbers) and sorted(set(numbers)) == list(range(1, tree.n_clusters + 1))


@pytest.mark.parametrize("n_clusters", [1, 2, 3, 4, 5])
def test_a_tree_is_cut_where_it_is_asked(n_clusters):
    held = {"a": "12", "b": "123", "c": "456", "d": "45", "e": "789"}
    assert build_tree("words", 9, held, {}, n_clusters).n_clusters == n_clusters
    # Without a number: about the square root of 5.
    assert build_tree("words", 9, held, {}).n_clusters == 2


def judged(opinion_id, *themes):
    return Prediction(opinion_id, "themes" if themes else "none", themes, {}, "report", (), (), "test")


def test_themes_of_the_same_opinions():
    tree = cluster_themes(
        [judged("1", "x", "y"), judged("2", "y", "x"), judged("3", "z"), judged("4")], ("z", "x", "w", "y")
    )
    # x and y stand in the same opinions; a theme that nobody raises is no leaf.
    assert (tree.kind, tree.n) == ("themes", 4)
    assert [(leaf.name, leaf.opinion_ids) for leaf in tree.leaves] == [
        ("z", ("3",)),
        ("x", ("1", "2")),
        ("y", ("1", "2")),
    ]
    assert tree.merges[0].height == 0


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: cluster_themes([judged("1", "x", "y")], ("x", "y", "z")), "2 themes in 1 opinions; a tree needs 3"),
        (lambda: cluster_words(opinions("研修")), "0 words in 1 opinions"),
        (lambda: build_tree("words", 3, {"a": "1", "b": "2", "c": "3"}, {}, 4), "--clusters 4: there are only 3 words"),
    ],
)
def test_what_cannot_be_joined_is_one_sentence(make, message):
    with pytest.raises(DocumentError) as error:
        make()
    assert message in str(error.value)
