"""Tones are told from everything that has more than one pitch."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from analyzer.audio.tones import is_tone

RATE = 16_000


def harmonics(hertz: float, seconds: float = 1.0) -> NDArray[np.float32]:
    """A steady voice: a pitch with its overtones."""
    at = np.arange(int(seconds * RATE)) / RATE
    found: NDArray[np.float64] = np.sum(
        [0.2 / n * np.sin(2 * np.pi * n * hertz * at) for n in (1, 2, 3, 4)], axis=0
    )
    return found.astype(np.float32)


def tone(hertz: float, seconds: float = 1.0) -> NDArray[np.float32]:
    at = np.arange(int(seconds * RATE)) / RATE
    return (0.2 * np.sin(2 * np.pi * hertz * at)).astype(np.float32)


def hiss(seconds: float, level: float) -> NDArray[np.float32]:
    return np.random.default_rng(1).normal(0, level, int(seconds * RATE)).astype(np.float32)


CASES = [
    ("ringing", tone(450), True),
    ("ringing on a noisy line", tone(450) + hiss(1, 0.01), True),
    ("ringing with line noise around", np.concatenate([hiss(0.4, 0.002), tone(450), hiss(0.4, 0.002)]), True),
    ("a steady voice", harmonics(150), False),
    ("noise", hiss(1, 0.1), False),
    ("two tones at once: a key", tone(697) + tone(1209), False),
    ("a voice after a short tone", np.concatenate([tone(450, 0.2), harmonics(150)]), False),
    ("silence", np.zeros(RATE, np.float32), False),
    ("next to nothing", np.zeros(100, np.float32), False),
]


@pytest.mark.parametrize(
    ("samples", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_tones(samples: NDArray[np.float32], expected: bool) -> None:
    assert is_tone(samples) is expected
