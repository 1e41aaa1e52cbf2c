"""Situations in words that nobody listed: for each a linear model over the short runs of characters of a whole turn.

The weights are `lexicons/meaning/situations.tsv`, made by `python -m tests.train.situations`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import pairwise
from pathlib import Path

from analyzer.meaning.banned import probability
from analyzer.meaning.lines import BORDER, Line, Window
from analyzer.meaning.tables import SETTINGS, Reader, missing_settings, read_tables, reader, shipped

WEIGHTS = "situations.tsv"
_PARTS = ("bias", "doubt", "sure")
# A second table of a model weighs the end of what the other party said before.
BEFORE = ".before"
_END = 14
# Polite words stand beside every situation, and one may stand for another: they say nothing about it. Folded.
_POLITE = re.compile(
    "谢谢你?|感谢你?|多谢你?|你好|早上好|上午好|下午好|请|麻烦你|劳驾你|(?:非常|很|实在)?抱歉|对不起|不好意思|再见"
)


@dataclass(frozen=True, eq=False)
class _Reading:
    """All models of a file: a turn is read once for all of them."""

    weights: Sequence[Mapping[str, float]]

    @cached_property
    def _reader(self) -> Reader[tuple[str, tuple[float, ...]]]:
        runs = {run for own in self.weights for run in own}
        return reader({run: (run, tuple([own.get(run, 0.0) for own in self.weights])) for run in runs})

    def sums(self, line: str) -> Sequence[float]:
        """For each model the weights of the runs of a line, each counted once."""
        found = dict([known for _, known in self._reader(line)])
        return [sum(column) for column in zip(*found.values(), strict=True)] or [0.0] * len(self.weights)


@lru_cache(maxsize=256)
def _sums(reading: _Reading, line: str) -> Sequence[float]:
    return reading.sums(line)


@dataclass(frozen=True)
class Likeness:
    """How turns look in which a situation arises: weights of runs of characters, each counted once a turn.

    Words that a list knows count unless the probability is below `doubt`; without them it must reach `sure`.
    `places` are the model's columns of the reading: of the turn itself, and of the turn before where it is read.
    """

    bias: float
    doubt: float
    sure: float
    reading: _Reading
    places: tuple[int, int | None]

    @property
    def reads_before(self) -> bool:
        """Whether what the other party said before counts."""
        return self.places[1] is not None

    def probability(self, spoken: str, before: str = "") -> float:
        """How likely the situation arises in a turn of these words after those of the other party."""
        score = self.bias + self._sum(line_of(spoken))
        if self.places[1] is not None:
            score += _sums(self.reading, end_of(before))[self.places[1]]
        return probability(score)

    def clause(self, spoken: str) -> tuple[int, int]:
        """The clause that speaks most for the situation, as `[start, end)` of the turn's plain text."""
        line = Line.of(spoken)
        borders = [place for place, char in enumerate(line.text) if char == BORDER]
        if len(borders) < 2:
            return 0, 0
        clauses = [Window(start, end) for start, end in pairwise(borders)]
        return line.plain(
            max(clauses, key=lambda own: self._sum(line_of(line.text[own.start + 1 : own.end])))
        )

    def _sum(self, line: str) -> float:
        return _sums(self.reading, line)[self.places[0]]


Likenesses = Mapping[str, Likeness]


@lru_cache(maxsize=256)
def line_of(spoken: str) -> str:
    """A turn as these models read it: its characters between two borders, without pauses and polite words."""
    return f"{BORDER}{_POLITE.sub('', Line.of(spoken).text.replace(BORDER, ''))}{BORDER}"


def end_of(before: str) -> str:
    """The last characters of the turn before, as these models read it."""
    return line_of(before)[-_END:]


def likenesses(path: Path | None = None) -> Likenesses:
    """The models of a weights file by name, by default the one that ships; each is read once. Raises ModelError."""
    return _kept(path or shipped(WEIGHTS))


@cache
def _kept(path: Path) -> Likenesses:
    tables = read_tables(path)
    settings, columns = tables[SETTINGS], [name for name in tables if name != SETTINGS]
    names = [name for name in columns if not name.endswith(BEFORE)]
    missing_settings(path, settings, [f"{name}.{part}" for name in names for part in _PARTS])
    reading = _Reading([tables[name] for name in columns])
    places = {name: place for place, name in enumerate(columns)}
    return {
        name: Likeness(
            settings[f"{name}.bias"],
            settings[f"{name}.doubt"],
            settings[f"{name}.sure"],
            reading,
            (places[name], places.get(name + BEFORE)),
        )
        for name in names
    }
