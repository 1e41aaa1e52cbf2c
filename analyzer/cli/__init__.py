"""The command line: one file a command; results on standard output, everything for people on standard error."""

from __future__ import annotations

import sys

import click

from analyzer.cli.common import Group, Option, late, run_command
from analyzer.version import __version__

_COMMANDS = (
    ("score", "score"),
    ("watch", "watch"),
    ("report", "report"),
    ("forget", "forget"),
    ("demo", "demo"),
    ("rules", "rules"),
    ("models", "models"),
    ("eval", "evaluate"),
    ("schema", "schema"),
)


def _version(context: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        click.echo(f"analyzer {__version__}")
        context.exit()


@click.group(
    cls=Group,
    lazy={name: f"analyzer.cli.{module}" for name, module in _COMMANDS},
    help=late(
        "普通话服务通话的规范用语分析：十字礼貌用语、七声服务、服务忌语。录音不出本机。",
        "Phrase compliance of Mandarin service calls. Nothing leaves this machine.",
    ),
)
@click.option(
    "--lang",
    cls=Option,
    type=click.Choice(["zh", "en"]),
    expose_value=False,
    help=late(
        "界面语言（默认中文；也可设环境变量 ANALYZER_LANG）", "language of messages (also: ANALYZER_LANG)"
    ),
)
@click.option(
    "--version",
    cls=Option,
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help=late("显示版本", "show the version"),
)
def cli() -> None:
    """The program."""


def main() -> None:
    """The entry point."""
    if len(sys.argv) == 1:
        sys.argv.append("--help")
    sys.exit(run_command(cli))


__all__ = ["cli", "main"]
