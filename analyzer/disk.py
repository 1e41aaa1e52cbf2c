"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from analyzer.errors import Code, Problem, UsageError
from analyzer.language import Text


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path beside `path` that replaces it when the block ends well; UsageError when the disk refuses."""
    partial: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=path.parent)
        os.close(handle)
        partial = Path(name)
        yield partial
        partial.chmod(0o666 & ~_umask())
        partial.replace(path)
    except OSError as error:
        raise cannot_write(path, error) from error
    finally:
        if partial is not None:
            with suppress(OSError):
                partial.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> Path:
    """`path` with this text in UTF-8 and the line ends as given; returns the path."""
    with replacing(path) as partial:
        partial.write_text(text, encoding="utf-8", newline="")
    return path


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def cannot_write(path: Path, error: OSError) -> UsageError:
    """The one sentence for a place that cannot be written."""
    reason = error.strerror or str(error)
    return UsageError(
        Problem(
            Code.OUTPUT,
            Text(f"不能写入：{reason}", f"cannot write: {reason}"),
            path=str(path),
            hint=Text(
                "请检查磁盘空间和权限；如果文件正在 Excel 中打开，请先关闭；然后用同样的命令继续",
                "check free space and permissions; close the file in Excel; then run the same command again",
            ),
        )
    )
