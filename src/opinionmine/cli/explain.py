"""`opinionmine explain`."""

from __future__ import annotations

from pathlib import Path

import click

from opinionmine.cli.models import open_model
from opinionmine.japanese.normalize import join_lines
from opinionmine.themes.explain import Explanation


@click.command()
@click.argument("text")
@click.option(
    "--model", "model_name", type=click.Path(path_type=Path), help="default, light (words only, for bulk), or a folder."
)
def command(text: str, model_name: Path | None) -> None:
    """Show which words of TEXT spoke for (+) and against (-) each theme.

    どの語がテーマの根拠になったか（+）、反対の根拠になったか（-）を示します。
    """
    from opinionmine.errors import DocumentError
    from opinionmine.themes.classifiers import need_regression
    from opinionmine.themes.empty import is_empty_answer
    from opinionmine.themes.explain import explain_text

    if not text.strip():
        raise DocumentError("TEXT is empty; expected an opinion such as 「研修を続けてほしい。」.")
    model = need_regression(open_model(model_name), "explain")
    prediction, explanations = explain_text(model, text)
    flags = ", ".join(prediction.flags) or "-"
    click.echo(
        f"outcome 判定: {prediction.outcome}  stance 立場: {prediction.stance}  flags 印: {flags}  model: {model.model_id}"
    )
    if is_empty_answer(text):
        click.echo(
            "The whole text says that there is nothing to say, so the outcome is none by rule.  特になし などの回答です。"
        )
    names = model.facts["theme_names"]
    for explanation in explanations:
        click.echo(
            render_explanation(
                explanation,
                names[explanation.theme_id],
                model.grades[explanation.theme_id],
                explanation.theme_id in prediction.themes,
            )
        )


def render_explanation(explanation: Explanation, name: str, grade: str, is_given: bool) -> str:
    """The theme, its words from the strongest for to the strongest against, its clauses, and what it hangs on."""
    mark = "✔" if is_given else " "
    words_score = explanation.score - explanation.intercept - explanation.likeness
    lines = [
        f"\n{mark} {explanation.theme_id} {name} (grade {grade}): {explanation.probability:.2f} (given from {explanation.threshold:.2f}); "
        f"score {explanation.score:+.2f} = start {explanation.intercept:+.2f}, words {words_score:+.2f}, "
        f"meaning {explanation.likeness:+.2f}"
    ]
    if explanation.cues:
        return f"\n{mark} {explanation.theme_id} {name} (grade {grade}): by the cues of the codebook 「{'」「'.join(explanation.cues)}」"
    # A word that the paper broke in two (民生\n委員) is shown on one line.
    parts = [(join_lines(word.splitlines()), weight) for word, weight in explanation.words if word.strip()]
    words = sorted(parts, key=lambda pair: -pair[1])
    spoken_for = [f"{word} {weight:+.2f}" for word, weight in words if weight > 0.005][:6]
    against = [f"{word} {weight:+.2f}" for word, weight in reversed(words) if weight < -0.005][:6]
    lines += [f"    for     {'  '.join(spoken_for) or '-'}", f"    against {'  '.join(against) or '-'}"]
    if len(explanation.clauses) > 1:
        clauses = "  ".join(f"{join_lines(clause.splitlines())} {drop:+.2f}" for clause, drop in explanation.clauses)
        lines.append(f"    meaning {clauses}")
    if is_given:
        gone = (
            "  ".join(join_lines(word.splitlines()) for word in explanation.gone)
            if explanation.gone
            else "– (no few words decide it)"
        )
        lines.append(f"    without {gone}")
    return "\n".join(lines)
