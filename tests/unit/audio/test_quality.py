"""Ringing, loudness, clipping and bandwidth of sounds made by formula."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from analyzer.audio.activity import Activity, ActivitySettings, Utterance, measure_levels
from analyzer.audio.decode import decode
from analyzer.audio.measures import Measures, poor_because
from analyzer.audio.quality import measure_sound, quality_note
from analyzer.call import Role
from analyzer.spans import TimeSpan
from tests.sounds import Samples, silence, tone, write


def measured(
    path: Path, *utterances: tuple[int, int, int], roles: tuple[Role, ...] = (Role.UNKNOWN,)
) -> Measures:
    with decode(path) as sound:
        found = tuple(Utterance(channel, TimeSpan(start, end)) for channel, start, end in utterances)
        return measure_sound(sound, Activity(found, measure_levels(sound, ActivitySettings())), roles)


def rings(count: int) -> list[Samples]:
    return [part for _ in range(count) for part in (tone(1.0, hertz=450.0), silence(4.0))]


def test_ring_time_from_first_ring_to_first_word(tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", [np.concatenate([silence(2.0), *rings(2), tone(2.0, hertz=300.0)])])
    found = measured(path, (0, 12_000, 14_000))
    assert found["ring_count"] == 2
    assert found["ring_ms"] == pytest.approx(10_000, abs=100)


@pytest.mark.parametrize("hertz", [350.0, 600.0])
def test_other_tones_are_no_ring(tmp_path: Path, hertz: float) -> None:
    path = write(tmp_path / "a.wav", [np.concatenate([tone(1.0, hertz=hertz), silence(4.0), tone(1.0)])])
    assert "ring_ms" not in measured(path, (0, 5_000, 6_000))


def test_busy_tone_is_no_ring(tmp_path: Path) -> None:
    parts = [part for _ in range(5) for part in (tone(0.35, hertz=450.0), silence(0.35))]
    path = write(tmp_path / "a.wav", [np.concatenate([*parts, tone(1.0)])])
    assert "ring_ms" not in measured(path, (0, 3_500, 4_500))


def test_loudness_goes_by_role(tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", [tone(2.0), tone(2.0) * np.float32(0.1)])
    found = measured(path, (0, 0, 2000), (1, 0, 2000), roles=(Role.AGENT, Role.CUSTOMER))
    assert found["agent_loudness_db"] == pytest.approx(-15, abs=0.6)
    assert found["customer_loudness_db"] == pytest.approx(-35, abs=0.6)


def test_clipping_is_counted(tmp_path: Path) -> None:
    loud = np.sign(tone(2.0)).astype(np.float32)
    assert measured(write(tmp_path / "a.wav", [loud], 16_000), (0, 0, 1000))["clipped_share"] > 0.5
    assert measured(write(tmp_path / "b.wav", [tone(2.0)]), (0, 0, 2000))["clipped_share"] == 0


def test_bandwidth_of_telephone_and_wide_band(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    narrow = rng.normal(0, 0.1, 16_000).astype(np.float32)
    wide = rng.normal(0, 0.1, 32_000).astype(np.float32)
    assert 3_000 < measured(write(tmp_path / "a.wav", [narrow], 8_000), (0, 0, 2000))["bandwidth_hz"] < 4_700
    assert measured(write(tmp_path / "b.wav", [wide], 16_000), (0, 0, 2000))["bandwidth_hz"] > 7_000


def test_without_speech_nothing_is_claimed(tmp_path: Path) -> None:
    assert measured(write(tmp_path / "a.wav", [silence(2.0)])) == {}


# measures, why they are too poor (None: they are not)
QUALITY = [
    ({"snr_db": 25.0, "recognizer_confidence": 0.8, "clipped_share": 0.0}, None),
    ({"snr_db": 25.0, "recognizer_confidence": 0.3}, "识别把握太低"),
    ({"snr_db": 3.0, "recognizer_confidence": 0.8}, "噪声太大"),
    ({"snr_db": 25.0, "clipped_share": 0.2}, "削波太多"),
    ({}, None),
]


@pytest.mark.parametrize(("measures", "why"), QUALITY)
def test_quality_line(measures: Measures, why: str | None) -> None:
    poor = poor_because(measures)
    assert (poor.zh if poor else None) == why
    assert ("太差" in quality_note(measures).zh) == (why is not None)
