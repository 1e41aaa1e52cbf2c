"""Rules tested by their own examples, and packs searched for faults that no single file shows.

Checked: every example comes out as it says; a stable rule has two passing and two failing examples, one of them a
trap; every alternative is the only one to hit in some example; no two rules claim the same; banned phrases stay
silent in the passing examples of other rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from analyzer.call import Call
from analyzer.engine import Engine
from analyzer.errors import Code, Problem
from analyzer.evaluate import Finding, Outcome
from analyzer.example import parse_example
from analyzer.language import Text
from analyzer.lint import lint
from analyzer.rules.model import Alternative, Claim, Example, Pack, Rule, Status

_LEAST_EACH = 2


def run_examples(engine: Engine) -> list[Problem]:
    """Every example of the pack that does not come out as its author says."""
    return [problem for rule in engine.pack.rules for problem in _examples_of(rule, engine)]


def check_pack(engine: Engine) -> list[Problem]:
    """Faults of the pack as a whole: thin examples, dead alternatives, twins, collisions."""
    rules = engine.pack.rules
    found = [p for rule in rules for p in (*_thin(rule), *_dead_alternatives(rule, engine))]
    return [*found, *lint(engine.pack), *_twins(rules), *_collisions(engine)]


def _calls(rule: Rule) -> Iterator[tuple[Example, Call]]:
    for example in rule.examples:
        yield example, parse_example(example.call, f"{rule.id}/{example.name}", example.ended_by)


def _problem(rule: Rule, line: int | None, message: Text, hint: Text | None = None) -> Problem:
    column = None if line is None else 1
    return Problem(Code.EXAMPLES, message, path=rule.path, line=line, column=column, hint=hint)


def _examples_of(rule: Rule, engine: Engine) -> Iterator[Problem]:
    alone = Engine(replace(engine.pack, rules=_with_banned(rule, engine.pack)))
    for example, call in _calls(rule):
        finding = next(f for f in _with(engine, alone).findings(call) if f.rule.id == rule.id)
        yield from _differences(rule, example, finding)


def _with(engine: Engine, alone: Engine) -> Engine:
    """The small pack read by the whole pack's matcher, so that it is not built for every rule."""
    alone.__dict__["matcher"] = engine.matcher
    return alone


def _with_banned(rule: Rule, pack: Pack) -> tuple[Rule, ...]:
    """A rule about answers needs the banned ones, to know a brush-off; every other rule stands alone."""
    if rule.claim is not Claim.ANSWERED:
        return (rule,)
    return (rule, *(r for r in pack.rules if r.claim is Claim.FORBIDDEN))


def _differences(rule: Rule, example: Example, finding: Finding) -> Iterator[Problem]:
    if str(finding.outcome) != example.outcome:
        message = Text(
            f"例子“{example.name}”应为 {example.outcome}，实为 {finding.outcome}（{finding.reason}）",
            f'example "{example.name}" should be {example.outcome}, is {finding.outcome} ({finding.reason})',
        )
        yield _problem(rule, example.line, message)
    said = [hit.said for hit in finding.hits]
    if example.hit is not None and example.hit not in said:
        message = Text(
            f"例子“{example.name}”应命中“{example.hit}”，实际命中 {said}",
            f'example "{example.name}" should hit "{example.hit}", hits {said}',
        )
        yield _problem(rule, example.line, message)


def _thin(rule: Rule) -> Iterator[Problem]:
    if rule.status is not Status.STABLE:
        return
    for outcome in ("pass", "fail"):
        count = sum(example.outcome == outcome for example in rule.examples)
        if count < _LEAST_EACH and rule.claim is not Claim.MEASURED:
            message = Text(
                f"只有 {count} 个结果为 {outcome} 的例子，至少要 {_LEAST_EACH} 个",
                f"only {count} examples with outcome {outcome}, {_LEAST_EACH} are needed",
            )
            yield _problem(rule, None, message)
    if not any(example.trap for example in rule.examples) and rule.claim is not Claim.MEASURED:
        hint = Text("加一个看起来像、其实不算的例子", "add an example that only looks like a hit")
        yield _problem(rule, None, Text("没有标 trap: true 的例子", "no example with trap: true"), hint)


def _own(rule: Rule) -> list[Alternative]:
    """The rule's own alternatives; those of a shared phrase set are exercised where the set is used first."""
    return [a for element in rule.elements for a in element.any_of if a.name.startswith(rule.id)]


def _dead_alternatives(rule: Rule, engine: Engine) -> Iterator[Problem]:
    own = _own(rule)
    if rule.status is not Status.STABLE:
        return
    needed: set[str] = set()
    for _, call in _calls(rule):
        matches = engine.scene(call).matches
        for element in rule.elements:
            touched = {a.name for a in element.any_of if matches.touched(a)}
            if len(touched) == 1:
                needed |= touched
    for alternative in own:
        if alternative.name not in needed:
            message = Text(
                f"说法“{alternative.source}”在任何例子里都不是唯一命中的",
                f'the alternative "{alternative.source}" is never the only one to hit in an example',
            )
            hint = Text(
                "加一个只有它能命中的例子，或删掉它", "add an example that only it can hit, or delete it"
            )
            yield _problem(rule, None, message, hint)


def _twins(rules: Iterable[Rule]) -> Iterator[Problem]:
    seen: dict[object, Rule] = {}
    for rule in rules:
        if not rule.elements:
            continue
        wording = tuple(a.source for element in rule.elements for a in element.wordings())
        key = (rule.claim, rule.who, rule.when, rule.applies, wording, rule.set)
        first = seen.setdefault(key, rule)
        if first is not rule:
            message = Text(f"与 {first.id} 说的是同一件事", f"claims the same as {first.id}")
            yield _problem(rule, None, message)


def _convicts(finding: Finding) -> bool:
    """Whether the finding costs the agent something: a rule on trial only asks a person to look."""
    rule = finding.rule
    return rule.claim is Claim.FORBIDDEN and rule.status is Status.STABLE and finding.outcome is Outcome.FAIL


def _collisions(engine: Engine) -> Iterator[Problem]:
    """Banned phrases that fire inside what another rule of the pack asks the agent to say."""
    for rule in engine.pack.rules:
        if rule.claim is not Claim.REQUIRED:
            continue
        for example, call in _calls(rule):
            if example.outcome != "pass":
                continue
            for finding in engine.findings(call):
                if _convicts(finding):
                    said = finding.hits[0].said
                    message = Text(
                        f"规范说法的例子“{example.name}”里，“{said}”触发了 {finding.rule.id}",
                        f'"{said}" in the proper example "{example.name}" trips {finding.rule.id}',
                    )
                    yield _problem(rule, example.line, message)
