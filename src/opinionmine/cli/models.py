"""The model a command works with."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from opinionmine.records import Opinion, Prediction

if TYPE_CHECKING:
    from opinionmine.themes.model import Model

# Opinions judged at once.
_CHUNK = 64


def open_model(name: Path | None) -> Model:
    """Load a model; say so on stderr where the light one stands in for the default one."""
    from opinionmine.themes.model_file import load_model
    from opinionmine.themes.vectors import how_to_get_vectors

    model = load_model(name)
    if name is None and model.likeness is None:
        click.echo(
            f"The sentence encoder is not here, so the light model is used ({how_to_get_vectors()}).  "
            "文ベクトルがないため、軽いモデルで判定します。",
            err=True,
        )
    return model


def predict_all(model: Model, opinions: Sequence[Opinion], risk: float | None = None) -> Iterator[Prediction]:
    """Judge in chunks, with a bar on a terminal where it takes a while."""
    hidden = len(opinions) < 200 or not sys.stderr.isatty()
    with click.progressbar(length=len(opinions), label="classify", file=sys.stderr, hidden=hidden) as bar:
        for first in range(0, len(opinions), _CHUNK):
            chunk = opinions[first : first + _CHUNK]
            yield from model.predict(chunk, risk)
            bar.update(len(chunk))
