"""Where speech is, told from probabilities and levels made here: Silero itself is exercised in tests/model."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from analyzer.audio import activity
from analyzer.audio.activity import FRAME_MS, ActivitySettings, find_activity, measure_levels
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


def test_same_mixture_on_both_channels_is_noticed(tmp_path: Path) -> None:
    voice = joined(silence(1.0), tone(2.0), silence(1.0), tone(1.0))
    other = joined(tone(1.0), silence(2.0), tone(1.0), silence(1.0))
    with decode(write(tmp_path / "same.wav", [voice, voice * np.float32(0.4)])) as sound:
        assert carry_same_voices(measure_levels(sound, SETTINGS))
    with decode(write(tmp_path / "two.wav", [voice, other])) as sound:
        levels = measure_levels(sound, SETTINGS)
        assert likeness(*levels) < 0
        assert not carry_same_voices(levels)
    with decode(write(tmp_path / "half.wav", [voice, silence(5.0)])) as sound:
        assert likeness(*measure_levels(sound, SETTINGS)) == 0


@pytest.mark.parametrize("name", sorted(NOISES))
def test_no_speech_in_sounds_without_speech(tmp_path: Path, name: str) -> None:
    with decode(write_noise(name, tmp_path / "a.wav", minutes=0.5)) as sound:
        assert find_activity(sound, SETTINGS).utterances == ()
