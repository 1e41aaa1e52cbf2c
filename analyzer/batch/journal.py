"""Finished calls, kept one line each as they are finished, so that an interrupted run goes on where it stopped.

A line is whole only with its line break; what a crash left half-written is cut off when the journal is opened.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from errno import ENOSPC
from os import strerror
from pathlib import Path

from analyzer.disk import cannot_write, replacing

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
            self._writer = path.open("wb" if fresh else "ab", buffering=0)
            self._reader = path.open("rb")
            self._end = self._read_places()
            self._writer.truncate(self._end)
            self._writer.seek(self._end)
        except OSError as error:
            raise cannot_write(path, error) from error

    def _read_places(self) -> int:
        """Finds the whole lines and returns where they end."""
        end = 0
        for line in self._reader:
            if not line.endswith(b"\n"):
                break
            try:
                self._places[str(json.loads(line)["key"])] = end
            except (ValueError, KeyError, TypeError):
                break
            end += len(line)
        return end

    def __contains__(self, key: str) -> bool:
        """Whether a call with this key is finished."""
        return key in self._places

    def add(self, key: str, report: Json) -> None:
        """Keeps a finished report; it has left this process when this returns. Raises `UsageError` on a full disk."""
        line = dumps({"key": key, "report": report}).encode() + b"\n"
        try:
            written = self._writer.write(line)
            if written != len(line):
                raise OSError(ENOSPC, strerror(ENOSPC))
        except OSError as error:
            raise cannot_write(self.path, error) from error
        self._places[key] = self._end
        self._end += len(line)

    def report(self, key: str) -> Json:
        """The report kept under a key."""
        self._reader.seek(self._places[key])
        found: Json = json.loads(self._reader.readline())["report"]
        return found

    def close(self) -> None:
        """Gives the file back."""
        self._writer.close()
        self._reader.close()


def write_lines(path: Path, lines: Iterable[Json]) -> int:
    """Writes JSON lines whole or not at all, and says how many. Raises `UsageError` where the disk refuses."""
    count = 0
    with replacing(path) as part, part.open("wb") as file:
        for line in lines:
            file.write(dumps(line).encode() + b"\n")
            count += 1
        file.flush()
        os.fsync(file.fileno())
    return count
