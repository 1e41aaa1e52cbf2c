"""Where a page finds its call's recording: linked where it lies, copied beside the report, or left out."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import quote

from analyzer.disk import replacing
from analyzer.language import Text
from analyzer.report.rows import Report


class MediaMode(StrEnum):
    """What a report does with recordings."""

    LINK = "link"
    COPY = "copy"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Media:
    """The address of the recording as seen from the call's page, or why there is none."""

    href: str | None = None
    missing: Text | None = None


@dataclass(frozen=True, slots=True)
class MediaSource:
    """How to find recordings: relative sources are looked up from `base`."""

    mode: MediaMode
    base: Path
    out: Path

    def media(self, report: Report, name: str) -> Media:
        """The recording for the page `calls/<name>.html`; UsageError when a copy cannot be written."""
        if self.mode is MediaMode.NONE or not report.get("recording") or not report.get("source"):
            return Media()
        source = self.base / str(report["source"])
        if not _is_file(source):
            return Media(missing=Text("找不到录音文件", "the recording was not found"))
        if self.mode is MediaMode.COPY:
            copy = self.out / "media" / (name + source.suffix.lower())
            with replacing(copy) as partial:
                shutil.copyfile(source, partial)
            return Media(href=_address(Path("..", "media", copy.name)))
        try:
            return Media(href=_address(Path(os.path.relpath(source, self.out / "calls"))))
        except ValueError:  # another drive on Windows
            return Media(href=source.resolve().as_uri())


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that the system does not accept
        return False


def _address(relative: Path) -> str:
    """A relative path as a page writes it; bytes first, so that any file name survives."""
    return quote(os.fsencode(relative.as_posix()))
