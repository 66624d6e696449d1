"""`opinionmine audit`."""

from __future__ import annotations

from pathlib import Path

import click

from opinionmine.cli.output import check_output, output_option, write_json, write_output
from opinionmine.cli.sheets import open_sheets, sheet_options
from opinionmine.errors import SheetError
from opinionmine.records import Audit, Claim, Document, Scope
from opinionmine.sheets.audit import audit_sheet

_VERDICTS = {"agrees": "一致", "differs": "不一致", "not checkable": "照合不可"}


@click.command()
@sheet_options
@output_option
@click.option("--format", "form", type=click.Choice(["text", "json"], case_sensitive=False), default="text")
@click.pass_context
def command(
    ctx: click.Context,
    sheets: tuple[Path, ...],
    layout: str | None,
    settings: tuple[str, ...],
    output: Path | None,
    form: str,
) -> None:
    """Check every statement about ratings in the prose of SHEETS, and every printed sum; exit status 1 if one differs.

    文章の中の件数・増減・割合・順位と、表の合計を、表から計算し直して突き合わせます。食い違いがあれば終了コードは 1 です。
    """
    check_output(output, *sheets)
    audits: list[tuple[Document, Audit]] = []
    for document, sheet in open_sheets(sheets, layout, settings):
        if not sheet.rated_goals:
            raise SheetError(
                f"{document.source}: no ratings found, so there is nothing to check the prose against. Expected rows such as 「市 7 (⇧2) 11 (⇩3)」 "
                "under 「◎ ○ △ ×」, or a table with such columns; teach another layout with --layout (評価の表が見つかりません)."
            )
        audits.append((document, audit_sheet(sheet)))
    if form == "json":
        records = [audit for _, audit in audits]
        write_json(records[0] if len(records) == 1 else records, output)
    else:
        heads = [f"# {document.source}\n" if len(audits) > 1 else "" for document, _ in audits]
        write_output(
            "".join(head + render_audit(audit) for head, (_, audit) in zip(heads, audits, strict=True)), output
        )
    if any(audit.differing or audit.impossible for _, audit in audits):
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
            f"[{item.locator.label}]"
        )
    lines.append(f"{len(audit.previous)} counts of last year 前年の件数: {len(audit.impossible)} negative 負")
    return "\n".join(lines) + "\n"


def _claim_line(claim: Claim) -> str:
    cells = list(dict.fromkeys(source.label for source in claim.sources))
    shown = ", ".join(cells[:6]) + (f" and {len(cells) - 6} more" if len(cells) > 6 else "")
    quote = claim.quote.replace("\n", " ")
    return (
        f"{claim.verdict} {_VERDICTS[claim.verdict]}  「{quote}」 {claim.kind}: stated {claim.stated}, computed {claim.computed or '-'} "
        f"[{describe_scope(claim.scope)}]  at {claim.locator.label}; table {shown or '-'}"
    )


def describe_scope(scope: Scope) -> str:
    """市・市社協 / 1-1 / ◎; 全体 where nothing narrows it."""
    parts = ["・".join(scope.actors) or "全主体", "・".join(scope.goals) or "全目標", "".join(scope.grades) or "全評価"]
    return " / ".join(parts)
