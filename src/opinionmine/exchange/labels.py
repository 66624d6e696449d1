"""Labels in a file: who said what of which opinion."""

from __future__ import annotations

from pathlib import Path

from opinionmine.records import Codebook, LabelItem
from opinionmine.themes.labelled import read_corpus


def read_labels(path: Path, codebook: Codebook) -> tuple[LabelItem, ...]:
    """Read the labels of a file, in its order.

    Raises
    ------
    CodebookError
        Naming file, row and what is wrong with an id or a theme.
    """
    corpus = read_corpus(path, codebook)
    return tuple(LabelItem(o, a) for o, a in zip(corpus.opinions, corpus.annotations, strict=True))
