"""One call laid out for judging: turns by role, silences, matches, and the situations that arose (each found once)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from analyzer.call import Call, Role
from analyzer.evaluate.finding import Event
from analyzer.evaluate.likely import weigh
from analyzer.evaluate.plan import Plan
from analyzer.match import Hit, Matcher, Matches, Suppressed
from analyzer.rules.model import Pack, PhraseSet, Rule, Situation, Who
from analyzer.spans import TimeSpan
from analyzer.text import view


@dataclass(frozen=True, slots=True)
class Meant:
    """What a rule by meaning finds in a call, and what counts for nothing."""

    hits: tuple[Hit, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()


Detector = Callable[["Scene", Situation], tuple[Event, ...]]

_SPEAKERS = {
    Who.AGENT: (Role.AGENT,),
    Who.CUSTOMER: (Role.CUSTOMER,),
    Who.ANYONE: (Role.AGENT, Role.CUSTOMER),
}


@dataclass(frozen=True)
class Scene:
    """A call with its matches; everything derived from it is worked out once."""

    call: Call
    plan: Plan
    matches: Matches
    detectors: Mapping[str, Detector]
    measures: Mapping[str, float]
    _events: dict[str, tuple[Event, ...]] = field(default_factory=dict)
    _turns: dict[tuple[str, Who], frozenset[int]] = field(default_factory=dict)
    _sets: dict[str, frozenset[int]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, call: Call, plan: Plan, matcher: Matcher, measures: Mapping[str, float] | None = None
    ) -> Scene:
        """The scene of a call read by the matcher of the plan's pack."""
        from analyzer.evaluate.detect import DETECTORS

        return cls(call, plan, matcher.read([view(turn) for turn in call.turns]), DETECTORS, measures or {})

    @property
    def pack(self) -> Pack:
        """The rules with the lexicon behind them."""
        return self.plan.pack

    @cached_property
    def agent_turns(self) -> tuple[int, ...]:
        """Indices of the turns that are the agent's."""
        return tuple(turn.index for turn in self.call.turns if turn.role is Role.AGENT)

    @cached_property
    def customer_turns(self) -> tuple[int, ...]:
        """Indices of the turns that are the customer's."""
        return tuple(turn.index for turn in self.call.turns if turn.role is Role.CUSTOMER)

    def turns_of(self, who: Who) -> tuple[int, ...]:
        """Indices of the turns that are the wanted speaker's or of a speaker unknown."""
        wanted = (*_SPEAKERS[who], Role.UNKNOWN)
        return tuple(turn.index for turn in self.call.turns if turn.role in wanted)

    @cached_property
    def unknown_turns(self) -> frozenset[int]:
        """Indices of the turns whose speaker is not known."""
        return frozenset(turn.index for turn in self.call.turns if turn.role is Role.UNKNOWN)

    def silence_before(self, turn: int) -> int | None:
        """Milliseconds in which nobody spoke before a turn; None where times are unknown."""
        return self._silences[turn]

    @cached_property
    def _silences(self) -> tuple[int | None, ...]:
        silences: list[int | None] = []
        ended: int | None = None
        last_end = 0
        for turn in self.call.turns:
            unknown = ended is None or turn.start_ms is None
            silences.append(None if unknown else max(0, (turn.start_ms or 0) - last_end))
            ended = turn.end_ms
            last_end = max(last_end, ended or 0)
        return tuple(silences)

    def phrase(self, name: str, who: Who = Who.ANYONE) -> tuple[Hit, ...]:
        """Unguarded hits of a named phrase set of the lexicon, in turn order, by the wanted speaker or unknown ones."""
        return self.spoken(self.pack.phrases[name], who)

    def spoken(self, phrases: PhraseSet, who: Who) -> tuple[Hit, ...]:
        """Unguarded hits of a phrase set by the wanted speaker or by speakers unknown."""
        hits, _ = self.matches.hits(phrases, guarded=False)
        wanted = (*_SPEAKERS[who], Role.UNKNOWN)
        return tuple(hit for hit in hits if hit.role in wanted)

    def excused_turns(self, situation: Situation) -> frozenset[int]:
        """Turns in which words of a situation stand that its exceptions excuse."""
        if situation.phrases is None:
            return frozenset()
        _, excused = self.matches.hits(situation.phrases, guarded=False)
        return frozenset(item.hit.turn for item in excused)

    def guarded(self, phrases: PhraseSet) -> tuple[tuple[Hit, ...], tuple[Suppressed, ...]]:
        """Hits that may earn or cost points, whoever said them, and the suppressed ones."""
        return self.matches.hits(phrases, guarded=True)

    def turns_with(self, name: str, who: Who = Who.ANYONE) -> frozenset[int]:
        """The turns in which a named phrase set was said."""
        key = (name, who)
        if key not in self._turns:
            self._turns[key] = frozenset(hit.turn for hit in self.phrase(name, who))
        return self._turns[key]

    def events(self, name: str) -> tuple[Event, ...]:
        """Every time the situation arose, in turn order."""
        if name not in self._events:
            self._events[name] = self._find(self.pack.situations[name])
        return self._events[name]

    def _find(self, situation: Situation) -> tuple[Event, ...]:
        if situation.any_of:
            found = [event for member in situation.any_of for event in self.events(member)]
            return tuple(sorted(found, key=lambda event: (event.turn, event.situation)))
        if situation.detect:
            return self.detectors[situation.detect](self, situation)
        hits = self.spoken(situation.phrases, situation.who) if situation.phrases else ()
        if situation.phrases and situation.meaning is not None:
            hits = weigh(self, situation, hits)
        rude = self.banned_turns if situation.unless_banned else ()
        return tuple(self.event(situation, hit.turn, hit) for hit in hits if hit.turn not in rude)

    @cached_property
    def banned_turns(self) -> frozenset[int]:
        """Turns in which the agent says something banned that is more than a hedge."""
        return frozenset(hit.turn for _, hit in self.grave)

    @cached_property
    def worded(self) -> tuple[tuple[tuple[Rule, Hit], ...], tuple[Suppressed, ...]]:
        """What the agent says in words that a rule bans, each with its rule, and what was excused."""
        from analyzer.evaluate.banned import find_worded

        return find_worded(self)

    @cached_property
    def meant(self) -> Mapping[str, Meant]:
        """What the rules by meaning find, by the rule's id."""
        from analyzer.evaluate.meant import read_meanings

        return read_meanings(self)

    @cached_property
    def grave(self) -> tuple[tuple[Rule, Hit], ...]:
        """What the agent says that is banned and more than a hedge, with the rule that bans it."""
        from analyzer.evaluate.banned import find_grave

        return find_grave(self)

    def event(self, situation: Situation, turn: int, hit: Hit | None = None, *, lead: bool = True) -> Event:
        """An event at a turn; it is uncertain where the speaker of its words is unknown and matters."""
        certain = situation.who is Who.ANYONE or turn not in self.unknown_turns
        span = None if hit else self.call.turns[turn].time
        return Event(situation.name, turn, certain, hit, span, lead)

    def once(self, name: str, find: Callable[[Scene], frozenset[int]]) -> frozenset[int]:
        """A set of turns that several detectors need, worked out once."""
        if name not in self._sets:
            self._sets[name] = find(self)
        return self._sets[name]

    def said_at_all(self, rule: Rule) -> bool:
        """Whether any wording of a rule stands anywhere in the call, by anyone, excused or not."""
        return any(element.parts or self.matches.touches(element) for element in rule.elements)

    def next_agent_turn(self, turn: int) -> int | None:
        """The first turn of the agent after `turn`."""
        return next((index for index in self.agent_turns if index > turn), None)

    def last_agent_turn(self, turn: int) -> int | None:
        """The last turn of the agent before `turn`."""
        return next((index for index in reversed(self.agent_turns) if index < turn), None)

    def said_before(self, turn: int) -> str:
        """What somebody else said last before a turn; nothing where nobody did."""
        turns = self.call.turns
        role = turns[turn].role
        return next((turns[i].text for i in range(turn - 1, -1, -1) if turns[i].role is not role), "")

    def time_of(self, first: int, last: int) -> TimeSpan | None:
        """The time from the start of one turn to the end of another."""
        start, end = self.call.turns[first].start_ms, self.call.turns[last].end_ms
        return TimeSpan(start, max(start, end)) if start is not None and end is not None else None
