"""One picture and the numbers behind it as an HTML page that needs nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from opinionmine.reporting.blocks import Drawing, Table, show_cell
from opinionmine.reporting.html import make_environment


def render_picture_page(drawing: Drawing, tables: Sequence[Table], lang: str) -> str:
    """Render the picture above the tables; nothing on the page runs, and it asks nothing of the network."""
    from markupsafe import Markup

    environment = make_environment()
    environment.filters["shown"] = show_cell
    svg = Markup(drawing.picture.inline_svg())
    page: str = environment.get_template("picture.html.j2").render(drawing=drawing, tables=tables, lang=lang, svg=svg)
    return page
