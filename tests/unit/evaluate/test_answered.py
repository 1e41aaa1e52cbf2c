"""Whether the customer was answered: in time, before asking again, and not with a brush-off."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from analyzer.engine import Engine
from analyzer.evaluate import Finding
from tests.builders import call, default_engine, mini_pack

RULES = (
    "claim: answered\nwhen: {scope: after, trigger: [客户问话, 客户呼唤], within: {seconds: 15}}",
    "claim: forbidden\nbrush_off: true\nany_of: [问别人去]",
    "claim: forbidden\nany_of: [不知道]",
    "claim: forbidden\nseverity: minor\nany_of: [也许]",
)


@cache
def engine() -> Engine:
    """These rules among the shipped situations."""
    named = "".join(f"{name}: {{title: {name}, any_of: [无]}}\n" for name in ("客户问话", "客户呼唤", "离开"))
    phrases = "索取信息: {any_of: [无]}\n非索取: {any_of: [无]}\n追问: {any_of: [无]}\n"
    return Engine(replace(default_engine().pack, rules=mini_pack(RULES, named, phrases).rules))


def answered(text: str) -> Finding:
    return engine().findings(call(text))[0]


@pytest.mark.parametrize(
    ("text", "outcome", "reason"),
    [
        pytest.param("C: 几点上班\nA: 九点", "pass", "answered", id="answered"),
        pytest.param("C: 几点上班\nA: 您问哪个窗口", "pass", "answered", id="a question is an answer"),
        pytest.param("C: 几点上班\nA: 也许九点", "pass", "answered", id="a hedge is an answer"),
        pytest.param("C: 你好\nA: 您好", "not_applicable", "no_trigger", id="nothing was asked"),
        pytest.param("C@00:01-00:03: 几点上班\nA@00:18: 九点", "pass", "answered", id="after 15 seconds"),
        pytest.param("C@00:01-00:03: 几点上班\nA@00:19: 九点", "fail", "too_slow", id="after 16 seconds"),
        pytest.param(
            "A@00:00: 请稍等\nC@00:02-00:03: 几点上班\nA@00:30: 九点",
            "pass",
            "answered",
            id="asked into a hold",
        ),
        pytest.param(
            "C@00:01-00:03: 几点上班\nC@00:09: 喂\nA@00:11: 在", "fail", "asked_again", id="asked again"
        ),
        pytest.param(
            "C@00:01-00:03: 几点上班\nC@00:04: 要带什么\nA@00:07: 身份证",
            "pass",
            "answered",
            id="two in one breath",
        ),
        pytest.param(
            "C: 你叫什么名字\nA: 您消消气\nC: 我问你叫什么\nA: 姓秦", "fail", "asked_again", id="talked past"
        ),
        pytest.param(
            "C: 几点上班\nA: 九点\nC: 我问一下要带什么\nA: 身份证",
            "pass",
            "answered",
            id="asks something else",
        ),
        pytest.param("C: 几点上班\nA: 问别人去", "fail", "brushed_off", id="brushed off"),
        pytest.param(
            "C: 几点上班\nA: 问别人去，九点的话是别的地方，您可以试试",
            "fail",
            "brushed_off",
            id="brushed off at length",
        ),
        pytest.param("C: 几点上班\nA: 不知道", "fail", "brushed_off", id="nothing but a banned phrase"),
        pytest.param(
            "C: 几点上班\nA: 不知道那边现在是不是还九点上班",
            "pass",
            "answered",
            id="a banned phrase and an answer",
        ),
        pytest.param(
            "C: 几点上班\nA: 九点\nC: 带什么\nA: 不知道", "fail", "brushed_off", id="the worst decides"
        ),
        pytest.param("C: 几点上班\nU: 九点", "undecided", "role_unknown", id="nobody knows who answered"),
        pytest.param("C: 几点上班\nU: 九点\nA: 好的再见", "pass", "answered", id="answered in any case"),
        pytest.param(
            "C@00:01-00:02: 几点上班\nU@00:04: 九点\nA@00:40: 再见",
            "undecided",
            "role_unknown",
            id="perhaps in time",
        ),
        pytest.param("U: 几点上班\nA: 九点", "undecided", "role_unknown", id="nobody knows who asked"),
    ],
)
def test_answers(text: str, outcome: str, reason: str) -> None:
    finding = answered(text)
    assert (str(finding.outcome), str(finding.reason)) == (outcome, reason)


def test_the_evidence_is_the_question_and_where_the_answer_was_looked_for() -> None:
    finding = answered("C: 几点上班\nA: 九点\nC: 要带什么\nA: 不知道")
    assert finding.search is not None
    assert (finding.search.first, finding.search.last) == (2, 3)
    assert finding.search.opened_by is not None
    assert finding.search.opened_by.turn == 2
    assert [hit.said for hit in finding.hits] == ["不知道"]


def test_what_the_agent_asks_needs_no_answer() -> None:
    assert str(answered("A: 您几点来\nC: 九点").outcome) == "not_applicable"
