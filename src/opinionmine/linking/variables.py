"""What is known of each opinion beside its themes, as the columns of a crosstab."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from opinionmine.errors import DocumentError, suggest
from opinionmine.japanese.normalize import fold_width
from opinionmine.records import REST, Link, Opinion

MOST_CATEGORIES = 12
# Names that a report gives a meaning of its own.
_TAKEN = ("voice", "stance", "actor", "source", "goal", "grade", "theme", "basis", "ids", "outcome", "side", "sheet")
_NUMBER = re.compile(r"\d{1,3}")

Variable = tuple[Mapping[str, tuple[str, ...]], tuple[str, ...]]


def take_column(opinions: Sequence[Opinion], column: str) -> Variable:
    """What a column of the lists says of each opinion, and the values in order.

    Width and white space are passed over (２０代 is 20代), an empty cell is no value. Whole numbers with more than 12 values (34 歳) are put in
    bands of ten; of other columns with more than 12 values the 11 most frequent remain and the rest is one category.

    Raises
    ------
    DocumentError
        If no opinion has such a column, or its name is one that a report uses itself.
    """
    if column in _TAKEN:
        raise DocumentError(
            f"--by {column}: a report uses this name itself. Rename the column in the list, such as {column}_ (列名を変えてください)."
        )
    values = {
        opinion.opinion_id: " ".join(fold_width(opinion.fields[column]).split())
        for opinion in opinions
        if column in opinion.fields
    }
    if not values:
        known = list(dict.fromkeys(name for opinion in opinions for name in opinion.fields))
        hint = suggest(column, known) if known else "the inputs have no columns beside the comments."
        raise DocumentError(f"--by {column}: no list has this column; {hint} (その列はありません)")
    counts = Counter(value for value in values.values() if value)
    if len(counts) > MOST_CATEGORIES and all(_NUMBER.fullmatch(value) for value in counts):
        values = {opinion_id: _band(value) for opinion_id, value in values.items()}
        categories = sorted(set(values.values()) - {""}, key=lambda band: int(band.partition("–")[0]))
    else:
        most = [value for value, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]
        kept = set(most if len(most) <= MOST_CATEGORIES else most[: MOST_CATEGORIES - 1])
        values = {opinion_id: value if value in kept or not value else REST for opinion_id, value in values.items()}
        categories = sorted(kept) + [REST] * (len(kept) < len(most))
    return {opinion_id: (value,) for opinion_id, value in values.items() if value}, tuple(categories)


def _band(value: str) -> str:
    return f"{int(value) // 10 * 10}–{int(value) // 10 * 10 + 9}" if value else ""


def take_goals(links: Iterable[Link]) -> dict[str, tuple[str, ...]]:
    """The goals that each opinion names or stands under; links made from the theme would test themselves."""
    goals: dict[str, dict[str, None]] = {}
    for link in links:
        if link.is_named:
            goals.setdefault(link.opinion_id, {})[link.goal_id] = None
    return {opinion_id: tuple(ids) for opinion_id, ids in goals.items()}
