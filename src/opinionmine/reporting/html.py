"""The theme report as one HTML page that needs nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from importlib import resources
from typing import TYPE_CHECKING, Any

from opinionmine import __version__
from opinionmine.records import Codebook, Finding, Locator
from opinionmine.reporting.summary import SheetFacts
from opinionmine.yaml_lines import read_yaml

if TYPE_CHECKING:
    import jinja2

_BASIS_MARKS = {"cited": "●", "section": "◐", "plan": "○", "similar": "？"}


def render_html(reports: tuple[SheetFacts, ...], codebook: Codebook, model_id: str, lang: str) -> str:
    """Render the report; every text from a sheet is escaped, and the page asks nothing of the network.

    Parameters
    ----------
    lang : str
        ``ja`` or ``en``.
    """
    environment = make_environment()
    words = _words(lang)
    environment.filters |= {"signed": _signed, "percent": _percent, "rows": _rows}
    environment.globals["say"] = partial(
        _say, words, {theme.theme_id: getattr(theme, lang) for theme in codebook.themes}
    )
    page: str = environment.get_template("report.html.j2").render(
        reports=reports,
        codebook=codebook,
        model_id=model_id,
        lang=lang,
        w=words,
        marks=_BASIS_MARKS,
        version=__version__,
    )
    return page


def make_environment() -> jinja2.Environment:
    """Templates of this room; everything is escaped, and a name that is missing is an error."""
    import jinja2

    return jinja2.Environment(
        loader=jinja2.PackageLoader("opinionmine.reporting", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _words(lang: str) -> dict[str, Any]:
    text = resources.files("opinionmine.reporting").joinpath("words.yaml").read_text("utf-8")
    return dict(read_yaml(text, "words.yaml")[lang])


def _say(words: Mapping[str, str], themes: Mapping[str, str], report: SheetFacts, finding: Finding) -> str:
    """A finding as one sentence with its numbers."""
    return words[f"finding_{finding.kind}"].format(
        goal=finding.goal_id,
        title=next((goal.title for goal in report.sheet.goals if goal.goal_id == finding.goal_id), ""),
        theme=themes.get(finding.theme_id or "", ""),
        ids="、".join(finding.opinion_ids),
        k=len(finding.opinion_ids),
        best=finding.n_achieved,
        n=finding.n,
        share=_percent(finding.n_achieved / finding.n) if finding.n else "–",
        all_share=_percent(finding.all_achieved / finding.all_n) if finding.all_n else "–",
        change=_signed(finding.change),
    )


def _signed(change: int | None) -> str:
    """+3, −2, ±0; – where the sheet prints no change."""
    if change is None:
        return "–"
    return f"+{change}" if change > 0 else f"−{-change}" if change < 0 else "±0"


def _percent(share: float) -> str:
    return f"{100 * share:.0f}%"


def _rows(sources: tuple[Locator, ...]) -> str:
    """The places of table cells, as short as can be: 12, 14, 20 or 評価!D7; the first twelve of many."""
    labels = list(dict.fromkeys(source.label for source in sources if source.label))
    return ", ".join(labels[:12]) + (" …" if len(labels) > 12 else "")
