"""`opinionmine keyness`."""

from __future__ import annotations

from pathlib import Path

import click

from opinionmine.cli.exploring import (
    WordChoice,
    by_one_option,
    fewest_option,
    group_opinions,
    ids_option,
    read_opinions,
    word_options,
)
from opinionmine.cli.results import TABLES, Result, check_results, outputs_option
from opinionmine.cli.sources import Sources, judging_options


@click.command()
@judging_options
@by_one_option
@word_options
@fewest_option
@click.option("--top", type=click.IntRange(1), default=20, show_default=True, help="Words kept for each category.")
@click.option(
    "--sort", "order", type=click.Choice(["g2", "log_ratio", "jaccard", "ctfidf"]), default="g2", show_default=True,
    help="What words are ranked by; KH Coder ranks by jaccard.",
)  # fmt: skip
@ids_option
@outputs_option(TABLES)
def command(
    sources: Sources,
    choice: WordChoice,
    by: str,
    fewest: int,
    top: int,
    order: str,
    has_ids: bool,
    outputs: tuple[Path, ...],
    lang: str,
) -> None:
    """Find the words that each category of a column, or each theme, uses more than all other opinions of INPUTS.

    区分やテーマごとの特徴語を、対数尤度比・対数比・ジャッカード係数・c-TF-IDF で見つけます。
    """
    from opinionmine.corpus.frequency import tally_words
    from opinionmine.corpus.keyness import find_keyness
    from opinionmine.reporting.exploring import keyness_table
    from opinionmine.reporting.words import Words

    check_results(outputs, (*sources.inputs, *choice.files), TABLES)
    units = read_opinions(sources)
    vocabulary = choice.vocabulary([opinion for own in units for opinion in own])
    groups = group_opinions(sources, units, by)
    tally = tally_words(groups.opinions, vocabulary)
    found = find_keyness(tally, by, groups.of, groups.categories, fewest=fewest, most=top, order=order)  # type: ignore[arg-type]
    words = Words(lang, groups.codebook)
    Result(sources.inputs, found, (keyness_table(found, words, has_ids=has_ids),)).write(outputs, words)
    click.echo(f"{found.n} opinions, {len(found.categories)} categories, {found.n_tested:,} tests.", err=True)
