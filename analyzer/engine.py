"""A pack made ready to judge: the matcher is built once, every call is one pass through it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from analyzer.call import Call
from analyzer.evaluate import Finding, Plan, Scene, evaluate
from analyzer.match import Matcher
from analyzer.rules.model import Pack
from analyzer.rules.needed import needed_sets


@dataclass(frozen=True)
class Engine:
    """A pack with its matcher."""

    pack: Pack

    @cached_property
    def matcher(self) -> Matcher:
        """The matcher of everything that judging by the pack may look for."""
        return Matcher(needed_sets(self.pack))

    @cached_property
    def plan(self) -> Plan:
        """The pack with what judging repeats for every call."""
        return Plan.of(self.pack)

    def scene(self, call: Call, measures: Mapping[str, float] | None = None) -> Scene:
        """The call laid out for judging."""
        return Scene.of(call, self.plan, self.matcher, measures)

    def findings(self, call: Call, measures: Mapping[str, float] | None = None) -> tuple[Finding, ...]:
        """One finding for each rule of the pack."""
        return evaluate(self.scene(call, measures))
