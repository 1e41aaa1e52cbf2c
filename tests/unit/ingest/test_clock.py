from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.ingest.clock import cell_ms, clock_ms, date_of, seconds_ms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("00:12", 12_000),
        ("00：12", 12_000),
        ("1:02:03", 3_723_000),
        ("00:00:01,5", 1_500),
        ("00:01.25", 1_250),
        ("90:00", 5_400_000),
        ("00:60", None),
        ("00:60:00", None),
        ("12", None),
        ("", None),
        ("a:b", None),
        ("-1:00", None),
    ],
)
def test_clock_ms(text: str, expected: int | None) -> None:
    assert clock_ms(text) == expected


@given(st.integers(0, 999 * 3_600_000))
def test_clock_round_trip(ms: int) -> None:
    seconds, rest = divmod(ms, 1000)
    assert clock_ms(f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}") == ms


@pytest.mark.parametrize(
    ("cell", "unit_ms", "expected"),
    [
        (1.5, False, 1_500),
        (1500, True, 1_500),
        ("1.5", False, 1_500),
        ("1500", True, 1_500),
        ("-2", False, -2_000),
        ("00:02", True, 2_000),
        (time(0, 1, 2, 500_000), False, 62_500),
        (timedelta(seconds=3), False, 3_000),
        ("soon", False, None),
        (True, False, None),
        (datetime(2026, 11, 3), False, None),
        (float("inf"), False, None),
    ],
)
def test_cell_ms(cell: object, unit_ms: bool, expected: int | None) -> None:
    assert cell_ms(cell, unit_ms) == expected


def test_date_of() -> None:
    assert date_of("2026年11月3日") == date(2026, 11, 3)
    assert date_of("2026-02-30") is None
    assert date_of(None) is None


def test_seconds_that_are_no_number() -> None:
    assert seconds_ms(float("nan")) is None
