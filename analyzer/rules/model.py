"""Compiled rules: frozen, ready to match, every default already filled in. The defaults live in `schema` only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from analyzer.rules.pattern import Phrase


class Claim(StrEnum):
    """What a rule says about a call."""

    REQUIRED = "required"
    FORBIDDEN = "forbidden"
    ANSWERED = "answered"
    MEASURED = "measured"


class Severity(StrEnum):
    """How bad a forbidden phrase is (semantics section 4)."""

    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"


class Status(StrEnum):
    """A rule's life: trial rules are listed but weigh nothing; drafts and retired rules do not run."""

    DRAFT = "draft"
    TRIAL = "trial"
    STABLE = "stable"
    RETIRED = "retired"


class Who(StrEnum):
    """Whose words are meant."""

    AGENT = "agent"
    CUSTOMER = "customer"
    ANYONE = "anyone"


class Kind(StrEnum):
    """How words matched: as written, as a variant that counts the same, by sound only, or by meaning only."""

    EXACT = "exact"
    VARIANT = "variant"
    PHONETIC = "phonetic"
    MEANING = "meaning"


class Scope(StrEnum):
    """Where in the call a rule looks."""

    ANYWHERE = "anywhere"
    OPENING = "opening"
    CLOSING = "closing"
    AFTER = "after"
    AROUND = "around"
    BEFORE = "before"


class Why(StrEnum):
    """Why words that look like a hit are none."""

    OTHER_WORD = "other_word"
    OTHER_SENSE = "other_sense"
    QUESTION = "question"
    NEGATION = "negation"
    QUOTED = "quoted"
    MENTION = "mention"
    SCRIPT = "script"
    TO_OTHER = "to_other"
    BY_CUSTOMER = "by_customer"
    UNLIKELY_SOUND = "unlikely_sound"
    OTHER_RULE = "other_rule"


class Reach(StrEnum):
    """How near an exception must stand to the words it excuses."""

    HIT = "hit"
    TURN = "turn"


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to say a thing: `name` is its place in the file, `source` what its author wrote."""

    name: str
    source: str
    phrase: Phrase
    kind: Kind
    not_regex: str | None = None


@dataclass(frozen=True, slots=True)
class Excuse:
    """Words that turn a hit into none, and why."""

    alternative: Alternative
    why: Why
    reach: Reach


@dataclass(frozen=True, slots=True)
class PhraseSet:
    """An equivalence class of wordings with its exceptions; `border` asks that no word runs into the hit.

    `parts` are other sets taken in whole: their exceptions excuse their own hits, those of this set excuse all.
    """

    name: str
    any_of: tuple[Alternative, ...]
    unless: tuple[Excuse, ...] = ()
    border: bool = False
    parts: tuple[PhraseSet, ...] = ()

    def wordings(self) -> tuple[Alternative, ...]:
        """Every alternative, those of the parts included."""
        return (*self.any_of, *(wording for part in self.parts for wording in part.wordings()))

    def with_parts(self) -> tuple[PhraseSet, ...]:
        """The set after all those that it takes in."""
        return (*(inner for part in self.parts for inner in part.with_parts()), self)


@dataclass(frozen=True, slots=True)
class Situation:
    """Something that may arise in a call: found by words, by a built-in detector, or as any of other situations.

    `meaning` names the model that finds it beside the words, and doubts them.
    """

    name: str
    title: str
    who: Who
    phrases: PhraseSet | None
    detect: str | None
    settings: Mapping[str, int]
    any_of: tuple[str, ...]
    unless_banned: bool = False
    meaning: str | None = None


@dataclass(frozen=True, slots=True)
class When:
    """Where to look: after or around a trigger, `turns` and `before` count the agent's turns."""

    scope: Scope
    triggers: tuple[str, ...]
    turns: int | None
    before: int
    seconds: int | None
    every: bool
    nth: int | None


@dataclass(frozen=True, slots=True)
class Clause:
    """Where a rule comes from: standard, section and the words of the source."""

    standard: str
    section: str
    text: str
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A short call with the outcome it must have."""

    name: str
    call: str
    outcome: str
    hit: str | None
    trap: bool
    ended_by: str | None
    line: int


@dataclass(frozen=True, slots=True)
class Measure:
    """A named measurement and the bounds it must keep."""

    name: str
    at_most: float | None
    at_least: float | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One claim about a call. With one element `at_least` counts its hits, with several the elements that were said."""

    id: str
    version: int
    status: Status
    title: str
    set: str
    member: str
    clause: Clause | None
    covers: tuple[str, ...]
    claim: Claim
    who: Who
    applies: tuple[str, ...]
    channels: tuple[str, ...]
    metadata: Mapping[str, tuple[str, ...]]
    when: When
    elements: tuple[PhraseSet, ...]
    at_least: int
    undecided_if: tuple[str, ...]
    measure: Measure | None
    severity: Severity | None
    brush_off: bool
    meaning: bool
    weight: int
    gate: bool
    say_instead: str | None
    why: str | None
    examples: tuple[Example, ...]
    path: str


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a scorecard: the rules of these sets share `weight`."""

    name: str
    title: str
    sets: tuple[str, ...]
    weight: int


@dataclass(frozen=True, slots=True)
class Scorecard:
    """How findings become points: start, sections, deductions by severity, floor, cap and gates."""

    id: str
    title: str
    start: int
    floor: int
    cap: int
    sections: tuple[Section, ...]
    deductions: Mapping[Severity, int]
    repeat_factor: int
    gate_cap: int


@dataclass(frozen=True, slots=True)
class Pack:
    """A closed set of rules with everything they need; `sha256` covers every file it was made from.

    `weights` is the file of the model of banned meaning, `likenesses` that of the models of situations, None for
    those that ship.
    """

    id: str
    title: str
    version: str
    rules: tuple[Rule, ...]
    situations: Mapping[str, Situation]
    phrases: Mapping[str, PhraseSet]
    scorecard: Scorecard
    sha256: str
    weights: Path | None = None
    likenesses: Path | None = None


@cache
def compiled(regex: str) -> re.Pattern[str]:
    """The regular expression, compiled once."""
    return re.compile(regex)
