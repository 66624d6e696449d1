"""`opinionmine crosstab`."""

from __future__ import annotations

from pathlib import Path

import click

from opinionmine.cli.output import check_ending, check_output, output_option, write_json, write_output
from opinionmine.cli.pictures import table_to_csv
from opinionmine.cli.sources import Sources, by_option, source_options, study_sources
from opinionmine.errors import DocumentError

# What can be crossed without a column of its own.
VARIABLES = ("voice", "stance", "actor", "source", "goal", "grade")


@click.command()
@source_options
@by_option
@output_option
def command(
    sources: Sources,
    output: Path | None,
    lang: str,
    by: tuple[str, ...],
) -> None:
    """Cross the themes of INPUTS with voice, stance, actor, source, goal, grade, or any column of a list (--by).

    テーマと話し手・姿勢・主体・資料・目標・評価・列（年代など）のクロス表を作ります。CSV・JSON・Markdown で書き出します。
    """
    from opinionmine.reporting.markdown import render_markdown
    from opinionmine.reporting.sections import build_crosstabs
    from opinionmine.reporting.summary import build_summary
    from opinionmine.reporting.tables import all_crosstabs, crosstab_cells
    from opinionmine.reporting.words import Words

    check_output(output, *sources.inputs)
    if output:
        check_ending(output, (".csv", ".json", ".md"), "crosstabs are written as .csv, .json or .md")
    suffix = output.suffix.lower() if output else ".csv"
    columns = tuple(name for name in by if name not in VARIABLES)
    study, codebook, model = study_sources(sources, columns, has_evidence=False)
    summary = build_summary(study, codebook, model.grades, model.model_id)
    crosstabs = [(c, source) for c, source in all_crosstabs(summary) if not by or c.variable in by]
    if not crosstabs:
        raise DocumentError(
            f"{', '.join(by) or 'the inputs'}: nothing to cross the themes with; it needs two categories or more, such as two voices, "
            "or a sheet with goals (クロス表にできる区分がありません)."
        )
    words = Words(lang, codebook)
    if suffix == ".csv":
        write_output(("\ufeff" if output else "") + table_to_csv(crosstab_cells(crosstabs, words)), output)
    elif suffix == ".json":
        write_json([crosstab for crosstab, _ in crosstabs], output)
    else:
        write_output(render_markdown(build_crosstabs(crosstabs, summary, codebook, lang)), output)
