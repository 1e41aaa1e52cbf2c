"""`analyzer score`: recordings and transcripts in, `reports.jsonl`, tables and pages out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click

from analyzer.batch.plan import Plan, make_plan
from analyzer.batch.run import REPORTS, RunOptions, Step, Summary, run
from analyzer.batch.work import Settings
from analyzer.cli.common import (
    DONE,
    SOME_FAILED,
    Command,
    echo_json,
    error_console,
    late,
    option,
    show_problems,
)
from analyzer.cli.rule_options import LEXICONS, OVERRIDES
from analyzer.cli.store_options import STORE
from analyzer.errors import Code, Problem, UsageError
from analyzer.language import Text
from analyzer.pipeline.listener import CHANNELS
from analyzer.report.survey import PageMode
from analyzer.report.write import ReportOptions, ReportPaths, write_report
from analyzer.store import Json

_GRAVITY = ("minor", "major", "critical")


@click.command(
    "score",
    cls=Command,
    help=late(
        "给录音和文字稿评分。PATH 是录音、文字稿或文件夹，可以给多个。",
        "Scores recordings and transcripts. PATH is a file or a folder; give as many as you like.",
    ),
)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path))
@option("--out", required=True, type=click.Path(path_type=Path), zh="结果文件夹", en="folder for the results")
@option(
    "--pack",
    "packs",
    multiple=True,
    default=("default",),
    zh="规则包，可以给多个（默认 default）",
    en="rule pack, may be repeated (default)",
)
@LEXICONS
@OVERRIDES
@option(
    "--manifest",
    type=click.Path(path_type=Path),
    zh="清单（CSV/XLSX）：每个文件的坐席、班组、时间",
    en="table of agents, teams and times",
)
@option("--template", zh="文件名模板，如 {agent_id}_{started_at:%Y%m%d%H%M%S}", en="file-name template")
@option(
    "--model",
    default="base",
    zh="识别模型的名字或文件夹（默认 base）",
    en="recogniser model, name or folder (base)",
)
@option(
    "--agent-channel",
    type=click.Choice(CHANNELS),
    default="auto",
    zh="双声道录音里坐席在哪一边（默认按说的话判断）",
    en="which channel is the agent (default: decided from what is said)",
)
@option(
    "--role-check",
    is_flag=True,
    zh="坐席与客户互换再评一遍，列出结果会变的规则（role_sensitive）",
    en="score under exchanged roles too and list the rules whose outcome changes (role_sensitive)",
)
@option(
    "--resume/--fresh",
    default=True,
    zh="接着上次的结果做，或全部重做（默认接着做）",
    en="go on from the last run, or start anew",
)
@option(
    "--retry-failed",
    is_flag=True,
    zh="以前没能评分的（崩溃、超时、听不出人声）再试一次",
    en="try again what failed before (crashes, time limits, no speech)",
)
@option(
    "--jobs",
    type=click.IntRange(min=1),
    zh="同时处理几个（默认按 CPU 核数和内存）",
    en="how many at once (default: by cores and memory)",
)
@option(
    "--time-limit",
    type=click.FloatRange(min=0, min_open=True),
    zh="每个录音最多用多少秒（默认：录音时长的 10 倍加 5 分钟）",
    en="seconds that one recording may take (default: ten times its length and 5 minutes)",
)
@STORE
@option(
    "--cluster",
    metavar="ADDRESS",
    zh="在 Ray 集群上做：主机:端口，或 auto（见 docs/cluster.md）",
    en="do the work on a Ray cluster: HOST:PORT, or auto (docs/cluster.md)",
)
@option(
    "--pages",
    type=click.Choice([mode.value for mode in PageMode]),
    zh="哪些通话有自己的网页：全部、值得听的、不要（默认全部，超过 2000 通时只有值得听的）",
    en="which calls get a page (default: all, beyond 2,000 those worth listening to)",
)
@option(
    "--mask/--no-mask",
    default=True,
    zh="结果里遮住电话、证件、卡号等（默认遮住）",
    en="hide telephone, identity and card numbers in the results (default)",
)
@option(
    "--fail-on",
    type=click.Choice(_GRAVITY),
    zh="有这个级别以上的忌语时退出码为 1",
    en="exit with 1 on banned hits of this gravity",
)
@option(
    "--json", "as_json", is_flag=True, zh="在标准输出给出 JSON 摘要", en="JSON summary on standard output"
)
def command(
    paths: tuple[Path, ...],
    out: Path,
    packs: tuple[str, ...],
    lexicons: Path | None,
    overrides: Path | None,
    manifest: Path | None,
    template: str | None,
    model: str,
    agent_channel: str,
    role_check: bool,
    resume: bool,
    retry_failed: bool,
    jobs: int | None,
    time_limit: float | None,
    store: str | None,
    cluster: str | None,
    pages: str | None,
    mask: bool,
    fail_on: str | None,
    as_json: bool,
) -> int:
    """Scores and reports."""
    plan = make_plan(paths, manifest, template)
    _something_to_do(plan)
    settings = Settings(packs, lexicons, overrides, model, agent_channel, role_check)
    options = RunOptions(jobs, time_limit, store, not resume, retry_failed, mask, cluster)
    looks = ReportOptions(pages=PageMode(pages) if pages else None)
    summary, written = score_and_report(plan, settings, out, options, looks)
    tell(plan, summary, out, written)
    if as_json:
        echo_json(summary_json(plan, summary, out, written))
    gate = _GRAVITY[_GRAVITY.index(fail_on) :] if fail_on else ()
    return SOME_FAILED if summary.failed or any(summary.banned[g] for g in gate) else DONE


def _something_to_do(plan: Plan) -> None:
    if plan.sources or plan.failures:
        return
    message = Text("没有找到录音或文字稿", "no recordings or transcripts were found")
    hint = Text("能读的格式见 docs/transcripts.md", "docs/transcripts.md lists what can be read")
    raise UsageError(Problem(Code.NOTHING_FOUND, message, hint=hint))


def score_and_report(
    plan: Plan, settings: Settings, out: Path, options: RunOptions, looks: ReportOptions | None = None
) -> tuple[Summary, ReportPaths]:
    """Runs the plan with a progress bar and writes the report into the same folder."""
    from rich import progress as shown

    columns = (
        shown.TextColumn("[progress.description]{task.description}"),
        shown.BarColumn(),
        shown.MofNCompleteColumn(),
        shown.TextColumn("{task.fields[rate]}"),
        shown.TimeElapsedColumn(),
        shown.TimeRemainingColumn(),
    )
    with shown.Progress(*columns, console=error_console(), transient=True) as bar:
        task = bar.add_task(str(Text("评分", "scoring")), total=len(plan.sources), rate="")

        def progress(step: Step) -> None:
            speed = bar.tasks[0].finished_speed or bar.tasks[0].speed or 0.0
            rate = str(Text(f"每分钟 {speed * 60:.0f} 通", f"{speed * 60:.0f} a minute"))
            name = Path(step.name).name[:40]
            bar.update(task, completed=step.done, total=step.total, description=name, rate=rate)

        summary = run(plan, settings, out, options, progress)
        bar.update(task, description=str(Text("写报告", "writing the report")))
        written = write_report(lambda: read_reports(out / REPORTS), out, looks or ReportOptions())
    return summary, written


def read_reports(path: Path) -> Iterator[Json]:
    """The lines of a `reports.jsonl`, one at a time. Raises `UsageError` when there is none."""
    if not path.is_file():
        message = Text("这里没有评分结果（reports.jsonl）", "there is no reports.jsonl here")
        hint = Text("先运行 analyzer score", "run analyzer score first")
        raise UsageError(Problem(Code.FILE_MISSING, message, path=str(path), hint=hint))
    return _lines(path)


def _lines(path: Path) -> Iterator[Json]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def tell(plan: Plan, summary: Summary, out: Path, written: ReportPaths) -> None:
    """What was done, what was skipped and why, and where the results are."""
    console = error_console()
    show_problems(plan.problems)
    for line in summary.failed:
        where, code, message = line["source"] or line["call_id"], line["code"], line["message"]
        hint = f" → {line['hint']}" if line.get("hint") else ""
        console.print(f"{Text('没能评分', 'not scored')} {where} {code} {message}{hint}", markup=False)
    for item in plan.skipped[:20]:
        console.print(f"{Text('跳过', 'skipped')} {item.path} {item.reason}", markup=False)
    if len(plan.skipped) > 20:
        console.print(
            str(Text(f"……共跳过 {len(plan.skipped)} 个文件", f"... {len(plan.skipped)} skipped in all"))
        )
    done, again, failed = summary.scored, summary.reused, len(summary.failed)
    console.print(
        str(
            Text(
                f"评分 {done + again} 通（其中沿用上次结果 {again} 通），没能评分 {failed} 通，跳过 {len(plan.skipped)} 个文件",
                f"{done + again} calls scored ({again} of them kept), {failed} not scored, {len(plan.skipped)} files skipped",
            )
        )
    )
    console.print(f"{Text('数据', 'data')}: {out / REPORTS}", markup=False)
    console.print(f"{Text('报告', 'report')}: {written.index}", markup=False)


def summary_json(plan: Plan, summary: Summary, out: Path, written: ReportPaths) -> Json:
    """The summary for programs."""
    return {
        "scored": summary.scored + summary.reused,
        "reused": summary.reused,
        "failed": [
            {k: line.get(k) for k in ("call_id", "source", "code", "message")} for line in summary.failed
        ],
        "skipped": [{"path": str(item.path), "reason": str(item.reason)} for item in plan.skipped],
        "banned": {gravity: summary.banned[gravity] for gravity in _GRAVITY},
        "reports": str(out / REPORTS),
        "index": str(written.index),
    }
