"""A label as a row of a corpus, which `read_corpus` reads back."""

from __future__ import annotations

from typing import Any

from opinionmine.records import LabelItem
from opinionmine.themes.labelled import SETTLED

# Columns of a list that have keys of their own in a corpus: who wrote an opinion, and the boundary it was written for.
CORPUS_FIELDS = ("batch", "pair")

# The keys of a row are those of `labelled.KEYS`.
Row = dict[str, Any]


def item_to_row(item: LabelItem) -> Row:
    """Everything that is known of an opinion and its label; what is empty is left out, ``themes`` is None where nobody has judged."""
    opinion, annotation = item.opinion, item.annotation
    row: Row = {"id": opinion.opinion_id, "voice": opinion.voice, "text": opinion.text, "themes": None}
    if annotation:
        row |= {"themes": list(annotation.themes), "stance": annotation.stance, "flags": list(annotation.flags)}
        row |= {} if annotation.annotator == SETTLED else {"annotator": annotation.annotator}
    rest = {
        "when": annotation.when if annotation else "",
        "spans": [{"theme": span.theme_id, "start": span.start, "end": span.end} for span in item.spans],
        "suggested": list(item.suggested),
        "reason": item.reason,
        **{key: opinion.fields.get(key, "") for key in CORPUS_FIELDS},
        "fields": {key: value for key, value in opinion.fields.items() if key not in CORPUS_FIELDS or not value},
    }
    return row | {key: value for key, value in rest.items() if value}
