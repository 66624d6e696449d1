"""`opinionmine label here`: labelling in the terminal, a key for each theme."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from opinionmine.cli.label_files import list_options, read_items
from opinionmine.cli.models import open_model
from opinionmine.cli.output import check_output, saying_why, write_output
from opinionmine.documents.comment_columns import Choice
from opinionmine.errors import CodebookError, DocumentError

if TYPE_CHECKING:
    from opinionmine.plugins import Coder
    from opinionmine.records import Codebook, Evidence, LabelItem
    from opinionmine.themes.merge import Row

_KEYS = "123456789acdefghijklmnoprstuvwxyz"
_NONE, _SKIP, _BACK, _QUIT, _SAVE = "0", "?", "b", "q", "\r\n"
# Signs that a terminal obeys instead of showing them.
_OBEYED = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_HELP = "Enter 保存 save   0 該当なし no theme   ? 保留 skip   b 戻る back   q 終了 quit"


@click.command()
@click.argument("corpus", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    help="File of the labels (.jsonl); one that is there is gone on with.",
)
@click.option("--annotator", required=True, metavar="NAME", help="Who labels; it is kept with every label.")
@click.option(
    "--model",
    "model_name",
    type=click.Path(path_type=Path),
    help="Show what a model suggests (default, light, or a folder) instead of the cues of the codebook.",
)
@click.option(
    "--blind", is_flag=True, help="Show neither suggestions nor reasons, so that the judgement is free of them."
)
@list_options
def here(
    corpus: Path,
    output: Path,
    annotator: str,
    model_name: Path | None,
    blind: bool,
    codebook_file: Path | None,
    column: str | None,
    id_column: str | None,
) -> None:
    """Label the opinions of CORPUS in this terminal; every judgement is saved at once, and work goes on where it stopped.

    端末でラベルを付けます。1 件ごとに保存され、続きから再開できます。
    """
    check_output(output, corpus)
    if output.suffix.lower() != ".jsonl":
        raise DocumentError(f"{output}: labels are saved as .jsonl here. Choose this ending.")
    if not annotator.strip():
        raise DocumentError("--annotator is empty; expected a name, such as --annotator 佐藤.")
    from opinionmine.themes.codebook import load_codebook
    from opinionmine.themes.model import check_codebook

    codebook = load_codebook(codebook_file)
    if len(codebook.themes) > len(_KEYS):
        raise CodebookError(
            f"The codebook has {len(codebook.themes)} themes; there are keys for {len(_KEYS)}. Use `label next` and a workbook."
        )
    model = open_model(model_name) if model_name else None
    if model:
        check_codebook(model, codebook)
    items = [item for item in read_items(corpus, codebook, Choice(column, id_column)) if item.annotation is None]
    desk = Desk(items, codebook, Labels(output, codebook, annotator.strip()), model, is_blind=blind)
    desk.work()
    click.echo(
        f"{output}: {len(desk.labels.rows)} labels, {desk.n_left} of {len(items)} left ({desk.n_left} 件残っています)."
    )


class Labels:
    """The labels of one person in a file, which always says what has been judged so far.

    Raises
    ------
    CodebookError
        If the file holds labels of somebody else, or opinions without a label.
    """

    def __init__(self, path: Path, codebook: Codebook, annotator: str) -> None:
        self.path, self.codebook, self.annotator = path, codebook, annotator
        self.rows: dict[str, Row] = self._read() if path.exists() and path.stat().st_size else {}

    def _read(self) -> dict[str, Row]:
        from opinionmine.exchange.labels import read_labels
        from opinionmine.themes.merge import read_rows, row_id

        for item in read_labels(self.path, self.codebook):
            if item.annotation is None or item.annotation.annotator != self.annotator:
                whose = f"labels of {item.annotation.annotator}" if item.annotation else "opinions without a label"
                raise CodebookError(
                    f"{self.path}: holds {whose}, where only labels of {self.annotator} are expected. Name another file; `label merge` puts "
                    "both together (別の人のラベルか、ラベルのない行があります)."
                )
        return {row_id(row): row for row in read_rows(self.path)}

    def save(self, item: LabelItem, themes: Collection[str]) -> None:
        """Add a judgement at the end of the file; one that is made anew takes the place of the old one."""
        from opinionmine.records import Annotation, LabelItem
        from opinionmine.themes.label_rows import item_to_row
        from opinionmine.themes.merge import write_rows

        name, now = item.opinion.opinion_id, datetime.now().astimezone().isoformat(timespec="seconds")
        old = self.rows.get(name, {})
        given = tuple(theme for theme in self.codebook.theme_ids if theme in themes)
        stance, flags = old.get("stance", ""), tuple(old.get("flags", ()))
        annotation = Annotation(name, given, stance, flags, self.annotator, self.codebook.version, now)
        self.rows[name] = old | item_to_row(LabelItem(item.opinion, annotation, item.spans))
        if old:
            write_output(write_rows(self.rows.values()), self.path)
            return
        with saying_why(self.path), self.path.open("ab+") as file:
            # A file that was edited by hand may lack the last line end.
            file.seek(max(0, file.tell() - 1))
            line_end = "" if file.read() in (b"", b"\n") else "\n"
            file.write((line_end + write_rows([self.rows[name]])).encode())

    def themes(self, item: LabelItem) -> tuple[str, ...] | None:
        """What was judged of an opinion before; None where nothing was.

        Raises
        ------
        CodebookError
            If the file has a label for another text of this id.
        """
        known = self.rows.get(item.opinion.opinion_id)
        if known is None:
            return None
        if known["text"] != item.opinion.text:
            raise CodebookError(
                f"{self.path}: has a label for another text with the id 「{item.opinion.opinion_id}」. Name another file with -o "
                "(別の一覧のラベルです)."
            )
        return tuple(known["themes"])


class Desk:
    """One opinion after the other, and what the keys do."""

    def __init__(
        self,
        items: Sequence[LabelItem],
        codebook: Codebook,
        labels: Labels,
        model: Coder | None,
        *,
        is_blind: bool = False,
    ) -> None:
        self.items, self.codebook, self.labels, self.model, self.is_blind = items, codebook, labels, model, is_blind
        self.theme_of = dict(zip(_KEYS, codebook.theme_ids, strict=False))

    @property
    def n_left(self) -> int:
        """Opinions without a judgement."""
        return sum(self.labels.themes(item) is None for item in self.items)

    def work(self) -> None:
        """Go through what has no label yet; back leads to any opinion before it, labelled or not."""
        keys, place = _keys(), self._open_from(0)
        while True:
            key, themes = self._judge(place, keys) if place < len(self.items) else self._end(keys)
            if key == _QUIT:
                return
            if key == _BACK:
                place = max(0, place - 1)
                continue
            if key != _SKIP:
                self.labels.save(self.items[place], themes)
            place = self._open_from(place + 1)

    def _open_from(self, place: int) -> int:
        """The first opinion without a judgement from here on, or the place behind the last one."""
        rest = range(place, len(self.items))
        return next((i for i in rest if self.labels.themes(self.items[i]) is None), len(self.items))

    def _judge(self, place: int, keys: Iterator[str]) -> tuple[str, set[str]]:
        """Show an opinion until a key leaves it; that key, and the themes that were chosen."""
        chosen = set(self.labels.themes(self.items[place]) or ())
        suggested = {} if self.is_blind else self._suggest(self.items[place])
        note = ""
        while True:
            click.clear()
            click.echo(self._render(place, chosen, suggested))
            click.echo(note or _HELP)
            key, note = next(keys, _QUIT), ""
            if key in self.theme_of:
                chosen ^= {self.theme_of[key]}
            elif key in (_NONE, _SKIP, _BACK, _QUIT):
                return key, set()
            elif key in _SAVE and chosen:
                return key, chosen
            else:
                note = (
                    f"テーマがなければ 0 を押してください / no theme: press 0.   {_HELP}"
                    if key in _SAVE
                    else f"「{key}」?   {_HELP}"
                )

    def _end(self, keys: Iterator[str]) -> tuple[str, set[str]]:
        """Behind the last opinion: back, or leave."""
        click.echo("最後まで来ました / that was the last one.   b 戻る back   q 終了 quit")
        return (_BACK if next((key for key in keys if key in (_BACK, _QUIT, *_SAVE)), _QUIT) == _BACK else _QUIT), set()

    def _suggest(self, item: LabelItem) -> dict[str, list[Evidence]]:
        """Themes that may fit, and the places that speak for them."""
        from opinionmine.themes.cues import find_cues
        from opinionmine.themes.evidence import cue_evidence

        text = item.opinion.text
        if self.model:
            prediction = self.model.predict([item.opinion])[0]
            return {t: [e for e in prediction.evidence if e.theme_id == t] for t in prediction.themes}
        cued = {
            theme.theme_id: cue_evidence(text, theme.theme_id, find_cues(text, (theme.ja, *theme.cues)))
            for theme in self.codebook.themes
        }
        return {
            theme: evidence
            for theme, evidence in cued.items()
            if theme in item.suggested or (evidence and not item.suggested)
        }

    def _render(self, place: int, chosen: set[str], suggested: Mapping[str, Sequence[Evidence]]) -> str:
        item = self.items[place]
        spans = [(e.start, e.end) for evidence in suggested.values() for e in evidence]
        lines = [
            "-" * 72,
            f"[{place + 1}/{len(self.items)}]  id {_shown(item.opinion.opinion_id)}  残り left {self.n_left}",
            *([_shown(item.reason)] if item.reason and not self.is_blind else []),
            "",
            mark_spans(item.opinion.text, spans),
            "",
        ]
        for key, theme in zip(self.theme_of, self.codebook.themes, strict=True):
            words = " ".join(f"「{_shown(e.text)}」" for e in suggested.get(theme.theme_id, ()))
            hint = f"  < 候補 suggested {words}".rstrip() if theme.theme_id in suggested else ""
            lines.append(f" {key} [{'x' if theme.theme_id in chosen else ' '}] {theme.ja} ({theme.theme_id}){hint}")
        return "\n".join(lines) + "\n"


def mark_spans(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """A text for the terminal, with signs that are in CP932 around the places that speak for a theme.

    Examples
    --------
    >>> mark_spans("去年も研修をよく実施した。", [(3, 5), (3, 8)])
    '去年も≪研修をよく≫実施した。'
    """
    inside = [any(start <= place < end for start, end in spans) for place in range(len(text))]
    runs = groupby(range(len(text)), key=inside.__getitem__)
    parts = [(is_marked, _shown("".join(text[place] for place in places))) for is_marked, places in runs]
    return "".join(f"≪{part}≫" if is_marked else part for is_marked, part in parts)


def _shown(text: str) -> str:
    """A text without signs that a terminal would obey."""
    return _OBEYED.sub("\ufffd", text.replace("\r\n", "\n").replace("\t", " "))


def _keys() -> Iterator[str]:
    """Keys as they are pressed, full-width ones too (１ is 1); what was typed ahead comes one by one. Ends with the input, or Ctrl-C."""
    while True:
        try:
            pressed = click.getchar()
        except (EOFError, KeyboardInterrupt):
            return
        except OSError:
            raise DocumentError(
                "There is no terminal to read keys from. Use `label next` and fill in the file (端末がありません)."
            ) from None
        if not pressed:
            return
        # Arrows and function keys: ESC [ A in a terminal, a first sign 0 or à on Windows.
        if pressed[0] not in "\x1b\x00\xe0":
            yield from unicodedata.normalize("NFKC", pressed).lower()
