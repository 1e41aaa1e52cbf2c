from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from analyzer.errors import Code, InputError
from analyzer.ingest import files
from analyzer.ingest.files import decode, read_bytes

TEXT = "坐席：您好，请问有什么可以帮您？\n客户：12345\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8"),
        (TEXT.encode("gb18030"), "gb18030"),
        (TEXT.encode("gbk"), "gb18030"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
    ],
)
def test_encodings(data: bytes, encoding: str) -> None:
    decoded = decode(data, Path("a.txt"))
    assert (decoded.text, decoded.encoding) == (TEXT, encoding)


def test_line_ends_become_one_kind() -> None:
    assert decode(b"A:1\r\nB:2\rA:3", Path("a.txt")).text == "A:1\nB:2\nA:3"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), Code.FILE_TYPE),
        (b"RIFF\0\0\0\0WAVE" + bytes(200), Code.FILE_TYPE),
        (b"\x01\x02\x03\x04\x05", Code.FILE_TYPE),
        (codecs.BOM_UTF16_LE + b"\x00\xd8\x00", Code.FILE_ENCODING),
        (codecs.BOM_UTF8 + b"\xff\xff", Code.FILE_ENCODING),
        ("客户：".encode() + b"\xff\xff\xff", Code.FILE_ENCODING),
        ("これは日本語のテキストです".encode("shift_jis") * 3, Code.FILE_ENCODING),
    ],
)
def test_what_is_no_text(data: bytes, code: Code) -> None:
    with pytest.raises(InputError) as caught:
        decode(data, Path("a.txt"))
    assert caught.value.problems[0].code is code


def test_traditional_text_in_gb18030() -> None:
    text = "客服：您好，請問有什麼可以幫您？我這就為您轉接，請稍等。"
    assert decode(text.encode("gb18030"), Path("a.txt")).text == text


def test_utf8_cut_off_in_the_middle_is_not_taken_for_gb18030() -> None:
    whole = "坐席：您好，请问有什么可以帮您？\n客户：喂，你好".encode()
    with pytest.raises(InputError, match=r"^a\.txt:2 file-encoding UTF-8 文字在这一行有坏字节"):
        decode(whole[:-1], Path("a.txt"))


@pytest.mark.parametrize("data", [b"", b" \r\n\t"])
def test_empty_file(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    with pytest.raises(InputError, match="file-empty 文件是空的"):
        read_bytes(tmp_path / "a.txt")


def test_only_a_byte_order_mark_is_empty() -> None:
    with pytest.raises(InputError, match="file-empty"):
        decode(codecs.BOM_UTF8, Path("a.txt"))


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="file-missing 文件不存在"):
        read_bytes(tmp_path / "a.txt")


def test_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("坐席：您好")

    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(InputError, match="file-unreadable 文件读不出来：Permission denied"):
        read_bytes(tmp_path / "a.txt")


def test_too_large_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("坐席：您好")
    monkeypatch.setattr(files, "MAX_BYTES", 4)
    with pytest.raises(InputError) as caught:
        read_bytes(tmp_path / "a.txt")
    assert caught.value.problems[0].code is Code.FILE_TOO_LARGE
