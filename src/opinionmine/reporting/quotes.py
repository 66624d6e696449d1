"""One whole opinion, its evidence marked, and a line that says whose it is and where it stands."""

from __future__ import annotations

from collections.abc import Sequence

from opinionmine.reporting.blocks import Quote
from opinionmine.reporting.summary import Unit
from opinionmine.reporting.tables import BASIS_MARKS
from opinionmine.reporting.words import Words


def quote(unit: Unit, theme_id: str | None, words: Words) -> Quote:
    """Quote an opinion under one of its themes, or under none."""
    opinion, prediction = unit.opinion, unit.prediction
    spans = [(item.start, item.end) for item in prediction.evidence if item.theme_id == theme_id]
    parts = [words(f"stance_{prediction.stance}")] if prediction.stance else []
    parts.append(words(f"voice_{opinion.voice}"))
    if unit.where:
        parts.append(" › ".join(unit.where))
    parts.append(opinion.opinion_id + show_place(unit, words))
    if opinion.weight > 1:
        parts.append(words("people", n=opinion.weight))
    if theme_id:
        parts.append(f"p = {prediction.scores[theme_id]:.2f}")
        links = [link for link in unit.links if link.theme_id == theme_id]
        if links:
            parts.append("　".join(f"{BASIS_MARKS[link.basis]} {link.goal_id} ({link.reason})" for link in links))
        actors = dict.fromkeys(actor for link in links for actor in link.actors)
        if actors:
            parts.append(words("about_actors", actors="・".join(actors)))
    return Quote(opinion.opinion_id, cut_segments(opinion.text, spans), " ／ ".join(parts))


def cut_segments(text: str, spans: Sequence[tuple[int, int]]) -> tuple[tuple[str, bool], ...]:
    """Cut a text at the edges of its evidence; the pieces together are the text.

    Examples
    --------
    >>> cut_segments("研修を続ける", [(0, 2)])
    (('研修', True), ('を続ける', False))
    """
    marked = [any(start <= i < end for start, end in spans) for i in range(len(text))]
    edges = [0, *(i for i in range(1, len(text)) if marked[i] != marked[i - 1]), len(text)]
    return tuple((text[a:b], marked[a]) for a, b in zip(edges, edges[1:], strict=False) if a < b)


def show_origin(unit: Unit, words: Words) -> str:
    """The headings an opinion stands under, and its place."""
    return " › ".join(unit.where) + show_place(unit, words)


def show_place(unit: Unit, words: Words) -> str:
    """（12・13 行）, （評価!D7）; nothing where the place is not known."""
    labels = "・".join(locator.label for locator in unit.opinion.locators if locator.label)
    if not labels:
        return ""
    return words("at_cells", cells=labels) if unit.opinion.locators[0].cell else words("at_lines", lines=labels)
