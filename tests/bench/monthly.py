"""How long a monthly report takes and how much memory it needs, beside a plain pandas groupby over the same table.

    python -m tests.bench.monthly [--calls 10000 100000 1000000] [--agents 2000] [--months 12] [--keep DIR]

Calls are made from the facts of real reports (the labelled calls of this project, scored): each agent has a liking of
its own for some of them, so that agents differ as people do. Every figure is measured in a fresh process.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas
import pyarrow as pa
from pyarrow import parquet

import analyzer
from analyzer.facts import HABITS, facts_of
from analyzer.months.build import monthly
from analyzer.months.columns import NAMES
from analyzer.months.sources import parquet_source
from analyzer.report.monthly_write import write_monthly
from tests.labelled import OWN, our_reports

_SEED = 7
_PIECE = 100_000
_FACTS, _REPORTS = "facts.parquet", "reports.jsonl"
# How sharply agents differ: with this their shares scatter by about 11 points, besides chance.
_LIKING = 0.15
_TEAMS = 50


def make(folder: Path, calls: int, agents: int, months: int) -> None:
    """A Parquet file with the facts of so many calls, and the reports that they were made from."""
    rng = np.random.default_rng(_SEED)
    reports = [report for path in sorted(OWN.glob("*.gold.jsonl")) for report in our_reports(path).values()]
    folder.mkdir(parents=True)
    (folder / _REPORTS).write_text("".join(f"{json.dumps(report)}\n" for report in reports), encoding="utf-8")
    own = [facts_of(report)[0] for report in reports]
    pool = pa.table({name: [getattr(row, name) for row in own] for name in NAMES})
    liking = rng.dirichlet(np.full(len(own), _LIKING), agents).cumsum(axis=1)
    hearing = rng.uniform(0.55, 0.95, agents)
    writer = None
    for first in range(0, calls, _PIECE):
        size = min(_PIECE, calls - first)
        agent = rng.integers(0, agents, size)
        like = (liking[agent] < rng.random(size)[:, None]).sum(axis=1).clip(max=len(own) - 1)
        named = [f"{at:03d}-{number:07d}" for number, at in enumerate(like.tolist(), start=first)]
        table = _piece(pool.take(pa.array(like)), named, agent, (rng, months, hearing))
        writer = writer or parquet.ParquetWriter(folder / _FACTS, table.schema)
        writer.write_table(table)
    if writer is not None:
        writer.close()


def _piece(table: Any, calls: list[str], agent: Any, chances: tuple[Any, int, Any]) -> Any:
    """Real facts under new names: call, agent, team, time, and how well the recogniser heard the agent."""
    rng, months, hearing = chances
    month = rng.integers(0, months, len(calls))
    text = [f"2026-{m + 1:02d}" for m in range(months)]
    day = rng.integers(1, 29, len(calls))
    turns = rng.integers(5, 20, len(calls))
    new = {
        "call_id": calls,
        "source": [f"recordings/{call}.wav" for call in calls],
        "agent_id": [f"{10_000 + at}" for at in agent],
        "agent_name": [f"坐席{at}" for at in agent],
        "team": [f"{at % _TEAMS + 1}班" for at in agent],
        "month": [text[m] for m in month],
        "started_at": [f"{text[m]}-{d:02d}T09:00:00+08:00" for m, d in zip(month, day, strict=True)],
        "duration_ms": rng.integers(30_000, 400_000, len(calls)),
        "confidence_n": turns,
        "confidence_sum": turns * (hearing[agent] + rng.normal(0, 0.03, len(calls))),
    }
    kinds = {"duration_ms": pa.int64(), "confidence_n": pa.int64(), "confidence_sum": pa.float64()}
    for name, values in new.items():
        at = table.schema.get_field_index(name)
        table = table.set_column(at, name, pa.array(values, kinds.get(name, pa.string())))
    strings = ("channel", "code", "gate")
    for name in strings:
        at = table.schema.get_field_index(name)
        table = table.set_column(at, name, table.column(name).cast(pa.string()))
    return table


def our_report(folder: Path) -> str:
    """The whole: counts, intervals, comparisons, what to coach with the words of the calls, and every page."""
    lines = (folder / _REPORTS).read_bytes().splitlines()

    def lookup(wanted: Collection[str]) -> Iterator[Any]:
        return (json.loads(lines[int(call[:3])]) | {"call_id": call} for call in wanted)

    found = monthly(parquet_source(folder / _FACTS).columns(), lookup)
    with tempfile.TemporaryDirectory() as out:
        written = write_monthly(found, Path(out))
    return f"{len(written.agents)} agents, {len(found.months)} months"


def our_numbers(folder: Path) -> str:
    """The same without words and pages."""
    found = analyzer.monthly(folder / _FACTS)
    return f"{len(found.agents.units)} agents, {len(found.months)} months"


def plain_groupby(folder: Path) -> str:
    """What an analyst would write: means and sums by agent and month, no interval, no comparison."""
    columns = ["agent_id", "month", "outcomes", "score_low", "score_high", "findings", "undecided"]
    banned = [f"banned_{name}" for name in ("critical", "major", "minor")]
    frame = pandas.read_parquet(folder / _FACTS, columns=[*columns, *banned])
    for at, habit in enumerate(HABITS):
        letter = frame["outcomes"].str[at]
        frame[f"{habit}_k"], frame[f"{habit}_n"] = letter == "p", letter.isin(["p", "f"])
    table = frame.drop(columns="outcomes").groupby(["agent_id", "month"]).sum()
    return f"{len(table)} rows"


_SYSTEMS: dict[str, Callable[[Path], str]] = {
    "report": our_report,
    "numbers": our_numbers,
    "groupby": plain_groupby,
}


def measure(system: str, folder: Path) -> None:
    """Runs one system in this process and prints its seconds, those of the processor, and its peak memory."""
    start = time.perf_counter()
    said = _SYSTEMS[system](folder)
    found = {
        "seconds": time.perf_counter() - start,
        "cpu": time.process_time(),
        "mb": _peak_mb(),
        "said": said,
    }
    print(json.dumps(found))  # noqa: T201


def _peak_mb() -> int:
    """The peak of this process alone; what `resource` tells includes the process that started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def _in_fresh_process(system: str, path: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench.monthly", "--measure", system, "--keep", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """Makes the tables and prints a line for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--agents", type=int, default=2_000)
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--measure", choices=sorted(_SYSTEMS))
    chosen = parser.parse_args(arguments)
    if chosen.measure:
        measure(chosen.measure, chosen.keep)
        return
    units = ("s", "cpu s", "MB")
    heads = (
        "calls",
        *(f"{system}, {unit}" for system in _SYSTEMS for unit in units),
        "report / groupby, cpu",
    )
    _print(heads)
    _print(["---"] * len(heads))
    with tempfile.TemporaryDirectory() as folder:
        for calls in chosen.calls:
            place = (chosen.keep or Path(folder)) / str(calls)
            if not place.exists():
                make(place, calls, chosen.agents, chosen.months)
            found = [_in_fresh_process(system, place) for system in _SYSTEMS]
            ratio = found[0]["cpu"] / found[-1]["cpu"]
            cells = (
                cell for one in found for cell in (f"{one['seconds']:.1f}", f"{one['cpu']:.1f}", one["mb"])
            )
            _print([calls, *cells, f"{ratio:.1f}"])


def _print(cells: Sequence[object]) -> None:
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
