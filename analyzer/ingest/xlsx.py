"""Workbooks: the only module that imports openpyxl, and only when one is opened."""

from __future__ import annotations

import warnings
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from analyzer.errors import Code, InputError, input_error, missing_extra
from analyzer.ingest.files import read_bytes
from analyzer.language import Text

MAX_UNPACKED = 512 * 1024 * 1024
"""Unpacked size beyond which a workbook is refused; a small file can hold endless zeros."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's title and its rows with content: line number from 1, and cells, empty ones None."""

    title: str
    rows: tuple[tuple[int, tuple[object, ...]], ...]


def read_sheets(path: Path) -> tuple[Sheet, ...]:
    """All sheets, values only; raises `InputError` for what is no workbook, `UsageError` without openpyxl."""
    try:
        import openpyxl
    except ImportError as error:
        raise missing_extra("openpyxl", "report") from error
    data = read_bytes(path)
    _check_size(data, path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True)
            try:
                return tuple(Sheet(sheet.title, _rows(sheet)) for sheet in book.worksheets)
            finally:
                book.close()
    except Exception as error:  # openpyxl lets every kind of error through for a damaged workbook
        raise _damaged(path) from error


def _rows(sheet: Any) -> tuple[tuple[int, tuple[object, ...]], ...]:
    sheet.reset_dimensions()  # what a sheet claims of its size would be filled up with empty cells
    cells = (
        (row, tuple(map(_blank_to_none, values)))
        for row, values in enumerate(sheet.iter_rows(values_only=True), 1)
    )
    return tuple((row, values) for row, values in cells if any(value is not None for value in values))


def _blank_to_none(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


def _check_size(data: bytes, path: Path) -> None:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise _damaged(path) from error
    if unpacked > MAX_UNPACKED:
        raise input_error(
            Code.FILE_TOO_LARGE,
            Text("工作簿解开后太大", "the workbook unpacks to too much"),
            path,
            hint=Text("请拆成几个工作簿，或另存为 CSV", "split it, or save it as CSV"),
        )


def _damaged(path: Path) -> InputError:
    return input_error(
        Code.BAD_TABLE,
        Text("不是完好的 .xlsx 工作簿", "not an intact .xlsx workbook"),
        path,
        hint=Text(
            "请用 Excel 或 WPS 打开后另存为 .xlsx 或 CSV", "open it in Excel and save it as .xlsx or CSV"
        ),
    )
