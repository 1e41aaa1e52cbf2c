"""The tables as one Excel workbook that can be forwarded as it is: the only door to XlsxWriter."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType, ModuleType
from typing import Any, Final

from analyzer.disk import replacing
from analyzer.errors import missing_extra
from analyzer.language import Text
from analyzer.report.agent_tables import AGENTS
from analyzer.report.cells import Value, Widths, shown
from analyzer.report.charts import add_agents_chart
from analyzer.report.columns import Column, Table
from analyzer.report.labels import label, pick
from analyzer.report.rows import Row
from analyzer.report.safe import visible
from analyzer.report.schema import SHEETS

# Rows of a sheet below its heading that people can still work with, and the links that the format allows.
MAX_ROWS: Final = 20_000
_MAX_LINKS: Final = 65_000
# A sheet this wide, in Latin letters, is still readable when it is fitted to a page.
_PAGE_LETTERS: Final = 240
# A workbook carries a creation date; a fixed one keeps the same inputs the same bytes.
CREATED: Final = datetime.datetime(2000, 1, 1)

_FONT: Final = "Microsoft YaHei"
_LINKED: Final = "page"


@dataclass(frozen=True, slots=True)
class Book:
    """The workbook being written, with the formats that its sheets share."""

    file: Any
    heading: Any
    shapes: dict[str, Any]
    bad: Any
    doubt: Any


class WorkbookSheets:
    """The sheets of the workbook, open for rows; made by `open_workbook`."""

    def __init__(self, book: Book) -> None:
        self._sheets = {table.name: Sheet(book, table) for table in SHEETS}
        self.agents: list[Row] = []

    def add(self, table: str, rows: Iterable[Row]) -> None:
        """Writes rows at the end of a sheet; what does not fit is counted and said there."""
        for row in rows:
            self._sheets[table].add(row)
            if table == AGENTS.name:
                self.agents.append(row)

    def finish(self) -> list[Table]:
        """Lays the sheets out and names the tables that did not fit."""
        return [sheet.table for sheet in self._sheets.values() if sheet.finish()]


@contextmanager
def open_workbook(path: Path, title: str, level: float = 0.95) -> Iterator[WorkbookSheets]:
    """One sheet a table after a sheet that explains them; UsageError when XlsxWriter is not installed."""
    library = xlsxwriter()
    # XlsxWriter parks rows in files: beside the result they are on its disk, and they go away whatever happens.
    with replacing(path) as partial, TemporaryDirectory(dir=path.parent, ignore_cleanup_errors=True) as rows:
        file = library.Workbook(str(partial), book_options(rows))
        file.set_properties({"title": visible(title), "created": CREATED})
        book = formats(file)
        notes = file.add_worksheet(pick("说明", "about"))
        sheets = WorkbookSheets(book)
        yield sheets
        cut = sheets.finish()
        add_agents_chart(file, str(AGENTS.heading), sheets.agents)
        _write_notes(book, notes, (title, level), cut)
        close_book(file, library)


def close_book(file: Any, library: ModuleType) -> None:
    """Writes the workbook; OSError when the disk refuses."""
    try:
        file.close()
    except library.exceptions.FileCreateError as error:  # not an OSError, though it wraps one
        raise OSError(str(error)) from error


def xlsxwriter() -> ModuleType:
    """The library, for those who want to know early that it is there; UsageError when it is not."""
    try:
        import xlsxwriter as library
    except ImportError as error:
        raise missing_extra("XlsxWriter", "report") from error
    module: ModuleType = library
    return module


def book_options(rows: str) -> dict[str, object]:
    """How every workbook is made; `rows` is a folder for rows that wait to be written."""
    return {
        "tmpdir": rows,
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": {"font_name": _FONT, "font_size": 10, "valign": "top"},
    }


def formats(file: Any) -> Book:
    """The workbook with the formats that every sheet uses."""
    heading = {"bold": True, "text_wrap": True, "valign": "vcenter", "bottom": 1, "bg_color": "#E3EFF1"}
    shapes = {"text": "@", "share": "0%", "number": "0.0", "count": "#,##0", "time": "[m]:ss.0"}
    return Book(
        file=file,
        heading=file.add_format(heading),
        shapes={
            **{kind: file.add_format({"num_format": shape}) for kind, shape in shapes.items()},
            "link": file.add_format({"font_color": "#0B5568", "underline": 1}),
        },
        bad=file.add_format({"bg_color": "#FBE6E3", "font_color": "#B0261D", "bold": True}),
        doubt=file.add_format({"bg_color": "#FBF0D8", "font_color": "#84560A", "italic": True}),
    )


class Sheet:
    """One sheet that is written from top to bottom, as constant memory asks."""

    def __init__(self, book: Book, table: Table) -> None:
        self.table = table
        self._book, self._widths = book, Widths(table.columns)
        self.sheet = book.file.add_worksheet(str(table.heading))
        self._rows = self._lost = 0
        self.sheet.set_row(0, 32)
        for at, column in enumerate(table.columns):
            self.sheet.write_string(0, at, str(column.heading), book.heading)

    def add(self, row: Row) -> None:
        """Writes a row below the last; beyond what a sheet holds it is counted as lost."""
        if self._rows == MAX_ROWS:
            self._lost += 1
            return
        self._rows += 1
        cells = [shown(column, row[column.name]) for column in self.table.columns]
        self._widths.see(cells)
        for at, (column, value) in enumerate(zip(self.table.columns, cells, strict=True)):
            self._write(at, column, value)

    def _write(self, at: int, column: Column, value: Value) -> None:
        if value is None:
            return
        shape = self._book.shapes[column.shape]
        if column.name == _LINKED and self._rows <= _MAX_LINKS:
            link = self._book.shapes["link"]
            self.sheet.write_url(self._rows, at, f"external:{value}", link, pick("打开", "open"))
        elif isinstance(value, str):
            self.sheet.write_string(self._rows, at, value, shape)
        else:
            self.sheet.write_number(self._rows, at, value, shape)

    def finish(self) -> int:
        """Widths, filters, print setup and marks; returns how many rows did not fit."""
        widths = self._widths.widths()
        for at, letters in enumerate(widths):
            self.sheet.set_column(at, at, letters)
        self.sheet.freeze_panes(1, 1)
        self.sheet.autofilter(0, 0, max(self._rows, 1), len(widths) - 1)
        print_setup(self.sheet, sum(widths))
        self.sheet.repeat_rows(0)
        _mark(self._book, self.sheet, self.table, self._rows)
        if self._lost:
            file = f"tables/{self.table.name}.csv"
            words = Text(f"还有 {self._lost} 行，见 {file}", f"{self._lost} more rows: see {file}")
            self.sheet.write_string(self._rows + 1, 0, str(words), self._book.shapes["text"])
        return self._lost


def print_setup(sheet: Any, letters: float) -> None:
    """A4 across; a table too wide to be read on one page goes on over several, its first column on each."""
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    if letters <= _PAGE_LETTERS:
        sheet.fit_to_pages(1, 0)
    else:
        sheet.set_print_scale(65)
        sheet.repeat_columns(0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&L&A&R&P / &N")


def _mark(book: Book, sheet: Any, table: Table, rows: int) -> None:
    """Conditional formats: what failed, what is undecided, how large a share is."""
    if not rows:
        return
    for at, column in enumerate(table.columns):
        area = (1, at, rows, at)
        if column.codes == "outcome":
            for code, shape in (("fail", book.bad), ("undecided", book.doubt)):
                sheet.conditional_format(*area, _equals(label("outcome", code), shape))
        elif column.codes == "status":
            sheet.conditional_format(*area, _equals(label("status", "failed"), book.bad))
            sheet.conditional_format(*area, _equals(label("status", "to_review"), book.doubt))
        elif column.name in {"banned_critical", "banned_major"}:
            rule = {"type": "cell", "criteria": ">", "value": 0, "format": book.bad}
            sheet.conditional_format(*area, rule)
        elif column.name.endswith("share") and column.name != "undecided_share":
            sheet.conditional_format(*area, dict(_SHARE_BAR))


_SHARE_BAR: Final = MappingProxyType(
    {
        "type": "data_bar",
        "bar_color": "#9DB9C0",
        "bar_solid": True,
        **{"min_type": "num", "min_value": 0, "max_type": "num", "max_value": 1},
    }
)


def _equals(words: str, shape: Any) -> dict[str, object]:
    return {"type": "cell", "criteria": "==", "value": f'"{words}"', "format": shape}


def _write_notes(book: Book, sheet: Any, about: tuple[str, float], cut: Sequence[Table]) -> None:
    title, level = about
    widths = (14, 24, 70)
    for at, letters in enumerate(widths):
        sheet.set_column(at, at, letters)
    lines = [
        visible(title),
        pick(
            f"区间的置信水平是 {level:.0%}：十字与七声用 Wilson 区间，忌语用精确泊松区间。",
            f"Intervals at {level:.0%}: Wilson for habits, exact Poisson for banned phrases.",
        ),
        pick(
            "不适用和无法判断的结果不在分母内，另列。区间重叠的坐席不能说谁好谁差。",
            "Not applicable and undecided findings leave the denominator. Agents with overlapping intervals "
            "cannot be told apart.",
        ),
        pick(
            "时间列是 分:秒；CSV 中同名的列是毫秒。",
            "Times are minutes:seconds; in the CSV files milliseconds.",
        ),
        *(
            pick(
                f"“{table.heading.zh}”行数太多，这里只有前 {MAX_ROWS} 行，其余见 CSV。",
                f"“{table.heading.en}” has the first {MAX_ROWS} rows only; the rest is in the CSV.",
            )
            for table in cut
        ),
    ]
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, line, book.shapes["text"])
    row = len(lines) + 1
    for at, head in enumerate((pick("表", "table"), pick("列", "column"), pick("意思", "meaning"))):
        sheet.write_string(row, at, head, book.heading)
    for table in SHEETS:
        for column in table.columns:
            row += 1
            for at, words in enumerate((table.heading, column.heading, column.meaning)):
                sheet.write_string(row, at, str(words), book.shapes["text"])
    print_setup(sheet, sum(widths))
