"""A map of words and categories: points on two axes with the same unit, with labels that stand free of each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from opinionmine.reporting.layout import FONT_SIZE, lead, measure, place_labels, shorten
from opinionmine.reporting.pictures import Picture, _altair, _picture

_WIDTH, _LOWEST, _HIGHEST = 880.0, 520.0, 900.0
# Room for labels beside the outermost points, in parts of the map.
_MARGIN = 0.08


@dataclass(frozen=True)
class Spot:
    """A word, or a category (drawn as a square, its name in bold print).

    Attributes
    ----------
    size : int
        How often it occurs: the area of a word's circle.
    """

    label: str
    x: float
    y: float
    size: int
    is_category: bool


def word_map(name: str, title: str, spots: Sequence[Spot], *, x_axis: str, y_axis: str) -> Picture:
    """Words and categories around the middle, where the average is.

    Raises
    ------
    ValueError
        If there is no point.
    """
    if not spots:
        raise ValueError("no points to draw")
    # Where there is not room for all labels the names of categories and frequent words have the better places.
    spots = sorted(spots, key=lambda spot: (not spot.is_category, -spot.size, spot.label))
    (left, right), (low, high), height = _domains(spots)
    largest = max((spot.size for spot in spots if not spot.is_category), default=1)
    areas = [110.0 if spot.is_category else 16 + 300 * spot.size / largest for spot in spots]
    places = [((s.x - left) / (right - left) * _WIDTH, (high - s.y) / (high - low) * height) for s in spots]
    names = [shorten(spot.label, 30) for spot in spots]
    labels = place_labels(names, places, [area**0.5 / 2 + 2 for area in areas], _WIDTH, height)
    drawn = [
        {
            "x": x, "y": y, "label_x": label_x, "label_y": label_y, "label": text, "size": area, **_lead((x, y), (label_x, label_y), text),
            "shape": "square" if spot.is_category else "circle", "fill": "var(--g2)" if spot.is_category else "var(--g1)",
            "weight": "bold" if spot.is_category else "normal",
        }
        for spot, area, (x, y), text, (label_x, label_y) in zip(spots, areas, places, names, labels, strict=True)
    ]  # fmt: skip
    both = _altair().layer(_frame((left, right), (low, high), x_axis, y_axis), _marks(drawn, height))
    return _picture(
        name, title, both.resolve_scale(x="independent", y="independent").properties(width=_WIDTH, height=height)
    )


def _domains(spots: Sequence[Spot]) -> tuple[tuple[float, float], tuple[float, float], float]:
    """What each axis spans, and the height of the map in pixels: one unit is as long on both axes, and the middle is inside."""
    xs, ys = [0.0, *(spot.x for spot in spots)], [0.0, *(spot.y for spot in spots)]
    wide, tall = (max((max(v) - min(v)) * (1 + 2 * _MARGIN), 1e-9) for v in (xs, ys))
    height = min(max(_WIDTH * tall / wide, _LOWEST), _HIGHEST)
    unit = max(wide / _WIDTH, tall / height)
    (x, y) = ((max(v) + min(v)) / 2 for v in (xs, ys))
    return (x - unit * _WIDTH / 2, x + unit * _WIDTH / 2), (y - unit * height / 2, y + unit * height / 2), height


def _frame(across: tuple[float, float], up: tuple[float, float], x_axis: str, y_axis: str) -> Any:
    """The axes, and dashed lines through the middle."""
    alt = _altair()
    base = alt.Chart(alt.Data(values=[{"zero": 0}]))
    x = alt.X("zero:Q", scale=alt.Scale(domain=list(across), nice=False), axis=alt.Axis(title=x_axis, tickCount=7))
    y = alt.Y("zero:Q", scale=alt.Scale(domain=list(up), nice=False), axis=alt.Axis(title=y_axis, tickCount=7))
    return alt.layer(
        *(base.mark_rule(strokeDash=[5, 4], color="var(--quiet)").encode(**at) for at in ({"x": x}, {"y": y}))
    )


def _marks(drawn: Sequence[dict[str, Any]], height: float) -> Any:
    """Points and labels, placed in pixels."""
    alt = _altair()
    base = alt.Chart(alt.Data(values=list(drawn)))

    def at(x: str, y: str) -> dict[str, Any]:
        across, up = alt.Scale(domain=[0, _WIDTH], nice=False), alt.Scale(domain=[height, 0], nice=False)
        return {"x": alt.X(f"{x}:Q", scale=across, axis=None), "y": alt.Y(f"{y}:Q", scale=up, axis=None)}

    return alt.layer(
        base.mark_rule(color="var(--quiet)", strokeWidth=0.6).encode(**at("x", "y"), x2="lead_x:Q", y2="lead_y:Q"),
        base.mark_point(filled=True, opacity=0.9, stroke="var(--ink)", strokeWidth=0.6).encode(
            **at("x", "y"), size=alt.Size("size:Q", scale=None), shape=alt.Shape("shape:N", scale=None), fill=alt.Fill("fill:N", scale=None)
        ),
        *(
            base.transform_filter(f"datum.weight == '{weight}'").mark_text(
                align="left", baseline="middle", dx=3, fontSize=FONT_SIZE, fontWeight=weight, color="var(--ink)"
            ).encode(**at("label_x", "label_y"), text="label:N")
            for weight in ("normal", "bold")
        ),
    )  # fmt: skip


def _lead(spot: tuple[float, float], label: tuple[float, float], text: str) -> dict[str, float]:
    x, y = lead(spot, label, measure(text) + 6)
    return {"lead_x": x, "lead_y": y}
