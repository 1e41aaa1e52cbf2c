"""CSV files of the frames: they open in Excel with Chinese intact, and no cell computes."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from analyzer.disk import replacing
from analyzer.report import schema
from analyzer.report.columns import Table
from analyzer.report.frames import Frames
from analyzer.report.safe import cell

if TYPE_CHECKING:
    from pandas import DataFrame


def write_tables(frames: Frames, folder: Path) -> tuple[Path, ...]:
    """One CSV a table, and `columns.csv`, which explains every column; returns their paths."""
    written = [_write(table, frame, folder / f"{table.name}.csv") for table, frame in frames.tables()]
    return (*written, _write_columns(folder / "columns.csv"))


def _write(table: Table, frame: DataFrame, path: Path) -> Path:
    safe = frame.copy()
    for column in table.columns:
        if column.dtype == "string":
            safe[column.name] = frame[column.name].map(cell, na_action="ignore").astype("string")
    with replacing(path) as partial:
        safe.to_csv(partial, index=False, encoding="utf-8-sig", lineterminator="\r\n")
    return path


def _write_columns(path: Path) -> Path:
    with replacing(path) as partial, partial.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("table", "column", "dtype", "heading_zh", "heading_en", "meaning_zh", "meaning_en"))
        for table in schema.TABLES:
            for column in table.columns:
                heading, meaning = column.heading, column.meaning
                words = (heading.zh, heading.en, meaning.zh, meaning.en)
                writer.writerow((table.name, column.name, column.dtype, *words))
    return path
