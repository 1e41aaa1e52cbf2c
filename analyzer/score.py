"""The score as a ledger: every line names its rule and points, and the lines add up to the total.

Points are whole hundredths, so that sums are exact. Not-applicable rules are listed with weight 0 and leave the
denominator; an undecided one earns nothing at the low end and everything at the high end.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import lcm
from operator import attrgetter

from analyzer.evaluate import Applies, Finding, Outcome
from analyzer.rules.model import Claim, Kind, Rule, Scorecard, Severity, Status


@dataclass(frozen=True, slots=True)
class Line:
    """One entry: points certain (`low`) and possible (`high`) out of `weight`, all in hundredths of a point."""

    rule: str
    title: str
    section: str
    clause: str | None
    outcome: str
    weight: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Score:
    """The ledger of one call; `gate` names the rule that capped it."""

    lines: tuple[Line, ...]
    gate: str | None = None

    @property
    def low(self) -> int:
        """The points that are certain, in hundredths."""
        return sum(line.low for line in self.lines)

    @property
    def high(self) -> int:
        """The points that are possible, in hundredths."""
        return sum(line.high for line in self.lines)


def score(findings: Sequence[Finding], card: Scorecard) -> Score:
    """The ledger of these findings by this scorecard, by rule id: the order in which they come changes nothing."""
    findings = sorted(findings, key=attrgetter("rule.id"))
    start = [Line("", "起始分", "", None, "", 0, 100 * card.start, 100 * card.start)] if card.start else []
    earned = _earned(findings, card)
    lines = [*start, *earned, *_deductions(findings, card)]
    gate, certain = _gate(findings)
    if gate is not None:
        low, high = _bounded(lines, None, 100 * card.gate_cap)
        lines.append(Line("", "否决上限", "gate", None, "", 0, low, high if certain else 0))
    low, high = _bounded(lines, 100 * card.floor, 100 * card.cap)
    lines.append(Line("", "上下限", "bounds", None, "", 0, low, high))
    return Score(tuple(line for line in lines if line.section != "bounds" or line.low or line.high), gate)


def _earned(findings: Sequence[Finding], card: Scorecard) -> list[Line]:
    """A line for each finding of the card's sections; the sections' weights are shared by what applies."""
    shares: list[tuple[Finding, str, _Share]] = []
    for section in card.sections:
        members = [f for f in findings if f.rule.set in section.sets and f.rule.claim is not Claim.FORBIDDEN]
        weights = [_weight(finding) for finding in members]
        total = sum(weights) or 1
        shares += [
            (finding, section.name, (section.weight * weight, total))
            for finding, weight in zip(members, weights, strict=True)
        ]
    points = _apportion([share for _, _, share in shares], 100 * (card.cap - card.start))
    return [_line(finding, name, mine) for (finding, name, _), mine in zip(shares, points, strict=True)]


def _weight(finding: Finding) -> int:
    counts = finding.applies is not Applies.NO and finding.rule.status is Status.STABLE
    return finding.rule.weight if counts else 0


# A fraction, numerator and denominator.
_Share = tuple[int, int]


def _apportion(shares: Sequence[_Share], total: int) -> list[int]:
    """Whole numbers in proportion to `shares` that add up to `total` (largest remainder)."""
    common = lcm(*(denominator for _, denominator in shares))
    sizes = [numerator * (common // denominator) for numerator, denominator in shares]
    everything = sum(sizes)
    if not everything:
        return [0] * len(shares)
    floors, remainders = zip(*(divmod(size * total, everything) for size in sizes), strict=True)
    points = list(floors)
    by_remainder = sorted(range(len(points)), key=lambda i: (-remainders[i], i))
    for i in by_remainder[: total - sum(points)]:
        points[i] += 1
    return points


def _line(finding: Finding, section: str, weight: int) -> Line:
    low = weight if finding.outcome is Outcome.PASS else 0
    high = weight if finding.outcome in (Outcome.PASS, Outcome.UNDECIDED) else 0
    return Line(
        rule=finding.rule.id,
        title=finding.rule.title,
        section=section,
        clause=_clause(finding.rule),
        outcome=str(finding.outcome),
        weight=weight,
        low=low,
        high=high,
    )


def _clause(rule: Rule) -> str | None:
    return f"{rule.clause.standard} {rule.clause.section}" if rule.clause else None


def _deductions(findings: Iterable[Finding], card: Scorecard) -> list[Line]:
    lines = []
    for finding in findings:
        rule = finding.rule
        if finding.outcome not in (Outcome.FAIL, Outcome.UNDECIDED) or rule.claim is not Claim.FORBIDDEN:
            continue
        if rule.severity is None or rule.status is not Status.STABLE:
            continue
        points = 100 * card.deductions[rule.severity]
        off = -sum(points * min(card.repeat_factor**i, 8) for i in range(_convictions(finding)))
        if off:
            high = off if finding.outcome is Outcome.FAIL else 0
            lines.append(
                Line(rule.id, rule.title, "服务忌语", _clause(rule), str(finding.outcome), 0, off, high)
            )
    return lines


def _convictions(finding: Finding) -> int:
    """Hits that cost points: what was found by sound only costs nothing until a person confirms it."""
    return sum(hit.kind is not Kind.PHONETIC for hit in finding.hits)


def _gate(findings: Iterable[Finding]) -> tuple[str | None, bool]:
    """The rule that gates the call, and whether it certainly does."""
    gates = [
        finding
        for finding in findings
        if finding.outcome in (Outcome.FAIL, Outcome.UNDECIDED) and _is_gate(finding)
    ]
    for outcome in (Outcome.FAIL, Outcome.UNDECIDED):
        for finding in gates:
            if finding.outcome is outcome:
                return finding.rule.id, outcome is Outcome.FAIL
    return None, False


def _is_gate(finding: Finding) -> bool:
    rule = finding.rule
    grave = (rule.gate or rule.severity is Severity.CRITICAL) and rule.status is Status.STABLE
    return grave and (rule.claim is not Claim.FORBIDDEN or _convictions(finding) > 0)


def _bounded(lines: Sequence[Line], floor: int | None, cap: int) -> tuple[int, int]:
    """What has to be added at the low and the high end to bring the total into its bounds."""
    totals = sum(line.low for line in lines), sum(line.high for line in lines)
    low, high = (min(total if floor is None else max(total, floor), cap) - total for total in totals)
    return low, high
