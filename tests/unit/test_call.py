"""Calls survive the way to JSON and back; what is unknown is left out and stays unknown."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.call import (
    Call,
    Dropped,
    EndedBy,
    Origin,
    Recording,
    Role,
    Turn,
    Word,
    call_from_dict,
    call_to_dict,
)
from analyzer.spans import CharSpan, TimeSpan

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
MAYBE = st.none() | TEXT
MS = st.none() | st.integers(0, 10**7)
SHARE = st.none() | st.floats(0, 1)
PAIRS = st.dictionaries(TEXT, TEXT, max_size=3).map(lambda pairs: tuple(sorted(pairs.items())))
STRETCH = st.tuples(st.integers(0, 99), st.integers(0, 99)).map(sorted)

WORDS = st.builds(
    Word, TEXT, STRETCH.map(lambda ends: CharSpan(*ends)), STRETCH.map(lambda ends: TimeSpan(*ends)), SHARE
)
TURNS = st.builds(
    Turn,
    index=st.just(0),
    role=st.sampled_from(Role),
    text=TEXT,
    start_ms=MS,
    end_ms=MS,
    confidence=SHARE,
    agent_id=MAYBE,
    speaker=MAYBE,
    channel=st.none() | st.integers(0, 5),
    role_basis=MAYBE,
    words=st.lists(WORDS, max_size=2).map(tuple),
)
CALLS = st.builds(
    Call,
    call_id=TEXT,
    turns=st.lists(TURNS, max_size=4).map(
        lambda turns: tuple(_numbered(turn, index) for index, turn in enumerate(turns))
    ),
    source=MAYBE,
    agent_id=MAYBE,
    agent_name=MAYBE,
    team=MAYBE,
    started_at=MAYBE,
    channel=MAYBE,
    direction=MAYBE,
    ended_by=st.none() | st.sampled_from(EndedBy),
    recording=st.none()
    | st.builds(Recording, TEXT, TEXT, st.integers(0), st.integers(0), st.integers(0), TEXT, st.integers(0)),
    origin=st.none() | st.builds(Origin, TEXT, MAYBE, MAYBE, PAIRS),
    dropped=st.lists(st.builds(Dropped, TEXT, TEXT, MS, MS), max_size=2).map(tuple),
    notes=st.lists(TEXT, max_size=2).map(tuple),
    extra=PAIRS,
)


def _numbered(turn: Turn, index: int) -> Turn:
    return replace(turn, index=index)


@given(CALLS)
def test_round_trip(call: Call) -> None:
    assert call_from_dict(json.loads(json.dumps(call_to_dict(call), ensure_ascii=False))) == call


@given(CALLS)
def test_nothing_unknown_is_written(call: Call) -> None:
    data = call_to_dict(call)
    turns = data.pop("turns")
    assert isinstance(turns, list)
    assert all(value is not None for turn in turns for value in turn.values())
    assert all(value is not None for value in data.values())


def test_keys_come_in_the_order_of_the_contract() -> None:
    call = Call(
        call_id="a-1",
        turns=(),
        extra=(("b", "1"),),
        agent_id="1023",
        team="一组",
        started_at="2026-11-03T09:12:00+08:00",
        channel="phone",
        ended_by=EndedBy.CUT,
    )
    assert list(call_to_dict(call)) == [
        "call_id", "agent_id", "team", "started_at", "channel", "ended_by", "turns", "extra",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("start", "end", "span"),
    [
        (1, 5, TimeSpan(1, 5)),
        (None, 5, None),
        (1, None, None),
        (5, 1, TimeSpan(5, 5)),
        (0, 0, TimeSpan(0, 0)),
    ],
)
def test_a_turn_has_a_span_where_both_ends_are_known(
    start: int | None, end: int | None, span: TimeSpan | None
) -> None:
    assert Turn(0, Role.AGENT, "", start, end).time == span


def test_a_call_has_times_when_every_turn_has() -> None:
    timed, untimed = Turn(0, Role.AGENT, "好", 0, 5), Turn(1, Role.AGENT, "好", 0, None)
    assert Call("c", (timed,)).has_times
    assert not Call("c", (timed, untimed)).has_times


def test_a_role_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="robot"):
        call_from_dict({"call_id": "c", "turns": [{"role": "robot", "text": ""}]})
