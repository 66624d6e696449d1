"""The agreement of coders as tables to go on working with: every figure in a cell of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from opinionmine.records import (
    Agreement,
    AgreementRemark,
    Annotation,
    Codebook,
    Coefficient,
    Disagreement,
    EntryAgreement,
    ValueAgreement,
)
from opinionmine.reporting.blocks import Cell, Number, Table, count_cell
from opinionmine.reporting.words import Words


def figures_table(agreement: Agreement, codebook: Codebook, words: Words) -> Table:
    """A row for each theme and flag, for the sets of themes and for the stance."""
    columns = [words("kind"), "ID", words("agree_entry"), "n", words("agree_n_given"), words("agree_prevalence")]
    columns += [words("agree_prevalence_of", coder=coder) for coder in agreement.coders]
    columns += [words(f"agree_{head}") for head in ("observed", "positive", "negative")]
    columns += _with_ends(words("agree_kappa_mean" if len(agreement.coders) > 2 else "agree_kappa"), words)
    columns += [*_with_ends(words("agree_alpha"), words), words("remark")]
    names = name_entries(codebook, words)
    rows = [_entry_row(words("agree_kind_theme"), entry, names, words) for entry in agreement.themes]
    rows += [_entry_row(words("agree_kind_flag"), entry, names, words) for entry in agreement.flags]
    rows += [_whole_row(whole, len(agreement.coders), words) for whole in (*agreement.sets, agreement.stance)]
    return Table("agreement", words("agree_title"), tuple(columns), tuple(rows))


def _entry_row(kind: str, entry: EntryAgreement, names: Mapping[str, str], words: Words) -> tuple[Cell, ...]:
    shares = (entry.prevalence, *entry.prevalences, entry.observed, entry.positive, entry.negative)
    figures = map(_figure, (*shares, *_parts(entry.kappa), *_parts(entry.alpha)))
    counts = (count_cell(entry.n), count_cell(entry.n_given))
    return kind, entry.entry_id, names[entry.entry_id], *counts, *figures, say_remarks(entry.remarks, words)


def _whole_row(whole: ValueAgreement, n_coders: int, words: Words) -> tuple[Cell, ...]:
    """What is asked of one theme only stays empty."""
    before, between = [_figure(None)] * (2 + n_coders), [_figure(None)] * 5
    alpha = map(_figure, _parts(whole.alpha))
    name = words(f"agree_{whole.name}_{whole.distance}")
    figures = (count_cell(whole.n), *before, _figure(whole.observed), *between, *alpha)
    return words("agree_kind_whole"), whole.name, name, *figures, say_remarks(whole.remarks, words)


def pairs_table(agreement: Agreement, words: Words) -> Table:
    """The coders two by two: who sees things otherwise than the rest."""
    columns = (words("agree_pair"), "n", *_with_ends(words("agree_alpha"), words))
    rows: list[tuple[Cell, ...]] = []
    for pair in agreement.pairs:
        rows.append((" / ".join(pair.coders), count_cell(pair.n), *map(_figure, _parts(pair.alpha))))
    return Table("pairs", words("agree_pairs"), columns, tuple(rows))


def missing_table(agreement: Agreement, words: Words) -> Table:
    """The opinions that not all have judged."""
    columns = ("ID", words("agree_absent"))
    rows = tuple((missing.opinion_id, words.join(missing.coders)) for missing in agreement.missing)
    return Table("missing", words("agree_not_by_all"), columns, rows)


def disagreements_table(
    disagreements: Sequence[Disagreement], coders: Sequence[str], codebook: Codebook, words: Words
) -> Table:
    """The opinions judged differently: text, each coder's themes, and what differs; in the order given."""
    columns = ("ID", words("text"), *coders, words("agree_differs"), words("agree_distance"))
    names = name_entries(codebook, words)
    rows: list[tuple[Cell, ...]] = []
    for found in disagreements:
        opinion = found.judged.opinion
        themes = [_said_themes(annotation, names, words) for annotation in found.judged.annotations]
        distance = Number(found.distance, f"{found.distance:.2f}")
        rows.append((opinion.opinion_id, opinion.text, *themes, _say_difference(found, coders, names, words), distance))
    return Table("disagreements", words("agree_disagreements"), columns, tuple(rows))


def _said_themes(annotation: Annotation | None, names: Mapping[str, str], words: Words) -> str:
    if annotation is None:
        return words("agree_not_judged")
    return _list([names[theme_id] for theme_id in annotation.themes], words) or words("outcome_none")


def _say_difference(found: Disagreement, coders: Sequence[str], names: Mapping[str, str], words: Words) -> str:
    """テーマ：相談（A）、見守り（B、C） / 姿勢：要望（A）、課題（B）."""
    said = list(zip(coders, found.judged.annotations, strict=True))

    def by_coder(entry_ids: Iterable[str], gives: Callable[[Annotation, str], bool]) -> str:
        givers = {entry_id: [coder for coder, own in said if own and gives(own, entry_id)] for entry_id in entry_ids}
        return _list([words("agree_by", name=names[i], coders=words.join(own)) for i, own in givers.items()], words)

    parts = {
        "agree_kind_theme": by_coder(found.themes, lambda own, theme_id: theme_id in own.themes),
        "variable_stance": by_coder(found.stances, lambda own, stance: own.stance == stance),
        "agree_kind_flag": by_coder(found.flags, lambda own, flag: flag in own.flags),
    }
    return " / ".join(words("agree_of_kind", kind=words(kind), items=items) for kind, items in parts.items() if items)


def name_entries(codebook: Codebook, words: Words) -> dict[str, str]:
    """Names of themes, stances and flags by their ids; a stance or flag has one in Japanese only, and not always."""
    signs = (*codebook.stances, *codebook.flags)
    named = {sign.sign_id: (words.lang == "ja" and sign.ja) or sign.sign_id for sign in signs}
    return named | {theme_id: words.theme(theme_id) for theme_id in codebook.theme_ids}


def say_remarks(remarks: Sequence[AgreementRemark], words: Words) -> str:
    """What a reader has to know of a row, in a few words; the notes explain them."""
    return words.join([words(f"agree_is_{remark}") for remark in remarks])


def _list(names: Sequence[str], words: Words) -> str:
    """Names one after the other; some hold a comma (Livelihood, food and housing)."""
    return ("、" if words.lang == "ja" else "; ").join(names)


def _with_ends(name: str, words: Words) -> tuple[str, str, str]:
    return name, words("agree_from", name=name), words("agree_to", name=name)


def _parts(coefficient: Coefficient) -> tuple[float | None, float | None, float | None]:
    low, high = coefficient.interval or (None, None)
    return coefficient.value, low, high


def _figure(value: float | None) -> Number:
    return Number(value, "-" if value is None else f"{value:.3f}")
