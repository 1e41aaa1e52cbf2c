"""Banned meaning in words that no rule lists: a linear model over short runs of characters and of syllables.

The model is a table of weights (`lexicons/meaning/banned.tsv`, made by `python -m tests.train.banned`). A turn is read
in windows of one to three clauses, so that one rude clause in a long polite turn is found. Applying it is one pass of
two automata and sums: no numerical library.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate
from pathlib import Path

from analyzer.meaning.lines import BORDER, Line, Window, runs, size
from analyzer.meaning.tables import SETTINGS, Reader, missing_settings, read_tables, reader, write_tables
from analyzer.meaning.tables import shipped as tables_shipped
from analyzer.text.phonetic import sounds

WEIGHTS = "banned.tsv"
MAJOR, GRAVITIES = "major", ("critical", "minor")
_EVIDENCE = 3


@dataclass(frozen=True, slots=True)
class Judged:
    """The most banned-sounding window of a turn: its characters in the plain text, probability and weightiest words."""

    start: int
    end: int
    probability: float
    words: tuple[str, ...]
    severity: str


@dataclass(frozen=True)
class Thresholds:
    """From which probability a turn is worth a person's look, and from which it counts without one."""

    to_review: float
    hit: float


@dataclass(frozen=True)
class Meaning:
    """The model: weights of runs of characters, of syllables (written with characters that sound so) and of cues.

    `gravity` weighs runs of characters for the severities `critical` and `minor` against `major`; the empty run is
    what each weighs before a word is read.
    """

    bias: float
    thresholds: Thresholds
    characters: Mapping[str, float]
    syllables: Mapping[str, float]
    cues: Mapping[str, float]
    gravity: Mapping[str, Mapping[str, float]]

    @cached_property
    def _least(self) -> float:
        return math.log(self.thresholds.to_review / (1 - self.thresholds.to_review))

    @cached_property
    def _by_text(self) -> Reader[float]:
        return reader(self.characters)

    @cached_property
    def _by_sound(self) -> Reader[float]:
        return reader({sounds(run): weight for run, weight in self.syllables.items()})

    def judge(self, spoken: str) -> Judged | None:
        """The worst window of a turn; None where nothing in it reaches the threshold of review."""
        line = Line.of(spoken)
        score, window = self._worst(line)
        if window is None or score < self._least:
            return None
        start, end = line.plain(window)
        words = self._weightiest(line.text, window)
        return Judged(start, end, round(probability(score), 2), words, self.severity(line.text, window))

    def severity(self, text: str, window: Window) -> str:
        """How grave a window of a line is if it is banned: critical, major or minor."""
        found = list(runs(text, window))
        sums = {
            name: weights.get("", 0.0) + sum(weights.get(run, 0.0) for run in found) / size(window)
            for name, weights in self.gravity.items()
        }
        return max({MAJOR: 0.0, **sums}.items(), key=lambda item: item[1])[0]

    def score(self, spoken: str) -> float:
        """The score (log-odds) of a turn's worst window; minus infinity for a text without words."""
        return self._worst(Line.of(spoken))[0]

    def _worst(self, line: Line) -> tuple[float, Window | None]:
        text, stretches = line.text, line.stretches()
        upto = self._upto(text, {place for stretch in stretches for place in stretch})
        base = self.bias + sum([weight for cue, weight in self.cues.items() if cue in text])
        best, worst = -math.inf, None
        for start, end in stretches:
            score = base + (upto[end] - upto[start]) / math.sqrt(end - start + 1)
            if score > best:
                best, worst = score, Window(start, end)
        return best, worst

    def _upto(self, text: str, places: Iterable[int]) -> dict[int, float]:
        """For each of these places the weight of all runs that end at or before it."""
        upto = dict.fromkeys(places, 0.0)
        for found in (self._by_text(text), self._by_sound(sounds(text))):
            ended = [*found]
            ends = [end for end, _ in ended]
            sums = [0.0, *accumulate([weight for _, weight in ended])]
            for place in upto:
                upto[place] += sums[bisect_right(ends, place)]
        return upto

    def _weightiest(self, text: str, window: Window) -> tuple[str, ...]:
        """The runs of characters that speak most for a ban, none inside another; single characters say too little."""
        inside = text[window.start : window.end + 1]
        places = range(len(inside) + 1)
        held = {inside[first:last] for first in places for last in places[first + 1 :]}
        weights = {run: self.characters[run] for run in held if self.characters.get(run, 0.0) > 0}
        chosen: list[str] = []
        for run in sorted(weights, key=lambda run: (-weights[run], run)):
            words = run.strip(BORDER)
            if len(words) > 1 and not any(words in other or other in words for other in chosen):
                chosen.append(words)
        return tuple(chosen[:_EVIDENCE])


def probability(score: float) -> float:
    """The probability of log-odds."""
    return 1 / (1 + math.exp(-score))


def shipped() -> Meaning:
    """The model that ships, read once."""
    return model_of(None)


def model_of(path: Path | None) -> Meaning:
    """The model of a weights file, None for the one that ships; each is read once. Raises ModelError."""
    return _kept(path or tables_shipped(WEIGHTS))


@cache
def _kept(path: Path) -> Meaning:
    return load(path)


def load(path: Path | None = None) -> Meaning:
    """The model of a weights file, by default the one that ships. Raises ModelError where it cannot be read."""
    kinds = ("characters", "syllables", "cue", *GRAVITIES)
    path = path or tables_shipped(WEIGHTS)
    tables = read_tables(path, kinds)
    settings = tables[SETTINGS]
    missing_settings(path, settings, ("bias", "to_review", "hit"))
    thresholds = Thresholds(settings["to_review"], settings["hit"])
    gravity = {name: tables[name] for name in GRAVITIES}
    return Meaning(
        settings["bias"], thresholds, tables["characters"], tables["syllables"], tables["cue"], gravity
    )


def dump(model: Meaning) -> str:
    """The weights file of a model: `load` reads it back."""
    settings = {"bias": model.bias, "to_review": model.thresholds.to_review, "hit": model.thresholds.hit}
    return write_tables(
        [
            (SETTINGS, settings),
            ("cue", model.cues),
            ("characters", model.characters),
            ("syllables", model.syllables),
            *model.gravity.items(),
        ]
    )
