"""A codebook of one's own from the names of its themes, as a commented file to go on with."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from opinionmine.japanese.romanise import romanise
from opinionmine.records import Codebook, Sign, Theme

_LONGEST_ID = 40
_STANCES = (
    Sign("request", "something is asked for", "要望"),
    Sign("question", "an answer, not an action, is wanted", "質問"),
    Sign("praise", "something is found good", "評価・感謝"),
    Sign("concern", "a trouble or worry without a request", "不安・課題"),
    Sign("none", "none of these", "なし"),
)
_HEAD = """\
# The themes that opinions are coded by. Change it freely, then run `opinionmine codebook check` on it.
# 意見を分類するテーマの一覧です。自由に書き換え、opinionmine codebook check で点検してください。
#
# id         half-width lower-case letters, digits and _; it names columns of results. 半角小文字の名前（結果の列名）
# ja, en     the name as reports print it. 報告書に出る名前
# definition what the theme is about, for those who label. テーマの定義（definition_ja は日本語）
# cues       words that speak for it by themselves: `classify --model cues` goes by these alone, before any opinion is labelled.
#            これがあればそのテーマ、と言える語。ラベルがなくても classify --model cues で分類できます。
# Give another version number whenever a theme changes: labels and models belong to one version.
# テーマを変えたら version を上げてください。ラベルと分類器は版ごとのものです。
"""


def new_codebook(codebook_id: str, cues_of: Mapping[str, Sequence[str]]) -> Codebook:
    """A codebook of themes by their Japanese names, in this order; ids are their readings.

    Examples
    --------
    >>> [theme.theme_id for theme in new_codebook("mine", {"機会": [], "機械": ["AI"], "🚌": []}).themes]
    ['kikai', 'kikai_2', 'theme_3']
    """
    ids: list[str] = []
    for number, name in enumerate(cues_of, 1):
        ids.append(_free_id(name, number, ids))
    themes = tuple(
        Theme(
            theme_id,
            name,
            name,
            f"What is said about {name}.",
            cues=tuple(cues),
            definition_ja=f"{name}についての意見。",
        )
        for theme_id, (name, cues) in zip(ids, cues_of.items(), strict=True)
    )
    return Codebook(codebook_id, 1, "One opinion.", (), themes, _STANCES, (), ())


def _free_id(name: str, number: int, taken: Collection[str]) -> str:
    read = re.sub(r"[^a-z0-9]+", "_", romanise(name).lower()).strip("_")[:_LONGEST_ID].rstrip("_")
    theme_id = read if re.match("[a-z]", read) else f"theme_{number}"
    while theme_id in taken:
        theme_id = f"{theme_id}_{number}"
    return theme_id


def render_yaml(codebook: Codebook, head: Sequence[str] = (), notes: Mapping[str, Sequence[str]] | None = None) -> str:
    """A codebook that `new_codebook` made, as the text of a file with comments in both languages.

    Parameters
    ----------
    head : sequence of str
        Further comments at the top, a line each.
    notes : mapping of str to sequence of str, optional
        Theme id -> comments above its cues.
    """
    lines = [_HEAD.rstrip("\n"), *_comments(head)]
    lines += [
        f"id: {_scalar(codebook.codebook_id)}",
        f"version: {codebook.version}",
        "language: ja",
        f"unit: {_scalar(codebook.unit)}",
    ]
    lines += ["", "themes:"]
    for theme in codebook.themes:
        lines += [
            f"  - id: {theme.theme_id}",
            f"    ja: {_scalar(theme.ja)}",
            f"    en: {_scalar(theme.en)}  # in English 英語名",
            f"    definition: {_scalar(theme.definition)}",
            f"    definition_ja: {_scalar(theme.definition_ja)}",
            *(f"    {comment}" for comment in _comments((notes or {}).get(theme.theme_id, ()))),
            f"    cues: {_flow(list(theme.cues))}",
        ]
    lines += [
        "",
        "# How the writer stands to the matter; at least one is needed. 意見の立場（1 つ以上必要）",
        "stances:",
    ]
    lines += [
        f"  - {{id: {stance.sign_id}, ja: {_scalar(stance.ja)}, sign: {_scalar(stance.sign)}}}"
        for stance in codebook.stances
    ]
    return "\n".join(lines) + "\n"


def _comments(lines: Sequence[str]) -> list[str]:
    """Whatever stands in a comment, it ends no line: a word of a text may hold a line break."""
    printable = ["".join(c if c.isprintable() else " " for c in line) for line in lines]
    return [f"# {' '.join(line.split())}".rstrip() for line in printable]


def _scalar(text: str) -> str:
    return _flow([text])[1:-1]


def _flow(value: Any) -> str:
    import yaml

    return str(yaml.safe_dump(value, allow_unicode=True, default_flow_style=True, width=float("inf"))).strip()
