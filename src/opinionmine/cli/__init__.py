"""The command line: each command loads only when it is called."""

from __future__ import annotations

import importlib
import re
import sys
from typing import TYPE_CHECKING, Any

import click

from opinionmine import __version__
from opinionmine.errors import OpinionmineError, suggest

if TYPE_CHECKING:
    from opinionmine.plugins import Command

# Command -> one line of help; the module has the same name and holds a click command `command`.
COMMANDS = {
    "read": "Read summary sheets (PDF, Word, Excel, text): JSON, or ratings as CSV.  総括シートを読む",
    "audit": "Check the prose of a sheet against its figures.  文章の数値を表と突き合わせる",
    "report": "Write a theme report: HTML, Excel, Word, Markdown.  テーマ別報告書を作る",
    "crosstab": "Cross themes with voice, goal, age, …  クロス表を作る",
    "network": "Draw which words and themes go together.  共起ネットワークを描く",
    "words": "List the words with their frequencies.  語の一覧（頻度）を作る",
    "kwic": "Show words in context (KWIC).  語を前後の文脈とともに示す",
    "keyness": "Find the words that mark a theme, age, ….  特徴語を見つける",
    "correspondence": "Map words and themes, ages, ….  対応分析の図を描く",
    "clusters": "Join themes or words of the same opinions.  クラスター分析の図を描く",
    "classify": "Code comments by theme: CSV, Excel, JSON or lines.  意見をテーマに分類する",
    "plan": "Draft or check which goals speak of which themes.  プラン対応表の下書きと点検",
    "explain": "Show which words spoke for and against each theme.  分類の根拠を示す",
    "codebook": "Begin, check, show, exchange a codebook.  コードブックを作る・点検する",
    "convert": "Convert labels and codebooks: Excel, doccano, Label Studio, REFI-QDA, …  他のソフトの形式と変換する",
    "label": "Choose what to label next, label, put labels together.  ラベルを付ける・まとめる",
    "agree": "Measure how far coders agree: kappa, alpha, where they differ.  判定者どうしの一致を測る",
    "suspects": "Find labels that are probably wrong.  誤りらしいラベルを探す",
    "curve": "Tell whether more labels would help.  ラベルを増やす効果を調べる",
    "train": "Train a classifier on labelled opinions.  分類器を学習する",
    "evaluate": "Judge a classifier by cross-validation.  分類器を評価する",
    "doctor": "Check this installation.  動作環境の点検",
}


def load_command(name: str) -> click.Command:
    """Import a command of ours."""
    command: click.Command = importlib.import_module(f"opinionmine.cli.{name}").command
    return command


def _all_commands() -> dict[str, Command]:
    from opinionmine.plugins import gather

    return gather("commands")


class LazyGroup(click.Group):
    """A group that imports a command when it is run, so that --help stays quick, and turns errors into one sentence."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the road; then those of plugins."""
        return list(_all_commands())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command; one of ours without asking the plugins, which takes as long as importing click."""
        if cmd_name in COMMANDS:
            return load_command(cmd_name)
        command = _all_commands().get(cmd_name)
        return command.load() if command else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or name the one that was probably meant."""
        if args[0] not in COMMANDS and args[0] not in _all_commands():
            raise click.UsageError(
                f"No such command 「{args[0]}」; {suggest(args[0], _all_commands())} (そのような命令はありません)"
            )
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without loading any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.help) for name, command in _all_commands().items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; what is wrong with the input is one sentence on stderr and exit status 2."""
        try:
            return super().invoke(ctx)
        except OpinionmineError as error:
            # A name may hold line breaks, or signs that a terminal obeys.
            shown = re.sub(r"[\x00-\x1f\x7f-\x9f]", lambda sign: repr(sign[0])[1:-1], str(error))
            click.echo(f"opinionmine: {shown}", err=True)
            ctx.exit(2)


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="opinionmine")
def main() -> None:
    """Text mining of Japanese municipal welfare feedback: themes, ratings, and an audit of the prose.

    福祉計画の総括シートや意見を読み、テーマに分類し、評価（◎○△×）と結びつけて報告書にします。
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A console in CP932 cannot show every character; it shows ? instead of failing.
            stream.reconfigure(errors="replace")
