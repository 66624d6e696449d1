"""`opinionmine correspondence`."""

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
from opinionmine.cli.results import PICTURES, TABLES, Result, check_results, outputs_option
from opinionmine.cli.sources import Sources, judging_options


@click.command()
@judging_options
@by_one_option
@word_options
@fewest_option
@click.option(
    "--top", type=click.IntRange(3, 300), default=60, show_default=True, help="Most frequent words on the map."
)
@ids_option
@outputs_option((*PICTURES, *TABLES))
def command(
    sources: Sources,
    choice: WordChoice,
    by: str,
    fewest: int,
    top: int,
    has_ids: bool,
    outputs: tuple[Path, ...],
    lang: str,
) -> None:
    """Map the most frequent words of INPUTS and the categories of a column, or the themes, by correspondence analysis.

    語と区分（列の値やテーマ）の対応分析をし、図や座標・寄与率の表を書き出します。
    """
    from opinionmine.corpus.correspondence import map_words
    from opinionmine.corpus.frequency import tally_words
    from opinionmine.reporting.exploring import axes_table, draw_correspondence, points_table
    from opinionmine.reporting.words import Words

    check_results(outputs, (*sources.inputs, *choice.files), (*PICTURES, *TABLES))
    units = read_opinions(sources)
    vocabulary = choice.vocabulary([opinion for own in units for opinion in own])
    groups = group_opinions(sources, units, by)
    tally = tally_words(groups.opinions, vocabulary)
    found = map_words(tally, by, groups.of, groups.categories, n_words=top, fewest=fewest)
    words = Words(lang, groups.codebook)
    tables = (points_table(found, words, has_ids=has_ids), axes_table(found, words))
    drawing = draw_correspondence(found, words)
    no_drawing = (
        f"--by {by}: {len(found.categories)} categories make one axis, and a map needs two. Write .csv, or use `opinionmine keyness` "
        "(区分が二つなので図になりません。CSV か keyness を使ってください)."
    )
    Result(sources.inputs, found, tables, drawing, no_drawing).write(outputs, words)
    click.echo(
        f"{len(groups.opinions)} opinions, {len(found.words)} words, {len(found.categories)} categories; total inertia {found.total:.4f}.",
        err=True,
    )
