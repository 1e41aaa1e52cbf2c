"""Measures of turns with known times."""

from __future__ import annotations

import pytest

from analyzer.audio.measures import measure_turns
from analyzer.call import Call, EndedBy, Role, Turn, Word
from analyzer.spans import CharSpan, TimeSpan

ROLES = {"A": Role.AGENT, "C": Role.CUSTOMER, "?": Role.UNKNOWN}


def call(*turns: tuple[str, int, int, str], ended_by: EndedBy | None = None) -> Call:
    made = tuple(
        Turn(index, ROLES[who], text, start_ms=start, end_ms=end)
        for index, (who, start, end, text) in enumerate(turns)
    )
    return Call("a", made, ended_by=ended_by)


PLAIN = call(
    ("A", 1_000, 3_000, "您好，请讲。"),
    ("C", 3_500, 5_500, "我家不热。"),
    ("A", 6_500, 8_500, "请稍等。"),
    ("A", 28_500, 30_500, "久等了"),
    ("C", 30_000, 32_000, "好的，谢谢"),
)

# measure, value
VALUES = [
    ("silence_ms", 500 + 1_000 + 20_000),
    ("longest_silence_ms", 20_000),
    ("longest_wait_ms", 20_000),
    ("waits_over_15s", 1),
    ("answer_delay_ms", 1_000),
    ("agent_talk_ms", 6_000),
    ("customer_talk_ms", 4_000),
    ("agent_talk_share", 0.6),
    ("overlap_ms", 500),
    ("talk_ms", 9_500),
    ("customer_interruptions", 1),
    ("agent_interruptions", 0),
    ("agent_spoke_last", 0),
    ("agent_first_word_ms", 1_000),
    ("agent_chars_per_minute", 100.0),
]


@pytest.mark.parametrize(("name", "value"), VALUES)
def test_value(name: str, value: float) -> None:
    assert measure_turns(PLAIN)[name] == value


def test_a_murmur_is_no_interruption() -> None:
    murmur = call(
        ("C", 0, 5_000, "我昨天打过电话"), ("A", 2_000, 2_400, "嗯，好"), ("C", 6_000, 7_000, "就是这样")
    )
    assert measure_turns(murmur)["agent_interruptions"] == 0


def test_cutting_in_needs_half_a_second_left() -> None:
    late = call(("C", 0, 5_000, "我昨天打过电话"), ("A", 4_600, 6_000, "请您先听我说"))
    early = call(("C", 0, 5_000, "我昨天打过电话"), ("A", 4_500, 6_000, "请您先听我说"))
    assert measure_turns(late)["agent_interruptions"] == 0
    assert measure_turns(early)["agent_interruptions"] == 1


def test_a_silence_that_the_customer_ends_is_no_wait() -> None:
    found = measure_turns(call(("A", 0, 1_000, "请讲"), ("C", 21_000, 22_000, "我想想")))
    assert found["longest_silence_ms"] == 20_000
    assert found["longest_wait_ms"] == 0


def test_unknown_roles_leave_role_measures_out() -> None:
    found = measure_turns(call(("?", 0, 1_000, "您好"), ("?", 2_000, 3_000, "你好")))
    assert set(found) == {"silence_ms", "longest_silence_ms", "talk_ms"}


def test_without_times_nothing() -> None:
    assert measure_turns(Call("a", (Turn(0, Role.AGENT, "您好"),))) == {}
    assert measure_turns(Call("a", ())) == {}


@pytest.mark.parametrize(
    ("ended_by", "value"), [(EndedBy.AGENT, 1.0), (EndedBy.CUSTOMER, 0.0), (EndedBy.CUT, None), (None, None)]
)
def test_who_hung_up(ended_by: EndedBy | None, value: float | None) -> None:
    found = measure_turns(call(("A", 0, 1_000, "再见"), ended_by=ended_by))
    assert found.get("agent_hung_up_first") == value


def test_rate_counts_from_first_to_last_word() -> None:
    words = (
        Word("您好", CharSpan(0, 2), TimeSpan(1_000, 1_500)),
        Word("请讲", CharSpan(3, 5), TimeSpan(1_500, 2_000)),
    )
    turn = Turn(0, Role.AGENT, "您好，请讲", start_ms=0, end_ms=10_000, words=words)
    assert measure_turns(Call("a", (turn,)))["agent_chars_per_minute"] == 240.0


def test_names_come_sorted() -> None:
    assert list(measure_turns(PLAIN)) == sorted(measure_turns(PLAIN))
