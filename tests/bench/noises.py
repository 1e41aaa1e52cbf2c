"""Sounds of a telephone line in which nobody speaks, made by formula at 8 kHz."""

from __future__ import annotations

import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE = 8_000
_SEED = 20261121
_TUNE = (262, 294, 330, 349, 392, 440, 494, 523)
_KEYS = ((697, 1209), (770, 1336), (852, 1477), (941, 1336))

Signal = NDArray[np.float64]


def silence(seconds: Signal) -> Signal:
    """Digital silence."""
    return np.zeros_like(seconds)


def line_noise(seconds: Signal) -> Signal:
    """White noise at -45 dB."""
    return _noise(seconds, -45)


def loud_noise(seconds: Signal) -> Signal:
    """White noise at -25 dB."""
    return _noise(seconds, -25)


def ringing(seconds: Signal) -> Signal:
    """450 Hz, one second on, four off, over faint noise."""
    return _tone(seconds, 450) * ((seconds % 5) < 1) + _noise(seconds, -60)


def busy(seconds: Signal) -> Signal:
    """450 Hz, 0.35 s on and off."""
    return _tone(seconds, 450) * ((seconds % 0.7) < 0.35) + _noise(seconds, -60)


def keys(seconds: Signal) -> Signal:
    """Keys pressed, four a second (DTMF)."""
    pressed = np.random.default_rng(_SEED).integers(0, len(_KEYS), int(seconds[-1] * 4) + 1)[
        (seconds * 4).astype(int)
    ]
    pairs = [
        (_tone(seconds, low) + _tone(seconds, high)) * (pressed == key)
        for key, (low, high) in enumerate(_KEYS)
    ]
    tones: Signal = np.sum(pairs, axis=0) * ((seconds % 0.25) < 0.12) * 0.7
    return tones + _noise(seconds, -60)


def music(seconds: Signal) -> Signal:
    """Hold music: a plucked tune with overtones over a chord."""
    place = (seconds / 0.4).astype(int)
    notes = np.random.default_rng(_SEED).integers(0, len(_TUNE), int(place[-1]) + 1)
    phase = np.cumsum(2 * np.pi * np.asarray(_TUNE)[notes][place] / RATE)
    tune: Signal = np.sum([0.2 / h * np.sin(h * phase) for h in (1, 2, 3, 4)], axis=0)
    chord: Signal = np.sum([0.25 * _tone(seconds, pitch) for pitch in (131, 165, 196)], axis=0)
    return tune * np.exp(-3 * (seconds % 0.4) / 0.4) + chord + _noise(seconds, -55)


NOISES: dict[str, Callable[[Signal], Signal]] = {
    "silence": silence,
    "line_noise": line_noise,
    "loud_noise": loud_noise,
    "ringing": ringing,
    "busy": busy,
    "keys": keys,
    "music": music,
}


def write_noise(name: str, file: Path, minutes: float) -> Path:
    """The sound as a 16-bit wav."""
    return write_wave(file, NOISES[name](np.arange(int(minutes * 60 * RATE)) / RATE)[None, :])


def write_wave(file: Path, channels: Signal, rate: int = RATE) -> Path:
    """One row a channel, values in [-1, 1]."""
    packed = (np.clip(channels.T, -1, 1) * 32767).astype("<i2")
    with wave.open(str(file), "wb") as out:
        out.setnchannels(channels.shape[0])
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(packed.tobytes())
    return file


def _tone(seconds: Signal, hertz: float) -> Signal:
    tone: Signal = 0.2 * np.sin(2 * np.pi * hertz * seconds)
    return tone


def _noise(seconds: Signal, level_db: float) -> Signal:
    return np.random.default_rng(_SEED).normal(0, 10 ** (level_db / 20), seconds.size)
