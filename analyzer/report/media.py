"""Where a page finds its call's recording: linked where it lies, copied beside the report, or left out."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import quote

from analyzer.disk import replacing
from analyzer.language import Text
from analyzer.privacy import MaskedFiles
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
    masked: MaskedFiles = field(default_factory=MaskedFiles)

    def media(self, report: Report, name: str) -> Media:
        """The recording for the page `calls/<name>.html`; UsageError when a copy cannot be written."""
        if self.mode is MediaMode.NONE or not report.get("recording") or not report.get("source"):
            return Media()
        source = self.base / str(report["source"])
        hidden = None if _is_file(source) else self.masked.find(source, report["recording"].get("sha256"))
        if not _is_file(source) and hidden is None:
            return Media(missing=Text("找不到录音文件", "the recording was not found"))
        if self.mode is MediaMode.COPY or hidden is not None:
            copy = self.out / "media" / (name + source.suffix.lower())
            # A link would show the number that the name holds; the same file under another name shows nothing.
            if hidden is None or not _same_file(hidden, copy):
                with replacing(copy) as partial:
                    shutil.copyfile(hidden or source, partial)
            return Media(href=_address(Path("..", "media", copy.name)))
        try:
            return Media(href=_address(Path(os.path.relpath(source, self.out / "calls"))))
        except ValueError:  # another drive on Windows
            return Media(href=source.resolve().as_uri())


def _same_file(source: Path, copy: Path) -> bool:
    """Whether the system gave the recording the second name, which costs no space."""
    try:
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.unlink(missing_ok=True)
        copy.hardlink_to(source)
    except OSError:
        return False
    return True


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that the system does not accept
        return False


def _address(relative: Path) -> str:
    """A relative path as a page writes it; bytes first, so that any file name survives."""
    return quote(os.fsencode(relative.as_posix()))
