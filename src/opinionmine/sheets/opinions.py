"""Opinions: bullets, paragraphs, turns and cells to opinions, and orphaned tails back to their heads."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from opinionmine.records import Locator, Opinion, ParseIssue, Piece, Voice
from opinionmine.sheets.found import Remark
from opinionmine.sheets.goals import read_goal
from opinionmine.sheets.lines import Bullet, Line, classify_line
from opinionmine.sheets.printed import Printed
from opinionmine.sheets.prose import join_prose
from opinionmine.sheets.sections import Section

_ENDED = re.compile(r"[。！？!?．][」』）)]?\s*(?:[（(〔［\[][^。]{1,15}[）)〕］\]])?$")
_ANNOUNCES = re.compile(r"(?:次|以下)の|[:：]\s*$|点(?:を|が|に|ある|です|である)?[^。]*。?$|とおり")
_LEAD_IN = re.compile(
    r"^[（(][^）)]*[)）]$|(?:(?:次|以下|下記)のとおり|(?:主な|出された|いただいた|寄せられた)[^。]{0,20}意見[^。]{0,15}(?:である|です|次のとおり)?)[^。]{0,12}。?$"
)
_WEIGHT = re.compile(
    r"\s*[（(〔［\[【](?:他|ほか)?(?:同(?:様の)?(?:意見|趣旨)|同旨|類似意見)?(?:他|ほか)?\s*([\d０-９]{1,4})\s*(?:件|人|名)[）)〕］\]】]\s*$"
)
_SAME_AS = re.compile(r"(?:同上|〃|上に同じ|上記と同じ|前(?:項|回)と同じ)[。.]?")
# （南、上）, （70代男性）, （北地区）: who said so or where, behind the sentence.
_CODE = re.compile(r"\s*[（(〔［\[【]([^（(）)。〔〕［］\[\]【】]{1,20})[）)〕］\]】]\s*$")
# 南部・同意見２件, 30代女性ほか計２件: a code and a weight in one bracket.
_CODE_AND_WEIGHT = re.compile(
    r"(?P<code>.*?)[・、,\s]*(?:同意見|同趣旨|ほか計?|他計?|計)\s*(?P<weight>[\d０-９]{1,3})\s*(?:件|人|名)"
)
_CODE_WORDS = re.compile(
    r"[\d０-９]{2}\s*(?:歳)?代|歳|男性?|女性?|地区|地域|校区|圏域|[東西南北中央上下]{1,2}(?:[、・,][東西南北中央上下]{1,2})*|.{1,6}(?:委員|民生委員|町|部|区|学区|団体|会員|家族|当事者)|匿名|公募|学識.*"
)
_GOAL_TAG = re.compile(
    r"[【\[〔（(]\s*(?:(?:基本)?(?:目標|施策)\s*)?[\dⅠ-Ⅹ１-９]{1,2}(?:\s*[-－―‐−ー]\s*[(（]?[\d１-９]{1,2}[)）]?)*\s*[】\]〕）)]\s*"
)


@dataclass
class Draft:
    """An opinion before it has an id: its paragraphs, with the bullet apart."""

    paragraphs: list[list[Line]]
    goal_id: str | None = None
    voice: Voice = "committee"
    fields: dict[str, str] = field(default_factory=dict)
    weight: int = 1
    reply: list[list[Line]] = field(default_factory=list)

    @property
    def lines(self) -> list[Line]:
        """All lines in the order of the sense."""
        return [line for paragraph in self.paragraphs for line in paragraph]

    @property
    def is_whole(self) -> bool:
        """Whether it ends like a sentence."""
        return bool(_ENDED.search(self.lines[-1].printed.text.strip()))


def draft_opinions(section: Section) -> tuple[list[Draft], list[Line], list[list[Line]], list[ParseIssue]]:
    """Cut a section into opinions by bullets, or by paragraphs where it has none.

    Returns
    -------
    drafts, others, after, issues
        `others` are lines that only lead in (次のとおりである) or name what follows (周知について); `after` are paragraphs behind a list
        that are no part of it. An issue with code ``moved``
        names both places where a tail was put back, ``unsure`` where a paragraph without a bullet stayed with the one above.
    """
    goal_id = section.goal.goal_id if section.goal else None
    lines = list(section.lines)
    others: list[Line] = []
    while lines and lines[0].kind == "prose" and _LEAD_IN.search(lines[0].content.strip()):
        others.append(lines.pop(0))
    if (
        len(lines) > 1
        and not any(_is_bullet(line) for line in lines)
        and all(_ENDED.search(line.printed.text.strip()) for line in lines)
    ):
        return [Draft([[line]], goal_id) for line in lines], others, [], []  # one opinion a line, not wrapped
    if not any(_is_bullet(line) for line in lines):
        return [Draft([p], goal_id) for p in _cut_paragraphs(lines)], others, [], []
    drafts: list[Draft] = []
    after: list[list[Line]] = []
    for group in _group(lines, others):
        if _is_bullet(group[0]):
            drafts.append(Draft([group], goal_id))
        elif drafts and group[0].printed.is_paragraph:
            after.append(group)  # behind a list, a paragraph of its own is no part of it
        elif not drafts and _LEAD_IN.search("".join(line.content for line in group)):
            others.extend(group)
        else:
            drafts.append(Draft([group], goal_id))
    kept, issues = _return_orphans(drafts)
    return kept, others, after, issues


def _is_bullet(line: Line) -> bool:
    return line.bullet is not None


def _group(lines: list[Line], others: list[Line]) -> list[list[Line]]:
    """Lines of one opinion together; a bullet inside one (①②③, ア イ ウ) does not open another."""
    width = max(len(line.printed.text.rstrip()) for line in lines)
    groups: list[list[Line]] = []
    tops: list[Bullet] = []
    nested: Bullet | None = None
    for position, line in enumerate(lines):
        last = groups[-1][-1] if groups else None
        if line.bullet and _opens(line.bullet, tops, nested, groups[-1] if groups else []):
            following = lines[position + 1] if position + 1 < len(lines) else None
            if _is_label(line, following):
                others.append(line)
                nested = None
                continue
            tops.append(line.bullet)
            nested = None
            groups.append([line])
        elif line.bullet:
            nested = line.bullet
            groups[-1].append(line)
        elif last is None or _is_new_paragraph(line, last, width):
            groups.append([line])
        else:
            groups[-1].append(line)
    return groups


def _opens(bullet: Bullet, tops: list[Bullet], nested: Bullet | None, group: list[Line]) -> bool:
    """Whether a bullet opens an opinion of its own.

    １． ２． ③ ④ go on counting and are one list; ① behind ◆ begins a list inside an opinion.
    """
    if not tops:
        return True
    if nested and bullet.style == nested.style:
        return (
            bullet.number is not None
            and bullet.style in {top.style for top in tops}
            and bullet.number != (nested.number or 0) + 1
        )
    if bullet.style in {top.style for top in tops}:
        return True
    text = "".join(line.content for line in group)
    if bullet.number is None:
        return not (text and _ANNOUNCES.search(text[-30:]) and not _SENTENCE_ONLY.search(text))
    return tops[-1].number is not None and bullet.number == tops[-1].number + 1 and bullet.number > 1


_SENTENCE_ONLY = re.compile(r"(?:たい|ほしい|べきだ|べきである|必要だ|必要である)。$")


def _is_label(line: Line, following: Line | None) -> bool:
    """(1) 周知について over ・ items names them and is no opinion."""
    short = len(line.content) <= 25 and not re.search(r"[。？！]|(?:たい|ほしい|こと|べき|か|よい|ない)$", line.content)
    return bool(
        short and following and following.bullet and line.bullet and following.bullet.style != line.bullet.style
    )


def _cut_paragraphs(lines: list[Line]) -> list[list[Line]]:
    """A new paragraph begins at an indent, or after a sentence that ended before the right margin.

    もらいたい。 fills a seventh of its line, so what follows does not continue it.
    """
    width = max((len(line.printed.text.rstrip()) for line in lines), default=0)
    groups: list[list[Line]] = []
    for line in lines:
        if not groups or _is_new_paragraph(line, groups[-1][-1], width):
            groups.append([])
        groups[-1].append(line)
    return groups


def _is_new_paragraph(line: Line, last: Line, width: int) -> bool:
    if last.printed.is_paragraph:
        return True
    text = last.printed.text.rstrip()
    has_ended = bool(_ENDED.search(text)) and len(text) < 0.8 * width
    hangs = last.bullet is not None or (last.printed.is_indented and line.printed.text.startswith("\u3000\u3000"))
    indented = (
        line.printed.is_indented
        and (not hangs or not last.printed.text.startswith("\u3000"))
        and bool(_ENDED.search(text))
    )
    return indented or has_ended


def _return_orphans(drafts: list[Draft]) -> tuple[list[Draft], list[ParseIssue]]:
    """Put the one paragraph without a bullet behind the one opinion without an end.

    With more than one candidate nothing is moved: the paragraph stays with the opinion above it.
    """
    orphans = [draft for draft in drafts if not _is_bullet(draft.lines[0])]
    heads = [draft for draft in drafts if _is_bullet(draft.lines[0]) and not draft.is_whole]
    if (
        len(orphans) == 1
        and len(heads) == 1
        and _follower(drafts, heads[0]) is not orphans[0]
        and drafts.index(orphans[0]) < drafts.index(heads[0])
    ):
        head, tail = heads[0], orphans[0]
        message = (
            f"Lines {tail.lines[0].number}-{tail.lines[-1].number} 「{tail.lines[0].content[:20]}…」 have no bullet and were moved "
            f"behind line {head.lines[-1].number} 「…{head.lines[-1].content[-20:]}」, the only opinion without an end."
        )
        issue = ParseIssue("moved", message, replace(tail.lines[0].printed.locator, column=None))
        joined = replace(head, paragraphs=[*head.paragraphs, *tail.paragraphs])
        return [joined if draft is head else draft for draft in drafts if draft is not tail], [issue]
    units: list[Draft] = []
    issues: list[ParseIssue] = []
    for draft in drafts:
        if _is_bullet(draft.lines[0]) or not units:
            units.append(draft)
            continue
        units[-1] = replace(units[-1], paragraphs=[*units[-1].paragraphs, *draft.paragraphs])
        message = (
            f"Line {draft.lines[0].number} 「{draft.lines[0].content[:20]}…」 has no bullet; it was left with the opinion above "
            "(意見の続きとして扱いました)."
        )
        issues.append(ParseIssue("unsure", message, draft.lines[0].printed.locator))
    return units, issues


def _follower(drafts: list[Draft], head: Draft) -> Draft | None:
    position = next(i for i, draft in enumerate(drafts) if draft is head)
    return drafts[position + 1] if position + 1 < len(drafts) else None


def draft_remark(remark: Remark) -> list[Draft]:
    """Opinions out of one cell: several where it lists several with one kind of bullet."""
    lines, start = [], 0
    for text in remark.printed.text.split("\n"):
        part = remark.printed.part(start, start + len(text))
        if part.text.strip():
            lines.append(classify_line(replace(part, level=0, is_paragraph=False)))
        start += len(text) + 1
    lines = [replace(line, kind="bullet" if line.bullet else "prose") for line in lines]
    marks = [line.bullet.style for line in lines if line.bullet]
    fields = dict(remark.fields)
    if remark.covers:
        fields["project"] = "、".join(remark.covers)
    if len(marks) > 1 and lines[0].bullet and lines[0].bullet.style in ("・", "●", "○", "◆", "■", "□", "◇", "-"):
        groups: list[list[Line]] = []
        for line in lines:
            if not groups or (line.bullet and line.bullet.style == marks[0]):
                groups.append([])
            groups[-1].append(line)
    else:
        groups = [
            [
                replace(line, bullet=None, start=line.printed.lead)
                if line.bullet and line.bullet.style not in "・●○◆■□◇"
                else line
                for line in lines
            ]
        ]
    return [Draft([group], remark.goal_id, fields=dict(fields), weight=remark.weight) for group in groups]


def finish_opinion(
    draft: Draft, opinion_id: str, previous_id: str | None, goals: set[str]
) -> tuple[Opinion, list[Piece]]:
    """Give a draft its id; bullet, (2件) and area code leave the text and are kept beside it."""
    text, _, pieces = join_prose(draft.lines, "opinion", opinion_id)
    fields, weight, goal_id = dict(draft.fields), draft.weight, draft.goal_id
    cut = len(text)
    if match := _WEIGHT.search(text[:cut]):
        weight = int(match[1]) if draft.weight == 1 else weight
        cut = match.start()
    codes: list[str] = []
    while match := _CODE.search(text[:cut]):
        before = text[: match.start()].rstrip()
        if not (_CODE_WORDS.fullmatch(match[1]) or before.endswith(("。", "なし", "無し")) or codes):
            break
        code = match[1]
        if both := _CODE_AND_WEIGHT.fullmatch(code):
            code, weight = both["code"], int(both["weight"])
        codes.insert(0, code)
        cut = match.start()
    if codes:
        fields["code"] = "、".join(codes)
    if weight_before := _WEIGHT.search(text[:cut]):
        weight, cut = int(weight_before[1]), weight_before.start()
    first = 0
    if match := _GOAL_TAG.match(text):
        goal = read_goal(match[0].strip(" \u3000【】[]〔〕（）()") + " x")
        if goal and goal.goal_id in goals:
            goal_id, first = goal.goal_id, match.end()
    if _SAME_AS.fullmatch(text[:cut].strip()) and previous_id:
        fields["same_as"] = previous_id
    if draft.reply:
        reply, _, reply_pieces = join_prose([line for p in draft.reply for line in p], "reply", opinion_id)
        fields["reply"] = reply
        pieces += reply_pieces
    shown = text[first:cut].rstrip()
    locators = tuple(dict.fromkeys(_begin(paragraph) for paragraph in draft.paragraphs))
    opinion = Opinion(opinion_id, draft.voice, shown, goal_id, fields=fields, locators=locators, weight=weight)
    return opinion, _mark_fields(pieces, text, first, len(shown) + first, opinion_id)


def _begin(paragraph: list[Line]) -> Locator:
    return paragraph[0].printed.locate(paragraph[0].start)


def _mark_fields(pieces: list[Piece], text: str, first: int, last: int, opinion_id: str) -> list[Piece]:
    """Split the pieces at the edges of the text, so that what left it has the role ``field``."""
    marked: list[Piece] = []
    at = 0
    for piece in pieces:
        if piece.role != "opinion":
            marked.append(piece)
            continue
        while at < len(text) and text[at].isspace():
            at += 1
        length = piece.end - piece.start
        low, high = max(0, min(first - at, length)), max(0, min(last - at, length))
        for start, end, role in ((0, low, "field"), (low, high, "opinion"), (high, length, "field")):
            if start < end:
                marked.append(replace(piece, start=piece.start + start, end=piece.start + end, role=role))
        at += length
    return marked


def draft_turns(section: Section) -> list[tuple[str, list[Line]]]:
    """Cut a section of minutes or of 【意見】【回答】 pairs into turns: (opinion, reply, chair or other, lines)."""
    turns: list[tuple[str, list[Line]]] = []
    # Where only the replies are labelled (市の考え方：), the bullets are the opinions.
    by_bullets = not any(line.turn and line.turn.voice == "opinion" for line in section.lines)
    for line in section.lines:
        if by_bullets and line.bullet and line.kind != "turn":
            turns.append(("opinion", [line]))
        elif line.kind == "turn" and line.turn:
            turns.append((line.turn.voice, [line]))
        elif not turns:
            turns.append(("other", [line]))
        else:
            turns[-1][1].append(line)
    return turns


def as_printed(lines: list[Line]) -> list[Printed]:
    """The printed lines."""
    return [line.printed for line in lines]
