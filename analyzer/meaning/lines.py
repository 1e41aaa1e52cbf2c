"""A turn as runs of characters between borders: what the models of meaning read."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import starmap
from typing import NamedTuple

from analyzer.text import fold

BORDER = "|"
LONGEST_GRAM = 4
_LONGEST_SOUND, _SHORTEST_SOUND = 3, 2
_MOST_CLAUSES, _MOST_CHARS = 3, 40
# A clause longer than this (speech without punctuation) is also read in stretches that begin every `_STEP` characters.
_LONG_CLAUSE, _STEP, _STRETCH = 24, 6, 18
_PAUSE = re.compile(r"[，。！？、；：…—,.!?;:\s~～“”\"「」（）()]+")
# Blanks between single characters are the transcript's manner, not pauses.
_SPACED = re.compile(r"(?<=\S)\s+(?=\S(?:\s|$))")


class Window(NamedTuple):
    """A stretch of a turn's line, `[start, end]`, both ends on a border where the clauses allow it."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Line:
    """The clauses of a turn, folded, with a border before, between and after them."""

    text: str

    @classmethod
    def of(cls, spoken: str) -> Line:
        """The line of a spoken text; a text without words gives the border alone."""
        clauses = [clause for clause in map(fold, _PAUSE.split(_SPACED.sub("", spoken))) if clause]
        return cls(BORDER.join(["", *clauses, ""]) if clauses else BORDER)

    def windows(self) -> Iterator[Window]:
        """Every run of up to three clauses, and stretches of clauses that are too long; at least one for any words."""
        return starmap(Window, self.stretches())

    def stretches(self) -> list[tuple[int, int]]:
        """The windows as plain pairs: every turn of every call is read in them."""
        borders = [place for place, char in enumerate(self.text) if char == BORDER]
        found: list[tuple[int, int]] = []
        for first, start in enumerate(borders[:-1]):
            end = borders[first + 1]
            found.append((start, end))
            for later in borders[first + 2 : first + 1 + _MOST_CLAUSES]:
                if later - start <= _MOST_CHARS:
                    found.append((start, later))
            if end - start > _LONG_CLAUSE:
                steps = range(start, end - _STRETCH + _STEP, _STEP)
                found += [(at, min(end, at + _STRETCH)) for at in steps]
        return found

    def plain(self, window: Window) -> tuple[int, int]:
        """The characters of a window as `[start, end)` of the turn's plain text, which has no borders."""
        before = window.start - self.text.count(BORDER, 0, window.start)
        inside = self.text[window.start : window.end + 1]
        return before, before + len(inside) - inside.count(BORDER)


def size(window: Window) -> float:
    """What a window's sum is divided by, so that long windows do not win by length alone."""
    return math.sqrt(window.end - window.start + 1)


def runs(text: str, window: Window) -> Iterator[str]:
    """The runs of characters of a window; none goes across a border."""
    for end in range(window.start + 1, window.end + 1):
        for length in range(1, LONGEST_GRAM + 1):
            run = text[max(window.start, end - length + 1) : end + 1]
            if len(run) == length and run != BORDER and BORDER not in run[1:-1]:
                yield run


def sounding(text: str, window: Window) -> Iterator[str]:
    """The runs of two or three characters whose syllables count, borders excluded."""
    for run in runs(text, window):
        if _SHORTEST_SOUND <= len(run) <= _LONGEST_SOUND and BORDER not in run:
            yield run
