"""A tree of what stands together, from its leaves on the left to the last merge on the right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from opinionmine.reporting.layout import FONT_SIZE, measure, shorten
from opinionmine.reporting.pictures import Picture, _altair, _picture

_ROW = 20
_BRANCHES = 460
# Clusters beside each other have colours that are told apart; the palest one is too pale for a line.
_SHADES = ("g0", "g3", "g4", "g2", "g1")


def dendrogram(
    name: str,
    title: str,
    leaves: Sequence[str],
    clusters: Sequence[int],
    merges: Sequence[tuple[int, int, float]],
    *,
    axis: str,
) -> Picture:
    """Leaves from the top in the order given; branches of one cluster have its colour, and a dashed line cuts the tree into them.

    Parameters
    ----------
    clusters : sequence of int, one for each leaf
        From 1.
    merges : sequence of (int, int, float)
        What is joined, a leaf or (from the number of leaves on) an earlier merge, and at which height; lowest first.

    Raises
    ------
    ValueError
        If there is no merge.
    """
    if not merges:
        raise ValueError("no branches to draw")
    alt = _altair()
    labels = [shorten(leaf, 44) for leaf in leaves]
    room = max(map(measure, labels)) + 14
    width, height = room + _BRANCHES, _ROW * len(labels)
    start, end = _domain([height for _, _, height in merges])
    branches, cut = _branches(clusters, merges, start)
    names = [{"row": (place + 0.5) * _ROW, "label": label, "at": start} for place, label in enumerate(labels)]
    x_scale = alt.Scale(domain=[start, end], range=[room, width], nice=False)
    y_scale = alt.Scale(domain=[height, 0], nice=False)

    def across(field: str) -> Any:
        return alt.X(f"{field}:Q", scale=x_scale, axis=alt.Axis(title=axis, tickCount=6, grid=False))

    def down(field: str) -> Any:
        return alt.Y(f"{field}:Q", scale=y_scale, axis=None)

    layers = [
        alt.Chart(alt.Data(values=branches)).mark_rule(strokeWidth=1.6, strokeCap="square").encode(
            x=across("x"), x2="x2:Q", y=down("y"), y2="y2:Q", color=alt.Color("colour:N", scale=None)
        ),
        alt.Chart(alt.Data(values=names)).mark_text(
            align="right", baseline="middle", dx=-8, fontSize=FONT_SIZE, color="var(--ink)"
        ).encode(x=across("at"), y=down("row"), text="label:N"),
    ]  # fmt: skip
    if cut is not None:
        line = alt.Chart(alt.Data(values=[{"cut": cut}])).mark_rule(strokeDash=[5, 4], color="var(--quiet)")
        layers.append(line.encode(x=across("cut")))
    return _picture(name, title, alt.layer(*layers).properties(width=width, height=height))


def _domain(heights: Sequence[float]) -> tuple[float, float]:
    """Jaccard distances are mostly near 1: the axis begins at a full tenth below the first merge, so that the branches are seen."""
    low, high = min(heights), max(heights) or 1.0
    return max(0.0, int((low - 0.2 * (high - low)) * 10) / 10), high + 0.02 * (high - low or high)


def _branches(
    clusters: Sequence[int], merges: Sequence[tuple[int, int, float]], start: float
) -> tuple[list[dict[str, float | str]], float | None]:
    """The three lines of each merge, and where the tree is cut: between the last merge inside a cluster and the first of two."""
    rows: list[float] = [(place + 0.5) * _ROW for place in range(len(clusters))]
    heights = [start] * len(clusters)
    # 0 for a branch that holds several clusters.
    owners = list(clusters)
    lines: list[dict[str, float | str]] = []
    inside, above = 0.0, float("inf")
    for a, b, height in merges:
        owner = owners[a] if owners[a] == owners[b] else 0
        for part in (a, b):
            lines.append(
                {"x": heights[part], "x2": height, "y": rows[part], "y2": rows[part], "colour": _colour(owners[part])}
            )
        lines.append({"x": height, "x2": height, "y": rows[a], "y2": rows[b], "colour": _colour(owner)})
        inside, above = (max(inside, height), above) if owner else (inside, min(above, height))
        rows.append((rows[a] + rows[b]) / 2)
        heights.append(height)
        owners.append(owner)
    return lines, (inside + above) / 2 if inside < above < float("inf") else None


def _colour(cluster: int) -> str:
    return f"var(--{_SHADES[(cluster - 1) % len(_SHADES)]})" if cluster else "var(--quiet)"
