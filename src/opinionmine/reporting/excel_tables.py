"""The tables that only the workbook has: one row for each opinion, link, finding and issue, to sort and to filter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from opinionmine.records import Codebook
from opinionmine.reporting.blocks import Cell, Items, Number, Report, Table
from opinionmine.reporting.quotes import show_origin
from opinionmine.reporting.summary import SourceFacts, Summary
from opinionmine.reporting.words import Words

_YES, _NO = Number(1, "1"), Number(0, "0")


def stack(own: Sequence[Table], sources: Sequence[SourceFacts], words: Words) -> Table:
    """Tables of several inputs under each other, the input in front of each row."""
    rows = [(source.name, *row) for table, source in zip(own, sources, strict=True) for row in table.rows]
    starts = [sum(len(table.rows) for table in own[:place]) for place in range(len(own))]
    marked = frozenset(start + row for start, table in zip(starts, own, strict=True) for row in table.marked)
    return replace(own[0], columns=(words("input"), *own[0].columns), rows=tuple(rows), marked=marked)


def wide_ratings(source: SourceFacts, words: Words) -> Table:
    """A row for each goal and actor, a column for each grade: what the chart of ratings is drawn from."""
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (f"{row.goal_id} {row.title} {row.actor}".strip(), *(Number(c.count, str(c.count)) for c in row.counts))
        for row in source.rows
    )
    return Table("ratings-wide", words("picture_ratings"), (words("goal"), *source.grades), rows)


def opinions_table(summary: Summary, codebook: Codebook, words: Words) -> Table:
    """A row for each opinion: whether it has each theme (0 or 1), and the probability of each."""
    names = [words.theme(theme_id) for theme_id in codebook.theme_ids]
    columns = ["ID", *map(words, ("input", "variable_voice", "variable_stance", "outcome", "text", "place_of_opinion"))]
    columns += [*names, *(f"p {name}" for name in names)]
    extra = [name for name in summary.variables if name not in ("voice", "stance", "actor", "source")]
    rows: list[tuple[Cell, ...]] = []
    for unit in summary.units:
        opinion, said = unit.opinion, unit.prediction
        row: list[Cell] = [
            opinion.opinion_id,
            summary.sources[unit.source - 1].name,
            words(f"voice_{opinion.voice}"),
            words(f"stance_{said.stance}") if said.stance else "",
            words(f"outcome_{said.outcome}"),
            opinion.text,
            show_origin(unit, words),
        ]
        row += [_YES if theme_id in said.themes else _NO for theme_id in codebook.theme_ids]
        # The workbook's own format tells how many digits are shown; text for 100,000 x 16 of them would only cost time.
        row += [Number(float(said.scores[theme_id]), "") for theme_id in codebook.theme_ids]
        row += ["・".join(summary.variables[name].get(opinion.opinion_id, ())) for name in extra]
        rows.append(tuple(row))
    return Table("opinions", words("all_opinions"), (*columns, *extra), tuple(rows))


def links_table(summary: Summary, words: Words) -> Table:
    """A row for each link of a theme of an opinion to a goal."""
    # The goals that a list speaks of are those of a sheet.
    goals_of = {s.number: summary.sources[(s.linked_to or s.number) - 1].name for s in summary.sources}
    columns = ("ID", *map(words, ("theme", "goal", "basis", "strength", "reason", "actors", "variable_sheet")))
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            link.opinion_id,
            words.theme(link.theme_id),
            link.goal_id,
            words(f"basis_{link.basis}"),
            Number(float(link.strength), f"{link.strength:.2f}"),
            link.reason,
            "・".join(link.actors),
            goals_of[unit.source],
        )
        for unit in summary.units
        for link in unit.links
    )
    return Table("links", words("links"), columns, rows)


def findings_table(report: Report, summary: Summary, words: Words) -> Table:
    """A row for each sentence of the report's section of findings, with every opinion it speaks of."""
    rated = [source for source in summary.sources if source.totals]
    sections = [section for section in report.sections if section.name == "findings"]
    # Of several rated inputs each has a part; of one the sentences stand in the section itself.
    parts = [part for section in sections for part in (section.parts or (section,))]
    rows = tuple(
        (source.name, sentence, words.join(opens.get("ids", "").split("\n")))
        for source, part in zip(rated, parts, strict=True)
        for block in part.blocks
        if isinstance(block, Items)
        for sentence, opens in zip(block.items, block.opens, strict=True)
    )
    return Table("findings", words("findings"), (words("input"), words("findings"), "ID"), rows)


def issues_table(summary: Summary, words: Words) -> Table:
    """What was moved or not read, in every input."""
    columns = tuple(map(words, ("input", "kind", "place", "what")))
    rows = tuple(
        (source.name, words(f"issue_{i.code}") if words.has(f"issue_{i.code}") else i.code, i.locator.label, i.message)
        for source in summary.sources
        for i in source.issues
    )
    return Table("issues", words("issues"), columns, rows)
