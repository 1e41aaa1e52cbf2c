"""What a change of rules does to calls that were scored before: which findings differ, which scores move."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from analyzer.engine import Engine
from analyzer.evaluate import Finding
from analyzer.past import Json, past_call
from analyzer.score import score


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found of a rule in a call: the outcome, and the words it rests on."""

    outcome: str
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A rule whose verdict on a call differs; None where the rule is only in the other pack."""

    rule: str
    title: str
    old: Verdict | None
    new: Verdict | None


@dataclass(frozen=True, slots=True)
class CallChange:
    """A call whose findings or score differ; scores are low and high in hundredths of a point."""

    call_id: str
    old: tuple[int, int]
    new: tuple[int, int]
    rules: tuple[RuleChange, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """All that differs between two packs on the same calls."""

    calls: int
    changed: tuple[CallChange, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]

    @property
    def by_rule(self) -> tuple[tuple[str, int], ...]:
        """For each rule with a changed verdict, the number of calls; the most frequent first."""
        counts = Counter(change.rule for call in self.changed for change in call.rules)
        return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def compare(old: Engine, new: Engine, reports: Iterable[Json]) -> Difference:
    """The difference that `new` makes on the calls of these report lines."""
    reports = tuple(reports)
    before, after = ({rule.id for rule in engine.pack.rules} for engine in (old, new))
    changed = (_compare_call(old, new, report) for report in reports)
    return Difference(
        calls=len(reports),
        changed=tuple(change for change in changed if change is not None),
        added=tuple(sorted(after - before)),
        removed=tuple(sorted(before - after)),
    )


def _compare_call(old: Engine, new: Engine, report: Json) -> CallChange | None:
    call, measures = past_call(report), report["measures"]
    findings = [engine.findings(call, measures) for engine in (old, new)]
    rules = tuple(_rule_changes(*findings))
    was, now = (_interval(found, engine) for found, engine in zip(findings, (old, new), strict=True))
    return CallChange(call.call_id, was, now, rules) if rules or was != now else None


def _interval(findings: tuple[Finding, ...], engine: Engine) -> tuple[int, int]:
    total = score(findings, engine.pack.scorecard)
    return total.low, total.high


def _rule_changes(old: Iterable[Finding], new: Iterable[Finding]) -> Iterator[RuleChange]:
    before, after = _by_rule(old), _by_rule(new)
    for rule in sorted(before.keys() | after.keys()):
        was, now = before.get(rule), after.get(rule)
        verdicts = [_verdict(finding) if finding else None for finding in (was, now)]
        if verdicts[0] != verdicts[1]:
            shown = now or was
            yield RuleChange(rule, shown.rule.title if shown else rule, *verdicts)


def _by_rule(findings: Iterable[Finding]) -> Mapping[str, Finding]:
    return {finding.rule.id: finding for finding in findings}


def _verdict(finding: Finding) -> Verdict:
    return Verdict(str(finding.outcome), tuple(hit.said for hit in finding.hits))
