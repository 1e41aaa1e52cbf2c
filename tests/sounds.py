"""Small recordings made in the test: tones, silence, any codec that PyAV can write."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]


def tone(seconds: float, rate: int = 8000, hertz: float = 440.0) -> Samples:
    """A sine at a quarter of full scale."""
    at = np.arange(int(seconds * rate), dtype=np.float64) / rate
    return (0.25 * np.sin(2 * np.pi * hertz * at)).astype(np.float32)


def silence(seconds: float, rate: int = 8000) -> Samples:
    """Digital silence."""
    return np.zeros(int(seconds * rate), dtype=np.float32)


def write(path: Path, channels: list[Samples], rate: int = 8000, codec: str = "pcm_s16le") -> Path:
    """A file with these channels; the container is told by the extension."""
    layout = {1: "mono", 2: "stereo", 6: "5.1"}[len(channels)]
    planes = (np.clip(np.stack(channels), -1, 1) * 32767).astype(np.int16)
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream(codec, rate=rate, layout=layout)
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(planes.T.reshape(1, -1)), format="s16", layout=layout
        )
        frame.sample_rate = rate
        resampler = av.AudioResampler(format=stream.format, layout=layout, rate=rate)
        for part in resampler.resample(frame):
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))
    return path
