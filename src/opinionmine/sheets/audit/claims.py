"""Statements about ratings in a sentence: numbers, ranks, ratios and trends, each with what it speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from opinionmine.japanese.years import western_year

# Digits without end, such as a bar code: Python refuses to read a number of thousands of digits.
_NO_COUNT = re.compile(r"[\d,]{60}")
_UNIT = r"(?:件|事業|つ?の?取組|項目|施策|目標|つの(?:取組|事業|施策)|(?<=の\d)つ)"
_NUMBER = re.compile(
    rf"(?:(?<![\d)Ⅰ-Ⅹ①-⑳])(?P<sign>[+\-△▲±]))?(?<![\d.])(?<!\d-)(?P<number>\d[\d,]*(?:\.\d+)?)\s*(?:(?P<percent>%)|(?P<point>ポイント)|(?P<unit>{_UNIT})(?!名)|(?P<bare>))"
)
_UP = r"増|上回|上が|上昇|伸び|多(?!い(?:の|も|こと))|プラス|改善"
_DOWN = r"減|下回|下が|低下|少な(?!い)|マイナス"
# Behind a number: 件増えた, 件の増, ポイント上昇し, 件多く.
_MOVED = re.compile(rf"\s*(?:の|ほど|も|だけ|、)?\s*(?:(?P<up>{_UP})|(?P<down>{_DOWN}))")
_LAST_YEAR = re.compile(r"(?:前年度?|昨年度?|前回)(?!から|より|に比べ|比)(?:の|は|に?は)?(?:[^。、\d]|「\d」){0,18}$")
# 前年度から２件、…同じく２件増えた: the direction comes at the end of the sentence.
_SINCE = re.compile(r"(?:前年度?|昨年度?)(?:から|より|に比べ(?:て)?|と比べ(?:て)?|を)[^。、\d]{0,8}$")
_SOME_WAY = re.compile(rf"(?P<up>{_UP})|(?P<down>{_DOWN})")
_NONE = re.compile(r"\s*も(?:な[いくかし]|あり?ませ|見られな)")
# 計画策定時の31.0％ stands in no table of this sheet.
_LONG_AGO = re.compile(r"(?:策定時|計画当初|初年度|開始時|目標値?|見込み?|基準値)の?[^。、\d]{0,4}$")
_UNKNOWN_YEAR = 99
_OUT_OF = re.compile(r"\s*の?(?:うち|中|半数|過半)")
# 前年度の14事業、３事業から: a list beside a list of grades; which belongs to which is not read.
_BARE_END = re.compile(r"\s*(?:$|[、。(（（]|と(?!ころ)|で|に|へ|増|減|の内訳)")
_LISTED = re.compile(rf"、\s*\d+\s*{_UNIT}")
_LISTED_BEFORE = re.compile(rf"前年度?の\d+\s*{_UNIT}、\s*$")
# Ｄとした取組はなかった, 「やや遅れ」はなくなった: none of this grade.
_ZERO = re.compile(
    r"[」』]?(?:評価)?(?:とした|と評価した|に当たる|の)?(?:取組|事業|もの|施策)?(?:は|が|も)(?:[^。、\d]{0,10})?"
    r"な(?:かった|い(?=。|の|こと|ま)|く(?=、|なっ)|し(?=で|。))"
)
_FROM = re.compile(r"\s*(?:あった[^。、\d]{0,8})?から\s*(?=\d)")
_OTHER_YEAR = re.compile(r"(令和|平成)\s*(\d{1,2}|元)\s*年度?(?:の|は|に|から)?[^。、\d]{0,10}$")
# 延べ1,284件の相談 and 43か所 are no ratings.
_NOT_RATINGS = re.compile(r"(?:延べ|約|相談|申請|通報|寄せられ|支援|のべ)[^。、]{0,12}$")
_NOT_RATED_NOUN = re.compile(
    r"\s*の?(?:相談|申込|申請|問合|問い合わせ|利用|支援(?!事業)|通報|寄附|団体|世帯|訪問|ケース)"
)
# 総取組数305: a total that needs no unit.
_WHOLE = re.compile(r"総(?:取組|事業|施策|項目|目標)数[^。、\d]{0,3}(?P<number>\d[\d,]*)")
_TOTAL = re.compile(
    r"(?:総(?:取組|事業|施策|項目)数|総数|合計|計|全|取組(?:の数|数|は|の)?|事業(?:数|は)?|対象(?:は|と(?:した|なった|する)[^。、]{0,12})?|合わせて|内訳)[^。、\d]{0,16}$"
)

_GRADE_SUM = re.compile(
    r"[」』]?(?:評価)?の(?:取組|事業|件数)(?:は|が|を)|[」』]?\s*(?:の(?:合計|計|取組|割合)?)?\s*(?:を|が|は)?\s*(?:合わせ|合計|加え|足し|併せ)"
)
_BOTH = re.compile(r"(?:両者|両方|二つ)(?:を(?:合|あ)わせ(?:て|ると)|で(?=\d))|(?<=[、で])(?:合|あ)わせ(?:て|ると)")
# 個別避難計画の作成率(38.4%) is no share of ratings.
_OTHER_RATE = re.compile(r"(?<!比)(?<!達成)(?<!構成)率(?:は|が)?\(?\s*$")
# 達成率が100%以上を「達成」: what a grade means, not how many received it.
_THRESHOLD = re.compile(r"\s*(?:以上|以下|未満|を超え|に満たな|に達し)")
_ORDER = re.compile(
    r"最も(?:多|少な|大き|高(?!い[「『]?[A-ZⅠ-Ⅹ◎\d])|低(?!い[「『]?[A-ZⅠ-Ⅹ×\d])|小さ)|最(?:多|少|大|高)(?=で|の|と|。|、|だ)|一番(?:多|少な)"
)
_ONLY = re.compile(r"唯一|のみ(?=で|と|。|、|だ)|だけ(?=で(?!な|は)|だ(?!け)|。|と)|に限られ")
_RATIO = re.compile(
    r"(?P<about>ほぼ|約|およそ)?\s*(?:(?P<double>倍増|2倍)|(?P<half>半減|半数に減|半分に減)|(?P<times>\d+\.\d+|[3-9])倍)(?P<more>以上)?"
)
_TREND = re.compile(
    r"(?:(?P<years>\d|[二三四五])年(?:度)?(?:続けて|連続)[^。]{0,10}?|(?:年々|毎年度?|着実に|計画(?:の)?(?:期間|初年度)[^。]{0,12}?)[^。]{0,8}?)?(?:(?P<up>増え続け|増加が?続|増加傾向|上がり続け|上昇(?:して|傾向|し続)|伸び続け|増加して)|(?P<down>減り続け|減少傾向|減少が?続|下がり続け|減少し続))"
)
_SAME = re.compile(r"前年度?(?:と|から)(?:同(?:じ|数|様|件数)|変わ(?:ら|り)|増減(?:は|が)な)")
_RATED_MOVE = re.compile(
    rf"(?:(?P<up>上がった|上げた|改善した|向上した)|(?P<down>下がった|下げた|低下した)|(?P<stay>据え置き|変わらな(?:い|かった)|同じ(?:評価)?だった|前年度と同じ評価)[^。、\d]{{0,12}}?)[^。、\d]{{0,8}}?(?:は|が|ものは|のは)\s*(?:[^。、\d]{{0,12}}?)(?:\d-\d[^。\d]{{0,6}}?)*(?P<number>\d+)(?!-)\s*{_UNIT}"
)


@dataclass(frozen=True)
class Claimed:
    """A statement as the prose makes it.

    Attributes
    ----------
    start, end : int
        Half-open code-point offsets in the sentence.
    kind : str
        See `Claim.kind`.
    grades : tuple of str
        The grades it speaks of, empty for all.
    stated : str
        Such as ``141``, ``+36``, ``46.2%``, ``最も多い``.
    is_explicit : bool
        Whether it surely speaks of ratings: a grade is named with it. Others are claims only where a figure agrees.
    is_previous : bool
        Whether it states last year's value; `years_ago` says which year.
    """

    start: int
    end: int
    kind: str
    grades: tuple[str, ...]
    stated: str
    is_explicit: bool = True
    is_previous: bool = False
    years_ago: int = 1
    extra: str = ""


def find_claims(
    sentence: str, grades: tuple[str, ...], carried: tuple[str, ...], fiscal_year: int | None
) -> list[Claimed]:
    """Find the statements of one sentence, in half-width letters and digits.

    Parameters
    ----------
    grades : tuple of str
        The scale, best first.
    carried : tuple of str
        The grades that the sentence before ended with.
    """
    if _NO_COUNT.search(sentence):
        return []
    mentions = list(find_grades(sentence, grades))
    found: list[Claimed] = []
    moves = [m.span("number") for m in _RATED_MOVE.finditer(sentence)]
    for match in _RATED_MOVE.finditer(sentence):
        way = "up" if match["up"] else "down" if match["down"] else "stay"
        found.append(Claimed(match.start(), match.end(), "moved", (), match["number"], True, extra=way))
    for match in _WHOLE.finditer(sentence):
        moves.append(match.span("number"))
        found.append(Claimed(match.start(), match.end(), "count", (), match["number"].replace(",", "")))
    for match in _NUMBER.finditer(sentence):
        if not any(a <= match.start("number") < b for a, b in [*moves, *((m[0], m[1]) for m in mentions)]):
            found.extend(_read_number(sentence, match, mentions, carried, fiscal_year))
    for start, end, named, _ in mentions:
        if (zero := _ZERO.match(sentence, end)) and "前年" not in zero[0] and not _LAST_YEAR.search(sentence[:start]):
            found.append(Claimed(start, zero.end(), "count", named, "0"))
    found.extend(_read_words(sentence, mentions, carried, fiscal_year))
    return sorted(found, key=lambda claim: (claim.start, claim.end))


def find_grades(sentence: str, grades: tuple[str, ...]) -> Iterator[tuple[int, int, tuple[str, ...], bool]]:
    """Grades as they are named: (start, end, grades, whether they are summed): ◎, 「5」, ◎と○を合わせて, B以上."""
    singles = [(m.start(), m.end(), m["grade"], m["more"]) for m in _grade_pattern(grades).finditer(sentence)]
    position = 0
    last: tuple[str, ...] = ()
    seen: list[str] = []
    while position < len(singles):
        start, end, grade, more = singles[position]
        names = [grade]
        if more:
            names = list(grades[: grades.index(grade) + 1]) if more == "以上" else list(grades[grades.index(grade) :])
        following = position + 1
        while following < len(singles) and re.fullmatch(
            r"[」』]?(?:(?:の|が)?\d*[件事業]*)?(?:と|及び|・|や|、|又は|または|か)[「『]?",
            sentence[end : singles[following][0]],
        ):
            names.append(singles[following][2])
            end = singles[following][1]
            following += 1
        joint = sentence[singles[position][1] : end]
        summed = len(names) > 1 and (
            bool(re.search("又は|または|か", joint))
            or bool(re.match(r"[」』]?(?:評価)?の割合", sentence[end:]))
            or bool(more)
            or bool(_GRADE_SUM.match(sentence, end))
            or bool(re.match(r"[」』]?の(?:合計|計)", sentence[end:]))
        )
        if len(names) > 1 and not summed and not more:
            # ◎、○ only listed: each speaks for itself.
            for s, e, g, _ in singles[position:following]:
                yield s, e, (g,), False
        else:
            if len(names) == 1 and last and re.match(r"[」』]?(?:評価)?と合わせ", sentence[end:]):
                names, summed = [*last, *names], True  # ◎は39取組で、○と合わせた割合は
            yield start, end, tuple(dict.fromkeys(names)), summed
        last = tuple(names)
        seen += names
        if len(seen) > 1 and (
            both := _BOTH.search(sentence, end, singles[following][0] if following < len(singles) else len(sentence))
        ):
            yield both.start(), both.end(), tuple(dict.fromkeys(seen[-2:])), True  # …が10、…が４で、合わせて14
        position = following


@lru_cache
def _grade_pattern(grades: tuple[str, ...]) -> re.Pattern[str]:
    def one(grade: str) -> str:
        if grade.isdigit():
            return rf"(?:(?<=[「『]){grade}(?=[」』])|(?<=評価){grade}(?![\d件%])|(?<![\d.]){grade}(?=点(?!数)))"
        if grade.isascii() or grade in "ⅠⅡⅢⅣⅤ":
            return rf"(?<![A-Za-zⅠ-Ⅹ\-]){grade}(?![A-Za-z型\-\d])"
        return rf"(?<![一-龥]){re.escape(grade)}" if len(grade) > 1 else re.escape(grade)

    names = "|".join(one(grade) for grade in sorted(grades, key=len, reverse=True))
    return re.compile(rf"(?P<grade>{names or '(?!)'})[」』]?(?:点)?(?:評価|の評価)?(?P<more>以上|以下)?")


def _read_number(
    sentence: str,
    match: re.Match[str],
    mentions: list[tuple[int, int, tuple[str, ...], bool]],
    carried: tuple[str, ...],
    fiscal_year: int | None,
) -> Iterator[Claimed]:
    start, end = match.start("number"), match.end()
    before, after = sentence[: match.start()], sentence[end:]
    named = _grades_of(sentence, start, end, mentions)
    grades = named if named is not None else carried
    explicit = named is not None
    stop = end if not match["bare"] and match["bare"] is None else match.end("number")
    moved = _MOVED.match(after) if not match["percent"] else None
    is_list = match["sign"] is not None and match["sign"] != "±" and not _is_grade(sentence, match.start(), mentions)
    if not moved and not match["percent"] and not is_list and _SINCE.search(before):
        moved = _SOME_WAY.search(after)
        if moved is None:
            return
    past = _LAST_YEAR.search(before) is not None or bool(_FROM.match(after) and not moved)
    years_ago = 1
    if other := _OTHER_YEAR.search(before):
        year = western_year(other[1] + other[2])
        years_ago = (fiscal_year or year) - year
        past = years_ago > 0
    if _LONG_AGO.search(before):
        past, years_ago = True, _UNKNOWN_YEAR
    if re.search(r"から\s*$", before) and re.match(rf"、\d+{_UNIT}(?:と|へ|に)", after):
        past = True  # 27事業から26事業、21事業と減り続け
    value = match["number"].replace(",", "")
    if match["percent"]:
        if _THRESHOLD.match(after):
            return
        explicit = explicit and not _OTHER_RATE.search(before)
        yield Claimed(start, end, "percentage", grades, value + "%", explicit, past, years_ago)
    elif match["point"] or moved or is_list:
        if (
            match["unit"] is None
            and match["point"] is None
            and not is_list
            and not (explicit and moved and moved.start() == moved.start("up" if moved["up"] else "down"))
        ):
            return
        sign = -1 if (moved and moved["down"]) or (not moved and match["sign"] in ("-", "△", "▲")) else 1
        if match["point"] and not moved and not is_list:
            return
        kind = "points" if match["point"] else "change"
        first = match.start("sign") if is_list else start
        stated = value if "." in value else str(int(value))
        yield Claimed(
            first,
            end if not is_list else match.end("number"),
            kind,
            grades,
            _signed_text(stated, sign),
            explicit,
            extra=value,
        )
    elif match["unit"] or (explicit and named is not None and _is_adjacent(sentence, start, mentions)):
        if match["unit"] is None and not _BARE_END.match(after):
            return
        if "." in value or _NOT_RATINGS.search(before) or _NOT_RATED_NOUN.match(after):
            return
        total = named is None and bool(_TOTAL.search(before))
        if total or _OUT_OF.match(after):
            grades, explicit = (), explicit and total
        if _NONE.match(after):
            value = "0"
        if (past and (_LISTED.match(after) or _LISTED_BEFORE.search(before))) or _LISTED_BEFORE.search(before):
            explicit = False
        yield Claimed(start, stop, "previous" if past else "count", grades, value, explicit, past, years_ago)


def _grades_of(
    sentence: str, start: int, end: int, mentions: list[tuple[int, int, tuple[str, ...], bool]]
) -> tuple[str, ...] | None:
    """The grades that a number belongs to: 9件が達成 names it behind, otherwise the last one before the number.

    None where the sentence names none before it, or a total was named since (全体で305件).
    """
    behind = next((m for m in mentions if re.fullmatch(r"(?:が|は|を|の)[「『]?", sentence[end : m[0]])), None)
    if behind:
        return behind[2]
    ahead = [m for m in mentions if m[1] <= start]
    if not ahead:
        return None
    last = ahead[-1]
    between = sentence[last[1] : start]
    if re.search(r"総(?:取組|事業)数|対象(?:と|の)|全\d|(?:の)?計$|のうち$", between):
        return None
    return last[2]


def _is_grade(sentence: str, sign: int, mentions: list[tuple[int, int, tuple[str, ...], bool]]) -> bool:
    """Whether △ is a grade: in ◎20、○44、△15 it follows other grades with their numbers, in △は△15 it is minus."""
    return any(m[0] == sign for m in mentions) and bool(
        re.search(r"[◎○×]\s*\d[^、。◎○△▲×]*、\s*(?:[△▲]\s*\d[^、。]*、\s*)?$", sentence[:sign])
    )


def _is_adjacent(sentence: str, start: int, mentions: list[tuple[int, int, tuple[str, ...], bool]]) -> bool:
    """◎：141（＋36…: the number stands right behind its grade."""
    return any(re.fullmatch(r"[」』]?\s*[:はが]?\s*", sentence[m[1] : start]) for m in mentions)


def _read_words(
    sentence: str,
    mentions: list[tuple[int, int, tuple[str, ...], bool]],
    carried: tuple[str, ...],
    fiscal_year: int | None,
) -> Iterator[Claimed]:
    for kind, pattern in (("order", _ORDER), ("only", _ONLY), ("ratio", _RATIO), ("trend", _TREND), ("same", _SAME)):
        for match in pattern.finditer(sentence):
            near = [m for m in mentions if m[1] <= match.start()]
            later = [m for m in mentions if m[0] >= match.end() and m[0] - match.end() < 4]
            grades = near[-1][2] if near else later[0][2] if later else carried
            explicit = bool(near or later)
            if kind == "ratio":
                bound = ">" if match["more"] else "~" if match["about"] else ""
                extra = bound + ("2" if match["double"] else "0.5" if match["half"] else match["times"])
            elif kind == "trend":
                extra = "up" if match["up"] else "down"
            else:
                extra = ""
            year = re.search(
                r"(令和|平成)\s*(\d{1,2}|元)\s*年度?(?:以降|から|に|の|は)[^。]*$", sentence[: match.start()]
            )
            since = (fiscal_year - western_year(year[1] + year[2])) if year and fiscal_year else 1
            yield Claimed(
                match.start(),
                match.end(),
                kind,
                grades,
                match[0].strip(),
                explicit,
                years_ago=max(1, since),
                extra=extra,
            )


def _signed_text(value: str, sign: int) -> str:
    if float(value) == 0:
        return "0"
    return f"{'+' if sign > 0 else '-'}{value}"
