"""Faults of wordings that need no example to be seen: too short, said twice, asked for and forbidden at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from analyzer.errors import Code, Problem
from analyzer.language import Text
from analyzer.rules.model import Alternative, Claim, Kind, Pack, PhraseSet, Rule, compiled


def lint(pack: Pack) -> Iterator[Problem]:
    """Every such fault in the rules of a pack; the sets that only situations use may be as loose as they like."""
    for rule in pack.rules:
        for element in rule.elements:
            yield from _too_short(rule, element)
            yield from _said_twice(rule, element)
    yield from _contradictions(pack.rules)


def _problem(rule: Rule, message: Text, hint: Text) -> Problem:
    return Problem(Code.EXAMPLES, message, path=rule.path, hint=hint)


def _too_short(rule: Rule, phrases: PhraseSet) -> Iterator[Problem]:
    """One character, with nothing beside it, is all that a hit needs."""
    for alternative in phrases.any_of if not (phrases.border or phrases.unless) else ():
        regex = compiled(alternative.phrase.regex)
        short = sorted(
            word for word in alternative.phrase.anchors().words if len(word) == 1 and regex.fullmatch(word)
        )
        if short and not _is_tied(alternative):
            shown = "、".join(short)
            message = Text(
                f"说法“{alternative.source}”只有一个字（{shown}）也算，会在别的词里命中",
                f'"{alternative.source}" needs only one character ({shown}) and will hit inside other words',
            )
            hint = Text(
                "写长一些，或加 border: true、unless", "make it longer, or add border: true or unless"
            )
            yield _problem(rule, message, hint)


def _said_twice(rule: Rule, phrases: PhraseSet) -> Iterator[Problem]:
    """A wording that another one of the same list covers from end to end."""
    for alternative in phrases.any_of:
        other = next((each for each in phrases.any_of if _covers(each, alternative)), None)
        if other is not None:
            message = Text(
                f"说法“{alternative.source}”已经包含在“{other.source}”里",
                f'"{alternative.source}" is already covered by "{other.source}"',
            )
            yield _problem(rule, message, Text("删掉它", "delete it"))


def _is_tied(alternative: Alternative) -> bool:
    """Whether the wording is tied to an end of the turn."""
    return "^" in alternative.source or "$" in alternative.source


def _covers(wide: Alternative, narrow: Alternative) -> bool:
    """Whether `wide` matches every spelling of `narrow` from end to end, in the same way."""
    if wide is narrow or wide.kind is not narrow.kind or wide.kind is Kind.PHONETIC:
        return False
    if wide.not_regex or _is_tied(wide) or (wide.source == narrow.source and wide.name > narrow.name):
        return False
    spellings = _spellings(narrow)
    return bool(spellings) and all(compiled(wide.phrase.regex).fullmatch(word) for word in spellings)


def _spellings(alternative: Alternative) -> frozenset[str]:
    """All that the alternative stands for, where that is a short list of words and nothing else."""
    plain = not any(mark in alternative.source for mark in "…{^$?")
    return alternative.phrase.spellings() if plain else frozenset()


def _contradictions(rules: Iterable[Rule]) -> Iterator[Problem]:
    """The same words asked for by one rule and forbidden by another, of the same speaker."""
    rules = tuple(rules)
    asked = {
        (alternative.source, rule.who): rule
        for rule in rules
        if rule.claim is Claim.REQUIRED
        for element in rule.elements
        for alternative in element.wordings()
    }
    for rule in rules:
        for element in rule.elements if rule.claim is Claim.FORBIDDEN else ():
            for alternative in element.wordings():
                other = asked.get((alternative.source, rule.who))
                if other is not None:
                    message = Text(
                        f"“{alternative.source}”在 {other.id} 里是应该说的",
                        f'"{alternative.source}" is asked for by {other.id}',
                    )
                    hint = Text(
                        "改其中一条，或用 unless 分开", "change one of the two, or part them with unless"
                    )
                    yield _problem(rule, message, hint)
