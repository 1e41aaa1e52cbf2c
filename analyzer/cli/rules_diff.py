"""`analyzer rules diff`: what a change of rules does to calls that were scored before."""

from __future__ import annotations

from pathlib import Path

import click

from analyzer.cli.common import Command, echo_json, late
from analyzer.cli.rule_options import JSON, ON, engine_at
from analyzer.language import Text
from analyzer.past import past_reports
from analyzer.rulediff import CallChange, Difference, RuleChange, Verdict, compare


@click.command(
    "diff",
    cls=Command,
    help=late(
        "改了规则，以前的通话结果会怎么变。OLD、NEW 是规则文件夹，或“文件夹:规则包”。",
        "Which past calls change when rules do. OLD and NEW are lexicon folders, or FOLDER:PACK.",
    ),
)
@click.argument("old")
@click.argument("new")
@ON
@JSON
def command(old: str, new: str, reports: Path, as_json: bool) -> None:
    """Compares."""
    found = compare(engine_at(old), engine_at(new), past_reports(reports))
    if as_json:
        echo_json(_json(found))
    else:
        _print(found)


def _print(found: Difference) -> None:
    for sign, rules in (("+", found.added), ("-", found.removed)):
        for rule in rules:
            click.echo(f"{sign} {rule}")
    for call in found.changed:
        click.echo(f"{call.call_id}\t{_points(call.old)} → {_points(call.new)}")
        for change in call.rules:
            click.echo(f"  {change.rule} {change.title}\t{_verdict(change.old)} → {_verdict(change.new)}")
    for rule, count in found.by_rule:
        click.echo(str(Text(f"{rule}\t{count} 通", f"{rule}\t{count} calls")), err=True)
    total = Text(
        f"{found.calls} 通中有 {len(found.changed)} 通的结果不同，多 {len(found.added)} 条规则，少 {len(found.removed)} 条",
        f"{len(found.changed)} of {found.calls} calls differ, {len(found.added)} rules more, {len(found.removed)} less",
    )
    click.echo(str(total), err=True)


def _points(interval: tuple[int, int]) -> str:
    low, high = (f"{value / 100:g}" for value in interval)
    return low if low == high else f"{low}–{high}"


def _verdict(verdict: Verdict | None) -> str:
    if verdict is None:
        return str(Text("（没有这条规则）", "(no such rule)"))
    said = "、".join(f"“{words}”" for words in verdict.said[:3])
    return f"{verdict.outcome}{f' {said}' if said else ''}"


def _json(found: Difference) -> dict[str, object]:
    return {
        "calls": found.calls,
        "changed": [_call_json(call) for call in found.changed],
        "added": list(found.added),
        "removed": list(found.removed),
        "by_rule": dict(found.by_rule),
    }


def _call_json(call: CallChange) -> dict[str, object]:
    return {
        "call_id": call.call_id,
        "old": [value / 100 for value in call.old],
        "new": [value / 100 for value in call.new],
        "rules": [_rule_json(change) for change in call.rules],
    }


def _rule_json(change: RuleChange) -> dict[str, object]:
    old, new = (
        {"outcome": verdict.outcome, "said": list(verdict.said)} if verdict else None
        for verdict in (change.old, change.new)
    )
    return {"rule": change.rule, "title": change.title, "old": old, "new": new}
