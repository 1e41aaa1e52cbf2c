"""Compiled situations, rules and scorecards from their specs; names that lead nowhere are problems."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from analyzer.errors import Code
from analyzer.example import ExampleError, parse_example
from analyzer.language import Text
from analyzer.rules.checked import choices
from analyzer.rules.compile import PhraseCompiler
from analyzer.rules.detectors import ANSWERED, DETECTORS, Needs
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
from analyzer.rules.packschema import ScorecardSpec
from analyzer.rules.schema import RuleSpec, SituationSpec
from analyzer.rules.yaml_nodes import Document, Place

SituationItem = tuple[SituationSpec, Document, Place]


def build_situations(
    items: Mapping[str, SituationItem], compiler: PhraseCompiler, models: Collection[str]
) -> dict[str, Situation]:
    """The compiled situations; circles and names that lead nowhere are problems, `models` are those of meaning."""
    _check_circles(items)
    for spec, document, place in items.values():
        _check_model(spec, document, place, models)
    return {name: _situation(name, item, compiler, items) for name, item in items.items()}


def _check_circles(items: Mapping[str, SituationItem]) -> None:
    """A situation that is made of itself, by whatever way, would never be found out."""
    told: set[str] = set()
    for name, (_, document, place) in items.items():
        circle = None if name in told else _way_back(name, items, (name,))
        if circle is not None:
            told.update(circle)
            shown = " → ".join(circle)
            message = Text(f"情形互相引用成圈：{shown}", f"situations refer in a circle: {shown}")
            hint = Text("去掉其中一处引用", "remove one of the references")
            document.problem(Code.CYCLE, (*place, "situations"), message, hint)


def _way_back(goal: str, items: Mapping[str, SituationItem], path: tuple[str, ...]) -> tuple[str, ...] | None:
    for member in _members(items[path[-1]][0]) if path[-1] in items else ():
        if member == goal:
            return (*path, member)
        found = None if member in path else _way_back(goal, items, (*path, member))
        if found is not None:
            return found
    return None


def _members(spec: SituationSpec) -> tuple[str, ...]:
    """The situations that a situation is made of or that its detector looks at."""
    return (*spec.situations, *DETECTORS.get(spec.detect or "", Needs()).situations)


def _situation(
    name: str, item: SituationItem, compiler: PhraseCompiler, items: Mapping[str, SituationItem]
) -> Situation:
    spec, document, place = item
    if spec.detect is not None:
        _check_detector(spec, document, place)
        needs = DETECTORS.get(spec.detect, Needs())
        _check_needs(spec.detect, needs, document, (*place, "detect"), (compiler.specs, items))
    _check_names(spec.situations, items, document, (*place, "situations"))
    return Situation(
        name=name,
        title=spec.title,
        who=Who(spec.who),
        phrases=compiler.compile(name, spec, document, place) if spec.any_of else None,
        detect=spec.detect,
        settings=dict(spec.settings),
        any_of=spec.situations,
        unless_banned=spec.unless_banned,
        meaning=spec.meaning,
    )


def _check_model(spec: SituationSpec, document: Document, place: Place, models: Collection[str]) -> None:
    name = spec.meaning
    if name is None:
        return
    if name not in models:
        message = Text(f"没有叫“{name}”的意思模型", f'there is no model of meaning "{name}"')
        document.problem(Code.UNKNOWN_NAME, (*place, "meaning"), message, choices(name, models))
    needs = DETECTORS.get(spec.detect or "")
    if needs is not None and not needs.weighed:
        able = [method for method, needs in DETECTORS.items() if needs.weighed]
        message = Text(f"{spec.detect} 不用意思模型", f"{spec.detect} is weighed by no model of meaning")
        hint = Text(
            f"删掉 meaning；能用的只有 {'、'.join(able)}", f"delete meaning; only {', '.join(able)} take one"
        )
        document.problem(Code.WRONG_VALUE, (*place, "meaning"), message, hint)


def _check_detector(spec: SituationSpec, document: Document, place: Place) -> None:
    name = str(spec.detect)
    if name not in DETECTORS:
        message = Text(f"没有内置的识别方法“{name}”", f'there is no detector "{name}"')
        document.problem(Code.UNKNOWN_NAME, (*place, "detect"), message, choices(name, DETECTORS))
        return
    known = DETECTORS[name].settings
    for setting in spec.settings:
        if setting not in known:
            message = Text(f"{name} 没有“{setting}”这项设置", f'{name} has no setting "{setting}"')
            document.problem(
                Code.UNKNOWN_KEY, (*place, "settings", setting), message, choices(setting, known)
            )


def _check_needs(
    method: str,
    needs: Needs,
    document: Document,
    place: Place,
    lexicon: tuple[Collection[str], Collection[str]],
) -> None:
    """What a built-in method reads must be in the lexicon (its phrase sets, its situations) under the same name."""
    kinds = (
        (needs.phrases, Text("词组", "phrase set"), "phrases/"),
        (needs.situations, Text("情形", "situation"), "situations/"),
    )
    for (names, kind, folder), known in zip(kinds, lexicon, strict=True):
        for name in names:
            if name not in known:
                message = Text(
                    f"{method} 要用到{kind.zh}“{name}”，但规则文件夹里没有",
                    f'{method} needs the {kind.en} "{name}", which the lexicon lacks',
                )
                hint = Text(
                    f"在 {folder} 里加上“{name}”，可以从自带的 lexicons/{folder} 里抄",
                    f'add "{name}" to {folder}; the lexicons/{folder} that ship have one to copy',
                )
                document.problem(Code.UNKNOWN_NAME, place, message, hint)


def build_rule(
    spec: RuleSpec, document: Document, compiler: PhraseCompiler, situations: Collection[str]
) -> Rule:
    """The compiled rule; names of situations that do not exist are problems."""
    _check_names(spec.applies.situation, situations, document, ("applies", "situation"))
    _check_names(spec.when.trigger, situations, document, ("when", "trigger"))
    _check_names(spec.undecided_if, situations, document, ("undecided_if",))
    if spec.claim == "answered":
        _check_needs(spec.claim, ANSWERED, document, ("claim",), (compiler.specs, situations))
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
        meaning=spec.meaning,
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
    """The examples; one that cannot be read, or a name given twice, is a problem."""
    seen: set[str] = set()
    for i, example in enumerate(spec.examples):
        place: Place = ("examples", i)
        if example.name in seen:
            message = Text(f"例子“{example.name}”有两个", f'there are two examples "{example.name}"')
            hint = Text("每个例子起不同的名字", "give each example a name of its own")
            document.problem(Code.DUPLICATE_ID, (*place, "name"), message, hint)
        seen.add(example.name)
        _check_example(example.call, document, (*place, "call"))
    return tuple(
        Example(**example.model_dump(), line=document.at(("examples", i))[0])
        for i, example in enumerate(spec.examples)
    )


def _check_example(text: str, document: Document, place: Place) -> None:
    """The notation of the call; the lines of a block of text follow the line of its key."""
    hint = Text(
        "每轮一行：“A: 坐席的话”或“C: 客户的话”", "one turn a line: A: … for the agent, C: … the customer"
    )
    try:
        call = parse_example(text)
    except ExampleError as error:
        message = Text(
            f"例子这一行读不懂：{error.text}", f"this line of the example cannot be read: {error.text}"
        )
        document.problem_within(Code.EXAMPLES, (place, error.line if "\n" in text else 0), message, hint)
        return
    if not call.turns:
        document.problem(Code.EXAMPLES, place, Text("例子里没有对话", "the example has no turns"), hint)


def _check_names(names: Iterable[str], known: Collection[str], document: Document, place: Place) -> None:
    for i, name in enumerate(names):
        if name not in known:
            message = Text(f"没有叫“{name}”的情形", f'there is no situation "{name}"')
            document.problem(Code.UNKNOWN_NAME, (*place, i), message, choices(name, known))
