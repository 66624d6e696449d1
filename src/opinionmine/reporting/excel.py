"""The theme report as an Excel workbook to go on working with: tidy tables with filters, and native charts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from opinionmine.records import Codebook
from opinionmine.reporting import tables
from opinionmine.reporting.blocks import Items, Number, Report, Text, show_cell
from opinionmine.reporting.excel_book import Book, Line
from opinionmine.reporting.excel_tables import (
    findings_table,
    issues_table,
    links_table,
    opinions_table,
    stack,
    wide_ratings,
)
from opinionmine.reporting.exploring import places_table
from opinionmine.reporting.summary import SourceFacts, Summary
from opinionmine.reporting.words import Words


def render_excel(report: Report, summary: Summary, codebook: Codebook) -> bytes:
    """Render the report; a worksheet without content is left out. The same report gives the same bytes.

    Raises
    ------
    DocumentError
        If a sheet has more goals than a worksheet has columns.
    """
    words = Words(report.lang, codebook)
    book = Book(words, words("summary"))
    _add_figures(book, report, summary, codebook, words)
    _add_rows(book, summary, codebook, words)
    book.add(words("sheet_glossary"), tables.glossary_table(codebook, words))
    provenance = tables.provenance_table(summary, words)
    book.add(words("provenance"), provenance)
    book.write_front(
        [
            *_overview(report),
            Line(words("totals"), form="head"),
            *_totals(summary, words),
            Line(words("contents"), form="head"),
            *book.contents(),
            Line(words("provenance"), form="head"),
            *(Line(show_cell(what), value) for what, value in provenance.rows),
        ]
    )
    return book.close()


def _add_figures(book: Book, report: Report, summary: Summary, codebook: Codebook, words: Words) -> None:
    """Ratings and themes, each with a chart, how they meet, and where they do not."""
    rated = [source for source in summary.sources if source.rows]
    if rated:
        book.add(words("ratings"), stack([tables.tidy_ratings(s, words) for s in rated], rated, words))
    for source in rated:
        book.add_chart(_numbered(words("sheet_ratings_chart"), source), wide_ratings(source, words), is_share=True)
    if any(theme.opinion_ids for theme in summary.themes):
        voices = [voice for voice in tables.VOICES if any(unit.opinion.voice == voice for unit in summary.units)]
        book.add(words("themes"), tables.themes_table(summary, words))
        book.add_chart(words("themes_by_voice"), tables.parts_table(summary, words, "voice", voices), is_share=False)
    for source in rated:
        if source.map:
            book.add(_numbered(words("map"), source), tables.map_table(source, codebook, words))
        if source.priorities:
            book.add(_numbered(words("sheet_priorities"), source), tables.priorities_table(source, words))
    book.add(words("sheet_findings"), findings_table(report, summary, words))


def _add_rows(book: Book, summary: Summary, codebook: Codebook, words: Words) -> None:
    """Everything one by one: cells of crosstabs, opinions, links, figures in the prose, pairs of words, what was not read."""
    book.add(words("crosstabs"), tables.crosstab_cells(tables.all_crosstabs(summary), words))
    book.add(words("sheet_opinions"), opinions_table(summary, codebook, words))
    book.add(words("links"), links_table(summary, words))
    audited = [source for source in summary.sources if source.audit.claims]
    if audited:
        book.add(words("sheet_audit"), stack([tables.audit_table(s, words) for s in audited], audited, words))
    book.add(words("network"), tables.edges_table(summary, words))
    if summary.keyness.words:
        book.add(words("key_words"), tables.key_words_table(summary, words))
    if summary.word_map:
        book.add(words("correspondence"), places_table(summary.word_map, words))
    book.add(words("sheet_issues"), issues_table(summary, words))


def _overview(report: Report) -> Iterator[Line]:
    """The title, and the sentences about all inputs together."""
    yield Line(f"{report.kind}　{report.title}　{report.subtitle}".strip(), form="title")
    for section in report.sections:
        if section.name not in ("overview", "ranks"):
            continue
        yield Line(section.title, form="head")
        for block in section.blocks:
            if isinstance(block, Text):
                yield Line("", block.text, form="marked" if block.kind == "warn" else "text")
            elif isinstance(block, Items):
                yield from (Line("", item) for item in block.items)


def _totals(summary: Summary, words: Words) -> Iterator[Line]:
    """What the opinions, the measures and the figures in the prose come to."""
    counts = [(words("opinions"), summary.n_opinions), (words("prose"), sum(s.n_prose for s in summary.sources))]
    counts += [(words(f"outcome_{outcome}"), n) for outcome, n in summary.outcomes.items()]
    for source in summary.sources:
        for row in source.totals:
            counts += [(" ".join(filter(None, (source.name, row.actor, c.grade))), c.count) for c in row.counts]
    verdicts = Counter(claim.verdict for source in summary.sources for claim in source.audit.claims)
    for verdict, n in verdicts.items():
        counts.append((f"{words('sheet_audit')} {words(verdict.replace(' ', '_') + '_mark')}", n))
    yield from (Line(name, Number(n, str(n))) for name, n in counts)


def _numbered(title: str, source: SourceFacts) -> str:
    return title if source.number == 1 else f"{title} {source.number}"
