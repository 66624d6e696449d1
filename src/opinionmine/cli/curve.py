"""`opinionmine curve`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from opinionmine.cli.label_files import read_labelled
from opinionmine.cli.output import check_outputs, codebook_option, write_json, write_output

if TYPE_CHECKING:
    from opinionmine.records import Codebook
    from opinionmine.reporting.blocks import Table
    from opinionmine.themes.learning_curve import CurvePoint, LearningCurve

_ENDINGS = (".md", ".csv", ".json", ".svg")

_VERDICTS = {
    "go_on": "Go on labelling: the last doubling brought {gain}; the next one will mostly bring less, but not nothing. "
    "続けてください（直近の倍増で {gain}）。",
    "little": "Little is left to gain: the last doubling brought {gain}. Label only for the themes named below. "
    "効果は小さくなっています（直近の倍増で {gain}）。下のテーマだけ足してください。",
    "enough": "It is enough: the last doubling brought {gain}. 十分です（直近の倍増で {gain}）。",
    "unknown": "It cannot be told: there are too few opinions for two sizes. 件数が少なく判断できません。",
}
_UNSURE = "The draws disagree (gains from {low} to {high}), so read this with care. 抽出によって結果が異なります（{low} から {high}）。"
_THEMES = {
    "more": "needs more (F1 still grows, or fewer than 50 labels): {names}. もっと必要: {names_ja}",
    "too_few": "fewer than four labels, cannot be measured, needs more: {names}. 4 件未満で測れません: {names_ja}",
    "unclear": "low, and more labels did not help; look at its definition and at `opinionmine suspects`: {names}. "
    "増やしても伸びません。定義とラベルを見直してください: {names_ja}",
}


@click.command()
@click.argument("corpus", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    type=click.Path(path_type=Path),
    help="File to write, .md, .csv, .json or .svg; may be repeated. Without it the table goes to standard output.",
)
@click.option("--draws", type=click.IntRange(1, 20), default=3, show_default=True, help="Orders that are drawn.")
@click.option("--light", is_flag=True, help="Words only, without sentence vectors: faster, a little less exact.")
@codebook_option
def command(corpus: Path, outputs: tuple[Path, ...], draws: int, light: bool, codebook_file: Path | None) -> None:
    """Tell from the labels of CORPUS how F1 grows with their number, and whether more of them would help.

    ラベルの数と正確さの関係（学習曲線）を調べ、続けるべきかどうかを助言します。
    """
    check_outputs(outputs, [corpus], _ENDINGS, "a learning curve is written as .md, .csv, .json or .svg")
    from opinionmine.cli.pictures import table_to_csv
    from opinionmine.themes.codebook import load_codebook
    from opinionmine.themes.labelled import warn_of_near_copies
    from opinionmine.themes.learning_curve import draw_curve
    from opinionmine.themes.vectors import find_vectorizer

    codebook = load_codebook(codebook_file)
    labelled = read_labelled(corpus, codebook)
    if warning := warn_of_near_copies(labelled):
        click.echo(warning, err=True)
    curve = draw_curve(labelled, codebook, None if light else find_vectorizer(), draws, _tell)
    for destination in outputs or (None,):
        suffix = destination.suffix.lower() if destination else ".md"
        if suffix == ".json":
            write_json(curve, destination)
        elif suffix == ".csv":
            write_output("\ufeff" + table_to_csv(curve_table(curve)), destination)
        elif suffix == ".svg":
            from opinionmine.reporting.curves import draw_learning_curve

            write_output(draw_learning_curve(curve.points, curve.macro_f1).svg(), destination)
        else:
            write_output(render_curve(curve, codebook), destination)


def _tell(point: CurvePoint) -> None:
    """Each size takes about four times as long as the one before."""
    click.echo(f"n = {point.n}: macro-F1 {_mean(point.macro_f1):.3f}", err=True)


def _mean(values: tuple[float, ...]) -> float:
    return sum(values) / len(values)


def render_curve(curve: LearningCurve, codebook: Codebook) -> str:
    """The curve, the themes and the advice as Markdown."""
    from opinionmine.reporting.card import show, show_short

    whole = curve.macro_f1
    lines = [
        f"# Learning curve 学習曲線: {curve.n_opinions} opinions, {len(curve.theme_ids)} of {len(codebook.themes)} themes measured",
        "",
        "| opinions learned from | macro-F1, mean of draws | least | greatest |",
        "|---:|---:|---:|---:|",
        *(f"| {p.n} | {_mean(p.macro_f1):.3f} | {min(p.macro_f1):.3f} | {max(p.macro_f1):.3f} |" for p in curve.points),
        "",
        f"{curve.n_draws} draws with fixed seeds; the last size is all there is outside a fold: {show(whole)}.",
        "",
        "| theme | テーマ | labels | F1 | gain of the last doubling | |",
        "|---|---|---:|---:|---:|---|",
    ]
    names = {theme.theme_id: theme.ja for theme in codebook.themes}
    for t in curve.themes:
        gain = "-" if t.gain is None else f"{t.gain:+.3f}"
        lines.append(
            f"| {t.theme_id} | {names[t.theme_id]} | {t.support} | {show_short(t.f1)} | {gain} | {t.verdict} |"
        )
    return "\n".join([*lines, "", *(f"- {sentence}" for sentence in say_advice(curve, names))]) + "\n"


def say_advice(curve: LearningCurve, names: dict[str, str]) -> Iterator[str]:
    """Whether to go on, and with which themes; the rule stands in docs/labelling.md."""
    yield _VERDICTS[curve.verdict].format(gain=f"{curve.gain:+.3f}" if curve.gain is not None else "")
    if curve.gain_range and len({_sign(gain) for gain in curve.gain_range}) > 1:
        yield _UNSURE.format(low=f"{curve.gain_range[0]:+.3f}", high=f"{curve.gain_range[1]:+.3f}")
    for verdict, sentence in _THEMES.items():
        if found := [t.theme_id for t in curve.themes if t.verdict == verdict]:
            yield sentence.format(names=", ".join(found), names_ja="、".join(names[theme] for theme in found))


def _sign(gain: float) -> str:
    """What a gain alone would advise."""
    from opinionmine.themes.learning_curve import judge_gain

    return judge_gain(gain)


def curve_table(curve: LearningCurve) -> Table:
    """One row for each size, draw and theme; macro is the mean of the measured themes."""
    from opinionmine.reporting.blocks import Number, Table

    rows = [
        (Number(point.n, str(point.n)), Number(draw, str(draw)), name, Number(round(value, 4), f"{value:.3f}"))
        for point in curve.points
        for name, values in (("macro", point.macro_f1), *zip(curve.theme_ids, point.theme_f1, strict=True))
        for draw, value in enumerate(values, 1)
    ]
    return Table("curve", "", ("n", "draw", "theme", "f1"), tuple(rows))
