"""`analyzer watch`: scores what is copied into a folder, as soon as it is there as a whole."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import click

from analyzer.batch.run import RunOptions, Summary
from analyzer.batch.watch import Look, Watch
from analyzer.batch.work import Settings
from analyzer.cli import score
from analyzer.cli.common import DONE, SOME_FAILED, Command, error_console, late, option, show_problems
from analyzer.errors import AnalyzerError, Code, InputError, Problem, UsageError
from analyzer.language import Text
from analyzer.report.survey import PageMode
from analyzer.report.write import ReportOptions

_LIKE_SCORE: Final = (
    *("out", "packs", "lexicons", "overrides", "manifest", "template", "model", "agent_channel"),
    *("jobs", "time_limit", "store", "pages", "mask"),
)
_PASSING: Final = frozenset({Code.OUTPUT, Code.FILE_MISSING, Code.FILE_UNREADABLE})
"""What may mend itself while the folder is watched: a full disk, a table open in Excel, a lost network drive."""


@dataclass(slots=True)
class _Told:
    """What the user was told already, so that it is not said again each time."""

    words: set[str] = field(default_factory=set)
    passing: tuple[Problem, ...] = ()

    def tell(self, problems: tuple[Problem, ...]) -> None:
        """Shows the problems that are new."""
        show_problems(tuple(problem for problem in problems if str(problem) not in self.words))
        self.words.update(str(problem) for problem in problems)

    def hinder(self, problems: tuple[Problem, ...]) -> None:
        """Shows what keeps the work from going on, once each time that it begins; nothing: it goes on again."""
        if problems != self.passing:
            show_problems(problems)
        self.passing = problems


@click.command(
    "watch",
    cls=Command,
    params=[parameter for parameter in score.command.params if parameter.name in _LIKE_SCORE],
    help=late(
        "看着一个文件夹：录音和文字稿复制完就评分，结果随时更新。按 Ctrl-C 结束。",
        "Watches a folder: scores recordings and transcripts as soon as they are copied. Ctrl-C ends it.",
    ),
)
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
@option(
    "--every",
    type=click.FloatRange(min=0, min_open=True),
    default=10.0,
    zh="每隔多少秒看一次（默认 10）",
    en="seconds between two looks (10)",
)
@option(
    "--once",
    is_flag=True,
    zh="只做一次：看两眼，复制完的评分，然后结束（供定时任务用）",
    en="look twice, score what is whole, and end (for schedulers)",
)
def command(folder: Path, every: float, once: bool, **chosen: Any) -> int:
    """Watches until it is interrupted, or once."""
    watch, told = Watch(folder, chosen["manifest"], chosen["template"]), _Told()
    _turn(watch, told, None, once)
    pause = every
    while True:
        # At most half of the time goes into looking and writing, however long the report has become.
        time.sleep(pause)
        begun = time.monotonic()
        summary = _turn(watch, told, chosen, once)
        if once:
            return SOME_FAILED if summary is not None and summary.failed else DONE
        pause = max(every, time.monotonic() - begun)


def _turn(watch: Watch, told: _Told, chosen: dict[str, Any] | None, strict: bool) -> Summary | None:
    """A look, and the work if it is wanted and there is any; what may mend itself is told unless `strict`."""
    try:
        look = watch.look()
        if look is None:
            raise _gone(watch.folder)
        summary = None
        if chosen is not None and (look.plan.sources or look.plan.failures) and watch.is_new(look):
            summary = _score(look, told, chosen)
            watch.scored(look)
    except AnalyzerError as error:
        passing = isinstance(error, InputError) or all(problem.code in _PASSING for problem in error.problems)
        if strict or not passing:
            raise
        told.hinder(error.problems)
        return None
    told.hinder(())
    return summary


def _score(look: Look, told: _Told, chosen: dict[str, Any]) -> Summary:
    """The same run as `analyzer score` over everything that is whole; what was done before is not done again."""
    settings = Settings(
        *(chosen[name] for name in ("packs", "lexicons", "overrides", "model", "agent_channel"))
    )
    options = RunOptions(chosen["jobs"], chosen["time_limit"], chosen["store"], masked=chosen["mask"])
    looks = ReportOptions(pages=PageMode(chosen["pages"]) if chosen["pages"] else None)
    summary, written = score.score_and_report(look.plan, settings, chosen["out"], options, looks)
    told.tell(look.plan.problems)
    console = error_console()
    for line in summary.failed:
        words = f"{Text('没能评分', 'not scored')} {line['source']} {line['code']} {line['message']}"
        if words not in told.words:
            told.words.add(words)
            console.print(words, markup=False)
    done, again, failed = summary.scored, summary.reused, len(summary.failed)
    console.print(
        str(
            Text(
                f"{time.strftime('%H:%M:%S')} 新评分 {done} 通，共 {done + again} 通，没能评分 {failed} 通，"
                f"还在复制 {look.copying} 个；报告：{written.index}",
                f"{time.strftime('%H:%M:%S')} {done} new, {done + again} calls in all, {failed} not scored, "
                f"{look.copying} still being copied; report: {written.index}",
            )
        ),
        markup=False,
    )
    return summary


def _gone(folder: Path) -> UsageError:
    return UsageError(
        Problem(
            Code.FILE_MISSING,
            Text("要看的文件夹不在（网络盘断开？）", "the folder is not there (is the network drive?)"),
            path=str(folder),
            hint=Text(
                "恢复后会自动继续；也请检查路径", "it goes on when the folder is back; check the path too"
            ),
        )
    )
