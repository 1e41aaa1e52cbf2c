"""The whole way from a file to a call, with a recogniser that says what the test tells it to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from analyzer.asr.transcriber import Heard
from analyzer.audio import activity
from analyzer.audio.activity import Activity, Utterance
from analyzer.audio.decode import Sound
from analyzer.call import Origin, Role, call_from_dict, call_to_dict
from analyzer.errors import Code, InputError
from analyzer.pipeline.listen import ListenSettings, listen, listen_measured
from analyzer.roles.channels import AgentChannel
from analyzer.roles.speakers import SpeakerSpan
from analyzer.spans import TimeSpan
from tests.sounds import Samples, silence, tone, write
from tests.unit.asr.samples import heard


class Script:
    """A recogniser that hears the next line of its script in each utterance."""

    prompt = ""
    origin = Origin("script", "none", None, (("beam", "1"),))

    def __init__(self, *lines: str) -> None:
        self._lines = lines

    def transcribe(self, sound: Sound, found: Activity, utterances: Sequence[Utterance]) -> tuple[Heard, ...]:
        return tuple(
            heard(line, item.time.start, item.time.end, item.channel)
            for item, line in zip(utterances, self._lines, strict=True)
        )


class Voices:
    """A diarizer that changes the speaker at five seconds."""

    def speakers(
        self, sound: Sound, found: Activity, utterances: Sequence[Utterance]
    ) -> tuple[SpeakerSpan, ...]:
        return (SpeakerSpan(TimeSpan(0, 5_000), "0"), SpeakerSpan(TimeSpan(5_000, 60_000), "1"))


@pytest.fixture(autouse=True)
def loud_is_speech(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tones stand for speech."""
    monkeypatch.setattr(
        activity,
        "speech_probabilities",
        lambda sound, levels: tuple((level.frames > -70).astype(np.float32) for level in levels),
    )
    monkeypatch.setattr(activity, "is_tone", lambda samples: False)


def left() -> Samples:
    return np.concatenate([silence(1.0), tone(3.0), silence(7.0)])


def right() -> Samples:
    return np.concatenate([silence(6.0), tone(3.0), silence(2.0)])


def test_stereo(tmp_path: Path) -> None:
    path = write(tmp_path / "call-7.wav", [left(), right()])
    call = listen(path, ListenSettings(), Script("您好，客服中心，请问有什么可以帮您", "我想问一下我家暖气"))
    assert (call.call_id, call.source) == ("call-7", "call-7.wav")
    assert [(turn.role, turn.channel) for turn in call.turns] == [(Role.AGENT, 0), (Role.CUSTOMER, 1)]
    assert abs((call.turns[1].start_ms or 0) - 5_800) < 100
    assert call.recording is not None
    assert call.recording.channels == 2
    assert call_from_dict(call_to_dict(call)) == call


def test_every_option_is_in_the_origin(tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", [left(), right()])
    call = listen(path, ListenSettings(agent_channel=AgentChannel.RIGHT), Script("好", "好"))
    assert call.origin is not None
    options = dict(call.origin.options)
    assert options["agent_channel"] == "right"
    assert options["beam"] == "1"
    assert {"activity.enter_probability", "guard.min_confidence", "max_pause_ms"} <= set(options)
    assert [turn.role for turn in call.turns] == [Role.CUSTOMER, Role.AGENT]


def test_mono_without_a_diarizer_is_unknown(tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", [left() + right()])
    call = listen(path, ListenSettings(), Script("您好，请问有什么可以帮您", "我想问一下"))
    assert {(turn.role, turn.role_basis) for turn in call.turns} == {(Role.UNKNOWN, "mono")}


def test_mono_with_a_diarizer(tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", [left() + right()])
    call = listen(path, ListenSettings(), Script("您好，请问有什么可以帮您", "我想问一下"), Voices())
    assert [(turn.role, turn.speaker) for turn in call.turns] == [(Role.AGENT, "0"), (Role.CUSTOMER, "1")]


def test_the_same_voices_on_both_channels_are_one_channel(tmp_path: Path) -> None:
    both = left() + right()
    path = write(tmp_path / "a.wav", [both, both * np.float32(0.5)])
    call = listen(path, ListenSettings(), Script("您好，请问有什么可以帮您", "我想问一下"))
    assert {turn.role for turn in call.turns} == {Role.UNKNOWN}
    assert "两个声道里是同样的声音，按单声道处理" in call.notes


def test_what_is_dropped_is_counted(tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", [left(), right()])
    call = listen(path, ListenSettings(), Script("您好", "谢谢观看"))
    assert [(item.reason, item.text) for item in call.dropped] == [("artefact", "谢谢观看")]
    assert len(call.turns) == 1


@pytest.mark.parametrize("lines", [("谢谢观看", "谢谢观看"), ("", "")])
def test_nothing_believable_is_no_speech(tmp_path: Path, lines: tuple[str, str]) -> None:
    with pytest.raises(InputError) as caught:
        listen(write(tmp_path / "a.wav", [left(), right()]), ListenSettings(), Script(*lines))
    assert caught.value.problems[0].code is Code.NO_SPEECH


def test_silence_is_no_speech(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        listen(write(tmp_path / "a.wav", [silence(5.0)]), ListenSettings(), Script())
    assert caught.value.problems[0].code is Code.NO_SPEECH


def test_measures_come_with_the_call(tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", [left(), right()])
    found = listen_measured(path, ListenSettings(agent_channel=AgentChannel.LEFT), Script("您好", "喂"))
    assert {"agent_loudness_db", "longest_silence_ms", "snr_db", "agent_talk_share"} <= set(found.measures)
    assert list(found.measures) == sorted(found.measures)
    assert any(note.startswith("录音质量：") for note in found.call.notes)


def test_every_measure_is_documented(tmp_path: Path) -> None:
    page = (Path(__file__).resolve().parents[3] / "docs" / "measures.md").read_text(encoding="utf-8")
    path = write(tmp_path / "a.wav", [left(), right()])
    found = listen_measured(path, ListenSettings(agent_channel=AgentChannel.LEFT), Script("您好", "喂"))
    assert [name for name in found.measures if f"`{name}`" not in page] == []
