"""`analyzer rules`: the tools of rule authors."""

from __future__ import annotations

from pathlib import Path

import click

from analyzer.cli.common import (
    DONE,
    SOME_FAILED,
    WRONG_USE,
    Command,
    Group,
    echo_json,
    late,
    option,
    show_problems,
)
from analyzer.coverage import OPEN, coverage
from analyzer.engine import Engine
from analyzer.errors import Code, Problem, UsageError
from analyzer.language import Text
from analyzer.rulepage import rule_page
from analyzer.rules.loader import Lexicon, build_pack, default_lexicon_root, read_lexicon
from analyzer.selftest import check_pack, run_examples

_LEXICONS = option(
    "--lexicons",
    type=click.Path(path_type=Path, exists=True),
    zh="自己的规则文件夹",
    en="a lexicon folder of your own",
)
_JSON = option("--json", "as_json", is_flag=True, zh="在标准输出给出 JSON", en="JSON on standard output")


@click.group(
    "rules",
    cls=Group,
    help=late("规则：检查、试运行例子、查看、条款覆盖。", "Rules: check, test, show, coverage."),
)
def command() -> None:
    """Rule commands."""


def _lexicon(folder: Path | None) -> Lexicon:
    return read_lexicon(folder or default_lexicon_root())


def _engines(lexicon: Lexicon, pack: str | None) -> list[Engine]:
    names = (pack,) if pack else tuple(sorted(lexicon.packs))
    return [Engine(build_pack(lexicon, (name,))) for name in names]


def _finish(problems: list[Problem], done: Text, as_json: bool) -> int:
    unique = tuple({str(problem): problem for problem in problems}.values())
    if as_json:
        echo_json([problem.to_dict() for problem in unique])
    else:
        show_problems(unique)
        found = Text(f"{done.zh}，{len(unique)} 个问题", f"{done.en}, {len(unique)} problems")
        click.echo(str(found), err=True)
    return SOME_FAILED if unique else DONE


@command.command(
    "check",
    cls=Command,
    help=late(
        "检查规则：写法、例子是否够、说法是否有用、是否互相冲突。",
        "Checks rules: form, examples, dead wordings, collisions.",
    ),
)
@click.argument("pack", required=False)
@_LEXICONS
@_JSON
def check(pack: str | None, lexicons: Path | None, as_json: bool) -> int:
    """Checks packs; a lexicon with faults in its form is exit code 2."""
    lexicon = _lexicon(lexicons)
    if lexicon.problems:
        _finish(lexicon.problems, Text("没有继续检查", "stopped here"), as_json)
        return WRONG_USE
    engines = _engines(lexicon, pack)
    problems = [problem for engine in engines for problem in check_pack(engine)]
    return _finish(
        problems, Text(f"检查了 {len(engines)} 个规则包", f"{len(engines)} packs checked"), as_json
    )


@command.command("test", cls=Command, help=late("执行规则里的所有例子。", "Runs every example of the rules."))
@click.argument("pack", required=False)
@_LEXICONS
@_JSON
def test(pack: str | None, lexicons: Path | None, as_json: bool) -> int:
    """Runs examples."""
    engines = _engines(_lexicon(lexicons), pack)
    count = len(
        {(rule.id, e.name) for engine in engines for rule in engine.pack.rules for e in rule.examples}
    )
    problems = [problem for engine in engines for problem in run_examples(engine)]
    return _finish(problems, Text(f"执行了 {count} 个例子", f"{count} examples run"), as_json)


@command.command("show", cls=Command, help=late("一条规则的说明页。", "The page of one rule."))
@click.argument("rule_id", metavar="ID")
@_LEXICONS
def show(rule_id: str, lexicons: Path | None) -> None:
    """Shows a rule."""
    lexicon = _lexicon(lexicons)
    if rule_id not in lexicon.rules:
        message = Text(f"没有规则“{rule_id}”", f'there is no rule "{rule_id}"')
        near = "、".join(sorted(key for key in lexicon.rules if rule_id.rpartition(".")[2] in key)[:5])
        hint = Text(f"相近的：{near}", f"similar: {near}") if near else None
        raise UsageError(Problem(Code.UNKNOWN_NAME, message, hint=hint))
    pack = rule_id.partition(".")[0]
    rule = next(rule for rule in build_pack(lexicon, (pack,)).rules if rule.id == rule_id)
    click.echo(rule_page(rule))


@command.command(
    "coverage",
    cls=Command,
    help=late(
        "标准条款的覆盖：有规则引用、通话看不出来、还没有处理。",
        "How the clauses of the standards are accounted for.",
    ),
)
@option("--list", "listed", is_flag=True, zh="逐条列出没有处理的条款", en="list every clause that is open")
@_LEXICONS
@_JSON
def show_coverage(listed: bool, lexicons: Path | None, as_json: bool) -> int:
    """Prints the coverage table."""
    lexicon = _lexicon(lexicons)
    found = coverage(lexicon)
    show_problems(tuple(lexicon.problems))
    rows = found.table()
    if as_json:
        names = ("standard", "category", "cited", "uncheckable", "open", "all")
        echo_json([dict(zip(names, row, strict=True)) for row in rows])
    else:
        click.echo(
            str(
                Text(
                    "标准\t类别\t有规则\t看不出\t未处理\t共",
                    "standard\tcategory\tcited\tuncheckable\topen\tall",
                )
            )
        )
        for row in rows:
            click.echo("\t".join(map(str, row)))
        totals = [sum(int(row[i]) for row in rows) for i in range(2, 6)]
        click.echo("\t".join([str(Text("合计", "total")), "", *map(str, totals)]))
    for clause in found.clauses if listed else ():
        if clause.state == OPEN:
            click.echo(f"{clause.id}\t{clause.category}")
    for name in found.unknown:
        click.echo(str(Text(f"目录里没有条款 {name}", f"no clause {name} in the catalogue")), err=True)
    is_open = any(clause.state == OPEN for clause in found.clauses)
    return SOME_FAILED if is_open or found.unknown or lexicon.problems else DONE
