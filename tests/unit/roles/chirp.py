"""One second of sound by formula, and what Kaldi and the original network make of it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# kaldi-native-fbank 1.x without dither, the mean of each bin taken away: (frame, bin) -> energy.
KALDI = {
    (0, 0): 4.946,
    (0, 10): 8.905,
    (0, 20): -4.453,
    (0, 40): -2.624,
    (50, 0): -3.752,
    (50, 10): -1.703,
    (50, 20): -1.914,
    (50, 40): -2.562,
}
# The first numbers of the voice print that 3D-Speaker's CAM++ gives under PyTorch.
PRINT = (-0.16546, 0.04427, -0.01842, -0.09888, 0.00425, 0.06880)


def chirp() -> NDArray[np.float32]:
    at = np.arange(16_000) / 16_000
    rising = 0.3 * np.sin(2 * np.pi * (200 + 900 * at) * at)
    beating = 0.1 * np.sin(2 * np.pi * 1_700 * at) * np.sin(2 * np.pi * 3 * at)
    return (rising + beating).astype(np.float32)
