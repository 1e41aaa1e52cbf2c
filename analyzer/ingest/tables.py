"""A CSV or XLSX file as a header and numbered rows; what the columns mean is not its business."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from analyzer.errors import Code, InputError, Problem, input_error
from analyzer.ingest.columns import find_columns
from analyzer.ingest.files import read_text
from analyzer.ingest.xlsx import read_sheets
from analyzer.language import Text

HEADER_WITHIN = 10
"""A header is looked for in this many first rows: exports like to put a title above it."""

_DELIMITERS = (",", "\t", ";", "|")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line in the file, counted from 1, and its cells, empty ones as None."""

    line: int
    cells: tuple[object, ...]

    def at(self, position: int | None) -> object:
        """The cell in a column, None where the row or the table has no such cell."""
        return self.cells[position] if position is not None and position < len(self.cells) else None

    def text(self, position: int | None) -> str | None:
        """The cell as trimmed text; a whole number loses the `.0` that workbooks give it."""
        cell = self.at(position)
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)
        return (str(cell).strip() or None) if cell is not None else None


@dataclass(frozen=True, slots=True)
class Table:
    """A header, the positions of the columns it names, the rows below it, and what a reader should know."""

    header: tuple[str, ...]
    columns: Mapping[str, int]
    rows: tuple[Row, ...]
    kind: str
    notes: tuple[str, ...] = ()

    def letter(self, field: str) -> int | None:
        """The column number of a field, counted from 1."""
        position = self.columns.get(field)
        return None if position is None else position + 1


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which columns a table may have, which of them it must have one of, and the problem when it has none."""

    names: Mapping[str, tuple[str, ...]]
    any_of: tuple[str, ...]
    code: Code = Code.BAD_TABLE


def read_table(path: Path, wanted: Wanted) -> Table:
    """The table in a CSV, TSV or XLSX file; raises `InputError` when no row names the wanted columns."""
    if path.suffix.lower() == ".xlsx":
        return _from_workbook(path, wanted)
    decoded = read_text(path)
    candidates = [_csv_rows(decoded.text, delimiter, path) for delimiter in _DELIMITERS]
    tables = [table for rows in candidates if (table := _headed(rows, wanted, f"csv {decoded.encoding}"))]
    if not tables:
        raise _no_header(path, wanted, candidates[0])
    return max(tables, key=lambda table: len(table.columns))


def _csv_rows(text: str, delimiter: str, path: Path) -> list[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[Row] = []
    line = 1
    try:
        for cells in reader:
            rows.append(Row(line, tuple(cell if cell.strip() else None for cell in cells)))
            line = reader.line_num + 1
    except csv.Error as error:
        problem = Text(f"表格从这一行起读不下去：{error}", f"the table cannot be read from here on: {error}")
        hint = Text(
            "请检查这一行的引号是否成对、内容是否完整，或用 Excel 另存为 CSV",
            "check that the quotes of this line are closed, or save the table as CSV anew",
        )
        raise InputError(Problem(Code.BAD_TABLE, problem, str(path), line, hint=hint)) from error
    return [row for row in rows if any(cell is not None for cell in row.cells)]


def _from_workbook(path: Path, wanted: Wanted) -> Table:
    """The first sheet that has the wanted columns; others with content are named in a note."""
    sheets = [
        (sheet.title, [Row(line, cells) for line, cells in sheet.rows])
        for sheet in read_sheets(path)
        if sheet.rows
    ]
    for title, rows in sheets:
        table = _headed(rows, wanted, "xlsx")
        if table is not None:
            return _noting(table, [other for other, _ in sheets if other != title])
    raise _no_header(path, wanted, sheets[0][1] if sheets else [])


def _noting(table: Table, others: Sequence[str]) -> Table:
    if not others:
        return table
    note = Text(f"未读取的工作表：{'、'.join(others)}", f"sheets not read: {', '.join(others)}")
    return Table(table.header, table.columns, table.rows, table.kind, (str(note),))


def _headed(rows: Sequence[Row], wanted: Wanted, kind: str) -> Table | None:
    """The rows below the first one that names a wanted column."""
    for index, row in enumerate(rows[:HEADER_WITHIN]):
        header = tuple(row.text(position) or "" for position in range(len(row.cells)))
        columns = find_columns(header, wanted.names)
        if any(field in columns for field in wanted.any_of):
            return Table(header, columns, tuple(rows[index + 1 :]), kind)
    return None


def _no_header(path: Path, wanted: Wanted, rows: Sequence[Row]) -> InputError:
    first = "、".join(text for i in range(len(rows[0].cells)) if (text := rows[0].text(i))) if rows else ""
    accepted = "、".join(dict.fromkeys(name for field in wanted.any_of for name in wanted.names[field]))
    return input_error(
        wanted.code,
        Text(
            f"找不到需要的列（第一行是：{first[:80]}）", f"no row names the columns (the first: {first[:80]})"
        ),
        path,
        hint=Text(f"表头要有这些列名之一：{accepted}", f"the header must hold one of: {accepted}"),
    )


def collect(rows: Iterable[Row], key: Callable[[Row], str | None]) -> dict[str | None, list[Row]]:
    """Rows by a key, groups in order of first appearance."""
    groups: dict[str | None, list[Row]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return groups
