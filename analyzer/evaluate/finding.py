"""What is said about one rule and one call, with everything it was decided on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from analyzer.match import Hit, Suppressed
from analyzer.rules.model import Rule, Who
from analyzer.spans import TimeSpan


class Outcome(StrEnum):
    """The four answers (semantics section 1)."""

    PASS = "pass"
    FAIL = "fail"
    NOT_APPLICABLE = "not_applicable"
    UNDECIDED = "undecided"


class Applies(StrEnum):
    """Whether the situation that a rule is about arose."""

    YES = "yes"
    NO = "no"
    UNDECIDED = "undecided"


class Reason(StrEnum):
    """Why an outcome is what it is."""

    FOUND = "found"
    NOT_SAID = "not_said"
    ABSENT = "absent"
    LATE = "late"
    EARLY = "early"
    FORBIDDEN_SAID = "forbidden_said"
    BRUSHED_OFF = "brushed_off"
    ASKED_AGAIN = "asked_again"
    TOO_SLOW = "too_slow"
    ANSWERED = "answered"
    NO_TRIGGER = "no_trigger"
    OTHER_CHANNEL = "other_channel"
    ROLE_UNKNOWN = "role_unknown"
    TRIGGER_UNCERTAIN = "trigger_uncertain"
    LOW_CONFIDENCE = "low_confidence"
    METADATA_MISSING = "metadata_missing"
    NO_MEASURE = "no_measure"
    WITHIN_BOUNDS = "within_bounds"
    OUT_OF_BOUNDS = "out_of_bounds"
    CUT_OFF = "cut_off"
    CUSTOMER_LEFT = "customer_left"
    NO_CHANCE = "no_chance"


@dataclass(frozen=True, slots=True)
class Event:
    """A situation that arose: at which turn, on what evidence; `certain` is False where roles or times are missing.

    `turn` is where it became known; `lead` says whether the agent turn before it belongs to its surroundings
    (not after a hold: what was said before leaving is no apology on return).
    """

    situation: str
    turn: int
    certain: bool = True
    hit: Hit | None = None
    span: TimeSpan | None = None
    lead: bool = True

    @property
    def time(self) -> TimeSpan | None:
        """When it happened: the time of its words, else of its turn."""
        return self.hit.time if self.hit is not None else self.span


@dataclass(frozen=True, slots=True)
class Search:
    """Where something was looked for: turns `[first, last]`, whose, when, and what opened the window."""

    first: int
    last: int
    who: Who
    time: TimeSpan | None
    opened_by: Event | None


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer of one rule for one call; exactly one a rule a call. `missing` names the elements not said."""

    rule: Rule
    outcome: Outcome
    applies: Applies
    reason: Reason
    hits: tuple[Hit, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()
    nearest: Hit | None = None
    search: Search | None = None
    value: float | None = None
    missing: tuple[str, ...] = ()
