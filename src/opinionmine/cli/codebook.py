"""`opinionmine codebook`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from opinionmine.cli.output import check_output, output_option, write_output
from opinionmine.errors import CodebookError
from opinionmine.records import Codebook, Opinion
from opinionmine.themes.codebook import load_codebook

# To be replaced by the user's own; three themes that every city hears of.
_SAMPLE = "交通, 見守り, 情報発信"
_MOST_WORDS = 30
_MOST_BESIDE = 8


@click.group()
def command() -> None:
    """Begin a codebook of your own, check or show it, and exchange it with KH Coder's coding rules.

    コードブック（テーマの定義）を作り、点検・表示し、KH Coder のコーディングルールと取り交わします。
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


@command.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("codebook.yaml"),
    show_default=True,
    help="File to write.",
)
@click.option(
    "--themes", default=_SAMPLE, show_default=True, metavar="'A, B, …'", help="Names of the themes, in Japanese."
)
@click.option(
    "--from",
    "comments_file",
    type=click.Path(path_type=Path),
    help="List of comments (CSV, Excel, JSON); its words are proposed as cues.",
)
@click.option("--column", help="Column of the list that holds the comments.")
def init(output: Path, themes: str, comments_file: Path | None, column: str | None) -> None:
    """Write a codebook to begin with, in which every line is explained.

    テーマ名から、説明つきのコードブックのひな形を作ります。--from で意見の一覧を渡すと、よく出る語を手がかりの候補として書き添えます。
    """
    from opinionmine.themes.new_codebook import new_codebook, render_yaml

    names = _split_names(themes)
    _check_new(output)
    codebook = new_codebook(_name_id(output), {name: [name] for name in names})
    texts = _read_texts(comments_file, column) if comments_file else []
    head = _propose_words(texts, comments_file) if comments_file else []
    beside = {theme.theme_id: _propose_beside(theme.ja, texts) for theme in codebook.themes}
    _write_new(render_yaml(codebook, head, beside), output)
    click.echo(
        f"{output}: {len(names)} themes. Change definitions and cues, then `opinionmine codebook check {output}` "
        "(定義と手がかりの語を書き換え、点検してください).",
        err=True,
    )


@command.command(name="import")
@click.argument("rules_file", metavar="RULES", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("codebook.yaml"),
    show_default=True,
    help="File to write.",
)
def import_(rules_file: Path, output: Path) -> None:
    """Make a codebook of RULES, a file of coding rules for KH Coder: codes become themes, words joined by or their cues.

    KH Coder のコーディングルールからコードブックを作ります。or で並んだ語は手がかりになり、複雑な条件は規則のファイルに残ります。
    """
    from opinionmine.cli.models import read_rules
    from opinionmine.themes.new_codebook import render_yaml
    from opinionmine.themes.rule_codebook import find_simple, rules_to_codebook

    rules = read_rules(rules_file)
    _check_new(output)
    codebook = rules_to_codebook(rules, _name_id(output))
    richer = [rule.name for rule in rules if find_simple(rule.condition) is None]
    note = f"Its condition is more than words joined by or, so it stays in {rules_file.name}: classify --rules. 条件は規則のファイルにあります"
    notes = {theme.theme_id: [note] for theme in codebook.themes if theme.ja in richer}
    _write_new(render_yaml(codebook, notes=notes), output)
    click.echo(f"{output}: {len(rules)} themes, {len(rules) - len(richer)} with cues.", err=True)
    if richer:
        click.echo(
            f"{len(richer)} codes ask more than words joined by or and have no cues: {', '.join(richer)}. Code with --rules {rules_file} "
            f"--codebook {output} (複雑な条件は --rules で使えます).",
            err=True,
        )


@command.command()
@click.argument("file", type=click.Path(path_type=Path))
@output_option
def export(file: Path, output: Path | None) -> None:
    """Write the cues of the codebook FILE as coding rules for KH Coder.

    コードブックの手がかりを、KH Coder のコーディングルールとして書き出します。
    """
    from opinionmine.themes.rule_codebook import codebook_to_rules
    from opinionmine.themes.rules import render_rules

    codebook = load_codebook(file)
    check_output(output, file)
    rules = codebook_to_rules(codebook)
    if not rules:
        raise CodebookError(
            f"{file}: no theme has cues, so there is nothing to write. Add a line such as 「cues: [バス, 電車]」 to a theme."
        )
    write_output(render_rules(rules), output)
    if without := [theme.ja for theme in codebook.themes if not theme.cues]:
        click.echo(f"Left out, since they have no cues: {', '.join(without)} (手がかりがないため除きました).", err=True)


def _split_names(themes: str) -> list[str]:
    names = [name.strip() for name in re.split("[,、，\n]", themes) if name.strip()]
    if not names:
        raise CodebookError(
            "--themes names none; expected such as --themes '交通, 見守り' (テーマ名を指定してください)."
        )
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise CodebookError(f"--themes: 「{twice}」 stands twice. Name each theme once (同じテーマが二度あります).")
    return names


def _check_new(output: Path) -> None:
    """A codebook is written by hand after this; a second run must not undo that."""
    check_output(output)
    if output.exists() or output.is_symlink():
        raise CodebookError(
            f"{output}: there is a file of this name already, and it is not overwritten. Name another one with -o (上書きしません)."
        )
    if output.suffix.lower() not in (".yaml", ".yml"):
        raise CodebookError(f"{output}: a codebook is written as .yaml. Choose this ending (拡張子は .yaml です).")


def _write_new(text: str, output: Path) -> None:
    """Nothing is written that could not be read again."""
    from opinionmine.themes.codebook import parse_codebook
    from opinionmine.yaml_lines import read_yaml

    parse_codebook(read_yaml(text, str(output)), str(output))
    write_output(text, output)


def _name_id(output: Path) -> str:
    return "my-codebook" if output.stem == "codebook" else output.stem


def _read_texts(file: Path, column: str | None) -> list[str]:
    from opinionmine.documents.comment_columns import Choice
    from opinionmine.documents.comments import open_comments
    from opinionmine.documents.limits import Limits
    from opinionmine.themes.empty import is_empty_answer

    opinions = open_comments(file, Choice(column), Limits()).opinions
    return [opinion.text for opinion in opinions if opinion and not is_empty_answer(opinion.text)]


def _propose_words(texts: Sequence[str], file: Path) -> list[str]:
    found = _find_words(texts)[:_MOST_WORDS]
    return [
        "",
        f"Proposed cues: the commonest words of {file.name}, and in how many of its {len(texts):,} comments they stand.",
        "手がかりの候補：よく出る語と、その語がある意見の件数",
        "Move what speaks for a theme into its cues. テーマの手がかりになる語を cues に移してください。",
        *(f"  {line}" for line in _lines_of(found)),
    ]


def _propose_beside(name: str, texts: Sequence[str]) -> list[str]:
    """The words of the comments in which the theme is named."""
    from opinionmine.themes.cues import find_cues

    naming = [text for text in texts if find_cues(text, [name])]
    words = [(word, count) for word, count in _find_words(naming) if word not in name][:_MOST_BESIDE]
    if not words:
        return []
    return [
        f"Proposed, from {len(naming):,} comments that say {name}. 候補: "
        + ", ".join(f"{word} {count}" for word, count in words)
    ]


def _find_words(texts: Sequence[str]) -> list[tuple[str, int]]:
    """Nouns and adjectives that stand in two texts or more, and in how many; the commonest first."""
    from opinionmine.corpus.cooccurrence import SPEAKING
    from opinionmine.corpus.frequency import count_words
    from opinionmine.corpus.vocabulary import build_vocabulary

    opinions = [Opinion(str(number), "comment", text) for number, text in enumerate(texts)]
    words = count_words(opinions, build_vocabulary(pos=SPEAKING)).words
    counts = [(word.label, len(word.opinion_ids)) for word in words if len(word.opinion_ids) > 1]
    return sorted(counts, key=lambda word: -word[1])


def _lines_of(words: Iterable[tuple[str, int]]) -> list[str]:
    shown = [f"{word} {count}" for word, count in words]
    return [", ".join(shown[start : start + 10]) for start in range(0, len(shown), 10)]


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
