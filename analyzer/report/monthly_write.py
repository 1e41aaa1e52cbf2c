"""The whole monthly report: page, coaching pages, workbook and CSV files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from analyzer.disk import write_text
from analyzer.months.value import Monthly
from analyzer.report import pages as shared
from analyzer.report.monthly_book import write_monthly_book
from analyzer.report.monthly_pages import ASSETS, Links, MonthlyPages
from analyzer.report.monthly_rows import all_rows
from analyzer.report.monthly_tables import TABLES
from analyzer.report.monthly_view import By, MonthlyView, monthly_view
from analyzer.report.pages import asset
from analyzer.report.rows import Row
from analyzer.report.safe import FileNames
from analyzer.report.tables import open_tables
from analyzer.report.workbook import xlsxwriter


@dataclass(frozen=True, slots=True)
class MonthlyOptions:
    """What may be chosen: what tables compare, and where the pages of calls lie, relative to the report's folder."""

    by: By = "agent"
    calls: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class MonthlyPaths:
    """What was written."""

    page: Path
    workbook: Path
    tables: tuple[Path, ...]
    agents: tuple[Path, ...]


def write_monthly(monthly: Monthly, out: Path, options: MonthlyOptions | None = None) -> MonthlyPaths:
    """The monthly report under `out`; the same month and options give the same bytes.

    Each file is written whole or not at all. UsageError when the folder cannot be written or an optional library is
    missing.
    """
    chosen = options or MonthlyOptions()
    xlsxwriter()  # before the first page is written, not after the last
    view = monthly_view(monthly, chosen.by)
    links = Links(chosen.calls, _agent_pages(view))
    pages = MonthlyPages(monthly, view, links)
    for name in (*shared.ASSETS, *ASSETS):
        write_text(out / "assets" / name, asset(name))
    write_text(out / "assets" / "echarts.js", asset("vendor/echarts.js"))
    rows = {name: tuple(made) for name, made in all_rows(monthly, view, chosen.calls)}
    return MonthlyPaths(
        tables=_write_tables(rows, out / "tables"),
        workbook=write_monthly_book(monthly, view, rows, out / "monthly.xlsx"),
        page=write_text(out / "monthly.html", pages.month()),
        agents=tuple(
            write_text(out / path, pages.agent(unit))
            for unit, path in zip(view.agents, links.agents, strict=True)
        ),
    )


def _write_tables(rows: Mapping[str, Sequence[Row]], folder: Path) -> tuple[Path, ...]:
    with open_tables(folder, TABLES, "monthly_columns.csv") as files:
        for table in TABLES:
            files.add(table.name, rows[table.name])
    return tuple(files.paths)


def _agent_pages(view: MonthlyView) -> tuple[str, ...]:
    """One page an agent, named after the agent."""
    names = FileNames()
    return tuple(f"agents/{names.name(unit.words)}.html" for unit in view.agents)
