"""Reports keep the shape of the contract: every line validates, and keys come in their fixed order."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from analyzer.call import Dropped, EndedBy, Origin, Recording
from analyzer.errors import Code, Problem
from analyzer.language import Text
from analyzer.pipeline.judge import judge_call
from analyzer.result import POLITE, VOICES, FailedCall, failed_to_dict
from analyzer.schemas import ReportLine, reports_schema
from tests.builders import call, default_engine, report

GOOD = (
    "A@00:01-00:04: 您好，请问有什么可以帮您？\nC@00:05: 查电费\nA@00:09: 请您稍等\nA@00:40: 让您久等了，再见"
)
CALLS = {
    "timed": GOOD,
    "untimed": "A: 您好\nC: 你们几点上班\nA: 你去投诉好了",
    "unknown": "U: 您好\nU: 谢谢",
    "empty": "",
    "hostile": 'A: <script>"\\"</script>\u202e\nC: =1+1',
}


@pytest.mark.parametrize("text", CALLS.values(), ids=CALLS)
def test_every_report_validates(text: str) -> None:
    ReportLine.model_validate(report(text))


def test_a_report_with_everything_known_validates() -> None:
    full = call(
        GOOD,
        "customer",
        source="录音.wav",
        agent_id="1023",
        agent_name="王",
        team="一组",
        started_at="2026-11-03T09:12:00+08:00",
        channel="phone",
        direction="in",
        recording=Recording("录音.wav", "0" * 64, 60_000, 8000, 2, "pcm_s16le", 1),
        origin=Origin("whisper", "base", "0" * 64, (("beam", "1"),)),
        dropped=(Dropped("silence", "谢谢观看", 0, 900),),
        notes=("注",),
        extra=(("项目", "热力"),),
    )
    line = judge_call(full, default_engine(), {"rings": 2.0}, {"jobs": 1}).to_dict()
    ReportLine.model_validate(line)
    assert line["ended_by"] == str(EndedBy.CUSTOMER)


def test_a_failed_call_validates() -> None:
    problem = Problem(Code.NO_TURNS, Text("没有轮次", "no turns"))
    line = failed_to_dict(FailedCall("c-1", "a.txt", problem, {"agent_id": "7", "unknown": "x"}))
    ReportLine.model_validate(line)
    assert (line["status"], line["code"], line["message"], line["agent_id"]) == (
        "failed",
        "no-turns",
        "没有轮次",
        "7",
    )


@pytest.mark.parametrize(
    "change", [{"status": "perhaps"}, {"surprise": 1}, {"turns": None}, {"score": {"low": 1}}], ids=str
)
def test_a_line_of_another_shape_does_not_validate(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ReportLine.model_validate({**report(GOOD), **change})


def test_keys_come_in_the_order_of_the_contract() -> None:
    line = report(GOOD)
    contract = [
        "call_id", "source", "agent_id", "status", "turns", "polite", "polite_coverage", "polite_compliance",
        "voices", "voice_coverage", "banned", "findings", "measures", "score", "provenance",
    ]  # fmt: skip
    assert [key for key in line if key in contract] == contract
    assert list(line["polite"]) == list(POLITE)
    assert list(line["voices"]) == list(VOICES)
    assert list(line["polite"]["您好"]) == ["said", "kind", "applies", "turns"]
    assert list(line["voices"]["问候声"]) == ["outcome", "reason", "turns"]
    assert list(line["score"])[:2] == ["low", "high"]


def test_keys_of_a_banned_hit_come_in_the_order_of_the_contract() -> None:
    (hit, *_) = report("C: 你们几点上班\nA: 你去投诉好了")["banned"]
    assert list(hit) == ["turn", "chars", "said", "rule", "clause", "severity", "status", "say_instead"]


def test_the_schema_that_is_printed_names_both_kinds_of_line() -> None:
    definitions = reports_schema()["$defs"]
    assert {"ScoredReport", "FailedReport"} <= set(definitions)
    assert "with" in definitions["_Suppressed"]["properties"]
