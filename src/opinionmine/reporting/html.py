"""The theme report as one HTML page that needs nothing else."""

from __future__ import annotations

import base64
import hashlib
import json
from importlib import resources
from typing import TYPE_CHECKING

from opinionmine.records import Codebook
from opinionmine.reporting.blocks import Report
from opinionmine.reporting.opinions import list_opinions
from opinionmine.reporting.summary import Summary
from opinionmine.reporting.words import Words

if TYPE_CHECKING:
    import jinja2


def render_html(report: Report, summary: Summary, codebook: Codebook) -> str:
    """Render the report; every text from an input is escaped, and the page asks nothing of the network.

    The only script that may run is our own: its hash stands in the page's Content-Security-Policy.
    """
    from markupsafe import Markup

    environment = make_environment()
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    environment.filters |= {
        "kind": lambda block: type(block).__name__,
        "svg": lambda picture: Markup(picture.inline_svg()),
        "json": lambda opens: json.dumps(opens, ensure_ascii=False),
    }
    words = Words(report.lang, codebook)
    script = resources.files("opinionmine.reporting").joinpath("templates/opinions.js").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    page: str = environment.get_template("report.html.j2").render(
        report=report,
        w=words,
        data=list_opinions(summary, codebook, words),
        script=Markup(script),
        script_hash=f"sha256-{digest}",
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
