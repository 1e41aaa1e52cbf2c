"""Gives every utterance its voice: by channel in stereo, by diarization in mono, unknown where neither tells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from analyzer.asr.transcriber import Heard
from analyzer.call import Role
from analyzer.pipeline.turns import Voice, split_by_speaker
from analyzer.roles.channels import AgentChannel, roles_of_channels
from analyzer.roles.speakers import SpeakerSpan, roles_of_speakers, speaker_at
from analyzer.spans import TimeSpan


@dataclass(frozen=True, slots=True)
class Voiced:
    """Utterances, each of one voice, and the way to find the voice of each."""

    heard: tuple[Heard, ...]
    voice_of: Callable[[Heard], Voice]


def voices_of_channels(heard: Sequence[Heard], agent: AgentChannel) -> Voiced:
    """Two channels, two speakers."""
    texts = [[item.text for item in heard if item.utterance.channel == channel] for channel in (0, 1)]
    told = roles_of_channels(texts, agent)
    voices = [Voice(role, told.basis, f"channel-{channel}") for channel, role in enumerate(told.roles)]
    return Voiced(tuple(heard), lambda item: voices[item.utterance.channel])


def voices_of_speakers(heard: Sequence[Heard], spans: Sequence[SpeakerSpan]) -> Voiced:
    """One channel, the speakers told apart by their voices."""

    def speaker_of(time: TimeSpan) -> str | None:
        return speaker_at(spans, time)

    parts = [part for item in heard for part in split_by_speaker(item, speaker_of)]
    texts: dict[str, list[str]] = {}
    for part in parts:
        texts.setdefault(speaker_of(_middle(part)) or "", []).append(part.text)
    voices = {
        speaker: Voice(told.role, told.basis, speaker or None)
        for speaker, told in roles_of_speakers(texts).items()
    }
    return Voiced(tuple(parts), lambda item: voices[speaker_of(_middle(item)) or ""])


def voices_unknown(heard: Sequence[Heard]) -> Voiced:
    """One channel and nothing to tell the speakers apart by."""
    voice = Voice(Role.UNKNOWN, "mono", None)
    return Voiced(tuple(heard), lambda item: voice)


def _middle(item: Heard) -> TimeSpan:
    """Where the words are, without the silence around them."""
    if not item.words:
        return item.utterance.time
    return TimeSpan(item.words[0].time.start, max(item.words[0].time.start + 1, item.words[-1].time.end))
