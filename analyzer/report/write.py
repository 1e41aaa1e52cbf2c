"""The whole report in one pass over the scored calls: pages, tables, workbook."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from analyzer.disk import write_text
from analyzer.errors import AnalyzerError, Code, Problem, UsageError
from analyzer.language import Text
from analyzer.report.callview import call_view
from analyzer.report.frames import FrameBuilder
from analyzer.report.indexview import IndexBuilder
from analyzer.report.media import MediaMode, MediaSource
from analyzer.report.pages import ASSETS, Pages, asset
from analyzer.report.rows import Report
from analyzer.report.safe import FileNames
from analyzer.report.tables import write_tables
from analyzer.report.workbook import write_workbook, xlsxwriter


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """What may be chosen about a report; relative `source` paths start at `base`, by default where we are."""

    title: str | None = None
    media: MediaMode = MediaMode.LINK
    base: Path = Path()
    level: float = 0.95


@dataclass(frozen=True, slots=True)
class ReportPaths:
    """What was written, and how many calls it shows."""

    index: Path
    workbook: Path
    tables: tuple[Path, ...]
    calls: tuple[Path, ...]


def write_report(reports: Iterable[Report], out: Path, options: ReportOptions | None = None) -> ReportPaths:
    """The report under `out`; the same reports and options give the same bytes.

    Each file is written whole or not at all. UsageError when the folder cannot be written or an optional
    library is missing.
    """
    chosen = options or ReportOptions()
    _check(out)
    xlsxwriter()  # before the first page is written, not after the last
    title = chosen.title or str(Text("服务用语分析报告", "Service call report"))
    pages, names = Pages(title), FileNames()
    media = MediaSource(MediaMode(chosen.media), chosen.base, out)
    frames, index, written = FrameBuilder(), IndexBuilder(), []
    for report in reports:
        name = names.name(report["call_id"])
        page = f"calls/{name}.html"
        frames.add(report, page)
        index.add(report, page)
        html = pages.call(call_view(report), media.media(report, name))
        written.append(write_text(out / "calls" / f"{name}.html", html))
    for name in ASSETS:
        write_text(out / "assets" / name, asset(name))
    tables = frames.frames(chosen.level)
    return ReportPaths(
        tables=write_tables(tables, out / "tables"),
        workbook=write_workbook(tables, out / "report.xlsx", title, chosen.level),
        index=write_text(out / "index.html", pages.index(index.view(frames.tallies, chosen.level))),
        calls=tuple(written),
    )


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
