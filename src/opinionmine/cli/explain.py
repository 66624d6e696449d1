"""`opinionmine explain`."""

from __future__ import annotations

from pathlib import Path

import click

from opinionmine.themes.explain import Explanation


@click.command()
@click.argument("text")
@click.option("--model", "model_folder", type=click.Path(path_type=Path), help="Another model folder.")
def command(text: str, model_folder: Path | None) -> None:
    """Show which words of TEXT spoke for (+) and against (-) each theme.

    どの語がテーマの根拠になったか（+）、反対の根拠になったか（-）を示します。
    """
    from opinionmine.errors import DocumentError
    from opinionmine.themes.explain import explain_text
    from opinionmine.themes.model import load_model

    if not text.strip():
        raise DocumentError("TEXT is empty; expected an opinion such as 「研修を続けてほしい。」.")
    model = load_model(model_folder)
    prediction, explanations = explain_text(model, text)
    click.echo(f"outcome 判定: {prediction.outcome}  stance 立場: {prediction.stance}  model: {model.model_id}")
    names = model.facts["theme_names"]
    for explanation in explanations:
        click.echo(
            render_explanation(explanation, names[explanation.theme_id], explanation.theme_id in prediction.themes)
        )


def render_explanation(explanation: Explanation, name: str, is_given: bool) -> str:
    """The theme, then its words from the strongest for to the strongest against."""
    mark = "✔" if is_given else " "
    head = (
        f"\n{mark} {explanation.theme_id} {name}: {explanation.probability:.2f} (given from {explanation.threshold:.2f}); "
        f"log-odds {explanation.log_odds:+.2f} = words {explanation.log_odds - explanation.intercept:+.2f}, "
        f"start {explanation.intercept:+.2f}"
    )
    words = sorted(((word, weight) for word, weight in explanation.words if word.strip()), key=lambda pair: -pair[1])
    spoken_for = [f"{word} {weight:+.2f}" for word, weight in words if weight > 0.005][:6]
    against = [f"{word} {weight:+.2f}" for word, weight in reversed(words) if weight < -0.005][:6]
    return f"{head}\n    for     {'  '.join(spoken_for) or '-'}\n    against {'  '.join(against) or '-'}"
