"""What a cell of the workbook holds and how wide it shows: pure, without the Excel library."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from analyzer.report.columns import Column
from analyzer.report.labels import label, pick
from analyzer.report.safe import clipped, visible

if TYPE_CHECKING:
    from pandas import DataFrame

# Excel holds 32,767 UTF-16 units in a cell; half of it in case every character takes two.
MAX_CELL: Final = 16_000
# How many rows decide a column's width, and its bounds in columns of one Latin letter.
_WIDTH_SAMPLE: Final = 500
_WIDTHS: Final = (7, 48)
_DAY_MS: Final = 86_400_000

Value = str | float | None


def values(column: Column, frame: DataFrame) -> Iterator[Value]:
    """The column as a reader sees it: words for codes, fractions of a day for times, None where unknown."""
    for known, value in zip(frame[column.name].notna(), frame[column.name].astype(object), strict=True):
        yield _value(column, value) if known else None


def _value(column: Column, value: Any) -> Value:
    if column.dtype == "string":
        words = label(column.codes, value) if column.codes else str(value)
        return clipped(visible(words), MAX_CELL)
    if column.dtype == "boolean":
        return pick("是", "yes") if value else pick("否", "no")
    number: float = value / _DAY_MS if column.shape == "time" else value
    return number


def width(column: Column, shown: Sequence[Value]) -> float:
    """A width in Latin letters that the heading on two lines and most values fit into."""
    needed = [_letters(value) + 1 if isinstance(value, str) else 7 for value in shown[:_WIDTH_SAMPLE]]
    low, high = _WIDTHS
    # The heading wraps onto a second line; the filter's arrow needs room beside it.
    return min(high, max([low, _letters(str(column.heading)) / 2 + 4, *needed]))


def _letters(words: str) -> int:
    """How many Latin letters wide the longest line is; a hanzi takes two."""
    longest = max(words.split("\n"), key=len)
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in longest[: _WIDTHS[1]])
