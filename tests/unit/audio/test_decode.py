"""Every container and codec that telephone systems write, and every file that is no recording."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest

from analyzer.audio.decode import SAMPLE_RATE, decode
from analyzer.audio.files import file_sha256
from analyzer.errors import Code, InputError
from tests.bench.noises import write_wave
from tests.sounds import silence, tone, write

# file, codec, rate, channels
FORMATS = [
    ("a.wav", "pcm_s16le", 8_000, 1),
    ("a.wav", "pcm_s16le", 48_000, 2),
    ("a.wav", "pcm_s16le", 44_100, 2),
    ("a.wav", "pcm_s16le", 11_025, 1),
    ("a.wav", "pcm_alaw", 8_000, 2),
    ("a.wav", "pcm_mulaw", 8_000, 1),
    ("a.wav", "adpcm_ima_wav", 8_000, 1),
    ("a.mp3", "libmp3lame", 8_000, 2),
    ("a.m4a", "aac", 16_000, 2),
    ("a.amr", "libopencore_amrnb", 8_000, 1),
    ("a.flac", "flac", 16_000, 2),
    ("a.opus", "libopus", 48_000, 2),
    ("a.ogg", "libopus", 16_000, 1),
    ("a.webm", "libopus", 48_000, 1),
]


@pytest.mark.parametrize(("name", "codec", "rate", "channels"), FORMATS)
def test_formats(tmp_path: Path, name: str, codec: str, rate: int, channels: int) -> None:
    path = write(tmp_path / name, [tone(2.0, rate)] * channels, rate, codec)
    with decode(path) as sound:
        assert sound.recording.channels == channels
        assert abs(sound.recording.duration_ms - 2000) < 130
        assert sound.recording.undecoded_packets == 0
        middle = sound.read(channels - 1, 500, 1500)
        spectrum = np.abs(np.fft.rfft(middle))
    assert middle.size == SAMPLE_RATE
    assert abs(int(np.argmax(spectrum)) - 440) <= 2
    assert 0.15 < float(middle.max()) < 0.35


def test_channels_stay_apart(tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", [tone(1.0), silence(1.0)])
    with decode(path) as sound:
        assert float(np.abs(sound.read(0, 0, 1000)).max()) > 0.2
        assert float(np.abs(sound.read(1, 0, 1000)).max()) < 0.001


def test_recording_says_what_it_is(tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", [tone(1.0)], codec="pcm_alaw")
    with decode(path) as sound:
        assert (sound.recording.name, sound.recording.codec, sound.recording.sample_rate) == (
            "a.wav",
            "pcm_alaw",
            8000,
        )
        assert sound.recording.sha256 == file_sha256(path)


def test_reading_outside_is_cut(tmp_path: Path) -> None:
    with decode(write(tmp_path / "a.wav", [tone(1.0)])) as sound:
        assert sound.read(0, 900, 5000).size <= SAMPLE_RATE // 10 + 1
        assert sound.read(0, 2000, 3000).size == 0


def test_blocks_are_the_whole(tmp_path: Path) -> None:
    with decode(write(tmp_path / "a.wav", [tone(1.0), tone(1.0, hertz=300.0)])) as sound:
        whole = np.concatenate(list(sound.blocks(1_000)), axis=1)
        assert np.array_equal(whole, sound.read_samples(0, sound.samples))


def test_headerless_law(tmp_path: Path) -> None:
    whole = write(tmp_path / "a.wav", [tone(1.0)], codec="pcm_alaw").read_bytes()
    raw = tmp_path / "a.al"
    raw.write_bytes(whole[whole.index(b"data") + 8 :])
    with decode(raw) as sound:
        assert abs(sound.recording.duration_ms - 1000) < 20


def png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0)
    pixels = zlib.compress((b"\x00" + b"\x7f" * 8) * 8)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


# file, bytes, code, words of the message
REFUSED = [
    ("empty.wav", b"", Code.FILE_EMPTY, "0 字节"),
    ("picture.wav", png(), Code.NOT_AUDIO, "图片"),
    ("letters.mp3", "你好，这不是录音。".encode() * 50, Code.NOT_AUDIO, "不是能识别的录音"),
    ("zip.wav", b"PK\x03\x04" + b"\x00" * 600, Code.ARCHIVE, "压缩包"),
    ("tar.wav", b"a.wav".ljust(257, b"\x00") + b"ustar" + b"\x00" * 300, Code.ARCHIVE, "压缩包"),
]


@pytest.mark.parametrize(("name", "content", "code", "words"), REFUSED)
def test_no_recording(tmp_path: Path, name: str, content: bytes, code: Code, words: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        decode(path)
    (problem,) = caught.value.problems
    assert (problem.code, problem.path) == (code, str(path))
    assert words in problem.message.zh
    assert problem.hint is not None


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        decode(tmp_path / "no.wav")
    assert caught.value.problems[0].code is Code.FILE_MISSING


def test_a_folder_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        decode(tmp_path)
    assert caught.value.problems[0].code is Code.FILE_UNREADABLE


def test_zero_seconds(tmp_path: Path) -> None:
    path = write_wave(tmp_path / "a.wav", np.zeros((1, 0)))
    with pytest.raises(InputError) as caught:
        decode(path)
    assert caught.value.problems[0].code is Code.NO_AUDIO


def test_six_channels(tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", [tone(0.5)] * 6)
    with pytest.raises(InputError) as caught:
        decode(path)
    assert caught.value.problems[0].code is Code.TOO_MANY_CHANNELS
    assert "6 个声道" in caught.value.problems[0].message.zh


def test_truncated_file_gives_what_is_there_and_says_so(tmp_path: Path) -> None:
    whole = write(tmp_path / "a.flac", [tone(10.0, 16_000)], 16_000, "flac")
    cut = tmp_path / "cut.flac"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    with decode(cut) as sound:
        assert 2_000 < sound.recording.duration_ms < 8_000
        assert any(str(Code.DECODE_PARTIAL) in note.zh for note in sound.notes)


def test_damaged_packets_are_counted(tmp_path: Path) -> None:
    whole = bytearray(write(tmp_path / "a.mp3", [tone(10.0, 16_000)], 16_000, "libmp3lame").read_bytes())
    middle = len(whole) // 2
    whole[middle : middle + 3000] = b"\x00" * 3000
    path = tmp_path / "damaged.mp3"
    path.write_bytes(bytes(whole))
    with decode(path) as sound:
        missing = 10_000 - sound.recording.duration_ms
        assert sound.recording.undecoded_packets > 0 or missing > 300
        assert 5_000 < sound.recording.duration_ms <= 10_200


def test_a_recording_of_more_than_a_day_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analyzer.audio.decode.MAX_HOURS", 1 / 3600)
    path = write(tmp_path / "a.wav", [silence(3.0)])
    with pytest.raises(InputError) as refused:
        decode(path)
    assert refused.value.problems[0].code is Code.FILE_TOO_LARGE


def test_a_header_with_an_absurd_rate_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", [silence(0.5)])
    data = bytearray(path.read_bytes())
    data[24:28] = (1).to_bytes(4, "little")
    path.write_bytes(data)
    with pytest.raises(InputError) as refused:
        decode(path)
    assert refused.value.problems[0].code is Code.DECODE_FAILED
