"""Where a month comes from: a folder of scored calls (its store or its `reports.jsonl`), reports, or facts in memory."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from analyzer.errors import Code, Problem, UsageError, missing_extra
from analyzer.facts import Report
from analyzer.language import Text
from analyzer.months.columns import NAMES, ROWS, Columns, of_reports
from analyzer.store import has_store, open_store

REPORTS: Final = "reports.jsonl"


@dataclass(frozen=True, slots=True)
class Source:
    """Scored calls that can be read again and again: their facts as columns, and every report or just some."""

    columns: Callable[[], Iterator[Columns]]
    reports: Callable[[], Iterator[Report]]
    some: Callable[[Collection[str]], Iterator[Report]]


def folder_source(folder: Path) -> Source:
    """The calls that `analyzer score` left in a folder, or a file of reports. Raises `UsageError` when there are none."""
    lines = folder if folder.is_file() else folder / REPORTS
    if not lines.is_file():
        raise _nothing_here(folder)
    if folder.is_dir() and has_store(folder):
        return _store_source(folder, lines)
    return _source(lambda: read_lines(lines))


def report_source(reports: Iterable[Report]) -> Source:
    """The calls of reports that can be iterated over again and again, a list for example."""
    return _source(lambda: iter(reports))


def _source(reports: Callable[[], Iterator[Report]]) -> Source:
    return Source(
        columns=lambda: of_reports(reports()),
        reports=reports,
        some=lambda wanted: (report for report in reports() if report["call_id"] in wanted),
    )


def _store_source(folder: Path, lines: Path) -> Source:
    def columns() -> Iterator[Columns]:
        store = open_store(folder)
        try:
            for rows in store.facts(NAMES, ROWS):
                yield dict(zip(NAMES, zip(*rows, strict=True), strict=True))
        finally:
            store.close()

    def some(wanted: Collection[str]) -> Iterator[Report]:
        store = open_store(folder)
        try:
            yield from store.reports(wanted)
        finally:
            store.close()

    return Source(columns, lambda: read_lines(lines), some)


def read_lines(path: Path) -> Iterator[Report]:
    """The lines of a `reports.jsonl`, one at a time. Raises `UsageError` for a line that is no report."""
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            try:
                report = json.loads(line)
            except ValueError as error:
                raise _no_report(path, number) from error
            if not isinstance(report, dict) or not {"call_id", "status"} <= report.keys():
                raise _no_report(path, number)
            yield report


def frame_source(frame: Any) -> Source:
    """The facts of a pandas frame with the columns of `Facts`; it has no reports. Raises `UsageError` without them."""
    missing = [name for name in NAMES if name not in frame.columns]
    if missing:
        raise _no_facts(missing)

    def columns() -> Iterator[Columns]:
        for first in range(0, len(frame), ROWS):
            rows = frame.iloc[first : first + ROWS]
            yield {name: _cells(rows[name]) for name in NAMES}

    return Source(columns, lambda: iter(()), lambda wanted: iter(()))


def parquet_source(path: Path) -> Source:
    """The facts of a Parquet file, read piece by piece; it has no reports.

    Raises `UsageError` without pyarrow, without the file, or without the columns of `Facts`.
    """
    try:
        from pyarrow import parquet
    except ImportError as error:
        raise missing_extra("pyarrow", "report") from error
    if not path.is_file():
        raise _nothing_here(path)

    def columns() -> Iterator[Columns]:
        with parquet.ParquetFile(path) as file:
            missing = [name for name in NAMES if name not in file.schema_arrow.names]
            if missing:
                raise _no_facts(missing)
            for batch in file.iter_batches(ROWS, columns=list(NAMES)):
                yield batch.to_pydict()

    return Source(columns, lambda: iter(()), lambda wanted: iter(()))


def _cells(column: Any) -> list[Any]:
    """The values as plain Python, None where pandas has one of its kinds of nothing."""
    cells: list[Any] = column.astype(object).where(column.notna(), None).tolist()
    return cells


def _nothing_here(folder: Path) -> UsageError:
    message = Text("这里没有评分结果（reports.jsonl）", "there is no reports.jsonl here")
    hint = Text("先运行 analyzer score", "run analyzer score first")
    return UsageError(Problem(Code.FILE_MISSING, message, path=str(folder), hint=hint))


def _no_report(path: Path, number: int) -> UsageError:
    message = Text("这一行不是评分结果", "this line is not a report")
    hint = Text("请重新运行 analyzer score", "run analyzer score again")
    return UsageError(Problem(Code.BAD_JSON, message, path=str(path), line=number, hint=hint))


def _no_facts(missing: list[str]) -> UsageError:
    message = Text(f"表里缺少列：{'、'.join(missing)}", f"columns are missing: {', '.join(missing)}")
    hint = Text("请用 analyzer.frames(…).facts", "use analyzer.frames(…).facts")
    return UsageError(Problem(Code.BAD_TABLE, message, hint=hint))
