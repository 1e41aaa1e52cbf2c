"""Files that harm the process that touches them: what happens to a worker before it does an item."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from analyzer.batch.work import Item

HARM = ("abort", "kill", "hang", "leave")


@dataclass(frozen=True, slots=True)
class Poison:
    """Stands where the time limit is asked for, which is in the worker, and harms it by the name of the file.

    `once` is a folder of marks: a file does its harm only the first time.
    """

    seconds: float | None = None
    once: Path | None = None

    def __call__(self, item: Item) -> float | None:
        harm = item.source.path.stem.split("-")[0]
        if harm in HARM and not self._done_before(item):
            _harm(harm)
        return self.seconds

    def _done_before(self, item: Item) -> bool:
        if self.once is None:
            return False
        mark = self.once / item.source.path.name
        done = mark.exists()
        mark.touch()
        return done


def _harm(harm: str) -> None:
    if harm == "abort":
        signal.signal(signal.SIGABRT, signal.SIG_DFL)
        os.abort()
    if harm == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if harm == "hang":
        time.sleep(600)
    os._exit(3)
