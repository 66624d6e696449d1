"""Where labels and nodes stand in a picture, in pixels from the top left."""

from __future__ import annotations

from collections.abc import Sequence

FONT_SIZE = 12
_MOST_LINES = 4
_Spot = tuple[float, float]
_Box = tuple[float, float, float, float]


def measure(text: str) -> float:
    """About how wide a text is: a full-width sign is as wide as it is high, others a little more than half."""
    return sum(FONT_SIZE if sign > "\u2000" else 0.58 * FONT_SIZE for sign in text)


def count_columns(text: str) -> int:
    """How many half-width columns a text takes."""
    return sum(2 if sign > "\u2000" else 1 for sign in text)


def wrap(label: str, columns: int) -> list[str]:
    """Lines of at most so many half-width columns, four at most; a longer label keeps its beginning."""
    lines, used = [""], 0
    for sign in label:
        wide = count_columns(sign)
        if used + wide > columns:
            lines.append("")
            used = 0
        lines[-1] += sign
        used += wide
    return lines if len(lines) <= _MOST_LINES else [*lines[: _MOST_LINES - 1], lines[_MOST_LINES - 1][:-1] + "…"]


def shorten(label: str, columns: int) -> str:
    """One line of at most so many half-width columns; a longer label keeps its beginning."""
    lines = wrap(label, columns)
    return lines[0] if len(lines) == 1 else lines[0][:-1] + "…"


def place_labels(
    labels: Sequence[str], spots: Sequence[_Spot], radii: Sequence[float], width: float, height: float
) -> list[_Spot]:
    """Where the left middle of each label stands: the place nearest to its spot that meets no other label and no spot."""
    taken = [(x - r, y - r, x + r, y + r) for (x, y), r in zip(spots, radii, strict=True)]
    placed = []
    for label, (x, y), r in zip(labels, spots, radii, strict=True):
        long = measure(label) + 6
        tries = [
            (left, y + sign * step)
            for step in range(0, 200, 6)
            for sign in (1, -1)
            for left in (x + r + step / 3, x - r - long - step / 3, x - long / 2)
        ]
        tries.sort(key=lambda spot: _distance((x, y), _box(spot, long)))
        fitting = (
            spot
            for spot in tries
            if spot[0] >= 0
            and spot[0] + long <= width
            and 8 <= spot[1] <= height - 8
            and not any(_meets(_box(spot, long), box) for box in taken)
        )
        best = next(fitting, (min(max(0.0, x + r), width - long), y))
        taken.append(_box(best, long))
        placed.append(best)
    return placed


def _distance(spot: _Spot, box: _Box) -> float:
    """From a spot to the nearest point of a box; of places equally near the one to the right comes first."""
    across = max(box[0] - spot[0], 0.0, spot[0] - box[2])
    down = max(box[1] - spot[1], 0.0, spot[1] - box[3])
    return round((across**2 + down**2) ** 0.5, 3)


def lead(spot: _Spot, label: _Spot, long: float) -> _Spot:
    """The end of the line from a spot to its label: the point of the label's box that is nearest."""
    left, top, right, bottom = _box(label, long)
    return min(max(spot[0], left), right), min(max(spot[1], top), bottom)


def _box(spot: _Spot, long: float) -> _Box:
    return spot[0], spot[1] - 8, spot[0] + long, spot[1] + 8


def _meets(a: _Box, b: _Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def place_nodes(
    labels: Sequence[str], edges: Sequence[tuple[str, str]], width: float, height: float
) -> dict[str, _Spot]:
    """Where each node stands, in pixels: each connected part by itself, larger parts get more room, side by side in rows."""
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from(labels)
    graph.add_edges_from(edges)
    parts = sorted((sorted(part, key=labels.index) for part in nx.connected_components(graph)), key=len, reverse=True)
    places: dict[str, _Spot] = {}
    left = top = row_height = 0.0
    for part in parts:
        side = max(0.16, (len(part) / len(labels)) ** 0.5)
        if left and left + side > 1.001:
            left, top, row_height = 0.0, top + row_height, 0.0
        # A subgraph keeps no order of its own; the layout depends on the order of the nodes.
        own = nx.Graph()
        own.add_nodes_from(part)
        own.add_edges_from((a, b) for a, b in edges if a in own)
        inside = nx.kamada_kawai_layout(own)
        xs, ys = [float(p[0]) for p in inside.values()], [float(p[1]) for p in inside.values()]
        for label, (x, y) in inside.items():
            places[label] = (
                left + side * (0.1 + 0.8 * _within(float(x), xs)),
                top + side * (0.1 + 0.8 * _within(float(y), ys)),
            )
        left, row_height = left + side, max(row_height, side)
    deep = max(top + row_height, 1e-9)
    wide = max(x for x, _ in places.values()) + 0.05
    return {label: (40 + (width - 110) * x / wide, 15 + (height - 30) * y / deep) for label, (x, y) in places.items()}


def _within(value: float, values: Sequence[float]) -> float:
    low, high = min(values), max(values)
    return (value - low) / (high - low) if high > low else 0.5
