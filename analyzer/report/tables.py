"""CSV files of the tables, written row by row: they open in Excel with Chinese intact, and no cell computes."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from analyzer.disk import replacing
from analyzer.report import schema
from analyzer.report.columns import Column, Table
from analyzer.report.rows import Row
from analyzer.report.safe import cell


class TableFiles:
    """One CSV a table, open for rows; made by `open_tables`."""

    def __init__(self, stack: ExitStack, folder: Path, tables: Iterable[Table]) -> None:
        self.paths: list[Path] = []
        self._tables: dict[str, tuple[Table, Any]] = {}
        for table in tables:
            path = folder / f"{table.name}.csv"
            partial = stack.enter_context(replacing(path))
            file = stack.enter_context(partial.open("w", encoding="utf-8-sig", newline=""))
            writer = csv.writer(file)
            writer.writerow(table.names())
            self._tables[table.name] = table, writer
            self.paths.append(path)

    def add(self, table: str, rows: Iterable[Row]) -> None:
        """Writes rows at the end of a table."""
        what, writer = self._tables[table]
        for row in rows:
            writer.writerow([_cell(column, row[column.name]) for column in what.columns])


@contextmanager
def open_tables(
    folder: Path, tables: Iterable[Table] = schema.TABLES, columns: str = "columns.csv"
) -> Iterator[TableFiles]:
    """The CSV files of these tables, whole when the block ends well; the file `columns` explains every column."""
    chosen = tuple(tables)
    with ExitStack() as stack:
        files = TableFiles(stack, folder, chosen)
        yield files
        files.paths.append(_write_columns(folder / columns, chosen))


def _cell(column: Column, value: Any) -> object:
    """The value as the file holds it; None is an empty cell."""
    if value is None:
        return ""
    if column.dtype == "string":
        return cell(str(value))
    return float(value) if column.dtype == "Float64" else value


def _write_columns(path: Path, tables: Iterable[Table]) -> Path:
    with replacing(path) as partial, partial.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("table", "column", "dtype", "heading_zh", "heading_en", "meaning_zh", "meaning_en"))
        for table in tables:
            for column in table.columns:
                heading, meaning = column.heading, column.meaning
                words = (heading.zh, heading.en, meaning.zh, meaning.en)
                writer.writerow((table.name, column.name, column.dtype, *words))
    return path
