"""The pictures of a report with the numbers behind them, each made from the summary record alone; None where there is nothing to draw."""

from __future__ import annotations

from statistics import median

from opinionmine.records import Codebook
from opinionmine.reporting.blocks import Drawing
from opinionmine.reporting.pictures import (
    Bar,
    Edge,
    Node,
    Part,
    Point,
    Square,
    network,
    scatter,
    square_map,
    stacked_bars,
)
from opinionmine.reporting.summary import SourceFacts, Summary
from opinionmine.reporting.tables import (
    BASIS_MARKS,
    STANCES,
    VOICES,
    by_frequency,
    edges_table,
    label_nodes,
    map_table,
    name_goals,
    parts_table,
    priorities_table,
    tidy_ratings,
)
from opinionmine.reporting.words import Words


def draw_ratings(source: SourceFacts, words: Words) -> Drawing | None:
    """Bars of shares by goal and actor, the change against last year beside each grade."""
    rows = [row for row in source.rows if row.n]
    if not rows:
        return None
    bars = []
    for row in rows:
        goal = f"{row.goal_id} {row.title}"
        # Without actors a goal is a bar, and its main goal the group.
        label, group = (row.actor, goal) if row.actor else (goal, source.main_goals.get(row.goal_id, ""))
        bars.append(Bar(label, tuple(c.count for c in row.counts), tuple(c.change for c in row.counts), group))
    parts = [Part(grade, grade, shade) for shade, grade in enumerate(source.grades)]
    numbers = tidy_ratings(source, words)
    picture = stacked_bars(
        numbers.name, words("picture_ratings"), bars, parts, share=True, axis=words("share_of_measures")
    )
    return Drawing(picture, numbers)


def draw_themes(summary: Summary, words: Words, variable: str, values: tuple[str, ...]) -> Drawing:
    """Bars of opinions and prose by theme, cut by who speaks or by what is wanted; at least one theme must be raised."""
    themes = by_frequency(summary)
    numbers = parts_table(summary, words, variable, values)
    order = VOICES if variable == "voice" else STANCES
    parts = [Part(words(f"{variable}_mark_{v}"), words(f"{variable}_{v}"), order.index(v)) for v in values]
    bars = [Bar(words.theme(t.theme_id), tuple(t.counts(variable).get(v, 0) for v in values)) for t in themes]
    title = words(f"picture_{variable}")
    return Drawing(stacked_bars(numbers.name, title, bars, parts, share=False, axis=words("count")), numbers)


def draw_map(source: SourceFacts, codebook: Codebook, words: Words) -> Drawing | None:
    """Themes against goals."""
    if not source.map:
        return None
    goals = name_goals(source)
    squares = [
        Square(words.theme(c.theme_id), goals[c.goal_id], len(c.opinion_ids), BASIS_MARKS[c.basis]) for c in source.map
    ]
    numbers = map_table(source, codebook, words)
    themes = [words.theme(theme_id) for theme_id in codebook.theme_ids]
    return Drawing(square_map(numbers.name, words("picture_map"), squares, themes, list(goals.values())), numbers)


def draw_priorities(source: SourceFacts, words: Words) -> Drawing | None:
    """How often a theme is raised against how well its goals are rated; themes that no opinion raises have no point."""
    raised = [p for p in source.priorities if p.n_raised]
    if not raised:
        return None
    points = [Point(words.theme(p.theme_id), p.n_raised, p.n_achieved / p.n, *p.interval) for p in raised]
    total = source.totals[0]
    numbers = priorities_table(source, words)
    picture = scatter(
        numbers.name,
        words("picture_priorities"),
        points,
        x_axis=words("raised"),
        y_axis=words("achieved"),
        x_line=float(median(p.n_raised for p in raised)),
        y_line=total.n_achieved / total.n,
    )
    return Drawing(picture, numbers)


def draw_network(summary: Summary, words: Words) -> Drawing | None:
    """Words and themes that stand in the same opinions."""
    if not summary.network.edges:
        return None
    labels = label_nodes(summary, words)
    nodes = [Node(labels[n.node_id], n.count, n.is_theme) for n in summary.network.nodes]
    edges = [Edge(labels[e.a], labels[e.b], e.jaccard) for e in summary.network.edges]
    return Drawing(network("network", words("picture_network"), nodes, edges), edges_table(summary, words))
