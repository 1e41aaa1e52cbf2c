"""Situations in words that nobody listed: for each a linear model over the short runs of characters of a whole turn.

The weights are `lexicons/meaning/situations.tsv`, made by `python -m tests.train.situations`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import pairwise
from pathlib import Path

from analyzer.meaning.banned import probability
from analyzer.meaning.lines import BORDER, Line, Window
from analyzer.meaning.tables import SETTINGS, Reader, missing_settings, read_tables, reader, shipped

WEIGHTS = "situations.tsv"
_PARTS = ("bias", "doubt", "sure")
# Polite words stand beside every situation, and one may stand for another: they say nothing about it. Folded.
_POLITE = re.compile(
    "谢谢你?|感谢你?|多谢你?|你好|早上好|上午好|下午好|请|麻烦你|劳驾你|(?:非常|很|实在)?抱歉|对不起|不好意思|再见"
)


@dataclass(frozen=True)
class Likeness:
    """How turns look in which a situation arises: weights of runs of characters, each counted once a turn.

    Words that a list knows count unless the probability is below `doubt`; without them it must reach `sure`.
    """

    bias: float
    doubt: float
    sure: float
    weights: Mapping[str, float]

    @cached_property
    def _reader(self) -> Reader[tuple[str, float]]:
        return reader({run: (run, weight) for run, weight in self.weights.items()})

    def probability(self, spoken: str) -> float:
        """How likely the situation arises in a turn of these words."""
        return probability(self.bias + self._sum(line_of(spoken)))

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
        return sum(dict([found for _, found in self._reader(line)]).values())


Likenesses = Mapping[str, Likeness]


@lru_cache(maxsize=256)
def line_of(spoken: str) -> str:
    """A turn as these models read it: its characters between two borders, without pauses and polite words."""
    return f"{BORDER}{_POLITE.sub('', Line.of(spoken).text.replace(BORDER, ''))}{BORDER}"


def likenesses(path: Path | None = None) -> Likenesses:
    """The models of a weights file by name, by default the one that ships; each is read once. Raises ModelError."""
    return _kept(path or shipped(WEIGHTS))


@cache
def _kept(path: Path) -> Likenesses:
    tables = read_tables(path)
    settings, names = tables[SETTINGS], [name for name in tables if name != SETTINGS]
    missing_settings(path, settings, [f"{name}.{part}" for name in names for part in _PARTS])
    return {name: _likeness(name, settings, tables[name]) for name in names}


def _likeness(name: str, settings: Mapping[str, float], weights: Mapping[str, float]) -> Likeness:
    bias, doubt, sure = (settings[f"{name}.{part}"] for part in _PARTS)
    return Likeness(bias, doubt, sure, weights)
