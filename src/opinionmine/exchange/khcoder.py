"""A workbook for KH Coder: one opinion a row, variables beside it, each theme as 0 or 1."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from opinionmine.errors import CodebookError
from opinionmine.exchange.rows import LabelRow, field_names, theme_names
from opinionmine.exchange.sheet import ANNOTATOR, FLAGS, IDENTIFIER, STANCE, TEXT, VOICE
from opinionmine.exchange.workbook import KH_CODER, check_fits, new_workbook, put_rows
from opinionmine.records import Codebook, LabelItem

# KH Coder takes a column of texts and makes a variable of every other one; what is empty it shows as "." (kh_lib/kh_spreadsheet.pm).
_OWN = (TEXT, IDENTIFIER, VOICE, STANCE, FLAGS, ANNOTATOR)
_BETWEEN = " "


def has_themes(header: Sequence[str], codebook: Codebook) -> bool:
    """Whether some theme has a column of its own."""
    return any(name in header for name in theme_names(codebook).values())


def write(items: Sequence[LabelItem], codebook: Codebook) -> bytes:
    """Write one worksheet; the columns of themes are empty where nobody has judged.

    Raises
    ------
    CodebookError
        If the opinions have a column with the name of another one here, or do not fit.
    """
    names, others = theme_names(codebook), field_names(items)
    header = [*_OWN, *names.values(), *others]
    if clash := [name for name in others if header.count(name) > 1 or not name.strip()]:
        raise CodebookError(
            f"The opinions have a column 「{clash[0]}」, which is a variable already. Rename it in the input (列名が重なります)."
        )
    rows = [_to_cells(item, tuple(names), others) for item in items]
    check_fits(header, rows)
    book, out = new_workbook()
    sheet = book.add_worksheet(KH_CODER)
    text = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    put_rows(sheet, [header, *rows], 0, [text] * len(header))
    sheet.set_column(0, 0, 60)
    sheet.freeze_panes(1, 1)
    book.close()
    return out.getvalue()


def _to_cells(item: LabelItem, theme_ids: Sequence[str], others: Sequence[str]) -> list[str]:
    opinion, annotation = item.opinion, item.annotation
    return [
        opinion.text,
        opinion.opinion_id,
        opinion.voice,
        annotation.stance if annotation else "",
        _BETWEEN.join(annotation.flags) if annotation else "",
        annotation.annotator if annotation else "",
        *(str(int(theme in annotation.themes)) if annotation else "" for theme in theme_ids),
        *(opinion.fields.get(name, "") for name in others),
    ]


def from_table(
    header: Sequence[str], rows: Iterable[tuple[str, Sequence[str]]], source: str, codebook: Codebook
) -> Iterator[LabelRow]:
    """Read such a table; a row whose columns of themes are all empty is one that nobody has judged.

    Raises
    ------
    CodebookError
        If there is no column of opinions, or a mark is neither 0 nor 1.
    """
    if TEXT not in header:
        raise CodebookError(f"{source}: no column {TEXT}. Name the column of the opinions so (意見の列がありません).")
    names = theme_names(codebook)
    for number, (where, cells) in enumerate(rows, 1):
        named = dict(zip(header, cells, strict=True))
        marks = {theme: named[name].strip() for theme, name in names.items() if name in named}
        if wrong := [mark for mark in marks.values() if mark not in ("", ".", "0", "1")]:
            raise CodebookError(f"{where}: 「{wrong[0]}」 in a column of themes; expected 0, 1 or nothing.")
        is_judged = any(mark in ("0", "1") for mark in marks.values())
        yield LabelRow(
            where=where,
            identifier=named.get(IDENTIFIER) or str(number),
            text=named[TEXT],
            voice=named.get(VOICE) or "comment",
            fields={name: cell for name, cell in named.items() if cell and name not in (*_OWN, *names.values())},
            is_judged=is_judged,
            themes=[theme for theme, mark in marks.items() if mark == "1"],
            stance=named.get(STANCE, "") if is_judged else "",
            flags=named.get(FLAGS, "").split() if is_judged else (),
            annotator=named.get(ANNOTATOR) or None,
        )
