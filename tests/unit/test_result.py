"""The figures of a report, computed from findings and never invented."""

from __future__ import annotations

import json
from typing import Any

import pytest

from analyzer.engine import Engine
from analyzer.evaluate import Finding
from analyzer.pipeline.judge import judge_call
from tests.builders import call, mini_pack, report


def small(rules: tuple[str, ...], text: str) -> dict[str, Any]:
    return judge_call(call(text), Engine(mini_pack(rules))).to_dict()


@pytest.mark.parametrize(
    ("text", "family", "wanted"),
    [
        ("A: 您好\nA: 您好", "您好", {"said": True, "kind": "exact", "applies": "yes", "turns": [0, 1]}),
        ("A: 你好", "您好", {"said": True, "kind": "variant", "applies": "yes", "turns": [0]}),
        ("A: 情稍等", "请", {"said": True, "kind": "phonetic", "applies": "yes", "turns": [0]}),
        ("A: 喂", "您好", {"said": False, "kind": None, "applies": "yes", "turns": []}),
        ("U: 您好", "您好", {"said": None, "kind": "exact", "applies": "yes", "turns": [0]}),
        ("C: 您好\nA: 嗯", "您好", {"said": False, "kind": None, "applies": "yes", "turns": []}),
        ("A: 您好\nC: 喂", "对不起", {"said": False, "kind": None, "applies": "no", "turns": []}),
    ],
)
def test_families(text: str, family: str, wanted: dict[str, Any]) -> None:
    assert report(text)["polite"][family] == wanted


def test_coverage_counts_all_families_and_compliance_those_that_apply() -> None:
    line = report("A: 您好，请讲\nC: 你们几点上班\nA: 九点，谢谢，再见")
    assert (line["polite_coverage"], line["polite_compliance"]) == (0.8, 1.0)


def test_coverage_is_unknown_where_it_is_unknown_who_spoke() -> None:
    line = report("U: 您好\nA: 再见")
    assert (line["polite_coverage"], line["polite_compliance"]) == (None, None)


def test_voice_coverage_leaves_out_what_does_not_apply() -> None:
    line = report("A: 您好\nC: 你们几点上班\nA: 九点\nC: 好\nA: 嗯")
    outcomes = {voice: state["outcome"] for voice, state in line["voices"].items()}
    assert (outcomes["问候声"], outcomes["回应声"], outcomes["道别声"]) == ("pass", "pass", "fail")
    assert line["voice_coverage"] == pytest.approx(2 / 3, abs=1e-4)


BAN, TRIAL = "claim: forbidden\nany_of: [不知道]", "claim: forbidden\nstatus: trial\nany_of: [随便]"
SOUND = "claim: forbidden\nany_of: [{sounds_like: 没办法}]"


def test_banned_hits_come_in_turn_order_with_their_state() -> None:
    line = small((BAN, TRIAL, SOUND), "A: 梅半法\nA: 随便\nC: 不知道\nA: 嗯，不知道")
    assert [(hit["turn"], hit["said"], hit["status"]) for hit in line["banned"]] == [
        (0, "梅半法", "to_review"),
        (1, "随便", "to_review"),
        (3, "不知道", "hit"),
    ]
    assert line["banned"][2]["chars"] == [2, 5]


def test_banned_words_of_unknown_speakers_are_in_the_findings_only() -> None:
    line = small((BAN,), "U: 不知道")
    assert line["banned"] == []
    assert line["findings"][0]["outcome"] == "undecided"
    assert line["findings"][0]["hits"][0]["said"] == "不知道"


def test_points_are_hundredths_and_the_lines_add_up() -> None:
    rules = ("any_of: [您好]", "any_of: [谢谢]", "any_of: [再见]")
    score = small(rules, "A: 您好，再见")["score"]
    assert (score["low"], score["high"]) == (66.67, 66.67)
    assert sum(round(100 * line["low"]) for line in score["lines"]) == round(100 * score["low"])


def test_characters_of_every_hit_are_those_of_the_turn() -> None:
    line = report("A: 喂，您、好！请問\nC: 三零二一\nA: 謝謝您，再见。")
    for finding in line["findings"]:
        for hit in finding["hits"]:
            first, last = hit["chars"]
            assert line["turns"][hit["turn"]]["text"][first:last] == hit["said"]


def test_the_same_inputs_give_the_same_bytes() -> None:
    text = "A@00:01: 您好\nC@00:03: 你们几点上班\nA@00:30: 不知道，自己看"
    assert json.dumps(report(text)) == json.dumps(report(text))


def test_provenance_names_everything_a_result_hangs_on() -> None:
    provenance = report("A: 您好")["provenance"]
    assert set(provenance) >= {"analyzer", "pack", "scorecard", "recognizer", "settings"}
    assert len(provenance["pack"]["sha256"]) == 64


def test_findings_are_frozen() -> None:
    assert Finding.__dataclass_params__.frozen  # type: ignore[attr-defined]


def test_a_turn_without_length_keeps_its_time() -> None:
    (hit,) = small(("any_of: [您好]",), "A@00:05-00:05: 您好")["findings"][0]["hits"]
    assert (hit["start_ms"], hit["end_ms"]) == (5000, 5000)
