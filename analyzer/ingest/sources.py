"""What there is to score under the paths a user names, and what is left aside, with reasons."""

from __future__ import annotations

import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from analyzer.errors import Code, Problem
from analyzer.ingest.failure import Failure
from analyzer.ingest.files import unreadable
from analyzer.language import Text

RECORDINGS = frozenset({
    ".3gp", ".aac", ".aif", ".aiff", ".al", ".amr", ".au", ".awb", ".caf", ".flac", ".gsm",
    ".m4a", ".mka", ".mkv", ".mp3", ".mp4", ".oga", ".ogg", ".opus", ".spx", ".ul", ".v3",
    ".vox", ".wav", ".webm", ".wma",
})  # fmt: skip
TRANSCRIPTS = frozenset({".csv", ".json", ".jsonl", ".ndjson", ".srt", ".tsv", ".txt", ".vtt", ".xlsx"})
ARCHIVES = frozenset({".7z", ".bz2", ".gz", ".rar", ".tar", ".tgz", ".xz", ".zip", ".zst"})

_OWN_FILES = frozenset({"reports.jsonl", "report.xlsx", "index.html"})
_OWN_FOLDERS = frozenset({"calls", "tables", "media"})
_ARCHIVE_STARTS = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")
_SOUND_STARTS = (
    b"OggS",
    b"fLaC",
    b"ID3",
    b"#!AMR",
    b"\x1aE\xdf\xa3",
    b".snd",
    b"\xff\xfb",
    b"\xff\xf3",
    b"\xff\xf1",
)


class Kind(StrEnum):
    """How a source is to be read."""

    RECORDING = "recording"
    TRANSCRIPT = "transcript"


@dataclass(frozen=True, slots=True)
class Source:
    """A file to score; its calls have the stem of its name as id unless something says otherwise."""

    path: Path
    kind: Kind

    @property
    def call_id(self) -> str:
        """The id of the call in the file, as far as its name tells."""
        return self.path.stem


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that is not for scoring, and why."""

    path: Path
    reason: Text


@dataclass(frozen=True, slots=True)
class Found:
    """Everything under the paths, each once: to score, skipped, or refused."""

    sources: tuple[Source, ...]
    skipped: tuple[Skipped, ...]
    failures: tuple[Failure, ...]


def find_sources(paths: Iterable[Path], exclude: Iterable[Path] = ()) -> Found:
    """All sources under the paths, sorted; `exclude` names the manifest and the like."""
    sources: list[Source] = []
    skipped: list[Skipped] = []
    failures: list[Failure] = []
    seen = {path.resolve(): Text("另有用途（清单等）", "it serves as the manifest") for path in exclude}
    visited: set[tuple[int, int]] = set()
    for path in paths:
        for item in _walk(path, visited):
            if isinstance(item, Failure):
                failures.append(item)
            elif isinstance(item, Skipped):
                skipped.append(item)
            elif (told := seen.get(item.path.resolve())) is not None:
                skipped.append(Skipped(item.path, told))
            else:
                seen[item.path.resolve()] = Text("已经列过一次", "it is listed already")
                sources.append(item)
    return Found(tuple(sources), tuple(skipped), tuple(failures))


def _walk(path: Path, visited: set[tuple[int, int]]) -> Iterator[Source | Skipped | Failure]:
    """One path a user named: a hidden name or a result is taken as asked for."""
    try:
        is_folder = stat.S_ISDIR(path.stat().st_mode)
    except OSError as error:
        yield Failure(str(path), unreadable(path, error).problems, path.stem)
        return
    if is_folder:
        yield from _folder(path, visited)
    else:
        yield _file(path)


def _folder(folder: Path, visited: set[tuple[int, int]]) -> Iterator[Source | Skipped | Failure]:
    """The entries of a folder, sorted; each folder once, so that links in a circle come to an end."""
    try:
        status = folder.stat()
        entries = sorted(folder.iterdir())
    except OSError as error:
        yield Failure(str(folder), unreadable(folder, error).problems)
        return
    identity = (status.st_dev, status.st_ino)
    if identity in visited:
        yield Skipped(folder, Text("这个文件夹已经列过一次", "this folder is listed already"))
        return
    visited.add(identity)
    is_output = any(entry.name == "reports.jsonl" for entry in entries)
    for entry in entries:
        if reason := _passed_over(entry, is_output):
            yield Skipped(entry, reason)
        elif entry.is_dir():
            yield from _folder(entry, visited)
        else:
            yield _file(entry)


def _passed_over(entry: Path, is_output: bool) -> Text | None:
    """Why an entry of a folder is not looked at, or None."""
    if entry.name.startswith((".", "~$")):
        return Text("隐藏文件或临时文件", "hidden or temporary")
    if entry.name in _OWN_FILES or (is_output and entry.name in _OWN_FOLDERS and entry.is_dir()):
        return Text("本程序输出的结果", "a result of this program")
    return None


def _file(path: Path) -> Source | Skipped | Failure:
    """A file by its extension, or by its first bytes where the extension says nothing."""
    suffix = path.suffix.lower()
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return Skipped(path, Text("不是普通文件", "not a regular file"))
        kind = Kind.RECORDING if suffix in RECORDINGS else Kind.TRANSCRIPT if suffix in TRANSCRIPTS else None
        return Source(path, kind) if kind is not None else _sniff(path, suffix)
    except OSError as error:
        return Failure(str(path), unreadable(path, error).problems, path.stem)


def _sniff(path: Path, suffix: str) -> Source | Skipped | Failure:
    with path.open("rb") as file:
        start = file.read(16)
    if suffix in ARCHIVES or start.startswith(_ARCHIVE_STARTS):
        return Failure(str(path), (_archive(path),), path.stem)
    if _is_sound(start):
        return Source(path, Kind.RECORDING)
    return Skipped(
        path, Text(f"扩展名 {suffix or '（无）'} 不认识", f"unknown extension {suffix or '(none)'}")
    )


def _is_sound(start: bytes) -> bool:
    in_container = (start[:4] == b"RIFF" and start[8:12] == b"WAVE") or start[4:8] == b"ftyp"
    return in_container or start.startswith(_SOUND_STARTS)


def _archive(path: Path) -> Problem:
    return Problem(
        Code.ARCHIVE,
        Text("压缩包不会自动解开", "archives are not unpacked"),
        path=str(path),
        hint=Text("请先解压到一个文件夹，再分析那个文件夹", "unpack it into a folder and score that folder"),
    )


def duplicate(call_id: str, first: str, source: str) -> Failure:
    """The failure of a call whose id is taken: the first source of an id keeps it, the later call is not scored."""
    problem = Problem(
        Code.DUPLICATE_CALL,
        Text(
            f"通话编号 {call_id} 已在 {first} 用过，这一通没有评分",
            f"the call id {call_id} is taken by {first}; this call is not scored",
        ),
        path=source,
        call=call_id,
        hint=Text(
            "请改其中一个文件名，或在清单里写不同的通话编号",
            "rename one of the files, or give them different ids in the manifest",
        ),
    )
    return Failure(source, (problem,), call_id)
