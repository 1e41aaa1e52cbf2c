"""Tells when an utterance was badly heard in company, and which of two hearings to believe."""

from __future__ import annotations

import re
from typing import Final

from analyzer.asr.transcriber import Heard
from analyzer.text.normalize import plain

_LONG_MS: Final = 1_500
_FEWEST_CHARS_PER_SECOND: Final = 1.2
_UNSURE: Final = 0.15
_ROUNDS: Final = re.compile(r"(.{2,16}?)\1{2,}|(.)\2{6,}|(.{8,40}?)\3")


def is_doubtful(heard: Heard) -> bool:
    """No words, far too few of them for the time, words in a loop, or next to no confidence."""
    text = plain(heard.text)
    if not text or _ROUNDS.search(text):
        return True
    duration = len(heard.utterance.time)
    too_few = duration > _LONG_MS and len(text) < _FEWEST_CHARS_PER_SECOND * duration / 1000
    return too_few or (heard.confidence is not None and heard.confidence < _UNSURE)


def better(first: Heard, second: Heard | None) -> Heard:
    """The hearing with words, without a loop, then with more confidence; the first where they are alike."""
    if second is None or not second.text:
        return first
    return second if _rank(second) > _rank(first) else first


def _rank(heard: Heard) -> tuple[bool, float]:
    return (not is_doubtful(heard), heard.confidence or 0.0)
