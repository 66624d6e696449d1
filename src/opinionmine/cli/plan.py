"""`opinionmine plan`."""

from __future__ import annotations

from pathlib import Path

import click

from opinionmine.cli.output import check_output, output_option, write_output
from opinionmine.cli.sheets import open_sheets
from opinionmine.errors import DocumentError
from opinionmine.records import Opinion, Sheet


@click.group()
def command() -> None:
    """Draft or check a plan map: which goal of a plan speaks of which themes.

    プラン対応表（どの目標がどのテーマを扱うか）の下書きを作り、点検します。
    """


@command.command()
@click.argument("sheet", type=click.Path(path_type=Path))
@output_option
@click.option("--layout", metavar="NAME|FILE", help="Layout of the tables, as for `read`.")
@click.option("--model", "model_name", type=click.Path(path_type=Path), help="default, light, or a folder.")
def draft(sheet: Path, output: Path | None, layout: str | None, model_name: Path | None) -> None:
    """Draft a plan map from the goal titles and the prose of SHEET; correct it by hand, then give it to `report --plan`.

    総括シートから対応表の下書きを作ります。人の目で直してから report --plan でお使いください。
    """
    from opinionmine.cli.models import open_model
    from opinionmine.linking.draft import draft_plan_map
    from opinionmine.linking.links import link_themes
    from opinionmine.sheets.units import coded_units
    from opinionmine.themes.codebook import load_codebook

    check_output(output, sheet)
    read = _read_one(sheet, layout)
    codebook, model = load_codebook(), open_model(model_name)
    titles = model.predict([Opinion(goal.goal_id, "project_report", goal.title) for goal in read.rated_goals])
    units = coded_units(read)
    links = link_themes(read, units, tuple(model.predict(units)), codebook, None)
    by_goal = {prediction.opinion_id: prediction for prediction in titles}
    write_output(draft_plan_map(read, by_goal, links, codebook), output)


@command.command()
@click.argument("plan", metavar="MAP", type=click.Path(path_type=Path))
@click.argument("sheet", type=click.Path(path_type=Path))
@click.option("--layout", metavar="NAME|FILE", help="Layout of the tables, as for `read`.")
def check(plan: Path, sheet: Path, layout: str | None) -> None:
    """Check MAP against SHEET, and name the themes and goals that it leaves out.

    対応表を点検し、どの目標にも結びつかないテーマと、どのテーマも届かない目標を示します。
    """
    from opinionmine.linking.draft import find_holes
    from opinionmine.linking.plan import find_plan_map
    from opinionmine.themes.codebook import load_codebook

    read, codebook = _read_one(sheet, layout), load_codebook()
    plan_map = find_plan_map(read, codebook, plan)
    assert plan_map is not None  # a path was given
    unserved, unreached = find_holes(read, plan_map, codebook)
    click.echo(
        f"{plan}: well formed.  themes that no goal serves どの目標も扱わないテーマ: {', '.join(unserved) or '-'}"
    )
    click.echo(f"goals that no theme reaches どのテーマも届かない目標: {', '.join(unreached) or '-'}")


def _read_one(path: Path, layout: str | None) -> Sheet:
    sheets = [sheet for _, sheet in open_sheets((path,), layout, ())]
    if len(sheets) != 1:
        raise DocumentError(
            f"{path}: {len(sheets)} sheets; a plan map belongs to one. Name one file (1 件だけ指定してください)."
        )
    if not sheets[0].rated_goals:
        raise DocumentError(
            f"{path}: no goal with ratings, so there is nothing to map themes to (評価のある目標がありません)."
        )
    return sheets[0]
