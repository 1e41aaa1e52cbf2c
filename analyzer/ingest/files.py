"""Bytes and characters of a transcript file, with one clear problem when there are none to be had."""

from __future__ import annotations

import codecs
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from analyzer.errors import Code, InputError, Problem, input_error
from analyzer.language import Text

MAX_BYTES = 64 * 1024 * 1024
"""The largest transcript read as one piece, and the longest line of a JSON Lines file."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROLS_IN_TEXT = frozenset("\t\n\r\f\v")
_ENOUGH = 0.98
_GOOD_FOR_ONE_BAD = 10
_ENOUGH_HANZI = 8
# GB 2312 level 1: the common hanzi, in the order of their readings.
_FIRST_COMMON, _LAST_COMMON = b"\xb0\xa1", b"\xd7\xf9"


@dataclass(frozen=True, slots=True)
class Decoded:
    """The characters of a file, without byte order mark and carriage returns, and their encoding."""

    text: str
    encoding: str


def read_bytes(path: Path) -> bytes:
    """The whole file; raises `InputError` when it is missing, unreadable, empty or too large."""
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= MAX_BYTES else b""
    except OSError as error:
        raise unreadable(path, error) from error
    if size > MAX_BYTES:
        raise too_large(path)
    if not data.strip():
        raise empty(path)
    return data


def read_text(path: Path) -> Decoded:
    """The file's characters; raises `InputError` as `read_bytes` and `decode` do."""
    return decode(read_bytes(path), path)


def decode(data: bytes, path: Path) -> Decoded:
    """Text in UTF-8, UTF-16 or GB18030; raises `InputError` when none of them gives readable text."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _decode_as(data[len(bom) :], encoding, path)
    if b"\0" in data:
        return _decode_unmarked_utf16(data, path)
    try:
        return _readable(data.decode("utf-8"), "utf-8", path)
    except UnicodeDecodeError as error:
        if _is_damaged_utf8(data):
            raise _damaged_utf8(path, data[: error.start].count(b"\n") + 1) from error
        return _decode_as(data, "gb18030", path)


def _decode_as(data: bytes, encoding: str, path: Path) -> Decoded:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _bad_encoding(path) from error
    return _readable(text, encoding, path)


def _decode_unmarked_utf16(data: bytes, path: Path) -> Decoded:
    """Zero bytes mean UTF-16 without its mark, or no text at all."""
    little = data[1::2].count(0) >= data[0::2].count(0)
    encoding = "utf-16-le" if little else "utf-16-be"
    try:
        return _decode_as(data, encoding, path)
    except InputError as error:
        raise _not_text(path) from error


def _is_damaged_utf8(data: bytes) -> bool:
    """True when nearly all of it is UTF-8, as in a half-copied file; no other encoding looks like that."""
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(char > "\x7f" for char in text) - bad
    return good > _GOOD_FOR_ONE_BAD * bad


def _readable(text: str, encoding: str, path: Path) -> Decoded:
    """Any bytes decode as something; text is what has hardly a control or unassigned character in it."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise empty(path)
    if "\0" in text:
        raise _not_text(path)
    good = sum(map(_is_text, text))
    if good < _ENOUGH * len(text):
        raise _not_text(path) if encoding == "utf-8" else _bad_encoding(path)
    if encoding == "gb18030" and not _is_chinese(text):
        raise _bad_encoding(path)
    return Decoded(text, encoding)


def _is_chinese(text: str) -> bool:
    """Foreign bytes read as GB18030 give rare hanzi: text has over 60 % of the common 3755, noise 15 %."""
    hanzi = [char for char in text if "\u4e00" <= char <= "\u9fff"]
    common = sum(_FIRST_COMMON <= char.encode("gb18030")[:2] <= _LAST_COMMON for char in hanzi)
    return len(hanzi) < _ENOUGH_HANZI or common * 2 >= len(hanzi)


def _is_text(char: str) -> bool:
    """GB18030 sends noise to private-use and unassigned characters; no transcript has those."""
    return char in _CONTROLS_IN_TEXT or unicodedata.category(char) not in {"Cc", "Cn", "Co", "Cs"}


def unreadable(path: Path, error: OSError) -> InputError:
    """The system's refusal as a problem: missing, a folder, or not allowed."""
    if isinstance(error, FileNotFoundError):
        return input_error(
            Code.FILE_MISSING,
            Text("文件不存在", "the file does not exist"),
            path,
            hint=Text("请检查路径和文件名", "check the path and the file name"),
        )
    reason = error.strerror or type(error).__name__
    return input_error(
        Code.FILE_UNREADABLE,
        Text(f"文件读不出来：{reason}", f"the file cannot be read: {reason}"),
        path,
        hint=Text(
            "请检查读取权限，以及文件是否仍在复制、是否被别的程序占用",
            "check its permissions, and whether it is still being copied or held by another program",
        ),
    )


def empty(path: Path) -> InputError:
    """A file without a single character."""
    return input_error(
        Code.FILE_EMPTY,
        Text("文件是空的", "the file is empty"),
        path,
        hint=Text("请重新导出这个文件", "export the file again"),
    )


def too_large(path: Path) -> InputError:
    """A file that is not read as one piece."""
    limit = MAX_BYTES // (1024 * 1024)
    return input_error(
        Code.FILE_TOO_LARGE,
        Text(f"文字稿超过 {limit} MiB", f"the transcript is larger than {limit} MiB"),
        path,
        hint=Text(
            "请拆成几个文件，或改用每行一通电话的 .jsonl（逐行读取，不限大小）",
            "split it, or use .jsonl with a call a line, which is read line by line",
        ),
    )


def _bad_encoding(path: Path) -> InputError:
    return input_error(
        Code.FILE_ENCODING,
        Text(
            "文字编码认不出来：不是 UTF-8、UTF-16 或 GB18030",
            "unknown text encoding: neither UTF-8, UTF-16 nor GB18030",
        ),
        path,
        hint=Text("请另存为 UTF-8 编码后再试", "save the file as UTF-8 and try again"),
    )


def _damaged_utf8(path: Path, line: int) -> InputError:
    return InputError(
        Problem(
            Code.FILE_ENCODING,
            Text("UTF-8 文字在这一行有坏字节", "the UTF-8 text has bad bytes on this line"),
            path=str(path),
            line=line,
            hint=Text(
                "文件可能没有复制完，请重新复制或导出", "the copy may be incomplete: copy or export it again"
            ),
        )
    )


def _not_text(path: Path) -> InputError:
    return input_error(
        Code.FILE_TYPE,
        Text("这不是文字文件", "this is not a text file"),
        path,
        hint=Text(
            "请检查扩展名：录音请用录音的扩展名，表格请用 .xlsx",
            "check the extension: recordings and workbooks need their own",
        ),
    )
