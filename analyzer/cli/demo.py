"""`analyzer demo`: the whole job on the recordings that ship with the project."""

from __future__ import annotations

from pathlib import Path

import click

from analyzer.asr.install import install_model
from analyzer.batch.plan import make_plan
from analyzer.batch.run import RunOptions
from analyzer.batch.work import Settings
from analyzer.cli.common import DONE, SOME_FAILED, Command, error_console, late, option
from analyzer.cli.score import score_and_report, tell
from analyzer.language import Text
from analyzer.report.media import MediaMode
from analyzer.report.write import ReportOptions
from analyzer.resources import resource_folder


@click.command(
    "demo",
    cls=Command,
    help=late(
        "用随项目附带的录音从头做一遍：识别、评分、出报告。",
        "The whole job on the recordings that ship with the project.",
    ),
)
@option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("demo-report"),
    zh="结果文件夹（默认 demo-report）",
    en="folder (demo-report)",
)
def command(out: Path) -> int:
    """Runs the demo."""
    console = error_console()
    for name in ("base", "voices"):
        install_model(name, lambda text: console.print(str(text), markup=False))
    folder = _near(resource_folder("demo"))
    plan = make_plan(sorted(folder.glob("*.opus")), folder / "manifest.csv")
    title = str(Text("示例：服务用语分析报告", "Demo: service call report"))
    options = ReportOptions(title=title, media=MediaMode.COPY)
    summary, written = score_and_report(plan, Settings(), out, RunOptions(fresh=True), options)
    tell(plan, summary, out, written)
    click.echo(str(written.index.resolve()))
    return SOME_FAILED if summary.failed else DONE


def _near(folder: Path) -> Path:
    """The folder as seen from here, so that no path of this machine stands in the report."""
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder
