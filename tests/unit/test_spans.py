"""The algebra of half-open spans."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.spans import CharSpan, Span, TimeSpan

ENDS = st.integers(-50, 50)
SPANS = st.builds(lambda a, b: CharSpan(min(a, b), max(a, b)), ENDS, ENDS)


@pytest.mark.parametrize(
    ("first", "second", "common"),
    [
        ((0, 3), (2, 5), (2, 3)),
        ((0, 3), (3, 5), None),
        ((0, 9), (2, 5), (2, 5)),
        ((4, 4), (0, 9), None),
        ((0, 1), (5, 6), None),
    ],
)
def test_common_part(first: tuple[int, int], second: tuple[int, int], common: tuple[int, int] | None) -> None:
    assert CharSpan(*first) & CharSpan(*second) == (CharSpan(*common) if common else None)


def test_a_span_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="3 > 2"):
        TimeSpan(3, 2)


def test_length_truth_and_times() -> None:
    assert (len(TimeSpan(2, 7)), bool(CharSpan(4, 4)), bool(CharSpan(4, 5))) == (5, False, True)
    assert (TimeSpan(2, 7).start_ms, TimeSpan(2, 7).end_ms) == (2, 7)


def test_operations_keep_the_unit() -> None:
    time = TimeSpan(0, 5)
    assert all(
        type(span) is TimeSpan for span in (time & TimeSpan(1, 9), time | TimeSpan(7, 9), time.shift(1))
    )


@given(SPANS, SPANS)
def test_common_part_is_the_same_both_ways_and_inside_both(a: Span, b: Span) -> None:
    common = a & b
    assert common == b & a
    if common is not None:
        assert common in a
        assert common in b
        assert common


@given(SPANS, SPANS)
def test_a_place_is_common_exactly_when_it_is_in_both(a: Span, b: Span) -> None:
    places = set(range(a.start, a.end)) & set(range(b.start, b.end))
    common = a & b
    assert places == (set(range(common.start, common.end)) if common else set())


@given(SPANS, SPANS, SPANS)
def test_the_hull_holds_both_and_does_not_depend_on_order(a: Span, b: Span, c: Span) -> None:
    assert a in (a | b)
    assert b in (a | b)
    assert (a | b) | c == a | (b | c) == c | (b | a)


@given(SPANS, SPANS, st.integers(-50, 50))
def test_moving_both_moves_what_they_share(a: Span, b: Span, by: int) -> None:
    common = a & b
    assert a.shift(by) & b.shift(by) == (common.shift(by) if common else None)
    assert a.shift(by).shift(-by) == a
    assert len(a.shift(by)) == len(a)


@given(SPANS, SPANS)
def test_a_span_lies_in_another_exactly_when_the_hull_is_the_other(a: Span, b: Span) -> None:
    assert (a in b) == (a | b == b)
