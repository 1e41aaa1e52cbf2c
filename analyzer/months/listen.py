"""Which calls to listen to first, and why: what was certainly said comes before what may have been said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np

from analyzer.months.columns import Columns
from analyzer.months.counts import Numbers

# Below this the recogniser's mean confidence makes every finding of the call doubtful.
DEAF: Final = 0.6
# A score whose interval is at least this many points wide says little.
UNSURE: Final = 30
# At most this many points for certain is a low score.
LOW: Final = 60

# Why a call is listed, most urgent first, with what each (or each occurrence) weighs.
REASONS: Final = (
    ("critical", 1000),
    ("gate", 400),
    ("major", 100),
    ("to_review", 40),
    ("low_score", 20),
    ("minor", 5),
    ("unsure", 3),
    ("deaf", 2),
)


def urgency(columns: Columns) -> Numbers:
    """How much each row's call should be listened to; 0 is no reason at all."""
    total = np.zeros(len(columns["call_id"]))
    for (_, weight), counts in zip(REASONS, _occurrences(columns), strict=True):
        total += weight * np.asarray(counts, np.float64)
    return total


def reasons(row: Mapping[str, Any]) -> tuple[tuple[str, int], ...]:
    """Why one call is listed: codes with how often, most urgent first."""
    counts = _occurrences({name: (value,) for name, value in row.items()})
    return tuple((code, int(count[0])) for (code, _), count in zip(REASONS, counts, strict=True) if count[0])


def _occurrences(columns: Columns) -> Iterator[Any]:
    """How often each of `REASONS` holds, a row a call, in their order."""
    low, high = (np.array(columns[f"score_{end}"], np.float64) for end in ("low", "high"))
    heard = np.array(columns["confidence_n"], np.float64)
    mean = np.divide(
        np.array(columns["confidence_sum"], np.float64), heard, where=heard > 0, out=np.ones_like(heard)
    )
    yield columns["banned_critical"]
    yield [int(gate is not None) for gate in columns["gate"]]
    yield columns["banned_major"]
    yield columns["banned_to_review"]
    yield high <= LOW
    yield columns["banned_minor"]
    yield high - low >= UNSURE
    yield mean < DEAF
