"""The notation of short calls."""

from __future__ import annotations

import pytest

from analyzer.call import EndedBy, Role
from analyzer.example import ExampleError, parse_example


@pytest.mark.parametrize(
    ("line", "role", "start", "end", "text"),
    [
        ("A: 您好", Role.AGENT, None, None, "您好"),
        ("C：喂", Role.CUSTOMER, None, None, "喂"),
        ("U: 嗯", Role.UNKNOWN, None, None, "嗯"),
        ("  A@01:05: 您好 ", Role.AGENT, 65_000, 65_000 + 200 * 3, "您好"),
        ("A@01:05-01:08: 您好", Role.AGENT, 65_000, 68_000, "您好"),
        ("A@100:00-100:01: 您好", Role.AGENT, 6_000_000, 6_001_000, "您好"),
        ("C: 时间：三点", Role.CUSTOMER, None, None, "时间：三点"),
        ("A:", Role.AGENT, None, None, ""),
    ],
)
def test_a_turn(line: str, role: Role, start: int | None, end: int | None, text: str) -> None:
    (turn,) = parse_example(line).turns
    assert (turn.role, turn.start_ms, turn.end_ms, turn.text) == (role, start, end, text)


def test_turns_are_numbered_over_blank_lines() -> None:
    assert [turn.index for turn in parse_example("A: 您好\n\nC: 喂\n").turns] == [0, 1]


def test_a_second_agent_is_an_agent_with_a_name() -> None:
    first, second = parse_example("A: 您好\nB: 您好").turns
    assert (first.role, first.agent_id, second.role, second.agent_id) == (
        Role.AGENT,
        None,
        Role.AGENT,
        "second",
    )


def test_how_the_call_ended() -> None:
    assert parse_example("A: 您好").ended_by is None
    assert parse_example("A: 您好", ended_by="cut").ended_by is EndedBy.CUT


@pytest.mark.parametrize("line", ["您好", "D: 您好", "A@1: 您好", "A@01:05-: 您好", "A 您好"])
def test_a_line_that_cannot_be_read_is_named(line: str) -> None:
    with pytest.raises(ExampleError) as caught:
        parse_example(f"A: 您好\n\n{line}")
    assert (caught.value.line, caught.value.text) == (3, line)
