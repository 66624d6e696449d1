"""Fiscal years and dates as offices write them."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from opinionmine.japanese.normalize import fold_width, normalize

# First and last day of each era; the last one goes on.
_DAYS = {
    "大正": (datetime.date(1912, 7, 30), datetime.date(1926, 12, 24)),
    "昭和": (datetime.date(1926, 12, 25), datetime.date(1989, 1, 7)),
    "平成": (datetime.date(1989, 1, 8), datetime.date(2019, 4, 30)),
    "令和": (datetime.date(2019, 5, 1), datetime.date.max),
}
_LETTERS = {"T": "大正", "S": "昭和", "H": "平成", "R": "令和"}

_ERA_YEAR = re.compile(r"(令和|平成|昭和|[RHS])\s*(元|\d{1,2})\s*年?度?")
_WESTERN_YEAR = re.compile(r"((?:19|20)\d\d)\s*(?:\([^)]*\)\s*)?年度")

_DIGITS = "〇一二三四五六七八九"
_KANJI_NUMBER = re.compile(f"[十{_DIGITS}]+")
_ERA = "(?:令和|平成|昭和|大正|[RHST])"
_NAME = rf"{_ERA}(?:元|0?[1-9]|[1-9]\d)|\d{{4}}"
# 令和5年度, R5, 2024年5月, H31.4.30, 2024-05-01 10:23, 令和6年4月1日(月), 2023(令和5)年度
_WHEN = re.compile(
    rf"(?P<year>{_NAME})(?:年?度?\((?P<other>{_NAME})年?度?\))?"
    r"(?:年?度?|[年./-](?P<month>\d{1,2})(?:月|[月./-](?P<day>\d{1,2})日?)?(?:\([日月火水木金土]\))?(?:T?\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?)?)"
)
_TIME = re.compile(
    r"(?<=[\d日)])\s+(?:午[前後]\s*)?\d{1,2}(?::\d\d){1,2}(?:\.\d+)?\s*(?:午[前後]|[AP]M)?\s*(?:GMT[+-]\d{1,2}(?::\d\d)?)?\s*$",
    re.I,
)
_EIGHT_DIGITS = re.compile(r"^(\d{4})(\d\d)(\d\d)$")
_YEARS = range(1868, 2101)
_REASONS = {
    rf"{_ERA}年?度?": "the year of the era is missing (元号の年がありません)",
    rf"{_ERA}0+\D.*": "an era begins with the year 1 (元号に 0 年はありません)",
    r"(?:元|\d{1,3})年?度?": "the era is missing (元号がありません)",
}


@dataclass(frozen=True)
class ParsedDate:
    """What a cell says about its time.

    Attributes
    ----------
    date : datetime.date or None
        The day; None where only a year or a month is named.
    fiscal_year : int or None
        The Western year in which the fiscal year starts (April to March): 2024年3月 is 2023. A year alone is taken as a
        fiscal year.
    problem : str
        Why it cannot be used, as one sentence; empty where nothing is wrong. An empty cell is no problem.
    """

    date: datetime.date | None = None
    fiscal_year: int | None = None
    problem: str = ""


def find_fiscal_year(text: str) -> int | None:
    """Find the first fiscal year named in a text.

    Returns
    -------
    int or None
        The Western year in which the fiscal year starts: 令和5年度 is 2023; None where none is named.

    Examples
    --------
    >>> find_fiscal_year("令和５年度　総括シート"), find_fiscal_year("2023（令和5）年度"), find_fiscal_year("R元年度")
    (2023, 2023, 2019)
    >>> find_fiscal_year("総括シート") is None
    True
    """
    folded = fold_width(text)
    if western := _WESTERN_YEAR.search(folded):
        return int(western[1])
    for era in _ERA_YEAR.finditer(folded):
        if "年" in era[0]:
            return western_year(era[1] + era[2])
    return None


def read_year(text: str) -> int | None:
    """Read a fiscal year that a cell names in short: R6, H30, 2024年度, ６年度 (of the era of today); None where it names none.

    Examples
    --------
    >>> [read_year(text) for text in ("R6", "令和元年度", "2024", "６年度", "31年度", "市")]
    [2024, 2019, 2024, 2024, 2019, None]
    """
    bare = fold_width(text)
    found = find_fiscal_year(bare)
    if found is not None:
        return found
    if short := re.fullmatch(r"(\d{1,2})年度", bare):
        return western_year(("令和" if int(short[1]) < 20 else "平成") + short[1])
    match = re.search(r"(?<![A-Z])([RH])\.?(\d{1,2}|元)(?!\d)|^(20\d\d)(?!\d)", bare)
    if not match:
        return None
    return int(match[3]) if match[3] else western_year(match[1] + match[2])


def parse_date(text: str) -> ParsedDate:
    """Understand a cell that holds a fiscal year, a month or a day, in Western years or by era.

    Examples
    --------
    >>> parse_date("平成三十一年度").fiscal_year, parse_date("Ｒ元").fiscal_year, parse_date("H31.3.31").fiscal_year
    (2019, 2019, 2018)
    >>> parse_date("平成40年度").problem
    '「平成40年度」: 平成 lasted from 1989-01-08 to 2019-04-30 (元号の期間の外です)'
    """
    # The time behind a day (2025/10/1 10:03:22, as forms write it) is no part of it; without the space it would be 2025/10/11.
    bare = re.sub(r"\s", "", _TIME.sub("", normalize(text).text)).upper()
    if not bare:
        return ParsedDate()
    bare = _KANJI_NUMBER.sub(_to_digits, bare)
    try:
        return _understand(bare)
    except ValueError as error:
        return ParsedDate(problem=f"「{text.strip()}」: {error}")


def _understand(bare: str) -> ParsedDate:
    """Read a cell without white space and kanji numerals, or raise ValueError with the reason."""
    when = _WHEN.fullmatch(_EIGHT_DIGITS.sub(r"\1.\2.\3", bare))
    if when is None:
        reasons = [reason for pattern, reason in _REASONS.items() if re.fullmatch(pattern, bare)]
        raise ValueError(reasons[0] if reasons else "not a date or a fiscal year (日付・年度として読めません)")
    year = western_year(when["year"])
    if year not in _YEARS:
        raise ValueError(f"the year {year} is not between {_YEARS[0]} and {_YEARS[-1]} (年の範囲の外です)")
    if when["other"] and western_year(when["other"]) != year:
        raise ValueError(f"{when['year']} and {when['other']} are not the same year (西暦と元号が合いません)")
    era = _era(when["year"]) or _era(when["other"] or "")
    if when["day"]:
        return _on_day(year, int(when["month"]), int(when["day"]), era)
    if when["month"]:
        first = _day(year, int(when["month"]), 1)
        _check_era(era, first, (first + datetime.timedelta(days=31)).replace(day=1) - datetime.timedelta(days=1))
        return ParsedDate(None, _fiscal_year(first))
    _check_era(era, _day(year, 4, 1), _day(year + 1, 3, 31))
    return ParsedDate(None, year)


def _on_day(year: int, month: int, day: int, era: str) -> ParsedDate:
    date = _day(year, month, day)
    _check_era(era, date, date)
    return ParsedDate(date, _fiscal_year(date))


def _day(year: int, month: int, day: int) -> datetime.date:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        raise ValueError("there is no such day (その日はありません)") from None


def _fiscal_year(date: datetime.date) -> int:
    return date.year - (date.month < 4)


def _check_era(era: str, first: datetime.date, last: datetime.date) -> None:
    """A span of days must touch its era: 平成31年度 began in 平成, so it is valid; 平成32年度 is not."""
    if not era:
        return
    begin, end = _DAYS[era]
    if last < begin or first > end:
        lasted = f"lasted from {begin} to {end}" if end < datetime.date.max else f"began on {begin}"
        raise ValueError(f"{era} {lasted} (元号の期間の外です)")


def _era(name: str) -> str:
    return _LETTERS.get(name[:1]) or (name[:2] if name[:2] in _DAYS else "")


def western_year(name: str) -> int:
    """令和5, R5, 令和元 or 2023 as a Western year."""
    era = _era(name)
    if not era:
        return int(name)
    number = name.removeprefix(era).lstrip("RHST")
    return _DAYS[era][0].year + (1 if number == "元" else int(number)) - 1


def _to_digits(numeral: re.Match[str]) -> str:
    """三十一 is 31, 十 is 10, 二〇二四 is 2024."""
    if "十" not in numeral[0]:
        return "".join(str(_DIGITS.index(digit)) for digit in numeral[0])
    tens, _, ones = numeral[0].partition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return numeral[0]
    return str((_DIGITS.index(tens) if tens else 1) * 10 + (_DIGITS.index(ones) if ones else 0))
