"""From a Document to a Sheet: lines and tables in reading order, each to the unit it belongs to."""

from __future__ import annotations

from dataclasses import replace

from opinionmine.errors import SheetError
from opinionmine.plugins import gather
from opinionmine.records import Document, Goal, Locator, ParseIssue, Passage, Rating, RatingScale, Sheet
from opinionmine.sheets.flow import Flow, read_flow
from opinionmine.sheets.found import Context, Found, Guide
from opinionmine.sheets.front import find_scale, read_front, read_notes
from opinionmine.sheets.grids import Grid
from opinionmine.sheets.lines import Line, classify_line
from opinionmine.sheets.marks import is_mark
from opinionmine.sheets.prose_units import Prose
from opinionmine.sheets.raters import find_raters
from opinionmine.sheets.sections import move_omission_notice
from opinionmine.sheets.sentences import read_sentence_counts
from opinionmine.sheets.settle import settle_ratings
from opinionmine.sheets.walk import Walk


def parse_sheet(document: Document, guide: Guide | None = None) -> Sheet:
    """Parse a summary sheet, a project list, minutes or a list of opinions and replies.

    Parameters
    ----------
    guide : Guide, optional
        What the user taught about its layout.

    Returns
    -------
    Sheet
        What is not understood is in `issues`; nothing of the document is lost (`trace`).

    Raises
    ------
    SheetError
        If the guide names a layout that recognises no table of this document.
    """
    guide = guide or Guide()
    flow, items = _read_items(document, guide.scale)
    scale, legend = find_scale(items)
    if not all(is_mark(mark) for mark in scale):
        # The legend explains marks of its own (優, 良, 可): rows drawn in plain text can be read now.
        flow, items = _read_items(document, (*guide.scale, *scale))
        scale, legend = find_scale(items)
    front = read_front(items)
    bracket, change_grade = read_notes(items)
    context = Context(guide, guide.scale or scale, bracket, change_grade, front.fiscal_year)
    walk = Walk(items, set(front.lines), legend, context)
    walk.run()
    if guide.layout and guide.layout not in walk.layouts:
        raise SheetError(
            f"{document.source}: no table fits the layout 「{guide.layout}」; layouts are {', '.join(gather('layouts'))}. Leave --layout out, or "
            "describe the columns in a YAML file, see docs/layouts.md (この形式の表がありません)."
        )
    found, sections = walk.found, walk.cutter.sections
    moved = move_omission_notice(sections, guide.opinion_headings)
    prose = Prose({goal.head.goal_id for goal in found.goals})
    prose.read_sections(sections, guide.opinion_headings)
    layouts = walk.layouts
    if not any(goal.ratings for goal in found.goals) and _read_sentences(prose.passages, found, context.scale):
        layouts = [*layouts, "sentences"]
    settle_ratings(found, front.fiscal_year)
    goals = tuple(
        Goal(
            goal.head.goal_id,
            goal.head.parent_id,
            goal.head.title,
            tuple(goal.ratings),
            goal.locator,
            tuple(goal.earlier),
        )
        for goal in found.goals
    )
    ratings = [rating for goal in goals for rating in goal.ratings]
    issues = [
        *document.issues,
        *front.issues,
        *flow.issues,
        *found.issues,
        *moved,
        *prose.issues,
        *_missing(goals, prose, ratings),
    ]
    pieces = [*flow.pieces, *found.pieces, *prose.pieces]
    return Sheet(
        title=front.title,
        municipality=front.municipality,
        plan=front.plan,
        fiscal_year=front.fiscal_year,
        scale=RatingScale(context.scale if ratings else ()),
        actors=tuple(dict.fromkeys(rating.actor for rating in ratings if rating.actor)),
        goals=goals,
        passages=tuple(prose.passages),
        opinions=tuple(prose.opinions),
        issues=tuple(issues),
        trace=tuple(sorted(pieces, key=lambda piece: (piece.line, piece.start))),
        totals=tuple(found.totals),
        projects=tuple(found.projects),
        layouts=tuple(dict.fromkeys(layouts)),
        raters=find_raters(goals),
    )


def _read_items(document: Document, scale: tuple[str, ...]) -> tuple[Flow, list[Line | Grid]]:
    flow = read_flow(document, scale)
    return flow, [item if isinstance(item, Grid) else classify_line(item) for item in flow.items]


def _read_sentences(passages: list[Passage], found: Found, scale: tuple[str, ...]) -> bool:
    """Counts that no table prints, from the first sentence under each goal that gives them; whether there were any."""
    targets = {goal.head.goal_id: goal for goal in found.goals}
    for passage in passages:
        target = targets.get(passage.goal_id or "")
        if target is None or target.ratings or not scale:
            continue
        for read in read_sentence_counts(passage, scale):
            at, place = max(
                (anchor for anchor in passage.anchors if anchor[0] <= read.at), key=lambda anchor: anchor[0]
            )
            place = replace(place, column=(place.column or 1) + read.at - at)
            target.ratings.append(Rating("", read.grade, read.count, read.change, place))
    return any(goal.ratings for goal in found.goals)


def _missing(goals: tuple[Goal, ...], prose: Prose, ratings: list[Rating]) -> list[ParseIssue]:
    """What a sheet usually has and this one has not."""
    issues = []
    has_counts = any(not rating.project for rating in ratings)
    parents = {goal.parent_id for goal in goals}
    for goal in goals:
        if has_counts and goal.parent_id and goal.goal_id not in parents and not goal.ratings:
            message = f"Goal {goal.goal_id} 「{goal.title}」 has no rating row."
            issues.append(ParseIssue("no_ratings", message, goal.locator))
        unchanged = [rating for rating in goal.ratings if rating.change is None and not rating.project]
        if unchanged and any(rating.change is not None for rating in ratings):
            message = f"Goal {goal.goal_id}: {len(unchanged)} of {len(goal.ratings)} counts print no change against last year."
            issues.append(ParseIssue("no_change", message, unchanged[0].locator))
    if not ratings:
        message = "No ratings were found: no table of counts or marks that is known (評価の表が見つかりません)."
        issues.append(ParseIssue("no_ratings", message, Locator()))
    if not prose.opinions:
        message = (
            "No opinion was found: no heading such as 委員の意見, no bullet ◆, no column 意見 (意見が見つかりません)."
        )
        issues.append(ParseIssue("no_opinions", message, Locator()))
    return issues
