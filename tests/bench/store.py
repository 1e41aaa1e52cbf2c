"""What ledger and store cost: text calls at growing numbers with the memory they take, and the share of listening time.

python -m tests.bench.store text [NUMBER...]     scores so many short text calls, each number in a process of its own
python -m tests.bench.store listening [JOBS]     scores the demo recordings; store work in per cent of listening
python -m tests.bench.store jobs                 the demo recordings by jobs x threads
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

from analyzer.batch import run as run_module
from analyzer.batch import work as work_module
from analyzer.batch.crew import Alone, Pool
from analyzer.batch.limits import TimeLimit
from analyzer.batch.plan import make_plan
from analyzer.batch.run import REPORTS, RunOptions, Step, Summary, run
from analyzer.batch.work import Settings, Worker
from analyzer.resources import resource_folder
from analyzer.store import Ledger

WORDS = (
    ("agent", "您好，请问有什么可以帮您？"),
    ("customer", "我想查一下话费，尾号{number}。"),
    ("agent", "好的，请稍等。查到了，谢谢您的等待，再见。"),
)
NUMBERS = (1_000, 10_000, 100_000)
JOBS = ((1, 1), (1, 2), (2, 1))


def step(_step: Step) -> None:
    """Nobody looks."""


@dataclass(slots=True)
class Clock:
    """CPU seconds spent inside some functions."""

    seconds: float = 0.0

    def timing(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def timed(*args: Any, **more: Any) -> Any:
            begin = time.process_time()
            try:
                return function(*args, **more)
            finally:
                self.seconds += time.process_time() - begin

        return timed


@contextmanager
def timed(clock: Clock, *functions: tuple[Any, str]) -> Iterator[None]:
    """The functions, named by owner and name, are timed inside the block."""
    kept = [(owner, name, getattr(owner, name)) for owner, name in functions]
    for owner, name, function in kept:
        setattr(owner, name, clock.timing(function))
    try:
        yield
    finally:
        for owner, name, function in kept:
            setattr(owner, name, function)


def text(number: int) -> None:
    """One line: rate, memory of the main process and of the largest worker, sizes on disk; then the same again, kept."""
    with tempfile.TemporaryDirectory() as folder:
        path, out = Path(folder, "calls.jsonl"), Path(folder, "out")
        with path.open("w", encoding="utf-8") as file:
            for n in range(number):
                turns = [{"role": role, "text": words.format(number=n)} for role, words in WORDS]
                call = {"call_id": f"c{n}", "agent_id": str(n % 50), "turns": turns}
                file.write(json.dumps(call, ensure_ascii=False) + "\n")
        first, summary = _took(path, out)
        again, kept = _took(path, out)
        assert (summary.scored, kept.reused) == (number, number)
        main, worker = (resource.getrusage(who).ru_maxrss // 1024 for who in (0, resource.RUSAGE_CHILDREN))
        store, lines = (out / ".store" / "calls.sqlite").stat().st_size, (out / REPORTS).stat().st_size
        say(
            f"{number} calls: {first:.1f} s, {number / first:.0f} a second; "
            f"again {again:.1f} s, {number / again:.0f} a second; "
            f"main {main} MB, worker {worker} MB; store {store / number:.0f} and reports {lines / number:.0f} bytes a call"
        )


def listening() -> None:
    """One line: CPU of ledger, store, masking and files in per cent of the CPU of listening."""
    ledger_, heard = Clock(), Clock()
    inside = [
        (Ledger, name) for name, value in vars(Ledger).items() if callable(value) and not name.startswith("_")
    ]
    around = [(run_module, "write_lines"), (run_module, "open_store")]
    packing = [(work_module, name) for name in ("pack", "pack_beside", "mask_report", "facts_of")]
    with tempfile.TemporaryDirectory() as folder:
        run_module._crew = lambda settings, *_a, **_k: (Alone(settings), 2)
        with timed(ledger_, *inside, *around, *packing), timed(heard, (Worker, "hear")):
            summary = run(make_plan(_recordings()), Settings(), Path(folder), RunOptions(), step)
    share = 100 * ledger_.seconds / heard.seconds
    say(
        f"{summary.scored} recordings: listening {heard.seconds:.1f} CPU s, "
        f"ledger and store {ledger_.seconds:.3f} CPU s: {share:.2f} %"
    )


def jobs() -> None:
    """A line for each way to share the cores out, alternating, twice."""
    for _ in range(2):
        for number, threads in JOBS:
            with tempfile.TemporaryDirectory() as folder:
                pool = Pool(number, Settings(threads=threads), TimeLimit())
                run_module._crew = lambda *_a, pool=pool, number=number, **_k: (pool, number)
                begin, used = time.perf_counter(), _children_s()
                run(make_plan(_recordings()), Settings(), Path(folder), RunOptions(), step)
                wall, cpu = time.perf_counter() - begin, _children_s() - used
                largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
                say(
                    f"jobs {number} x threads {threads}: {wall:.1f} s, {cpu:.1f} CPU s, largest worker so far {largest} MB"
                )


def _recordings() -> list[Path]:
    return sorted(resource_folder("demo").glob("*.opus"))


def _took(path: Path, out: Path) -> tuple[float, Summary]:
    begin = time.perf_counter()
    summary = run(make_plan([path]), Settings(), out, RunOptions(), step)
    return time.perf_counter() - begin, summary


def _children_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(what: str = "text", *more: str) -> None:
    if what == "text" and len(more) != 1:
        for number in more or NUMBERS:
            subprocess.run([sys.executable, "-m", "tests.bench.store", "text", str(number)], check=True)
    elif what == "text":
        text(int(more[0]))
    else:
        {"listening": listening, "jobs": jobs}[what]()


if __name__ == "__main__":
    main(*sys.argv[1:])
