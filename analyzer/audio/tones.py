"""Tells a tone (ringing, busy, a tuning note) from a voice, which never has all its energy at one pitch for long."""

from __future__ import annotations

from typing import Final

import numpy as np

from analyzer.audio.decode import Samples

_FRAME: Final = 512
_AROUND_PEAK: Final = 2
_PURITY: Final = 0.9
_TONE_SHARE: Final = 0.6
_LOUD: Final = 0.03


def is_tone(samples: Samples) -> bool:
    """True when most of the loud frames (32 ms) of one channel hold hardly anything but one pitch."""
    frames = samples[: samples.size // _FRAME * _FRAME].reshape(-1, _FRAME)
    if not len(frames):
        return False
    power = np.square(np.abs(np.fft.rfft(frames * np.hanning(_FRAME), axis=1)))
    total = power.sum(axis=1)
    loud = total > _LOUD * total.max()
    peaks = np.argmax(power, axis=1)[:, None] + np.arange(-_AROUND_PEAK, _AROUND_PEAK + 1)
    near = np.take_along_axis(power, np.clip(peaks, 0, power.shape[1] - 1), axis=1).sum(axis=1)
    pure = near[loud] > _PURITY * total[loud]
    return bool(pure.size and pure.mean() > _TONE_SHARE)
