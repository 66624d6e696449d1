"""Goals with their ratings, from the lines that print them."""

from __future__ import annotations

from dataclasses import dataclass, field

from opinionmine.errors import SheetError
from opinionmine.japanese.normalize import fold_width
from opinionmine.records import Goal, Locator, ParseIssue, Piece, Rating, RatingScale
from opinionmine.sheets.lines import GRADES, Line, read_cells
from opinionmine.sheets.pieces import whole_line

ReadGoals = tuple[tuple[Goal, ...], RatingScale, tuple[str, ...], list[Piece], list[ParseIssue]]


@dataclass
class _Block:
    """A goal while its lines are read; `header` is the last line that may be its scale."""

    goal_id: str
    parent_id: str | None
    title: str
    line: Line
    scale: tuple[str, ...] = ()
    ratings: list[Rating] = field(default_factory=list)
    header: Line | None = None


def read_goals(lines: list[Line], source: str) -> ReadGoals:
    """Read goals, scale and actors from the part of a sheet that prints the figures.

    Parameters
    ----------
    lines : list of Line
        From the title to the last rating row.
    source : str
        Name of the file, for messages.

    Returns
    -------
    goals, scale, actors, pieces, issues
        `goals` in printed order, main goals included; `scale` is the first one printed; `pieces` cover each non-blank
        character of `lines` once.

    Raises
    ------
    SheetError
        If no rating row stands under a goal and a scale of known marks.
    """
    blocks: list[_Block] = []
    pieces: list[Piece] = []
    issues: list[ParseIssue] = []
    for line in lines:
        block = blocks[-1] if blocks else None
        if line.kind == "blank":
            continue
        if line.kind == "parent":
            blocks.append(_Block(line.key, None, line.content, line))
            pieces.append(whole_line(line, "goal", line.key))
        elif line.kind == "goal":
            blocks.append(_Block(line.key, line.key.split("-")[0], line.content, line))
            pieces.append(whole_line(line, "goal", line.key))
        elif line.kind == "scale" and block:
            block.scale = tuple(fold_width(line.content).split())
            pieces.append(whole_line(line, "scale"))
        elif line.kind == "rating" and block:
            ratings, problem = _read_row(line, block, source)
            block.ratings.extend(ratings)
            issues.extend(problem)
            pieces.append(whole_line(line, "issue" if problem else "rating", block.goal_id))
        elif line.kind in ("title", "section", "part", "item"):
            pieces.append(whole_line(line, "title" if line.kind == "title" else "heading"))
        else:
            if block:
                block.header = line
            pieces.append(whole_line(line, "issue", block.goal_id if block else ""))
            message = (
                f"Line {line.number} 「{line.text.strip()[:40]}」 stands among the figures and was not understood."
            )
            issues.append(ParseIssue("not_read", message, Locator(line=line.number)))
    return _finish(blocks, pieces, issues, source)


def _read_row(line: Line, block: _Block, source: str) -> tuple[list[Rating], list[ParseIssue]]:
    if not block.scale:
        found = f"found 「{block.header.text.strip()[:40]}」" if block.header else "found none"
        raise SheetError(
            f"{source}, line {line.number}: counts stand under no known rating scale ({found}); expected a line of marks "
            f"such as 「◎ ○ △ ×」 or 「A B C D」 above them, out of {GRADES} (評価の凡例が読めません). Correct that line."
        )
    cells = list(read_cells(line))
    if len(cells) != len(block.scale):
        message = (
            f"Line {line.number}: {len(cells)} counts for {len(block.scale)} grades ({' '.join(block.scale)}) of goal "
            f"{block.goal_id}, {line.content}; which count belongs to which grade is not known, so none was read."
        )
        return [], [ParseIssue("row_length", message, Locator(line=line.number))]
    return [
        Rating(line.content, grade, cell.count, cell.change, Locator(line=line.number, column=cell.column))
        for grade, cell in zip(block.scale, cells, strict=True)
    ], []


def _finish(blocks: list[_Block], pieces: list[Piece], issues: list[ParseIssue], source: str) -> ReadGoals:
    scales = list(dict.fromkeys(block.scale for block in blocks if block.scale))
    if not any(block.ratings for block in blocks):
        raise SheetError(
            f"{source}: no rating row could be read. Expected a goal such as 「１－１…」, below it 「◎ ○ △ ×」 and a row with as "
            "many counts (評価の行が読めません)."
        )
    if len(scales) > 1:
        shown = ", ".join("".join(scale) for scale in scales)
        issues.append(ParseIssue("scales_differ", f"The goals print different scales: {shown}.", Locator(line=1)))
    issues.extend(_missing(blocks))
    goals = tuple(
        Goal(block.goal_id, block.parent_id, block.title, tuple(block.ratings), Locator(line=block.line.number))
        for block in blocks
    )
    actors = tuple(dict.fromkeys(rating.actor for goal in goals for rating in goal.ratings))
    return goals, RatingScale(scales[0]), actors, pieces, issues


def _missing(blocks: list[_Block]) -> list[ParseIssue]:
    """Goals without figures, cells without a change, and goal numbers printed twice."""
    issues = []
    seen: set[str] = set()
    for block in blocks:
        where = Locator(line=block.line.number)
        if block.goal_id in seen:
            issues.append(ParseIssue("goal_twice", f"Goal {block.goal_id} is printed a second time.", where))
        seen.add(block.goal_id)
        if block.parent_id and not block.ratings:
            issues.append(ParseIssue("no_ratings", f"Goal {block.goal_id} 「{block.title}」 has no rating row.", where))
        unchanged = [rating for rating in block.ratings if rating.change is None]
        if unchanged:
            message = f"Goal {block.goal_id}: {len(unchanged)} of {len(block.ratings)} counts print no change against last year."
            issues.append(ParseIssue("no_change", message, unchanged[0].locator))
    return issues
