"""`opinionmine label`: what to label next, labelling in the terminal, and putting labels together."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from opinionmine.cli.label_files import find_judged_twice, list_options, read_all_labels, read_items, refuse_old
from opinionmine.cli.label_here import here
from opinionmine.cli.label_merge import merge
from opinionmine.cli.models import Judge, open_model, workers_option
from opinionmine.cli.output import check_output
from opinionmine.documents.comment_columns import Choice

if TYPE_CHECKING:
    from opinionmine.records import Codebook
    from opinionmine.themes.model import Model
    from opinionmine.themes.questions import Candidates, Guess
    from opinionmine.themes.suspects import Suspect

_NONE = Path("none")
# Labels that are judged again out of fold; the time grows with the square of their number.
_MOST_JUDGED = 3000
# Of fewer than ten questions a tenth is none.
_FEWEST_AGAIN = 10


@click.group()
def command() -> None:
    """Label opinions: choose what to label next, label in the terminal, put labels together.

    ラベル付け：次に読む意見を選ぶ、端末で付ける、付けたものをまとめる。
    """


command.add_command(here)
command.add_command(merge)


@command.command("next")
@click.argument("corpus", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="File to write for the person who labels."
)
@click.option("--to", "form", help="Form of it, where several have the same ending: doccano or khcoder; see `convert`.")
@click.option("-n", "--n", type=click.IntRange(1, 10_000), default=50, show_default=True, help="How many to ask.")
@click.option(
    "--labelled",
    "labelled_files",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Labels there are already; may be repeated.",
)
@click.option(
    "--model",
    "model_name",
    type=click.Path(path_type=Path),
    help="default, light, a folder, or none: by the cues of the codebook alone. Without it one is trained on the labels where the codebook is "
    "another one, or none taken where they are too few.",
)
@list_options
@workers_option
def next_(
    corpus: Path,
    output: Path,
    form: str | None,
    n: int,
    labelled_files: tuple[Path, ...],
    model_name: Path | None,
    codebook_file: Path | None,
    column: str | None,
    id_column: str | None,
    workers: int | None,
) -> None:
    """Choose the opinions of CORPUS, a list of comments or a file of labels, that teach most when they are labelled.

    次にラベルを付けると最も役立つ意見を選びます。理由と候補テーマが付きます。
    """
    check_output(output, corpus, *labelled_files)
    refuse_old(output)
    from opinionmine.exchange.labels import find_form, form_of, write_labels
    from opinionmine.themes.codebook import load_codebook
    from opinionmine.themes.questions import ask, find_candidates

    name = (find_form(form) if form else form_of(output)).name
    codebook = load_codebook(codebook_file)
    items = read_items(corpus, codebook, Choice(column, id_column))
    candidates = find_candidates(items, read_all_labels(labelled_files, codebook))
    model = _choose_model(model_name, codebook, candidates, is_own=codebook_file is not None)
    guess = _guess(model, model_name, candidates, codebook, workers)
    suspects = _find_suspects(candidates, codebook) if n >= _FEWEST_AGAIN else ()
    twice = find_judged_twice(labelled_files, codebook) if suspects else set()
    suspects = tuple(suspect for suspect in suspects if suspect.opinion_id not in twice)
    questions = ask(n, candidates, guess, codebook, suspects)
    write_labels(questions.items, codebook, output, name)
    c = questions.counts
    click.echo(
        f"{output}: {len(questions.items)} of {len(candidates.opinions)} opinions ({len(items)} in the list; {len(candidates.labelled)} have labels, "
        f"{candidates.n_repeated} repeat a text, {candidates.n_empty} say nothing). rare 少ないテーマ {c['rare']}, doubt 迷い {c['doubt']}, "
        f"spread 話題 {c['spread']}, again 再確認 {c['again']}. By {model.model_id if model else 'the cues of the codebook'}.",
        err=True,
    )
    if len(questions.items) < min(n, len(candidates.opinions)):
        click.echo(f"Fewer than {n}: what is left are near-copies (残りは似た意見だけです).", err=True)


def _choose_model(name: Path | None, codebook: Codebook, candidates: Candidates, *, is_own: bool) -> Model | None:
    """The named model; else the one that comes with the package where its codebook is used, else one trained on the labels."""
    from opinionmine.themes.classifiers import need_regression
    from opinionmine.themes.model import check_codebook

    if name == _NONE:
        return None
    if name is None and is_own:
        return _train_here(codebook, candidates)
    model = need_regression(open_model(name), "label next")
    check_codebook(model, codebook)
    return model


def _train_here(codebook: Codebook, candidates: Candidates) -> Model | None:
    from opinionmine.errors import CodebookError
    from opinionmine.themes.questions import items_to_corpus
    from opinionmine.themes.train import train

    try:
        return train(items_to_corpus(candidates.labelled), codebook)
    except CodebookError as error:
        click.echo(f"No model yet, so the cues of the codebook are used: {error} (手がかり語で選びます)", err=True)
        return None


def _guess(
    model: Model | None, name: Path | None, candidates: Candidates, codebook: Codebook, workers: int | None
) -> Guess:
    from opinionmine.themes.questions import guess_by_cues, guess_by_model

    if model is None:
        return guess_by_cues(candidates.opinions, codebook)
    # A model that was trained here has no name by which another process could open it.
    is_shipped = name is not None or model.facts["batches"] != ["labels"]
    judge = Judge(model, name, workers if is_shipped else 1, has_evidence=False)
    return guess_by_model(list(judge.opinions(candidates.opinions)), model)


def _find_suspects(candidates: Candidates, codebook: Codebook) -> tuple[Suspect, ...]:
    """None where the labels are too few to say; of very many labels a part, evenly drawn."""
    from opinionmine.errors import CodebookError
    from opinionmine.themes.questions import items_to_corpus
    from opinionmine.themes.suspects import find_suspects

    try:
        step = -(-len(candidates.labelled) // _MOST_JUDGED) or 1
        return find_suspects(items_to_corpus(candidates.labelled[::step]), codebook)
    except CodebookError:
        return ()
