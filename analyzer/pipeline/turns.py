"""Makes turns of utterances: what one speaker says without a long pause and without anybody in between is one turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from analyzer.asr.transcriber import Heard
from analyzer.call import Role, Turn, Word

_JOINT = "，"
_MARKS = frozenset("，。！？、；：,.!?;:… ")


def make_turns(
    heard: Sequence[Heard], roles: Sequence[Role], basis: str, max_pause_ms: int
) -> tuple[Turn, ...]:
    """Turns of all channels in time order; `roles` has one role a channel."""
    ordered = sorted(heard, key=lambda item: (item.utterance.time, item.utterance.channel))
    groups: list[list[Heard]] = []
    for item in ordered:
        if groups and _continues(groups[-1][-1], item, max_pause_ms):
            groups[-1].append(item)
        else:
            groups.append([item])
    return tuple(_turn(index, group, roles, basis) for index, group in enumerate(groups))


def _continues(last: Heard, item: Heard, max_pause_ms: int) -> bool:
    same = last.utterance.channel == item.utterance.channel
    return same and item.utterance.time.start - last.utterance.time.end <= max_pause_ms


def _turn(index: int, group: Sequence[Heard], roles: Sequence[Role], basis: str) -> Turn:
    text, words = "", list[Word]()
    for item in group:
        if text and text[-1] not in _MARKS and item.text[0] not in _MARKS:
            text += _JOINT
        words += [replace(word, chars=word.chars.shift(len(text))) for word in item.words]
        text += item.text
    channel = group[0].utterance.channel
    return Turn(
        index=index,
        role=roles[channel],
        text=text,
        start_ms=group[0].utterance.time.start,
        end_ms=group[-1].utterance.time.end,
        confidence=_confidence(group),
        channel=channel,
        role_basis=basis,
        words=tuple(words),
    )


def _confidence(group: Sequence[Heard]) -> float | None:
    """Mean confidence weighted by characters; None when any part has none."""
    parts = [(item.confidence, len(item.text)) for item in group]
    if any(confidence is None for confidence, _ in parts):
        return None
    total = sum(length for _, length in parts)
    return round(sum((confidence or 0.0) * length for confidence, length in parts) / total, 3)
