from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from analyzer.errors import Code, Problem
from analyzer.language import Text
from analyzer.privacy import mask_report
from analyzer.privacy.names import MaskedFiles, mask_path
from analyzer.result import FailedCall, failed_to_dict
from tests.builders import report

MOBILE, SPOKEN, ID = "13800138000", "幺三九零零幺三九零零零", "11010519491231002X"

# Numbers stand inside what the rules quote: greetings, banned words, suppressed hits, situations.
CALL = f"""
    A: 您好，{MOBILE}的机主，请问有什么可以帮您？
    C: 我的号{SPOKEN}怎么打不通啊，我要投诉，都第三回了，{MOBILE}也打不通。
    A: 不知道，{MOBILE}，问别人去，你去投诉好了{MOBILE}。
    C: 身份证{ID}，你们同事说“不知道{SPOKEN}”。
    A: 请您稍等{MOBILE}我帮您查一下，请报一下后面的
    C: 138
    A: 嗯
    C: 0013
    C: 8000
    A: 随便你，谢谢，再见。
"""


@pytest.fixture(scope="module")
def scored() -> dict[str, Any]:
    return report(
        CALL,
        source=f"录音/20261103_{MOBILE}.wav",
        call_id=f"20261103_{MOBILE}",
        agent_id="18677186771",
        agent_name="王芳18677186771",
        notes=(f"来电号码{MOBILE}",),
        extra=(("客户电话", "82345678"), ("订单", "202611030912")),
    )


def test_no_number_is_left_anywhere_in_the_report(scored: dict[str, Any]) -> None:
    shown = json.dumps({**mask_report(scored), "provenance": None}, ensure_ascii=False)
    assert [number for number in (MOBILE, SPOKEN, ID, ID[:-1], "82345678", "0013") if number in shown] == []
    assert {turn["text"] for turn in mask_report(scored)["turns"][5:9]} == {"***", "嗯", "****"}


def _evidence(turn: int, said: str, start: int) -> dict[str, Any]:
    return {"turn": turn, "chars": [start, start + len(said)], "said": said}


def test_evidence_and_the_sentences_about_it_are_masked_like_their_turns() -> None:
    turns = [
        {"index": 0, "role": "customer", "text": "我的号是138"},
        {"index": 1, "role": "agent", "text": "嗯"},
        {"index": 2, "role": "customer", "text": "0013 8000怎么打不通"},
    ]
    finding = {
        "explanation": "第 3 轮 客户提问“0013 8000怎么”；第 1 轮说了“是138”",
        "hits": [_evidence(0, "是138", 3)],
        "suppressed": [{**_evidence(2, "8000怎么", 5), "with": "0013 8000怎么打"}],
        "nearest": _evidence(2, "怎么", 9),
        "search": {"turns": [0, 2], "opened_by": _evidence(2, "0013 8000怎么", 0)},
    }
    masked = mask_report({"call_id": "1", "turns": turns, "findings": [finding], "banned": []})["findings"][0]
    assert masked["explanation"] == "第 3 轮 客户提问“*********怎么”；第 1 轮说了“是***”"
    assert [masked["hits"][0]["said"], masked["suppressed"][0]["said"]] == ["是***", "****怎么"]
    assert masked["suppressed"][0]["with"] == "*********怎么打"
    assert masked["nearest"] == finding["nearest"]
    assert masked["search"] == {"turns": [0, 2], "opened_by": _evidence(2, "*********怎么", 0)}


def test_places_stay_right_and_quotations_agree_with_the_masked_turns(scored: dict[str, Any]) -> None:
    masked = mask_report(scored)
    texts = [turn["text"] for turn in masked["turns"]]
    assert [len(text) for text in texts] == [len(turn["text"]) for turn in scored["turns"]]
    hits = [hit for finding in masked["findings"] for hit in finding["hits"]] + masked["banned"]
    before = [hit for finding in scored["findings"] for hit in finding["hits"]] + scored["banned"]
    assert hits
    for hit, old in zip(hits, before, strict=True):
        assert {**hit, "said": None} == {**old, "said": None}
        start, end = hit["chars"]
        exact = scored["turns"][hit["turn"]]["text"][start:end] == old["said"]
        assert not exact or hit["said"] == texts[hit["turn"]][start:end]


def test_outcomes_and_points_are_untouched(scored: dict[str, Any]) -> None:
    masked = mask_report(scored)
    for name in ("polite", "voices", "score", "measures", "provenance", "voice_coverage", "polite_coverage"):
        assert masked[name] == scored[name]


def test_who_is_scored_stays(scored: dict[str, Any]) -> None:
    masked = mask_report(scored)
    assert (masked["agent_id"], masked["agent_name"]) == ("18677186771", "王芳18677186771")
    assert mask_report({**scored, "call_id": f"manifest-{MOBILE}"})["call_id"] == f"manifest-{MOBILE}"


def test_masking_is_pure_and_final(scored: dict[str, Any]) -> None:
    kept = copy.deepcopy(scored)
    masked = mask_report(scored)
    assert scored == kept
    assert mask_report({**masked, "call_id": "x"}) == {**masked, "call_id": "x"}


def test_a_report_without_numbers_is_the_same() -> None:
    plain = report(
        "A: 您好，请讲。\nC: 一共三百二十块，十一月三号交。\nA: 好的，再见。", source="a/通话1.txt"
    )
    assert mask_report(plain) == plain


def test_call_ids_that_are_file_names_stay_apart(scored: dict[str, Any]) -> None:
    first = mask_report({**scored, "call_id": "13800138000", "source": "a/13800138000.txt"})
    second = mask_report({**scored, "call_id": "13900139000", "source": "a/13900139000.txt", "agent_id": "7"})
    assert first["call_id"].startswith("***********-")
    assert first["call_id"] != second["call_id"]
    assert first["source"] == second["source"] == "a/***********.txt"


def test_a_failed_line_is_masked() -> None:
    problem = Problem(Code.DUPLICATE_CALL, Text(f"通话编号 {MOBILE} 已在 {MOBILE}.wav 用过", "taken"))
    line = failed_to_dict(FailedCall(MOBILE, f"录音/{MOBILE}.wav", problem, {"agent_id": "1023"}))
    masked = mask_report(line)
    assert MOBILE not in json.dumps(masked, ensure_ascii=False)
    assert (masked["code"], masked["agent_id"]) == ("duplicate-call", "1023")


@pytest.mark.parametrize(
    ("shown", "masked"),
    [
        ("录音/20261103091200_1023_13800138000.wav", "录音/20261103091200_1023_***********.wav"),
        (r"D:\录音\138-0013-8000.wav", r"D:\录音\*************.wav"),
        ("2026/11/03/1023-091200.wav", "2026/11/03/1023-091200.wav"),
        ("号码13800138000/1.wav", "号码***********/1.wav"),
    ],
)
def test_paths(shown: str, masked: str) -> None:
    assert mask_path(shown) == masked


def test_a_recording_is_found_by_its_masked_path(tmp_path: Path) -> None:
    one = tmp_path / "13800138000_a.wav"
    one.write_bytes(b"1")
    files = MaskedFiles()
    shown = Path(mask_path(str(one)))
    assert shown.name == "***********_a.wav"
    assert files.find(shown) == one
    assert files.find(one) == one
    assert files.find(tmp_path / "***_b.wav") is None
    assert files.find(tmp_path / "nowhere" / "***********_a.wav") is None


def test_recordings_whose_masked_names_are_alike_are_told_apart_by_content(tmp_path: Path) -> None:
    import hashlib

    for number, name in enumerate(("13800138000.wav", "13900139000.wav")):
        (tmp_path / name).write_bytes(b"%d" % number)
    shown = tmp_path / "***********.wav"
    assert MaskedFiles().find(shown) is None
    assert MaskedFiles().find(shown, hashlib.sha256(b"1").hexdigest()) == tmp_path / "13900139000.wav"
