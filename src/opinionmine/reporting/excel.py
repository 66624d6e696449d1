"""The theme report as an Excel workbook to go on working with: tidy tables with filters, and native charts."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from opinionmine.errors import DocumentError
from opinionmine.records import Codebook
from opinionmine.reporting import tables
from opinionmine.reporting.blocks import Cell, Items, Number, Report, Section, Table, Text, show_cell
from opinionmine.reporting.layout import count_columns
from opinionmine.reporting.pictures import COLOURS
from opinionmine.reporting.quotes import show_place
from opinionmine.reporting.summary import SourceFacts, Summary
from opinionmine.reporting.words import Words
from opinionmine.reporting.workbook import OPTIONS, ROWS, put

# Excel refuses these in the name of a worksheet, and more than 31 characters.
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME = 31
_WIDEST, _NARROWEST = 60, 8
# The same report gives the same bytes: the workbook has no date of its own.
_NO_DATE = datetime.datetime(2000, 1, 1)


def render_excel(report: Report, summary: Summary, codebook: Codebook) -> bytes:
    """Render the report.

    Raises
    ------
    DocumentError
        If there are more opinions or links than a worksheet holds.
    """
    words = Words(report.lang, codebook)
    book = _Book(words)
    book.add_lines(words("summary"), list(_summary_lines(report)))
    rated = [source for source in summary.sources if source.rows]
    if rated:
        book.add(words("ratings"), _with_source([tables.tidy_ratings(s, words) for s in rated], rated, words))
        for source in rated:
            book.add_chart(_numbered(words("sheet_ratings_chart"), source), _wide_ratings(source, words), is_share=True)
    if any(theme.opinion_ids for theme in summary.themes):
        voices = [voice for voice in tables.VOICES if any(unit.opinion.voice == voice for unit in summary.units)]
        book.add(words("themes"), tables.themes_table(summary, words))
        book.add_chart(words("themes_by_voice"), tables.parts_table(summary, words, "voice", voices), is_share=False)
    for source in rated:
        book.add(_numbered(words("map"), source), tables.map_table(source, codebook, words))
        if source.priorities:
            book.add(_numbered(words("sheet_priorities"), source), tables.priorities_table(source, words))
    crosstabs = tables.all_crosstabs(summary)
    if crosstabs:
        book.add(words("crosstabs"), tables.crosstab_cells(crosstabs, words))
    if summary.units:
        book.add(words("sheet_opinions"), _opinions(summary, codebook, words))
    if any(unit.links for unit in summary.units):
        book.add(words("links"), _links(summary, words))
    audited = [source for source in summary.sources if source.audit.claims]
    if audited:
        book.add(words("sheet_audit"), _with_source([tables.audit_table(s, words) for s in audited], audited, words))
    if summary.network.edges:
        book.add(words("network"), tables.edges_table(summary, words))
    issues = _issues(summary, words)
    if issues.rows:
        book.add(words("sheet_issues"), issues)
    book.add(words("sheet_glossary"), tables.glossary_table(codebook, words))
    book.add(words("provenance"), tables.provenance_table(summary, words))
    return book.close()


def name_worksheet(title: str, taken: Sequence[str]) -> str:
    """A name that Excel takes and that no other worksheet has, whatever case it is written in.

    Examples
    --------
    >>> name_worksheet("a/b: [c]*", []), name_worksheet("Themes", ["themes"]), len(name_worksheet("長" * 40, []))
    ('a b c', 'Themes 2', 31)
    """
    name = " ".join(_NOT_IN_NAMES.sub(" ", title).split()).strip("'")[:_LONGEST_NAME] or "1"
    known = {other.lower() for other in taken}
    number = 1
    shown = name
    while shown.lower() in known:
        number += 1
        shown = f"{name[: _LONGEST_NAME - 1 - len(str(number))]} {number}"
    return shown


class _Book:
    """A workbook in the making."""

    def __init__(self, words: Words) -> None:
        import xlsxwriter

        self._out = io.BytesIO()
        self._book = xlsxwriter.Workbook(self._out, OPTIONS)
        self._book.set_properties({"created": _NO_DATE})
        self._words = words
        self._names: list[str] = []
        self._n_cut = 0
        add = self._book.add_format
        wrapped = {"text_wrap": True, "valign": "top"}
        self._forms = {
            "head": add({"bold": True, "bottom": 1, "bg_color": "#E8EDF2", **wrapped}),
            "text": add(wrapped),
            "marked": add({"bold": True, "bg_color": "#FBE3DE", **wrapped}),
            "title": add({"bold": True, "font_size": 14}),
            "0": add({"num_format": "0", "valign": "top"}),
            "0%": add({"num_format": "0%", "valign": "top"}),
            "0.0000": add({"num_format": "0.0000", "valign": "top"}),
        }

    def add_lines(self, title: str, lines: Sequence[tuple[str, str]]) -> None:
        """A worksheet of sentences, each with the format it is written in."""
        self._front = self._add_worksheet(title)
        self._front.set_column(0, 0, 110)
        for row, (text, form) in enumerate(lines):
            put(self._front, row, 0, text, self._forms[form])
        self._n_lines = len(lines)

    def add(self, title: str, table: Table) -> Any:
        """A worksheet of one table, with filters and a header that stays."""
        if len(table.rows) >= ROWS:
            raise DocumentError(
                f"{len(table.rows):,} rows for the worksheet {title}; Excel holds {ROWS - 1:,}. Write .json, or split the inputs (行数が多すぎます)."
            )
        sheet = self._add_worksheet(title)
        for column, name in enumerate(table.columns):
            self._n_cut += put(sheet, 0, column, name, self._forms["head"])
        for number, row in enumerate(table.rows, 1):
            for column, cell in enumerate(row):
                self._put(sheet, number, column, cell, number - 1 in table.marked)
        for column, width in enumerate(_widths(table)):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 1)
        if table.rows:
            sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
        return sheet

    def add_chart(self, title: str, table: Table, *, is_share: bool) -> None:
        """A worksheet of names and counts, and a bar chart of them."""
        sheet = self.add(title, table)
        chart = self._book.add_chart({"type": "bar", "subtype": "percent_stacked" if is_share else "stacked"})
        last = len(table.rows)
        # The last column of counts over parts is their sum.
        parts = range(1, len(table.columns) - (0 if is_share else 1))
        for place in parts:
            chart.add_series(
                {
                    "name": [sheet.get_name(), 0, place],
                    "categories": [sheet.get_name(), 1, 0, last, 0],
                    "values": [sheet.get_name(), 1, place, last, place],
                    "fill": {"color": COLOURS[f"g{(place - 1) % 6}"]},
                    "border": {"color": "#FFFFFF"},
                    "gap": 40,
                }
            )
        chart.set_title({"name": table.title, "name_font": {"size": 12}})
        chart.set_legend({"position": "top"})
        chart.set_y_axis({"reverse": True, "label_position": "low"})
        chart.set_size({"width": 760, "height": 120 + 26 * last})
        sheet.insert_chart(1, len(table.columns) + 1, chart, {"description": table.title})

    def close(self) -> bytes:
        """The bytes of the workbook; the first worksheet says how many cells had to be cut."""
        if self._n_cut:
            put(self._front, self._n_lines + 1, 0, self._words("cells_cut", n=self._n_cut), self._forms["marked"])
        self._book.close()
        return self._out.getvalue()

    def _add_worksheet(self, title: str) -> Any:
        name = name_worksheet(title, self._names)
        self._names.append(name)
        sheet = self._book.add_worksheet(name)
        sheet.set_paper(9)  # A4
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        return sheet

    def _put(self, sheet: Any, row: int, column: int, cell: Cell, is_marked: bool) -> None:
        if isinstance(cell, str):
            self._n_cut += put(sheet, row, column, cell, self._forms["marked" if is_marked else "text"])
        elif cell.value is None:
            sheet.write_blank(row, column, None, self._forms["text"])
        else:
            put(sheet, row, column, cell.value, self._forms[_number_form(cell)])


def _number_form(number: Number) -> str:
    """Shares as they are shown, counts as whole numbers, all else with four digits."""
    if isinstance(number.value, int):
        return "0"
    return "0%" if number.text.endswith("%") else "0.0000"


def _widths(table: Table) -> list[float]:
    """Columns as wide as their longest text, a full-width sign counting two, up to a limit; the first 200 rows tell."""
    texts = [[name, *(show_cell(row[place]) for row in table.rows[:200])] for place, name in enumerate(table.columns)]
    # A header is wrapped, so half of it is room enough.
    return [
        min(
            _WIDEST,
            max(_NARROWEST, count_columns(column[0]) / 2 + 4, *(count_columns(text) + 2 for text in column[1:]), 0),
        )
        for column in texts
    ]


def _summary_lines(report: Report) -> Iterator[tuple[str, str]]:
    """Title, and the sentences of the overview and of the findings."""
    yield f"{report.kind}　{report.title}　{report.subtitle}", "title"
    for section in report.sections:
        if section.name in ("overview", "findings", "ranks"):
            yield section.title, "head"
            yield from _sentences(section)


def _sentences(section: Section) -> Iterator[tuple[str, str]]:
    for block in section.blocks:
        if isinstance(block, Text):
            yield block.text, "marked" if block.kind == "warn" else "text"
        elif isinstance(block, Items):
            yield from ((item, "text") for item in block.items)
    for part in section.parts:
        yield part.title, "head"
        yield from _sentences(part)


def _numbered(title: str, source: SourceFacts) -> str:
    return title if source.number == 1 else f"{title} {source.number}"


def _with_source(own: Sequence[Table], sources: Sequence[SourceFacts], words: Words) -> Table:
    """Tables of several inputs under each other, the input in front of each row."""
    rows = [(source.name, *row) for table, source in zip(own, sources, strict=True) for row in table.rows]
    starts = [sum(len(table.rows) for table in own[:place]) for place in range(len(own))]
    marked = frozenset(start + row for start, table in zip(starts, own, strict=True) for row in table.marked)
    return replace(own[0], columns=(words("input"), *own[0].columns), rows=tuple(rows), marked=marked)


def _wide_ratings(source: SourceFacts, words: Words) -> Table:
    """A row for each goal and actor, a column for each grade."""
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (f"{row.goal_id} {row.title} {row.actor}".strip(), *(Number(c.count, str(c.count)) for c in row.counts))
        for row in source.rows
    )
    return Table("ratings-wide", words("picture_ratings"), (words("goal"), *source.grades), rows)


def _opinions(summary: Summary, codebook: Codebook, words: Words) -> Table:
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
            " › ".join(unit.where) + show_place(unit, words),
        ]
        row += [Number(int(theme_id in said.themes), "") for theme_id in codebook.theme_ids]
        row += [Number(float(said.scores[theme_id]), "") for theme_id in codebook.theme_ids]
        row += ["・".join(summary.variables[name].get(opinion.opinion_id, ())) for name in extra]
        rows.append(tuple(row))
    return Table("opinions", words("all_opinions"), (*columns, *extra), tuple(rows))


def _links(summary: Summary, words: Words) -> Table:
    """A row for each link of a theme of an opinion to a goal."""
    columns = ("ID", *map(words, ("theme", "goal", "basis", "strength", "reason", "actors")))
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            link.opinion_id,
            words.theme(link.theme_id),
            link.goal_id,
            words(f"basis_{link.basis}"),
            Number(float(link.strength), f"{link.strength:.2f}"),
            link.reason,
            "・".join(link.actors),
        )
        for unit in summary.units
        for link in unit.links
    )
    return Table("links", words("links"), columns, rows)


def _issues(summary: Summary, words: Words) -> Table:
    """What was moved or not read, in every input."""
    columns = tuple(map(words, ("input", "kind", "place", "what")))
    rows = tuple(
        (source.name, words(f"issue_{i.code}") if words.has(f"issue_{i.code}") else i.code, i.locator.label, i.message)
        for source in summary.sources
        for i in source.issues
    )
    return Table("issues", words("issues"), columns, rows)
