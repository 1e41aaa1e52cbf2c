"""The words of examples, looked up in the reports of just the calls that are shown."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from analyzer.facts import Report
from analyzer.months.value import Coaching, Example, Good, Listen
from analyzer.result import POLITE, POLITE_SET, VOICE_SET

# Gives the reports of these calls, in any order; those it does not have are left out.
Lookup: TypeAlias = Callable[[Collection[str]], Iterable[Report]]

_Key: TypeAlias = tuple[str, str | None, int | None]
_Words: TypeAlias = tuple[str | None, str | None, str | None]


@dataclass(frozen=True, slots=True)
class Picked:
    """Everything that was picked from the month's calls."""

    coaching: tuple[Coaching, ...]
    good: tuple[Good, ...]
    listen: tuple[Listen, ...]


def quoted(picked: Picked, lookup: Lookup) -> Picked:
    """The same with the words of every example whose report is at hand."""
    wanted: dict[str, list[_Key]] = {}
    for habit, example in _examples(picked):
        key = (example.call_id, habit, example.turn)
        wanted.setdefault(example.call_id, []).append(key)
    words: dict[_Key, _Words] = {}
    for report in lookup(wanted):
        for key in wanted.get(report["call_id"], ()):
            words[key] = _words(report, key[1], key[2])

    def said(example: Example, habit: str | None) -> Example:
        found = words.get((example.call_id, habit, example.turn))
        return (
            example
            if found is None
            else replace(example, said=found[0], explanation=found[1], say_instead=found[2])
        )

    return Picked(
        tuple(_coaching(one, said) for one in picked.coaching),
        tuple(replace(one, example=said(one.example, one.habit)) for one in picked.good),
        tuple(replace(one, example=said(one.example, None)) for one in picked.listen),
    )


def _coaching(one: Coaching, said: Callable[[Example, str | None], Example]) -> Coaching:
    advice = tuple(
        replace(item, examples=tuple(said(example, item.habit) for example in item.examples))
        for item in one.advice
    )
    return replace(one, advice=advice, banned=tuple(said(example, None) for example in one.banned))


def _examples(picked: Picked) -> Iterator[tuple[str | None, Example]]:
    """Every example with the habit that it is an example of; None is a banned phrase."""
    for one in picked.coaching:
        yield from ((item.habit, example) for item in one.advice for example in item.examples)
        yield from ((None, example) for example in one.banned)
    yield from ((good.habit, good.example) for good in picked.good)
    yield from ((None, listen.example) for listen in picked.listen)


def _words(report: Report, habit: str | None, turn: int | None) -> _Words:
    """What was said in the turn, why it counts, and what to say instead."""
    text = next((t["text"] for t in report.get("turns") or () if t["index"] == turn), None)
    if habit is None:
        hit: Mapping[str, Any] = _gravest(report, turn)
        return text, hit.get("said"), hit.get("say_instead")
    name = POLITE_SET if habit in POLITE else VOICE_SET
    for finding in report.get("findings") or ():
        if (finding.get("set"), finding.get("member")) == (name, habit):
            return text, finding["explanation"], finding["say_instead"]
    return text, None, None


def _gravest(report: Report, turn: int | None) -> Mapping[str, Any]:
    """The banned hit on this turn that weighs most."""
    gravity = ("critical", "major", "minor")
    hits = [hit for hit in report.get("banned") or () if hit["turn"] == turn and hit["status"] == "hit"]
    return min(hits, key=lambda hit: gravity.index(hit["severity"]), default={})
