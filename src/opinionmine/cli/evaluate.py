"""`opinionmine evaluate`."""

from __future__ import annotations

from pathlib import Path

import click

from opinionmine.cli.output import output_option, write_json, write_output


@click.command()
@click.argument("model", type=click.Path(path_type=Path))
@click.argument("corpus", type=click.Path(path_type=Path))
@output_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@click.option(
    "--held-out",
    type=click.Path(path_type=Path),
    help="A corpus the model has never seen; it is judged on that too, as it is.",
)
@click.option("--folds", type=click.IntRange(2, 20), default=5, show_default=True)
@click.option("--codebook", "codebook_file", type=click.Path(path_type=Path), help="Another codebook (YAML).")
def command(
    model: Path,
    corpus: Path,
    output: Path | None,
    form: str,
    held_out: Path | None,
    folds: int,
    codebook_file: Path | None,
) -> None:
    """Judge how MODEL was trained by cross-validation on CORPUS: each fold by a model that never read its batches.

    分類器を、学習に使っていない書き手の意見で評価します（交差検証）。
    """
    from opinionmine.errors import ModelError
    from opinionmine.themes.card import render_card
    from opinionmine.themes.codebook import load_codebook
    from opinionmine.themes.evaluate import cross_validate, judge_held_out
    from opinionmine.themes.labelled import read_corpus, warn_of_near_copies
    from opinionmine.themes.model import load_model

    codebook = load_codebook(codebook_file)
    loaded = load_model(model)
    made_with = (loaded.facts["codebook"], loaded.facts["codebook_version"])
    if made_with != (codebook.codebook_id, codebook.version):
        raise ModelError(
            f"{model}: trained with codebook {made_with[0]}, version {made_with[1]}; the one in use is {codebook.codebook_id}, "
            f"version {codebook.version}. Train it anew, or name its codebook with --codebook."
        )
    labelled = read_corpus(corpus, codebook)
    if warning := warn_of_near_copies(labelled):
        click.echo(warning, err=True)
    validated = cross_validate(labelled, codebook, folds)
    unseen = judge_held_out(loaded, read_corpus(held_out, codebook)) if held_out else None
    if form == "json":
        write_json({"model": loaded.model_id, "cross_validated": validated, "held_out": unseen}, output)
    else:
        write_output(render_card(loaded, validated, unseen), output)
