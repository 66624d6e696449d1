"""Who speaks: the turns of minutes, and pairs of opinion and reply."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from opinionmine.japanese.normalize import fold_width
from opinionmine.japanese.sentences import split_sentences

Voice = Literal["opinion", "reply", "chair"]

_N = r"\s*[\d①-⑳]{0,2}\s*"
_OPEN, _CLOSE = r"[【〔\[<(]", r"[】〕\]>)]"
_SPEAKERS: tuple[tuple[Voice, str], ...] = (
    ("chair", r"副?会長|副?委員長|副?議長|副?座長|部会長|分科会長|進行|司会"),
    ("reply", r"事務局|市|町|村|社協|(?:福祉)?課長?|部長|係長|担当課?|所管課?|執行部|市社協"),
    ("opinion", r"委員|住民|市民|参加者|出席者"),
)
_LABELS: tuple[tuple[Voice, str], ...] = (
    ("reply", r"(?:市|町|村|事務局|担当課|所管課)?(?:から)?の?(?:回答|考え方|対応(?:方針|案|状況)?|見解|答)|対策|A"),
    (
        "opinion",
        r"(?:委員|市民|住民)?(?:から)?の?(?:主な)?(?:ご|御)?(?:意見|質問|質疑|提案|提言|要望)(?:・(?:質問|要望|提案))?(?:の概要|要旨)?|課題|Q|問",
    ),
)
_PATTERNS = [
    *((voice, re.compile(rf"{_OPEN}\s*(?:{words}){_N}{_CLOSE}[:\s]*")) for voice, words in _LABELS),
    *((voice, re.compile(rf"(?:{words}){_N}:\s*")) for voice, words in _LABELS),
    *(
        (voice, re.compile(rf"{_OPEN}\s*[^\s()。、]{{0,6}}?(?:{words}){_N}{_CLOSE}[:\s]*"))
        for voice, words in _SPEAKERS
    ),
    *(
        (
            voice,
            re.compile(
                rf"[○◯●・]?\s*[^\s()。、:「]{{0,6}}?(?:{words})\s*[A-Z]?(?::\s*|(?<=員)\s{{1,2}}(?=\S)|(?<=局)\s{{1,2}}(?=\S)|(?<=会長)\s{{1,2}}(?=\S))"
            ),
        )
        for voice, words in _SPEAKERS
    ),
]

# What a chair or secretariat says to keep a meeting going, and a member to be polite.
_FORMAL = re.compile(
    r"開会|閉会|散会|議題|次第|定足数|傍聴|署名|異議(?:は|なし|ありません|ございません)|(?:ご|御)(?:意見|質問|質疑|発言|議論|審議|協議)(?:を|は|等|など|が)?.{0,18}(?:願い|ます|か。?$|伺|いただ|でしょうか)"
    r"|よろしいでしょうか|よろしくお願い|お願い(?:いた)?します。?$|ありがとうござい|以上(?:で|です)|続(?:いて|きまして)|次に移|それでは|ほかに(?:ご|御)?|お集まり|承認|配布資料|説明(?:を|は)(?:お願い|以上)|ただ(?:いま|今)から|進行|本日は"
)
_POLITE = re.compile(
    r"異議(?:なし|ありません)|はい|承知(?:いた)?しました|(?:ご説明)?ありがとうございま(?:す|した)|分かりました|わかりました|了解(?:いたし|し)ました|特に(?:なし|ありません|ございません)?|結構です"
)
_QUESTION = re.compile(r"(?:ます|です|でしょう|の|いる|ある|た)か[。？?]?$")
_PROPOSAL = re.compile(r"(?:ない|どう|いかが)(?:か|でしょうか|ですか)[。？?]?$|(?:べき|たい|ほしい|欲しい)")


@dataclass(frozen=True)
class Turn:
    """Who begins to speak, and the code-point offset behind the name or label in the bare text."""

    voice: Voice
    end: int
    is_label: bool


def find_turn(bare: str) -> Turn | None:
    """Return the turn a line begins: （事務局）…, 江尻委員：…, 【回答】…; None for other lines.

    Examples
    --------
    >>> find_turn("(委員)研修が足りない。").voice, find_turn("【回答】検討します。").voice, find_turn("委員会の意見")
    ('opinion', 'reply', None)
    """
    if arrow := re.match(r"[⇒→➡]\s*", bare):
        return Turn("reply", arrow.end(), True)
    for position, (voice, pattern) in enumerate(_PATTERNS):
        if match := pattern.match(bare):
            return Turn(voice, match.end(), position < 2 * len(_LABELS))
    return None


def is_formality(text: str, voice: Voice) -> bool:
    """Whether a turn only keeps the meeting going.

    A member's turn is one only where the whole of it is a polite phrase; a chair's is one where each sentence is formal.
    """
    sentences = [fold_width(text[start:end]) for start, end in split_sentences(text)]
    if voice == "opinion":
        return all(_POLITE.fullmatch(sentence.strip("。、!")) for sentence in sentences)
    formal = sum(bool(_FORMAL.search(sentence)) for sentence in sentences)
    return 2 * formal >= len(sentences)


def is_question(text: str) -> bool:
    """Whether a turn asks and proposes nothing: 「何人登録されていますか。」; 「…してはどうでしょうか。」 proposes."""
    sentences = [text[start:end] for start, end in split_sentences(text)]
    asks = [s for s in sentences if _QUESTION.search(s) and not _PROPOSAL.search(s)]
    rest = [s for s in sentences if s not in asks and not _POLITE.fullmatch(s.strip("。、"))]
    return bool(asks) and not any(_PROPOSAL.search(s) for s in rest) and len(asks) >= len(rest)
