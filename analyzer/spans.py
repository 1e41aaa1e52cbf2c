"""Half-open whole-number spans: `[start, end)` in characters or in milliseconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """`start <= end`, both whole numbers, the end not included.

    >>> CharSpan(0, 3) & CharSpan(2, 5)
    CharSpan(start=2, end=3)
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if self.start > self.end:
            raise ValueError(f"a span cannot end before it starts: {self.start} > {self.end}")

    def __len__(self) -> int:
        """Length in the span's unit."""
        return self.end - self.start

    def __bool__(self) -> bool:
        """An empty span is false."""
        return self.end > self.start

    def __contains__(self, other: Self) -> bool:
        """True when `other` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end

    def __and__(self, other: Self) -> Self | None:
        """The common part, or None when the two do not overlap."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return type(self)(start, end) if start < end else None

    def __or__(self, other: Self) -> Self:
        """The hull: the smallest span that holds both."""
        return type(self)(min(self.start, other.start), max(self.end, other.end))

    def shift(self, by: int) -> Self:
        """The span moved by `by`."""
        return type(self)(self.start + by, self.end + by)


@dataclass(frozen=True, slots=True, order=True)
class CharSpan(Span):
    """A span of characters of one turn's spoken text."""


@dataclass(frozen=True, slots=True, order=True)
class TimeSpan(Span):
    """A span of time in milliseconds from the start of the recording."""

    @property
    def start_ms(self) -> int:
        """Start in milliseconds."""
        return self.start

    @property
    def end_ms(self) -> int:
        """End in milliseconds."""
        return self.end
