"""Counts that stand only inside sentences: 「基本目標１では、達成が12件、概ね達成が5件、未達成が2件であった。」"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from opinionmine.japanese.normalize import fold_width
from opinionmine.japanese.sentences import split_sentences
from opinionmine.records import Passage

_UNIT = r"(?:件|事業|取組|項目|施策)"
_MORE = re.compile(
    r"(?P<before>前年度?(?:から|より|を|に比べ(?:て)?)[^。、]{0,6}?)?(?<!\d)(?P<number>\d{1,9})\s*(?:件|事業|取組|項目|施策)\s*(?:の)?(?P<way>増|減|上回|下回|多|少な)"
)


@dataclass(frozen=True)
class SentenceCount:
    """One grade's count in a sentence; `at` is its code-point offset in the passage."""

    passage: Passage
    grade: str
    count: int
    change: int | None
    at: int


def read_sentence_counts(passage: Passage, scale: tuple[str, ...]) -> list[SentenceCount]:
    """Return the counts of the first sentence that gives one for every grade of the scale, or for all but one; else none."""
    folded = fold_width(passage.text)
    for start, end in split_sentences(passage.text):
        found = dict(_pairs(folded[start:end], scale))
        if len(found) >= max(2, len(scale) - 1):
            return [
                SentenceCount(passage, grade, count, _change(folded[start:], grade, scale), start + at)
                for grade, (count, at) in sorted(found.items(), key=lambda item: scale.index(item[0]))
            ]
    return []


def _pairs(sentence: str, scale: tuple[str, ...]) -> Iterator[tuple[str, tuple[int, int]]]:
    """達成が12件, 9件が達成, 未達成はなかった."""
    for grade in scale:
        name = rf"(?<![一-龥]){re.escape(grade)}"
        for pattern in (
            rf"{name}[」』]?\s*(?:が|は|:|も)\s*(\d{{1,9}})\s*{_UNIT}",
            rf"(?<!\d)(\d{{1,9}})\s*{_UNIT}\s*(?:が|は|を)[「『]?{name}(?![一-龥]*(?:から|より))",
        ):
            if match := re.search(pattern, sentence):
                yield grade, (int(match[1]), match.start())
                break
        else:
            if match := re.search(rf"{name}[」』]?\s*(?:は|が|も)(?:なかった|ない|なく|なし|0件)", sentence):
                yield grade, (0, match.start())


def _change(text: str, grade: str, scale: tuple[str, ...]) -> int | None:
    """The first statement after the counts about this grade against last year: 達成は前年度より2件増えた, 達成の件数は前年度と変わらない."""
    for match in re.finditer(
        rf"(?<![一-龥]){re.escape(grade)}[」』]?(?:の件数)?(?:は|が|も)(?=[^。]*前年)(?P<rest>[^。]*)", text
    ):
        rest = match["rest"]
        if re.search(r"前年度?と(?:変わ|同)", rest):
            return 0
        if more := _MORE.search(rest):
            number = int(more["number"])
            return number if more["way"] in ("増", "上回", "多") else -number
    return None
