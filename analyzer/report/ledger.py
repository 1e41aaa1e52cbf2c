"""A score as a ledger: its lines by section, what they add up to, and how that becomes the score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isclose
from typing import Any

from analyzer.report.labels import label
from analyzer.report.rows import Report, gate_words, items


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the ledger."""

    title: str
    rule: str
    clause: str
    outcome: str
    weight: float | None
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Section:
    """The lines of one part of the scorecard with their sums."""

    name: str
    lines: tuple[Line, ...]
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Ledger:
    """The whole score: sections, what they add up to, and the score as given.

    `relation` says how sum and score belong together: `sum`, `percent` (sum ÷ weights × 100) or `adjusted`
    (a start, floor, cap or gate lies between them).
    """

    sections: tuple[Section, ...]
    weight: float
    sum_low: float
    sum_high: float
    low: float
    high: float
    relation: str
    gate: str | None


def ledger(report: Report) -> Ledger | None:
    """The score's lines by section, in the order the score gives them; None without a score."""
    score = report.get("score")
    if not score:
        return None
    sections: dict[str, list[Line]] = {}
    for line in items(score, "lines"):
        clause = line.get("clause")
        made = Line(
            title=str(line.get("title") or line["rule"]),
            rule=str(line["rule"]),
            clause=clause_words(clause) if isinstance(clause, Mapping) else str(clause or ""),
            outcome=line["outcome"],
            weight=line.get("weight"),
            low=line["low"],
            high=line["high"],
        )
        sections.setdefault(label("section", line.get("section")), []).append(made)
    views = tuple(
        Section(name, tuple(lines), sum(line.low for line in lines), sum(line.high for line in lines))
        for name, lines in sections.items()
    )
    # Not applicable lines and deductions carry no part of the points that can be had.
    weight = sum(
        line.weight or 0
        for section in views
        for line in section.lines
        if line.outcome != "not_applicable" and line.high >= 0
    )
    low, high = sum(section.low for section in views), sum(section.high for section in views)
    return Ledger(
        sections=views,
        weight=weight,
        sum_low=low,
        sum_high=high,
        low=score["low"],
        high=score["high"],
        relation=_relation((low, high), weight, (score["low"], score["high"])),
        gate=gate_words(report),
    )


def _relation(sums: tuple[float, float], weight: float, given: tuple[float, float]) -> str:
    if all(isclose(a, b, abs_tol=0.051) for a, b in zip(sums, given, strict=True)):
        return "sum"
    if weight and all(isclose(100 * a / weight, b, abs_tol=0.051) for a, b in zip(sums, given, strict=True)):
        return "percent"
    return "adjusted"


def clause_words(clause: Mapping[str, Any] | None) -> str:
    """A clause's standard and section in one short phrase."""
    if not clause:
        return ""
    return " ".join(str(clause[name]) for name in ("standard", "section") if clause.get(name))
