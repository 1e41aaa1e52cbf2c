"""`analyzer rules`: the tools of rule authors."""

from __future__ import annotations

from collections.abc import Sequence
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
from analyzer.cli.rule_options import JSON, LEXICONS, OVERRIDES, lexicon_at, packs
from analyzer.coverage import OPEN, Row, coverage
from analyzer.engine import Engine
from analyzer.errors import Code, PackError, Problem, UsageError
from analyzer.language import Text
from analyzer.rulepage import rule_page
from analyzer.rules.checked import choices
from analyzer.rules.loader import link
from analyzer.selftest import check_pack, run_examples


@click.group(
    "rules",
    cls=Group,
    lazy={
        "diff": "analyzer.cli.rules_diff",
        "simulate": "analyzer.cli.rules_simulate",
        "pages": "analyzer.cli.rules_pages",
        "export-xlsx": "analyzer.cli.rules_export",
        "import-xlsx": "analyzer.cli.rules_import",
    },
    help=late(
        "规则：检查、试运行例子、查看、条款覆盖、改动的影响、XLSX 进出。",
        "Rules: check, test, show, coverage, effects of a change, XLSX in and out.",
    ),
)
def command() -> None:
    """Rule commands."""


def _finish(problems: Sequence[Problem], done: Text, as_json: bool) -> int:
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
@LEXICONS
@OVERRIDES
@JSON
def check(pack: str | None, lexicons: Path | None, overrides: Path | None, as_json: bool) -> int:
    """Checks packs; a lexicon with faults in its form is exit code 2."""
    try:
        built = packs(lexicon_at(lexicons), pack, overrides)
    except PackError as error:
        _finish(error.problems, Text("没有继续检查", "stopped here"), as_json)
        return WRONG_USE
    problems = [problem for each in built for problem in check_pack(Engine(each))]
    return _finish(problems, Text(f"检查了 {len(built)} 个规则包", f"{len(built)} packs checked"), as_json)


@command.command("test", cls=Command, help=late("执行规则里的所有例子。", "Runs every example of the rules."))
@click.argument("pack", required=False)
@LEXICONS
@JSON
def test(pack: str | None, lexicons: Path | None, as_json: bool) -> int:
    """Runs examples."""
    built = packs(lexicon_at(lexicons), pack)
    count = len(
        {(rule.id, example.name) for each in built for rule in each.rules for example in rule.examples}
    )
    problems = [problem for each in built for problem in run_examples(Engine(each))]
    return _finish(problems, Text(f"执行了 {count} 个例子", f"{count} examples run"), as_json)


@command.command("show", cls=Command, help=late("一条规则的说明页。", "The page of one rule."))
@click.argument("rule_id", metavar="ID")
@LEXICONS
def show(rule_id: str, lexicons: Path | None) -> None:
    """Shows a rule, whatever its status."""
    rules = link(lexicon_at(lexicons)).rules
    if rule_id not in rules:
        message = Text(f"没有规则“{rule_id}”", f'there is no rule "{rule_id}"')
        alike = [key for key in rules if rule_id.rpartition(".")[2] in key]
        raise UsageError(Problem(Code.UNKNOWN_NAME, message, hint=choices(rule_id, alike or rules, most=5)))
    click.echo(rule_page(rules[rule_id]))


@command.command(
    "coverage",
    cls=Command,
    help=late(
        "标准条款的覆盖：有规则引用、通话看不出来、还没有处理。",
        "How the clauses of the standards are accounted for.",
    ),
)
@option("--list", "listed", is_flag=True, zh="逐条列出没有处理的条款", en="list every clause that is open")
@LEXICONS
@JSON
def show_coverage(listed: bool, lexicons: Path | None, as_json: bool) -> int:
    """Prints the coverage table."""
    lexicon = lexicon_at(lexicons)
    link(lexicon)
    found = coverage(lexicon)
    rows = found.table()
    if as_json:
        names = ("standard", "category", "cited", "uncheckable", "open", "all")
        echo_json([{name: getattr(row, name) for name in names} for row in rows])
    else:
        _print_table(rows)
    is_open = [clause for clause in found.clauses if clause.state == OPEN]
    for clause in is_open if listed else ():
        click.echo(f"{clause.id}\t{clause.category}")
    show_problems(found.problems)
    return SOME_FAILED if is_open or found.problems else DONE


def _print_table(rows: Sequence[Row]) -> None:
    click.echo(
        str(
            Text(
                "标准\t类别\t有规则\t看不出\t未处理\t共", "standard\tcategory\tcited\tuncheckable\topen\tall"
            )
        )
    )
    numbers = [(row.cited, row.uncheckable, row.open, row.all) for row in rows]
    for row, counts in zip(rows, numbers, strict=True):
        click.echo("\t".join([row.standard, row.category, *map(str, counts)]))
    totals = map(sum, zip(*numbers, strict=True))
    click.echo("\t".join([str(Text("合计", "total")), "", *map(str, totals)]))
