"""Lines that a PDF or a copy tore apart or doubled, put together again: each move is said."""

from __future__ import annotations

import re
from dataclasses import replace

from opinionmine.records import ParseIssue
from opinionmine.sheets.marks import canonical_mark, is_scale
from opinionmine.sheets.printed import Printed, Stretch, join_printed

_FEWEST_VERTICAL = 6
# Bold print is for headings; each character becomes a stretch of its own.
_LONGEST_DOUBLED = 400
_TOKEN = re.compile(r"\(?\s*[⇧⇩⇨⇒↑↓→↗↘+\-△▲±]?\s*\d[\d,]*(?:\.\d+)?\s*%?\s*\)?|\(\s*±\s*0\s*\)|[⇧⇩⇨↑↓→]")
_NUMBER = re.compile(r"\d[\d,]*")
_LABEL = re.compile(r"(?!.*[。:＝=]).{1,20}")
_SUMS = re.compile(r"合?計|総数|総計|小計|構成比|増減|前年度?比?")


def rejoin(lines: list[Printed]) -> tuple[list[Printed], list[ParseIssue]]:
    """Undo doubled print, vertical print and one token a line.

    Returns
    -------
    lines, issues
        Every printed character still stands in exactly one line (doubled print: both copies lead back).
    """
    issues: list[ParseIssue] = []
    lines = [_undouble(line, issues) for line in lines]
    lines = _join_vertical(lines, issues)
    return _join_tokens(lines, issues), issues


def _undouble(line: Printed, issues: list[ParseIssue]) -> Printed:
    """自自己己評評価価 is 自己評価, printed twice to look bold."""
    body = line.text.strip()
    if not 6 <= len(body) <= _LONGEST_DOUBLED or len(body) % 2 or body[::2] != body[1::2] or len(set(body)) < 3:
        return line
    start = line.lead
    # The even characters make the text; the odd ones lead to the same places, so that the ledger has both.
    joined = join_printed(line.part(start + i, start + i + 1) for i in range(0, len(body), 2))
    whole = line.part(start, start + len(body))
    issues.append(
        ParseIssue("doubled", f"「{body[:20]}」 was printed twice to look bold; one copy was read.", line.locator)
    )
    return Printed(joined.text, (*joined.stretches, *_unread(whole, joined)), line.is_paragraph, line.level)


def _unread(whole: Printed, read: Printed) -> tuple[Stretch, ...]:
    """Stretches of the second copy, placed behind the end of the text so that they belong to it without being read."""
    seen = {(s.line, s.start) for s in read.stretches}
    extra = [
        replace(stretch, start=stretch.start + i, end=stretch.start + i + 1)
        for stretch in whole.stretches
        for i in range(stretch.end - stretch.start)
        if (stretch.line, stretch.start + i) not in seen
    ]
    return tuple(replace(s, at=i) for i, s in enumerate(extra))


def _join_vertical(lines: list[Printed], issues: list[ParseIssue]) -> list[Printed]:
    """Text that stands upright comes out one character a line."""
    joined: list[Printed] = []
    run: list[Printed] = []

    def close() -> None:
        letters = [line for line in run if line.bare]
        text = "".join(line.bare for line in letters)
        if len(letters) >= _FEWEST_VERTICAL and sum("\u3041" <= c <= "\u9fff" for c in text) > 0.6 * len(text):
            whole = join_printed(line.part(line.lead, line.lead + 1) for line in letters)
            message = f"「{whole.text[:20]}」 was printed upright, one character a line, and was joined ({len(letters)} lines)."
            issues.append(ParseIssue("vertical", message, letters[0].locator))
            joined.append(Printed(whole.text, whole.stretches, True))
        else:
            joined.extend(run)
        run.clear()

    for line in lines:
        if len(line.text.strip()) == 1 or (run and not line.bare):
            run.append(line)
        else:
            close()
            joined.append(line)
    close()
    return joined


def _join_tokens(lines: list[Printed], issues: list[ParseIssue]) -> list[Printed]:
    """◎ / ○ / △ / × / 市 / 7 / (⇧ 2) / 11 … on a line each are a header and a row again."""
    joined: list[Printed] = []
    position, n_values = 0, 0
    while position < len(lines):
        header = _header(lines, position)
        if header:
            n_values = len(header)
            joined.append(join_printed((lines[i] for i in header), " "))
            position = header[-1] + 1
            if not any(issue.code == "tokens" for issue in issues):
                message = "The table stands one cell a line, as copied from a PDF; its rows were put together again."
                issues.append(ParseIssue("tokens", message, lines[header[0]].locator))
            continue
        row = _row(lines, position, n_values) if n_values else []
        if row:
            joined.append(join_printed((lines[i] for i in row), " "))
            position = row[-1] + 1
        else:
            joined.append(lines[position])
            position += 1
    return joined


def _header(lines: list[Printed], position: int) -> list[int]:
    """Positions of grades that stand on a line each, and of 計 behind them; empty where there are fewer than three."""
    found: list[int] = []
    marks: list[str] = []
    for i in range(position, len(lines)):
        text = canonical_mark(lines[i].text)
        if not text and found:
            continue
        if (marks and is_scale([*marks, text])) or (
            not marks and text and len(text) <= 6 and is_scale([text, *_next_mark(lines, i)])
        ):
            marks.append(text)
        elif not (len(marks) >= 3 and _SUMS.fullmatch(text)):
            break
        found.append(i)
    return found if len(marks) >= 3 else []


def _next_mark(lines: list[Printed], i: int) -> list[str]:
    return next(([canonical_mark(line.text)] for line in lines[i + 1 : i + 3] if line.bare), [])


def _row(lines: list[Printed], position: int, n_values: int) -> list[int]:
    """Positions of a label and of `n_values` numbers, each with its change in brackets if there is one."""
    if not _LABEL.fullmatch(lines[position].bare) or _TOKEN.fullmatch(lines[position].bare):
        return []
    if _header(lines, position + 1) and lines[position + 1].bare:
        return []  # 集える場を増やす over 5 4 3 2 1 names a goal
    found, n = [position], 0
    for i in range(position + 1, len(lines)):
        bare = lines[i].bare
        if not bare:
            continue
        if not _TOKEN.fullmatch(bare) and bare not in "-－―ー":
            break
        if _NUMBER.fullmatch(bare) or bare in "-－―ー":
            if n == n_values:
                break
            n += 1
        found.append(i)
    return found if n == n_values else []
