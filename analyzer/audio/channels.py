"""Compares the channels of a recording: two speakers, or the same mixture twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from analyzer.audio.activity import ChannelLevels

SAME_VOICES: Final = 0.7


def likeness(first: ChannelLevels, second: ChannelLevels) -> float:
    """Correlation (-1 to 1) of the loudness of two channels over time; 0 where one of them never changes."""
    loudness = [np.power(10.0, level.frames / 20) for level in (first, second)]
    if min(float(row.std()) for row in loudness) < 1e-6:
        return 0.0
    return float(np.corrcoef(loudness[0], loudness[1])[0, 1])


def carry_same_voices(levels: Sequence[ChannelLevels]) -> bool:
    """True when both channels are loud at the same time throughout: both voices are on both."""
    return len(levels) > 1 and likeness(levels[0], levels[1]) > SAME_VOICES
