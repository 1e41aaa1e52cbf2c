"""Whisper through faster-whisper: the only module that knows it. Speech is packed tightly, decoded in parallel batches.

Windows hold speech only, no padding to 30 s: the encoder's work grows faster than the window, so short windows are cheap.
Which windows share a batch depends on the utterances alone, never on the number of threads: the same words every time.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from math import exp, log
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from analyzer.asr.doubt import better, is_doubtful
from analyzer.asr.models import Model
from analyzer.asr.narrowed import Narrowed, narrow
from analyzer.asr.packing import Window, alone, pack
from analyzer.asr.transcriber import Heard
from analyzer.audio.activity import Activity, Utterance
from analyzer.audio.decode import Sound
from analyzer.call import Origin, Word
from analyzer.errors import missing_extra
from analyzer.spans import CharSpan, TimeSpan

try:
    from ctranslate2 import StorageView
    from faster_whisper import WhisperModel
    from faster_whisper.tokenizer import Tokenizer
except ModuleNotFoundError as absent:
    raise missing_extra("faster-whisper", "listen") from absent

_MANDARIN: Final = "zh"
_MEL_FRAME_MS: Final = 10
_ALIGN_FRAME_MS: Final = 20
_MAX_FRAMES: Final = 3000
_TOKENS_PER_SECOND: Final = 12
_SPARE_TOKENS: Final = 16
_MAX_TOKENS: Final = 440
_LONGEST_TOKEN_MS: Final = 480
_ALIGN_LAG_MS: Final = 40
_QUEUED: Final = 8

Features = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class WhisperSettings:
    """How Whisper listens; the defaults come from the table in docs/listening.md.

    `threads` None means all cores; it changes the speed and never the words. `opening` is what the model is told has
    been written so far: simplified characters, punctuation, no word that any rule looks for. `hotwords` are names and
    terms to favour, put behind the opening.
    """

    compute_type: str = "int8"
    threads: int | None = None
    beam: int = 5
    window_ms: int = 20_000
    silence_ms: int = 500
    least_ms: int = 10_000
    batch: int = 4
    frame_step: int = 50
    language: str = "zh"
    opening: str = "以下是普通话的电话录音。"
    hotwords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Unit:
    """The smallest piece of text that tokens give: mostly one hanzi; its place in the window and its probability."""

    text: str
    start_ms: float
    end_ms: float
    probability: float


class WhisperTranscriber:
    """Whisper with its weights in memory. Meets the `Transcriber` protocol."""

    def __init__(self, model: Model, settings: WhisperSettings | None = None) -> None:
        self._settings = settings or WhisperSettings()
        self._threads = self._settings.threads or os.cpu_count() or 1
        self._model_id = model
        mandarin = self._settings.language == _MANDARIN
        narrowed = narrow(model.folder, self.prompt) if mandarin else None
        self._vocabulary = narrowed.vocabulary if narrowed else None
        self._whisper = self._load(narrowed)
        self._tokenizer = Tokenizer(
            self._whisper.hf_tokenizer,
            # A model with fewer tokens looks like an English one to the library.
            multilingual=narrowed is not None or self._whisper.model.is_multilingual,
            task="transcribe",
            language=self._settings.language,
        )
        self._suppressed = self._inside(sorted({*self._tokenizer.non_speech_tokens, *self._special_tokens()}))

    def _load(self, narrowed: Narrowed | None) -> WhisperModel:
        return WhisperModel(
            str(self._model_id.folder),
            device="cpu",
            compute_type=self._settings.compute_type,
            cpu_threads=1,
            num_workers=self._threads,
            local_files_only=True,
            files=narrowed.files if narrowed else None,
        )

    def _inside(self, tokens: Sequence[int]) -> list[int]:
        """The numbers that the loaded model has for tokens of the tokenizer."""
        return self._vocabulary.inside(tokens) if self._vocabulary else list(tokens)

    def _outside(self, tokens: Sequence[int]) -> list[int]:
        """The numbers that the tokenizer has for tokens of the loaded model."""
        return self._vocabulary.outside(tokens) if self._vocabulary else list(tokens)

    @property
    def origin(self) -> Origin:
        """The model with every option that changes its words."""
        settings = self._settings
        options = {
            "batch": str(settings.batch),
            "beam": str(settings.beam),
            "compute_type": settings.compute_type,
            "frame_step": str(settings.frame_step),
            "hotwords": "、".join(settings.hotwords),
            "language": settings.language,
            "least_ms": str(settings.least_ms),
            "opening": settings.opening,
            "silence_ms": str(settings.silence_ms),
            "tokens": str(len(self._vocabulary.kept)) if self._vocabulary else "all",
            "window_ms": str(settings.window_ms),
        }
        return Origin(
            "faster-whisper", self._model_id.name, self._model_id.sha256, tuple(sorted(options.items()))
        )

    @property
    def prompt(self) -> str:
        """The opening and the hot words as the model sees them."""
        return self._settings.opening + "、".join(self._settings.hotwords)

    def transcribe(
        self, sound: Sound, activity: Activity, utterances: Sequence[Utterance]
    ) -> tuple[Heard, ...]:
        """One `Heard` for each utterance. Where a window lost words or looped, its utterances are heard again alone."""
        windows = pack(utterances, self._settings.window_ms)
        heard = self._hear(sound, activity, windows)
        doubtful = [
            w for w in windows if len(w.utterances) > 1 and any(is_doubtful(heard[u]) for u in w.utterances)
        ]
        again = self._hear(sound, activity, alone([u for window in doubtful for u in window.utterances]))
        return tuple(better(heard[utterance], again.get(utterance)) for utterance in utterances)

    def _hear(self, sound: Sound, activity: Activity, windows: Sequence[Window]) -> dict[Utterance, Heard]:
        """Windows of similar length share a batch; batches run on all threads, a few at a time to bound the memory."""
        order = sorted(windows, key=lambda w: (w.length_ms, w.channel, w.utterances[0].time))
        batches = _even_batches(order, self._settings.batch)[::-1]
        heard: dict[Utterance, Heard] = {}
        with ThreadPoolExecutor(self._threads) as pool:
            for first in range(0, len(batches), _QUEUED * self._threads):
                some = batches[first : first + _QUEUED * self._threads]
                features = ([self._features(sound, activity, window) for window in batch] for batch in some)
                for batch, decoded in zip(some, pool.map(self._decode, features), strict=True):
                    for window, units in zip(batch, decoded, strict=True):
                        heard |= {item.utterance: item for item in _split(window, units)}
        return heard

    def _features(self, sound: Sound, activity: Activity, window: Window) -> Features:
        """Log-mel features of the window's speech, levelled by the channel's gain."""
        gain = np.float32(activity.levels[window.channel].gain)
        channel = window.channel
        parts = [sound.read(channel, u.time.start, u.time.end) * gain for u in window.utterances]
        samples = np.clip(np.concatenate(parts), -1, 1)
        features: Features = self._whisper.feature_extractor(samples, padding=0)[..., :_MAX_FRAMES]
        return features.astype(np.float32)

    def _decode(self, features: Sequence[Features]) -> list[list[_Unit]]:
        """One batch through encoder, decoder and alignment."""
        step = self._settings.frame_step
        longest = max(item.shape[1] for item in features)
        silence = self._settings.silence_ms // _MEL_FRAME_MS
        least = self._settings.least_ms // _MEL_FRAME_MS
        frames = min(_MAX_FRAMES, max(least, -(-(longest + silence) // step) * step))
        encoded = self._encode([_padded(item, frames) for item in features])
        prompt = self._whisper.get_prompt(
            self._tokenizer, [], without_timestamps=True, hotwords=self.prompt or None
        )
        room = frames * _MEL_FRAME_MS * _TOKENS_PER_SECOND // 1000 + _SPARE_TOKENS
        results = self._whisper.model.generate(
            encoded,
            [self._inside(prompt)] * len(features),
            beam_size=self._settings.beam,
            max_length=min(_MAX_TOKENS, len(prompt) + room),
            suppress_tokens=self._suppressed,
            sampling_temperature=0,
        )
        return self._align(encoded, results, [item.shape[1] for item in features])

    def _encode(self, features: Sequence[Features]) -> StorageView:
        """The encoder's output for the batch. One window at a time: the attention of four does not fit the cache."""
        parts = [np.asarray(self._whisper.encode(item)) for item in features]
        return StorageView.from_array(np.concatenate(parts))

    def _align(self, encoded: Any, results: Sequence[Any], frames: list[int]) -> list[list[_Unit]]:
        """Each text unit's place in its window, read from the attention of the decoder."""
        written = [self._outside(result.sequences_ids[0]) for result in results]
        tokens = [[token for token in own if token < self._tokenizer.eot] for own in written]
        filler = self._tokenizer.encode("。")
        aligned = self._whisper.model.align(
            encoded,
            self._inside(self._tokenizer.sot_sequence),
            [self._inside(own or filler) for own in tokens],
            frames,
            median_filter_width=7,
        )
        return [self._units(own, item) if own else [] for own, item in zip(tokens, aligned, strict=True)]

    def _units(self, tokens: list[int], aligned: Any) -> list[_Unit]:
        """Groups tokens that share a character, with start, end and probability."""
        first_frame = _first_frames(aligned.alignments, len(tokens))
        texts, groups = self._tokenizer.split_tokens_on_unicode(tokens)
        units: list[_Unit] = []
        first = 0
        for text, group in zip(texts, groups, strict=True):
            last = first + len(group)
            probabilities = aligned.text_token_probs[first:last]
            units.append(
                _Unit(
                    text,
                    first_frame[first] * _ALIGN_FRAME_MS,
                    first_frame[last] * _ALIGN_FRAME_MS,
                    sum(probabilities) / max(1, len(probabilities)),
                )
            )
            first = last
        return units

    def _special_tokens(self) -> tuple[int, ...]:
        """Tokens that are no words: tasks, languages, start of text."""
        tokenizer = self._tokenizer
        return (
            tokenizer.transcribe,
            tokenizer.translate,
            tokenizer.sot,
            tokenizer.sot_prev,
            tokenizer.sot_lm,
        )


def _even_batches(windows: Sequence[Window], most: int) -> list[Sequence[Window]]:
    """Neighbours in batches of about equal size, as few as `most` in a batch allows."""
    count = -(-len(windows) // most)
    edges = [len(windows) * place // max(1, count) for place in range(count + 1)]
    return [windows[first:end] for first, end in pairwise(edges)]


def _padded(features: Features, frames: int) -> Features:
    """The features with silence after them up to `frames`."""
    return np.pad(features, ((0, 0), (0, frames - features.shape[1])), constant_values=float(features.min()))


def _first_frames(alignments: Sequence[tuple[int, int]], tokens: int) -> list[int]:
    """For each token the frame where it begins, and after them the frame where the last one ends."""
    first: dict[int, int] = {}
    end = 0
    for token, frame in alignments:
        first.setdefault(token, frame)
        end = max(end, frame)
    frames = [first.get(token, end) for token in range(tokens)]
    return [*frames, first.get(tokens, end)]


def _split(window: Window, units: Sequence[_Unit]) -> list[Heard]:
    """Gives each utterance of the window its own units; punctuation stays with what it follows."""
    shares: list[list[tuple[_Unit, int, int]]] = [[] for _ in window.utterances]
    place = 0
    for unit in units:
        end_ms = min(unit.end_ms, unit.start_ms + _LONGEST_TOKEN_MS)
        if any(char.isalnum() for char in unit.text):
            place = max(place, window.locate(unit.end_ms - _ALIGN_LAG_MS)[0])
        shares[place].append((unit, _time_in(window, place, unit.start_ms), _time_in(window, place, end_ms)))
    return [_heard(utterance, share) for utterance, share in zip(window.utterances, shares, strict=True)]


def _time_in(window: Window, place: int, window_ms: float) -> int:
    """The recording's time, kept inside the utterance at `place`."""
    own = window.utterances[place].time
    at, time = window.locate(window_ms)
    if at == place:
        return time
    return own.start if at < place else own.end


def _heard(utterance: Utterance, share: Sequence[tuple[_Unit, int, int]]) -> Heard:
    text = ""
    words: list[Word] = []
    logs: list[float] = []
    for unit, start_ms, end_ms in share:
        piece = unit.text if text else unit.text.lstrip()
        if any(char.isalnum() for char in piece):
            chars = CharSpan(len(text) + len(piece) - len(piece.lstrip()), len(text) + len(piece))
            time = TimeSpan(start_ms, max(start_ms, end_ms))
            words.append(Word(piece.strip(), chars, time, round(unit.probability, 3)))
            logs.append(log(max(unit.probability, 1e-6)))
        text += piece
    if not words:
        return Heard(utterance, "")
    confidence = round(exp(sum(logs) / len(logs)), 3)
    return Heard(utterance, text.rstrip(), tuple(words), confidence)
