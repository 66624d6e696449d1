"""The report in five sentences."""

from __future__ import annotations

from collections import Counter

from opinionmine.reporting.summary import Summary
from opinionmine.reporting.words import Words, show_change, show_share

_MOST_NAMED = 3


def say_overview(summary: Summary, words: Words) -> tuple[str, ...]:
    """Say what was read, how it is rated, what is raised, where words and ratings part, and whether the prose agrees.

    Returns
    -------
    tuple of str, length 5
        One sentence each; where there is nothing to say, it says that.
    """
    return (
        _read(summary, words),
        _rated(summary, words),
        _raised(summary, words),
        _gaps(summary, words),
        _checked(summary, words),
    )


def _read(summary: Summary, words: Words) -> str:
    return words(
        "overview_read",
        names=words.join([source.name for source in summary.sources[:_MOST_NAMED]])
        + (" …" if len(summary.sources) > _MOST_NAMED else ""),
        n=len(summary.sources),
        goals=sum(len({row.goal_id for row in source.rows}) for source in summary.sources),
        opinions=summary.n_opinions,
        prose=sum(source.n_prose for source in summary.sources),
        themed=summary.outcomes.get("themes", 0),
        none=summary.outcomes.get("none", 0),
        uncertain=summary.outcomes.get("uncertain", 0),
    )


def _rated(summary: Summary, words: Words) -> str:
    """Of the newest sheet; the others stand in the section of ratings."""
    rated = [source for source in summary.sources if source.totals]
    if not rated:
        return words("overview_no_ratings")
    newest = max(rated, key=lambda source: source.fiscal_year or 0)
    total = newest.totals[0]
    return words(
        "overview_rated",
        year=words.year(newest.fiscal_year) or newest.name,
        grades=words.join(newest.achieved),
        best=total.n_achieved,
        n=total.n,
        share=show_share(total.n_achieved / total.n),
        change=show_change(total.change),
        counts=words.join([f"{c.grade} {c.count} ({show_change(c.change)})" for c in total.counts]),
    )


def _raised(summary: Summary, words: Words) -> str:
    by_opinions = [(t.theme_id, t.share.count) for t in summary.themes if t.share and t.share.count]
    by_prose = [(t.theme_id, len(t.opinion_ids)) for t in summary.themes if t.opinion_ids]
    key, counts = ("overview_raised", by_opinions) if summary.n_opinions else ("overview_raised_in_prose", by_prose)
    if not counts:
        return words("overview_none_raised")
    most = sorted(counts, key=lambda item: -item[1])[:_MOST_NAMED]
    return words(
        key, n=summary.n_opinions, themes=words.join([words("theme_n", theme=words.theme(t), n=n) for t, n in most])
    )


def _gaps(summary: Summary, words: Words) -> str:
    kinds = Counter(finding.kind for source in summary.sources for finding in source.findings)
    if not kinds:
        return words(
            "overview_no_gaps"
            if any(s.totals for s in summary.sources) and summary.n_opinions
            else "overview_gaps_unknown"
        )
    return words(
        "overview_gaps", n=kinds.total(), kinds=words.join([words(f"gap_{kind}", n=n) for kind, n in kinds.items()])
    )


def _checked(summary: Summary, words: Words) -> str:
    verdicts = Counter(claim.verdict for source in summary.sources for claim in source.audit.claims)
    if not verdicts:
        return words("overview_no_claims")
    return words(
        "overview_checked",
        n=verdicts.total(),
        agree=verdicts["agrees"],
        differ=verdicts["differs"],
        unknown=verdicts["not checkable"],
    )
