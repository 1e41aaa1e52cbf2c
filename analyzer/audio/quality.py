"""Measures taken from the sound itself: ringing, loudness, noise, clipping, bandwidth. Defined in docs/measures.md."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analyzer.audio.activity import FRAME, FRAME_MS, Activity, whole_frames
from analyzer.audio.decode import SAMPLE_RATE, Samples, Sound
from analyzer.audio.measures import Measures, poor_because
from analyzer.call import Role
from analyzer.language import Text

_BLOCK: Final = FRAME * 625
_RING_BINS: Final = slice(13, 17)
_RING_PURITY: Final = 0.85
_RING_LEVEL_DB: Final = -55.0
_SHORTEST_RING_MS: Final = 600
_LONGEST_RING_MS: Final = 2_500
_CLIPPED: Final = 0.985
_BAND_EDGE: Final = 10**-4.5

Mask = NDArray[np.bool_]


@dataclass(slots=True)
class _Tally:
    """What is summed up over the recording, one row a channel."""

    tones: list[Mask] = field(default_factory=list)
    spectrum: NDArray[np.float64] = field(default_factory=lambda: np.zeros(1))
    clipped: int = 0
    samples: int = 0


def measure_sound(sound: Sound, activity: Activity, roles: Sequence[Role]) -> Measures:
    """Every measure that the sound allows, by name; `roles` has one role a channel."""
    speech = speech_frames(activity)
    tally = _run_through(sound, speech)
    found: Measures = {**_ringing(tally, activity), **_levels(activity, speech, roles)}
    if tally.samples:
        found["clipped_share"] = round(tally.clipped / tally.samples, 5)
        found["bandwidth_hz"] = _bandwidth(tally.spectrum)
    return dict(sorted(found.items()))


def speech_frames(activity: Activity) -> tuple[Mask, ...]:
    """For each channel, which frames lie in an utterance."""
    masks = tuple(np.zeros(level.frames.size, np.bool_) for level in activity.levels)
    for utterance in activity.utterances:
        first, last = utterance.time.start // FRAME_MS, utterance.time.end // FRAME_MS
        masks[utterance.channel][first:last] = True
    return masks


def _run_through(sound: Sound, speech: Sequence[Mask]) -> _Tally:
    tally = _Tally(spectrum=np.zeros(FRAME // 2 + 1))
    window = np.hanning(FRAME).astype(np.float32)
    first = 0
    for block in sound.blocks(_BLOCK):
        frames = whole_frames(block).reshape(block.shape[0], -1, FRAME)
        power = np.square(np.abs(np.fft.rfft(frames * window, axis=2)))
        tally.tones.append(_is_ring_tone(frames, power))
        for channel, mask in enumerate(speech):
            spoken = mask[first : first + frames.shape[1]]
            tally.spectrum += power[channel, spoken].sum(axis=0)
            tally.clipped += int(np.count_nonzero(np.abs(frames[channel, spoken]) >= _CLIPPED))
            tally.samples += int(np.count_nonzero(spoken)) * FRAME
        first += frames.shape[1]
    return tally


def _is_ring_tone(frames: Samples, power: Samples) -> Mask:
    """Frames, on any channel, that hold little but the 450 Hz of a Chinese ringing tone."""
    total = power.sum(axis=2)
    pure = power[:, :, _RING_BINS].sum(axis=2) > _RING_PURITY * total
    loud = np.mean(np.square(frames), axis=2) > 10 ** (_RING_LEVEL_DB / 10)
    either: Mask = np.any(pure & loud, axis=0)
    return either


def _ringing(tally: _Tally, activity: Activity) -> Measures:
    """From the first ring to the first word, where ringing is heard before anybody speaks."""
    tones = np.concatenate(tally.tones)
    until = min((u.time.start for u in activity.utterances), default=tones.size * FRAME_MS)
    rings = [
        (start, end)
        for start, end in _runs(tones[: until // FRAME_MS])
        if _SHORTEST_RING_MS <= end - start <= _LONGEST_RING_MS
    ]
    if not rings:
        return {}
    return {"ring_ms": until - rings[0][0], "ring_count": len(rings)}


def _runs(mask: Mask) -> list[tuple[int, int]]:
    """(start, end) in milliseconds of each run of true frames."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return [(int(a) * FRAME_MS, int(b) * FRAME_MS) for a, b in edges.reshape(-1, 2)]


def _levels(activity: Activity, speech: Sequence[Mask], roles: Sequence[Role]) -> Measures:
    found: Measures = {}
    ratios: list[float] = []
    for level, mask, role in zip(activity.levels, speech, roles, strict=True):
        if not mask.any():
            continue
        spoken = 10 * float(np.log10(np.mean(np.power(10.0, level.frames[mask] / 10))))
        ratios.append(spoken - level.noise_db)
        if role is not Role.UNKNOWN:
            found[f"{role}_loudness_db"] = round(spoken, 1)
    if ratios:
        found["snr_db"] = round(min(ratios), 1)
        found["noise_db"] = round(max(level.noise_db for level in activity.levels), 1)
    return found


def _bandwidth(spectrum: NDArray[np.float64]) -> float:
    """The highest frequency at which speech still has energy, in Hz."""
    strong = np.flatnonzero(spectrum > spectrum.max() * _BAND_EDGE)
    return float((int(strong[-1]) if strong.size else 0) * SAMPLE_RATE // FRAME)


def quality_note(measures: Measures) -> Text:
    """The recording's quality in one line, with the reason where it is too poor to judge."""
    poor = poor_because(measures)
    facts = {
        name: measures[name]
        for name in ("snr_db", "bandwidth_hz", "clipped_share", "recognizer_confidence")
        if name in measures
    }
    told = ", ".join(f"{name}={value:g}" for name, value in facts.items())
    if poor is None:
        return Text(f"录音质量：可用（{told}）", f"recording quality: usable ({told})")
    return Text(f"录音质量：太差，{poor.zh}（{told}）", f"recording quality: too poor, {poor.en} ({told})")
