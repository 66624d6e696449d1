"""`opinionmine kwic`."""

from __future__ import annotations

from pathlib import Path

import click

from opinionmine.cli.exploring import WordChoice, read_opinions, term_options
from opinionmine.cli.results import TABLES, Result, check_results, outputs_option
from opinionmine.cli.sources import Sources, reading_options


@click.command()
@click.argument("query")
@reading_options
@term_options
@click.option("--window", type=click.IntRange(1, 100), default=12, show_default=True, help="Words on either side.")
@click.option(
    "--sort", multiple=True, metavar="PLACE",
    help="left1 to left3, right1 to right3 or match: words that stand there often come first; may be repeated.",
)  # fmt: skip
@outputs_option(TABLES)
def command(
    query: str,
    sources: Sources,
    choice: WordChoice,
    window: int,
    sort: tuple[str, ...],
    outputs: tuple[Path, ...],
    lang: str,
) -> None:
    """Show every place of INPUTS where QUERY is met, with the words around it.

    語や語の並びを、前後の文脈とともに示します（KWIC コンコーダンス）。

    \b
    研修                        in any form or spelling (子ども finds こども)
    surface:続け  lemma:続ける  pos:助詞
    lemma:/研修|講座/           a regular expression within one word
    !pos:助詞  lemma:/る$/&pos:動詞
    研修 pos:助詞 *{0,3} 続ける  one after the other; * is any word
    """
    from opinionmine.corpus.kwic import find_kwic
    from opinionmine.reporting.exploring import kwic_table
    from opinionmine.reporting.words import Words
    from opinionmine.themes.codebook import load_codebook

    check_results(outputs, (*sources.inputs, *choice.files), TABLES)
    opinions = [opinion for own in read_opinions(sources) for opinion in own]
    found = find_kwic(opinions, query, window, sort, choice.vocabulary(opinions))
    words = Words(lang, load_codebook())
    Result(sources.inputs, found, (kwic_table(found, words),)).write(outputs, words)
    n_with = len({line.opinion_id for line in found.lines})
    click.echo(f"{len(found.lines)} lines from {n_with} of {found.n} opinions.", err=True)
