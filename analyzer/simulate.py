"""How another scorecard would have moved past scores, worked out from the findings in report lines alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast

from analyzer.evaluate import Applies, Finding, Outcome
from analyzer.past import Json
from analyzer.rules.model import Claim, Clause, Kind, Scorecard, Severity, Status
from analyzer.score import score


@dataclass(frozen=True, slots=True)
class PastRule:
    """What the ledger needs to know of a rule, as the report line kept it."""

    id: str
    title: str
    set: str
    clause: Clause | None
    claim: Claim
    severity: Severity | None
    status: Status
    weight: int
    gate: bool


@dataclass(frozen=True, slots=True)
class PastHit:
    """A hit as far as the ledger looks at it."""

    kind: Kind


@dataclass(frozen=True, slots=True)
class PastFinding:
    """A finding read back; to the ledger it looks like a fresh one."""

    rule: PastRule
    outcome: Outcome
    applies: Applies
    hits: tuple[PastHit, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """A call's old and new score, low and high, in hundredths of a point."""

    call_id: str
    old: tuple[int, int]
    new: tuple[int, int]

    @property
    def shift(self) -> float:
        """How far the middle of the interval moves, in points."""
        return (sum(self.new) - sum(self.old)) / 200


@dataclass(frozen=True, slots=True)
class Simulation:
    """Every call's move, in the order of the report."""

    moves: tuple[Move, ...]

    @property
    def mean_shift(self) -> float:
        """The mean of all shifts, in points."""
        return sum(move.shift for move in self.moves) / len(self.moves)

    @property
    def moved(self) -> int:
        """The number of calls whose score differs."""
        return sum(move.old != move.new for move in self.moves)


def simulate(reports: Sequence[Json], card: Scorecard) -> Simulation:
    """The scores that `card` would have given; `reports` holds at least one scored call."""
    return Simulation(tuple(_move(report, card) for report in reports))


def _move(report: Json, card: Scorecard) -> Move:
    old = report["score"]
    again = score(cast("Sequence[Finding]", past_findings(report["findings"])), card)
    return Move(
        report["call_id"], (round(100 * old["low"]), round(100 * old["high"])), (again.low, again.high)
    )


def past_findings(rows: Iterable[Json]) -> tuple[PastFinding, ...]:
    """The findings of a report line."""
    return tuple(
        PastFinding(
            rule=_rule(row),
            outcome=Outcome(row["outcome"]),
            applies=Applies(row["applies"]),
            hits=tuple(PastHit(Kind(hit["kind"])) for hit in row["hits"]),
        )
        for row in rows
    )


def _rule(row: Json) -> PastRule:
    return PastRule(
        id=row["rule"],
        title=row["title"],
        set=row["set"],
        clause=Clause(**row["clause"]) if row["clause"] else None,
        claim=Claim(row["claim"]),
        severity=Severity(row["severity"]) if row["severity"] else None,
        status=Status(row["status"]),
        weight=row["weight"],
        gate=row["gate"],
    )
