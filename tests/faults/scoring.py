"""A run in a process of its own, slowed down so that there is time to disturb it.

    python -m tests.faults.scoring IN OUT LEXICON PAUSE MARK

LEXICON is a folder with the pack `demo`; PAUSE is what every item waits before it is done, in seconds; MARK is a file
that each item touches when it is begun.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from pathlib import Path

from analyzer.batch import run as run_module
from analyzer.batch.plan import make_plan
from analyzer.batch.run import RunOptions, Step, run
from analyzer.batch.work import Item, Settings
from analyzer.cli.common import INTERRUPTED, WRONG_USE
from analyzer.errors import AnalyzerError


@dataclass(frozen=True, slots=True)
class Pause:
    """Waits in the worker where the time limit is asked for."""

    seconds: float
    mark: Path | None = None

    def __call__(self, item: Item) -> float:
        if self.mark is not None:
            self.mark.touch()
        time.sleep(self.seconds)
        return 120.0


def step(_step: Step) -> None:
    """Nobody looks."""


def main(folder: str, out: str, lexicon: str, pause: str, mark: str) -> int:
    vars(run_module)["TimeLimit"] = lambda _seconds: Pause(float(pause), Path(mark))
    settings = Settings(packs=("demo",), lexicons=Path(lexicon))
    try:
        run(make_plan([Path(folder)]), settings, Path(out), RunOptions(jobs=2), step)
    except AnalyzerError as error:
        sys.stderr.write(f"{error}\n")
        return WRONG_USE
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
