"""`analyzer report`: tables, workbook and pages from calls that are already scored."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from analyzer.batch.journal import Json
from analyzer.batch.run import REPORTS
from analyzer.cli.common import Command, echo_json, error_console, late, option
from analyzer.cli.score import read_reports
from analyzer.errors import Code, Problem, UsageError
from analyzer.language import Text
from analyzer.report.media import MediaMode
from analyzer.report.write import ReportOptions, write_report


@click.command(
    "report",
    cls=Command,
    help=late("由评分结果生成表格、XLSX 和网页报告。", "Tables, XLSX and pages from scored calls."),
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@option("--out", required=True, type=click.Path(path_type=Path), zh="报告文件夹", en="folder for the report")
@option("--month", zh="只看这个月，如 2026-11", en="only this month, such as 2026-11")
@option(
    "--media",
    type=click.Choice(list(MediaMode)),
    default=MediaMode.LINK,
    zh="录音怎么放进报告：链接、复制或不放（默认链接）",
    en="recordings in the report: link, copy or none (link)",
)
@option("--json", "as_json", is_flag=True, zh="在标准输出给出 JSON", en="JSON on standard output")
def command(folder: Path, out: Path, month: str | None, media: str, as_json: bool) -> int:
    """Writes the report."""
    reports = read_reports(folder / REPORTS)
    chosen = list(_of_month(reports, month)) if month else reports
    undated = sum(not report.get("started_at") for report in reports) if month else 0
    if not chosen:
        message = Text(
            f"{month} 没有通话（{undated} 通没有时间）", f"no calls in {month} ({undated} have no time)"
        )
        raise UsageError(Problem(Code.NOTHING_FOUND, message, path=str(folder)))
    written = write_report(chosen, out, ReportOptions(media=MediaMode(media)))
    if undated:
        left_out = Text(
            f"{undated} 通没有时间，没有计入 {month}",
            f"{undated} calls without a time are left out of {month}",
        )
        error_console().print(str(left_out))
    error_console().print(f"{Text('报告', 'report')}: {written.index}", markup=False)
    if as_json:
        echo_json(
            {
                "calls": len(chosen),
                "undated": undated,
                "index": str(written.index),
                "workbook": str(written.workbook),
            }
        )
    return 0


def _of_month(reports: Iterable[Json], month: str) -> Iterable[Json]:
    return (report for report in reports if str(report.get("started_at") or "").startswith(month))
