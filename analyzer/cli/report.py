"""`analyzer report`: tables, workbook and pages from calls that are already scored; of one month, the monthly report too."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from analyzer.cli.common import Command, echo_json, error_console, late, option
from analyzer.facts import month_of
from analyzer.language import Text
from analyzer.report.media import MediaMode
from analyzer.report.survey import PageMode
from analyzer.report.write import ReportOptions, ReportPaths, write_report


@click.command(
    "report",
    cls=Command,
    help=late(
        "由评分结果生成表格、XLSX 和网页报告；给出月份时另有这个月的月报。",
        "Tables, XLSX and pages from scored calls; with a month also the monthly report.",
    ),
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@option("--out", required=True, type=click.Path(path_type=Path), zh="报告文件夹", en="folder for the report")
@option(
    "--month",
    zh="这个月的月报，如 2026-11；和之前的月份比较",
    en="the monthly report of this month, such as 2026-11, beside the months before",
)
@option(
    "--by",
    type=click.Choice(["agent", "team"]),
    default="agent",
    zh="月报比较坐席还是班组（默认坐席）",
    en="the monthly report compares agents or teams (agents)",
)
@option(
    "--media",
    type=click.Choice([mode.value for mode in MediaMode]),
    default=MediaMode.LINK.value,
    zh="录音怎么放进报告：链接、复制或不放（默认链接）",
    en="recordings in the report: link, copy or none (link)",
)
@option(
    "--pages",
    type=click.Choice([mode.value for mode in PageMode]),
    zh="哪些通话有单独的网页：全部、值得听的、都不要（默认通话不多时全部）",
    en="which calls get a page: all, those worth listening to, none (all unless there are many)",
)
@option("--json", "as_json", is_flag=True, zh="在标准输出给出 JSON", en="JSON on standard output")
def command(
    folder: Path, out: Path, month: str | None, by: str, media: str, pages: str | None, as_json: bool
) -> int:
    """Writes the report."""
    options = ReportOptions(media=MediaMode(media), pages=PageMode(pages) if pages else None)
    made = _of_month(folder, out, (month, by), options) if month else _of_all(folder, out, options)
    error_console().print(f"{Text('报告', 'report')}: {made['monthly'] or made['index']}", markup=False)
    if as_json:
        echo_json(made)
    return 0


def _of_all(folder: Path, out: Path, options: ReportOptions) -> dict[str, object]:
    from analyzer.months.sources import folder_source

    written = write_report(folder_source(folder).reports, out, options)
    return _made(written) | {"undated": 0, "monthly": None, "monthly_workbook": None}


def _of_month(folder: Path, out: Path, chosen: tuple[str, str], options: ReportOptions) -> dict[str, object]:
    """The report of the calls of one month, and the monthly report that compares it with the months before."""
    from analyzer.months.build import monthly
    from analyzer.months.sources import folder_source
    from analyzer.report.monthly_write import MonthlyOptions, write_monthly

    source, (month, by) = folder_source(folder), chosen
    found = monthly(source.columns(), source.some, month)
    written = write_report(
        lambda: (report for report in source.reports() if month_of(report.get("started_at")) == month),
        out,
        replace(options, wanted=found.call_ids()),
    )
    compared = MonthlyOptions(by="team" if by == "team" else "agent", calls=written.pages)
    more = write_monthly(found, out, compared)
    if found.undated:
        left_out = Text(
            f"{found.undated} 通没有时间，没有计入 {month}",
            f"{found.undated} calls without a time are left out of {month}",
        )
        error_console().print(str(left_out))
    return _made(written) | {
        "undated": found.undated,
        "monthly": str(more.page),
        "monthly_workbook": str(more.workbook),
    }


def _made(written: ReportPaths) -> dict[str, object]:
    return {"calls": written.count, "index": str(written.index), "workbook": str(written.workbook)}
