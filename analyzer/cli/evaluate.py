"""`analyzer eval`: how right we are, on labelled calls."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from analyzer.batch.work import Settings, Worker, reason_of
from analyzer.cli.common import Command, echo_json, late, option
from analyzer.errors import Code, InputError, Problem
from analyzer.evaluation import Tally
from analyzer.ingest import Failure, Kind, Source, read_calls
from analyzer.language import Text
from analyzer.store import failed_line

Json = dict[str, Any]


@click.command(
    "eval",
    cls=Command,
    help=late(
        "用标注好的通话衡量结果：礼貌用语、七声、忌语的准确率，错误逐条列出。给出 --audio 时从录音开始。",
        "Measures results on labelled calls, from text or, with --audio, from sound; lists every error.",
    ),
)
@click.argument("gold", metavar="GOLD.jsonl", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@option(
    "--audio",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    zh="录音文件夹",
    en="folder of the recordings",
)
@option(
    "--pack",
    "packs",
    multiple=True,
    default=("default",),
    zh="规则包（默认 default）",
    en="rule pack (default)",
)
@option(
    "--lexicons",
    type=click.Path(path_type=Path, exists=True),
    zh="自己的规则文件夹",
    en="a lexicon folder of your own",
)
@option("--model", default="base", zh="识别模型（默认 base）", en="recogniser model (base)")
@option("--json", "as_json", is_flag=True, zh="在标准输出给出 JSON", en="JSON on standard output")
def command(
    gold: Path, audio: Path | None, packs: tuple[str, ...], lexicons: Path | None, model: str, as_json: bool
) -> None:
    """Evaluates."""
    worker = Worker(Settings(packs, lexicons, model=model))
    labelled = _gold(gold)
    reports = _from_sound(labelled, audio, worker) if audio else _from_text(gold, worker)
    tally = Tally()
    for item in labelled:
        tally.add(item, reports[str(item.get("call_id") or item["id"])])
    if as_json:
        echo_json({**tally.figures(), "errors": [_error(e) for e in tally.errors]})
    else:
        _print(tally)


def _gold(path: Path) -> list[Json]:
    items = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        item = json.loads(line)
        if "gold" not in item:
            message = Text("这一行没有标注（gold）", "this line has no labels (gold)")
            raise InputError(Problem(Code.BAD_JSON, message, path=str(path), line=number))
        items.append(item)
    return items


def _from_text(path: Path, worker: Worker) -> dict[str, Json]:
    return {call.call_id: worker.report(call) for call in read_calls(path) if not isinstance(call, Failure)}


def _from_sound(labelled: list[Json], folder: Path, worker: Worker) -> dict[str, Json]:
    reports: dict[str, Json] = {}
    for item in labelled:
        call_id = str(item.get("call_id") or item["id"])
        path = folder / str(item.get("file") or f"{call_id}.opus")
        heard = worker.hear(Source(path, Kind.RECORDING))
        if isinstance(heard, Failure):
            reports[call_id] = failed_line(reason_of(heard))
        else:
            reports[call_id] = worker.report(heard.call, heard.measures)
    return reports


def _error(error: Any) -> Json:
    return {name: getattr(error, name) for name in ("call", "what", "wanted", "got", "because")}


def _print(tally: Tally) -> None:
    for error in tally.errors:
        click.echo(f"{error.call}\t{error.what}\t{error.wanted} → {error.got}\t{error.because}")
    for name, value in tally.figures().items():
        click.echo(f"{name}\t{json.dumps(value, ensure_ascii=False)}")
