"""Which hearings are doubtful, and which of two is believed."""

from __future__ import annotations

import pytest

from analyzer.asr.doubt import better, is_doubtful
from tests.unit.asr.samples import heard

# text, end in ms (None: five characters a second), confidence, doubtful
CASES = [
    ("请您稍等", None, 0.8, False),
    ("", 1_000, 0.8, True),
    ("，。", 1_000, 0.8, True),
    ("对", 600, 0.8, False),
    ("对", 5_000, 0.8, True),
    ("再见再见再见", None, 0.9, True),
    ("再见，再见", None, 0.9, False),
    ("对对对", None, 0.9, False),
    ("请您稍等", None, 0.1, True),
    ("请您稍等", None, None, False),
]


@pytest.mark.parametrize(("text", "end", "confidence", "doubtful"), CASES)
def test_doubtful(text: str, end: int | None, confidence: float | None, doubtful: bool) -> None:
    assert is_doubtful(heard(text, end_ms=end, confidence=confidence)) is doubtful


def test_words_beat_silence_and_loops() -> None:
    nothing, loop, words = (
        heard("", 0, 1_000),
        heard("再见再见再见再见", confidence=0.99),
        heard("再见", confidence=0.5),
    )
    assert better(nothing, words) is words
    assert better(loop, words) is words
    assert better(words, loop) is words
    assert better(words, nothing) is words
    assert better(words, None) is words


def test_confidence_decides_between_two_sound_hearings() -> None:
    low, high = heard("在见", confidence=0.4), heard("再见", confidence=0.9)
    assert better(low, high) is high
    assert better(high, low) is high
