"""Frames to and from files: Parquet keeps every value and type; CSV is for people and spreadsheets.

In CSV control marks are spelt out, a formula start has an apostrophe before it, and empty text is unknown text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from analyzer.disk import replacing
from analyzer.errors import Code, Problem, UsageError, missing_extra
from analyzer.language import Text
from analyzer.report import schema
from analyzer.report.columns import Table
from analyzer.report.frames import Frames, load_pandas
from analyzer.report.safe import plain
from analyzer.report.tables import open_tables

if TYPE_CHECKING:
    from pandas import DataFrame

SUFFIXES: Final = ("parquet", "csv")


def write_parquet(frames: Frames, folder: Path) -> tuple[Path, ...]:
    """One Parquet file a table; UsageError without pyarrow or where the folder cannot be written."""
    _pyarrow()
    written = []
    for table, frame in frames.tables():
        path = folder / f"{table.name}.parquet"
        with replacing(path) as partial:
            frame.to_parquet(partial, index=False)
        written.append(path)
    return tuple(written)


def write_csv(frames: Frames, folder: Path) -> tuple[Path, ...]:
    """One CSV a table, and `columns.csv`, which explains every column."""
    with open_tables(folder, schema.FRAMES) as files:
        for table, frame in frames.tables():
            plain_values = frame.astype(object).where(frame.notna(), None)
            names = table.names()
            rows = plain_values.itertuples(index=False, name=None)
            files.add(table.name, (dict(zip(names, row, strict=True)) for row in rows))
    return tuple(files.paths)


def read_frames(folder: Path) -> Frames:
    """The frames that `write_parquet` or `write_csv` left in a folder. UsageError where a table is missing."""
    if (folder / "facts.parquet").is_file():
        return _frames(lambda table: _read_parquet(folder / f"{table.name}.parquet", table))
    if (folder / "facts.csv").is_file():
        return _frames(lambda table: _read_csv(folder / f"{table.name}.csv", table))
    raise _missing(folder / "facts.parquet")


def has_frames(folder: Path) -> bool:
    """Whether a folder holds frames."""
    return any((folder / f"facts.{suffix}").is_file() for suffix in SUFFIXES)


def frames_of(tables: Mapping[str, DataFrame]) -> Frames:
    """Frames in memory, every column brought to its documented type. UsageError where a table or column is missing."""

    def given(table: Table) -> DataFrame:
        if table.name not in tables:
            raise _missing(Path(table.name))
        return tables[table.name]

    return _frames(given)


def _frames(read: Callable[[Table], DataFrame]) -> Frames:
    return Frames(**{table.name: _typed(read(table), table) for table in schema.FRAMES})


def _typed(frame: DataFrame, table: Table) -> DataFrame:
    missing = [name for name in table.names() if name not in frame.columns]
    if missing:
        message = Text(
            f"表 {table.name} 缺少列：{'、'.join(missing)}",
            f"table {table.name} lacks columns: {', '.join(missing)}",
        )
        hint = Text("每张表的列见 docs/report.md", "docs/report.md lists the columns of each table")
        raise UsageError(Problem(Code.BAD_TABLE, message, hint=hint))
    kinds: Any = {column.name: column.dtype for column in table.columns}
    return frame[list(table.names())].astype(kinds).reset_index(drop=True)


def _read_parquet(path: Path, table: Table) -> DataFrame:
    _pyarrow()
    _check(path)
    return load_pandas().read_parquet(path, columns=list(table.names()))  # type: ignore[no-any-return]


def _read_csv(path: Path, table: Table) -> DataFrame:
    _check(path)
    kinds = {column.name: column.dtype for column in table.columns}
    frame: DataFrame = load_pandas().read_csv(
        path, encoding="utf-8-sig", dtype=kinds, keep_default_na=False, na_values=[""]
    )
    for column in table.columns:
        if column.dtype == "string" and column.name in frame:
            frame[column.name] = frame[column.name].map(plain, na_action="ignore").astype("string")
    return frame


def _check(path: Path) -> None:
    if not path.is_file():
        raise _missing(path)


def _missing(path: Path) -> UsageError:
    message = Text("缺少这张表", "this table is missing")
    hint = Text("请用 analyzer.frames(…) 重新导出全部表", "export all tables anew with analyzer.frames(…)")
    return UsageError(Problem(Code.FILE_MISSING, message, path=str(path), hint=hint))


def _pyarrow() -> None:
    try:
        import pyarrow  # noqa: F401 - pandas finds it by itself
    except ImportError as error:
        raise missing_extra("pyarrow", "report") from error
