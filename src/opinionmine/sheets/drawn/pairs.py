"""Counts behind their grades: 「◎５（２増）　○４（１減）」."""

from __future__ import annotations

import re

from opinionmine.japanese.normalize import fold_width
from opinionmine.sheets.drawn.place import LEADERS, LONGEST_LABEL, Place
from opinionmine.sheets.goals import read_goal
from opinionmine.sheets.grids import BLANK, Rows
from opinionmine.sheets.marks import FAMILIES, SIGN, canonical_mark
from opinionmine.sheets.printed import Printed, join_printed

_WORDS = "|".join(
    sorted({re.escape(mark) for family in FAMILIES for mark in family if len(mark) > 1}, key=len, reverse=True)
)
_PAIR = re.compile(
    rf"(?P<grade>[◎○〇◯△▲×✕]|(?<![A-Za-z])[SABCD](?![A-Za-z型])|{_WORDS})\s*[:=…]?\s*(?P<count>\d[\d,]*\s*(?:件|事業|取組)?\s*(?:[(\[〔]\s*(?:{SIGN}\s*\d+|\d+\s*[増減]?|同数|同じ|±0)\s*[)\]〕])?)"
)


def read(place: Place) -> tuple[Rows, int]:
    """A line of nothing but pairs of grade and count; its actor stands before them or on the line above."""
    line, used = place.line, 1
    marks = _marks(line)
    below, step = place.visible(place.position + 1)
    if (
        marks
        and below is not None
        and place.is_scale([*marks, *(more := _marks(below))])
        and more
        and "。" not in below.text
    ):
        line, used = join_printed([line, below], " "), 1 + step  # the scale goes on in the next line
    folded = fold_width(line.text)
    pairs = list(_PAIR.finditer(folded))
    marks = _marks(line)
    if len(pairs) < 2 or not place.is_scale(marks) or "。" in folded:
        return [], 0
    rest = re.sub(r"計\s*\d+|[\s、,・/()]", "", _PAIR.sub("", folded[pairs[0].start() :]))
    if rest or pairs[0].start() > LONGEST_LABEL:
        return [], 0
    label = line.part(0, pairs[0].start())
    if not re.sub(r"[\s(:]", "", label.text):
        for above in place.above(1):
            if _is_actor_line(above):
                label = above
                place.take(above)
    header = [BLANK, *(line.part(*pair.span("grade")) for pair in pairs)]
    row = [_without_tail(label), *(line.part(*pair.span("count")) for pair in pairs)]
    return [header, row], used


def _marks(line: Printed) -> list[str]:
    return [canonical_mark(pair["grade"]) for pair in _PAIR.finditer(fold_width(line.text))]


def _is_actor_line(line: Printed) -> bool:
    """行　政……………１２取組 names who the counts below belong to."""
    return (
        0 < len(re.sub(r"\s", "", LEADERS.sub("", line.bare))) <= 16
        and "。" not in line.text
        and not read_goal(line.text)
    )


def _without_tail(label: Printed) -> Printed:
    match = re.search(r"\s*(?:[.…‥・·]{2,}|\s+\d+\s*(?:取組|事業|件)|[(:])", fold_width(label.text))
    return label.part(0, match.start()) if match else label
