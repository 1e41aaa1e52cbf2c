"""File names that hold personal numbers: how they are shown, and how the file is found again from what is shown."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Final

from analyzer.privacy.find import MASK, mask

_PARTS: Final = re.compile(r"[^/\\]+")


def mask_path(shown: str) -> str:
    """The path with personal numbers in the names of its folders and file masked."""
    return _PARTS.sub(lambda part: mask(part[0]), shown)


class MaskedFiles:
    """Finds files by paths that `mask_path` masked; each folder is listed once."""

    def __init__(self) -> None:
        self._listed: dict[Path, dict[str, list[Path]]] = {}

    def find(self, shown: Path, sha256: str | None = None) -> Path | None:
        """The one file shown so, by its contents where names become alike; None when there is none or no telling."""
        places = [Path(shown.anchor)]
        for part in shown.relative_to(shown.anchor).parts:
            places = [found for place in places for found in self._entries(place, part)]
        files = [place for place in places if place.is_file()]
        if len(files) > 1 and sha256 is not None:
            files = [file for file in files if _sha256(file) == sha256]
        return files[0] if len(files) == 1 else None

    def _entries(self, folder: Path, part: str) -> list[Path]:
        if MASK not in part:
            return [folder / part]
        if folder not in self._listed:
            self._listed[folder] = _by_mask(folder)
        return self._listed[folder].get(part, [])


def _by_mask(folder: Path) -> dict[str, list[Path]]:
    names: dict[str, list[Path]] = {}
    try:
        for entry in sorted(folder.iterdir()):
            names.setdefault(mask(entry.name), []).append(entry)
    except OSError:
        return {}
    return names


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
