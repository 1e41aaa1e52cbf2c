"""Windows hold every utterance once, and the way back to the recording's time is exact."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.asr.packing import Window, alone, pack
from analyzer.audio.activity import Utterance
from tests.unit.asr.samples import utterance


@st.composite
def utterance_lists(draw: st.DrawFn) -> list[Utterance]:
    found: list[Utterance] = []
    for channel in (0, 1):
        at = 0
        for _ in range(draw(st.integers(0, 12))):
            at += draw(st.integers(0, 5_000))
            length = draw(st.integers(1, 14_000))
            found.append(utterance(at, at + length, channel))
            at += length
    return found


@given(utterance_lists(), st.integers(1_000, 30_000))
def test_every_utterance_once_in_order_on_one_channel(utterances: list[Utterance], window_ms: int) -> None:
    windows = pack(utterances, window_ms)
    assert sorted((u for w in windows for u in w.utterances), key=repr) == sorted(utterances, key=repr)
    for window in windows:
        assert {u.channel for u in window.utterances} == {window.channel}
        assert list(window.utterances) == sorted(window.utterances, key=lambda u: u.time)
        assert window.length_ms <= window_ms or len(window.utterances) == 1


@given(utterance_lists(), st.floats(0, 1))
def test_locate_is_the_inverse_of_packing(utterances: list[Utterance], share: float) -> None:
    for window in pack(utterances, 15_000):
        before = 0
        for place, item in enumerate(window.utterances):
            inside = int(share * (len(item.time) - 1))
            assert window.locate(before + inside) == (place, item.time.start + inside)
            before += len(item.time)


def test_beyond_the_end_is_the_end() -> None:
    window = Window((utterance(1_000, 2_000), utterance(5_000, 6_000)))
    assert window.locate(99_999) == (1, 6_000)
    assert window.locate(-5) == (0, 1_000)


def test_windows_are_about_equal() -> None:
    lengths = [
        window.length_ms
        for window in pack([utterance(i * 3_000, i * 3_000 + 2_000) for i in range(9)], 15_000)
    ]
    assert lengths == [10_000, 8_000]


def test_alone_is_one_each() -> None:
    items = [utterance(0, 10), utterance(20, 30)]
    assert [window.utterances for window in alone(items)] == [(items[0],), (items[1],)]


def test_nothing_to_pack() -> None:
    assert pack([], 15_000) == ()


def test_a_window_without_utterances_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Window(()).locate(0)
