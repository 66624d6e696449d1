"""Write reference/commands.md from the commands themselves: python docs/write_commands.py. A test tells when it is out of date."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path

import click

from opinionmine.cli import COMMANDS, load_command, main

PAGE = Path(__file__).parent / "reference" / "commands.md"

_HEAD = """# Commands

Written by `make docs` from `opinionmine COMMAND --help`; do not edit by hand.
すべての命令と、その指定の一覧です。`opinionmine 命令 --help` でも同じものが出ます。

Exit status: 0 where all went well, 1 where `audit` found figures that differ, 2 where an input or an option cannot be used; the reason
stands on stderr in one sentence. Results go to standard output, or to the files named with `-o`.
"""


def render_commands() -> str:
    """The page as Markdown, a section for each command."""
    parts = [_HEAD, *_list_commands()]
    for name in COMMANDS:
        parts += _describe(name, load_command(name), click.Context(main, info_name="opinionmine"), "##")
    return "\n".join(parts).rstrip() + "\n"


def _list_commands() -> Iterator[str]:
    yield "| command | |\n|---|---|"
    yield from (f"| [{name}](#{name}) | {text.replace('  ', '<br>')} |" for name, text in COMMANDS.items())


def _describe(name: str, command: click.Command, parent: click.Context, level: str) -> Iterator[str]:
    """A command, and below it those that it groups (plan draft, plan check)."""
    context = click.Context(command, info_name=name, parent=parent)
    yield f"\n{level} {context.command_path.removeprefix('opinionmine ')}\n"
    yield inspect.cleandoc(command.help or "")
    yield f"\n```text\n{context.command_path} {' '.join(command.collect_usage_pieces(context))}\n```"
    options = [option for option in command.params if isinstance(option, click.Option)]
    records = [record for option in options if (record := option.get_help_record(context))]
    if records:
        yield "\n| option | |\n|---|---|"
        yield from (f"| `{_cell(names)}` | {_cell(text)} |" for names, text in records)
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            yield from _describe(below, command.commands[below], context, level + "#")


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", r"\|")


if __name__ == "__main__":
    PAGE.write_text(render_commands(), "utf-8")
