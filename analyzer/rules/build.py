"""Compiled situations, rules and scorecards from their specs; names that lead nowhere are problems."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Protocol

from analyzer.errors import Code
from analyzer.language import Text
from analyzer.rules.compile import PhraseCompiler
from analyzer.rules.model import (
    Claim,
    Clause,
    Example,
    Measure,
    PhraseSet,
    Rule,
    Scope,
    Scorecard,
    Section,
    Severity,
    Situation,
    Status,
    When,
    Who,
)
from analyzer.rules.schema import RuleSpec, ScorecardSpec, SituationSpec
from analyzer.rules.yaml_nodes import Document, Place

# Built-in detectors that a situation may name; `evaluate.detect` holds them, and a test keeps the two lists equal.
DETECTORS = (
    "absence",
    "answer_given",
    "customer_left",
    "cut_off",
    "look_up",
    "question",
    "untimed_return",
)


class _Situations(Protocol):
    @property
    def situations(self) -> Mapping[str, tuple[SituationSpec, Document, Place]]: ...


def build_situation(
    name: str, item: tuple[SituationSpec, Document, Place], compiler: PhraseCompiler, lexicon: _Situations
) -> Situation:
    """The compiled situation; an unknown detector or member situation is a problem."""
    spec, document, place = item
    if spec.detect is not None and spec.detect not in DETECTORS:
        known = "、".join(DETECTORS)
        message = Text(f"没有内置的识别方法“{spec.detect}”", f'there is no detector "{spec.detect}"')
        document.problem(
            Code.UNKNOWN_NAME, (*place, "detect"), message, Text(f"可用：{known}", f"known: {known}")
        )
    _check_names(spec.situations, lexicon.situations, document, (*place, "situations"))
    return Situation(
        name=name,
        title=spec.title,
        who=Who(spec.who),
        phrases=compiler.compile(name, spec, document, place) if spec.any_of else None,
        detect=spec.detect,
        settings=dict(spec.settings),
        any_of=spec.situations,
    )


def build_rule(
    spec: RuleSpec, document: Document, compiler: PhraseCompiler, situations: Collection[str]
) -> Rule:
    """The compiled rule; names of situations that do not exist are problems."""
    _check_names(spec.applies.situation, situations, document, ("applies", "situation"))
    _check_names(spec.when.trigger, situations, document, ("when", "trigger"))
    _check_names(spec.undecided_if, situations, document, ("undecided_if",))
    elements = _elements(spec, document, compiler)
    return Rule(
        id=spec.id,
        version=spec.version,
        status=Status(spec.status),
        title=spec.title,
        set=spec.set,
        member=spec.member or spec.title,
        clause=Clause(**spec.clause.model_dump()) if spec.clause else None,
        covers=spec.covers,
        claim=Claim(spec.claim),
        who=Who(spec.who),
        applies=spec.applies.situation,
        channels=spec.applies.channel,
        metadata=dict(spec.applies.metadata),
        when=_when(spec),
        elements=elements,
        at_least=spec.at_least or max(1, len(spec.all_of or ())),
        undecided_if=spec.undecided_if,
        measure=Measure(**spec.measure.model_dump()) if spec.measure else None,
        severity=Severity(spec.severity) if spec.severity else None,
        brush_off=spec.brush_off,
        weight=spec.weight,
        gate=spec.gate,
        say_instead=spec.say_instead,
        why=spec.why,
        examples=_examples(spec, document),
        path=document.path,
    )


def _elements(spec: RuleSpec, document: Document, compiler: PhraseCompiler) -> tuple[PhraseSet, ...]:
    """What the rule looks for: one phrase set, or one for each named element."""
    if spec.any_of:
        return (compiler.compile(spec.id, spec, document, ()),)
    named = enumerate(spec.all_of or ())
    return tuple(compiler.compile(f"{spec.id}:{e.name}", e, document, ("all_of", i)) for i, e in named)


def build_scorecard(spec: ScorecardSpec) -> Scorecard:
    """The compiled scorecard."""
    return Scorecard(
        id=spec.id,
        title=spec.title,
        start=spec.start,
        floor=spec.floor,
        cap=spec.cap,
        sections=tuple(Section(s.name, s.title, s.sets, s.weight) for s in spec.sections),
        deductions={Severity(name): points for name, points in spec.deductions.model_dump().items()},
        repeat_factor=spec.repeat_factor,
        gate_cap=spec.gate_cap,
    )


def _when(spec: RuleSpec) -> When:
    within = spec.when.within
    return When(
        scope=Scope(spec.when.scope),
        triggers=spec.when.trigger,
        turns=within.turns,
        before=within.before,
        seconds=within.seconds,
        every=spec.when.every,
        nth=spec.when.nth,
    )


def _examples(spec: RuleSpec, document: Document) -> tuple[Example, ...]:
    return tuple(
        Example(**example.model_dump(), line=document.at(("examples", i))[0])
        for i, example in enumerate(spec.examples)
    )


def _check_names(names: Iterable[str], known: Collection[str], document: Document, place: Place) -> None:
    for i, name in enumerate(names):
        if name not in known:
            message = Text(f"没有叫“{name}”的情形", f'there is no situation "{name}"')
            listed = "、".join(sorted(known))
            document.problem(
                Code.UNKNOWN_NAME, (*place, i), message, Text(f"现有：{listed}", f"known: {listed}")
            )
