"""`opinionmine network`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from opinionmine.cli.exploring import WordChoice, word_options
from opinionmine.cli.output import check_outputs, write_bytes
from opinionmine.cli.pictures import table_to_csv
from opinionmine.cli.sources import Sources, source_options, study_sources
from opinionmine.errors import DocumentError, suggest
from opinionmine.records import Codebook, dump_json
from opinionmine.reporting.blocks import Drawing
from opinionmine.reporting.summary import Summary


@click.command()
@source_options
@word_options
@click.option(
    "-o", "--output", "outputs", required=True, multiple=True, type=click.Path(path_type=Path),
    help="File to write: .svg, .png, .csv (pairs) or .json; may be repeated.",
)  # fmt: skip
@click.option("--theme", help="Only the opinions with this theme, by its id (training) or its name.")
@click.option(
    "--words",
    "n_words",
    type=click.IntRange(2, 300),
    default=40,
    show_default=True,
    help="Most frequent words looked at.",
)
@click.option(
    "--edges", "n_edges", type=click.IntRange(1, 500), default=60, show_default=True, help="Strongest pairs kept."
)
def command(
    sources: Sources,
    choice: WordChoice,
    outputs: tuple[Path, ...],
    theme: str | None,
    n_words: int,
    n_edges: int,
    lang: str,
) -> None:
    """Draw which words and themes stand in the same opinions of INPUTS, as a picture or as a list of pairs.

    一緒に出てくる言葉とテーマの図（共起ネットワーク）を、SVG・PNG の図か、CSV・JSON の一覧で書き出します。
    """
    from opinionmine.corpus.cooccurrence import SPEAKING, find_network
    from opinionmine.corpus.frequency import tally_words
    from opinionmine.reporting.drawings import draw_network
    from opinionmine.reporting.summary import build_summary
    from opinionmine.reporting.words import Words

    check_outputs(
        outputs,
        (*sources.inputs, *choice.files),
        (".svg", ".png", ".csv", ".json"),
        "a network is written as .svg, .png, .csv or .json",
    )
    study, codebook, model = study_sources(sources, has_evidence=False)
    theme_id = _find_theme(theme, codebook) if theme else None
    summary = build_summary(study, codebook, model.grades, model.model_id)
    said = [u for u in summary.units if theme_id in (None, *u.prediction.themes)]
    opinions = [unit.opinion for unit in said]
    tally = tally_words(opinions, choice.vocabulary(opinions))
    themes_of = {unit.opinion.opinion_id: unit.prediction.themes for unit in said}
    summary = replace(summary, network=find_network(tally, themes_of, n_words, n_edges, choice.pos or SPEAKING))
    drawing = draw_network(summary, Words(lang, codebook))
    if drawing is None:
        raise DocumentError(
            f"{len(said)} opinions, and no two words or themes stand together in two of them; there is nothing to draw "
            "(一緒に出てくる組がありません)."
        )
    for output in outputs:
        write_bytes(_write(drawing, summary, output.suffix.lower()), output)
    click.echo(
        f"{len(said)} opinions, {len(summary.network.nodes)} nodes, {len(summary.network.edges)} pairs.", err=True
    )


def _find_theme(name: str, codebook: Codebook) -> str:
    """A theme by its id or by its name in either language."""
    for theme in codebook.themes:
        if name in (theme.theme_id, theme.ja, theme.en):
            return theme.theme_id
    raise DocumentError(f"--theme {name}: no such theme; {suggest(name, codebook.theme_ids)} (そのテーマはありません)")


def _write(drawing: Drawing, summary: Summary, suffix: str) -> bytes:
    if suffix == ".svg":
        return drawing.picture.svg().encode()
    if suffix == ".png":
        return drawing.picture.png()
    if suffix == ".csv":
        return table_to_csv(drawing.numbers).encode("utf-8-sig")
    return dump_json(summary.network).encode()
