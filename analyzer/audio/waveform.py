"""The outline of a recording for drawing: the lowest and the highest sample of each short stretch."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analyzer.audio.decode import SAMPLE_RATE, Samples, decode


@dataclass(frozen=True, slots=True, eq=False)
class Waveform:
    """`times` in seconds (where each stretch begins); `low` and `high` in [-1, 1), one row a channel."""

    times: Samples
    low: Samples
    high: Samples


def read_waveform(path: Path, points: int = 2_000) -> Waveform:
    """The outline of a recording in at most `points` stretches. Raises as `decode` does."""
    with decode(path) as sound:
        width = max(1, -(-sound.samples // points))
        blocks = [(block.min(axis=1), block.max(axis=1)) for block in sound.blocks(width)]
    low, high = (np.stack(side, axis=1) for side in zip(*blocks, strict=True))
    times = np.arange(len(blocks), dtype=np.float32) * np.float32(width / SAMPLE_RATE)
    return Waveform(times, low, high)
