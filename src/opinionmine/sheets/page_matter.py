"""Page numbers, running headers and footers: what stands on a page and belongs to no sentence."""

from __future__ import annotations

import re
from collections import Counter

from opinionmine.sheets.printed import Printed

_NUMBER = re.compile(
    r"[-―—–ー~〜]\s*\d{1,3}\s*[-―—–ー~〜]|\d{1,3}\s*/\s*\d{1,3}(?:\s*(?:ページ|頁))?|\(?\s*\d{1,3}\s*/\s*\d{1,3}\s*(?:ページ|頁)\s*\)?"
    r"|[Pp][.．]?\s*\d{1,3}|(?:ページ|頁)\s*\d{1,3}|\d{1,3}\s*(?:ページ|頁)|<\s*\d{1,3}\s*>|[(\[]\s*\d{1,3}\s*/\s*\d{1,3}\s*[)\]]"
)
_BARE_NUMBER = re.compile(r"\d{1,3}")
_ALWAYS = re.compile(
    r"[【\[(]?\s*(?:資料|参考資料|様式|別紙|別添|別表)\s*(?:番号|第|No\.?)?\s*\d*(?:号)?(?:\s*[-ー－]\s*\d+)*\s*[】\])]?|\(?音声コード.{0,20}|\(?次(?:の)?ページ(?:に|へ)(?:続|つづ)く\)?"
)
# A running header stands this near to the edge of a page, counted in lines that are not blank.
_EDGE = 3


def is_page_label(line: Printed) -> bool:
    """資料１－２, 【様式第４号】: what an office prints into a corner."""
    return bool(_ALWAYS.fullmatch(_squeeze(line)))


def find_page_matter(lines: list[Printed]) -> set[int]:
    """Return the positions of page numbers, running headers and footers.

    A page number is known by its form (- 3 -, 3 / 5, P.12). A header or footer is a line near the edge of a page that comes
    again, but for its digits, on another page; pages are known from the file (PDF), form feeds or page numbers. Its first
    occurrence stays where it is the only one above the text, since it may be the title.
    """
    visible = [i for i, line in enumerate(lines) if line.bare]
    found = {i for i in visible if _NUMBER.fullmatch(_squeeze(lines[i])) or _ALWAYS.fullmatch(_squeeze(lines[i]))}
    pages = _cut_pages(lines, visible, found)
    for page in pages if len(pages) > 1 else []:
        found |= {i for i in (page[:1] + page[-1:]) if _BARE_NUMBER.fullmatch(_squeeze(lines[i]))}
    edges = [[i for i in page if i not in found] for page in pages]
    near = [{*page[:_EDGE], *page[-_EDGE:]} for page in edges]
    forms = Counter(form for page in near for form in {_form(lines[i]) for i in page})
    running = {form for form, n in forms.items() if n > 1 and 2 * n >= len([page for page in near if page]) and form}
    repeated = [i for page in near for i in sorted(page) if _form(lines[i]) in running]
    return found | {i for i in repeated if not _is_table_row(lines[i])} - _titles(lines, visible, repeated)


def _squeeze(line: Printed) -> str:
    return line.bare.replace("\f", "").strip()


def _cut_pages(lines: list[Printed], visible: list[int], numbers: set[int]) -> list[list[int]]:
    """Positions of the visible lines of each page; the line of the page number ends it."""
    pages: list[list[int]] = [[]]
    for position, i in enumerate(visible):
        previous = visible[position - 1] if position else None
        page = lines[i].stretches[0].locator.page if lines[i].stretches else None
        before = (
            lines[previous].stretches[0].locator.page if previous is not None and lines[previous].stretches else page
        )
        feeds = previous is not None and any("\f" in lines[j].text for j in range(previous + 1, i + 1))
        if page != before or feeds or (previous in numbers and page is None):
            pages.append([])
        pages[-1].append(i)
    return [page for page in pages if page]


def _form(line: Printed) -> str:
    """A line without digits and blanks: 「評価シート　3」 and 「評価シート　4」 are one header."""
    return re.sub(r"[\d\s]", "", line.bare)


def _is_table_row(line: Printed) -> bool:
    """◎ ○ △ × or ◎５ ○４ △２ comes again on every page and is no header."""
    if re.search(r"[\t│┃|├]", line.text):
        return True
    return len(_form(line)) < 5 or len(re.findall(r"[◎○〇◯△▲×]|[ＡＢＣＤ](?=\s|$)", line.text)) > 1


def _titles(lines: list[Printed], visible: list[int], repeated: list[int]) -> set[int]:
    """The first occurrence of a running header among the first lines of the document."""
    first: dict[str, int] = {}
    for i in repeated:
        first.setdefault(_form(lines[i]), i)
    others = [
        i
        for i in visible[:8]
        if i not in repeated
        and re.search(r"(?:年度|計画|プラン).*(?:シート|評価|報告書|結果|計画|プラン|一覧|票)$", lines[i].bare)
    ]
    return set() if others else {i for i in first.values() if i in visible[:_EDGE]}
