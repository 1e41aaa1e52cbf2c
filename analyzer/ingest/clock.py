"""Times as transcripts write them, as whole milliseconds."""

from __future__ import annotations

import math
import re
from datetime import date, time, timedelta

CLOCK = r"(?:\d{1,3}[:：])?\d{1,2}[:：]\d{2}(?:[.,]\d{1,3})?"
"""`mm:ss` or `hh:mm:ss`, half or full width, with or without a fraction of a second."""

DATE = r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?"
"""A day as `2026-11-03`, `2026/11/3` or `2026年11月3日`."""

_CLOCK = re.compile(CLOCK)
_NUMBER = re.compile(r"\d{1,9}(?:\.\d+)?")


def clock_ms(text: str) -> int | None:
    """Milliseconds of a clock time, or None when it is none.

    >>> clock_ms("00:12"), clock_ms("00:01:12,5"), clock_ms("00:75")
    (12000, 72500, None)
    """
    text = text.strip()
    if not _CLOCK.fullmatch(text):
        return None
    whole, _, fraction = text.replace("：", ":").replace(",", ".").partition(".")
    parts = [int(part) for part in whole.split(":")]
    seconds, minutes, hours = parts[-1], parts[-2], parts[-3] if len(parts) > 2 else 0
    if seconds > 59 or (len(parts) > 2 and minutes > 59):
        return None
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + int(fraction.ljust(3, "0") or "0")


def date_of(text: str | None) -> date | None:
    """The day that `DATE` matched, or None where the calendar has no such day."""
    if text is None:
        return None
    year, month, day = (int(part) for part in re.findall(r"\d+", text))
    try:
        return date(year, month, day)
    except ValueError:
        return None


def seconds_ms(seconds: float) -> int | None:
    """Milliseconds of a number of seconds, rounded; None where it is no finite number."""
    return round(seconds * 1000) if math.isfinite(seconds) else None


def cell_ms(cell: object, unit_ms: bool) -> int | None:
    """Milliseconds of a table cell: a clock time, or a number of seconds (milliseconds where `unit_ms`)."""
    if isinstance(cell, time):
        cell = timedelta(
            hours=cell.hour, minutes=cell.minute, seconds=cell.second, microseconds=cell.microsecond
        )
    if isinstance(cell, timedelta):
        return cell // timedelta(milliseconds=1)
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        return None
    if isinstance(cell, str):
        cell = cell.strip()
        if not _NUMBER.fullmatch(cell.removeprefix("-")):
            return clock_ms(cell)
    number = float(cell)
    return seconds_ms(number / 1000 if unit_ms else number)
