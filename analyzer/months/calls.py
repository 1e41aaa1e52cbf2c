"""The rows of one month, kept so that examples can be picked from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from analyzer.months.columns import Columns
from analyzer.months.counts import Whole, letters
from analyzer.months.value import Example

_KEPT: Final = (
    *("call_id", "part", "source", "agent_id", "agent_name", "started_at", "status", "duration_ms"),
    *("score_low", "score_high", "gate", "outcomes", "places"),
    *("banned_critical", "banned_major", "banned_minor", "banned_to_review", "worst_turn"),
    *("confidence_sum", "confidence_n"),
)


@dataclass(frozen=True, eq=False)
class MonthCalls:
    """The rows of a month as columns, with the number of each row's group in `counts.Counts`."""

    columns: Columns
    groups: Whole

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self.groups)

    @cached_property
    def letters(self) -> NDArray[np.bytes_]:
        """The outcomes, rows × habits."""
        return letters(self.columns["outcomes"])

    def whole(self, name: str) -> Whole:
        """A column of counts."""
        return np.array(self.columns[name], np.int64)

    def row(self, at: int) -> dict[str, Any]:
        """One row by the names of its columns."""
        return {name: values[at] for name, values in self.columns.items()}

    def confidence(self, at: int) -> float | None:
        """The recogniser's mean confidence in one row."""
        heard = self.columns["confidence_n"][at]
        return self.columns["confidence_sum"][at] / heard if heard else None

    def place(self, at: int, habit: int) -> int | None:
        """The turn to look at for a habit of one row."""
        cell = (self.columns["places"][at] or "").split(",")
        return int(cell[habit]) if habit < len(cell) and cell[habit] else None

    def example(self, at: int, turn: int | None) -> Example:
        """One row as an example, its words still to be looked up."""
        names = ("call_id", "source", "agent_id", "agent_name", "started_at")
        return Example(**{name: self.columns[name][at] for name in names}, turn=turn)


class Keeper:
    """Takes rows a chunk at a time and keeps those of one month: the month asked for, else the latest."""

    def __init__(self, month: str | None) -> None:
        self._fixed, self._month = month is not None, month
        self._columns: dict[str, list[Any]] = {name: [] for name in _KEPT}
        self._groups: list[Whole] = []

    @property
    def month(self) -> str | None:
        """The month that is kept; None when no row had a month."""
        return self._month

    def add(self, columns: Columns, groups: Whole) -> None:
        """Keeps the rows of the month."""
        months = columns["month"]
        if not self._fixed:
            self._turn_to(max((month for month in months if month), default=None))
        rows = [at for at, month in enumerate(months) if month is not None and month == self._month]
        for name in _KEPT:
            self._columns[name].extend(map(columns[name].__getitem__, rows))
        self._groups.append(groups[rows])

    def calls(self) -> MonthCalls:
        """The rows that were kept."""
        columns: dict[str, Sequence[Any]] = dict(self._columns)
        return MonthCalls(columns, np.concatenate([np.zeros(0, np.int64), *self._groups]))

    def _turn_to(self, month: str | None) -> None:
        """A later month takes the place of the one kept so far."""
        if month is not None and (self._month is None or month > self._month):
            self._month = month
            self._columns = {name: [] for name in _KEPT}
            self._groups = []
