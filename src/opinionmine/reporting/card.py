"""An evaluation as Markdown, and the model card, written from what was measured."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from opinionmine.records import Evaluation, Measure, Slice, TargetScore


def render_card(
    model_id: str,
    facts: Mapping[str, Any],
    by_cues: Mapping[str, tuple[str, ...]],
    vectorizer: str | None,
    validated: Evaluation,
    held_out: Evaluation | None,
) -> str:
    """Write a model card in Markdown: what it is, what it was trained on, what was measured, what it is not for."""
    meaning = f", and a Gaussian kernel of sentence vectors ({vectorizer})" if vectorizer else ""
    parts = [
        f"# Model {model_id}",
        "",
        "Written by `opinionmine evaluate`; do not edit by hand.",
        "",
        f"- Made by {facts['made_by']} with codebook {facts['codebook']}, version {facts['codebook_version']}.",
        f"- Trained on {facts['n_opinions']} labelled opinions in {len(facts['batches'])} batches (sha256 {facts['corpus_sha256'][:16]}…) "
        "and on the names, cues and examples of the codebook.",
        "- Ridge regression of each theme, stance and flag on lemmas, content words, pairs of both, and runs of 2 to 4 characters "
        f"(TF-IDF){meaning}; Platt scaling and thresholds from out-of-fold scores.",
        f"- Given by the cues of the codebook, for want of examples: {', '.join(by_cues) or 'none'}.",
        "- Grades: A where the lower end of the interval of F1 is at least 0.80, B from 0.65, C below.",
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


def render_evaluation(evaluation: Evaluation) -> str:
    """Write an evaluation as Markdown tables; intervals are 95 %."""
    e = evaluation
    spread = e.macro_f1_by_group
    return "\n".join(
        [
            "| theme | grade | precision | recall | F1 | kappa | support |",
            "|---|---|---|---|---|---|---|",
            *(_row(target, f" {target.grade} |") for target in e.themes),
            "",
            f"- n = {e.n} opinions in {e.n_groups} groups; intervals drawn from {e.groups}",
            f"- macro-F1 {show(e.macro_f1)}, by group {min(spread):.3f} to {max(spread):.3f}",
            f"- micro-F1 {show(e.micro_f1)}, mean Jaccard {show(e.jaccard)}, set of themes right {show(e.set_match)}",
            f'- F1 of "no theme" {show(e.none_f1)}; outcome none {e.none_share:.1%}, uncertain {e.uncertain_share:.1%}',
            f"- expected calibration error {e.calibration_error:.3f} (mean of themes), {e.worst_calibration_error:.3f} (worst theme)",
            f"- at 90 % precision of the given themes {e.coverage_at_90:.1%} of the opinions are decided",
            f"- stance accuracy {show(e.stance_accuracy)}",
            "",
            "| stance or flag | precision | recall | F1 | kappa | support |",
            "|---|---|---|---|---|---|",
            *(_row(target) for target in (*e.stances, *e.flags)),
            "",
            "| opinions | n | macro-F1 | micro-F1 | set of themes right |",
            "|---|---|---|---|---|",
            *(_slice(f"batches {s.name}", s) for s in e.by_series),
            *(_slice(s.name, s) for s in e.by_voice),
            *(_slice(f"{s.name} characters", s) for s in e.by_length),
            "",
        ]
    )


def _slice(name: str, part: Slice) -> str:
    macro = "-" if part.macro_f1 is None else f"{part.macro_f1:.3f}"
    return f"| {name} | {part.n} | {macro} | {part.micro_f1:.3f} | {part.set_match:.3f} |"


def _row(target: TargetScore, grade: str = "") -> str:
    measures = (_value(target.precision), _value(target.recall), show_short(target.f1), show_short(target.kappa))
    return f"| {target.target_id} |{grade} {' | '.join(measures)} | {target.support} |"


def show(measure: Measure | None) -> str:
    """A value with its interval, three digits."""
    return "-" if measure is None else f"{measure.value:.3f} ({measure.low:.3f} to {measure.high:.3f})"


def _value(measure: Measure | None) -> str:
    return "-" if measure is None else f"{measure.value:.2f}"


def show_short(measure: Measure | None) -> str:
    """A value with its interval, two digits."""
    return "-" if measure is None else f"{measure.value:.2f} ({measure.low:.2f}-{measure.high:.2f})"
