"""Actors of a sheet that a text speaks of: 地域 and 市 are rated there, and are everyday words too."""

from __future__ import annotations

import re
from collections.abc import Iterator

from opinionmine.japanese.normalize import fold_width

_KANJI = "一-龯々"
_WORD = f"{_KANJI}ァ-ヺーA-Za-z"
_JOINED = r"[・･/、,]"
# The context of a name that rules look at, in characters: 隣の緑岡市の社協, 自身における自己評価.
_REACH = 12

# A place name may stand before these: 川越市は, 緑岡町社協が. But 他市, 各市, 隣町, 近隣市, 隣接市, 周辺市, 同市, 都市, 中核市, 朝市, 古本市,
# 3市, A市, ○○市, 地区, 学区, 校区, 農村 are not the municipality of the sheet.
_MUNICIPALITY = "市町村区県"
_NO_PLACE_NAME = re.compile(r"(?:[他各隣近接辺同全両諸都核朝曜地学校農A-Za-z○0-9二三四五六七八九十数]|[古見]本)$")
# 隣の市は, 隣町の社協さん, 隣の日田原市の社協, 近隣2市1町の社協, よその市では.
_ELSEWHERE = re.compile(rf"(?:隣|他|別|ほか|よそ|どこ)の?[{_KANJI}0-9]{{0,5}}の?$")
# この市は, 高齢化が進む地域は: a place; but 今年度の地域は, 「交流の機会を増やす」の地域は, うちの市は.
_QUALIFIED = re.compile(r"(?:[るたいなうむす]|(?<![度」』)\d])(?<!うち)の)$")
# 社協だより, 地域福祉, 市民; but 社協等, 社協職員が, 行政側.
_CONTINUES = re.compile(rf"だより|(?!等|側|職員|自身|自体|双方|主催|独自)[{_WORD}]")

# Long, and everyday words still, like 地域, 市, 住民.
_EVERYDAY = ("事業者", "関係者", "利用者", "当事者", "関係機関", "地域住民", "ボランティア")
# 市は, 市が (not 市がん検診), 市も (not 市もしくは), 市としては, 地域による, 行政側, 地域△, 地域に期待する, 「地域」の評価, 地域での取組.
_ACTS = re.compile(
    r"(?:など|等|さん|自身|自体|職員)?[」』]?"
    r"(?:は|が(?!ん)|も(?!し)|として|によ[るっり]|側|の?[◎○△×]|に(?:は|も)?(?:期待|求め|要望|望)"
    rf"|(?:の|での|における)(?:取り?組み?|自己評価|評価|実績|活動(?![{_KANJI}])|役割|責任|責務|側|努力|職員(?![{_WORD}])))"
)
# What an office does and 地域 does not: 市で持つ (not それは市です, 市で一番), 市から頼まれた, 市より早い, 市のほうで, 市の補助.
_OFFICES = ("市", "町", "村", "区", "県", "国", "行政")
_GIVES = re.compile(r"で(?!す|し[たょ]|あ|な|一番)|から|より|のほう|の(?:方針|対応|支援|補助|助成|後押し|採点)")
# 地域と市・市社協で差がある.
_AND = rf"(?:{_JOINED}|と|や|及び)"
_COUNCIL = re.compile(r"(?:(?P<place>.*)(?P<level>[市町村区]))?(?:社協|社会福祉協議会)")


def find_actors(text: str, actors: tuple[str, ...]) -> tuple[str, ...]:
    """Find the actors of a sheet that a text speaks of as those who act or are rated.

    An actor of several members (市・市社協) is named whole or by one of them; 市社協 is also written 社協 and 社会福祉協議会. Where two
    actors could be meant, the one whose name is nearer to the text is: 社協 is the actor 社協 before it is a part of 市・市社協.
    A specific name (社協, 民生委員) counts wherever it stands as a word of its own. An everyday word (地域, 市, 住民) counts in its
    role only: 地域は, 市としては, 地域の取組, or beside another actor, 地域と市社協; not 地域の居場所, 市内, この市は.

    Parameters
    ----------
    text : str
        An opinion as printed.
    actors : tuple of str
        Those who act: ``sheet.actors`` without ``sheet.raters``.

    Returns
    -------
    tuple of str
        Some of `actors`, in their order.

    Examples
    --------
    >>> find_actors("地域の取組は進んだが、川越市は△が増えた", ("市・市社協", "地域"))
    ('市・市社協', '地域')
    >>> find_actors("他市では地域の居場所を市民が開いている", ("市・市社協", "地域"))
    ()
    """
    owners = _owners(actors)
    if not owners:
        return ()
    # The longest first, so that 市 is not found inside 市・市社協.
    names = "|".join(re.escape(name) for name in sorted(owners, key=len, reverse=True))
    folded = fold_width(text)
    cited: set[str] = set()
    for match in re.finditer(names, folded):
        before = folded[max(0, match.start() - _REACH) : match.start()]
        after = folded[match.end() : match.end() + _REACH]
        if _stands_alone(match[0], before, after) and (
            not _is_everyday(match[0]) or _is_in_role(match[0], before, after) or _is_beside(names, before, after)
        ):
            cited.update(owners[match[0]])
    return tuple(actor for actor in actors if actor in cited)


def _owners(actors: tuple[str, ...]) -> dict[str, set[str]]:
    """The actors that each name may stand for: only those that print it so, where any does."""
    nearest: dict[str, int] = {}
    owners: dict[str, set[str]] = {}
    for actor in actors:
        for distance, name in _names(fold_width(actor).strip()):
            if name and distance < nearest.get(name, distance + 1):
                nearest[name], owners[name] = distance, set()
            if name and distance == nearest[name]:
                owners[name].add(actor)
    return owners


def _names(actor: str) -> Iterator[tuple[int, str]]:
    """The actor as printed, its members, and other ways to write these, each with its distance from what is printed."""
    yield 0, actor
    for member in re.split(_JOINED, actor):
        yield 1, member.strip()
        yield from ((2, name) for name in _council_names(member.strip()))


def _council_names(member: str) -> Iterator[str]:
    """川越市社協 is also 市社協, 社協 and 社会福祉協議会; 地区社協 and 県社協 are other bodies than 社協."""
    match = _COUNCIL.fullmatch(member)
    if match and not _NO_PLACE_NAME.search(match["place"] or ""):
        for level in {*(match["level"] or "市町村区"), ""}:
            yield from (level + "社協", level + "社会福祉協議会")


def _stands_alone(name: str, before: str, after: str) -> bool:
    """Whether the name is no part of a longer word (小地域, 地区社協, 市民) and of this municipality (not 他市, 隣町の社協)."""
    is_part = _NO_PLACE_NAME.search(before) if name[0] in _MUNICIPALITY else re.search(f"[{_WORD}]$", before)
    return not (is_part or _CONTINUES.match(after) or _ELSEWHERE.search(before))


def _is_everyday(name: str) -> bool:
    return name in _EVERYDAY or (len(name) < 3 and name != "社協")


def _is_in_role(name: str, before: str, after: str) -> bool:
    has_role = _ACTS.match(after) or (name in _OFFICES and _GIVES.match(after))
    return bool(has_role) and not _QUALIFIED.search(before)


def _is_beside(names: str, before: str, after: str) -> bool:
    """地域と市社協, 市・社協 of one sheet; but not 社協と地域の居場所."""
    if re.match(rf"{_AND}(?:{names})(?![{_WORD}])", after):
        return not _QUALIFIED.search(before)
    return bool(re.search(rf"(?:{names}){_AND}$", before)) and not after.startswith("の")
