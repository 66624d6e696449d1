"""Fiscal years as offices write them."""

from __future__ import annotations

import re

from opinionmine.japanese.normalize import fold_width

# First year of each era as a Western year.
_ERAS = {"令和": 2019, "R": 2019, "平成": 1989, "H": 1989, "昭和": 1926, "S": 1926}
_ERA_YEAR = re.compile(r"(令和|平成|昭和|[RHS])\s*(元|\d{1,2})\s*年?度?")
_WESTERN_YEAR = re.compile(r"((?:19|20)\d\d)\s*(?:\([^)]*\)\s*)?年度")


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
            return _ERAS[era[1]] + (1 if era[2] == "元" else int(era[2])) - 1
    return None
