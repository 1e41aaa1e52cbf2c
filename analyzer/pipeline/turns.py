"""Makes turns of utterances: what one voice says without a long pause and without anybody in between is one turn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from analyzer.asr.transcriber import Heard
from analyzer.call import Role, Turn, Word
from analyzer.spans import TimeSpan

_JOINT = "，"
_MARKS = frozenset("，。！？、；：,.!?;:… ")


@dataclass(frozen=True, slots=True)
class Voice:
    """Who says an utterance, as far as it is known. `speaker` None: one of several who cannot be told apart."""

    role: Role
    basis: str
    speaker: str | None


def make_turns(
    heard: Sequence[Heard], voice_of: Callable[[Heard], Voice], max_pause_ms: int
) -> tuple[Turn, ...]:
    """Turns in time order. Utterances of an unknown speaker are joined only where speech was cut without a pause."""
    ordered = sorted(heard, key=lambda item: (item.utterance.time, item.utterance.channel))
    groups: list[tuple[Voice, list[Heard]]] = []
    for item in ordered:
        voice = voice_of(item)
        pause = max_pause_ms if voice.speaker is not None else 0
        if groups and groups[-1][0] == voice and _starts(item) - _ends(groups[-1][1][-1]) <= pause:
            groups[-1][1].append(item)
        else:
            groups.append((voice, [item]))
    return tuple(_turn(index, group, voice) for index, (voice, group) in enumerate(groups))


def split_by_speaker(item: Heard, speaker_at: Callable[[TimeSpan], str | None]) -> tuple[Heard, ...]:
    """The utterance in parts, one for each run of words by one speaker. Without word times it stays whole."""
    runs: list[tuple[str | None, list[Word]]] = []
    for word in item.words:
        speaker = speaker_at(word.time)
        if runs and runs[-1][0] == speaker:
            runs[-1][1].append(word)
        else:
            runs.append((speaker, [word]))
    if len(runs) < 2:
        return (item,)
    first_chars = [0, *(words[0].chars.start for _, words in runs[1:]), len(item.text)]
    first_times = [
        item.utterance.time.start,
        *(words[0].time.start for _, words in runs[1:]),
        item.utterance.time.end,
    ]
    return tuple(
        _part(
            item,
            words,
            (first_chars[place], first_chars[place + 1]),
            (first_times[place], first_times[place + 1]),
        )
        for place, (_, words) in enumerate(runs)
    )


def _part(item: Heard, words: Sequence[Word], chars: tuple[int, int], time: tuple[int, int]) -> Heard:
    span = TimeSpan(time[0], max(time))
    known = [word.confidence for word in words if word.confidence is not None]
    return replace(
        item,
        utterance=replace(item.utterance, time=span),
        text=item.text[chars[0] : chars[1]],
        words=tuple(replace(word, chars=word.chars.shift(-chars[0])) for word in words),
        confidence=round(sum(known) / len(known), 3) if known else item.confidence,
    )


def _starts(item: Heard) -> int:
    return item.utterance.time.start


def _ends(item: Heard) -> int:
    return item.utterance.time.end


def _turn(index: int, group: Sequence[Heard], voice: Voice) -> Turn:
    text = ""
    words: list[Word] = []
    for item in group:
        if text and text[-1] not in _MARKS and item.text[0] not in _MARKS:
            text += _JOINT
        words += [replace(word, chars=word.chars.shift(len(text))) for word in item.words]
        text += item.text
    return Turn(
        index=index,
        role=voice.role,
        text=text,
        start_ms=_starts(group[0]),
        end_ms=_ends(group[-1]),
        confidence=_confidence(group),
        speaker=voice.speaker,
        channel=group[0].utterance.channel,
        role_basis=voice.basis,
        words=tuple(words),
    )


def _confidence(group: Sequence[Heard]) -> float | None:
    """Mean confidence weighted by characters; None when any part has none."""
    parts = [(item.confidence, len(item.text)) for item in group]
    known = [(confidence, length) for confidence, length in parts if confidence is not None]
    if len(known) < len(parts):
        return None
    return round(
        sum(confidence * length for confidence, length in known) / sum(length for _, length in known), 3
    )
