"""A list of comments as a sheet without goals, so that it can stand in a report beside the sheets."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace

from opinionmine.documents.comments import Comments
from opinionmine.records import LIST, Document, Locator, Opinion, ParseIssue, RatingScale, Sheet


def comments_to_sheet(comments: Comments, content: bytes, source: str) -> tuple[Document, Sheet]:
    """Give a list of comments the form of a sheet; what its reader noted becomes an issue.

    Ids that stand twice in the list are told apart by ``#2``, ``#3``.
    """
    seen: Counter[str] = Counter()
    opinions: list[Opinion] = []
    for opinion in comments.opinions:
        if opinion:
            seen[opinion.opinion_id] += 1
            times = seen[opinion.opinion_id]
            opinions.append(replace(opinion, opinion_id=f"{opinion.opinion_id}#{times}") if times > 1 else opinion)
    n_rows, n_aside = len(comments.rows), comments.n_set_aside
    counted = (
        f"{source}: {n_rows} rows = {len(opinions)} comments + {n_rows - len(opinions) - n_aside} without text + {n_aside} set aside "
        f"({n_rows} 行 = 意見 {len(opinions)} + 本文なし {n_rows - len(opinions) - n_aside} + 結合セルの重複 {n_aside})."
    )
    issues = tuple(ParseIssue("list", note, Locator()) for note in (counted, *comments.notes))
    document = Document(source, hashlib.sha256(content).hexdigest(), "list of comments", ())
    sheet = Sheet(
        title="", municipality=None, plan=None, fiscal_year=None, scale=RatingScale(()), actors=(), goals=(), passages=(),
        opinions=tuple(opinions), issues=issues, trace=(), layouts=(LIST,),
    )  # fmt: skip
    return document, sheet
