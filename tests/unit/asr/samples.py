"""Short ways to build what a recogniser hears."""

from __future__ import annotations

from analyzer.asr.transcriber import Heard
from analyzer.audio.activity import Utterance
from analyzer.call import Word
from analyzer.spans import CharSpan, TimeSpan

STEP_MS = 200


def utterance(start_ms: int, end_ms: int, channel: int = 0, voice: float = 1.0) -> Utterance:
    return Utterance(channel, TimeSpan(start_ms, end_ms), voice)


def heard(
    text: str,
    start_ms: int = 0,
    end_ms: int | None = None,
    channel: int = 0,
    *,
    confidence: float | None = 0.8,
    voice: float = 1.0,
) -> Heard:
    """One word a character, `STEP_MS` each, punctuation left out of the words as Whisper's adapter does."""
    words = tuple(
        Word(char, CharSpan(place, place + 1), _time(start_ms, place), confidence)
        for place, char in enumerate(text)
        if char.isalnum()
    )
    end = end_ms if end_ms is not None else start_ms + max(1, len(text)) * STEP_MS
    return Heard(utterance(start_ms, end, channel, voice), text, words, confidence if words else None)


def _time(start_ms: int, place: int) -> TimeSpan:
    return TimeSpan(start_ms + place * STEP_MS, start_ms + (place + 1) * STEP_MS)
