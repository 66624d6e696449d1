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
# Ages as lists have them: 67, 67歳, 67.0 (a number that went through Excel).
_NUMBER = re.compile(r"(\d{1,3})(?:\.\d+)?(?:歳|才)?")

Variable = tuple[Mapping[str, tuple[str, ...]], tuple[str, ...]]


def take_column(opinions: Sequence[Opinion], column: str) -> Variable:
    """What a column of the lists says of each opinion, and the values in order.

    Width and white space are passed over (２０代 is 20代), an empty cell is no value. Of more than 12 values those that are numbers (34, 34歳)
    are put in bands of ten, if most cells hold one and there are no more than 12 bands. If there are still more than 12, the 11 most
    frequent remain and the rest is one category. Values are sorted by the numbers in them: 2月 is before 10月.

    Raises
    ------
    DocumentError
        If no opinion has such a column, or its name is one that a report uses itself.
    """
    if column in _TAKEN:
        raise DocumentError(
            f"--by {column}: a report uses this name itself. Rename the column in the list, such as {column}_ (列名を変えてください)."
        )
    values: Mapping[str, str] = {
        opinion.opinion_id: _squeeze(value, " ")
        for opinion in opinions
        for name, value in opinion.fields.items()
        if name == column or _squeeze(name) == _squeeze(column)
    }
    if not values:
        known = list(dict.fromkeys(name for opinion in opinions for name in opinion.fields))
        hint = suggest(column, known) if known else "the inputs have no columns beside the comments."
        raise DocumentError(f"--by {column}: no list has this column; {hint} (その列はありません)")
    if len(set(values.values()) - {""}) > MOST_CATEGORIES:
        values = _merge_rare(_band_numbers(values))
    categories = sorted(set(values.values()) - {"", REST}, key=_natural) + [REST] * (REST in values.values())
    return {opinion_id: (value,) for opinion_id, value in values.items() if value}, tuple(categories)


def _squeeze(text: str, between: str = "") -> str:
    """Half width, and no white space or control characters but what is put between words."""
    return between.join("".join(sign if sign.isprintable() else " " for sign in fold_width(text)).split())


def _band_numbers(values: Mapping[str, str]) -> Mapping[str, str]:
    """34 and 38歳 are 30–39, 無回答 stays as it is; nothing is changed where most cells hold no number."""
    banded = {value: _band(int(match[1])) for value in values.values() if (match := _NUMBER.fullmatch(value))}
    n_numbers = sum(value in banded for value in values.values())
    if 2 * n_numbers < sum(value != "" for value in values.values()) or len(set(banded.values())) > MOST_CATEGORIES:
        return values
    return {opinion_id: banded.get(value, value) for opinion_id, value in values.items()}


def _band(number: int) -> str:
    return f"{number // 10 * 10}–{number // 10 * 10 + 9}"


def _merge_rare(values: Mapping[str, str]) -> Mapping[str, str]:
    """The most frequent values and one category for all others, 12 in all."""
    counts = Counter(value for value in values.values() if value)
    if len(counts) <= MOST_CATEGORIES:
        return values
    most = sorted(counts, key=lambda value: (-counts[value], value))[: MOST_CATEGORIES - 1]
    kept = {*most, ""}
    return {opinion_id: value if value in kept else REST for opinion_id, value in values.items()}


def _natural(value: str) -> tuple[tuple[bool, int, str], ...]:
    """The order in which people put them: 区2 before 区10, numbers before words."""
    return tuple(
        (not part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in re.findall(r"\d+|\D+", value)
    )


def take_goals(links: Iterable[Link]) -> dict[str, tuple[str, ...]]:
    """The goals that each opinion names or stands under; links made from the theme would test themselves."""
    goals: dict[str, dict[str, None]] = {}
    for link in links:
        if link.is_named:
            goals.setdefault(link.opinion_id, {})[link.goal_id] = None
    return {opinion_id: tuple(ids) for opinion_id, ids in goals.items()}
