"""`opinionmine words`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from opinionmine.cli.exploring import WordChoice, ids_option, read_opinions, word_options
from opinionmine.cli.results import TABLES, Result, check_results, outputs_option
from opinionmine.cli.sources import Sources, reading_options

# The words whose places a workbook lists, and lines of each at most.
_KWIC_WORDS, _KWIC_LINES = 30, 100


@click.command()
@reading_options
@word_options
@click.option("--top", type=click.IntRange(1), default=150, show_default=True, help="Words kept, most frequent first.")
@ids_option
@outputs_option(TABLES)
def command(
    sources: Sources, choice: WordChoice, top: int, has_ids: bool, outputs: tuple[Path, ...], lang: str
) -> None:
    """List the words of INPUTS with occurrences and number of opinions; an .xlsx has the most frequent ones in their context, too.

    語の一覧（出現回数と意見数）を作ります。数える品詞、同義語、ひとまとまりに扱う語、除く語を指定できます。
    """
    from opinionmine.corpus.frequency import count_words
    from opinionmine.corpus.kwic import find_lemma
    from opinionmine.reporting.exploring import kwic_tables, words_table
    from opinionmine.reporting.words import Words
    from opinionmine.themes.codebook import load_codebook

    check_results(outputs, (*sources.inputs, *choice.files), TABLES)
    opinions = [opinion for own in read_opinions(sources) for opinion in own]
    vocabulary = choice.vocabulary(opinions)
    found = count_words(opinions, vocabulary)
    found = replace(found, words=found.words[:top])
    words = Words(lang, load_codebook())
    tables = [words_table(found, words, has_ids=has_ids)]
    if any(output.suffix.lower() == ".xlsx" for output in outputs):
        lines = find_lemma(opinions, [word.lemma for word in found.words[:_KWIC_WORDS]], vocabulary, most=_KWIC_LINES)
        tables.append(kwic_tables([(w.label, lines[w.lemma]) for w in found.words[:_KWIC_WORDS]], words))
    Result(sources.inputs, found, tuple(tables)).write(outputs, words)
    click.echo(f"{found.n} opinions, {found.n_words:,} running words; {len(found.words)} words listed.", err=True)
