"""The JSON of other recognisers: openai-whisper, whisperX, FunASR.

Who is the agent is not in them, so roles stay unknown unless a speaker carries a role's name.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from analyzer.call import Call, Origin, Turn, Word
from analyzer.errors import InputError
from analyzer.ingest.calljson import problems_of
from analyzer.ingest.clock import seconds_ms
from analyzer.ingest.settle import Where, settle, turn_of
from analyzer.ingest.speakers import speaker_of
from analyzer.language import Text
from analyzer.spans import CharSpan, TimeSpan

PROBABLY_NO_SPEECH = 0.6
"""`no_speech_prob` from which a segment is named in the call's notes (openai-whisper's own threshold)."""

_TAG = re.compile(r"<\|[^|<>]*\|>")


class _Loose(BaseModel):
    """Strict about what is read; the recogniser's working values (tokens, seek, temperature) are not data."""

    model_config = ConfigDict(strict=True, extra="ignore")


class _Word(_Loose):
    word: str
    start: float | None = None
    end: float | None = None
    probability: float | None = None
    score: float | None = None


class _Segment(_Loose):
    start: float | None = None
    end: float | None = None
    text: str
    speaker: str | None = None
    avg_logprob: float | None = None
    no_speech_prob: float | None = None
    words: list[_Word] = Field(default_factory=list)


class _Whisper(_Loose):
    segments: list[_Segment]


_Pair = Annotated[list[int], Field(min_length=2, max_length=2)]


class _Sentence(_Loose):
    text: str | None = None
    sentence: str | None = None
    start: int | None = None
    end: int | None = None
    spk: int | str | None = None
    timestamp: list[_Pair] = Field(default_factory=list)


class _FunASR(_Loose):
    key: str | None = None
    text: str = ""
    timestamp: list[_Pair] = Field(default_factory=list)
    sentence_info: list[_Sentence] = Field(default_factory=list)


_Model = TypeVar("_Model", bound=_Loose)


def is_whisper(data: Mapping[str, Any]) -> bool:
    """True for the result of openai-whisper, faster-whisper dumps and whisperX."""
    return "segments" in data and "turns" not in data


def is_funasr(data: Mapping[str, Any]) -> bool:
    """True for one result of FunASR's `generate`."""
    return "turns" not in data and (
        "sentence_info" in data or ("text" in data and ("key" in data or "timestamp" in data))
    )


def whisper_call(data: Mapping[str, Any], where: Where) -> Call:
    """A call with a turn for each segment; raises `InputError`."""
    given = _checked(_Whisper, data, where)
    turns = tuple(_whisper_turn(index, segment) for index, segment in enumerate(given.segments))
    by_speaker = "word_segments" in data or any(segment.speaker for segment in given.segments)
    origin = Origin("whisperx" if by_speaker else "openai-whisper")
    notes = _no_speech_notes(given.segments)
    call = Call(where.call_id, turns, where.source, origin=origin, notes=notes)
    return settle(call, where.path, [where.line] * len(turns))


def _whisper_turn(index: int, segment: _Segment) -> Turn:
    text = segment.text.strip()
    turn = turn_of(index, text, speaker_of(segment.speaker) if segment.speaker else None)
    return replace(
        turn,
        start_ms=_ms(segment.start),
        end_ms=_ms(segment.end),
        confidence=_probability(segment.avg_logprob),
        words=_words(text, segment.words),
    )


def _words(text: str, words: Sequence[_Word]) -> tuple[Word, ...]:
    """Words with their places in the text; one without a time (numerals in whisperX) has no entry."""
    found: list[Word] = []
    cursor = 0
    for item in words:
        said = item.word.strip()
        at = text.find(said, cursor) if said else -1
        start, end = _ms(item.start), _ms(item.end)
        if at < 0:
            continue
        cursor = at + len(said)
        if start is not None and end is not None and start <= end:
            sure = item.probability if item.probability is not None else item.score
            confidence = sure if sure is not None and 0 <= sure <= 1 else None
            found.append(Word(said, CharSpan(at, cursor), TimeSpan(start, end), confidence))
    return tuple(found)


def _no_speech_notes(segments: Sequence[_Segment]) -> tuple[str, ...]:
    """Segments that the recogniser itself took for silence are named, not judged."""
    doubtful = [
        s.text.strip() for s in segments if (s.no_speech_prob or 0) > PROBABLY_NO_SPEECH and s.text.strip()
    ]
    if not doubtful:
        return ()
    return (
        str(
            Text(
                f"识别程序认为其中 {len(doubtful)} 段可能没有人说话：{'；'.join(doubtful[:5])}",
                f"the recogniser took {len(doubtful)} segments for silence: {'; '.join(doubtful[:5])}",
            )
        ),
    )


def funasr_call(data: Mapping[str, Any], where: Where) -> Call:
    """A call with a turn for each sentence, or one turn where there are no sentences; raises `InputError`."""
    given = _checked(_FunASR, data, where)
    sentences = given.sentence_info or [_Sentence(text=given.text, timestamp=given.timestamp)]
    turns = tuple(_funasr_turn(index, sentence) for index, sentence in enumerate(sentences))
    call_id = given.key or where.call_id
    call = Call(call_id, turns, where.source, origin=Origin("funasr"), notes=_whole_text_note(given))
    return settle(call, where.path, [where.line] * len(turns))


def _funasr_turn(index: int, sentence: _Sentence) -> Turn:
    """Some releases give the last character's time as the sentence's; the characters' own times are right."""
    text = _TAG.sub("", sentence.text or sentence.sentence or "").strip()
    label = sentence.spk if isinstance(sentence.spk, str) or sentence.spk is None else f"spk{sentence.spk}"
    turn = turn_of(index, text, speaker_of(label) if label else None)
    start, end = sentence.start, sentence.end
    if sentence.timestamp:
        start, end = sentence.timestamp[0][0], sentence.timestamp[-1][1]
    return replace(turn, start_ms=start, end_ms=end)


def _whole_text_note(given: _FunASR) -> tuple[str, ...]:
    if given.sentence_info:
        return ()
    return (
        str(
            Text(
                "识别结果没有分句和说话人，整段算作一轮，角色未知",
                "the result has neither sentences nor speakers: one turn, role unknown",
            )
        ),
    )


def _ms(seconds: float | None) -> int | None:
    return None if seconds is None else seconds_ms(seconds)


def _probability(log_probability: float | None) -> float | None:
    """The mean probability of a segment's tokens, 0–1; None where the recogniser gives none."""
    if log_probability is None or log_probability > 0:
        return None
    return round(math.exp(log_probability), 4)


def _checked(model: type[_Model], data: Mapping[str, Any], where: Where) -> _Model:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise InputError(*problems_of(error, where)) from error
