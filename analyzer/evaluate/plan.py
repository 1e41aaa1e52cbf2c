"""What judging by a pack repeats for every call, worked out once."""

from __future__ import annotations

from dataclasses import dataclass

from analyzer.evaluate.finding import Applies, Finding, Outcome, Reason
from analyzer.rules.model import Claim, Pack, Rule


@dataclass(frozen=True, slots=True)
class Step:
    """A rule, its phrase sets, and its answer to every call in which they are silent; None where it depends on more."""

    rule: Rule
    words: tuple[str, ...]
    quiet: Finding | None

    @classmethod
    def of(cls, rule: Rule) -> Step:
        """The step of a rule."""
        return cls(rule, tuple(element.name for element in rule.elements), _quiet(rule))


@dataclass(frozen=True, slots=True)
class Plan:
    """A pack made ready to judge; `bans` are its rules against wordings, `meanings` those against meanings."""

    pack: Pack
    steps: tuple[Step, ...]
    bans: tuple[Rule, ...]
    meanings: tuple[Rule, ...]

    @classmethod
    def of(cls, pack: Pack) -> Plan:
        """The plan of a pack."""
        bans = tuple(rule for rule in pack.rules if rule.claim is Claim.FORBIDDEN and rule.elements)
        meanings = tuple(rule for rule in pack.rules if rule.meaning)
        return cls(pack, tuple(map(Step.of, pack.rules)), bans, meanings)


def _quiet(rule: Rule) -> Finding | None:
    """A ban on words that nobody said is kept, whatever else happens in the call."""
    conditions = (rule.channels, rule.metadata, rule.applies, rule.when.triggers)
    if rule.claim is not Claim.FORBIDDEN or rule.meaning or any(conditions):
        return None
    if any(element.parts for element in rule.elements):
        return None
    return Finding(rule, Outcome.PASS, Applies.YES, Reason.NOT_SAID)
