"""What must not change a verdict does not: moved times, other characters, lost punctuation, a turn cut in two."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analyzer.call import Call, Role, Turn
from tests.properties.calls import (
    AGENT,
    CUSTOMER,
    INNOCENT,
    calls,
    differences,
    numbered,
    outcomes,
    report,
    rewritten,
)

FEW = settings(max_examples=200)


@FEW
@given(calls(timed=True), st.integers(0, 10**8))
def test_moving_all_times(call: Call, by: int) -> None:
    moved = rewritten(call, start_ms=lambda t: t.start_ms + by, end_ms=lambda t: t.end_ms + by)
    assert differences(outcomes(call), outcomes(moved)) == {}


@cache
def _traditional() -> dict[int, str]:
    """Simplified to traditional, character by character, where the way back is the same."""
    from opencc import OpenCC

    there, back = OpenCC("s2t"), OpenCC("t2s")
    used = sorted(set("".join((*AGENT, *CUSTOMER))))
    pairs = ((char, there.convert(char)) for char in used)
    return {ord(old): new for old, new in pairs if len(new) == 1 and back.convert(new) == old}


@FEW
@given(calls(unknown=True))
def test_traditional_characters(call: Call) -> None:
    traditional = rewritten(call, text=lambda turn: turn.text.translate(_traditional()))
    assert differences(outcomes(call), outcomes(traditional)) == {}


def test_traditional_characters_are_in_use() -> None:
    assert "请讲谢谢您".translate(_traditional()) == "請講謝謝您"


@FEW
@given(calls(unknown=True))
def test_full_width_and_blanks(call: Call) -> None:
    wide = rewritten(call, text=lambda turn: "　".join(turn.text))
    assert differences(outcomes(call), outcomes(wide)) == {}


@FEW
@given(calls(unknown=True))
def test_punctuation(call: Call) -> None:
    """Without marks a question is known by its words and an unfinished sentence by its last one, as far as they go."""
    assume(call.turns[-1].text.endswith("。"))
    bare = rewritten(call, text=lambda turn: re.sub("[，。、！？]", "", turn.text))
    assert differences(outcomes(call), outcomes(bare)) == {}


@FEW
@given(calls(unknown=True), st.sampled_from([("您", "你"), ("你", "您")]))
def test_nin_and_ni(call: Call, pair: tuple[str, str]) -> None:
    old, new = pair
    swapped = rewritten(call, text=lambda turn: turn.text.replace(old, new))
    assert differences(outcomes(call), outcomes(swapped)) == {}


@FEW
@given(calls(unknown=True), st.sampled_from("呃啊嗯"))
def test_fillers_at_the_pauses(call: Call, filler: str) -> None:
    hesitant = rewritten(call, text=lambda turn: turn.text.replace("，", f"，{filler}，"))
    assert differences(outcomes(call), outcomes(hesitant)) == {}


@FEW
@given(calls(timed=False), calls(timed=False), st.sampled_from(CUSTOMER), st.sampled_from(INNOCENT))
def test_a_customer_turn_that_says_nothing(first: Call, second: Call, said: str, nothing: str) -> None:
    """Said while the customer speaks and in the middle of the call: soon after a request it would be the answer."""
    customer = [Turn(0, Role.CUSTOMER, text) for text in (said, "我跟您说。", nothing)]
    without = numbered(*first.turns, *customer[:2], *second.turns)
    with_it = numbered(*first.turns, *customer, *second.turns)
    assert differences(outcomes(without), outcomes(with_it)) == {}


@FEW
@given(calls(timed=False), st.integers(0, 9))
def test_an_agent_turn_cut_in_two_keeps_what_was_said(call: Call, at: int) -> None:
    """Windows count turns, so only what hangs on words alone is promised: families said, banned words not hidden.

    A cut may uncover a banned word: away from the reason beside it, a refusal is bare.
    """
    at = min(at, len(call.turns) - 1)
    turn = call.turns[at]
    head, comma, tail = turn.text.partition("，")
    assume(turn.role is Role.AGENT and comma)
    halves = [replace(turn, text=head + comma), replace(turn, text=tail)]
    cut = numbered(*call.turns[:at], *halves, *call.turns[at + 1 :])
    before, after = report(call), report(cut)
    for name, family in before["polite"].items():
        assert (name, family["said"]) == (name, after["polite"][name]["said"])
    assert _convicting(before) <= _convicting(after)


@FEW
@given(calls(unknown=True))
def test_unknown_speakers_are_never_guessed(call: Call) -> None:
    """With every role unknown no rule convicts, and no family is said for certain."""
    nobody = report(rewritten(call, role=lambda _: Role.UNKNOWN))
    assert nobody["banned"] == []
    assert all(family["said"] is not True for family in nobody["polite"].values())


@FEW
@given(calls(unknown=True))
def test_hearing_who_spoke_settles_doubts_and_overturns_nothing(call: Call) -> None:
    """A banned phrase convicts the same whether or not other turns have a speaker."""
    known = [index for index, turn in enumerate(call.turns) if turn.role is Role.AGENT]
    others = rewritten(call, role=lambda turn: turn.role if turn.index in known else Role.UNKNOWN)
    assert {(hit["turn"], hit["rule"]) for hit in report(others)["banned"]} == {
        (hit["turn"], hit["rule"]) for hit in report(call)["banned"]
    }


def _convicting(judged: dict[str, Any]) -> set[str]:
    return {hit["rule"] for hit in judged["banned"] if hit["status"] == "hit"}
