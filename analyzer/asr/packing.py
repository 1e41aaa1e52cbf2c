"""Puts utterances of one channel one after another into windows, and finds the way back to the recording's time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.audio.activity import Utterance


@dataclass(frozen=True, slots=True)
class Window:
    """Utterances of one channel that the recogniser hears in one go, without the silence between them."""

    utterances: tuple[Utterance, ...]

    @property
    def channel(self) -> int:
        """The channel that all of them are on."""
        return self.utterances[0].channel

    @property
    def length_ms(self) -> int:
        """Length of the window in milliseconds."""
        return sum(len(utterance.time) for utterance in self.utterances)

    def locate(self, window_ms: float) -> tuple[int, int]:
        """The utterance (its place in the window) that sounds at `window_ms`, and the recording's time in ms."""
        before = 0
        for place, utterance in enumerate(self.utterances):
            inside = window_ms - before
            if inside < len(utterance.time) or place == len(self.utterances) - 1:
                bounded = min(max(0, round(inside)), len(utterance.time))
                return place, utterance.time.start + bounded
            before += len(utterance.time)
        raise ValueError("a window holds at least one utterance")


def pack(utterances: Sequence[Utterance], window_ms: int) -> tuple[Window, ...]:
    """Windows of about equal length, none over `window_ms` unless one utterance alone is."""
    windows: list[Window] = []
    for channel in sorted({utterance.channel for utterance in utterances}):
        own = sorted((u for u in utterances if u.channel == channel), key=lambda u: u.time)
        windows += _pack_channel(own, window_ms)
    return tuple(windows)


def alone(utterances: Sequence[Utterance]) -> tuple[Window, ...]:
    """Each utterance in a window of its own."""
    return tuple(Window((utterance,)) for utterance in utterances)


def _pack_channel(utterances: Sequence[Utterance], window_ms: int) -> list[Window]:
    """The fewest windows that the limit allows, and among those the most even ones: a short rest costs a whole window."""
    best = [(0, 0)]
    first = [0]
    for end in range(1, len(utterances) + 1):
        best.append(best[end - 1])
        first.append(end - 1)
        length = 0
        for start in range(end - 1, -1, -1):
            length += len(utterances[start].time)
            if length > window_ms and start < end - 1:
                break
            count, squares = best[start]
            cost = (count + 1, squares + length * length)
            if start == end - 1 or cost < best[end]:
                best[end], first[end] = cost, start
    windows: list[Window] = []
    end = len(utterances)
    while end:
        windows.append(Window(tuple(utterances[first[end] : end])))
        end = first[end]
    return windows[::-1]
