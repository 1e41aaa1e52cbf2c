"""A headless Chromium for tests: the page's DOM after its scripts ran, its console, its looks."""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
import zlib
from dataclasses import dataclass
from pathlib import Path

import pytest

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
_FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-dev-shm-usage", "--allow-file-access-from-files", "--virtual-time-budget=4000"),
)


@dataclass(frozen=True, slots=True)
class Visit:
    """What came of opening a page."""

    dom: str
    console: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chromium:
    """Opens pages, each time with a new empty profile under `profiles`."""

    program: str
    profiles: Path

    def visit(self, page: Path, place: str = "") -> Visit:
        """The page's DOM and what it wrote to the console."""
        done = self._run("--dump-dom", page.as_uri() + place)
        lines = tuple(line for line in done.stderr.splitlines() if re.search(r"CONSOLE|Refused to", line))
        return Visit(done.stdout, lines)

    def screenshot(self, page: Path, to: Path, size: tuple[int, int]) -> Path:
        """A picture of the page in a window of this size."""
        self._run(f"--window-size={size[0]},{size[1]}", f"--screenshot={to}", page.as_uri())
        return to

    def print(self, page: Path, to: Path) -> Path:
        """The page printed to PDF."""
        self._run("--no-pdf-header-footer", f"--print-to-pdf={to}", page.as_uri())
        return to

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        profile = self.profiles / f"profile-{len(list(self.profiles.iterdir()))}"
        profile.mkdir()
        command = [self.program, *_FLAGS, f"--user-data-dir={profile}", "--enable-logging=stderr", *arguments]
        return subprocess.run(
            command, capture_output=True, text=True, encoding="utf-8", timeout=120, check=True
        )


def find_chromium(profiles: Path) -> Chromium:
    """The Chromium of this machine; skips the test with the reason when there is none."""
    program = next((found for name in _NAMES if (found := shutil.which(name))), None)
    if program is None:
        pytest.skip(
            f"no Chromium on this machine: none of {', '.join(_NAMES)} is on the path (Debian: chromium)"
        )
    return Chromium(program, profiles)


def picture(path: Path) -> tuple[int, int, set[bytes]]:
    """Width, height and the colours of every tenth pixel of an 8-bit RGB or RGBA picture."""
    data = path.read_bytes()
    width, height, depth, colour = struct.unpack(">IIBB", data[16:26])
    assert (depth, colour in {2, 6}) == (8, True)
    step = 3 if colour == 2 else 4
    packed, at = b"", 8
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        if kind == b"IDAT":
            packed += data[at + 8 : at + 8 + length]
        at += 12 + length
    rows = _unfilter(zlib.decompress(packed), width * step, step)
    return width, height, {bytes(row[x : x + 3]) for row in rows for x in range(0, len(row), 10 * step)}


def _unfilter(raw: bytes, width: int, step: int) -> list[bytearray]:
    """The picture's rows with the filters of the PNG format undone."""
    rows, above = [], bytearray(width)
    for start in range(0, len(raw), width + 1):
        kind, row = raw[start], bytearray(raw[start + 1 : start + 1 + width])
        for x in range(width):
            left = row[x - step] if x >= step else 0
            corner = above[x - step] if x >= step else 0
            row[x] = (row[x] + _predicted(kind, left, above[x], corner)) & 255
        rows.append(row)
        above = row
    return rows


def _predicted(kind: int, left: int, up: int, corner: int) -> int:
    if kind == 4:
        guess = left + up - corner
        return min((left, up, corner), key=lambda value: abs(guess - value))
    return (0, left, up, (left + up) // 2)[kind]
