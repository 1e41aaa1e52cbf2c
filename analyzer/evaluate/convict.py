"""The same words convict once: where two banned rules see them, the graver one counts and the other says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from analyzer.evaluate.finding import Finding, Outcome, Reason
from analyzer.match import Hit, Suppressed
from analyzer.rules.model import Claim, Severity, Status, Why

_GRAVITY = {Severity.CRITICAL: 0, Severity.MAJOR: 1, Severity.MINOR: 2}


def convict_once(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings; a hit that overlaps one of a graver rule (else a longer hit, else the first id) is suppressed."""
    convicting = [f for f in findings if f.outcome is Outcome.FAIL and f.rule.claim is Claim.FORBIDDEN]
    if len(convicting) < 2:
        return tuple(findings)
    counted: list[tuple[Hit, Finding]] = []
    for finding, hit in sorted(((f, h) for f in convicting for h in f.hits), key=_rank):
        if not any(hit.overlaps(other) for other, _ in counted):
            counted.append((hit, finding))
    concerned = {finding.rule.id for finding in convicting}
    return tuple(_with_own(f, counted) if f.rule.id in concerned else f for f in findings)


def _rank(pair: tuple[Finding, Hit]) -> tuple[bool, int, int, str]:
    finding, hit = pair
    trial = finding.rule.status is not Status.STABLE
    gravity = _GRAVITY[finding.rule.severity] if finding.rule.severity else len(_GRAVITY)
    return trial, gravity, hit.start - hit.end, finding.rule.id


def _with_own(finding: Finding, counted: Sequence[tuple[Hit, Finding]]) -> Finding:
    own = tuple(
        hit for hit in finding.hits if any(hit is kept and finding is owner for kept, owner in counted)
    )
    if own == finding.hits:
        return finding
    refused = tuple(
        Suppressed(hit, Why.OTHER_RULE, _owner(hit, counted)) for hit in finding.hits if hit not in own
    )
    changed = replace(finding, hits=own, suppressed=(*finding.suppressed, *refused))
    return changed if own else replace(changed, outcome=Outcome.PASS, reason=Reason.NOT_SAID)


def _owner(hit: Hit, counted: Sequence[tuple[Hit, Finding]]) -> str:
    """The rule that the words of a hit count for."""
    return [finding.rule.title for kept, finding in counted if hit.overlaps(kept)][-1]
