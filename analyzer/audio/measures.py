"""Measures of a call that need only the times of its turns: rates, waits, overlaps, shares. Defined in docs/measures.md.

A measure that cannot be known is absent from the result: no times, no role, no such turn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from analyzer.call import Call, EndedBy, Role, Turn
from analyzer.language import Text
from analyzer.spans import TimeSpan
from analyzer.text.normalize import plain

WAIT_LIMIT_MS: Final = 15_000
_CUT_IN_MS: Final = 500
_BACKCHANNEL_CHARS: Final = 2
_MINUTE_MS: Final = 60_000
_POOR_CONFIDENCE: Final = 0.45
_POOR_SNR_DB: Final = 6.0
_POOR_CLIPPED: Final = 0.05

Measures = dict[str, float]


def measure_turns(call: Call) -> Measures:
    """Every measure that the turns' times and roles allow, times in milliseconds, by name."""
    if not call.turns or not call.has_times:
        return {}
    roles = {turn.role for turn in call.turns}
    known = Role.UNKNOWN not in roles and Role.AGENT in roles
    return dict(sorted({**_whole(call), **(_by_role(call) if known else {}), **_ended(call)}.items()))


def _whole(call: Call) -> Measures:
    """What needs no roles: silence, and how sure the recogniser was."""
    gaps = [len(gap) for gap in _gaps(call.turns)]
    spoken = _covered(_spans(call.turns))
    found: Measures = {"silence_ms": sum(gaps), "longest_silence_ms": max(gaps, default=0), "talk_ms": spoken}
    if call.recording is not None:
        found["duration_ms"] = call.recording.duration_ms
    heard = [(turn.confidence, len(turn.text)) for turn in call.turns if turn.confidence is not None]
    if heard:
        found["recognizer_confidence"] = round(sum(c * n for c, n in heard) / sum(n for _, n in heard), 3)
    return found


def _by_role(call: Call) -> Measures:
    agent = [turn for turn in call.turns if turn.role is Role.AGENT]
    customer = [turn for turn in call.turns if turn.role is Role.CUSTOMER]
    agent_ms, customer_ms = _covered(_spans(agent)), _covered(_spans(customer))
    found: Measures = {
        "agent_talk_ms": agent_ms,
        "customer_talk_ms": customer_ms,
        "overlap_ms": agent_ms + customer_ms - _covered(_spans(call.turns)),
        "agent_interruptions": _cut_ins(agent, customer),
        "customer_interruptions": _cut_ins(customer, agent),
        "agent_spoke_last": float(max(call.turns, key=_end).role is Role.AGENT),
        "agent_first_word_ms": _span(agent[0]).start,
    }
    if agent_ms + customer_ms:
        found["agent_talk_share"] = round(agent_ms / (agent_ms + customer_ms), 3)
    return {**found, **_rate("agent", agent), **_rate("customer", customer), **_waits(call.turns)}


def _rate(who: str, turns: Sequence[Turn]) -> Measures:
    """Characters a minute of speech, from first to last word of each turn."""
    milliseconds = sum(len(_worded(turn)) for turn in turns)
    if not milliseconds:
        return {}
    characters = sum(len(plain(turn.text)) for turn in turns)
    return {f"{who}_chars_per_minute": round(characters * _MINUTE_MS / milliseconds, 1)}


def _waits(turns: Sequence[Turn]) -> Measures:
    """The customer's waits: silences that the agent ends, and the time from a customer's words to the agent's next."""
    waits = [len(gap) for gap in _gaps(turns) if _next_speaker(turns, gap.end) is Role.AGENT]
    delays = [
        max(0, _span(after).start - _span(before).end)
        for before, after in pairwise(turns)
        if before.role is Role.CUSTOMER and after.role is Role.AGENT
    ]
    found: Measures = {
        "longest_wait_ms": max(waits, default=0),
        "waits_over_15s": sum(wait > WAIT_LIMIT_MS for wait in waits),
    }
    if delays:
        found["answer_delay_ms"] = max(delays)
    return found


def _ended(call: Call) -> Measures:
    """Who hung up, where the telephone system says so."""
    if call.ended_by not in {EndedBy.AGENT, EndedBy.CUSTOMER}:
        return {}
    return {"agent_hung_up_first": float(call.ended_by is EndedBy.AGENT)}


def _cut_ins(own: Sequence[Turn], other: Sequence[Turn]) -> int:
    """Turns that begin while the other has at least half a second to go, and are more than a murmur."""
    spans = [_span(turn) for turn in other]
    return sum(
        any(span.start < _span(turn).start <= span.end - _CUT_IN_MS for span in spans)
        for turn in own
        if len(plain(turn.text)) > _BACKCHANNEL_CHARS
    )


def _gaps(turns: Sequence[Turn]) -> list[TimeSpan]:
    """Stretches between the first word and the last in which nobody speaks."""
    gaps: list[TimeSpan] = []
    end = _span(turns[0]).end
    for span in sorted(_spans(turns)):
        if span.start > end:
            gaps.append(TimeSpan(end, span.start))
        end = max(end, span.end)
    return gaps


def _next_speaker(turns: Sequence[Turn], at_ms: int) -> Role:
    return next(turn.role for turn in turns if _span(turn).start == at_ms)


def _covered(spans: Sequence[TimeSpan]) -> int:
    """Length of the union."""
    total, end = 0, 0
    for span in sorted(spans):
        total += max(0, span.end - max(span.start, end))
        end = max(end, span.end)
    return total


def _spans(turns: Sequence[Turn]) -> list[TimeSpan]:
    return [_span(turn) for turn in turns]


def _span(turn: Turn) -> TimeSpan:
    """The turn's time; `measure_turns` has made sure that there is one."""
    return turn.time or TimeSpan(0, 0)


def _end(turn: Turn) -> int:
    return _span(turn).end


def _worded(turn: Turn) -> TimeSpan:
    """From the first word to the last where words have times, else the whole turn."""
    if not turn.words:
        return _span(turn)
    return TimeSpan(turn.words[0].time.start, max(turn.words[0].time.start, turn.words[-1].time.end))


def poor_because(measures: Mapping[str, float]) -> Text | None:
    """Why the recording is too poor to judge, None when it is not."""
    if measures.get("recognizer_confidence", 1.0) < _POOR_CONFIDENCE:
        return Text("识别把握太低", "the recogniser is too unsure")
    if measures.get("snr_db", 99.0) < _POOR_SNR_DB:
        return Text("噪声太大", "too much noise")
    if measures.get("clipped_share", 0.0) > _POOR_CLIPPED:
        return Text("削波太多", "too much clipping")
    return None
