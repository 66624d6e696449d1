"""Pictures of a report: plain values in, Vega-Lite through altair, SVG or PNG out; nothing here knows a sheet or a language."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from opinionmine.reporting.layout import FONT_SIZE, lead, measure, place_labels, place_nodes, shorten, wrap

# Colours by name: the page sets them as CSS variables for light and dark, a file of its own has these.
COLOURS = {
    "g0": "#1b6b93", "g1": "#7fb3c8", "g2": "#f0b95a", "g3": "#c0492f", "g4": "#8e8e8e", "g5": "#d9d2e9",
    "on0": "#ffffff", "on1": "#1d2733", "on2": "#1d2733", "on3": "#ffffff", "on4": "#000000", "on5": "#1d2733",
    "ink": "#1d2733", "quiet": "#5b6875", "line": "#d5dce3", "paper": "#ffffff",
}  # fmt: skip
FONTS = "'Hiragino Sans', 'Yu Gothic UI', 'Yu Gothic', Meiryo, 'Noto Sans CJK JP', 'Noto Sans JP', sans-serif"
_VARIABLE = re.compile(r"var\(--(\w+)\)")
_N_SHADES = 6
_WIDTH = 460
_ROW = 24
_LINE = 15


@dataclass(frozen=True)
class Part:
    """A part that every bar has: one sign shown inside it, its name in the legend, its place in the palette (from 0)."""

    mark: str
    name: str
    shade: int


@dataclass(frozen=True)
class Bar:
    """One bar.

    Attributes
    ----------
    values : tuple of int
        One for each part.
    changes : tuple of int or None
        Change of each against last year; empty where there is none.
    group : str
        Bars of one group stand together under its name.
    """

    label: str
    values: tuple[int, ...]
    changes: tuple[int | None, ...] = ()
    group: str = ""


@dataclass(frozen=True)
class Point:
    """One point, with the interval of its height."""

    label: str
    x: float
    y: float
    low: float
    high: float


@dataclass(frozen=True)
class Square:
    """One square of a map."""

    row: str
    column: str
    value: int
    mark: str


@dataclass(frozen=True)
class Node:
    """One node of a network: a word, or a theme."""

    label: str
    size: int
    is_theme: bool


@dataclass(frozen=True)
class Edge:
    """A line between the labels of two nodes; `weight` in (0, 1]."""

    a: str
    b: str
    weight: float


@dataclass(frozen=True)
class Picture:
    """A picture as a Vega-Lite specification whose colours are CSS variables.

    Attributes
    ----------
    name : str
        Of its file, and what its ids begin with.
    title : str
        What it shows, also for those who do not see it.
    """

    name: str
    title: str
    spec: str

    def svg(self) -> str:
        """A file of its own, on white."""
        drawn = _draw(_coloured(self.spec))
        return drawn.replace(">", f"><title>{escape(self.title)}</title>", 1)

    def inline_svg(self) -> str:
        """An element for a page: no namespace, ids of its own, colours left to the page, as wide as its place at most."""
        # Roles of single marks say nothing here: the whole is one image with one name.
        drawn = re.sub(r' (?:xmlns(?::\w+)?|version|role|aria-[a-z]+)="[^"]*"', "", _draw(self.spec))
        drawn = re.sub(r'id="(clip\d+)"|url\(#(clip\d+)\)', lambda m: m[0].replace("clip", f"{self.name}-clip"), drawn)
        return drawn.replace("<svg", f'<svg role="img" aria-label="{escape(self.title)}"', 1)

    def png(self, scale: float = 2.0) -> bytes:
        """A bitmap on white, `scale` pixels for each unit."""
        import vl_convert

        return bytes(vl_convert.svg_to_png(_draw(_coloured(self.spec)), scale=scale))


def stacked_bars(
    name: str, title: str, bars: Sequence[Bar], parts: Sequence[Part], *, share: bool, axis: str
) -> Picture:
    """Bars cut into parts, from the top in the order given; the sum of each stands at its end.

    Parameters
    ----------
    share : bool
        Whether bars are stretched to 100 %.

    Raises
    ------
    ValueError
        If there is no bar.
    """
    if not bars:
        raise ValueError("no bars to draw")
    alt = _altair()
    labels, headings, places = _rows_of(bars)
    longest = max(sum(bar.values) for bar in bars) or 1
    segments, ends = [], []
    for place, bar in zip(places, bars, strict=True):
        total = sum(bar.values)
        scale = 1 / (total or 1) if share else 1
        start = 0.0
        for number, (part, value) in enumerate(zip(parts, bar.values, strict=True)):
            if value:
                width = value * scale
                text = _fit(
                    part.mark,
                    value,
                    bar.changes[number] if bar.changes else None,
                    width / (1 if share else longest) * _WIDTH,
                )
                segments.append(
                    {
                        "row": place,
                        "from": start,
                        "to": start + width,
                        "middle": start + width / 2,
                        "text": text,
                        **_fill(part),
                    }
                )
                start += width
        ends.append({"row": place, "end": start, "n": str(total)})
    y = alt.Y(
        "row:O",
        sort=None,
        axis=_row_axis(labels, headings),
        scale=alt.Scale(domain=list(range(len(labels))), paddingInner=0.18),
    )
    x_axis = alt.Axis(title=axis, format="%" if share else "d", tickMinStep=0.1 if share else 1, tickCount=5)
    scale = alt.Scale(domain=[0, 1 if share else longest], nice=False)
    base = alt.Chart(alt.Data(values=segments)).encode(y=y)
    layers = [
        base.mark_bar(stroke="var(--paper)", strokeWidth=1).encode(
            x=alt.X("from:Q", axis=x_axis, scale=scale), x2="to:Q", color=alt.Color("fill:N", scale=None)
        ),
        base.mark_text(baseline="middle", fontSize=FONT_SIZE).encode(
            x=alt.X("middle:Q", scale=scale), text="text:N", color=alt.Color("on:N", scale=None)
        ),
        alt.Chart(alt.Data(values=ends)).mark_text(align="left", dx=5, fontSize=FONT_SIZE, color="var(--ink)").encode(
            y=y, x=alt.X("end:Q", scale=scale), text="n:N"
        ),
    ]  # fmt: skip
    height = _ROW * len(labels)
    return _picture(
        name, title, alt.vconcat(_legend(parts), alt.layer(*layers).properties(width=_WIDTH, height=height), spacing=6)
    )


def square_map(
    name: str, title: str, squares: Sequence[Square], rows: Sequence[str], columns: Sequence[str]
) -> Picture:
    """A table of squares, the darker the larger the value; every row and column stands there, also without a square.

    Raises
    ------
    ValueError
        If there is no square.
    """
    if not squares:
        raise ValueError("no squares to draw")
    alt = _altair()
    largest = max(square.value for square in squares)
    data = [
        {
            "row": rows.index(s.row), "column": columns.index(s.column), "strength": 0.08 + 0.55 * s.value / largest, "text": f"{s.mark} {s.value}",
        }
        for s in squares
    ]  # fmt: skip
    x = alt.X(
        "column:O", sort=None, scale=alt.Scale(domain=list(range(len(columns)))),
        axis=_axis(
            [["", "", "", *wrap(label, 10)][-4:] for label in columns],
            orient="top", labelAngle=0, labelBaseline="bottom", labelPadding=8 + 3 * _LINE,
        ),
    )  # fmt: skip
    y = alt.Y(
        "row:O",
        sort=None,
        scale=alt.Scale(domain=list(range(len(rows)))),
        axis=_row_axis([[shorten(label, 44)] for label in rows], []),
    )
    base = alt.Chart(alt.Data(values=data)).encode(x=x, y=y)
    squares_drawn = base.mark_rect(stroke="var(--line)").encode(
        color=alt.value("var(--g0)"), opacity=alt.Opacity("strength:Q", scale=None)
    )
    text = base.mark_text(fontSize=FONT_SIZE, color="var(--ink)").encode(text="text:N")
    width = max(_WIDTH, 62 * len(columns))
    return _picture(name, title, alt.layer(squares_drawn, text).properties(width=width, height=_ROW * len(rows)))


def scatter(
    name: str, title: str, points: Sequence[Point], *, x_axis: str, y_axis: str, x_line: float, y_line: float
) -> Picture:
    """Named points with the interval of their height; dashed lines part what is more and less than usual.

    The height is a share in [0, 1]; the axis begins at the full tenth below the lowest interval.

    Raises
    ------
    ValueError
        If there is no point.
    """
    if not points:
        raise ValueError("no points to draw")
    alt = _altair()
    width, height = _WIDTH + 140, 400
    right = max(point.x for point in points) * 1.05 + 0.5
    bottom = min(0.9, int(min([*(point.low for point in points), y_line]) * 10) / 10)
    spots = [(point.x / right * width, (1 - point.y) / (1 - bottom) * height) for point in points]
    labels = place_labels([point.label for point in points], spots, [6.0] * len(points), width, height)
    data = []
    for point, (x, y), (label_x, label_y) in zip(points, spots, labels, strict=True):
        data.append(
            {
                "x": x, "y": y, "label_x": label_x, "label_y": label_y, "label": point.label,
                **_line_to((x, y), (label_x, label_y), point.label),
                "low": (1 - point.low) / (1 - bottom) * height, "high": (1 - point.high) / (1 - bottom) * height,
            }
        )  # fmt: skip
    # Labels are placed in pixels, so everything is: the axes alone know the values.
    across, up = alt.Scale(domain=[0, width], nice=False), alt.Scale(domain=[height, 0], nice=False)
    base = alt.Chart(alt.Data(values=data))

    def at(x: str, y: str) -> Any:
        return {"x": alt.X(f"{x}:Q", scale=across, axis=None), "y": alt.Y(f"{y}:Q", scale=up, axis=None)}

    axes = alt.Chart(alt.Data(values=[{"x": x_line, "y": y_line}]))
    x = alt.X(
        "x:Q", scale=alt.Scale(domain=[0, right], nice=False), axis=alt.Axis(title=x_axis, tickMinStep=1, format="d")
    )
    y = alt.Y(
        "y:Q", scale=alt.Scale(domain=[bottom, 1], nice=False), axis=alt.Axis(title=y_axis, format="%", tickCount=6)
    )
    frame = alt.layer(
        axes.mark_rule(strokeDash=[5, 4], color="var(--quiet)").encode(x=x),
        axes.mark_rule(strokeDash=[5, 4], color="var(--quiet)").encode(y=y),
    )
    marks = alt.layer(
        base.mark_rule(color="var(--line)", strokeWidth=2).encode(**at("x", "low"), y2="high:Q"),
        base.mark_rule(color="var(--quiet)", strokeWidth=0.7).encode(**at("x", "y"), x2="lead_x:Q", y2="lead_y:Q"),
        base.mark_circle(size=70, color="var(--g0)", opacity=1).encode(**at("x", "y")),
        base.mark_text(align="left", baseline="middle", dx=3, fontSize=FONT_SIZE, color="var(--ink)").encode(
            **at("label_x", "label_y"), text="label:N"
        ),
    )
    both = (
        alt.layer(frame, marks).resolve_scale(x="independent", y="independent").properties(width=width, height=height)
    )
    return _picture(name, title, both)


def _line_to(spot: tuple[float, float], label: tuple[float, float], text: str) -> dict[str, float]:
    x, y = lead(spot, label, measure(text) + 6)
    return {"lead_x": x, "lead_y": y}


def network(name: str, title: str, nodes: Sequence[Node], edges: Sequence[Edge]) -> Picture:
    """Words as circles and themes as squares, larger the more often they occur; the thicker a line, the stronger the pair.

    Raises
    ------
    ValueError
        If there is no node.
    """
    if not nodes:
        raise ValueError("no nodes to draw")
    alt = _altair()
    width, height = _WIDTH + 180, 560
    largest = max(node.size for node in nodes)
    sizes = [60 + 440 * node.size / largest for node in nodes]
    places = place_nodes([node.label for node in nodes], [(edge.a, edge.b) for edge in edges], width, height)
    spots = [places[node.label] for node in nodes]
    labels = place_labels([node.label for node in nodes], spots, [size**0.5 / 2 + 2 for size in sizes], width, height)
    drawn = [
        {
            "x": x, "y": y, "label_x": label_x, "label_y": label_y, "label": node.label, "size": size,
            **_line_to((x, y), (label_x, label_y), node.label),
            "shape": "square" if node.is_theme else "circle", "fill": "var(--g2)" if node.is_theme else "var(--g1)",
            "weight": "bold" if node.is_theme else "normal",
        }
        for node, size, (x, y), (label_x, label_y) in zip(nodes, sizes, spots, labels, strict=True)
    ]  # fmt: skip
    lines = [
        {"x": places[e.a][0], "y": places[e.a][1], "x2": places[e.b][0], "y2": places[e.b][1], "w": 0.8 + 5 * e.weight}
        for e in edges
    ]
    across = alt.X("x:Q", scale=alt.Scale(domain=[0, width], nice=False), axis=None)
    up = alt.Y("y:Q", scale=alt.Scale(domain=[height, 0], nice=False), axis=None)
    base = alt.Chart(alt.Data(values=drawn))
    text = alt.X("label_x:Q"), alt.Y("label_y:Q")
    layers = [
        alt.Chart(alt.Data(values=lines)).mark_rule(color="var(--quiet)", opacity=0.45).encode(
            x=across, y=up, x2="x2:Q", y2="y2:Q", strokeWidth=alt.StrokeWidth("w:Q", scale=None)
        ),
        base.mark_rule(color="var(--quiet)", strokeWidth=0.6).encode(x=across, y=up, x2="lead_x:Q", y2="lead_y:Q"),
        base.mark_point(filled=True, opacity=1, stroke="var(--ink)", strokeWidth=0.8).encode(
            x=across, y=up, size=alt.Size("size:Q", scale=None), shape=alt.Shape("shape:N", scale=None), fill=alt.Fill("fill:N", scale=None)
        ),
        *(
            base.transform_filter(f"datum.weight == '{weight}'").mark_text(
                align="left", baseline="middle", dx=3, fontSize=FONT_SIZE, fontWeight=weight, color="var(--ink)"
            ).encode(x=text[0], y=text[1], text="label:N")
            for weight in ("normal", "bold")
        ),
    ]  # fmt: skip
    return _picture(name, title, alt.layer(*layers).properties(width=width, height=height))


def _altair() -> Any:
    import altair

    return altair


def _picture(name: str, title: str, chart: Any) -> Picture:
    drawn = chart.configure(font=FONTS, aria=False, background="transparent", padding=4).configure_view(stroke=None).configure_axis(
        labelLineHeight=_LINE,
        labelColor="var(--ink)", titleColor="var(--quiet)", gridColor="var(--line)", domainColor="var(--line)", tickColor="var(--line)",
        labelFontSize=FONT_SIZE, titleFontSize=FONT_SIZE, titleFontWeight="normal", labelLimit=400, gridWidth=0.7,
    )  # fmt: skip
    return Picture(name, title, json.dumps(drawn.to_dict(), ensure_ascii=False))


def _draw(spec: str) -> str:
    import vl_convert

    return str(vl_convert.vegalite_to_svg(spec))


def _coloured(spec: str) -> str:
    return _VARIABLE.sub(lambda match: COLOURS[match[1]], spec).replace(
        '"background": "transparent"', '"background": "#ffffff"'
    )


def _fill(part: Part) -> Mapping[str, str]:
    shade = part.shade % _N_SHADES
    return {"fill": f"var(--g{shade})", "on": f"var(--on{shade})"}


def _fit(mark: str, value: int, change: int | None, pixels: float) -> str:
    """What a segment has room for: ◎ 15 ⇧4, ◎ 15, ◎, or nothing."""
    arrow = "" if change is None else f" ⇧{change}" if change > 0 else f" ⇩{-change}" if change < 0 else ""
    texts = (f"{mark} {value}{arrow}", f"{mark} {value}", mark)
    return next((text for text in texts if measure(text) + 6 <= pixels), "")


def _rows_of(bars: Sequence[Bar]) -> tuple[list[list[str]], list[int], list[int]]:
    """Labels of all rows, which of them are names of groups, and the row of each bar."""
    labels: list[list[str]] = []
    headings, places = [], []
    group = ""
    for bar in bars:
        if bar.group != group and bar.group:
            headings.append(len(labels))
            labels.append([shorten(bar.group, 44)])
        group = bar.group
        places.append(len(labels))
        labels.append([shorten(bar.label, 44)])
    return labels, headings, places


def _row_axis(labels: Sequence[Sequence[str]], headings: Sequence[int]) -> Any:
    return _axis(labels, headings, domain=False)


def _axis(labels: Sequence[Sequence[str]], headings: Sequence[int] = (), **options: Any) -> Any:
    """An axis of numbered places with any labels; a label is no expression, whatever is written in it."""
    shown = json.dumps([list(lines) for lines in labels], ensure_ascii=False)
    weight = {"condition": {"test": f"indexof({list(headings)}, datum.value) >= 0", "value": "bold"}, "value": "normal"}
    return _altair().Axis(
        title=None,
        labelExpr=f"{shown}[datum.value]",
        labelFontWeight=weight,
        ticks=False,
        **{"labelPadding": 6, **options},
    )


def _legend(parts: Sequence[Part]) -> Any:
    """A row of coloured squares with sign and name."""
    alt = _altair()
    data, x = [], 0.0
    for part in parts:
        text = part.mark if part.mark == part.name else f"{part.mark} {part.name}"
        data.append({"x": x, "text": text, **_fill(part)})
        x += measure(text) + 40
    width = max(x, _WIDTH)
    place = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, width], nice=False))
    base = alt.Chart(alt.Data(values=data)).encode(x=place)
    squares = base.mark_square(size=160, opacity=1).encode(color=alt.Color("fill:N", scale=None))
    names = base.mark_text(align="left", dx=11, fontSize=FONT_SIZE, color="var(--ink)").encode(text="text:N")
    return alt.layer(squares, names).properties(width=width, height=18)
