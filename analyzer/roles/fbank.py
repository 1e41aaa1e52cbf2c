"""Log-mel filter bank energies as Kaldi computes them: what voice print networks are trained on."""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analyzer.audio.decode import SAMPLE_RATE, Samples

BINS: Final = 80
_SHIFT: Final = SAMPLE_RATE // 100
_FRAME: Final = SAMPLE_RATE // 40
_FFT: Final = 512
_LOWEST_HZ: Final = 20.0
_EMPHASIS: Final = 0.97
_LEAST: Final = float(np.finfo(np.float32).eps)

Features = NDArray[np.float32]


def fbank(samples: Samples) -> Features:
    """A row of 80 energies for every 10 ms, the mean of each over time taken away; no rows for less than 25 ms."""
    if samples.size < _FRAME:
        return np.zeros((0, BINS), np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(samples, _FRAME)[::_SHIFT].astype(np.float32)
    frames -= frames.mean(axis=1, keepdims=True)
    before = np.concatenate([frames[:, :1], frames[:, :-1]], axis=1)
    power = np.square(np.abs(np.fft.rfft((frames - _EMPHASIS * before) * _window(), _FFT)))
    energies = np.log(np.maximum(power[:, :-1] @ _filters(), _LEAST))
    centred: Features = (energies - energies.mean(axis=0)).astype(np.float32)
    return centred


@cache
def _window() -> NDArray[np.float64]:
    """Povey's window."""
    return np.power(np.hanning(_FRAME), 0.85)


@cache
def _filters() -> NDArray[np.float64]:
    """Triangles that are even on the mel scale, one column each."""
    edges = np.linspace(_mel(np.float64(_LOWEST_HZ)), _mel(np.float64(SAMPLE_RATE / 2)), BINS + 2)
    mel = _mel(np.arange(_FFT // 2) * SAMPLE_RATE / _FFT)[:, None]
    rising = (mel - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - mel) / (edges[2:] - edges[1:-1])
    filters: NDArray[np.float64] = np.maximum(0.0, np.minimum(rising, falling))
    return filters


def _mel(hertz: NDArray[np.float64] | np.float64) -> NDArray[np.float64]:
    mel: NDArray[np.float64] = 1127.0 * np.log(1.0 + np.asarray(hertz) / 700.0)
    return mel
