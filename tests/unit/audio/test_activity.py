"""Where speech is, told from probabilities and levels made here: Silero itself is exercised in tests/model."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from analyzer.audio import activity
from analyzer.audio.activity import FRAME_MS, Activity, ActivitySettings, find_activity, measure_levels
from analyzer.audio.channels import carry_same_voices, likeness
from analyzer.audio.decode import decode
from tests.bench.noises import NOISES, write_noise
from tests.sounds import Samples, silence, tone, write

SETTINGS = ActivitySettings()


def joined(*parts: Samples) -> Samples:
    return np.concatenate(parts)


def spans(
    path: Path, monkeypatch: pytest.MonkeyPatch, settings: ActivitySettings = SETTINGS
) -> list[tuple[int, int, int]]:
    """Utterances when everything louder than nothing is taken for speech by the network."""

    def loud_is_speech(
        sound: object, levels: tuple[activity.ChannelLevels, ...]
    ) -> tuple[activity.Levels, ...]:
        return tuple((level.frames > -70).astype(np.float32) for level in levels)

    monkeypatch.setattr(activity, "speech_probabilities", loud_is_speech)
    monkeypatch.setattr(activity, "is_tone", lambda samples: False)
    with decode(path) as sound:
        found = find_activity(sound, settings).utterances
    return [(u.channel, u.time.start, u.time.end) for u in found]


def test_true_times_with_lead_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "a.wav", [joined(silence(1.0), tone(1.0), silence(3.0), tone(0.5), silence(1.0))])
    first, second = spans(path, monkeypatch)
    lead = SETTINGS.lead_in_ms
    assert abs(first[1] - (1000 - lead)) <= 3 * FRAME_MS
    assert abs(second[1] - (5000 - lead)) <= 3 * FRAME_MS
    assert abs(second[2] - (5500 + lead)) <= 3 * FRAME_MS


def test_short_pauses_do_not_split_and_neighbours_do_not_overlap(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(
        tmp_path / "a.wav",
        [joined(silence(1.0), tone(0.5), silence(0.1), tone(0.5), silence(0.35), tone(0.5))],
    )
    first, second = spans(path, monkeypatch)
    assert first[2] <= second[1]
    assert abs(first[2] - first[1] - 1100 - 2 * SETTINGS.lead_in_ms) < 200


def test_a_click_is_no_speech(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "a.wav", [joined(silence(1.0), tone(0.03), silence(1.0))])
    assert spans(path, monkeypatch) == []


def test_long_speech_is_cut_without_loss(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "a.wav", [joined(silence(1.0), tone(50.0), silence(1.0))])
    found = spans(path, monkeypatch)
    assert len(found) >= 4
    assert all(end - start <= SETTINGS.max_utterance_ms + 2 * SETTINGS.lead_in_ms for _, start, end in found)
    assert all(one[2] == other[1] for one, other in pairwise(found))


def test_crosstalk_makes_no_utterance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    voice = joined(silence(1.0), tone(2.0), silence(1.0))
    path = write(tmp_path / "a.wav", [voice, voice * np.float32(0.01)])
    assert {channel for channel, _, _ in spans(path, monkeypatch)} == {0}


def test_both_at_once_are_both_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    voice = joined(silence(1.0), tone(2.0), silence(1.0))
    path = write(tmp_path / "a.wav", [voice, voice * np.float32(0.3)])
    assert {channel for channel, _, _ in spans(path, monkeypatch)} == {0, 1}


def test_quiet_channel_gets_gain_and_loud_one_none(tmp_path: Path) -> None:
    voice = joined(silence(1.0), tone(2.0), silence(1.0))
    with decode(write(tmp_path / "a.wav", [voice, voice * np.float32(0.02)])) as sound:
        loud, quiet = measure_levels(sound, SETTINGS)
    assert loud.gain_db == 0
    assert quiet.gain_db == pytest.approx(SETTINGS.target_level_db - quiet.speech_db, abs=1.6)
    assert quiet.gain == pytest.approx(10 ** (quiet.gain_db / 20))


def found_in(path: Path, monkeypatch: pytest.MonkeyPatch) -> Activity:
    """Tones louder than the music count as speech."""
    monkeypatch.setattr(
        activity,
        "speech_probabilities",
        lambda sound, levels: tuple((level.frames > -30).astype(np.float32) for level in levels),
    )
    monkeypatch.setattr(activity, "is_tone", lambda samples: False)
    with decode(path) as sound:
        return find_activity(sound, SETTINGS)


def test_same_mixture_on_both_channels_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    voice = joined(silence(1.0), tone(2.0), silence(1.0), tone(1.0))
    same = found_in(write(tmp_path / "same.wav", [voice, voice * np.float32(0.6)]), monkeypatch)
    assert carry_same_voices(same)


def test_two_voices_are_not_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    voice = joined(silence(1.0), tone(2.0), silence(1.0), tone(1.0))
    other = joined(tone(1.0), silence(2.0), tone(1.0), silence(1.0))
    two = found_in(write(tmp_path / "two.wav", [voice, other]), monkeypatch)
    assert likeness(two) < 0
    assert not carry_same_voices(two)


def test_music_on_both_channels_does_not_make_two_voices_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    music = joined(*(part for _ in range(20) for part in (tone(0.5) * np.float32(0.05), silence(0.5))))
    voice = joined(silence(1.0), tone(2.0), silence(1.0), music)
    other = joined(tone(1.0), silence(3.0), music)
    assert not carry_same_voices(found_in(write(tmp_path / "two.wav", [voice, other]), monkeypatch))


def test_a_silent_channel_is_like_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    voice = joined(silence(1.0), tone(2.0), silence(2.0))
    assert likeness(found_in(write(tmp_path / "half.wav", [voice, silence(5.0)]), monkeypatch)) == 0


def test_noise_is_measured_near_speech(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Minutes of digital silence in a hold must not change what counts as loud."""
    hiss = np.random.default_rng(1).normal(0, 1e-3, 8 * 8000).astype(np.float32)
    voice = joined(hiss, tone(2.0), hiss)
    alone = found_in(write(tmp_path / "a.wav", [voice]), monkeypatch)
    held = found_in(write(tmp_path / "b.wav", [joined(voice, silence(90.0), voice)]), monkeypatch)
    assert held.levels[0].noise_db == pytest.approx(alone.levels[0].noise_db, abs=0.5)


@pytest.mark.parametrize("name", sorted(NOISES))
def test_no_speech_in_sounds_without_speech(tmp_path: Path, name: str) -> None:
    with decode(write_noise(name, tmp_path / "a.wav", minutes=0.5)) as sound:
        assert find_activity(sound, SETTINGS).utterances == ()


@pytest.mark.parametrize("seconds", [0.01, 0.05, 0.1, 0.13, 0.17, 0.3])
def test_a_recording_of_a_few_frames_is_heard_as_any_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    found = spans(write(tmp_path / "a.wav", [tone(seconds), silence(seconds)]), monkeypatch)
    assert len(found) == (seconds >= 0.1)
    assert all(0 <= start < end <= seconds * 2000 for _, start, end in found)
