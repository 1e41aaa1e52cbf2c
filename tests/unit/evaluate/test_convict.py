"""The same words convict once; different words of one turn convict apart."""

from __future__ import annotations

from analyzer.engine import Engine
from analyzer.rules.model import Why
from tests.builders import call, mini_pack

MAJOR = "claim: forbidden\nseverity: major\nany_of: [问别人去]"
CRITICAL = "claim: forbidden\nseverity: critical\nany_of: [别人去]"
OTHER = "claim: forbidden\nseverity: minor\nany_of: [大概]"


def findings(text: str) -> dict[str, tuple[str, list[str], list[Why]]]:
    engine = Engine(mini_pack([MAJOR, CRITICAL, OTHER]))
    return {
        f.rule.id: (str(f.outcome), [hit.said for hit in f.hits], [s.why for s in f.suppressed])
        for f in engine.findings(call(text))
    }


def test_the_graver_rule_counts_and_the_other_says_so() -> None:
    found = findings("C: 怎么办\nA: 问别人去")
    assert found["m.r1"] == ("fail", ["别人去"], [])
    assert found["m.r0"] == ("pass", [], [Why.OTHER_RULE])


def test_other_words_of_the_turn_still_convict() -> None:
    found = findings("C: 怎么办\nA: 大概吧，问别人去")
    assert found["m.r2"][0] == "fail"


def test_another_turn_still_convicts() -> None:
    found = findings("A: 问别人去\nC: 啊\nA: 别人去")
    assert found["m.r1"][:2] == ("fail", ["别人去", "别人去"])
