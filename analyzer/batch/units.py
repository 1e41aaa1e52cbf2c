"""What a plan holds, piece by piece: recordings as files, transcripts call by call; half-copied files are not taken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from analyzer.batch.plan import Plan
from analyzer.call import Call
from analyzer.errors import Code, Problem, input_error
from analyzer.ingest import Failure, Kind, Source, read_calls
from analyzer.ingest.files import unreadable
from analyzer.language import Text
from analyzer.store import FileMark


@dataclass(frozen=True, slots=True)
class Unit:
    """What a plan holds at one place: a recording (`read` None), a call of a transcript, or what could not be read."""

    position: int
    part: int
    source: Source
    read: Call | Failure | None


def units(plan: Plan) -> Iterator[Unit]:
    """Everything in the plan in its order; transcripts are read as they are reached."""
    for position, source in enumerate(plan.sources):
        if source.kind is Kind.RECORDING:
            yield Unit(position, 0, source, None)
            continue
        for part, item in enumerate(_read(source)):
            yield Unit(position, part, source, item)


def portion(pending: Iterator[Unit], most: int, recordings: int) -> list[Unit]:
    """The next few units: no more recordings than are to be claimed at once."""
    some: list[Unit] = []
    listened = 0
    for unit in islice(pending, most):
        some.append(unit)
        listened += unit.read is None
        if listened >= recordings:
            break
    return some


def check_folder(path: Path) -> None:
    """Raises InputError where not the file alone is gone but the folder it lies in: a network drive, a disk."""
    if not path.parent.is_dir():
        raise input_error(
            Code.FILE_MISSING,
            Text(
                "录音所在的文件夹不见了（网络盘断开？）", "the folder is gone (is the network drive there?)"
            ),
            path.parent,
            Text(
                "恢复后用同样的命令继续；做完的不会重做",
                "bring it back and run the same command; nothing is done twice",
            ),
        )


def _read(source: Source) -> Iterator[Call | Failure]:
    """The calls of a transcript; one that changed meanwhile gives its failure instead, or after those of a stream."""
    try:
        before = mark_of(source.path)
        items = read_calls(source.path)
        if source.path.suffix.lower() not in (".jsonl", ".ndjson"):
            items = iter(list(items))
            if mark_of(source.path) != before:
                yield changing(source)
                return
        yield from items
        if mark_of(source.path) != before:
            yield changing(source)
    except OSError as error:
        check_folder(source.path)
        yield Failure(str(source.path), unreadable(source.path, error).problems, source.call_id)


def changing(source: Source) -> Failure:
    """The failure of a file that is still being written."""
    message = Text("文件在读取时发生了变化，这次没有采用", "the file changed while it was read; not taken")
    hint = Text(
        "等文件复制完，再用同样的命令运行", "wait until the copy is complete, then run the same command"
    )
    problem = Problem(Code.FILE_CHANGING, message, path=str(source.path), hint=hint)
    return Failure(str(source.path), (problem,), source.call_id)


def mark_of(path: Path) -> FileMark:
    """Path, size and time of a file as it is now. Raises OSError."""
    status = path.stat()
    return FileMark(str(path.absolute()), status.st_size, status.st_mtime_ns)
