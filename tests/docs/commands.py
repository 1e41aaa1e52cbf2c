"""The command reference, made from the commands' own help: `python -m tests.docs.commands` writes docs/commands.md."""

from __future__ import annotations

from pathlib import Path

import click

from analyzer.cli import cli
from analyzer.language import use_language

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "commands.md"
_HEAD = "# 命令\n\n由各命令的 `--help` 生成（`python -m tests.docs.commands`），不要手改。\n"


def names() -> list[str]:
    """Every command with its subcommands, in the order of the work."""
    context, found = click.Context(cli), []
    for name in cli.list_commands(context):
        found.append(name)
        command = cli.get_command(context, name)
        if isinstance(command, click.Group):
            found += [f"{name} {sub}" for sub in command.list_commands(context)]
    return found


def _help(name: str) -> str:
    context = click.Context(cli, info_name="analyzer")
    command: click.Command | None = cli
    for part in name.split():
        if isinstance(command, click.Group):
            command = command.get_command(context, part)
            if command is not None:
                context = command.context_class(command, info_name=part, parent=context, terminal_width=100)
    return command.get_help(context) if command is not None else ""


def reference() -> str:
    """The document."""
    with use_language("zh"):
        return _HEAD + "".join(f"\n## analyzer {name}\n\n```\n{_help(name)}\n```\n" for name in names())


if __name__ == "__main__":
    DOCUMENT.write_text(reference(), encoding="utf-8")
