"""The model a command works with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from opinionmine.themes.model import Model


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
