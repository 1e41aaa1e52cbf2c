"""Tells the voices on one channel apart: a voice print for every second and a half of speech, sorted into voices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np

from analyzer.audio.activity import Activity, Utterance
from analyzer.audio.decode import Sound
from analyzer.roles.campplus import Array, Campplus
from analyzer.roles.checkpoint import read_checkpoint
from analyzer.roles.cluster import ClusterSettings, voices
from analyzer.roles.fbank import fbank
from analyzer.roles.speakers import SpeakerSpan
from analyzer.spans import TimeSpan

_PIECE_MS: Final = 1_500
_EDGE_MS: Final = 100
_LEAST_FRAMES: Final = 15


@dataclass(frozen=True)
class VoicePrints:
    """Meets `Diarizer` with the network whose weights are in `file`; the labels are V1, V2 … in order of appearance.

    Raises ValueError, when it is first used, where `file` holds no such weights.
    """

    file: Path
    settings: ClusterSettings = field(default_factory=ClusterSettings)

    @cached_property
    def _network(self) -> Campplus:
        return Campplus(read_checkpoint(self.file))

    def speakers(
        self, sound: Sound, activity: Activity, utterances: Sequence[Utterance]
    ) -> tuple[SpeakerSpan, ...]:
        """Who speaks when, in time order; empty where no utterance is long enough to know a voice by."""
        pieces: list[TimeSpan] = []
        prints: list[Array] = []
        for utterance in utterances:
            gain = np.float32(activity.levels[utterance.channel].gain)
            for piece in _pieces(utterance.time):
                features = fbank(sound.read(utterance.channel, piece.start, piece.end) * gain)
                if len(features) >= _LEAST_FRAMES:
                    pieces.append(piece)
                    prints.append(self._network.voiceprint(features))
        if not pieces:
            return ()
        labels = voices(np.stack(prints), [len(piece) for piece in pieces], self.settings)
        return tuple(SpeakerSpan(piece, f"V{label + 1}") for piece, label in zip(pieces, labels, strict=True))


def _pieces(time: TimeSpan) -> Iterator[TimeSpan]:
    """The utterance without its lead-in and lead-out, in equal pieces of about a second and a half."""
    first, last = time.start + _EDGE_MS, time.end - _EDGE_MS
    count = max(1, round((last - first) / _PIECE_MS))
    edges = [first + (last - first) * n // count for n in range(count + 1)]
    return (TimeSpan(start, end) for start, end in pairwise(edges) if start < end)
