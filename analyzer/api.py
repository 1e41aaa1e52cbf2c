"""The few functions that a notebook needs; `import analyzer` offers them without loading anything heavy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, Union

from analyzer.audio.measures import measure_turns
from analyzer.call import Call
from analyzer.engine import Engine
from analyzer.errors import missing_extra
from analyzer.example import parse_example
from analyzer.ingest import Failure, Kind, find_sources, read_calls
from analyzer.ingest.files import decode
from analyzer.ingest.plaintext import parse
from analyzer.metrics import wilson as wilson  # noqa: PLC0414 - offered as analyzer.wilson
from analyzer.pipeline.judge import judge_call
from analyzer.pipeline.listener import Listener
from analyzer.resources import resource_folder
from analyzer.result import CallReport
from analyzer.rules.loader import load_packs
from analyzer.rules.model import Pack, Rule, Scorecard
from analyzer.simulate import Simulation, simulate

if TYPE_CHECKING:
    from pandas import DataFrame

    from analyzer.audio.waveform import Waveform
    from analyzer.months.sources import Source
    from analyzer.months.value import Monthly
    from analyzer.report.frames import Frames

# Scored calls: a folder, a file, reports, or frames.
Scored: TypeAlias = Union[
    str, Path, Iterable["CallReport | Mapping[str, Any]"], Mapping[str, "DataFrame"], "Frames"
]


@lru_cache(maxsize=4)
def engine(packs: tuple[str, ...] = ("default",), lexicons: Path | None = None) -> Engine:
    """The packs, compiled and kept. Raises `PackError`."""
    return Engine(load_packs(packs, lexicons))


def score_text(text: str, packs: Sequence[str] = ("default",), call_id: str = "text") -> CallReport:
    r"""The report of a transcript given as text, in any of the forms of docs/transcripts.md. Raises `InputError`.

    >>> score_text("坐席：您好\n客户：没事了\n坐席：再见").to_dict()["polite"]["您好"]["said"]
    True
    """
    name = Path(call_id)
    return score_call(parse(decode(text.encode(), name), name), packs)


def score_call(call: Call, packs: Sequence[str] = ("default",)) -> CallReport:
    """The report of a call, with what its times tell."""
    return judge_call(call, engine(tuple(packs)), measure_turns(call))


def score_file(path: str | Path, packs: Sequence[str] = ("default",)) -> list[CallReport]:
    """The reports of the calls in a recording, a transcript or a folder of them. Raises `InputError` as `load` does."""
    chosen = engine(tuple(packs))
    return [judge_call(call, chosen, measures) for call, measures in _calls(Path(path))]


def load(path: str | Path) -> list[Call]:
    """The calls in a file or folder; recordings are listened to with the model `base`. Raises `InputError`."""
    return [call for call, _ in _calls(Path(path))]


def _calls(path: Path) -> Iterator[tuple[Call, Mapping[str, float]]]:
    """The calls with their measures."""
    found = find_sources([path])
    for failure in found.failures:
        raise failure.error()
    for source in found.sources:
        if source.kind is Kind.RECORDING:
            heard = _listener().listen(source.path)
            yield heard.call, heard.measures
            continue
        for item in read_calls(source.path):
            if isinstance(item, Failure):
                raise item.error()
            yield item, measure_turns(item)


def demo_recordings() -> list[Path]:
    """The ten recordings that ship with the project: synthetic voices, no real person."""
    return sorted(resource_folder("demo").glob("*.opus"))


def waveform(path: str | Path, points: int = 2_000) -> Waveform:
    """The outline of a recording for drawing, in at most `points` stretches. Raises `InputError`."""
    try:
        from analyzer.audio.waveform import read_waveform
    except ModuleNotFoundError as error:
        raise missing_extra(str(error.name), "listen") from error
    return read_waveform(Path(path), points)


def pack(packs: Sequence[str] = ("default",)) -> Pack:
    """The rules with their examples, and the scorecard. Raises `PackError`."""
    return engine(tuple(packs)).pack


def example_calls(rule: Rule) -> list[Call]:
    """The short calls that a rule's author wrote, as calls to score; `rule.examples` says what each should give."""
    return [
        parse_example(example.call, f"{rule.id}/{example.name}", example.ended_by)
        for example in rule.examples
    ]


def rescore(reports: Iterable[CallReport | Mapping[str, Any]], card: Scorecard) -> Simulation:
    """What another scorecard would have made of these reports, at least one; the calls are not judged again."""
    return simulate([dict(_as_dict(report)) for report in reports], card)


def frames(source: Scored) -> Frames:
    """Tidy pandas frames of scored calls: `calls`, `turns`, `findings`, `hits`, `scores`, `agents` and more.

    `source` is a folder that `analyzer score` wrote, a folder of exported frames (Parquet or CSV), reports, or pandas
    frames by name. docs/report.md says what each column means. Raises `UsageError`.
    """
    from analyzer.months.sources import folder_source
    from analyzer.report.exchange import frames_of, has_frames, read_frames
    from analyzer.report.frames import Frames, build_frames

    if isinstance(source, Frames):
        return source
    if isinstance(source, Mapping):
        return frames_of(source)
    if isinstance(source, (str, Path)):
        folder = Path(source)
        return read_frames(folder) if has_frames(folder) else build_frames(folder_source(folder).reports())
    return build_frames(map(_as_dict, source))


def monthly(source: Scored, month: str | None = None, level: float = 0.95) -> Monthly:
    """One month by agent and team with its intervals, changes and what to coach; by default the latest month.

    `source` is what `frames` takes, or a Parquet file of facts. Raises `UsageError`, also for a month without calls.
    """
    try:
        from analyzer.months.build import monthly as build
    except ImportError as error:
        raise missing_extra("numpy", "report") from error
    calls = _source(source)
    return build(calls.columns(), calls.some, month, level)


def monthly_frames(month: Monthly) -> dict[str, DataFrame]:
    """The tables of a month as pandas frames: `agents`, `teams`, `measures`, `changes`, `coaching`, `listen` and more."""
    from analyzer.report.frames import month_frames

    return month_frames(month)


def _source(source: Scored) -> Source:
    from analyzer.months.sources import folder_source, frame_source, parquet_source, report_source
    from analyzer.report.exchange import has_frames

    if isinstance(source, (str, Path)) and not has_frames(Path(source)):
        path = Path(source)
        return parquet_source(path) if path.suffix == ".parquet" else folder_source(path)
    if isinstance(source, (str, Path, Mapping)) or hasattr(source, "facts"):
        tables = frames(source)
        return replace(frame_source(tables.facts), some=tables.reports)
    return report_source([_as_dict(report) for report in source])


def _as_dict(report: CallReport | Mapping[str, Any]) -> Mapping[str, Any]:
    return report.to_dict() if isinstance(report, CallReport) else report


@lru_cache(maxsize=1)
def _listener() -> Listener:
    return Listener()
