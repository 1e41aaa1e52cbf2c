"""A finding as JSON values, with all that it was decided on, in a fixed order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from analyzer.evaluate import Finding, Search
from analyzer.explain import explain
from analyzer.match import Hit
from analyzer.rules.model import Alternative, PhraseSet, Rule, Situation


def finding_to_dict(finding: Finding, situations: Mapping[str, Situation]) -> dict[str, object]:
    """The finding as JSON values (contract: `findings` of a report)."""
    rule, clause = finding.rule, finding.rule.clause
    return {
        "rule": rule.id,
        "title": rule.title,
        "set": rule.set,
        "member": rule.member,
        "status": str(rule.status),
        "clause": {
            "standard": clause.standard,
            "id": clause.id,
            "section": clause.section,
            "text": clause.text,
        }
        if clause
        else None,
        "claim": str(rule.claim),
        "severity": str(rule.severity) if rule.severity else None,
        "weight": rule.weight,
        "gate": rule.gate,
        "outcome": str(finding.outcome),
        "applies": str(finding.applies),
        "reason": str(finding.reason),
        "explanation": str(explain(finding, situations)),
        "hits": [_hit(hit) for hit in finding.hits],
        "suppressed": [{**_hit(s.hit), "by": str(s.why), "with": s.words} for s in finding.suppressed],
        "nearest": _hit(finding.nearest) if finding.nearest else None,
        "search": _search(finding.search, rule, situations) if finding.search else None,
        "say_instead": rule.say_instead,
    }


def _hit(hit: Hit) -> dict[str, object]:
    chars, time = hit.chars, hit.time
    return {
        "turn": hit.turn,
        "chars": [chars.start, chars.end],
        "start_ms": time.start if time is not None else None,
        "end_ms": time.end if time is not None else None,
        "said": hit.said,
        "kind": str(hit.kind),
        "pattern": hit.pattern,
    }


_MOST_WORDINGS = 8


def _looked_for(rule: Rule) -> list[str]:
    """The first wordings of a rule; the rule's page has them all."""
    wordings = (wording for element in rule.elements for wording in _wordings(element))
    return [wording.source for wording in islice(wordings, _MOST_WORDINGS)]


def _wordings(phrases: PhraseSet) -> Iterator[Alternative]:
    """The wordings of a set and of what it takes in, one after the other: most of them are never shown."""
    yield from phrases.any_of
    for part in phrases.parts:
        yield from _wordings(part)


def _search(search: Search, rule: Rule, situations: Mapping[str, Situation]) -> dict[str, object]:
    event, time = search.opened_by, search.time
    return {
        "turns": [search.first, search.last],
        "who": str(search.who),
        "start_ms": time.start if time is not None else None,
        "end_ms": time.end if time is not None else None,
        "opened_by": {
            "situation": event.situation,
            "title": situations[event.situation].title,
            "turn": event.turn,
            "chars": [event.hit.chars.start, event.hit.chars.end] if event.hit else None,
            "said": event.hit.said if event.hit else None,
        }
        if event
        else None,
        "looked_for": _looked_for(rule),
    }
