"""The shape of rules, phrase sets and situations, strict. Defaults live here and in `packschema`, nowhere else."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

Name = Annotated[str, Field(min_length=1, max_length=40)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
RuleId = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)+$")]


class Spec(BaseModel):
    """Strict and closed: an unknown key is an error, a number is not a string."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def _spelled_out(value: Any) -> Any:
    """A bare string is the usual case of `words`."""
    return {"words": value} if isinstance(value, str) else value


def _one_of(spec: BaseModel, names: tuple[str, ...]) -> None:
    given = [name for name in names if getattr(spec, name) is not None]
    if len(given) != 1:
        raise ValueError(f"exactly_one:{'/'.join(names)}")


class AlternativeSpec(Spec):
    """One way to say it: words, a sound, a regular expression, or everything of another phrase set."""

    words: str | None = None
    sounds_like: str | None = None
    regex: str | None = None
    phrase: Name | None = None
    not_: str | None = Field(default=None, alias="not")
    kind: Literal["exact", "variant"] = "exact"

    @model_validator(mode="after")
    def _exactly_one(self) -> AlternativeSpec:
        _one_of(self, ("words", "sounds_like", "regex", "phrase"))
        return self


class ExceptionSpec(Spec):
    """Words that excuse a hit they touch, or any hit of the same turn."""

    words: str | None = None
    regex: str | None = None
    phrase: Name | None = None
    why: Literal[
        "other_word", "other_sense", "question", "negation", "mention", "script", "to_other", "unlikely_sound"
    ] = "other_sense"
    within: Literal["hit", "turn"] = "hit"

    @model_validator(mode="after")
    def _exactly_one(self) -> ExceptionSpec:
        _one_of(self, ("words", "regex", "phrase"))
        return self


Alternatives = Annotated[
    tuple[Annotated[AlternativeSpec, BeforeValidator(_spelled_out)], ...], Field(strict=False, min_length=1)
]
Exceptions = Annotated[
    tuple[Annotated[ExceptionSpec, BeforeValidator(_spelled_out)], ...], Field(strict=False)
]
Names = Annotated[tuple[Name, ...], Field(strict=False)]


class PhraseSpec(Spec):
    """A named equivalence class of wordings."""

    title: str = ""
    any_of: Alternatives
    unless: Exceptions = ()
    border: bool = False


class SituationSpec(Spec):
    """A situation: words of one party, a built-in detector with its settings, or any of other situations."""

    title: str
    who: Literal["agent", "customer", "anyone"] = "anyone"
    any_of: Alternatives | None = None
    unless: Exceptions = ()
    border: bool = False
    meaning: Name | None = None
    unless_banned: bool = False
    detect: Name | None = None
    settings: dict[str, int] = {}
    situations: Names = ()

    @model_validator(mode="after")
    def _found_somehow(self) -> SituationSpec:
        given = [self.any_of is not None, self.detect is not None, bool(self.situations)]
        if sum(given) != 1:
            raise ValueError("exactly_one:any_of/detect/situations")
        if self.any_of is None and (self.unless or self.border):
            raise ValueError("unless_alone")
        if self.situations and self.meaning:
            raise ValueError("model_alone")
        if self.settings and self.detect is None:
            raise ValueError("settings_alone")
        return self


class ClauseSpec(Spec):
    """Where the rule comes from."""

    standard: Name
    section: str
    text: Annotated[str, Field(min_length=1)]
    id: str | None = None


class WithinSpec(Spec):
    """How far to look: agent turns after the trigger, agent turns before it, seconds."""

    turns: Annotated[int, Field(ge=1, le=50)] | None = None
    before: Annotated[int, Field(ge=0, le=10)] = 0
    seconds: Annotated[int, Field(ge=1, le=600)] | None = None


class WhenSpec(Spec):
    """Where to look."""

    scope: Literal["anywhere", "opening", "closing", "after", "around", "before"] = "anywhere"
    trigger: Names = ()
    within: WithinSpec = WithinSpec()
    every: bool = True
    nth: Annotated[int, Field(ge=1, le=20)] | None = None

    @model_validator(mode="after")
    def _trigger_fits(self) -> WhenSpec:
        needs = self.scope in ("after", "around", "before")
        if needs and not self.trigger:
            raise ValueError("needs_trigger")
        if not needs and (self.trigger or self.nth is not None):
            raise ValueError("no_trigger")
        return self


class AppliesSpec(Spec):
    """When the rule applies at all: one of these situations arose, the call came over one of these channels."""

    situation: Names = ()
    channel: Annotated[tuple[Literal["phone", "window", "chat"], ...], Field(strict=False)] = ()
    metadata: dict[Name, Annotated[tuple[str, ...], Field(strict=False, min_length=1)]] = {}


class MeasureSpec(Spec):
    """Bounds on a measurement of the call."""

    name: Name
    at_most: float | None = None
    at_least: float | None = None

    @model_validator(mode="after")
    def _bounded(self) -> MeasureSpec:
        low, high = self.at_least, self.at_most
        if (low is None and high is None) or (low is not None and high is not None and low > high):
            raise ValueError("measure_bounds")
        return self


class ExampleSpec(Spec):
    """A short call in the example notation and the outcome it must have."""

    name: Name
    call: str
    outcome: Literal["pass", "fail", "not_applicable", "undecided"]
    hit: str | None = None
    trap: bool = False
    ended_by: Literal["agent", "customer", "cut"] | None = None


class ElementSpec(Spec):
    """One thing that must be said, with the ways to say it."""

    name: Name
    any_of: Alternatives
    unless: Exceptions = ()
    border: bool = False


class RuleSpec(Spec):
    """One rule, one file."""

    id: RuleId
    version: Annotated[int, Field(ge=1)] = 1
    status: Literal["draft", "trial", "stable", "retired"] = "stable"
    title: Name
    set: Name
    member: Name | None = None
    clause: ClauseSpec | None = None
    covers: Annotated[tuple[str, ...], Field(strict=False)] = ()
    claim: Literal["required", "forbidden", "answered", "measured"]
    who: Literal["agent", "customer", "anyone"] = "agent"
    applies: AppliesSpec = AppliesSpec()
    when: WhenSpec = WhenSpec()
    any_of: Alternatives | None = None
    all_of: Annotated[tuple[ElementSpec, ...], Field(strict=False, min_length=2)] | None = None
    unless: Exceptions = ()
    border: bool = False
    at_least: Annotated[int, Field(ge=1, le=20)] | None = None
    undecided_if: Names = ()
    measure: MeasureSpec | None = None
    severity: Literal["minor", "major", "critical"] | None = None
    brush_off: bool = False
    meaning: bool = False
    weight: Annotated[int, Field(ge=0, le=100)] = 1
    gate: bool = False
    say_instead: str | None = None
    why: str | None = None
    examples: Annotated[tuple[ExampleSpec, ...], Field(strict=False)] = ()

    @model_validator(mode="after")
    def _claim_fits(self) -> RuleSpec:
        fault = next((name for name, broken in self._faults() if broken), None)
        if fault is not None:
            raise ValueError(fault)
        return self

    def _faults(self) -> tuple[tuple[str, bool], ...]:
        """Names of faults (their advice is in `advice`), and whether this rule has them."""
        spoken = self.any_of is not None or self.all_of is not None
        banned, measured = self.claim == "forbidden", self.claim == "measured"
        also = self.any_of is not None or bool(self.unless) or self.border or self.claim != "required"
        return (
            ("needs_any_of", self.claim in ("required", "forbidden") and not spoken and not self.meaning),
            ("all_of_alone", self.all_of is not None and also),
            ("unless_alone", self.any_of is None and (bool(self.unless) or self.border)),
            ("too_many_wanted", self.all_of is not None and (self.at_least or 0) > len(self.all_of)),
            ("needs_severity", banned and self.severity is None),
            ("severity_alone", not banned and self.severity is not None),
            ("meaning_alone", self.meaning and (not banned or spoken)),
            ("brush_off_alone", not banned and self.brush_off),
            ("needs_measure", measured and self.measure is None),
            ("measure_alone", not measured and self.measure is not None),
            ("measured_silent", measured and spoken),
            ("answered_trigger", self.claim == "answered" and not self.when.trigger),
        )


class PhraseFileSpec(Spec):
    """`lexicons/phrases/*.yml`."""

    phrases: dict[Name, PhraseSpec]


class SituationFileSpec(Spec):
    """`lexicons/situations/*.yml`."""

    situations: dict[Name, SituationSpec]
