"""What a match leaves behind: the evidence of a hit, and of what only looked like one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from analyzer.call import Role
from analyzer.rules.model import Alternative, Kind, Why
from analyzer.rules.pattern import Phrase
from analyzer.spans import CharSpan, TimeSpan
from analyzer.text import TurnView


class Hit(NamedTuple):
    """Words found in a turn, `[start, end)` of its plain text, by which alternative and how.

    The evidence (characters, time, words as spoken) is worked out when it is asked for: most hits never are.
    """

    turn: int
    start: int
    end: int
    kind: Kind
    wording: Alternative
    view: TurnView

    @property
    def role(self) -> Role:
        """Who said it."""
        return self.view.turn.role

    @property
    def pattern(self) -> str:
        """The alternative as its author wrote it."""
        return self.wording.source

    @property
    def alternative(self) -> str:
        """The name of the alternative: its set and number."""
        return self.wording.name

    @property
    def chars(self) -> CharSpan:
        """The characters of the spoken text."""
        return self.view.spoken(self.start, self.end)

    @property
    def said(self) -> str:
        """The words as spoken."""
        return self.view.said(self.start, self.end)

    @property
    def time(self) -> TimeSpan | None:
        """When it was said: by the recogniser's words, else the turn's time in proportion to its characters."""
        turn = self.view.turn
        span, chars = turn.time, self.chars
        touched = [word.time for word in turn.words if word.chars & chars]
        if touched:
            return TimeSpan(touched[0].start, max(touched[-1].end, touched[0].start))
        if span is None or not turn.text:
            return None
        scale = len(span) / len(turn.text)
        return TimeSpan(span.start + round(chars.start * scale), span.start + round(chars.end * scale))

    @property
    def confidence(self) -> float | None:
        """The least sure word of the hit, else the turn's own confidence."""
        turn, chars = self.view.turn, self.chars
        touched = [
            word.confidence for word in turn.words if word.confidence is not None and word.chars & chars
        ]
        return min(touched) if touched else turn.confidence

    def overlaps(self, other: Hit) -> bool:
        """Whether two hits share a character of the same turn."""
        return self.turn == other.turn and self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A hit that is none: why, and the words that make it so."""

    hit: Hit
    why: Why
    words: str


def by_meaning(view: TurnView, start: int, end: int, source: str) -> Hit:
    """The hit of a model in `[start, end)` of a turn's plain text; `source` says what it went by."""
    wording = Alternative("meaning", source, Phrase(source, "", ""), Kind.MEANING)
    return Hit(view.turn.index, start, end, Kind.MEANING, wording, view)


def in_order(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """The hits by turn, place and name of the wording, each once."""
    found = tuple(hits)
    if len(found) < 2:
        return found
    by_place = {(hit.turn, hit.start, hit.end, hit.wording.name): hit for hit in found}
    return tuple(by_place[place] for place in sorted(by_place))
