"""Voices of mono calls told apart with the real voice prints and the real recogniser."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from analyzer.asr.models import find_model, is_installed
from analyzer.audio.activity import ActivitySettings, find_activity
from analyzer.audio.decode import decode
from analyzer.call import Call, Role
from analyzer.pipeline.listen import ListenSettings, listen
from analyzer.roles.campplus import Campplus
from analyzer.roles.checkpoint import read_checkpoint
from analyzer.roles.diarize import VoicePrints
from analyzer.roles.fbank import fbank
from analyzer.spans import TimeSpan
from tests.bench.noises import write_wave
from tests.model.test_listening import CALLS, REAL, truth
from tests.unit.roles.chirp import PRINT, chirp

pytest.importorskip("faster_whisper")

from analyzer.asr.whisper import WhisperTranscriber

pytestmark = [
    pytest.mark.model,
    pytest.mark.skipif(not is_installed("voices"), reason="analyzer models install voices"),
]
_TTS_SILENCE_MS = (400, 850)


@pytest.fixture(scope="module")
def transcriber() -> WhisperTranscriber:
    return WhisperTranscriber(find_model("base"))


@pytest.fixture(scope="module")
def voices() -> VoicePrints:
    return VoicePrints(find_model("voices").weights)


def test_the_voice_print_is_that_of_the_original_network() -> None:
    network = Campplus(read_checkpoint(find_model("voices").weights))
    found = network.voiceprint(fbank(chirp()))
    assert found.shape == (192,)
    np.testing.assert_allclose(found[: len(PRINT)], PRINT, atol=2e-4)


def mono(path: Path, scratch: Path) -> Path:
    """The recording with both channels mixed into one."""
    with decode(path) as sound:
        return write_wave(
            scratch / f"{path.stem}.wav", sound.read_samples(0, sound.samples).mean(axis=0)[None], 16_000
        )


def agent_share(call: Call, call_id: str) -> float:
    """Share of the agents' speech time in turns that are labelled agent."""
    right = there = 0
    for turn in truth(call_id)["turns"]:
        if not turn["role"].startswith("agent"):
            continue
        said = TimeSpan(turn["start_ms"] + _TTS_SILENCE_MS[0], turn["end_ms"] - _TTS_SILENCE_MS[1])
        for heard in call.turns:
            common = said & heard.time if heard.time else None
            there += len(common) if common else 0
            right += len(common) if common and heard.role is Role.AGENT else 0
    return right / there


# One recorded in mono, one mixed with two agents.
CALL_IDS = [
    "dev-006",
    pytest.param("dev-011", marks=pytest.mark.slow),
    pytest.param("dev-020", marks=pytest.mark.slow),
]


@pytest.mark.shared
@pytest.mark.parametrize("call_id", CALL_IDS)
def test_agent_speech_is_the_agents(
    transcriber: WhisperTranscriber, voices: VoicePrints, tmp_path: Path, call_id: str
) -> None:
    path = mono(CALLS / "audio" / f"{call_id}.opus", tmp_path)
    assert agent_share(listen(path, ListenSettings(), transcriber, voices), call_id) > 0.95


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("call_114_move_car_8k", 3),
        ("real_pair_fireredtts2_mono8k", 2),
        ("real_pair_soulx_mono8k", 2),
        ("podcast_2speakers_60s", 2),
    ],
)
def test_as_many_real_voices_as_there_are(voices: VoicePrints, name: str, count: int) -> None:
    with decode(REAL / f"{name}.flac") as sound:
        activity = find_activity(sound, ActivitySettings())
        found = voices.speakers(sound, activity, activity.utterances)
    assert len({span.speaker for span in found}) == count
