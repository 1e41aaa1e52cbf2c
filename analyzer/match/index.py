"""One pass of an Aho-Corasick automaton over a whole call names the few alternatives worth looking for in each turn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import ahocorasick

from analyzer.rules.anchors import CLOSING, OPENING, Anchors, share

Span = tuple[int, int]
# For each alternative the turns where it may stand, with its places there, or None where it has still to be looked for.
Found = defaultdict[int, dict[int, list[Span] | None]]


@dataclass(frozen=True, slots=True)
class Line:
    """The turns of a call joined, each between two marks: where the characters of each start, and the turn of each."""

    text: str
    starts: Sequence[int]
    turns: Sequence[int]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Line:
        """The line of these texts, one a turn."""
        starts: list[int] = []
        turns: list[int] = []
        for turn, text in enumerate(texts):
            starts.append(len(turns) + 1)
            turns += [turn] * (len(text) + 2)
        return cls(OPENING + (CLOSING + OPENING).join(texts) + CLOSING if texts else "", starts, turns)


class Index:
    """The anchors of many alternatives, by their numbers. Built once, read over every call."""

    def __init__(self, numbered: Iterable[tuple[int, Anchors]]) -> None:
        words: dict[str, tuple[list[int], list[int]]] = {}
        for number, anchors in numbered:
            for word in anchors.words:
                words.setdefault(word, ([], []))[0 if anchors.whole else 1].append(number)
        self._automaton = _automaton(words)

    def read(self, text: str, line: Line, found: Found) -> None:
        """Adds to `found` what the anchors tell in `text`, which is the line's or one that has its places."""
        if self._automaton is None or not text:
            return
        turns = line.turns
        for end, (may_match, matches) in self._automaton.iter(text):
            turn = turns[end]
            for number in may_match:
                found[number][turn] = None
            if matches is not None:
                length, closing, numbers = matches
                last = end + 1 - closing - line.starts[turn]
                for number in numbers:
                    _add(found[number], turn, (last - length, last))


def _add(places: dict[int, list[Span] | None], turn: int, span: Span) -> None:
    """One more place of words that were read from left to right; of overlapping places the first counts."""
    known = places.get(turn)
    if known is None:
        places[turn] = [span]
    elif known[-1][1] <= span[0]:
        known.append(span)


def _automaton(words: dict[str, tuple[list[int], list[int]]]) -> Any:
    """From each anchor to what it may be part of, and to what it is a match of with its length and its closing mark.

    The commonest words come first: the automaton looks through its branches in the order in which they were made.
    """
    if not words:
        return None
    automaton = ahocorasick.Automaton()
    for word in sorted(words, key=lambda word: (-share(word[0]), word)):
        matches, may_match = words[word]
        length = len(word.strip(OPENING + CLOSING))
        whole = (length, word.endswith(CLOSING), tuple(matches)) if matches else None
        automaton.add_word(word, (tuple(may_match), whole))
    automaton.make_automaton()
    return automaton
