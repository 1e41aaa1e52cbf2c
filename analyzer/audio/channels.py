"""Compares the channels of a recording: two speakers, or the same mixture twice."""

from __future__ import annotations

from typing import Final

import numpy as np

from analyzer.audio.activity import FRAME_MS, Activity

SAME_VOICES: Final = 0.7


def likeness(activity: Activity) -> float:
    """Correlation (-1 to 1) of the loudness of two channels while anybody speaks; 0 where one of them never changes.

    Ringing, keys and hold music are on both channels of many recordings: they say nothing about the voices.
    """
    first, second = (level.frames for level in activity.levels)
    spoken = np.zeros(first.size, np.bool_)
    for utterance in activity.utterances:
        spoken[utterance.time.start // FRAME_MS : utterance.time.end // FRAME_MS] = True
    loudness = [np.power(10.0, frames[spoken] / 20) for frames in (first, second)]
    if not spoken.any() or min(float(row.std()) for row in loudness) < 1e-6:
        return 0.0
    return float(np.corrcoef(loudness[0], loudness[1])[0, 1])


def carry_same_voices(activity: Activity) -> bool:
    """True when both channels are loud at the same time throughout: both voices are on both."""
    return len(activity.levels) > 1 and likeness(activity) > SAME_VOICES
