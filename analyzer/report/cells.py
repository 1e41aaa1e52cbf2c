"""What a cell of the workbook holds and how wide it shows: pure, without the Excel library."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any, Final

from analyzer.report.columns import Column
from analyzer.report.labels import label, pick
from analyzer.report.safe import clipped, visible

# Excel holds 32,767 UTF-16 units in a cell; half of it in case every character takes two.
MAX_CELL: Final = 16_000
# How many rows decide a column's width, and its bounds in columns of one Latin letter.
_WIDTH_SAMPLE: Final = 500
_WIDTHS: Final = (7, 48)
_DAY_MS: Final = 86_400_000

Value = str | float | None


def shown(column: Column, value: Any) -> Value:
    """The value as a reader sees it: words for codes, fractions of a day for times, None where unknown."""
    if value is None:
        return None
    if column.dtype == "string":
        words = label(column.codes, value) if column.codes else str(value)
        return clipped(visible(words), MAX_CELL)
    if column.dtype == "boolean":
        return pick("是", "yes") if value else pick("否", "no")
    number: float = value / _DAY_MS if column.shape == "time" else value
    return number


class Widths:
    """How wide the columns of a sheet show, decided by the heading and the first rows."""

    def __init__(self, columns: Sequence[Column]) -> None:
        low, _ = _WIDTHS
        # The heading wraps onto a second line; the filter's arrow needs room beside it.
        self._needed = [max(low, _letters(str(column.heading)) / 2 + 4) for column in columns]
        self._rows = 0

    def see(self, cells: Sequence[Value]) -> None:
        """Takes a row into account."""
        self._rows += 1
        if self._rows > _WIDTH_SAMPLE:
            return
        for at, value in enumerate(cells):
            letters = 0 if value is None else _letters(value) + 1 if isinstance(value, str) else 7
            self._needed[at] = max(self._needed[at], letters)

    def widths(self) -> list[float]:
        """The widths in columns of one Latin letter."""
        return [min(_WIDTHS[1], needed) for needed in self._needed]


def _letters(words: str) -> int:
    """How many Latin letters wide the longest line is; a hanzi takes two."""
    longest = max(words.split("\n"), key=len)
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in longest[: _WIDTHS[1]])
