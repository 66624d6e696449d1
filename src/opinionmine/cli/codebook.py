"""`opinionmine codebook`."""

from __future__ import annotations

from pathlib import Path

import click

from opinionmine.records import Codebook
from opinionmine.themes.codebook import load_codebook


@click.group()
def command() -> None:
    """Check a codebook, or show it as a readable table.

    コードブック（テーマの定義）を点検・表示します。
    """


@command.command()
@click.argument("file", type=click.Path(path_type=Path))
def check(file: Path) -> None:
    """Check FILE; the first fault is named with its line and a suggestion."""
    codebook = load_codebook(file)
    click.echo(
        f"{file}: codebook {codebook.codebook_id}, version {codebook.version}, is well formed: {len(codebook.themes)} themes, "
        f"{len(codebook.stances)} stances, {len(codebook.flags)} flags, {len(codebook.boundaries)} boundaries."
    )


@command.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
def show(file: Path | None) -> None:
    """Show FILE, or the codebook that comes with the package."""
    click.echo(render_codebook(load_codebook(file)))


def render_codebook(codebook: Codebook) -> str:
    """The codebook as Markdown."""
    names = {theme.theme_id: theme.ja for theme in codebook.themes}
    lines = [f"# {codebook.codebook_id}, version {codebook.version}", "", codebook.unit, ""]
    lines += [f"- {rule}" for rule in codebook.rules]
    lines += ["", "| id | テーマ | theme | definition | includes | goes elsewhere |", "|---|---|---|---|---|---|"]
    for theme in codebook.themes:
        elsewhere = "; ".join(f"{what} → {target}" for what, target in theme.exclude.items())
        cells = [theme.theme_id, theme.ja, theme.en, theme.definition, ", ".join(theme.include), elsewhere]
        lines.append("| " + " | ".join(cells) + " |")
    lines += ["", "| boundary | rule | examples |", "|---|---|---|"]
    for boundary in codebook.boundaries:
        examples = " ".join(
            f"{example.text} → {', '.join(names[theme] for theme in example.themes)}" for example in boundary.examples
        )
        lines.append(f"| {' / '.join(boundary.pair)} | {boundary.rule} | {examples} |")
    lines += ["", "| stance | 立場 | sign |", "|---|---|---|"]
    lines += [f"| {stance.sign_id} | {stance.ja} | {stance.sign} |" for stance in codebook.stances]
    lines += ["", "| flag | sign |", "|---|---|"]
    lines += [f"| {flag.sign_id} | {flag.sign} |" for flag in codebook.flags]
    return "\n".join(lines)
