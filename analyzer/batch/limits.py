"""How much at once and how long at most: worker processes, their threads, the time limit of one recording."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Final

from analyzer.batch.work import Item
from analyzer.errors import InputError

_PER_SECOND: Final = 10.0
"""Listening takes a fraction of a recording's length on any machine in use; ten times as long is a hang."""
_LEAST_S: Final = 300.0
_LEAST_BYTES_PER_SECOND: Final = 500
"""No telephone codec needs fewer, so that a header cannot claim a length of years."""
JOB_BYTES: Final = 1_200_000_000
"""What one listening process may need beside the others (docs/batch.md)."""


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """Seconds that one item may take; `seconds` None: by the length of the recording."""

    seconds: float | None = None

    def __call__(self, item: Item) -> float:
        """The limit of an item."""
        if item.call is not None or item.heard is not None:
            return self.seconds or _LEAST_S
        return self.seconds or _LEAST_S + _PER_SECOND * _length_s(item)


def default_jobs(*, listens: bool) -> int:
    """Worker processes for this machine: a core each, and for listening memory enough for each model."""
    cores = available_cores()
    return max(1, min(cores, _memory() // JOB_BYTES)) if listens else cores


def threads_each(jobs: int) -> int:
    """Threads of each listening process, so that together they fill the cores."""
    return max(1, available_cores() // jobs)


def available_cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _memory() -> int:
    """The machine's memory in bytes; where the system does not tell, enough for a job a core."""
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return available_cores() * JOB_BYTES


def _length_s(item: Item) -> float:
    from analyzer.audio.decode import declared_ms

    try:
        claimed = declared_ms(item.source.path)
        most = item.source.path.stat().st_size / _LEAST_BYTES_PER_SECOND
    except (InputError, OSError):
        return 0.0
    return most if claimed is None else min(claimed / 1000, most)
