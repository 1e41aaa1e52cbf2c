"""What can be said of a file before any decoder sees it: its hash, and that it is no recording at all."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from analyzer.errors import Code, input_error
from analyzer.language import Text

_HASH_BLOCK: Final = 1024 * 1024
_ARCHIVES: Final = (
    b"PK\x03\x04",
    b"Rar!\x1a\x07",
    b"7z\xbc\xaf\x27\x1c",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ\x00",
)


def file_sha256(path: Path) -> str:
    """Hexadecimal SHA-256 of the file's bytes."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_HASH_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def check_file(path: Path) -> None:
    """Refuses what no decoder needs to see. Raises InputError: missing, unreadable, empty, an archive."""
    try:
        with path.open("rb") as stream:
            head = stream.read(512)
    except FileNotFoundError as error:
        raise input_error(
            Code.FILE_MISSING,
            Text("找不到这个录音文件", "there is no such recording"),
            path,
            Text("请检查路径和文件名", "check the path and the file name"),
        ) from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise input_error(
            Code.FILE_UNREADABLE,
            Text(f"文件无法读取（{reason}）", f"the file cannot be read ({reason})"),
            path,
            Text("请检查文件权限，或确认它不是文件夹", "check its permissions and that it is not a folder"),
        ) from error
    if not head:
        raise input_error(
            Code.FILE_EMPTY,
            Text("文件是空的（0 字节）", "the file is empty (0 bytes)"),
            path,
            Text("请重新导出这通录音", "export the recording again"),
        )
    if head.startswith(_ARCHIVES) or head[257:262] == b"ustar":
        raise input_error(
            Code.ARCHIVE,
            Text("这是压缩包，不是录音", "this is an archive, not a recording"),
            path,
            Text("请先解压，再给出解压后的文件夹", "unpack it first and give the folder"),
        )
