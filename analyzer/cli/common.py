"""What all commands share: Chinese headings, the language option, errors as one clear line, exit codes."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import click
from rich.console import Console

from analyzer.errors import AnalyzerError, Code, Problem
from analyzer.language import Language, Text, language, use_language

DONE, SOME_FAILED, WRONG_USE, INTERRUPTED = 0, 1, 2, 130

_HEADINGS = {
    "Options": Text("选项", "Options"),
    "Commands": Text("命令", "Commands"),
    "Arguments": Text("参数", "Arguments"),
}


def error_console() -> Console:
    """Where people are talked to; standard output is for results."""
    return Console(stderr=True, highlight=False, soft_wrap=True)


def echo_json(value: object) -> None:
    """A value as JSON on standard output."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


class _Formatter(click.HelpFormatter):
    """Help with headings in the language in force."""

    def write_heading(self, heading: str) -> None:
        """One heading."""
        super().write_heading(str(_HEADINGS.get(heading, heading)))

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The usage line."""
        super().write_usage(prog, args, prefix or str(Text("用法：", "Usage: ")))


class Context(click.Context):
    """A context that formats help with our formatter."""

    formatter_class = _Formatter


class LateText(str):
    """Help in both languages, chosen when it is shown: the language option is read after commands are made."""

    __slots__ = ("pair",)
    pair: Text

    def __new__(cls, zh: str, en: str) -> LateText:
        """The pair; as a plain string it is the Chinese one."""
        made = super().__new__(cls, zh)
        made.pair = Text(zh, en)
        return made


def late(zh: str, en: str) -> str:
    """Help text for click in both languages."""
    return LateText(zh, en)


def _now(text: str | None) -> str | None:
    return str(text.pair) if isinstance(text, LateText) else text


@contextmanager
def _spoken(owner: Any) -> Iterator[None]:
    """The owner's help in the language in force while it is shown."""
    kept = owner.help
    owner.help = _now(kept)
    try:
        yield
    finally:
        owner.help = kept


class Option(click.Option):
    """An option whose help speaks the language in force."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        # click tidies help into a plain string; both languages are wanted.
        self.help = settings.get("help")

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The help line."""
        with _spoken(self):
            return super().get_help_record(ctx)


class Command(click.Command):
    """A command whose help speaks the language in force."""

    context_class = Context

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What the command does."""
        with _spoken(self):
            super().format_help_text(ctx, formatter)

    def get_short_help_str(self, limit: int = 60) -> str:
        """The line in the list of commands."""
        return (_now(self.help) or "").split("\n")[0][:limit]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The help option, explained in the language in force."""
        return _help_option(super().get_help_option(ctx))


def _help_option(option: click.Option | None) -> click.Option | None:
    if option is not None:
        option.help = str(Text("显示帮助", "show this message"))
    return option


class Group(click.Group):
    """A group of our commands; `lazy` names the modules of those that are imported only when asked for."""

    context_class = Context
    command_class = Command
    group_class = type

    def __init__(self, *args: Any, lazy: Mapping[str, str] | None = None, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self._lazy = dict(lazy or {})

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Commands in the order of the work."""
        return [*self._lazy, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command by name, its module imported now."""
        if cmd_name in self._lazy:
            found: click.Command = import_module(self._lazy[cmd_name]).command
            return found
        return super().get_command(ctx, cmd_name)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What the group is for."""
        with _spoken(self):
            super().format_help_text(ctx, formatter)

    def get_short_help_str(self, limit: int = 60) -> str:
        """The line in the list of commands."""
        return (_now(self.help) or "").split("\n")[0][:limit]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The help option, explained in the language in force."""
        return _help_option(super().get_help_option(ctx))


def option(*names: str, zh: str, en: str, **settings: Any) -> Callable[[Any], Any]:
    """An option with help in both languages."""
    return click.option(*names, cls=Option, help=late(zh, en), **settings)


def show_problems(problems: tuple[Problem, ...]) -> None:
    """Each problem on a line of its own, on standard error."""
    for problem in problems:
        click.echo(str(problem), err=True)


def _usage_text(error: click.UsageError) -> Text:
    """Click's own complaints in Chinese."""
    name = getattr(error, "option_name", None) or getattr(getattr(error, "param", None), "name", None) or ""
    kinds: tuple[tuple[type[click.UsageError], str], ...] = (
        (click.exceptions.NoSuchOption, f"没有选项 {name}"),
        (click.exceptions.MissingParameter, f"缺少参数 {name}"),
        (click.exceptions.BadParameter, f"参数 {name} 不对：{error.message}"),
    )
    zh = next((words for kind, words in kinds if isinstance(error, kind)), f"用法不对：{error.message}")
    return Text(zh, error.format_message())


def run_command(command: click.Command, arguments: list[str] | None = None) -> int:
    """Runs the program and gives its exit code; whatever goes wrong is said in a line, not a traceback."""
    chosen = _language_of(sys.argv[1:] if arguments is None else arguments)
    with use_language(chosen):
        try:
            result = command.main(arguments, prog_name="analyzer", standalone_mode=False)
        except click.exceptions.Exit as stop:
            return stop.exit_code
        except click.UsageError as error:
            hint = Text("analyzer --help 列出所有命令", "analyzer --help lists all commands")
            show_problems((Problem(Code.USAGE, _usage_text(error), hint=hint),))
            return WRONG_USE
        except AnalyzerError as error:
            show_problems(error.problems)
            return WRONG_USE
        except (KeyboardInterrupt, click.exceptions.Abort):
            click.echo(
                str(Text("已中断；用同样的命令可以继续", "interrupted; the same command goes on from here")),
                err=True,
            )
            return INTERRUPTED
    return result if isinstance(result, int) else DONE


def _language_of(arguments: list[str]) -> Language:
    """The language option has to be known before help is made."""
    for i, argument in enumerate(arguments):
        value = arguments[i + 1] if argument == "--lang" and i + 1 < len(arguments) else None
        value = argument.removeprefix("--lang=") if argument.startswith("--lang=") else value
        if value in ("zh", "en"):
            return "zh" if value == "zh" else "en"
    return language()
