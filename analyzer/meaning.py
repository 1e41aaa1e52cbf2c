"""Banned meaning in words that no rule lists: a linear model over short runs of characters and of syllables.

The model is a table of weights (`lexicons/meaning/banned.tsv`, made by `python -m tests.train.banned`). A turn is read
in windows of one to three clauses, so that one rude clause in a long polite turn is found. Applying it is one pass of
two automata and sums: no numerical library.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate, starmap
from pathlib import Path
from typing import NamedTuple

import ahocorasick

from analyzer.errors import Code, ModelError, Problem
from analyzer.language import Text
from analyzer.resources import resource_folder
from analyzer.text import fold
from analyzer.text.phonetic import sounds

BORDER = "|"
MAJOR, GRAVITIES = "major", ("critical", "minor")
LONGEST_GRAM = 4
_LONGEST_SOUND, _SHORTEST_SOUND = 3, 2
_MOST_CLAUSES, _MOST_CHARS = 3, 40
# A clause longer than this (speech without punctuation) is also read in stretches that begin every `_STEP` characters.
_LONG_CLAUSE, _STEP, _STRETCH = 24, 6, 18
_PAUSE = re.compile(r"[，。！？、；：…—,.!?;:\s~～“”\"「」（）()]+")
# Blanks between single characters are the transcript's manner, not pauses.
_SPACED = re.compile(r"(?<=\S)\s+(?=\S(?:\s|$))")
_EVIDENCE = 3


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
    def _by_text(self) -> _Reader:
        return _automaton(self.characters)

    @cached_property
    def _by_sound(self) -> _Reader:
        return _automaton({sounds(run): weight for run, weight in self.syllables.items()})

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
        text = line.text
        sums = self._sums(text)
        base = self.bias + sum([weight for cue, weight in self.cues.items() if cue in text])
        best, worst = -math.inf, None
        for start, end in line.stretches():
            score = base + (sums[end] - sums[start]) / math.sqrt(end - start + 1)
            if score > best:
                best, worst = score, Window(start, end)
        return best, worst

    def _sums(self, text: str) -> list[float]:
        """For each place the weight of all runs that end at or before it."""
        at = [0.0] * len(text)
        for end, weight in self._by_text(text):
            at[end] += weight
        for end, weight in self._by_sound(sounds(text)):
            at[end] += weight
        return list(accumulate(at))

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


# From a text to where each known run ends in it, and its weight.
_Reader = Callable[[str], Iterable[tuple[int, float]]]


def _automaton(weights: Mapping[str, float]) -> _Reader:
    if not weights:
        return lambda _: ()
    automaton = ahocorasick.Automaton()
    for run, weight in weights.items():
        automaton.add_word(run, weight)
    automaton.make_automaton()
    reader: _Reader = automaton.iter
    return reader


def probability(score: float) -> float:
    """The probability of log-odds."""
    return 1 / (1 + math.exp(-score))


def shipped() -> Meaning:
    """The model that ships, read once."""
    return model_of(None)


def model_of(path: Path | None) -> Meaning:
    """The model of a weights file, None for the one that ships; each is read once. Raises ModelError."""
    return _kept(path or _shipped_weights())


@cache
def _kept(path: Path) -> Meaning:
    return load(path)


def _shipped_weights() -> Path:
    return resource_folder("lexicons") / "meaning" / "banned.tsv"


def load(path: Path | None = None) -> Meaning:
    """The model of a weights file, by default the one that ships. Raises ModelError where it cannot be read."""
    path = path or _shipped_weights()
    tables: dict[str, dict[str, float]] = {
        name: {} for name in ("set", "characters", "syllables", "cue", *GRAVITIES)
    }
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        raise _damaged(path, None, Text("读不到权重文件", "the weights file cannot be opened")) from None
    for number, line in enumerate(lines, 1):
        try:
            table, name, value = line.split("\t")
            tables[table][name] = float(value)
        except (ValueError, KeyError):
            message = Text("权重文件的这一行读不懂", "this line of the weights file cannot be read")
            raise _damaged(path, number, message) from None
    missing = sorted({"bias", "to_review", "hit"} - tables["set"].keys())
    if missing:
        message = Text(f"权重文件缺少 {missing[0]}", f"the weights file lacks {missing[0]}")
        raise _damaged(path, None, message)
    settings = tables["set"]
    thresholds = Thresholds(settings["to_review"], settings["hit"])
    gravity = {name: tables[name] for name in GRAVITIES}
    return Meaning(
        settings["bias"], thresholds, tables["characters"], tables["syllables"], tables["cue"], gravity
    )


def _damaged(path: Path, line: int | None, message: Text) -> ModelError:
    hint = Text("重新安装本程序，或恢复原来的文件", "install the program again, or restore the file")
    return ModelError(Problem(Code.MODEL_DAMAGED, message, path=str(path), line=line, hint=hint))


def dump(model: Meaning) -> str:
    """The weights file of a model: `load` reads it back."""
    settings = {"bias": model.bias, "to_review": model.thresholds.to_review, "hit": model.thresholds.hit}
    rows: list[tuple[str, str, float]] = [("set", name, value) for name, value in settings.items()]
    tables: Sequence[tuple[str, Mapping[str, float]]] = (
        ("cue", model.cues),
        ("characters", model.characters),
        ("syllables", model.syllables),
        *model.gravity.items(),
    )
    rows += [(table, *item) for table, weights in tables for item in _sorted(weights.items())]
    return "".join(f"{table}\t{name}\t{value:g}\n" for table, name, value in rows)


def _sorted(items: Iterable[tuple[str, float]]) -> list[tuple[str, float]]:
    return sorted(items, key=lambda item: (len(item[0]), item[0]))
