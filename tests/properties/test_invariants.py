"""What holds for every report: evidence lies inside the call, points add up, a planted phrase is found."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.call import Call, Role, Turn
from analyzer.schemas import ReportLine
from tests.properties.calls import calls, report

FEW = settings(max_examples=50)
ANY_CALL = calls(unknown=True)


@FEW
@given(ANY_CALL)
def test_reports_validate_and_repeat(call: Call) -> None:
    first = report(call)
    ReportLine.model_validate(first)
    assert json.dumps(first) == json.dumps(report(call))


@FEW
@given(ANY_CALL)
def test_evidence_lies_inside_the_call(call: Call) -> None:
    for finding in report(call)["findings"]:
        for hit in (*finding["hits"], *finding["suppressed"], *filter(None, [finding["nearest"]])):
            text = call.turns[hit["turn"]].text
            first, last = hit["chars"]
            assert text[first:last] == hit["said"] != ""
        if finding["search"]:
            first, last = finding["search"]["turns"]
            assert 0 <= first <= last < len(call.turns)


@FEW
@given(ANY_CALL)
def test_outcomes_and_applicability_agree(call: Call) -> None:
    for finding in report(call)["findings"]:
        assert (finding["outcome"] == "not_applicable") == (finding["applies"] == "no")
        if finding["outcome"] in ("pass", "fail"):
            assert finding["applies"] == "yes", finding["rule"]


@FEW
@given(ANY_CALL)
def test_the_score_is_an_interval_and_adds_up(call: Call) -> None:
    score = report(call)["score"]
    assert 0 <= score["low"] <= score["high"] <= 100
    for end in ("low", "high"):
        assert sum(round(100 * line[end]) for line in score["lines"]) == round(100 * score[end])


PLANTED = {"您好": "您好", "请": "请稍等", "谢谢": "谢谢您", "对不起": "非常抱歉", "再见": "再见"}


@FEW
@given(ANY_CALL, st.sampled_from(sorted(PLANTED)))
def test_a_planted_phrase_is_found(call: Call, family: str) -> None:
    planted = Turn(len(call.turns), Role.AGENT, f"{PLANTED[family]}。")
    state = report(replace(call, turns=(*call.turns, planted)))["polite"][family]
    assert state["said"] is True
    assert planted.index in state["turns"]


@FEW
@given(ANY_CALL, st.sampled_from(sorted(PLANTED)))
def test_what_the_customer_says_earns_no_family(call: Call, family: str) -> None:
    planted = Turn(len(call.turns), Role.CUSTOMER, f"{PLANTED[family]}。")
    before, after = report(call), report(replace(call, turns=(*call.turns, planted)))
    assert before["polite"][family]["turns"] == after["polite"][family]["turns"]
