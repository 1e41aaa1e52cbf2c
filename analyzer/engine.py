"""A pack made ready to judge: the matcher is built once, every call is one pass through it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from analyzer.call import Call
from analyzer.evaluate import Finding, Scene, evaluate
from analyzer.match import Matcher
from analyzer.rules.model import Pack


@dataclass(frozen=True)
class Engine:
    """A pack with its matcher."""

    pack: Pack

    @cached_property
    def matcher(self) -> Matcher:
        """The matcher of everything the pack looks for."""
        pack = self.pack
        situations = [s.phrases for s in pack.situations.values() if s.phrases]
        rules = [element for rule in pack.rules for element in rule.elements]
        return Matcher([*pack.phrases.values(), *situations, *rules])

    def scene(self, call: Call, measures: Mapping[str, float] | None = None) -> Scene:
        """The call laid out for judging."""
        return Scene.of(call, self.pack, self.matcher, measures)

    def findings(self, call: Call, measures: Mapping[str, float] | None = None) -> tuple[Finding, ...]:
        """One finding for each rule of the pack."""
        return evaluate(self.scene(call, measures))
