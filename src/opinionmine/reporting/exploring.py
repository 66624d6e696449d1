"""What is found out about the words of a corpus, as tables and pictures in the language of a reader."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from opinionmine.japanese.normalize import join_lines
from opinionmine.records import ClusterTree, Concordance, Correspondence, Keyness, MapPoint, WordList
from opinionmine.reporting.biplot import Spot, word_map
from opinionmine.reporting.blocks import Cell, Drawing, Number, Table, count_cell, opinions_cell
from opinionmine.reporting.dendrogram import dendrogram
from opinionmine.reporting.pictures import Picture
from opinionmine.reporting.tables import name_category, name_variable
from opinionmine.reporting.words import Words, show_p, show_share

# Axes that tables show; .json has all.
_MOST_AXES = 3


def words_table(found: WordList, words: Words, most: int | None = None, *, has_ids: bool = False) -> Table:
    """Words with their frequencies, most frequent first."""
    columns = ("word", "lemma", "pos", "occurrences", "n_opinions", "share_of_words", *_ids_column(has_ids))
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            word.label, word.lemma, word.pos, count_cell(word.count), count_cell(len(word.opinion_ids)),
            _number(1000 * word.count / found.n_words, 2), *_ids(word.opinion_ids, has_ids),
        )
        for word in found.words[:most]
    )  # fmt: skip
    return Table("words", words("words"), tuple(map(words, columns)), rows)


def kwic_table(found: Concordance, words: Words) -> Table:
    """Lines of words in context; text that was broken into lines stands on one."""
    columns = ("opinion_id", "span_start", "span_end", "left_context", "match", "right_context")
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (line.opinion_id, count_cell(line.start), count_cell(line.end), *(_one_line(part) for part in (line.left, line.match, line.right)))
        for line in found.lines
    )  # fmt: skip
    return Table("kwic", f"{words('kwic')}: {found.query}", tuple(map(words, columns)), rows)


def kwic_tables(found: Iterable[tuple[str, Concordance]], words: Words) -> Table:
    """The lines of several words in one table, the word before each."""
    tables = [(label, kwic_table(concordance, words)) for label, concordance in found]
    columns = (words("word"), *tables[0][1].columns) if tables else ()
    return Table("kwic", words("kwic"), columns, tuple((label, *row) for label, table in tables for row in table.rows))


def keyness_table(found: Keyness, words: Words, *, has_ids: bool = False) -> Table:
    """Key words, category by category."""
    columns = (
        "category", "word", "lemma", "pos", "occurrences", "count_rest", "n_opinions", "n_rest", "g2", "p_value", "q_value",
        "log_ratio", "jaccard", "ctfidf", *_ids_column(has_ids),
    )  # fmt: skip
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            _category(found.variable, word.category, words), word.label, word.lemma, word.pos, count_cell(word.count), count_cell(word.count_rest),
            count_cell(len(word.opinion_ids)), count_cell(word.n_rest), _number(word.g2, 2),
            Number(word.p, show_p(word.p)), Number(word.q, show_p(word.q)), _number(word.log_ratio, 2),
            _number(word.jaccard, 3), _number(word.ctfidf, 2), *_ids(word.opinion_ids, has_ids),
        )
        for word in found.words
    )  # fmt: skip
    title = f"{words('keyness')}: {_variable(found.variable, words)}"
    return Table("keyness", title, tuple(map(words, columns)), rows)


def points_table(found: Correspondence, words: Words, *, has_ids: bool = False) -> Table:
    """Categories, then words, with coordinates, contributions and squared cosines on the first axes."""
    axes = range(1, min(len(found.inertias), _MOST_AXES) + 1)
    measures = [words(key, n=n) for n in axes for key in ("coordinate", "contribution", "cosine")]
    columns = (*(words(key) for key in ("point_kind", "word", "occurrences", "mass", "inertia")), *measures)
    rows: list[tuple[Cell, ...]] = []
    for kind, points in ((_variable(found.variable, words), found.categories), (words("point_word"), found.words)):
        for point in points:
            figures = [
                values[n - 1] for n in axes for values in (point.coordinates, point.contributions, point.cosines)
            ]
            named = _category(found.variable, point.name, words) if points is found.categories else point.label
            rows.append(
                (
                    kind, named, count_cell(point.count), _number(point.mass, 4), _number(point.inertia, 4),
                    *(_number(figure, 4) for figure in figures), *_ids(point.opinion_ids, has_ids),
                )
            )  # fmt: skip
    return Table("correspondence", words("correspondence"), (*columns, *map(words, _ids_column(has_ids))), tuple(rows))


def places_table(found: Correspondence, words: Words) -> Table:
    """Categories, then words, with the two coordinates that the map shows."""
    columns = ("point_kind", "word", "n_mapped", "coordinate_1", "coordinate_2")
    kinds = ((_variable(found.variable, words), found.categories), (words("point_word"), found.words))
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            kind,
            _category(found.variable, point.name, words) if points is found.categories else point.label,
            opinions_cell(point.opinion_ids),
            *(_number(place, 2) for place in point.coordinates[:2]),
        )
        for kind, points in kinds
        for point in points
    )
    names = [words("coordinate", n=name[-1]) if name.startswith("coordinate") else words(name) for name in columns]
    return Table("correspondence", words("correspondence"), tuple(names), rows)


def axes_table(found: Correspondence, words: Words) -> Table:
    """The principal inertias."""
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (str(n), _number(inertia, 6), _number(inertia / found.total, 4), _number(sum(found.inertias[:n]) / found.total, 4))
        for n, inertia in enumerate(found.inertias, 1)
    )  # fmt: skip
    return Table("axes", words("axis"), tuple(map(words, ("axis", "inertia", "inertia_share", "cumulative"))), rows)


def draw_correspondence(found: Correspondence, words: Words, x: int = 1, y: int = 2) -> Drawing | None:
    """Words and categories on two axes, from 1; None where there is only one axis."""
    if len(found.inertias) < max(x, y):
        return None

    def spot(point: MapPoint, label: str, is_category: bool) -> Spot:
        return Spot(label, point.coordinates[x - 1], point.coordinates[y - 1], point.count, is_category)

    spots = [spot(point, _category(found.variable, point.name, words), True) for point in found.categories]
    spots += [spot(point, point.label, False) for point in found.words]
    axes = [words("axis_share", n=n, share=show_share(found.inertias[n - 1] / found.total)) for n in (x, y)]
    title = words("picture_correspondence", variable=_variable(found.variable, words))
    return Drawing(word_map("correspondence", title, spots, x_axis=axes[0], y_axis=axes[1]), points_table(found, words))


def leaves_table(tree: ClusterTree, words: Words, *, has_ids: bool = False) -> Table:
    """Themes or words with the cluster of each, in the order of the tree."""
    columns = ("cluster", "theme" if tree.kind == "themes" else "word", "n_opinions", *_ids_column(has_ids))
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (count_cell(leaf.cluster), _leaf(tree, place, words), count_cell(len(leaf.opinion_ids)), *_ids(leaf.opinion_ids, has_ids))
        for place, leaf in enumerate(tree.leaves)
    )  # fmt: skip
    return Table("clusters", words("clusters"), tuple(map(words, columns)), rows)


def merges_table(tree: ClusterTree, words: Words) -> Table:
    """Which branches are joined, nearest first; a branch that was joined before goes by the number of its merge."""
    n = len(tree.leaves)

    def name(branch: int) -> str:
        return _leaf(tree, branch, words) if branch < n else words("branch_of", n=branch - n + 1)

    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (str(number), name(merge.a), name(merge.b), _number(merge.height, 4))
        for number, merge in enumerate(tree.merges, 1)
    )
    return Table("merges", words("branches"), ("#", *map(words, ("branch_a", "branch_b", "ward_height"))), rows)


def draw_clusters(tree: ClusterTree, words: Words) -> Drawing:
    """The tree, with the number of opinions behind each leaf."""
    labels = [f"{_leaf(tree, place, words)} {len(leaf.opinion_ids)}" for place, leaf in enumerate(tree.leaves)]
    merges = [(merge.a, merge.b, merge.height) for merge in tree.merges]
    title = words(f"picture_clusters_{tree.kind}")
    picture: Picture = dendrogram(
        "clusters", title, labels, [leaf.cluster for leaf in tree.leaves], merges, axis=words("ward_height")
    )
    return Drawing(picture, leaves_table(tree, words))


def _leaf(tree: ClusterTree, place: int, words: Words) -> str:
    leaf = tree.leaves[place]
    return words.theme(leaf.name) if tree.kind == "themes" else leaf.label


def _variable(variable: str, words: Words) -> str:
    return words("theme") if variable == "theme" else name_variable(variable, words)


def _category(variable: str, category: str, words: Words) -> str:
    return words.theme(category) if variable == "theme" else name_category(variable, category, words)


def _ids_column(has_ids: bool) -> tuple[str, ...]:
    return ("opinion_ids",) if has_ids else ()


def _ids(opinion_ids: Sequence[str], has_ids: bool) -> tuple[str, ...]:
    return (";".join(opinion_ids),) if has_ids else ()


def _number(value: float, digits: int) -> Number:
    return Number(value, f"{value:.{digits}f}")


def _one_line(text: str) -> str:
    return join_lines(text.splitlines())
