"""One call judged: a recording too poor to judge decides nothing, and says so."""

from __future__ import annotations

from analyzer.evaluate import Outcome, Reason
from analyzer.pipeline.judge import judge_call
from tests.builders import call, default_engine

RUDE = call("A: 您好，请讲\nC: 我家没暖气，怎么办？\nA: 你去投诉好了\nC: 什么态度！")


def test_a_good_recording_is_judged() -> None:
    findings = judge_call(RUDE, default_engine(), {"snr_db": 30.0, "recognizer_confidence": 0.8}).findings
    assert Outcome.FAIL in {finding.outcome for finding in findings}


def test_a_poor_recording_decides_nothing_but_keeps_its_evidence() -> None:
    report = judge_call(RUDE, default_engine(), {"recognizer_confidence": 0.2})
    outcomes = {finding.outcome for finding in report.findings}
    assert outcomes <= {Outcome.UNDECIDED, Outcome.NOT_APPLICABLE}
    said = [f for f in report.findings if f.reason is Reason.LOW_CONFIDENCE and f.hits]
    assert any(hit.said == "您好" for finding in said for hit in finding.hits)
    assert report.score.low < report.score.high
    assert report.to_dict()["banned"] == []
