"""The agreement of coders laid out in a language, to be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import get_args

from opinionmine.records import Agreement, AgreementRemark, Codebook, Coefficient, EntryAgreement, ValueAgreement
from opinionmine.reporting.agreement_tables import name_entries, pairs_table, say_remarks
from opinionmine.reporting.blocks import Cell, Items, Number, Report, Section, Table, Text, count_cell
from opinionmine.reporting.words import Words

# How many opinions are named in a sentence; a table has them all.
_MOST_NAMED = 10


def build_agreement(agreement: Agreement, n_differing: int, codebook: Codebook, words: Words) -> Report:
    """The report of an agreement.

    Parameters
    ----------
    n_differing : int
        Opinions that were judged differently.
    """
    counts = tuple(Text(text) for text in say_counts(agreement, n_differing, words))
    sections = [
        Section("counts", words("overview"), counts),
        Section("whole", words("agree_whole"), (_whole_table(agreement, words),)),
    ]
    if len(agreement.coders) > 2:
        pairs = replace(pairs_table(agreement, words), title="")
        sections.append(Section("pairs", words("agree_pairs"), (pairs,)))
    for name, title, entries in (
        ("theme", words("themes"), agreement.themes),
        ("flag", words("agree_flags"), agreement.flags),
    ):
        if entries:
            table = _entries_table(name, entries, len(agreement.coders), codebook, words)
            sections.append(Section(name, title, (table,)))
    sections.append(Section("notes", words("agree_notes"), (Items(tuple(say_notes(agreement, words))),)))
    return Report(words.lang, words("agree_title"), words.join(agreement.coders), "", tuple(sections))


def build_disagreements(table: Table, words: Words) -> Report:
    """The table of disagreements as a report of its own."""
    section = Section("disagreements", words("agree_differing", n=len(table.rows)), (replace(table, title=""),))
    return Report(words.lang, words("agree_title"), table.title, "", (section,))


def say_counts(agreement: Agreement, n_differing: int, words: Words) -> Iterator[str]:
    """Who judged how many opinions, which not all have judged, and how many were judged differently."""
    coders = zip(agreement.coders, agreement.n_judged, strict=True)
    yield words(
        "agree_counts",
        coders=words.join([words("agree_coder", name=name, n=n) for name, n in coders]),
        n_opinions=agreement.n_opinions,
        n_compared=agreement.n_compared,
        n_by_all=agreement.n_by_all,
    )
    if agreement.missing:
        first = agreement.missing[:_MOST_NAMED]
        names = [words("agree_by", name=own.opinion_id, coders=words.join(own.coders)) for own in first]
        if n_more := len(agreement.missing) - len(first):
            names.append(words("agree_more", n=n_more))
        yield words("agree_missing", n=len(agreement.missing), names=words.join(names))
    if n_alone := agreement.n_opinions - agreement.n_compared:
        yield words("agree_alone", n=n_alone)
    yield words("agree_differing", n=n_differing)


def say_notes(agreement: Agreement, words: Words) -> Iterator[str]:
    """How the figures were made, and what each remark in the tables means."""
    yield words("agree_how", n=f"{agreement.n_samples:,}")
    yield words("agree_read")
    entries: tuple[EntryAgreement | ValueAgreement, ...] = (*agreement.themes, *agreement.flags)
    told = {remark for row in (*entries, *agreement.sets, agreement.stance) for remark in row.remarks}
    if any(pair.n < agreement.fewest_opinions for pair in agreement.pairs):
        told.add("few_opinions")
    for remark in get_args(AgreementRemark):
        if remark in told:
            yield words(f"agree_why_{remark}", opinions=agreement.fewest_opinions, given=agreement.fewest_given)


def _whole_table(agreement: Agreement, words: Words) -> Table:
    columns = ("", "n", words("agree_observed"), words("agree_alpha"), words("remark"))
    rows: list[tuple[Cell, ...]] = []
    for whole in (*agreement.sets, agreement.stance):
        name, remarks = words(f"agree_{whole.name}_{whole.distance}"), say_remarks(whole.remarks, words)
        rows.append((name, count_cell(whole.n), _share(whole.observed), _coefficient(whole.alpha), remarks))
    return Table("whole", "", columns, tuple(rows))


def _entries_table(
    name: str, entries: Sequence[EntryAgreement], n_coders: int, codebook: Codebook, words: Words
) -> Table:
    """One theme or flag a row. Of two coders alpha is left out, since it differs from kappa only in the last digits."""
    is_pair = n_coders == 2
    heads = ("prevalence", "prevalences", "observed", "positive", "negative", "kappa" if is_pair else "kappa_mean")
    columns = [words(f"agree_kind_{name}"), "n", words("agree_n_given"), *(words(f"agree_{head}") for head in heads)]
    columns += [words("remark")] if is_pair else [words("agree_alpha"), words("remark")]
    names = name_entries(codebook, words)
    rows: list[tuple[Cell, ...]] = []
    for entry in entries:
        row: list[Cell] = [
            names[entry.entry_id],
            count_cell(entry.n),
            count_cell(entry.n_given),
            _share(entry.prevalence),
        ]
        row.append(" / ".join(map(_percent, entry.prevalences)))
        row += [_share(entry.observed), _share(entry.positive), _share(entry.negative), _coefficient(entry.kappa)]
        row += [] if is_pair else [_coefficient(entry.alpha)]
        rows.append((*row, say_remarks(entry.remarks, words)))
    return Table(name, "", tuple(columns), tuple(rows))


def _percent(share: float | None) -> str:
    """A share with one digit; all but one of 20,000 is not all.

    Examples
    --------
    >>> [_percent(share) for share in (None, 0.0, 0.0004, 0.5, 0.9999, 1.0)]
    ['-', '0.0%', '<0.1%', '50.0%', '>99.9%', '100.0%']
    """
    if share is None:
        return "-"
    return "<0.1%" if 0 < share < 0.001 else ">99.9%" if 0.999 < share < 1 else f"{100 * share:.1f}%"


def _share(share: float | None) -> Number:
    return Number(share, _percent(share))


def _coefficient(coefficient: Coefficient) -> Number:
    """0.86 (0.84, 0.87), with a comma, since an end may be negative."""
    if coefficient.value is None:
        return Number(None, "-")
    ends = f" ({coefficient.interval[0]:.2f}, {coefficient.interval[1]:.2f})" if coefficient.interval else ""
    return Number(coefficient.value, f"{coefficient.value:.2f}{ends}")
