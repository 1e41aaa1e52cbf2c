"""Finished calls, kept one line each as they are finished, so that an interrupted run goes on where it stopped.

A line is whole only with its line break; what a crash left half-written is cut off when the journal is opened.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path

from analyzer.errors import Code, Problem, UsageError
from analyzer.language import Text

Json = dict[str, object]


def dumps(value: object) -> str:
    """JSON on one line, UTF-8, keys in the order given."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class Journal:
    """Reports by key, on disk; only the places are in memory."""

    def __init__(self, path: Path, *, fresh: bool) -> None:
        self.path = path
        self._places: dict[str, int] = {}
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("w+b" if fresh or not path.exists() else "r+b")
            self._read_places()
        except OSError as error:
            raise cannot_write(path, error) from error

    def _read_places(self) -> None:
        place = 0
        for line in self._file:
            if not line.endswith(b"\n"):
                break
            try:
                self._places[str(json.loads(line)["key"])] = place
            except (ValueError, KeyError, TypeError):
                break
            place += len(line)
        self._file.truncate(place)
        self._file.seek(place)

    def __contains__(self, key: str) -> bool:
        """Whether a call with this key is finished."""
        return key in self._places

    def add(self, key: str, report: Json) -> None:
        """Keeps a finished report; it is on disk when this returns."""
        try:
            place = self._file.seek(0, os.SEEK_END)
            self._file.write(dumps({"key": key, "report": report}).encode() + b"\n")
            self._file.flush()
        except OSError as error:
            raise cannot_write(self.path, error) from error
        self._places[key] = place

    def report(self, key: str) -> Json:
        """The report kept under a key."""
        self._file.seek(self._places[key])
        found: Json = json.loads(self._file.readline())["report"]
        return found

    def close(self) -> None:
        """Gives the file back."""
        self._file.close()


def write_lines(path: Path, lines: Iterable[Json]) -> int:
    """Writes JSON lines whole or not at all, and says how many."""
    part = path.with_name(path.name + ".tmp")
    count = 0
    try:
        with part.open("wb") as file:
            for line in lines:
                file.write(dumps(line).encode() + b"\n")
                count += 1
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise cannot_write(path, error) from error
    return count


def cannot_write(path: Path, error: OSError) -> UsageError:
    """The one sentence for an output folder that cannot be written."""
    reason = error.strerror or str(error)
    return UsageError(
        Problem(
            Code.OUTPUT,
            Text(f"写不了结果：{reason}", f"the results cannot be written: {reason}"),
            path=str(path),
            hint=Text(
                "请检查磁盘空间和文件夹权限，然后用同样的命令继续",
                "check disk space and permissions, then run the same command again",
            ),
        )
    )
