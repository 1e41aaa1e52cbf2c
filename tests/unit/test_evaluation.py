"""Results counted against labels, each error with its evidence."""

from __future__ import annotations

from typing import Any

import pytest

from analyzer.evaluation import Tally, by_id
from analyzer.result import POLITE, VOICES
from tests.builders import report

TEXT = "A: 您好，请讲\nC: 你们几点上班\nA: 你去投诉好了\nC: 好\nA: 再见"


def labels(**changes: Any) -> dict[str, Any]:
    plain = {
        "polite": dict.fromkeys(POLITE, "no") | {"您好": "exact", "请": "exact", "再见": "exact"},
        "polite_applies": dict.fromkeys(POLITE, "yes") | {"对不起": "no"},
        "voices": dict.fromkeys(VOICES, "na") | {"问候声": "pass", "回应声": "fail", "道别声": "pass"},
        "banned": [{"turn": 2, "said": "你去投诉好了", "paraphrase": False}],
    }
    return {**plain, **changes}


def tally(line: dict[str, Any], **changes: Any) -> Tally:
    counted = Tally()
    turns = [{**turn, "i": turn["index"]} for turn in line.get("turns", ())]
    counted.add({"id": "t", "turns": turns, "gold": labels(**changes)}, line)
    return counted


def line(**changes: Any) -> dict[str, Any]:
    made = report(TEXT)
    made["polite"] = {
        name: {"said": wanted != "no", "kind": None, "applies": labels()["polite_applies"][name], "turns": []}
        for name, wanted in labels()["polite"].items()
    }
    made["voices"] = {
        name: {"outcome": {"na": "not_applicable"}.get(outcome, outcome), "reason": "", "turns": []}
        for name, outcome in labels()["voices"].items()
    }
    made["banned"] = [{"turn": 2, "said": "你去投诉好了", "rule": "j.r", "status": "hit"}]
    return {**made, **changes}


def test_all_right() -> None:
    counted = tally(line())
    figures = counted.figures()
    assert counted.errors == []
    assert (figures["polite"]["f1"], figures["polite_applies_accuracy"], figures["voices_accuracy"]) == (
        1,
        1,
        1,
    )
    assert (figures["banned"]["f1"], figures["banned_literal_recall"]["recall"]) == (1, 1)
    assert figures["rules"]["j.r"] == {
        "right": 1,
        "wrong": 0,
        "precision_95": pytest.approx((0.2065, 1), abs=1e-4),
    }


def test_a_family_missed_and_one_invented() -> None:
    polite = dict.fromkeys(POLITE, "no") | {"您好": "exact", "请": "exact", "谢谢": "variant"}
    counted = tally(line(), polite=polite)
    polite_figures = counted.figures()["polite"]
    assert [polite_figures[name] for name in ("true_positive", "false_positive", "false_negative")] == [
        2,
        1,
        1,
    ]
    assert [(error.what, error.wanted, error.got) for error in counted.errors] == [
        ("谢谢", "variant", "False"),
        ("再见", "no", "True"),
    ]


def test_voices_are_counted_with_their_confusions() -> None:
    counted = tally(line(), voices={**labels()["voices"], "问候声": "fail", "告知声": "pass"})
    figures = counted.figures()
    assert figures["voices_accuracy"] == pytest.approx(5 / 7)
    assert figures["voices_confusion"] == {"告知声: pass → not_applicable": 1, "问候声: fail → pass": 1}
    fails = figures["voices_fail"]
    assert (fails["true_positive"], fails["false_positive"], fails["false_negative"]) == (1, 0, 1)


@pytest.mark.parametrize(
    ("found", "counted", "errors"),
    [
        pytest.param([], {"literal_missed": 1}, ["banned literal"], id="missed"),
        pytest.param(
            [(2, "to_review")], {"literal_to_review": 1}, ["banned literal"], id="for a person to review"
        ),
        pytest.param(
            [(2, "hit"), (2, "hit")], {"literal_found": 1}, [], id="two rules in a turn are one hit"
        ),
        pytest.param(
            [(2, "hit"), (4, "hit"), (4, "hit")],
            {"literal_found": 1, "false": 1},
            ["banned false"],
            id="a false hit",
        ),
        pytest.param(
            [(2, "hit"), (4, "to_review")], {"literal_found": 1, "false_review": 1}, [], id="a false review"
        ),
    ],
)
def test_banned(found: list[tuple[int, str]], counted: dict[str, int], errors: list[str]) -> None:
    hits = [{"turn": turn, "said": "…", "rule": f"j.{turn}", "status": status} for turn, status in found]
    got = tally(line(banned=hits))
    assert +got.banned == counted
    assert [error.what for error in got.errors] == errors


def test_paraphrases_are_counted_apart() -> None:
    banned = [{"turn": 2, "said": "爱去哪告去哪告", "paraphrase": True}]
    figures = tally(line(), banned=banned).figures()
    assert figures["banned_paraphrase_recall"]["found"] == 1
    assert figures["banned_literal_recall"]["recall"] is None


def test_a_hit_in_sound_belongs_to_the_agent_turn_of_its_time() -> None:
    heard = line()
    heard["turns"] = [{"index": 0, "role": "agent", "text": "听到的", "start_ms": 5100, "end_ms": 5900}]
    heard["banned"] = [{"turn": 0, "said": "你去投诉好了", "rule": "j.r", "status": "hit"}]
    gold_turns = [
        {"i": 0, "role": "agent", "text": "一", "start_ms": 0, "end_ms": 2000},
        {"i": 1, "role": "customer", "text": "二", "start_ms": 5000, "end_ms": 6000},
        {"i": 2, "role": "agent", "text": "三", "start_ms": 6100, "end_ms": 9000},
    ]
    counted = Tally()
    counted.add({"id": "t", "turns": gold_turns, "gold": labels()}, heard)
    assert +counted.banned == {"literal_found": 1}


def test_a_call_that_failed_is_named_and_not_counted() -> None:
    counted = tally({"status": "failed"})
    assert (counted.calls, counted.unscored, counted.figures()["polite"]["f1"]) == (0, ["t"], None)


def test_report_lines_by_call() -> None:
    assert by_id([{"call_id": "a"}, {"call_id": "b"}]) == {"a": {"call_id": "a"}, "b": {"call_id": "b"}}
