"""The agreement of coders as an Excel workbook."""

from __future__ import annotations

from opinionmine.records import Agreement, Codebook
from opinionmine.reporting.agreement import say_counts, say_notes
from opinionmine.reporting.agreement_tables import figures_table, missing_table, pairs_table
from opinionmine.reporting.blocks import Table
from opinionmine.reporting.excel_book import Book, Line
from opinionmine.reporting.words import Words


def render_agreement_book(agreement: Agreement, disagreements: Table, codebook: Codebook, words: Words) -> bytes:
    """All figures, the opinions judged differently, the coders two by two, and the opinions that not all have judged."""
    book = Book(words, words("summary"))
    book.add(words("agree_title"), figures_table(agreement, codebook, words))
    book.add(words("agree_disagreements"), disagreements)
    if len(agreement.coders) > 2:
        book.add(words("agree_pairs"), pairs_table(agreement, words))
    book.add(words("agree_not_by_all"), missing_table(agreement, words))
    book.write_front(
        [
            Line(words("agree_title"), form="title"),
            *(Line("", text) for text in say_counts(agreement, len(disagreements.rows), words)),
            Line(words("agree_notes"), form="head"),
            *(Line("", text) for text in say_notes(agreement, words)),
            Line(words("contents"), form="head"),
            *book.contents(),
        ]
    )
    return book.close()


def render_disagreements_book(disagreements: Table, words: Words) -> bytes:
    """The opinions judged differently, by themselves."""
    book = Book(words, words("summary"))
    book.add(words("agree_disagreements"), disagreements)
    counted = words("agree_differing", n=len(disagreements.rows))
    book.write_front([Line(disagreements.title, form="title"), Line("", counted), *book.contents()])
    return book.close()
