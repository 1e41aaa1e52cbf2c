"""A manifest: what is known of each recording, in a table of its own. It adds facts, never files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from analyzer.errors import Code, InputError, Problem
from analyzer.ingest.columns import MANIFEST_COLUMNS
from analyzer.ingest.failure import Failure
from analyzer.ingest.metadata import FIELDS, Metadata, metadata_of
from analyzer.ingest.tables import Row, Table, Wanted, read_table
from analyzer.language import Text

WANTED = Wanted(MANIFEST_COLUMNS, ("file", "call_id"), Code.BAD_MANIFEST)

_DRIVE = re.compile(r"[A-Za-z]:")


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: the file it names (a relative path), else the call id, and what it says of that call."""

    line: int
    metadata: Metadata
    file: PurePosixPath | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """The usable rows, those that are not (`failures`), and cells that were not understood (`problems`)."""

    path: Path
    entries: tuple[Entry, ...]
    failures: tuple[Failure, ...] = ()
    problems: tuple[Problem, ...] = ()
    file_column: int | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """Which row belongs to which file; rows that no file answers to; files that no row mentions."""

    by_file: Mapping[Path, Metadata]
    by_call_id: Mapping[str, Metadata]
    failures: tuple[Failure, ...]
    unlisted: tuple[Path, ...]

    def of(self, path: Path, call_id: str) -> Metadata | None:
        """The facts for a call read from `path`: the row naming the call, else the row naming the file."""
        return self.by_call_id.get(call_id) or self.by_file.get(path)


def read_manifest(path: Path) -> Manifest:
    """The manifest in a CSV or XLSX file; raises `InputError` when it cannot be read as one."""
    table = read_table(path, WANTED)
    entries: list[Entry] = []
    failures: list[Failure] = []
    problems: list[Problem] = []
    seen: dict[object, int] = {}
    for row in table.rows:
        try:
            entry, misread = _entry(table, row, path)
        except InputError as error:
            failures.append(
                Failure(f"{path}:{row.line}", error.problems, row.text(table.columns.get("call_id")))
            )
            continue
        problems += misread
        key = entry.file or entry.metadata.call_id
        if key in seen:
            twice = _repeated(path, row.line, seen[key], str(key))
            failures.append(Failure(f"{path}:{row.line}", (twice,), entry.metadata.call_id))
            continue
        seen[key] = row.line
        entries.append(entry)
    return Manifest(path, tuple(entries), tuple(failures), tuple(problems), table.letter("file"))


def assign(manifest: Manifest, files: Iterable[Path]) -> Assignment:
    """Rows matched to the files to be scored; a row whose file is not among them is a `Failure`.

    A row's path fits a file below the manifest's folder, or any file whose path ends with it; an extension
    may be left out. A row that names only a call id fits the file of that name, or a call of that id.
    """
    listed = sorted(files)
    by_file: dict[Path, Metadata] = {}
    by_call_id: dict[str, Metadata] = {}
    failures: list[Failure] = list(manifest.failures)
    for entry in manifest.entries:
        name = entry.file or PurePosixPath(entry.metadata.call_id or "")
        found = _matches(manifest.path.parent, name, listed)
        if len(found) == 1 and found[0] not in by_file:
            by_file[found[0]] = entry.metadata
        elif entry.file is None and entry.metadata.call_id is not None:
            by_call_id[entry.metadata.call_id] = entry.metadata
        else:
            failures.append(_unmatched(manifest, entry, found))
    unlisted = tuple(file for file in listed if file not in by_file)
    return Assignment(by_file, by_call_id, tuple(failures), unlisted)


def _entry(table: Table, row: Row, path: Path) -> tuple[Entry, list[Problem]]:
    """One row taken apart, and its cells that were not understood; raises `InputError`."""
    named = row.text(table.columns.get("file"))
    file = _inside(named, path, row.line, table.letter("file")) if named else None
    values: dict[str, object] = {}
    for field in FIELDS:
        position = table.columns.get(field)
        values[field] = row.at(position) if field == "started_at" else row.text(position)
    if file is None and values["call_id"] is None:
        raise InputError(_nameless(path, row.line))
    used = set(table.columns.values())
    others = {
        name: text
        for position, name in enumerate(table.header)
        if name and position not in used and (text := row.text(position)) is not None
    }
    metadata, misread = metadata_of(values, others)
    problems = [
        Problem(
            Code.BAD_MANIFEST,
            Text(
                f"{item.field}：{item.message.zh}，这一项按未知处理",
                f"{item.field}: {item.message.en}; left unknown",
            ),
            path=str(path),
            line=row.line,
            column=table.letter(item.field),
            hint=Text("可用的写法见 docs/transcripts.md", "docs/transcripts.md lists what is understood"),
        )
        for item in misread
    ]
    return Entry(row.line, metadata, file), problems


def _inside(named: str, path: Path, line: int, column: int | None) -> PurePosixPath:
    """The relative path that a cell names; raises `InputError` when it leaves the manifest's folder."""
    file = PurePosixPath(named.replace("\\", "/"))
    if file.is_absolute() or ".." in file.parts or _DRIVE.match(named):
        raise InputError(
            Problem(
                Code.MANIFEST_FILE,
                Text(
                    f"路径越出了清单所在的文件夹：{named}", f"the path leaves the manifest's folder: {named}"
                ),
                path=str(path),
                line=line,
                column=column,
                hint=Text(
                    "请写清单所在文件夹之内的相对路径，或只写文件名",
                    "write a path relative to the manifest's folder, or the file name alone",
                ),
            )
        )
    return file


def _matches(folder: Path, name: PurePosixPath, files: Sequence[Path]) -> list[Path]:
    """Files that a row may mean: the one below the manifest's folder if there is one, else all ending so."""
    exact = [file for file in files if _same(file.parts, (*folder.parts, *name.parts))]
    return exact or [file for file in files if _same(file.parts[-len(name.parts) :], name.parts)]


def _same(parts: Sequence[str], wanted: Sequence[str]) -> bool:
    if not wanted or len(parts) != len(wanted) or tuple(parts[:-1]) != tuple(wanted[:-1]):
        return False
    return wanted[-1] in (parts[-1], Path(parts[-1]).stem)


def _unmatched(manifest: Manifest, entry: Entry, found: Sequence[Path]) -> Failure:
    name = str(entry.file)
    if not found:
        message = Text(f"清单里的文件没有找到：{name}", f"the manifest's file was not found: {name}")
        hint = Text(
            "请检查文件名和扩展名，以及它是否在要分析的文件夹里",
            "check its name and extension, and that it lies in a folder to be scored",
        )
    else:
        paths = "、".join(str(path) for path in found[:5])
        message = Text(f"分不清是哪个文件：{name}（{paths}）", f"{name} could be any of: {paths}")
        hint = Text("请写出带文件夹的相对路径", "write its path with the folder")
    problem = Problem(
        Code.MANIFEST_FILE,
        message,
        str(manifest.path),
        entry.line,
        manifest.file_column,
        entry.metadata.call_id,
        hint,
    )
    call_id = entry.metadata.call_id or Path(name).stem
    return Failure(f"{manifest.path}:{entry.line}", (problem,), call_id)


def _nameless(path: Path, line: int) -> Problem:
    return Problem(
        Code.BAD_MANIFEST,
        Text("这一行既没有文件名也没有通话编号", "this row names neither a file nor a call"),
        path=str(path),
        line=line,
        hint=Text("请补上其中一项", "fill in one of them"),
    )


def _repeated(path: Path, line: int, first: int, name: str) -> Problem:
    return Problem(
        Code.BAD_MANIFEST,
        Text(
            f"{name} 在第 {first} 行已经出现过，这一行没有采用",
            f"{name} stands on line {first} too; this row is not used",
        ),
        path=str(path),
        line=line,
        hint=Text("请只保留一行", "keep one of the rows"),
    )
