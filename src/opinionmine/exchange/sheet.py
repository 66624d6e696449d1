"""The label sheet that a person fills in: which column holds what, in a workbook and in CSV."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from opinionmine.documents.comment_columns import find_usual, name_all
from opinionmine.errors import CodebookError
from opinionmine.exchange.rows import DECISION, NO_THEME, UNDECIDED, LabelRow, field_names, stance_names, theme_names
from opinionmine.records import Codebook, LabelItem

IDENTIFIER, TEXT, SUGGESTED, REASON = "id", "意見", "候補", "選んだ理由"
STANCE, FLAGS, ANNOTATOR, WHEN, NOTE, VOICE = "姿勢", "フラグ", "判定者", "日時", "メモ", "話し手"
_THEME = re.compile(r"テーマ\s*\d+")
_FEWEST_THEMES = 4
_BETWEEN = "、"
Table = tuple[list[str], list[list[str]]]


def is_theme_column(name: str) -> bool:
    """Whether a column holds a theme: テーマ1."""
    return _THEME.fullmatch(name) is not None


def theme_columns(items: Sequence[LabelItem]) -> list[str]:
    """テーマ1 to テーマ4, or more where an opinion has more."""
    longest = max((len(item.annotation.themes) for item in items if item.annotation), default=0)
    return [f"テーマ{number}" for number in range(1, max(_FEWEST_THEMES, longest) + 1)]


def to_table(items: Sequence[LabelItem], codebook: Codebook) -> Table:
    """Header and rows; behind them a column for notes and one for each column that the opinions came with.

    Raises
    ------
    CodebookError
        If such a column has a name that the sheet needs for itself.
    """
    themes = theme_columns(items)
    own = [IDENTIFIER, TEXT, SUGGESTED, REASON, *themes, DECISION, STANCE, FLAGS, ANNOTATOR, WHEN]
    others = list(dict.fromkeys([NOTE, *field_names(items)]))
    others.remove(DECISION) if DECISION in others else None
    header = [*own, *others, VOICE]
    if clash := [name for name in others if name in (*own, VOICE) or is_theme_column(name) or not name.strip()]:
        raise CodebookError(
            f"The opinions have a column 「{clash[0]}」, which the label sheet needs for itself. Rename it in the input (列名が重なります)."
        )
    names, stances = theme_names(codebook), stance_names(codebook)
    rows = [_to_cells(item, len(themes), others, names, stances) for item in items]
    return header, rows


def _to_cells(
    item: LabelItem, n_themes: int, others: Sequence[str], names: Mapping[str, str], stances: Mapping[str, str]
) -> list[str]:
    opinion, annotation = item.opinion, item.annotation
    chosen = [names[theme] for theme in annotation.themes] if annotation else []
    decision = NO_THEME if annotation and not chosen else opinion.fields.get(DECISION, "") if not annotation else ""
    return [
        opinion.opinion_id,
        opinion.text,
        _BETWEEN.join(names[theme] for theme in item.suggested),
        item.reason,
        *chosen,
        *[""] * (n_themes - len(chosen)),
        decision,
        stances.get(annotation.stance, "") if annotation else "",
        _BETWEEN.join(annotation.flags) if annotation else "",
        annotation.annotator if annotation else "",
        annotation.when if annotation else "",
        *(opinion.fields.get(name, "") for name in others),
        opinion.voice,
    ]


def from_table(
    header: Sequence[str], rows: Iterable[tuple[str, Sequence[str]]], source: str, codebook: Codebook
) -> Iterator[LabelRow]:
    """Read a label sheet, or any list with a column of opinions, which nobody has judged.

    Parameters
    ----------
    rows : iterable of (where, cells)
        Rows without anything in them are passed over.

    Raises
    ------
    CodebookError
        If it is not clear which column holds the opinions, or a row contradicts itself.
    """
    header = name_all([name.strip() for name in header])
    texts, identifiers = find_usual(header, "text"), find_usual(header, "id")
    if TEXT in header:
        texts = [header.index(TEXT)]
    if len(texts) != 1:
        raise CodebookError(
            f"{source}: {len(texts)} columns may hold the opinions ({', '.join(header[:8])}). Name one of them 意見 (意見の列を決められません)."
        )
    at = texts[0]
    identifier = header.index(IDENTIFIER) if IDENTIFIER in header else identifiers[0] if len(identifiers) == 1 else None
    for number, (where, cells) in enumerate(rows, 1):
        if any(cell.strip() for cell in cells):
            named = dict(zip(header, cells, strict=True))
            own = {header[at], *([] if identifier is None else [header[identifier]])}
            yield _to_row(
                where, named, own, named[header[at]], str(number) if identifier is None else cells[identifier], codebook
            )


def _to_row(
    where: str, cells: Mapping[str, str], own: set[str], text: str, identifier: str, codebook: Codebook
) -> LabelRow:
    themes = [cell for name, cell in cells.items() if is_theme_column(name) and cell.strip()]
    decision = cells.get(DECISION, "").strip()
    if decision not in ("", NO_THEME, UNDECIDED):
        raise CodebookError(
            f"{where}: 「{decision}」 in the column {DECISION}; expected {NO_THEME}, {UNDECIDED} or nothing."
        )
    if themes and decision:
        raise CodebookError(
            f"{where}: has the theme 「{themes[0]}」 and 「{decision}」. Take one out (テーマと判断のどちらかを消してください)."
        )
    is_judged = bool(themes) or decision == NO_THEME
    stance, flags = cells.get(STANCE, "").strip(), cells.get(FLAGS, "")
    if (stance or flags.strip()) and not is_judged:
        raise CodebookError(
            f"{where}: has 「{stance or flags}」, but neither a theme nor 「{NO_THEME}」. Choose one "
            f"(テーマか「{NO_THEME}」を選んでください)."
        )
    own = own | {SUGGESTED, REASON, DECISION, STANCE, FLAGS, ANNOTATOR, WHEN, VOICE}
    fields = {name: cell for name, cell in cells.items() if cell and name not in own and not is_theme_column(name)}
    return LabelRow(
        where=where,
        identifier=identifier,
        text=text,
        voice=cells.get(VOICE, "").strip() or "comment",
        fields=fields | ({DECISION: decision} if decision == UNDECIDED else {}),
        is_judged=is_judged,
        themes=themes,
        stance=stance,
        flags=_split(flags),
        annotator=cells.get(ANNOTATOR) or None,
        when=cells.get(WHEN, "").strip(),
        suggested=_split_names(cells.get(SUGGESTED, ""), codebook),
        reason=cells.get(REASON, ""),
    )


def _split(cell: str) -> list[str]:
    return [part for part in re.split(r"[、,;；]", cell) if part.strip()]


def _split_names(cell: str, codebook: Codebook) -> list[str]:
    """Names with 、 between them; a name may hold one itself (啓発、情報), so the longest that fits is taken."""
    known = sorted({*theme_names(codebook).values(), *codebook.theme_ids}, key=len, reverse=True)
    parts, rest = [], cell.strip()
    while rest:
        fitting = next((name for name in known if rest == name or rest.startswith(name + _BETWEEN)), None)
        part = fitting or re.split(r"[、,;；]", rest, maxsplit=1)[0]
        parts.append(part)
        rest = rest[len(part) + 1 :]
    return parts
