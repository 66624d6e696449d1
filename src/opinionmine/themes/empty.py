"""Answers that say there is nothing to say."""

from __future__ import annotations

import re

from opinionmine.japanese.normalize import normalize

# 特になし。 / とくに無し / なし / 無 / 特にありません / 同上 / 記載なし / － / NA
_EMPTY = re.compile(
    r"(?:(?:特|とく)に(?:、)?)?(?:意見|要望|回答|記載|記入|該当)?(?:は|も|等)?(?:特に)?"
    r"(?:なし|無し|ナシ|無|ない|ありません|ないです|無いです|なしです|ございません)"
    r"|特に|とくに|同上|上に同じ|左に同じ|空欄|未記入|n/?a|none|[-ー―ー…・.。、]+",
    re.IGNORECASE,
)


def is_empty_answer(text: str) -> bool:
    """Whether the whole text only says that there is no opinion.

    Examples
    --------
    >>> [is_empty_answer(text) for text in ("特になし。", "（なし）", "同上", "特になしと書く人が多い", "なしの栽培")]
    [True, True, True, False, False]
    """
    bare = re.sub(r"\s", "", normalize(text).text).strip("。.、,()「」!！~〜")
    return bool(bare == "" or _EMPTY.fullmatch(bare))
