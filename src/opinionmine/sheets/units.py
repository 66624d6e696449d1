"""The units of a sheet that are coded: its opinions, and its prose cut into units of a size that can be coded."""

from __future__ import annotations

from collections.abc import Iterator

from opinionmine.japanese.sentences import split_sentences
from opinionmine.records import Opinion, Passage, Sheet, Voice

# A project's paragraph is one unit; the self-evaluation of a whole year is not.
_LONGEST_UNIT = 200


def coded_units(sheet: Sheet) -> tuple[Opinion, ...]:
    """Opinions of the committee first, then the prose in printed order.

    A passage of at most 200 characters is one unit (``p3``), a longer one is cut into its sentences (``p1.2``).
    """
    return (*sheet.opinions, *(unit for passage in sheet.passages for unit in _cut(passage)))


def _cut(passage: Passage) -> Iterator[Opinion]:
    voice: Voice = "self_evaluation" if any("自己評価" in heading for heading in passage.section) else "project_report"
    spans = split_sentences(passage.text) if len(passage.text) > _LONGEST_UNIT else [(0, len(passage.text))]
    for number, (start, end) in enumerate(spans, 1):
        unit_id = passage.passage_id if len(spans) == 1 else f"{passage.passage_id}.{number}"
        yield Opinion(
            opinion_id=unit_id,
            voice=voice,
            text=passage.text[start:end],
            goal_id=passage.goal_id,
            passage_id=passage.passage_id,
            locators=(passage.locator,),
        )
