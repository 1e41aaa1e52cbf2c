"""Decodes what telephone systems write (PyAV) into 16 kHz samples kept out of memory when the recording is long."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

import numpy as np
from numpy.typing import NDArray

from analyzer.audio.files import check_file, file_sha256
from analyzer.call import Recording
from analyzer.errors import Code, InputError, input_error, missing_extra
from analyzer.language import Text

try:
    import av
    import av.error
except ModuleNotFoundError as absent:
    raise missing_extra("av", "listen") from absent

SAMPLE_RATE: Final = 16_000
MAX_CHANNELS: Final = 2
_RATES: Final = range(2_000, 400_000)
"""Sample rates that recordings have; a damaged header with a lower one would make a minute into days."""
MAX_HOURS: Final = 24
"""The longest recording; a small file of packed silence could fill a disk."""
_BYTES_PER_SAMPLE: Final = 2
_IN_MEMORY_BYTES: Final = 96 * 1024 * 1024
_PARTIAL_MS: Final = 1_000
_HEADERLESS: Final = {".al": "alaw", ".alaw": "alaw", ".ul": "mulaw", ".ulaw": "mulaw"}
_PICTURES: Final = ("image", "_pipe", "gif", "ico")

Samples = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Sound(AbstractContextManager["Sound"]):
    """A decoded recording: 16-bit samples at 16 kHz in memory, or in a temporary file when they are many. Close it."""

    recording: Recording
    notes: tuple[Text, ...]
    samples: int
    store: IO[bytes]

    def read(self, channel: int, start_ms: int, end_ms: int) -> Samples:
        """Samples of one channel in [-1, 1), cut to the recording's own span."""
        first = max(0, min(self.samples, start_ms * SAMPLE_RATE // 1000))
        last = max(first, min(self.samples, end_ms * SAMPLE_RATE // 1000))
        row: Samples = self.read_samples(first, last)[channel]
        return row

    def read_samples(self, first: int, last: int) -> Samples:
        """All channels between two sample numbers, one row a channel."""
        width = self.recording.channels * _BYTES_PER_SAMPLE
        self.store.seek(first * width)
        packed = np.frombuffer(self.store.read((last - first) * width), dtype="<i2")
        rows: Samples = packed.reshape(-1, self.recording.channels).T.astype(np.float32)
        rows /= np.float32(32768)
        return rows

    def blocks(self, size: int) -> Iterator[Samples]:
        """The whole recording in blocks of `size` samples, one row a channel; the last may be shorter."""
        for first in range(0, self.samples, size):
            yield self.read_samples(first, min(first + size, self.samples))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.store.close()


@dataclass(slots=True)
class _Decoded:
    """What one run through the packets gave."""

    samples: int = 0
    undecoded_packets: int = 0


def decode(path: Path) -> Sound:
    """The sound of a file. Raises InputError: missing, unreadable, empty, archive, not audio, no audio, > 2 channels."""
    check_file(path)
    store: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES)  # noqa: SIM115 - Sound closes it
    try:
        return _decode_into(store, path)
    except BaseException:
        store.close()
        raise


def declared_ms(path: Path) -> int | None:
    """The length that the file's header claims, unchecked; None where it claims none. Raises InputError as `decode`."""
    with _opened(path) as container:
        return container.duration // 1000 if container.duration else None


@contextmanager
def _opened(path: Path) -> Iterator[av.container.InputContainer]:
    """The file as a container. Raises InputError when no demuxer knows it."""
    raw = _HEADERLESS.get(path.suffix.lower())
    options = {"sample_rate": "8000"} if raw else {}
    try:
        container = av.open(str(path), format=raw, options=options)
    except (av.error.FFmpegError, ValueError) as error:
        raise input_error(
            Code.NOT_AUDIO,
            Text(
                "这不是能识别的录音，或文件头已损坏",
                "this is no recording that can be read, or its header is damaged",
            ),
            path,
            Text("请确认文件能用播放器打开", "make sure that a media player can open it"),
        ) from error
    with container:
        yield container


def _audio_stream(container: av.container.InputContainer, path: Path) -> av.AudioStream:
    """The first audio stream. Raises InputError when there is none or it has too many channels."""
    if not container.streams.audio:
        picture = any(mark in container.format.name for mark in _PICTURES)
        raise input_error(
            Code.NOT_AUDIO if picture else Code.NO_AUDIO,
            Text("这是图片，不是录音", "this is a picture, not a recording")
            if picture
            else Text("文件里没有声音", "the file has no sound in it"),
            path,
            Text("请检查是否给错了文件", "check that this is the right file"),
        )
    stream = container.streams.audio[0]
    if stream.codec_context is None or stream.codec_context.sample_rate not in _RATES:
        raise _unknown_codec(path)
    if stream.codec_context.layout.nb_channels > MAX_CHANNELS:
        raise _too_many_channels(path, stream.codec_context.layout.nb_channels)
    return stream


def _unknown_codec(path: Path) -> InputError:
    return input_error(
        Code.DECODE_FAILED,
        Text(
            "声音的编码方式不认识，或文件头已损坏",
            "the sound has an unknown coding, or its header is damaged",
        ),
        path,
        Text(
            "请重新导出这通录音，如导出为 wav（PCM）", "export the recording again, as PCM wav for instance"
        ),
    )


def _too_many_channels(path: Path, channels: int) -> InputError:
    return input_error(
        Code.TOO_MANY_CHANNELS,
        Text(
            f"录音有 {channels} 个声道，只能处理单声道或双声道",
            f"the recording has {channels} channels; only mono and stereo can be used",
        ),
        path,
        Text("请导出为双声道（坐席一道，客户一道）或单声道", "export it as stereo (agent, customer) or mono"),
    )


def _decode_into(store: IO[bytes], path: Path) -> Sound:
    with _opened(path) as container:
        stream = _audio_stream(container, path)
        channels = max(1, stream.codec_context.layout.nb_channels)
        decoded = _copy_samples(container, stream, channels, store)
        declared_ms = container.duration // 1000 if container.duration else 0
        rate, codec = stream.codec_context.sample_rate, stream.codec_context.name
    duration_ms = decoded.samples * 1000 // SAMPLE_RATE
    if duration_ms == 0:
        raise _no_samples(path, decoded.undecoded_packets)
    recording = Recording(
        name=path.name,
        sha256=file_sha256(path),
        duration_ms=duration_ms,
        sample_rate=rate,
        channels=channels,
        codec=codec,
        undecoded_packets=decoded.undecoded_packets,
    )
    return Sound(recording, _partial_notes(recording, declared_ms), decoded.samples, store)


def _too_long(path: Path) -> InputError:
    return input_error(
        Code.FILE_TOO_LARGE,
        Text(f"录音超过 {MAX_HOURS} 小时", f"the recording is longer than {MAX_HOURS} hours"),
        path,
        Text("请按通话拆开后再试", "split it into calls and try again"),
    )


def _no_samples(path: Path, undecoded: int) -> InputError:
    if undecoded:
        return input_error(
            Code.DECODE_FAILED,
            Text(
                f"声音全部无法解码（{undecoded} 个数据包）",
                f"none of the sound can be decoded ({undecoded} packets)",
            ),
            path,
            Text("请重新导出这通录音", "export the recording again"),
        )
    return input_error(
        Code.NO_AUDIO,
        Text("录音长度为 0 秒", "the recording is 0 seconds long"),
        path,
        Text("请重新导出这通录音", "export the recording again"),
    )


def _copy_samples(
    container: av.container.InputContainer, stream: av.AudioStream, channels: int, store: IO[bytes]
) -> _Decoded:
    """Decodes, resamples and stores packet after packet; a packet that fails is counted."""
    resampler = av.AudioResampler(
        format="s16", layout="mono" if channels == 1 else "stereo", rate=SAMPLE_RATE
    )
    done = _Decoded()
    for packet in _packets(container, stream, done):
        try:
            frames = stream.decode(packet)
            resampled = [out for frame in frames for out in resampler.resample(frame)]
        except (av.error.FFmpegError, ValueError):
            done.undecoded_packets += 1
            continue
        _store_frames(resampled, channels, store, done)
        if done.samples > MAX_HOURS * 3600 * SAMPLE_RATE:
            raise _too_long(Path(container.name))
    if done.samples:
        _store_frames(resampler.resample(None), channels, store, done)
    return done


def _packets(
    container: av.container.InputContainer, stream: av.AudioStream, done: _Decoded
) -> Iterator[av.packet.Packet[av.AudioStream]]:
    """The packets of the stream; a demuxer that gives up in the middle counts as one undecoded packet."""
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets, None)
        except av.error.FFmpegError:
            done.undecoded_packets += 1
            return
        if packet is None:
            return
        yield packet


def _store_frames(frames: list[av.AudioFrame], channels: int, store: IO[bytes], done: _Decoded) -> None:
    for frame in frames:
        packed = np.asarray(frame.to_ndarray(), dtype="<i2")
        store.write(packed.tobytes())
        done.samples += packed.size // channels


def _partial_notes(recording: Recording, declared_ms: int) -> tuple[Text, ...]:
    """Says what is missing from the sound: packets that failed, or an end earlier than the file declares."""
    notes: list[Text] = []
    if recording.undecoded_packets:
        count = recording.undecoded_packets
        notes.append(
            Text(
                f"{Code.DECODE_PARTIAL}：{count} 个数据包无法解码，已跳过",
                f"{Code.DECODE_PARTIAL}: {count} packets could not be decoded and were skipped",
            )
        )
    missing_ms = declared_ms - recording.duration_ms
    if missing_ms > max(_PARTIAL_MS, declared_ms // 50):
        declared, there = declared_ms / 1000, recording.duration_ms / 1000
        notes.append(
            Text(
                f"{Code.DECODE_PARTIAL}：文件声明 {declared:.1f} 秒，实际只有 {there:.1f} 秒",
                f"{Code.DECODE_PARTIAL}: the file declares {declared:.1f} s, only {there:.1f} s are there",
            )
        )
    return tuple(notes)
