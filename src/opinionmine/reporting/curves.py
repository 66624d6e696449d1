"""A learning curve as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from opinionmine.records import Measure
from opinionmine.reporting.pictures import Picture, _altair, _picture


class Size(Protocol):
    """One size of a learning curve."""

    @property
    def n(self) -> int:
        """Opinions learned from."""

    @property
    def macro_f1(self) -> tuple[float, ...]:
        """One for each draw."""


def draw_learning_curve(sizes: Sequence[Size], whole: Measure) -> Picture:
    """Macro-F1 against the number of labels, which doubles from point to point; every draw is a dot, the line is their mean.

    Parameters
    ----------
    whole : Measure
        Macro-F1 of the last size with its 95 % interval, drawn as a bar.
    """
    alt = _altair()
    means = [{"n": size.n, "f1": sum(size.macro_f1) / len(size.macro_f1)} for size in sizes]
    dots = [{"n": size.n, "f1": value} for size in sizes for value in size.macro_f1]
    end = [{"n": sizes[-1].n, "low": whole.low, "high": whole.high}]
    ticks = [size.n for size in sizes]
    x = alt.X(
        "n:Q",
        scale=alt.Scale(type="log", base=2, domain=[ticks[0] * 0.85, ticks[-1] * 1.15], nice=False),
        axis=alt.Axis(title="ラベルの数 opinions learned from", values=ticks, format="d", grid=False),
    )
    scale = alt.Scale(domain=[0, 1])
    y = alt.Y("f1:Q", scale=scale, axis=alt.Axis(title="macro-F1", format=".1f", tickCount=6))
    layers = [
        alt.Chart(alt.Data(values=end)).mark_rule(color="var(--line)", strokeWidth=6).encode(
            x=x, y=alt.Y("low:Q", scale=scale), y2="high:Q"
        ),
        alt.Chart(alt.Data(values=means)).mark_line(color="var(--g0)", strokeWidth=2).encode(x=x, y=y),
        alt.Chart(alt.Data(values=dots)).mark_circle(color="var(--g0)", size=40, opacity=0.7).encode(x=x, y=y),
        alt.Chart(alt.Data(values=means)).transform_calculate(text="format(datum.f1, '.2f')").mark_text(
            dy=-14, color="var(--ink)"
        ).encode(x=x, y=y, text="text:N"),
    ]  # fmt: skip
    title = f"学習曲線: {ticks[-1]} 件で macro-F1 {whole.value:.2f} (Learning curve)"
    return _picture("learning-curve", title, alt.layer(*layers).properties(width=460, height=280))
