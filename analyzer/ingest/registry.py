"""The reader of each transcript format, by extension; a `.txt` that holds another format is read as that."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

from analyzer.errors import Code, InputError, input_error
from analyzer.ingest import jsonfile, plaintext, subtitles, turntable
from analyzer.ingest.failure import Failure, Item
from analyzer.ingest.files import read_text
from analyzer.language import Text

_CUE = re.compile(r"(?:\d+\s*\n)?[\d:.,]+\s*-->\s*[\d:.,]+\s*$", re.MULTILINE)

Reader: TypeAlias = Callable[[Path], Iterator[Item]]


def read_calls(path: Path) -> Iterator[Item]:
    """Every call of a transcript, and a `Failure` for each that cannot be read; nothing in the file is lost.

    `.jsonl` is read line by line, anything else as a whole. Raises `UsageError` only: a library is missing.
    """
    try:
        yield from _reader(path)(path)
    except InputError as error:
        yield Failure(str(path), error.problems, path.stem)


def _reader(path: Path) -> Reader:
    readers: Mapping[str, Reader] = {
        ".txt": _text,
        ".json": jsonfile.read_json,
        ".jsonl": jsonfile.read_jsonl,
        ".ndjson": jsonfile.read_jsonl,
        ".srt": subtitles.read,
        ".vtt": subtitles.read,
        ".csv": turntable.read,
        ".tsv": turntable.read,
        ".xlsx": turntable.read,
    }
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise input_error(
            Code.FILE_TYPE,
            Text(
                f"不支持的文字稿格式：{path.suffix or path.name}",
                f"no transcript format: {path.suffix or path.name}",
            ),
            path,
            hint=Text(f"可用的格式：{' '.join(readers)}", f"readable are: {' '.join(readers)}"),
        )
    return reader


def _text(path: Path) -> Iterator[Item]:
    decoded = read_text(path)
    start = decoded.text.lstrip()
    if start.startswith(("{", "[{")):
        yield from jsonfile.read_json(path)
    elif start.startswith("WEBVTT") or _CUE.match(start):
        yield subtitles.parse(decoded, path)
    else:
        yield plaintext.parse(decoded, path)
