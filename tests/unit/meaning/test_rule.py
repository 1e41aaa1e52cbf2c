"""A rule by meaning: beside the wording rules, never twice in a turn, never on what is quoted, always for review."""

from __future__ import annotations

import pytest

from analyzer.evaluate import Finding, Outcome
from analyzer.rules.model import Kind, Why
from tests.builders import call, default_engine

RULE = "jinyu.yi-si"


def finding(text: str) -> Finding:
    (found,) = (item for item in default_engine().findings(call(text)) if item.rule.id == RULE)
    return found


def test_a_turn_no_rule_knows() -> None:
    found = finding("C: 能快点吗？\nA: 您好，我看看，你试试看，以后你家的活儿没人接")
    assert found.outcome is Outcome.FAIL
    (hit,) = found.hits
    assert hit.kind is Kind.MEANING
    assert hit.pattern.startswith(("0.", "1."))
    assert "您好" not in hit.said


@pytest.mark.parametrize("text", ["A: 你去投诉好了", "A: 我不管，问别人去"])
def test_a_turn_that_a_wording_rule_convicts_is_not_listed_again(text: str) -> None:
    assert finding(text).hits == ()


@pytest.mark.parametrize("role", ["C", "U"])
def test_only_the_agents_words_are_read(role: str) -> None:
    assert finding(f"{role}: 你试试看，以后你家的活儿没人接").outcome is Outcome.PASS


def test_quoted_words_are_suppressed_with_the_reason() -> None:
    found = finding("A: 您是说他当时讲了“你试试看以后你家的活没人接”这几个字对吗")
    assert found.hits == ()
    assert {item.why for item in found.suppressed} <= {Why.QUOTED, Why.MENTION}


@pytest.mark.parametrize(
    ("text", "convicted"),
    [
        pytest.param("C: 那家店在哪\nA: 您那点钱我还看不上呢", [], id="once"),
        pytest.param(
            "C: 那家店在哪\nA: 您那点钱我还看不上呢\nC: 嗯\nA: 怎么就您家事儿多",
            ["jinyu.yi-si-zhong"],
            id="twice",
        ),
        pytest.param(
            "C: 那家店在哪\nA: 您那点钱我还看不上呢\nC: 嗯\nA: 客户说“怎么就您家事儿多”",
            [],
            id="the other is quoted",
        ),
        pytest.param("C: 你们什么态度\nA: 您那点钱我还看不上呢", ["jinyu.yi-si-zhong"], id="displeased"),
    ],
)
def test_one_sure_turn_needs_something_that_speaks_for_it(text: str, convicted: list[str]) -> None:
    found = default_engine().findings(call(text))
    banned = [f.rule.id for f in found if f.outcome is Outcome.FAIL and f.rule.claim == "forbidden"]
    assert [rule for rule in banned if rule != RULE] == convicted
