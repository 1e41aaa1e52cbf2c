"""Local changes in one file: rules switched off or weighed otherwise, the company's names, other scorecard numbers."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

from analyzer.errors import Code, PackError
from analyzer.language import Text
from analyzer.rules.checked import check, choices
from analyzer.rules.model import Alternative, Claim, Kind, Pack, PhraseSet, Rule, Scorecard, Section, Severity
from analyzer.rules.packschema import OverridesSpec, RuleChangeSpec, ScorecardChangeSpec
from analyzer.rules.pattern import PatternError, parse_phrase
from analyzer.rules.yaml_nodes import Document, Place, read_yaml

COMPANY = "公司名称"
"""The phrase set of the names a company goes by; rules on self-identification take it in."""


@dataclass(frozen=True, slots=True)
class Overrides:
    """A checked overrides file, with the document that knows the place of everything in it."""

    spec: OverridesSpec
    document: Document


def read_overrides(path: Path) -> Overrides:
    """The file, checked in form. Raises `PackError` with all its problems."""
    document = read_yaml(path, path.name)
    spec = check(document, OverridesSpec)
    if spec is None:
        raise PackError(*document.problems)
    return Overrides(spec, document)


def apply_overrides(pack: Pack, overrides: Overrides, known: Collection[str] = ()) -> Pack:
    """The pack with the changes; `known` are rule ids of the lexicon beyond this pack, which may be named too.

    Raises `PackError` with every name in the file that leads nowhere.
    """
    spec, document = overrides.spec, Document(overrides.document.path, places=overrides.document.places)
    rules = tuple(
        _changed(rule, spec.rules[rule.id], document) if rule.id in spec.rules else rule
        for rule in pack.rules
        if rule.id not in spec.rules or spec.rules[rule.id].enabled
    )
    _check_rules(spec, {rule.id for rule in pack.rules} | set(known), document)
    card = _card(pack.scorecard, spec.scorecard, document)
    names = _names(spec.company, document)
    if document.problems:
        raise PackError(*document.problems)
    digest = hashlib.sha256(f"{pack.sha256} {overrides.document.sha256}".encode()).hexdigest()
    return _with_company(replace(pack, rules=rules, scorecard=card, sha256=digest), names)


def _check_rules(spec: OverridesSpec, known: Collection[str], document: Document) -> None:
    for rule_id in spec.rules:
        if rule_id not in known:
            message = Text(f"没有规则“{rule_id}”", f'there is no rule "{rule_id}"')
            document.problem(Code.UNKNOWN_NAME, ("rules", rule_id), message, choices(rule_id, known, most=10))


def _changed(rule: Rule, change: RuleChangeSpec, document: Document) -> Rule:
    if change.severity is not None and rule.claim is not Claim.FORBIDDEN:
        message = Text("severity 只用于禁用的说法", "only forbidden phrases have a severity")
        hint = Text("删掉这一项，或改 weight", "delete it, or change the weight")
        document.problem(Code.WRONG_VALUE, ("rules", rule.id, "severity"), message, hint)
    severity = Severity(change.severity) if change.severity else rule.severity
    weight = rule.weight if change.weight is None else change.weight
    return replace(rule, weight=weight, severity=severity)


def _card(card: Scorecard, change: ScorecardChangeSpec, document: Document) -> Scorecard:
    names = [section.name for section in card.sections]
    for name in change.sections:
        if name not in names:
            place: Place = ("scorecard", "sections", name)
            message = Text(f"评分表没有“{name}”这一部分", f'the scorecard has no section "{name}"')
            document.problem(Code.UNKNOWN_NAME, place, message, choices(name, names))
    numbers = change.model_dump(exclude={"sections", "deductions"}, exclude_none=True)
    points = change.deductions.model_dump(exclude_none=True)
    made = replace(
        card,
        **numbers,
        sections=tuple(_weighed(section, change.sections.get(section.name)) for section in card.sections),
        deductions={**card.deductions, **{Severity(name): value for name, value in points.items()}},
    )
    if not made.floor <= made.start <= made.cap or made.floor == made.cap:
        message = Text(
            f"下限 {made.floor}、起始分 {made.start}、上限 {made.cap} 的次序不对",
            f"floor {made.floor}, start {made.start} and cap {made.cap} are out of order",
        )
        hint = Text("下限 ≤ 起始分 ≤ 上限，且下限小于上限", "floor ≤ start ≤ cap, floor below cap")
        document.problem(Code.WRONG_VALUE, ("scorecard",), message, hint)
    return made


def _weighed(section: Section, weight: int | None) -> Section:
    return section if weight is None else replace(section, weight=weight)


def _names(names: tuple[str, ...], document: Document) -> tuple[Alternative, ...]:
    """The company's names as words to look for, by text and by sound: recognisers misspell names."""
    made: list[Alternative] = []
    for i, name in enumerate(names):
        try:
            phrase = parse_phrase(name)
        except PatternError as error:
            message = Text(f"名称“{name}”：{error.zh}", f'the name "{name}": {error.en}')
            hint = Text("直接写名称，不用符号", "write the plain name")
            document.problem(Code.BAD_PATTERN, ("company", i), message, hint)
            continue
        made.append(Alternative(f"{COMPANY}[company {i}]", name, phrase, Kind.EXACT))
        made.append(Alternative(f"{COMPANY}[company {i} sound]", name, phrase, Kind.PHONETIC))
    return tuple(made)


def _with_company(pack: Pack, names: tuple[Alternative, ...]) -> Pack:
    """The pack whose every use of the company's phrase set also knows these names."""
    if not names:
        return pack
    base = {COMPANY: PhraseSet(COMPANY, ()), **pack.phrases}
    situations = {
        key: replace(value, phrases=_extended(value.phrases, names)) if value.phrases else value
        for key, value in pack.situations.items()
    }
    rules = tuple(
        replace(rule, elements=tuple(_extended(element, names) for element in rule.elements))
        for rule in pack.rules
    )
    phrases = {key: _extended(value, names) for key, value in base.items()}
    return replace(pack, rules=rules, situations=situations, phrases=phrases)


def _extended(phrases: PhraseSet, names: tuple[Alternative, ...]) -> PhraseSet:
    own = (*phrases.any_of, *names) if phrases.name == COMPANY else phrases.any_of
    return replace(phrases, any_of=own, parts=tuple(_extended(part, names) for part in phrases.parts))
