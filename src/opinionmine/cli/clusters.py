"""`opinionmine clusters`."""

from __future__ import annotations

from pathlib import Path

import click

from opinionmine.cli.exploring import (
    WordChoice,
    fewest_option,
    ids_option,
    judge_opinions,
    read_opinions,
    word_options,
)
from opinionmine.cli.results import PICTURES, TABLES, Result, check_results, outputs_option
from opinionmine.cli.sources import Sources, judging_options


@click.command()
@judging_options
@click.option(
    "--of", "kind", type=click.Choice(["themes", "words"]), default="themes", show_default=True, help="What is joined."
)
@click.option(
    "--clusters", "n_clusters", type=click.IntRange(1), help="How many; the square root of their number without it."
)
@word_options
@fewest_option
@click.option(
    "--top", type=click.IntRange(3, 500), default=60, show_default=True, help="Most frequent words taken (--of words)."
)
@ids_option
@outputs_option((*PICTURES, *TABLES))
def command(
    sources: Sources,
    choice: WordChoice,
    kind: str,
    n_clusters: int | None,
    fewest: int,
    top: int,
    has_ids: bool,
    outputs: tuple[Path, ...],
    lang: str,
) -> None:
    """Join the themes, or the most frequent words, that stand in the same opinions of INPUTS, to a tree (Jaccard distance, Ward's method).

    同じ意見に付くテーマ、または同じ意見に出てくる語を、階層的クラスター分析でまとめます。
    """
    from opinionmine.corpus.clusters import cluster_themes, cluster_words
    from opinionmine.corpus.frequency import tally_words
    from opinionmine.reporting.exploring import draw_clusters, leaves_table, merges_table
    from opinionmine.reporting.words import Words
    from opinionmine.themes.codebook import load_codebook

    check_results(outputs, (*sources.inputs, *choice.files), (*PICTURES, *TABLES))
    opinions = [opinion for own in read_opinions(sources) for opinion in own]
    codebook = load_codebook(sources.codebook_file)
    if kind == "themes":
        judged, codebook = judge_opinions(sources, opinions)
        tree = cluster_themes(judged, codebook.theme_ids, n_clusters)
    else:
        tree = cluster_words(tally_words(opinions, choice.vocabulary(opinions)), top, fewest, n_clusters)
    words = Words(lang, codebook)
    tables = (leaves_table(tree, words, has_ids=has_ids), merges_table(tree, words))
    Result(sources.inputs, tree, tables, draw_clusters(tree, words)).write(outputs, words)
    click.echo(f"{tree.n} opinions, {len(tree.leaves)} {kind}, {tree.n_clusters} clusters.", err=True)
