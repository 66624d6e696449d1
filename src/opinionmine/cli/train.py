"""`opinionmine train`."""

from __future__ import annotations

from pathlib import Path

import click

from opinionmine.cli.output import codebook_option


@click.command()
@click.argument("corpus", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="Folder of the model.")
@click.option(
    "--light", is_flag=True, help="Words only, without sentence vectors: smaller and faster, a little less exact."
)
@click.option("--classifier", help="Way to learn: default, light, or one of a plugin.")
@codebook_option
def command(corpus: Path, output: Path, light: bool, classifier: str | None, codebook_file: Path | None) -> None:
    """Train a classifier on CORPUS, a .jsonl file or a folder of them.

    ラベル付きの意見（JSONL）から分類器を学習します。
    """
    from opinionmine.cli.models import CUES
    from opinionmine.errors import ModelError
    from opinionmine.plugins import choose
    from opinionmine.themes.classifiers import train_coder
    from opinionmine.themes.codebook import load_codebook
    from opinionmine.themes.labelled import read_corpus, warn_of_near_copies
    from opinionmine.themes.model import Model
    from opinionmine.themes.model_file import SHIPPED
    from opinionmine.themes.train import check_size
    from opinionmine.themes.vectors import find_vectorizer, how_to_get_vectors

    if light and classifier:
        raise ModelError("--light is --classifier light. Give one of the two (どちらか一つを指定してください).")
    if output.is_file():
        raise ModelError(f"{output}: this is a file; a model is a folder. Choose another name.")
    if str(output) in SHIPPED:
        raise ModelError(
            f"{output}: --model {output} means the model that comes with the package. Choose another name."
        )
    if output == CUES:
        raise ModelError(f"{output}: --model {output} means the cues of a codebook. Choose another name.")
    codebook = load_codebook(codebook_file)
    labelled = read_corpus(corpus, codebook)
    check_size(labelled, codebook)
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ModelError(f"{output}: the folder cannot be made ({error.strerror}). Choose another place.") from None
    name = classifier or ("light" if light else "default")
    choose("classifiers", name)
    if name == "default" and not find_vectorizer():
        click.echo(f"Trained on words only: the sentence encoder is not here ({how_to_get_vectors()}).", err=True)
    model = train_coder(name, labelled, codebook, output)
    n_batches = len(set(labelled.batches))
    click.echo(f"{output}: model {model.model_id}, {len(labelled.opinions)} opinions, {n_batches} batches.", err=True)
    if warning := warn_of_near_copies(labelled):
        click.echo(warning, err=True)
    if not isinstance(model, Model):
        return
    if not model.stance_ids:
        click.echo("No opinion has a stance, so the model gives none.", err=True)
    if model.by_cues:
        click.echo(
            f"Too few opinions to learn from, so given by the cues of the codebook: {', '.join(model.by_cues)}.",
            err=True,
        )
