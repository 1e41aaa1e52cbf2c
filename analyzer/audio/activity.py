"""Finds speech in each channel: Silero's probability and the level over the line noise decide together."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analyzer.audio.decode import SAMPLE_RATE, Samples, Sound
from analyzer.audio.tones import is_tone
from analyzer.errors import missing_extra
from analyzer.spans import TimeSpan

FRAME: Final = 512
FRAME_MS: Final = FRAME * 1000 // SAMPLE_RATE
_BLOCK: Final = FRAME * 1875
_CONTEXT: Final = 64
_STATE: Final = (1, 1, 128)
_FLOOR_DB: Final = -100.0
_STRETCH: Final = 500 // FRAME_MS
_SURELY_SPEECH: Final = 0.5
_SURELY_NO_SPEECH: Final = 0.1
_QUIET: Final = 10**-4.3
_GAIN_STEP_DB: Final = 3.0
_NOISE_PERCENTILE: Final = 20
_NEAR_LOUD_FRAMES: Final = 2
_NEAR_SPEECH_FRAMES: Final = 2_000 // FRAME_MS

Levels = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class ActivitySettings:
    """When sound counts as speech. Probabilities 0-1, times in milliseconds, levels in dB."""

    enter_probability: float = 0.3
    stay_probability: float = 0.15
    over_noise_db: float = 9.0
    under_speech_db: float = 20.0
    min_speech_ms: int = 100
    min_silence_ms: int = 224
    lead_in_ms: int = 200
    lead_out_ms: int = 200
    target_level_db: float = -23.0
    max_gain_db: float = 36.0
    again_db: float = 6.0
    crosstalk_db: float = 26.0
    max_utterance_ms: int = 14_000


@dataclass(frozen=True, slots=True)
class Utterance:
    """A stretch of speech on one channel, without a pause in it, with its lead-in and lead-out.

    `voice` is Silero's mean probability over the frames that count as speech (0-1).
    """

    channel: int
    time: TimeSpan
    voice: float = 1.0


@dataclass(frozen=True, slots=True)
class ChannelLevels:
    """Loudness of one channel: dB of every frame, the noise floor, the level of speech, the gain that levels it."""

    frames: Levels
    noise_db: float
    speech_db: float
    gain_db: float

    @property
    def gain(self) -> float:
        """The gain as a factor."""
        return float(10 ** (self.gain_db / 20))


@dataclass(frozen=True, slots=True)
class Activity:
    """Where there is speech, and how loud each channel is."""

    utterances: tuple[Utterance, ...]
    levels: tuple[ChannelLevels, ...]


class Silero:
    """The Silero network that comes with faster-whisper, fed block after block; keeps its state between blocks."""

    def __init__(self) -> None:
        try:
            import onnxruntime
        except ModuleNotFoundError as absent:
            raise missing_extra("onnxruntime", "listen") from absent
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 4
        self._session = onnxruntime.InferenceSession(
            str(_silero_file()), sess_options=options, providers=["CPUExecutionProvider"]
        )
        self.reset()

    def reset(self) -> None:
        """Forgets what was heard: call it between channels."""
        self._h, self._c = np.zeros(_STATE, np.float32), np.zeros(_STATE, np.float32)
        self._before = np.zeros(_CONTEXT, np.float32)

    def probabilities(self, samples: Samples) -> NDArray[np.float32]:
        """One probability a frame; `samples` is a whole number of frames.

        After every quiet stretch the network begins anew: with minutes of keys or music behind it, it is deaf for the
        first seconds of speech; and what is heard must not depend on what went on a minute before.
        """
        frames = samples.reshape(-1, FRAME)
        context = np.vstack([self._before, frames[:-1, -_CONTEXT:]])
        self._before = frames[-1, -_CONTEXT:].copy()
        inputs = np.hstack([context, frames])
        found = [self._run(inputs[first : first + _STRETCH]) for first in range(0, len(inputs), _STRETCH)]
        return np.concatenate(found)

    def _run(self, inputs: Samples) -> NDArray[np.float32]:
        speech, self._h, self._c = self._session.run(None, {"input": inputs, "h": self._h, "c": self._c})
        flat: NDArray[np.float32] = np.asarray(speech, np.float32).reshape(-1)
        if flat.max() < _SURELY_NO_SPEECH and np.square(inputs).mean() < _QUIET:
            self._h, self._c = np.zeros(_STATE, np.float32), np.zeros(_STATE, np.float32)
        return flat


def _silero_file() -> Path:
    """The network's file inside the installed faster-whisper. Raises UsageError when that is not installed."""
    found = importlib.util.find_spec("faster_whisper")
    for folder in (found.submodule_search_locations or ()) if found else ():
        for file in sorted(Path(folder, "assets").glob("silero_vad*.onnx")):
            return file
    raise missing_extra("faster-whisper", "listen")


def measure_levels(sound: Sound, settings: ActivitySettings) -> tuple[ChannelLevels, ...]:
    """Loudness of each channel."""
    blocks = [_frame_levels(whole_frames(block)) for block in sound.blocks(_BLOCK)]
    return tuple(_channel_levels(row, settings) for row in np.concatenate(blocks, axis=1))


def whole_frames(block: Samples) -> Samples:
    """The block with its last frame filled up with silence."""
    missing = -block.shape[1] % FRAME
    return np.pad(block, ((0, 0), (0, missing))) if missing else block


def _frame_levels(block: Samples) -> Levels:
    """RMS level of each frame in dB below full scale, one row a channel."""
    frames = block.reshape(block.shape[0], -1, FRAME)
    power = np.mean(np.square(frames), axis=2, dtype=np.float64)
    levels: Levels = (10 * np.log10(power + 10 ** (_FLOOR_DB / 10))).astype(np.float32)
    return levels


def _channel_levels(frames: Levels, settings: ActivitySettings) -> ChannelLevels:
    noise = float(np.percentile(frames, _NOISE_PERCENTILE))
    loud = np.sort(frames)[-max(8, frames.size // 50) :]
    speech = float(np.median(loud))
    return ChannelLevels(frames, noise, speech, _gain_db(speech, settings))


def _gain_db(speech_db: float, settings: ActivitySettings) -> float:
    """The gain, never below zero, that brings speech near the level at which the models heard it in training.

    In steps, so that what happens elsewhere in the recording hardly ever changes what the models hear.
    """
    gain = min(max(settings.target_level_db - speech_db, 0.0), settings.max_gain_db)
    return _GAIN_STEP_DB * round(gain / _GAIN_STEP_DB)


def _levels_of_speech(
    levels: Sequence[ChannelLevels], speech: Sequence[NDArray[np.float32]], settings: ActivitySettings
) -> tuple[ChannelLevels, ...]:
    """The levels told by speech and its surroundings: nothing that goes on elsewhere changes how a voice is heard."""
    return tuple(
        _level_of_speech(level, row >= _SURELY_SPEECH, settings)
        for level, row in zip(levels, speech, strict=True)
    )


def _level_of_speech(
    level: ChannelLevels, spoken: NDArray[np.bool_], settings: ActivitySettings
) -> ChannelLevels:
    if np.count_nonzero(spoken) * FRAME_MS < settings.min_speech_ms:
        return level
    speech = float(np.percentile(level.frames[spoken], 90))
    noise = float(np.percentile(level.frames[_spread(spoken, _NEAR_SPEECH_FRAMES)], _NOISE_PERCENTILE))
    return replace(level, noise_db=noise, speech_db=speech, gain_db=_gain_db(speech, settings))


def find_activity(sound: Sound, settings: ActivitySettings) -> Activity:
    """Utterances of all channels in time order, and the channels' levels."""
    first_levels = measure_levels(sound, settings)
    speech_rows = speech_probabilities(sound, first_levels)
    levels = _levels_of_speech(first_levels, speech_rows, settings)
    changes = (abs(new.gain_db - old.gain_db) for new, old in zip(levels, first_levels, strict=True))
    if max(changes) > settings.again_db:
        speech_rows = speech_probabilities(sound, levels)
    found: list[Utterance] = []
    for channel, row in enumerate(speech_rows):
        speech = row * _above_noise(levels[channel], settings)
        for other, level in enumerate(levels):
            if other != channel:
                speech = speech * (level.frames - levels[channel].frames < settings.crosstalk_db)
        spans = [
            span
            for span in _spans(speech, settings, sound.recording.duration_ms)
            if not is_tone(sound.read(channel, span.start, span.end))
        ]
        found += [Utterance(channel, span, _voice(row, span, settings)) for span in spans]
    return Activity(tuple(sorted(found, key=lambda item: (item.time, item.channel))), levels)


def _voice(row: NDArray[np.float32], span: TimeSpan, settings: ActivitySettings) -> float:
    """How much like a voice the span sounds."""
    inside = row[span.start // FRAME_MS : span.end // FRAME_MS]
    spoken = inside[inside >= settings.stay_probability]
    return round(float(spoken.mean()), 3) if spoken.size else 0.0


def speech_probabilities(sound: Sound, levels: Sequence[ChannelLevels]) -> tuple[NDArray[np.float32], ...]:
    """Silero's probability for each frame of each channel, after the channel's gain; a thread a channel."""
    rows: list[list[NDArray[np.float32]]] = [[] for _ in levels]
    models = [Silero() for _ in levels]
    gains = [np.float32(level.gain) for level in levels]
    with ThreadPoolExecutor(len(levels)) as pool:
        for block in sound.blocks(_BLOCK):
            levelled = [
                np.clip(row * gain, -1, 1) for row, gain in zip(whole_frames(block), gains, strict=True)
            ]
            for row, found in zip(rows, pool.map(Silero.probabilities, models, levelled), strict=True):
                row.append(found)
    return tuple(np.concatenate(row) for row in rows)


def _above_noise(level: ChannelLevels, settings: ActivitySettings) -> NDArray[np.bool_]:
    """Frames near a frame that stands out of the noise, or is about as loud as speech where there is no pause."""
    gate = min(level.noise_db + settings.over_noise_db, level.speech_db - settings.under_speech_db)
    return _spread(level.frames > gate, _NEAR_LOUD_FRAMES)


def _spread(mask: NDArray[np.bool_], frames: int) -> NDArray[np.bool_]:
    """True up to so many frames before and after each true frame."""
    counts = np.convolve(mask.astype(np.int64), np.ones(2 * frames + 1, np.int64))
    near: NDArray[np.bool_] = counts[frames : frames + mask.size] > 0
    return near


def _spans(speech: NDArray[np.float32], settings: ActivitySettings, end_ms: int) -> list[TimeSpan]:
    """Stretches that enter above one probability and stay above another, with lead-in and lead-out, never overlapping."""
    bare = _hysteresis(speech, settings)
    spans: list[TimeSpan] = []
    for index, (start, end) in enumerate(bare):
        room_before = (start - bare[index - 1][1]) // 2 if index else start
        room_after = (bare[index + 1][0] - end) // 2 if index + 1 < len(bare) else max(0, end_ms - end)
        start_ms = start - min(settings.lead_in_ms, room_before)
        end_padded = min(end_ms, end + min(settings.lead_out_ms, room_after))
        if start_ms < end_padded:
            spans.append(TimeSpan(start_ms, end_padded))
    return spans


def _hysteresis(speech: NDArray[np.float32], settings: ActivitySettings) -> list[tuple[int, int]]:
    """(start, end) in milliseconds of each stretch of speech that is long enough; too long ones are cut."""
    stay = np.flatnonzero(speech >= settings.stay_probability)
    if not stay.size:
        return []
    found: list[tuple[int, int]] = []
    for group in np.split(stay, np.flatnonzero(np.diff(stay) > settings.min_silence_ms // FRAME_MS) + 1):
        first, last = int(group[0]), int(group[-1]) + 1
        entered = bool(np.any(speech[first:last] >= settings.enter_probability))
        if entered and (last - first) * FRAME_MS >= settings.min_speech_ms:
            found += _cut(speech, first, last, settings.max_utterance_ms // FRAME_MS)
    return [(first * FRAME_MS, last * FRAME_MS) for first, last in found]


def _cut(speech: NDArray[np.float32], first: int, last: int, longest: int) -> list[tuple[int, int]]:
    """The stretch in pieces of at most `longest` frames, cut where speech is least likely."""
    pieces: list[tuple[int, int]] = []
    while last - first > longest:
        cut = first + longest // 2 + int(np.argmin(speech[first + longest // 2 : first + longest]))
        pieces.append((first, cut))
        first = cut
    return [*pieces, (first, last)]
