"""Several speakers on one channel: each utterance is given a speaker, each speaker a role, told from the words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from analyzer.audio.activity import Activity, Utterance
from analyzer.audio.decode import Sound
from analyzer.call import Role
from analyzer.roles.cues import Evidence, weigh
from analyzer.spans import TimeSpan

DECIDED_MARGIN: Final = 1.0
MIXED: Final = 0.25
_FULL_MARGIN: Final = 8.0


@dataclass(frozen=True, slots=True)
class SpeakerSpan:
    """A stretch of sound and the label of who speaks in it; the label has no meaning beyond this recording."""

    time: TimeSpan
    speaker: str


class Diarizer(Protocol):
    """Tells voices apart on one channel of a recording."""

    def speakers(
        self, sound: Sound, activity: Activity, utterances: Sequence[Utterance]
    ) -> tuple[SpeakerSpan, ...]:
        """Stretches of the utterances in time order; empty where no voice can be known."""


@dataclass(frozen=True, slots=True)
class SpeakerRole:
    """A speaker's role, what it rests on, and how sure it is (0-1)."""

    role: Role
    basis: str
    confidence: float


def speaker_at(spans: Sequence[SpeakerSpan], time: TimeSpan) -> str | None:
    """Who speaks most of `time`; the nearest speaker where nobody was found in it; None without any span."""
    shared: dict[str, int] = {}
    for span in spans:
        common = span.time & time
        if common:
            shared[span.speaker] = shared.get(span.speaker, 0) + len(common)
    if shared:
        return max(sorted(shared), key=lambda speaker: shared[speaker])
    if not spans:
        return None
    return min(spans, key=lambda span: _distance(span.time, time)).speaker


def roles_of_speakers(texts: Mapping[str, Sequence[str]]) -> dict[str, SpeakerRole]:
    """A role for each speaker from all that he or she said; unknown where the words do not tell.

    Between the two who say most, the evidence against one is evidence for the other. Others stand on their own.
    Where one voice alone says what only an agent and what only a customer says, two people were taken for one: unknown.
    """
    evidence = {speaker: weigh(own) for speaker, own in texts.items()}
    leans = {speaker: 0.0 if _is_mixed(own) else own.lean for speaker, own in evidence.items()}
    by_amount = sorted(texts, key=lambda speaker: (-sum(map(len, texts[speaker])), speaker))
    if len(by_amount) >= 2:
        first, second = by_amount[:2]
        margin = evidence[first].lean - evidence[second].lean
        leans |= {first: margin, second: -margin}
    return {speaker: _role(leans[speaker]) for speaker in by_amount}


def _is_mixed(evidence: Evidence) -> bool:
    return min(evidence.agent, evidence.customer) > MIXED * max(evidence.agent, evidence.customer)


def _role(lean: float) -> SpeakerRole:
    confidence = round(min(1.0, abs(lean) / _FULL_MARGIN), 3)
    basis = f"words of this voice: lean {lean:+g}, confidence {confidence:g}"
    if abs(lean) < DECIDED_MARGIN:
        return SpeakerRole(Role.UNKNOWN, f"undecided, {basis}", confidence)
    return SpeakerRole(Role.AGENT if lean > 0 else Role.CUSTOMER, basis, confidence)


def _distance(one: TimeSpan, other: TimeSpan) -> int:
    return max(one.start - other.end, other.start - one.end)
