"""`opinionmine audit`."""

from __future__ import annotations

from pathlib import Path

import click

from opinionmine.cli.output import output_option, write_json, write_output
from opinionmine.documents.text import read_document
from opinionmine.records import Audit, Claim, Scope
from opinionmine.sheets import parse_sheet
from opinionmine.sheets.audit import audit_sheet

_VERDICTS = {"agrees": "一致", "differs": "不一致", "not checkable": "照合不可"}


@click.command()
@click.argument("sheet", type=click.Path(path_type=Path))
@output_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@click.pass_context
def command(ctx: click.Context, sheet: Path, output: Path | None, form: str) -> None:
    """Check every number in the prose of SHEET against its table; exit status 1 if one differs.

    文章の中の数値（件数・増減・割合）を表から計算し直して突き合わせます。食い違いがあれば終了コードは 1 です。
    """
    audit = audit_sheet(parse_sheet(read_document(sheet)))
    if form == "json":
        write_json(audit, output)
    else:
        write_output(render_audit(audit), output)
    if audit.differing or audit.impossible:
        ctx.exit(1)


def render_audit(audit: Audit) -> str:
    """One line a claim: verdict, quote, both values, both places."""
    lines = [_claim_line(claim) for claim in audit.claims]
    n = {verdict: sum(claim.verdict == verdict for claim in audit.claims) for verdict in _VERDICTS}
    lines.append(
        f"{len(audit.claims)} claims 数値: {n['agrees']} agree 一致, {n['differs']} differ 不一致, "
        f"{n['not checkable']} not checkable 照合不可"
    )
    for item in audit.impossible:
        lines.append(
            f"impossible 矛盾  goal {item.goal_id}, {item.actor}, {item.grade}: last year would be {item.previous} "
            f"(line {item.locator.line})"
        )
    lines.append(f"{len(audit.previous)} counts of last year 前年の件数: {len(audit.impossible)} negative 負")
    return "\n".join(lines) + "\n"


def _claim_line(claim: Claim) -> str:
    rows = sorted({str(source.line) for source in claim.sources}, key=int)
    place = f"line {claim.locator.line}, column {claim.locator.column}"
    table = f"table line{'s' if len(rows) > 1 else ''} {', '.join(rows)}" if rows else "no table cell"
    return (
        f"{claim.verdict} {_VERDICTS[claim.verdict]}  「{claim.quote}」 stated {claim.stated}, computed {claim.computed or '-'} "
        f"[{describe_scope(claim.scope)}]  {place}; {table}"
    )


def describe_scope(scope: Scope) -> str:
    """市・市社協 / 1-1 / ◎; 全体 where nothing narrows it."""
    parts = ["・".join(scope.actors) or "全主体", "・".join(scope.goals) or "全目標", "".join(scope.grades) or "全評価"]
    return " / ".join(parts)
