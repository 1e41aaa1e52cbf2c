"""A pack made ready: one finding for each rule, the same for the same call."""

from __future__ import annotations

from analyzer.engine import Engine
from tests.builders import call, default_engine, mini_pack


def test_one_finding_for_each_rule_in_the_order_of_the_pack() -> None:
    engine = default_engine()
    findings = engine.findings(call("A: 您好\nC: 喂"))
    assert [finding.rule for finding in findings] == list(engine.pack.rules)


def test_the_matcher_is_built_once() -> None:
    engine = Engine(mini_pack(["any_of: [您好]"]))
    assert engine.matcher is engine.matcher


def test_calls_leave_no_traces_in_the_engine() -> None:
    engine, first, second = default_engine(), call("A: 您好，再见"), call("C: 喂\nA: 说")
    before = engine.findings(first)
    engine.findings(second)
    again = engine.findings(first)
    assert [(f.rule.id, f.outcome, f.reason) for f in before] == [
        (f.rule.id, f.outcome, f.reason) for f in again
    ]


def test_a_call_without_turns_gets_its_findings_too() -> None:
    engine = default_engine()
    assert len(engine.findings(call(""))) == len(engine.pack.rules)
