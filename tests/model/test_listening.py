"""The real recogniser on real and development recordings: invariants and bounds, not exact words."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analyzer.audio.decode import SAMPLE_RATE, decode
from analyzer.call import Call, Recording, Role
from analyzer.errors import InputError
from tests.bench.noises import NOISES, RATE, write_noise, write_wave

pytest.importorskip("faster_whisper")

from analyzer.asr.models import find_model
from analyzer.asr.whisper import WhisperSettings, WhisperTranscriber
from analyzer.metrics import edit_distance
from analyzer.pipeline.listen import ListenSettings, listen
from analyzer.text.normalize import plain

pytestmark = [pytest.mark.model, pytest.mark.shared]

SHARED = Path(__file__).resolve().parents[3] / "shared"
CALLS = SHARED / "calls" / "dev"
REAL = SHARED / "real" / "audio"


@pytest.fixture(scope="module")
def transcriber() -> WhisperTranscriber:
    return WhisperTranscriber(find_model("base"))


def truth(call_id: str) -> dict[str, Any]:
    for line in (CALLS / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        found: dict[str, Any] = json.loads(line)
        if found["id"] == call_id:
            return found
    raise LookupError(call_id)


def character_error(said: str, heard: str) -> float:
    return edit_distance(plain(said), plain(heard)) / len(plain(said))


def text_of(call: Call, role: Role) -> str:
    return "".join(turn.text for turn in call.turns if turn.role is role)


@pytest.mark.parametrize(("call_id", "bound"), [("dev-004", 0.22), ("dev-013", 0.30), ("dev-016", 0.30)])
def test_stereo_call(transcriber: WhisperTranscriber, call_id: str, bound: float) -> None:
    known = truth(call_id)
    call = listen(CALLS / "audio" / f"{call_id}.opus", ListenSettings(), transcriber)
    assert_sound(call)
    for role, name in ((Role.AGENT, "agent"), (Role.CUSTOMER, "customer")):
        said = "".join(turn["text"] for turn in known["turns"] if turn["role"].startswith(name))
        assert character_error(said, text_of(call, role)) < bound


def assert_sound(call: Call) -> None:
    """What holds for every call that was listened to."""
    assert isinstance(call.recording, Recording)
    starts = [turn.start_ms or 0 for turn in call.turns]
    assert starts == sorted(starts)
    for turn in call.turns:
        assert any(char.isalnum() for char in turn.text)
        assert turn.time is not None
        assert 0 <= turn.time.start < turn.time.end <= call.recording.duration_ms
        times = [word.time for word in turn.words]
        assert times == sorted(times)
        assert all(time in turn.time for time in times)
        assert all(turn.text[word.chars.start : word.chars.end] == word.text for word in turn.words)


def test_a_goodbye_is_where_it_was_said(transcriber: WhisperTranscriber) -> None:
    known = truth("dev-001")["turns"]
    call = listen(CALLS / "audio" / "dev-001.opus", ListenSettings(), transcriber)
    last = max((turn for turn in call.turns if "再见" in turn.text), key=lambda turn: turn.start_ms or 0)
    assert abs((last.start_ms or 0) - known[-1]["start_ms"]) < 500


def test_words_do_not_depend_on_threads_or_on_what_was_heard_before(transcriber: WhisperTranscriber) -> None:
    path = CALLS / "audio" / "dev-014.opus"
    one = listen(path, ListenSettings(), WhisperTranscriber(find_model("base"), WhisperSettings(threads=1)))
    assert listen(path, ListenSettings(), transcriber) == one


def test_real_voices(transcriber: WhisperTranscriber) -> None:
    known = json.loads((REAL / "real_pair_fireredtts2.json").read_text(encoding="utf-8"))
    call = listen(REAL / "real_pair_fireredtts2_stereo8k.flac", ListenSettings(), transcriber)
    assert_sound(call)
    said = "".join(turn["text"] for turn in known["turns"])
    assert character_error(said, "".join(turn.text for turn in call.turns)) < 0.3


def test_ringing_of_a_real_call_says_nothing(transcriber: WhisperTranscriber) -> None:
    call = listen(REAL / "call_114_move_car_8k.flac", ListenSettings(), transcriber)
    assert_sound(call)
    rings = [turn for turn in call.turns if 50_000 < (turn.start_ms or 0) < 69_000]
    assert rings == []
    assert {turn.role for turn in call.turns} == {Role.UNKNOWN}


@pytest.mark.parametrize("name", sorted(NOISES))
def test_nothing_is_invented(transcriber: WhisperTranscriber, tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError):
        listen(write_noise(name, tmp_path / f"{name}.wav", minutes=1), ListenSettings(), transcriber)


def test_origin_names_the_weights(transcriber: WhisperTranscriber) -> None:
    model = find_model("base")
    assert transcriber.origin.model_sha256 == model.sha256
    assert replace(transcriber.origin, options=()) != transcriber.origin


def in_the_middle(call_id: str, noise: str | None, minutes: float, file: Path) -> Path:
    """The call with this sound on both channels in its longest pause; without any for None."""
    known = truth(call_id)["turns"]
    pause, end = max((b["start_ms"] - a["end_ms"], a["end_ms"]) for a, b in pairwise(known))
    with decode(CALLS / "audio" / f"{call_id}.opus") as sound:
        samples = sound.read_samples(0, sound.samples).astype(np.float64)
    at = (end + pause // 2) * SAMPLE_RATE // 1000
    parts = [samples[:, :at], samples[:, at:]]
    if noise is not None:
        made = np.repeat(NOISES[noise](np.arange(int(minutes * 60 * RATE)) / RATE), SAMPLE_RATE // RATE)
        parts.insert(1, np.stack([made, made]))
    return write_wave(file, np.concatenate(parts, axis=1), SAMPLE_RATE)


def said(call: Call) -> list[tuple[Role, str]]:
    return [(turn.role, turn.text) for turn in call.turns]


def moved(call: Call, other: Call) -> set[int]:
    return {(b.start_ms or 0) - (a.start_ms or 0) for a, b in zip(call.turns, other.turns, strict=True)}


# Sounds on both channels of a call: a mixture of both would make two voices one, a memory of it would hide the words after.
MIDDLES = [
    ("music", 1.0),
    ("keys", 1.0),
    *(pytest.param(name, 10.0, marks=pytest.mark.slow) for name in sorted(NOISES)),
]


@pytest.mark.parametrize(("noise", "minutes"), MIDDLES)
def test_a_sound_in_the_middle_changes_nothing_but_times(
    transcriber: WhisperTranscriber, tmp_path: Path, noise: str, minutes: float
) -> None:
    without = listen(in_the_middle("dev-014", None, 0, tmp_path / "a.wav"), ListenSettings(), transcriber)
    with_it = listen(
        in_the_middle("dev-014", noise, minutes, tmp_path / "b.wav"), ListenSettings(), transcriber
    )
    assert said(with_it) == said(without)
    assert moved(without, with_it) == {0, round(minutes * 60_000)}


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(NOISES))
def test_nothing_is_invented_in_ten_minutes(
    transcriber: WhisperTranscriber, tmp_path: Path, name: str
) -> None:
    with pytest.raises(InputError):
        listen(write_noise(name, tmp_path / f"{name}.wav", minutes=10), ListenSettings(), transcriber)
