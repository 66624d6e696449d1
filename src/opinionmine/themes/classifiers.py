"""Ways to learn themes from labels, by name, and the models they leave in folders."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from opinionmine.errors import ModelError
from opinionmine.plugins import Classifier, Coder, choose, gather
from opinionmine.records import Codebook
from opinionmine.themes.labelled import LabelledCorpus
from opinionmine.themes.model import Model
from opinionmine.themes.model_file import FORMAT, FORMAT_VERSION, find_folder, load_model, read_head, save_model
from opinionmine.themes.vectors import find_vectorizer


@dataclass(frozen=True)
class Regression:
    """One ridge regression on words and, where the sentence encoder is installed, on meaning; see `fit`."""

    has_vectors: bool

    def train(self, corpus: LabelledCorpus, codebook: Codebook) -> Model:
        """As `themes.train.train`."""
        from opinionmine.themes.train import train

        return train(corpus, codebook, find_vectorizer() if self.has_vectors else None)

    def save(self, coder: Coder, folder: Path) -> None:
        """Write ``model.json`` and ``arrays.npz``."""
        assert isinstance(coder, Model)
        save_model(coder, folder)

    def load(self, folder: Path) -> Model:
        """Read what `save` wrote."""
        return load_model(folder)


def train_coder(name: str, corpus: LabelledCorpus, codebook: Codebook, folder: Path) -> Coder:
    """Train by a classifier, ours or a plugin's, and keep what it learned in a folder.

    Raises
    ------
    PluginError
        If there is no classifier of this name.
    """
    classifier: Classifier = choose("classifiers", name)
    coder = classifier.train(corpus, codebook)
    head = {"format": FORMAT, "format_version": FORMAT_VERSION, "classifier": name, "model_id": coder.model_id}
    (folder / "model.json").write_text(json.dumps(head, ensure_ascii=False, indent=1) + "\n", "utf-8", newline="\n")
    classifier.save(coder, folder)
    return coder


def load_coder(model: str | Path | None = None) -> Coder:
    """Load a model from a folder, or ``default`` or ``light``, by the classifier that made it.

    Raises
    ------
    ModelError, PluginError
        As `load_model`, and where the classifier that made it is not installed.
    """
    return classifier_of(model).load(find_folder(model))


def classifier_of(model: str | Path | None) -> Classifier:
    """The classifier that made a model.

    Raises
    ------
    ModelError
        If it belongs to a plugin that is not installed.
    """
    folder = find_folder(model)
    name = read_head(folder).get("classifier")
    if name is None:
        # Ours is not asked for among the plugins: looking for those takes longer than reading the model.
        return Regression(has_vectors=True)
    known: dict[str, Classifier] = gather("classifiers")
    if name not in known:
        raise ModelError(
            f"{folder}: this model was made by the classifier 「{name}」 of a plugin, which is not installed here. Install the plugin, or train anew "
            "(必要なプラグインがありません)."
        )
    return known[name]


def need_regression(coder: Coder, what: str) -> Model:
    """Refuse a coder without calibration and weights of words where `what` needs them.

    Raises
    ------
    ModelError
        Naming what cannot be done with it.
    """
    if not isinstance(coder, Model):
        raise ModelError(
            f"{coder.model_id}: {what} works only with a model that `opinionmine train` made with the classifier default or light "
            "(この分類器では使えません)."
        )
    return coder
