"""`analyzer forget`: takes calls out of the store and out of everything that was written about them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from analyzer.batch.run import REPORTS, write_lines
from analyzer.cli.common import Command, echo_json, error_console, late, option
from analyzer.cli.score import read_reports
from analyzer.cli.store_options import STORE
from analyzer.errors import Code, Problem, UsageError
from analyzer.language import Text
from analyzer.report.media import MediaMode
from analyzer.report.survey import PageMode
from analyzer.report.write import ReportOptions, write_report
from analyzer.store import encoded, has_store, open_store
from analyzer.store.forget import Forgotten, calls_before, forget

_FOLDERS = ("calls", "media", "tables")
_OURS = frozenset({".store", "assets", "index.html", "report.xlsx", REPORTS, *_FOLDERS})


@dataclass(frozen=True, slots=True)
class Removed:
    """What went from the results folder: lines of `reports.jsonl`, files; what else lies there."""

    lines: int
    files: tuple[Path, ...]
    others: tuple[Path, ...]


@click.command(
    "forget",
    cls=Command,
    help=late(
        "把通话的内容从存储和结果里彻底删掉：CALL 是通话编号，可以给多个。不会动您自己的录音和文字稿。",
        "Removes calls for good from store and results. CALL is a call id. Your own recordings are left alone.",
    ),
)
@click.argument("calls", metavar="CALL...", nargs=-1)
@option("--before", metavar="YYYY-MM-DD", zh="这一天以前开始的通话", en="calls that began before this day")
@option(
    "--in",
    "folder",
    required=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    zh="结果文件夹",
    en="the results folder",
)
@STORE
@option("--json", "as_json", is_flag=True, zh="在标准输出给出 JSON", en="JSON on standard output")
def command(
    calls: tuple[str, ...], before: str | None, folder: Path, store: str | None, as_json: bool
) -> None:
    """Forgets."""
    day = _day(before)
    if not calls and day is None:
        message = Text("没有说删哪些通话", "no calls are named")
        hint = Text("给出通话编号，或 --before 2026-01-01", "give call ids, or --before 2026-01-01")
        raise UsageError(Problem(Code.USAGE, message, hint=hint))
    wanted = set(calls) | (_before(folder / REPORTS, day) if day else set())
    gone = Forgotten(frozenset(wanted), 0, 0)
    if store is not None or has_store(folder):
        opened = open_store(folder, store)
        try:
            wanted |= calls_before(opened.database, day) if day else set()
            gone = forget(opened.database, wanted)
        finally:
            opened.close()
    removed = _from_folder(folder, gone.call_ids)
    _tell(gone, removed, _undated(folder / REPORTS) if day else 0)
    if as_json:
        echo_json(
            {
                "calls": sorted(gone.call_ids),
                "reports": gone.reports,
                "listenings": gone.listenings,
                "lines": removed.lines,
                "files": [str(path) for path in removed.files],
                "others": [str(path) for path in removed.others],
            }
        )


def _day(before: str | None) -> str | None:
    """The day as ISO text. Raises UsageError for anything else."""
    if before is None:
        return None
    try:
        return date.fromisoformat(before).isoformat()
    except ValueError as error:
        message = Text(f"“{before}”不是日期", f'"{before}" is not a date')
        hint = Text("写成 2026-01-31", "write 2026-01-31")
        raise UsageError(Problem(Code.USAGE, message, hint=hint)) from error


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    return read_reports(path) if path.is_file() else iter(())


def _before(path: Path, day: str) -> set[str]:
    return {str(line["call_id"]) for line in _lines(path) if str(line.get("started_at") or "9") < day}


def _undated(path: Path) -> int:
    return sum(not line.get("started_at") for line in _lines(path))


def _from_folder(folder: Path, call_ids: Collection[str]) -> Removed:
    """Writes `reports.jsonl` and the report anew without these calls, and takes out the files that nobody made now."""
    reports = folder / REPORTS
    before = sum(1 for _ in _lines(reports))
    if before:
        write_lines(reports, (encoded(line) for line in _lines(reports) if line["call_id"] not in call_ids))
    after = sum(1 for _ in _lines(reports))
    there = {path for name in _FOLDERS for path in (folder / name).glob("*") if path.is_file()}
    if (folder / "index.html").is_file():
        written = write_report(lambda: _lines(reports), folder, _looks(folder))
        kept = {*written.tables, *written.calls}
        media = {Path(page).stem for page in written.pages.values()}
        stale = sorted(
            path
            for path in there
            if path not in kept and not (path.parent.name == "media" and path.stem in media)
        )
        for path in stale:
            path.unlink()
    else:
        stale = []
    others = sorted(path for path in folder.iterdir() if path.name not in _OURS)
    return Removed(before - after, tuple(stale), tuple(others))


def _looks(folder: Path) -> ReportOptions:
    """The report as it was made before, as far as the folder shows."""
    copied = any((folder / "media").glob("*"))
    paged = any((folder / "calls").glob("*"))
    return ReportOptions(
        media=MediaMode.COPY if copied else MediaMode.LINK, pages=None if paged else PageMode.NONE
    )


def _tell(gone: Forgotten, removed: Removed, undated: int) -> None:
    console = error_console()
    if not (gone.reports or gone.listenings or removed.lines or removed.files):
        console.print(str(Text("没有找到这些通话，什么都没有删", "no such calls; nothing was removed")))
        return
    done = Text(
        f"已删除：存储里评分 {gone.reports} 份、识别文字 {gone.listenings} 份；reports.jsonl 里 {removed.lines} 行；"
        f"网页、表格和复制的录音 {len(removed.files)} 个；汇总、表格和首页已重写",
        f"removed: {gone.reports} reports and {gone.listenings} transcripts from the store, {removed.lines} lines of "
        f"reports.jsonl, {len(removed.files)} pages and copied recordings; tables and index are written anew",
    )
    console.print(str(done))
    own = Text(
        "您自己的录音和文字稿没有动：如果还在原来的文件夹里，下次评分会再出现",
        "your own recordings and transcripts are untouched: left where they are, the next run scores them again",
    )
    console.print(str(own))
    if undated:
        console.print(
            str(
                Text(
                    f"{undated} 通没有时间，没有删；请用通话编号删",
                    f"{undated} calls have no time and stay; name them by id",
                )
            )
        )
    for path in removed.others:
        console.print(
            f"{Text('不是评分写的，请自行检查', 'not written by score, please check')}: {path}", markup=False
        )
