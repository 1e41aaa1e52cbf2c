"""A call as values: who said what, when, and how it was heard. `to_dict` and `call_from_dict` round-trip."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from analyzer.spans import CharSpan, TimeSpan


class Role(StrEnum):
    """Who speaks. Unknown is an answer, never a default for agent or customer."""

    AGENT = "agent"
    CUSTOMER = "customer"
    UNKNOWN = "unknown"


class EndedBy(StrEnum):
    """Who or what ended the call, where the telephone system says so."""

    AGENT = "agent"
    CUSTOMER = "customer"
    CUT = "cut"


@dataclass(frozen=True, slots=True)
class Word:
    """A recognised word: where it stands in `Turn.text`, when it was said, how sure the recogniser is (0–1)."""

    text: str
    chars: CharSpan
    time: TimeSpan
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One stretch of speech by one speaker; times in milliseconds, None where unknown."""

    index: int
    role: Role
    text: str
    start_ms: int | None = None
    end_ms: int | None = None
    confidence: float | None = None
    agent_id: str | None = None
    speaker: str | None = None
    channel: int | None = None
    role_basis: str | None = None
    words: tuple[Word, ...] = ()

    @property
    def time(self) -> TimeSpan | None:
        """The turn's span of time where both ends are known."""
        if self.start_ms is None or self.end_ms is None:
            return None
        return TimeSpan(self.start_ms, max(self.start_ms, self.end_ms))


@dataclass(frozen=True, slots=True)
class Recording:
    """The file that was listened to; what could not be decoded is counted, not hidden."""

    name: str
    sha256: str
    duration_ms: int
    sample_rate: int
    channels: int
    codec: str
    undecoded_packets: int = 0


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the words come from: a recogniser with its model and every option used, or a transcript reader."""

    recognizer: str
    model: str | None = None
    model_sha256: str | None = None
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Dropped:
    """Something heard or read that was kept out of the turns, with the reason: counted, never silent."""

    reason: str
    text: str
    start_ms: int | None = None
    end_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """Turns in time order with what is known about the call; missing metadata stays None."""

    call_id: str
    turns: tuple[Turn, ...]
    source: str | None = None
    agent_id: str | None = None
    agent_name: str | None = None
    team: str | None = None
    started_at: str | None = None
    channel: str | None = None
    direction: str | None = None
    ended_by: EndedBy | None = None
    recording: Recording | None = None
    origin: Origin | None = None
    dropped: tuple[Dropped, ...] = ()
    notes: tuple[str, ...] = ()
    extra: tuple[tuple[str, str], ...] = ()

    @property
    def has_times(self) -> bool:
        """True when every turn has a start and an end."""
        return all(turn.time is not None for turn in self.turns)


_TURN_OPTIONAL = ("start_ms", "end_ms", "confidence", "agent_id", "speaker", "channel", "role_basis")
_CALL_OPTIONAL = ("source", "agent_id", "agent_name", "team", "started_at", "channel", "direction")


def turn_to_dict(turn: Turn) -> dict[str, object]:
    """One turn as JSON values; unknown fields are left out."""
    out: dict[str, object] = {"index": turn.index, "role": str(turn.role), "text": turn.text}
    for name in _TURN_OPTIONAL:
        value = getattr(turn, name)
        if value is not None:
            out[name] = value
    if turn.words:
        out["words"] = [
            {
                "text": word.text,
                "chars": [word.chars.start, word.chars.end],
                "start_ms": word.time.start,
                "end_ms": word.time.end,
                "confidence": word.confidence,
            }
            for word in turn.words
        ]
    return out


def call_to_dict(call: Call) -> dict[str, object]:
    """The call as JSON values in the order of the contract; unknown fields are left out."""
    out: dict[str, object] = {"call_id": call.call_id}
    for name in _CALL_OPTIONAL:
        value = getattr(call, name)
        if value is not None:
            out[name] = value
    if call.ended_by is not None:
        out["ended_by"] = str(call.ended_by)
    out["turns"] = [turn_to_dict(turn) for turn in call.turns]
    if call.recording is not None:
        out["recording"] = {name: getattr(call.recording, name) for name in Recording.__slots__}
    if call.origin is not None:
        origin = {name: getattr(call.origin, name) for name in ("recognizer", "model", "model_sha256")}
        out["origin"] = {**origin, "options": dict(call.origin.options)}
    if call.dropped:
        out["dropped"] = [{name: getattr(item, name) for name in Dropped.__slots__} for item in call.dropped]
    if call.notes:
        out["notes"] = list(call.notes)
    if call.extra:
        out["extra"] = dict(call.extra)
    return out


def turn_from_dict(index: int, data: Mapping[str, Any]) -> Turn:
    """The turn that `turn_to_dict` wrote; the position in the list is the index."""
    words = tuple(
        Word(w["text"], CharSpan(*w["chars"]), TimeSpan(w["start_ms"], w["end_ms"]), w.get("confidence"))
        for w in data.get("words", ())
    )
    known = {name: data.get(name) for name in _TURN_OPTIONAL}
    return Turn(index=index, role=Role(data["role"]), text=data["text"], words=words, **known)


def call_from_dict(data: Mapping[str, Any]) -> Call:
    """The call that `call_to_dict` wrote. The input is trusted; `ingest` checks what comes from outside."""
    turns: Sequence[Mapping[str, Any]] = data["turns"]
    recording, origin = data.get("recording"), data.get("origin")
    known = {name: data.get(name) for name in _CALL_OPTIONAL}
    return Call(
        call_id=data["call_id"],
        turns=tuple(turn_from_dict(i, turn) for i, turn in enumerate(turns)),
        ended_by=EndedBy(data["ended_by"]) if data.get("ended_by") else None,
        recording=Recording(**recording) if recording else None,
        origin=Origin(**{**origin, "options": tuple(sorted(origin["options"].items()))}) if origin else None,
        dropped=tuple(Dropped(**item) for item in data.get("dropped", ())),
        notes=tuple(data.get("notes", ())),
        extra=tuple(sorted(data.get("extra", {}).items())),
        **known,
    )
