"""One pass of an Aho-Corasick automaton names the few alternatives worth trying in each turn; only those are tried."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import ahocorasick

from analyzer.match.hits import Hit, Suppressed, in_order
from analyzer.match.suppress import find_excuse
from analyzer.rules.model import Alternative, Excuse, Kind, PhraseSet, compiled
from analyzer.spans import CharSpan
from analyzer.text import TurnView
from analyzer.text.phonetic import sounds

# Turns are joined by line breaks, which no gap of a pattern crosses: a whole call is read in one pass.
_BREAK = "\n"
_STRENGTH = {Kind.EXACT: 0, Kind.VARIANT: 1, Kind.PHONETIC: 2}

Places = dict[int, list[tuple[int, int, int]]]


@dataclass(frozen=True, slots=True)
class _Member:
    """A phrase set by the numbers of its alternatives and of its exceptions."""

    wordings: tuple[int, ...]
    excuses: tuple[tuple[int, Excuse], ...]


class Matcher:
    """All alternatives of many phrase sets, ready to be looked for at once. Built once, used for every call."""

    def __init__(self, phrase_sets: Iterable[PhraseSet]) -> None:
        self._alternatives: list[Alternative] = []
        self._number: dict[Alternative, int] = {}
        self._members: dict[str, _Member] = {}
        for phrase_set in phrase_sets:
            excuses = tuple((self._add(excuse.alternative), excuse) for excuse in phrase_set.unless)
            self._members[phrase_set.name] = _Member(tuple(map(self._add, phrase_set.any_of)), excuses)
        self._owners: list[set[str]] = [set() for _ in self._alternatives]
        for name, member in self._members.items():
            for number in member.wordings:
                self._owners[number].add(name)
        numbered = list(enumerate(self._alternatives))
        self._heard = frozenset(i for i, a in numbered if a.kind is Kind.PHONETIC)
        self._regexes: dict[int, re.Pattern[str]] = {}
        self._text = _automaton(
            (word, i) for i, a in numbered if i not in self._heard for word in a.phrase.anchors
        )
        self._sound = _automaton(
            (sounds(word), i) for i, a in numbered if i in self._heard for word in a.phrase.anchors
        )
        self._everywhere = tuple(i for i, a in numbered if not a.phrase.anchors)

    def _add(self, alternative: Alternative) -> int:
        number = self._number.setdefault(alternative, len(self._alternatives))
        if number == len(self._alternatives):
            self._alternatives.append(alternative)
        return number

    def _regex(self, number: int) -> re.Pattern[str]:
        """The expression of an alternative, compiled when it is first tried: most of a pack never is."""
        found = self._regexes.get(number)
        if found is None:
            found = self._regexes[number] = _compiled(self._alternatives[number])
        return found

    def read(self, views: Sequence[TurnView]) -> Matches:
        """Every place of every alternative in these turns."""
        text = _BREAK.join(view.folded for view in views)
        heard = sounds(text) if self._sound is not None else ""
        reading = _Reading(self._regex, self._alternatives, _layout(views))
        for number in self._everywhere:
            for turn in range(len(views)):
                reading.look_for(number, turn, text)
        for automaton, line in ((self._text, text), (self._sound, heard)):
            if automaton is not None and line:
                reading.follow(automaton, line)
        touched = frozenset().union(*(self._owners[number] for number in reading.places))
        return Matches(tuple(views), self._alternatives, self._members, reading.places, touched)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One pass over the joined turns; `places` fills with every place of every alternative that was tried."""

    regex: Callable[[int], re.Pattern[str]]
    alternatives: Sequence[Alternative]
    layout: _Layout
    places: Places = field(default_factory=dict)

    def follow(self, automaton: Any, line: str) -> None:
        """Tries each alternative once in each turn, and each clause if it has clause edges, that holds an anchor."""
        tried: set[tuple[int, int]] = set()
        turns, clauses = self.layout.turns, self.layout.clauses
        for end, numbers in automaton.iter(line):
            turn, clause = turns[end], clauses[end]
            for number in numbers:
                if (number, turn) not in tried:
                    tried.add((number, turn))
                    self.look_for(number, turn, line)
                if clause is not None and self.alternatives[number].phrase.by_clause:
                    key = (number, -1 - clause.start)
                    if key not in tried:
                        tried.add(key)
                        self._look_in_clause(number, turn, line, clause)

    def look_for(self, number: int, turn: int, line: str) -> None:
        """Adds the places of one alternative in one turn."""
        start, end = self.layout.starts[turn], self.layout.starts[turn + 1] - len(_BREAK)
        for found in self.regex(number).finditer(line, start, end):
            self._add(number, turn, found.start() - start, found.end() - start)

    def _look_in_clause(self, number: int, turn: int, line: str, clause: CharSpan) -> None:
        start = clause.start - self.layout.starts[turn]
        for found in self.regex(number).finditer(line[clause.start : clause.end]):
            self._add(number, turn, start + found.start(), start + found.end())

    def _add(self, number: int, turn: int, first: int, last: int) -> None:
        place = (turn, first, last)
        known = self.places.setdefault(number, [])
        if last > first and place not in known:
            known.append(place)


@dataclass(frozen=True, slots=True)
class _Layout:
    """The joined text: where each turn starts (and where one more would), and of each character turn and clause."""

    starts: Sequence[int]
    turns: Sequence[int]
    clauses: Sequence[CharSpan | None]


def _layout(views: Sequence[TurnView]) -> _Layout:
    starts: list[int] = []
    turns: list[int] = []
    clauses: list[CharSpan | None] = []
    for number, view in enumerate(views):
        start = len(turns)
        starts.append(start)
        turns += [number] * (len(view.folded) + len(_BREAK))
        for first, last in view.clauses:
            clauses += [CharSpan(start + first, start + last)] * (last - first)
        clauses += [None] * (len(turns) - len(clauses))
    return _Layout([*starts, len(turns)], turns, clauses)


def _compiled(alternative: Alternative) -> re.Pattern[str]:
    source = alternative.phrase.regex
    return re.compile(sounds(source) if alternative.kind is Kind.PHONETIC else source, re.MULTILINE)


def _automaton(pairs: Iterable[tuple[str, int]]) -> Any:
    """The automaton from anchor words to the numbers of their alternatives, or None without any."""
    numbers: dict[str, list[int]] = {}
    for word, number in pairs:
        numbers.setdefault(word, []).append(number)
    if not numbers:
        return None
    automaton = ahocorasick.Automaton()
    for word, listed in numbers.items():
        automaton.add_word(word, tuple(listed))
    automaton.make_automaton()
    return automaton


@dataclass(frozen=True)
class Matches:
    """What one reading found; hits of a phrase set are worked out when asked for, and kept."""

    views: tuple[TurnView, ...]
    alternatives: Sequence[Alternative]
    members: dict[str, _Member]
    places: Places
    touched_sets: frozenset[str]
    _kept: dict[tuple[str, bool], tuple[tuple[Hit, ...], tuple[Suppressed, ...]]] = field(
        default_factory=dict
    )

    def hits(self, phrase_set: PhraseSet, *, guarded: bool) -> tuple[tuple[Hit, ...], tuple[Suppressed, ...]]:
        """The hits and the suppressed hits of a set in turn order; `guarded` also refuses quoted words."""
        if phrase_set.name not in self.touched_sets and not phrase_set.parts:
            return _NOTHING
        key = (phrase_set.name, guarded)
        if key not in self._kept:
            self._kept[key] = self._work_out(phrase_set, guarded)
        return self._kept[key]

    def touched(self, alternative: Alternative) -> bool:
        """Whether an alternative matched anywhere, excused or not."""
        return any(self.alternatives[number] == alternative for number in self.places)

    def _work_out(
        self, phrase_set: PhraseSet, guarded: bool
    ) -> tuple[tuple[Hit, ...], tuple[Suppressed, ...]]:
        member = self.members[phrase_set.name]
        found = list(self._own(member.wordings))
        suppressed: list[Suppressed] = []
        for part in phrase_set.parts:
            inner, refused = self.hits(part, guarded=guarded)
            found += inner
            suppressed += refused
        if not found:
            return (), tuple(suppressed)
        near = self._near(member)
        kept: list[Hit] = []
        excused: list[Suppressed] = []
        for hit in found:
            excuse = find_excuse(hit, near.get(hit.turn, ()), border=phrase_set.border, guarded=guarded)
            if excuse is None:
                kept.append(hit)
            else:
                excused.append(Suppressed(hit, *excuse))
        hits = _strongest(kept)
        return tuple(hits), tuple([*suppressed, *_not_within(excused, hits)])

    def _own(self, numbers: Iterable[int]) -> Iterator[Hit]:
        for number in numbers:
            alternative = self.alternatives[number]
            for turn, start, end in self.places.get(number, ()):
                view = self.views[turn]
                if alternative.not_regex and _refused(alternative.not_regex, view, start, end):
                    continue
                yield Hit(view, start, end, _kind(alternative, view, start, end), alternative)

    def _near(self, member: _Member) -> dict[int, list[tuple[int, int, Excuse]]]:
        near: dict[int, list[tuple[int, int, Excuse]]] = {}
        for number, excuse in member.excuses:
            for turn, start, end in self.places.get(number, ()):
                near.setdefault(self.views[turn].turn.index, []).append((start, end, excuse))
        return near


_CONTEXT = 4
_NOTHING: tuple[tuple[Hit, ...], tuple[Suppressed, ...]] = ((), ())


def _refused(not_regex: str, view: TurnView, start: int, end: int) -> bool:
    """Whether the words with a few characters on both sides match what the alternative must not be."""
    return compiled(not_regex).search(view.folded[max(0, start - _CONTEXT) : end + _CONTEXT]) is not None


def _kind(alternative: Alternative, view: TurnView, start: int, end: int) -> Kind:
    phrase = alternative.phrase
    if alternative.kind is Kind.VARIANT:
        return Kind.VARIANT
    if alternative.kind is Kind.EXACT and phrase.exact == phrase.regex:
        return Kind.EXACT
    if compiled(phrase.exact).fullmatch(view.plain[start:end]):
        return Kind.EXACT
    if alternative.kind is Kind.PHONETIC and not compiled(phrase.regex).fullmatch(view.folded[start:end]):
        return Kind.PHONETIC
    return Kind.VARIANT


def _strongest(found: Sequence[Hit]) -> list[Hit]:
    """Of overlapping hits one: text before sound, exact before variant, then the longest, then the first."""
    if len(found) < 2:
        return list(found)
    kept: list[Hit] = []
    for hit in sorted(
        found, key=lambda h: (h.turn, _STRENGTH[h.kind], h.start - h.end, h.start, h.alternative)
    ):
        if not any(hit.overlaps(other) for other in kept):
            kept.append(hit)
    return sorted(kept, key=in_order)


def _not_within(excused: Sequence[Suppressed], hits: Sequence[Hit]) -> list[Suppressed]:
    """One suppressed hit a place, and none where a true hit stands."""
    standing = [item for item in excused if not any(item.hit.overlaps(hit) for hit in hits)]
    shown = _strongest([item.hit for item in standing])
    return [next(item for item in standing if item.hit is hit) for hit in shown]
