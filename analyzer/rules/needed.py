"""What judging by a pack may look for: the phrase sets of its rules and of the situations that these lean on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from analyzer.rules.detectors import ANSWERED, DETECTORS, Needs
from analyzer.rules.model import Claim, Pack, PhraseSet, Rule, Situation


def needed_sets(pack: Pack) -> tuple[PhraseSet, ...]:
    """The sets, each once, those that others take in before them; the rest of the lexicon is not among them."""
    found: dict[str, PhraseSet] = {}
    asked = [name for rule in pack.rules for name in _situations_of(rule)]
    for situation in _with_members(asked, pack.situations):
        _take_in([situation.phrases] if situation.phrases else [], found)
        _take_in((pack.phrases[name] for name in _needs(situation).phrases), found)
    for rule in pack.rules:
        if rule.claim is Claim.ANSWERED:
            _take_in((pack.phrases[name] for name in ANSWERED.phrases), found)
        _take_in(rule.elements, found)
    return tuple(found.values())


def _situations_of(rule: Rule) -> tuple[str, ...]:
    more = ANSWERED.situations if rule.claim is Claim.ANSWERED else ()
    return (*rule.applies, *rule.when.triggers, *rule.undecided_if, *more)


def _needs(situation: Situation) -> Needs:
    return DETECTORS[situation.detect] if situation.detect else Needs()


def _with_members(names: Iterable[str], situations: Mapping[str, Situation]) -> list[Situation]:
    """These situations and all that they are made of or look at."""
    waiting, found = list(names), dict[str, Situation]()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = situations[name]
            waiting += [*found[name].any_of, *_needs(found[name]).situations]
    return list(found.values())


def _take_in(sets: Iterable[PhraseSet], found: dict[str, PhraseSet]) -> None:
    for phrase_set in sets:
        for each in phrase_set.with_parts():
            found.setdefault(each.name, each)
