"""The outline of a recording: every sample lies within it, and it is no finer than asked for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import analyzer
from analyzer.audio.decode import SAMPLE_RATE, decode
from analyzer.errors import InputError
from tests.sounds import silence, tone, write


@pytest.mark.parametrize("points", [1, 7, 300, 1_000_000])
@pytest.mark.parametrize("channels", [1, 2])
def test_every_sample_lies_within_its_stretch(tmp_path: Path, channels: int, points: int) -> None:
    path = write(tmp_path / "a.wav", [np.concatenate([silence(0.5), tone(0.3)])] * channels)
    wave = analyzer.waveform(path, points)
    with decode(path) as sound:
        samples = sound.read_samples(0, sound.samples)
    stretches = len(wave.times)
    assert wave.low.shape == wave.high.shape == (channels, stretches)
    assert stretches <= points
    place = np.searchsorted(wave.times, np.arange(samples.shape[1]) / SAMPLE_RATE + 1e-6, side="right") - 1
    assert (wave.low[:, place] <= samples).all()
    assert (samples <= wave.high[:, place]).all()
    assert wave.low.min() == samples.min()
    assert wave.high.max() == samples.max()


def test_silence_is_flat_and_a_tone_is_not(tmp_path: Path) -> None:
    wave = analyzer.waveform(write(tmp_path / "a.wav", [silence(1.0), tone(1.0)]), 10)
    assert wave.high[0].max() == 0
    assert wave.high[1].min() == pytest.approx(0.25, abs=0.02)
    assert wave.low[1].max() == pytest.approx(-0.25, abs=0.02)


def test_what_is_no_recording_is_an_input_error(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_text("坐席：您好", encoding="utf-8")
    with pytest.raises(InputError):
        analyzer.waveform(path)
