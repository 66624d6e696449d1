"""The model card, written from what was measured."""

from __future__ import annotations

from opinionmine.themes.evaluate import Evaluation, render_evaluation
from opinionmine.themes.model import Model


def render_card(model: Model, validated: Evaluation, held_out: Evaluation | None) -> str:
    """Write a model card in Markdown: what it is, what it was trained on, what was measured, what it is not for."""
    facts = model.facts
    parts = [
        f"# Model {model.model_id}",
        "",
        "Written by `opinionmine evaluate`; do not edit by hand.",
        "",
        f"- Made by {facts['made_by']} with codebook {facts['codebook']}, version {facts['codebook_version']}.",
        f"- Trained on {facts['n_opinions']} labelled opinions in {len(facts['batches'])} batches (sha256 {facts['corpus_sha256'][:16]}…) "
        "and on the names, cues and examples of the codebook.",
        "- One logistic regression for each theme, stance and flag on lemmas, content words, pairs of both, and runs of 2 to 4 "
        "characters (TF-IDF); Platt scaling and thresholds from out-of-fold scores.",
        "- Never given, for want of examples: " + (", ".join(facts["not_trained"]) or "none") + ".",
        "",
        "## Cross-validated",
        "",
        "Each opinion is judged by a model that has not read its batch; calibration and thresholds come from the other folds.",
        "",
        render_evaluation(validated),
    ]
    if held_out:
        parts += [
            "## Test split",
            "",
            "Batches that were never trained on, judged by this model as it is.",
            "",
            render_evaluation(held_out),
        ]
    parts += [
        "## Limits",
        "",
        "- Measured on opinions like those it learned from; see the data card of the corpus for where they come from. Other texts will "
        "be harder.",
        "- A theme is a sign of what a text speaks about, not of who is right. Read the text before a decision about people.",
        "",
    ]
    return "\n".join(parts)
