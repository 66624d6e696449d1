"""`opinionmine evaluate`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from opinionmine.cli.output import check_output, codebook_option, write_json, write_output
from opinionmine.errors import ModelError

if TYPE_CHECKING:
    from opinionmine.plugins import Coder
    from opinionmine.records import Evaluation

_FORMS = (".json", ".html", ".md")


@click.command()
@click.argument("model", type=click.Path(path_type=Path))
@click.argument("corpus", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    type=click.Path(path_type=Path),
    help="File to write, .md, .html or .json; may be repeated. Without it the tables go to standard output.",
)
@click.option(
    "--held-out",
    type=click.Path(path_type=Path),
    help="A corpus the model has never seen; it is judged on that too, as it is.",
)
@click.option("--folds", type=click.IntRange(2, 20), default=5, show_default=True)
@codebook_option
def command(
    model: Path,
    corpus: Path,
    outputs: tuple[Path, ...],
    held_out: Path | None,
    folds: int,
    codebook_file: Path | None,
) -> None:
    """Judge how MODEL was trained by cross-validation on CORPUS: each fold by a model that never read its batches.

    分類器を、学習に使っていない書き手の意見で評価します（交差検証）。
    """
    for output in outputs:
        if output.suffix.lower() not in _FORMS:
            raise ModelError(f"{output}: an evaluation is written as {', '.join(_FORMS)}. Choose one of these endings.")
        check_output(output)
    from opinionmine.reporting.evaluation import render_evaluation_page
    from opinionmine.themes.classifiers import classifier_of, load_coder, need_regression
    from opinionmine.themes.codebook import load_codebook
    from opinionmine.themes.evaluate import check_new, cross_validate, cross_validate_classifier, judge_held_out
    from opinionmine.themes.labelled import read_corpus, warn_of_near_copies
    from opinionmine.themes.model import Model, check_codebook

    codebook = load_codebook(codebook_file)
    coder = load_coder(model)
    check_codebook(coder, codebook)
    labelled = read_corpus(corpus, codebook)
    if warning := warn_of_near_copies(labelled):
        click.echo(warning, err=True)
    unseen = None
    if held_out:
        known = need_regression(coder, "--held-out")
        held = read_corpus(held_out, codebook)
        if labelled.sha256 == known.facts["corpus_sha256"]:
            check_new(held, labelled)
        unseen = judge_held_out(known, held, codebook)
    if isinstance(coder, Model):
        if labelled.sha256 != coder.facts["corpus_sha256"]:
            click.echo(
                f"{model} was trained on another corpus than {corpus}: the cross-validation judges its way of training on {corpus}, "
                "not the model itself.",
                err=True,
            )
        validated = cross_validate(labelled, codebook, coder.vectorizer, folds)
    else:
        validated = cross_validate_classifier(classifier_of(model), labelled, codebook, folds)
    destinations: tuple[Path | None, ...] = outputs or (None,)  # None is standard output
    for destination in destinations:
        if destination and destination.suffix.lower() == ".json":
            write_json({"model": coder.model_id, "cross_validated": validated, "held_out": unseen}, destination)
        elif destination and destination.suffix.lower() == ".html":
            write_output(render_evaluation_page(coder.model_id, codebook, validated, unseen), destination)
        else:
            write_output(_render_card(coder, validated, unseen), destination)


def _render_card(coder: Coder, validated: Evaluation, unseen: Evaluation | None) -> str:
    from opinionmine.reporting.card import render_card, render_evaluation
    from opinionmine.themes.model import Model

    if not isinstance(coder, Model):
        return f"# Model {coder.model_id}\n\n## Cross-validated\n\n{render_evaluation(validated)}"
    vectorizer = coder.vectorizer.name if coder.vectorizer else None
    return render_card(coder.model_id, coder.facts, coder.by_cues, vectorizer, validated, unseen)
