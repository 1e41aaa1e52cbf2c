"""How much judging a text call costs beside segmenting its text once with jieba, and whether memory stays flat.

    python -m tests.bench.judge [--calls 1 100 10000]

Calls are made from the labelled ones: turns of the same role exchanged between calls, so that no two are alike. Both
sides are timed in turns over the same calls, in CPU time of this process.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from subprocess import run
from typing import Any

from analyzer.call import Call, Role, Turn
from analyzer.engine import Engine
from analyzer.ingest import Failure, read_calls
from analyzer.pipeline.judge import judge_call
from analyzer.result import report_to_dict
from tests.builders import default_engine
from tests.labelled import SETS

_CHUNK = 100
_LEAST_SECONDS = 2.0
_HALF = 0.5


@dataclass(slots=True)
class Row:
    """Sums over calls: CPU seconds of each side, characters."""

    calls: int = 0
    characters: int = 0
    segment: float = 0.0
    judge: float = 0.0
    line: float = 0.0

    def add(self, calls: Sequence[Call], engine: Engine, tokenizer: Any) -> None:
        """Times the three jobs over the same calls."""
        self.calls += len(calls)
        self.characters += sum(len(turn.text) for call in calls for turn in call.turns)
        self.segment += _cpu(lambda: [tokenizer.lcut(turn.text) for call in calls for turn in call.turns])
        self.judge += _cpu(lambda: [judge_call(call, engine) for call in calls])
        self.line += _cpu(lambda: [_line(call, engine) for call in calls])


def _cpu(job: Callable[[], object]) -> float:
    start = time.process_time()
    job()
    return time.process_time() - start


def _line(call: Call, engine: Engine) -> str:
    return json.dumps(report_to_dict(judge_call(call, engine)), ensure_ascii=False)


def _mixed(calls: Sequence[Call], seed: int = 7) -> Iterator[Call]:
    """Calls without end, half of the turns of each taken from others."""
    draw = random.Random(seed)
    said: dict[Role, list[str]] = {role: [] for role in Role}
    for call in calls:
        for turn in call.turns:
            said[turn.role].append(turn.text)

    def other(turn: Turn) -> Turn:
        return replace(turn, text=draw.choice(said[turn.role])) if draw.random() < _HALF else turn

    while True:
        for call in calls:
            yield replace(call, turns=tuple(map(other, call.turns)))


def _measure(size: int, calls: Iterator[Call], engine: Engine, tokenizer: Any) -> Row:
    """At least so many calls, in chunks; small numbers are repeated until there is something to time."""
    row, started = Row(), time.process_time()
    while row.calls < size or time.process_time() - started < _LEAST_SECONDS:
        row.add(list(islice(calls, min(size, _CHUNK))), engine, tokenizer)
    return row


def _memory() -> float:
    """The most memory this process has held so far, in MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def _cold_start(call: Call) -> tuple[float, float]:
    """Wall and CPU seconds of `analyzer score` on one text file."""
    names = {Role.AGENT: "坐席", Role.CUSTOMER: "客户", Role.UNKNOWN: "未知"}
    text = "".join(f"{names[turn.role]}：{turn.text}\n" for turn in call.turns)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "call.txt"
        file.write_text(text, "utf-8")
        program = Path(sys.executable).with_name("analyzer")
        command = [str(program), "score", str(file), "--out", str(Path(folder) / "out")]
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        run(command, check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - start, cpu


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, nargs="+", default=[1, 100, 10_000])
    sizes = parser.parse_args().calls
    from jieba import Tokenizer, setLogLevel

    setLogLevel("WARNING")
    tokenizer = Tokenizer()
    tokenizer.initialize()
    labelled = [
        c for path in SETS.values() if path.exists() for c in read_calls(path) if not isinstance(c, Failure)
    ]
    engine, calls = default_engine(), _mixed(labelled)
    _measure(_CHUNK, calls, engine, tokenizer)
    out = sys.stdout.write
    out("calls\tchars/call\tjieba ms\tjudge ms\tjudge+line ms\tratio\tratio with line\tcalls/s\tpeak MB\n")
    for size in sizes:
        row = _measure(size, calls, engine, tokenizer)
        per = [1000 * seconds / row.calls for seconds in (row.segment, row.judge, row.line)]
        out(
            f"{size}\t{row.characters / row.calls:.0f}\t{per[0]:.2f}\t{per[1]:.2f}\t{per[2]:.2f}\t"
            f"{row.judge / row.segment:.2f}\t{row.line / row.segment:.2f}\t{row.calls / row.line:.0f}\t{_memory():.0f}\n"
        )
    wall, cpu = _cold_start(labelled[0])
    out(f"cold start of `analyzer score` on one text file: {wall:.1f} s, CPU {cpu:.1f} s\n")


if __name__ == "__main__":
    main()
