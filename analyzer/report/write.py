"""The whole report in two passes over the scored calls: first the sums, then pages, tables, workbook."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Final, TypeAlias

from analyzer.disk import cannot_write, write_text
from analyzer.errors import AnalyzerError, Code, Problem, UsageError
from analyzer.language import Text
from analyzer.report.callview import call_view
from analyzer.report.frames import call_rows, summary_rows
from analyzer.report.indexview import IndexBuilder
from analyzer.report.media import MediaMode, MediaSource
from analyzer.report.pages import ASSETS, Pages, asset
from analyzer.report.rows import Report
from analyzer.report.safe import FileNames
from analyzer.report.schema import SHEETS
from analyzer.report.survey import PageMode, survey
from analyzer.report.tables import open_tables
from analyzer.report.tally import new_counts
from analyzer.report.workbook import open_workbook, xlsxwriter

_SHEETS: Final = frozenset(table.name for table in SHEETS)


# Reports that can be read again, or a function that reads them anew; an iterator is kept on disk meanwhile.
Reports: TypeAlias = Iterable[Report] | Callable[[], Iterable[Report]]


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """What may be chosen about a report; relative `source` paths start at `base`, by default where we are.

    `pages` None gives every call a page up to `survey.MOST_PAGES` calls, and beyond that those worth listening to;
    the calls in `wanted` get one in any case.
    """

    title: str | None = None
    media: MediaMode = MediaMode.LINK
    base: Path = Path()
    level: float = 0.95
    pages: PageMode | None = None
    wanted: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ReportPaths:
    """What was written; `calls` are the pages of single calls, and `pages` says where each call's page lies.

    `count` is how many calls the report is about.
    """

    index: Path
    workbook: Path
    tables: tuple[Path, ...]
    calls: tuple[Path, ...]
    pages: Mapping[str, str]
    count: int


def write_report(reports: Reports, out: Path, options: ReportOptions | None = None) -> ReportPaths:
    """The report under `out`; the same reports and options give the same bytes.

    The reports are read twice, one at a time; memory does not grow with them. Each file is written whole or not at
    all. UsageError when the folder cannot be written or an optional library is missing.
    """
    chosen = options or ReportOptions()
    _check(out)
    xlsxwriter()  # before the first page is written, not after the last
    title = chosen.title or str(Text("服务用语分析报告", "Service call report"))
    pages, index = Pages(title), IndexBuilder()
    new_counts()
    with _again(reports, out) as again:
        found = survey(again(), chosen.pages, chosen.wanted)
        with (
            open_tables(out / "tables") as tables,
            open_workbook(out / "report.xlsx", title, chosen.level) as sheets,
        ):
            for name, rows in summary_rows(found.counts, chosen.level):
                made = list(rows)
                tables.add(name, made)
                if name in _SHEETS:
                    sheets.add(name, made)
            writer = _CallWriter(pages, MediaSource(MediaMode(chosen.media), chosen.base, out))
            for report in again():
                page = writer.page(report) if found.shows(report["call_id"]) else None
                index.add(report, page)
                for name, rows in call_rows(report, page):
                    made = list(rows)
                    tables.add(name, made)
                    if page is not None:
                        sheets.add(name, made)
    for name in ASSETS:
        write_text(out / "assets" / name, asset(name))
    return ReportPaths(
        tables=tuple(tables.paths),
        workbook=out / "report.xlsx",
        index=write_text(out / "index.html", pages.index(index.view(found, chosen.level))),
        calls=tuple(out / page for page in writer.pages.values()),
        pages=writer.pages,
        count=found.calls,
    )


class _CallWriter:
    """Writes the pages of single calls, one by one."""

    def __init__(self, pages: Pages, media: MediaSource) -> None:
        self.pages: dict[str, str] = {}
        self._pages, self._media, self._names = pages, media, FileNames()

    def page(self, report: Report) -> str:
        """Writes the page of a call and says where it lies, relative to the report."""
        name = self._names.name(report["call_id"])
        page = f"calls/{name}.html"
        html = self._pages.call(call_view(report), self._media.media(report, name))
        write_text(self._media.out / page, html)
        self.pages[report["call_id"]] = page
        return page


@contextmanager
def _again(reports: Reports, out: Path) -> Iterator[Callable[[], Iterable[Report]]]:
    """A function that reads the reports from their beginning, as often as it is called."""
    if callable(reports):
        yield reports
    elif not isinstance(reports, Iterator):
        yield lambda: reports
    else:
        with _kept(reports, out) as file:
            yield lambda: _lines(file)


@contextmanager
def _kept(reports: Iterator[Report], out: Path) -> Iterator[IO[str]]:
    """What an iterator gives, in a file beside the report that goes away whatever happens."""
    with _temporary(out) as file:
        for report in reports:
            line = json.dumps(report) + "\n"
            try:
                file.write(line)
            except OSError as error:
                raise cannot_write(out, error) from error
        yield file


def _temporary(folder: Path) -> IO[str]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return TemporaryFile("w+", encoding="utf-8", dir=folder)
    except OSError as error:
        raise cannot_write(folder, error) from error


def _lines(file: IO[str]) -> Iterator[Report]:
    file.seek(0)
    return map(json.loads, file)


def _check(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise _not_a_folder(out)


def _not_a_folder(out: Path) -> AnalyzerError:
    return UsageError(
        Problem(
            Code.OUTPUT,
            Text("报告要写进一个文件夹，这里却是文件", "a report needs a folder, and this is a file"),
            path=str(out),
            hint=Text("请换一个文件夹名", "choose another folder"),
        )
    )
