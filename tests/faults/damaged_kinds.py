"""The damages that are thought out: odd encodings, absurd values, wrong names, headers that lie."""

from __future__ import annotations

import io
import json
import random
import struct
import zipfile
from collections.abc import Iterator, Mapping
from functools import cache

from tests.faults.sound_files import Damaged, packed, transcripts, workbook


def odd_encodings(suffix: str, data: bytes) -> Iterator[Damaged]:
    """The same words in other encodings, whole and broken."""
    text = data.decode()
    encoded = {
        "gbk": text.encode("gbk"),
        "gb18030": ("𠮷" + text).encode("gb18030"),
        "big5": text.encode("big5", "replace"),
        "utf16": text.encode("utf-16"),
        "utf16le": text.encode("utf-16-le"),
        "utf16be": text.encode("utf-16-be"),
        "utf16odd": text.encode("utf-16") + b"\x00",
        "utf32": text.encode("utf-32"),
        "bom": b"\xef\xbb\xbf" * 2 + data,
        "bad-utf8": data[: len(data) // 2] + b"\xff\xfe\xc0\x80" + data[len(data) // 2 :],
        "half-char": data[:-1] if data[-1] > 0x7F else data + b"\xe6\x82",
        "nul": data.replace("您".encode(), b"\x00", 1),
        "nuls": b"\x00" * 4096,
        "surrogate": data + b"\xed\xa0\x80",
        "cr": text.replace("\n", "\r").encode(),
        "blank": b" \n\t\r\n" * 100,
        "controls": ("\x01\x07\x1b[31m" + text).encode(),
        "bidi": ("\u202e\u2066" + text + "\ufeff\u200b").encode(),
    }
    yield from (Damaged(f"{name}{suffix}", value) for name, value in encoded.items())


def absurd_json() -> Iterator[Damaged]:
    """JSON that is too deep, too long, or says what nothing can be."""
    turn = '{"role": "agent", "text": "您好", "start_ms": %s, "end_ms": %s}'
    for name, start in {
        "nan": "NaN",
        "infinity": "Infinity",
        "huge-float": "1e400",
        "huge-int": "9" * 5000,
        "negative": "-5",
        "true": "true",
        "list": "[1]",
        "text": '"1"',
        "fraction": "1.5",
        "null": "null",
        "big": "9007199254740993",
    }.items():
        yield Damaged(f"{name}.json", ('{"turns": [' + turn % (start, start) + "]}").encode())
    yield Damaged("deep.json", b"[" * 200_000)
    yield Damaged("deep-object.json", b'{"a":' * 100_000 + b"1" + b"}" * 100_000)
    yield Damaged("deep-line.jsonl", b'{"turns":' + b"[" * 100_000 + b"\n" + transcripts()[".jsonl"])
    yield Damaged("twice.json", b'{"turns": [], "turns": [{"role": "agent", "text": "a"}]}')
    yield Damaged("no-turns.json", b'{"turns": []}')
    yield Damaged("scalar.json", b"42")
    yield Damaged("strings.json", json.dumps({"turns": ["a", 1, None, {"role": {}, "text": []}]}).encode())
    yield Damaged("lone-surrogate.json", b'{"turns": [{"role": "agent", "text": "\\ud800"}]}')
    yield Damaged("long-line.jsonl", b'{"turns": [{"role": "agent", "text": "' + b"a" * 3_000_000)
    yield Damaged("many-turns.json", ('{"turns": [' + ",".join([turn % (0, 1)] * 3000) + "]}").encode())


def absurd_tables() -> Iterator[Damaged]:
    """Tables too wide, without end, or packed to burst."""
    yield Damaged("wide.csv", (",".join(f"c{n}" for n in range(100_000)) + "\n" + "," * 99_999).encode())
    yield Damaged("wide-role.csv", ("role,text" + ",x" * 100_000 + "\n客户,您好\n").encode())
    yield Damaged("open-quote.csv", 'role,text\n坐席,"您好\n'.encode() * 50)
    yield Damaged("long-field.csv", b"role,text\nagent," + b"a" * 200_000)
    yield Damaged("no-header.csv", "坐席,您好\n客户,您好\n".encode())
    yield Damaged("one-column.csv", "您好\n".encode() * 10)
    yield Damaged("formula.csv", 'role,text\n坐席,"=HYPERLINK(""x"")"\n'.encode())
    yield Damaged("nul.csv", "role,text\n坐席,您\x00好\n".encode())
    yield Damaged("bomb.xlsx", _bomb())
    yield Damaged("laughs.xlsx", workbook("role,text\n坐席,您好", extra=_LAUGHS))
    yield Damaged(
        "outside.xlsx",
        workbook("role,text\n坐席,您好", extra='<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
    )
    yield Damaged("dimension.xlsx", workbook("role,text\n坐席,您好", dimension="A1:XFD1048576"))
    yield Damaged("far-cell.xlsx", _far_cell())
    yield Damaged("empty-zip.xlsx", packed({}))
    yield Damaged("other-zip.xlsx", packed({"../../evil.txt": b"x", "a.txt": b"x"}))
    yield Damaged("text.xlsx", b"role,text\nagent,hello\n")
    yield Damaged("old.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000))


_SHEET = "xl/worksheets/sheet1.xml"
_LAUGHS = (
    '<!DOCTYPE a [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)


def _far_cell() -> bytes:
    """A workbook with a cell in the last column of the last row that a sheet can have."""
    last = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>a</t></is></c></row>'
    parts = _parts(workbook("role,text\n坐席,您好", dimension="A1:XFD1048576"))
    parts[_SHEET] = parts[_SHEET].replace(b"</sheetData>", last.encode() + b"</sheetData>")
    return packed(parts)


@cache
def _bomb() -> bytes:
    """A workbook of 60 KB whose sheet is 60 MB."""
    rows = b"<row><c t='inlineStr'><is><t>" + b"a" * 60_000_000 + b"</t></is></c></row>"
    parts = _parts(workbook("role,text"))
    parts[_SHEET] = parts[_SHEET].replace(b"</sheetData>", rows + b"</sheetData>")
    return packed(parts)


def _parts(book: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(book)) as whole:
        return {name: whole.read(name) for name in whole.namelist()}


def absurd_subtitles() -> Iterator[Damaged]:
    """Times that are none, and texts without end."""
    for name, times in {
        "letters": "aa:bb:cc --> dd",
        "backwards": "00:00:09,000 --> 00:00:01,000",
        "overflow": "99999999:00:00,000 --> 99999999:00:01,000",
        "minutes": "00:99:99,999 --> 00:99:99,999",
        "negative": "-00:00:01,000 --> 00:00:01,000",
        "arrow": "00:00:01,000 -> 00:00:02,000",
        "no-times": "",
        "one-time": "00:00:01,000 -->",
        "wide": "00:00:01,000 --> 00:00:02,000".translate({n: n + 0xFEE0 for n in range(48, 58)}),
    }.items():
        yield Damaged(
            f"{name}.srt",
            f"1\n{times}\n坐席：您好\n\n2\n00:00:03,000 --> 00:00:04,000\n客户：您好\n".encode(),
        )
        yield Damaged(f"{name}.vtt", f"WEBVTT\n\n{times.replace(',', '.')}\n坐席：您好\n".encode())
    yield Damaged("endless.txt", ("坐席：" + "您好" * 500_000).encode())
    yield Damaged("lines.txt", b"\n" * 300_000)
    yield Damaged("many-turns.txt", "坐席：您好\n客户：嗯\n".encode() * 2000)


def wrong_names(rng: random.Random, sounds: Mapping[str, bytes]) -> Iterator[Damaged]:
    """Good bytes under the wrong extension, and things that are no call at all."""
    texts = transcripts()
    for suffix, data in texts.items():
        yield Damaged(f"as{suffix[1:]}.wav", data)
        yield Damaged(f"as{suffix[1:]}{rng.choice(sorted(texts))}", data)
        yield Damaged(f"as{suffix[1:]}.pdf", data)
    for suffix, data in sounds.items():
        yield Damaged(f"as{suffix[1:]}.txt", data)
        yield Damaged(f"as{suffix[1:]}.json", data)
        yield Damaged(f"as{suffix[1:]}.amr", data)
        yield Damaged(f"as{suffix[1:]}", data)
    for name, data in {
        "empty.wav": b"",
        "empty.txt": b"",
        "empty.xlsx": b"",
        "empty.jsonl": b"",
        "noise.wav": rng.randbytes(5000),
        "noise.mp3": rng.randbytes(5000),
        "noise.txt": rng.randbytes(5000),
        "noise.opus": rng.randbytes(50),
        "noise.json": rng.randbytes(500),
        "picture.wav": b"\x89PNG\r\n\x1a\n" + rng.randbytes(300),
        "picture.m4a": b"\xff\xd8\xff\xe0" + rng.randbytes(300),
        "page.txt": b"<html><script>alert(1)</script></html>",
        "archive.wav": packed({"a.wav": b"RIFF"}),
        "archive.zip": packed({"a": b"a"}),
        "archive.gz": b"\x1f\x8b\x08" + bytes(50),
        "archive.txt": packed({"a.txt": b"a"}),
        "one.wav": b"R",
        "riff.wav": b"RIFF",
        "ogg.opus": b"OggS",
        "zeros.wav": bytes(20_000),
        "zeros.mp3": bytes(20_000),
    }.items():
        yield Damaged(name, data)


def wave_header(**lies: int) -> bytes:
    """The header of a recording of 8,000 silent samples, true but for the lies."""
    told = {
        "riff": 16_036,
        "format": 1,
        "channels": 1,
        "rate": 8000,
        "bytes": 16_000,
        "align": 2,
        "bits": 16,
        "data": 16_000,
    } | lies
    return struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF",
        told["riff"],
        b"WAVE",
        b"fmt ",
        16,
        told["format"],
        told["channels"],
        told["rate"],
        told["bytes"],
        told["align"],
        told["bits"],
        b"data",
        told["data"],
    )


def lying_headers(sounds: Mapping[str, bytes]) -> Iterator[Damaged]:
    """Sizes, rates and formats that cannot be."""
    most, many = 0xFFFFFFFF, 0xFFFF
    body = b"\x10\x00\xf0\xff" * 4000
    for name, lies in {
        "data-huge": {"data": most, "riff": most},
        "data-zero": {"data": 0},
        "rate-zero": {"rate": 0},
        "rate-huge": {"rate": most},
        "channels-zero": {"channels": 0},
        "channels-huge": {"channels": many},
        "bits-zero": {"bits": 0},
        "bits-huge": {"bits": many},
        "align-zero": {"align": 0},
        "align-huge": {"align": many},
        "format-none": {"format": 0},
        "format-odd": {"format": 0x1234},
        "format-mp3": {"format": 0x55},
        "rate-one": {"rate": 1},
        "bits-one": {"bits": 1},
        "bytes-huge": {"bytes": most},
    }.items():
        yield Damaged(f"{name}.wav", wave_header(**lies) + body)
    yield Damaged(
        "tag-huge.mp3", b"ID3\x03\x00\x00\x7f\x7f\x7f\x7f" + sounds.get(".mp3", b"\xff\xfb" + bytes(400))
    )
    yield Damaged(
        "atom-huge.m4a", b"\x00\x00\x00\x20ftypM4A " + bytes(16) + b"\xff\xff\xff\xffmoov" + bytes(100)
    )
    yield Damaged("chunk-huge.wav", wave_header()[:12] + b"LIST\xff\xff\xff\x7f" + bytes(100))
    yield Damaged("fmt-huge.wav", wave_header()[:12] + b"fmt \xff\xff\xff\xff" + bytes(100))
    yield Damaged(
        "samples-max.flac",
        b"fLaC\x80\x00\x00\x22"
        + b"\x10\x00" * 2
        + bytes(6)
        + b"\x0a\xc4\x42\xff\xff\xff\xff\xff"
        + bytes(16),
    )
