"""What each line of prose is, judged from the line alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from opinionmine.sheets.goals import GoalHead, read_goal
from opinionmine.sheets.marks import canonical_mark, is_mark
from opinionmine.sheets.printed import Printed
from opinionmine.sheets.turns import Turn, find_turn

Kind = Literal["blank", "heading", "goal", "legend", "note", "turn", "bullet", "prose"]

_SECTION = re.compile(r"[＜〈<《](.+?)[＞〉>》](.*)")
_PART = re.compile(r"[【〔［](.+?)[】〕］]\s*")
# ３　委員会の意見, Ⅲ 評価, 2.1 全体, 第３章 …: a number, a blank, a short name.
_CHAPTER = re.compile(
    r"(?P<number>第?\s*(?:\d{1,2}|[ⅠⅡⅢⅣⅤⅥⅦⅧ])(?:[.\-]\d{1,2})*\s*[章節]?)(?:[.、．]\s*|\s+)(?P<name>[^。、]{2,45})"
)
_ITEM = re.compile(r"(?:[○〇◯●◎▼▽◇◆]\s*(?=[^。、]{1,25}$)|[■□]\s*(?=[^。、]{1,50}$))([^。、]+)")
_NAMES = re.compile(
    r"(?:[^。、]{0,20}?)(?:自己評価|総合評価|総括|委員(?:会|等)?(?:から|で)?の(?:主な)?(?:ご)?意見|主な(?:ご)?意見|意見・提言|提言|外部評価|市民の声|住民の声|委員コメント"
    r"|取組の(?:状況|成果|結果)|(?:今後の)?課題|今後の(?:方向性|進め方|取組)|まとめ|評価結果|成果)(?:等|について|\([^)]*\))*"
)
_NOTE = re.compile(
    r"(?:※|\*\d|注\d?[:.)\s]|\(?\s*単位\s*[:\s]|凡例|\(\s*\)\s*(?:内|の\S{1,4})?は|\[\s*\]\s*内?は).*", re.DOTALL
)
# ◎：計画以上に実施, 5＝十分に達成, Ａ…順調: a mark explained; digits behind it are counts, not an explanation.
_LEGEND_MARK = r"[◎○〇◯△▲□●×✕SABCDEabcde1-5ⅠⅡⅢⅣⅤ]|[一-龥ぁ-ん]{2,8}"
_LEGEND = re.compile(
    rf"(?:^|(?<=[\s(（、,/]))[「『\"]?({_LEGEND_MARK})[」』\"]?\s*(?::|=|…+|‥+|･･･|・・・|→)\s*(?=[^\d\s:=]|\d+\s*(?:%|割))"
)
# 評価の区分：順調 ＞ 概ね順調 ＞ やや遅れ ＞ 遅れ
_ORDERED = re.compile(
    r"[(※・]?\s*(?:凡例|評価(?:の)?(?:区分|段階|基準)?)\s*[:]\s*(.+?)\s*(?:の[\d一二三四五]段階.*)?(?:\(.*\)?|\s+[「(※].*)?"
)
_FIRST_IN_LEGEND = re.compile(r"(?:(?:凡例|評価(?:基準|区分|の基準|の目安)?|※|\(|・|>|【[^】]*】|[:\s])\s*)*")

_NAMED_GOAL = re.compile(r"(?:基本)?(?:目標|方針|施策)")
_ABOUT_GOAL = re.compile(
    r"[#○●■◆・(\s]*(?:(?:計画)?全体(?=について)|(?:(?:基本|重点|個別)?(?:目標|方針|施策))\s*[\dⅠ-Ⅹ①-⑳](?:\s*[-.]\s*\(?\d{1,2}\)?)?(?:[^。]{0,25})?)(?:について|に関する.{0,6}|関係)\)?"
)
# (1) 取組状況の評価について, (2) その他: items of an agenda.
_ABOUT = re.compile(r"[^。、]{1,30}について|その他")
_MARKS = "◆◇●○〇◯■□・･▽▼☆★◎→⇒>*-–•▶➢"
_BULLETS = (
    ("circled", re.compile(r"([①-⑳])\s*")),
    ("paren", re.compile(r"\((\d{1,2})\)\s*")),
    ("parenthesised", re.compile(r"([⑴-⒇])\s*")),
    ("dot", re.compile(r"(?:No\.?\s*)?(\d{1,2})\s*[.)、:](?!\d)\s*")),
    ("kana", re.compile(r"\(?([アイウエオカキクケコ])\)?[\s.)]\s*")),
    ("alpha", re.compile(r"([a-h])[)]\s*")),
)
_MARK = re.compile(rf"([{re.escape(_MARKS)}])\s*")
_LATIN_MARK = "-*>–"


@dataclass(frozen=True)
class Bullet:
    """◆ is style ``◆``, ③ is style ``circled`` and number 3."""

    style: str
    number: int | None = None


@dataclass(frozen=True)
class Line:
    """A line and what it is.

    Attributes
    ----------
    start, end : int
        Half-open code-point offsets of the content in ``printed.text``: behind the bullet, inside ＜＞.
    level : int
        Of a heading, 0 outermost.
    bullet : Bullet or None
        What it begins with; a heading such as ○自己評価 has one too.
    goal : GoalHead or None
        For kind ``goal``.
    marks : tuple of str
        For kind ``legend``: the grades explained, in printed order.
    turn : Turn or None
        For kind ``turn``: who begins to speak, or what begins: 【意見】, 【回答】.
    """

    printed: Printed
    kind: Kind
    start: int
    end: int
    level: int = 0
    bullet: Bullet | None = None
    goal: GoalHead | None = None
    marks: tuple[str, ...] = ()
    turn: Turn | None = None

    @property
    def content(self) -> str:
        """The heading, title or prose, as printed."""
        return self.printed.text[self.start : self.end]

    @property
    def number(self) -> int:
        """Ordinal of its first printed line."""
        return self.printed.number


def classify_line(printed: Printed) -> Line:
    """Say what a line is.

    Examples
    --------
    >>> [classify_line(Printed(text)).kind for text in ("１－２交流の機会を増やす", "○自己評価", "◎：計画以上　○：計画どおり")]
    ['goal', 'heading', 'legend']
    >>> classify_line(Printed("③ 見守り活動！？")).bullet
    Bullet(style='circled', number=3)
    """
    text, bare = printed.text, printed.bare
    lead = len(text) - len(text.lstrip())
    stop = len(text.rstrip())
    if not bare:
        return Line(printed, "blank", 0, 0)

    def line(kind: Kind, start: int = 0, end: int | None = None, **more: object) -> Line:
        return Line(printed, kind, lead + start, stop if end is None else lead + end, **more)  # type: ignore[arg-type]

    if marks := find_legend(bare):
        return line("legend", marks=marks)
    # In a heading style 2.3 counts chapters; a goal is 2-3 there, or 基本目標２.
    if (goal := read_goal(text)) and not (printed.level and re.match(r"[#\s]*\d+(?:\.\d+)+", bare)):
        return Line(printed, "goal", goal.start, goal.end, goal=goal, level=0)
    bullet, behind = find_bullet(bare)
    if bullet and (goal := read_goal(text[lead + behind :])) and _NAMED_GOAL.match(bare[behind:]):
        shift = lead + behind
        return Line(printed, "goal", goal.start + shift, goal.end + shift, goal=goal)
    if _ABOUT_GOAL.fullmatch(bare):
        return line("heading", level=max(2, printed.level - 1))
    if turn := find_turn(bare):
        return line("turn", turn.end, turn=turn)
    if printed.level:
        hashes = len(bare) - len(bare.lstrip("# "))
        own = text.strip()[hashes:]
        match = _SECTION.fullmatch(own) or _PART.fullmatch(own)
        if match:
            return line("heading", hashes + match.start(1), hashes + match.end(1), level=printed.level - 1)
        match = _CHAPTER.fullmatch(bare[hashes:])
        start, end = match.span("name") if match else (0, len(bare) - hashes)
        return line("heading", hashes + start, hashes + end, level=printed.level - 1)
    if match := _SECTION.fullmatch(bare.replace("〈", "＜")) or _SECTION.fullmatch(text.strip()):
        return line("heading", *match.span(1))
    if match := _PART.fullmatch(text.strip()):
        return line("heading", *match.span(1), level=1)
    if _NOTE.fullmatch(bare):
        return line("note")
    if bullet and bullet.number is not None and _ABOUT.fullmatch(bare[behind:]):
        return line("heading", behind, level=1, bullet=bullet)
    if match := _ITEM.fullmatch(text.strip()):
        return line("heading", *match.span(1), level=2, bullet=bullet)
    if match := _CHAPTER.fullmatch(bare):
        return line("heading", *match.span("name"), level=match["number"].count("."), bullet=bullet)
    if bullet:
        return line("bullet", behind, bullet=bullet)
    if _NAMES.fullmatch(bare):
        return line("heading", level=1)
    return line("prose")


def find_bullet(text: str) -> tuple[Bullet | None, int]:
    """Return the bullet a text begins with, and the code-point offset behind it.

    ・ and - need no blank behind them, Latin marks do: -3点です is no item. ② stands as ② also where NFKC makes it 2.
    """
    if match := _MARK.match(text):
        mark = {"〇": "○", "◯": "○", "･": "・"}.get(match[1], match[1])
        # ○の根拠を示してほしい speaks of a grade and has no bullet.
        is_word = mark in "○◎" and match.end() == 1 and text[1:2] in tuple("のやとがはもをにで、")
        if (mark not in _LATIN_MARK or match.end() > 1) and not is_word:
            return Bullet(mark), match.end()
    for style, pattern in _BULLETS:
        if match := pattern.match(text):
            return Bullet(style, _bullet_number(style, match[1])), match.end()
    return None, 0


def _bullet_number(style: str, printed: str) -> int:
    if style in ("circled", "parenthesised"):
        return ord(printed) - (0x245F if style == "circled" else 0x2473)
    if style == "kana":
        return "アイウエオカキクケコ".index(printed) + 1
    return "abcdefgh".index(printed) + 1 if style == "alpha" else int(printed)


def find_legend(bare: str) -> tuple[str, ...]:
    """Return the grades that a line explains: ◎：計画以上　○：計画どおり; empty for other lines."""
    if match := _ORDERED.fullmatch(bare):
        listed = tuple(canonical_mark(text) for text in re.split(r"[>、・/→\s]+", match[1]) if text)
        if len(listed) > 1 and all(is_mark(mark) for mark in listed):
            return listed
    body = bare[_FIRST_IN_LEGEND.match(bare).end() :]  # type: ignore[union-attr]
    found = list(_LEGEND.finditer(body))
    if found and len(found[0][1]) == 1:
        found = [match for match in found if len(match[1]) == 1]  # 単位： behind the marks is none of them
    if not found or found[0].start() > (10 if len(found) > 2 else 1) or "。" in body[: found[-1].start()]:
        return ()
    marks = tuple(canonical_mark(match[1]) for match in found)
    words = [mark for mark in marks if len(mark) > 1]
    # 課題：…, 対策：… and 委員：… are no grades: words are taken only from a line that says 凡例 or 評価.
    return () if words and not re.match(r"\W*(?:凡例|評価)", bare) else marks
