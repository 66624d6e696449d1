"""An evaluation as one HTML page with its pictures."""

from __future__ import annotations

from opinionmine.records import Codebook, Evaluation
from opinionmine.reporting.card import show, show_short
from opinionmine.reporting.html import make_environment


def render_evaluation_page(
    model_id: str, codebook: Codebook, validated: Evaluation, held_out: Evaluation | None
) -> str:
    """Render what was measured; every text is escaped, and the page asks nothing of the network."""
    environment = make_environment()
    environment.filters |= {"interval": show, "short": show_short}
    parts = [("cv", "Cross-validated", "交差検証（学習に使っていない書き手の意見）", validated)]
    if held_out:
        parts.append(("test", "Held-out corpus", "学習に一度も使っていない検証用の意見", held_out))
    page: str = environment.get_template("evaluation.html.j2").render(
        model_id=model_id,
        parts=parts,
        names={theme.theme_id: theme.ja for theme in codebook.themes},
    )
    return page
