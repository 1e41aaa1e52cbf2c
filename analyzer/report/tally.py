"""What the tables say about agents and teams: rows from the sums of `analyzer.months.counts`."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analyzer.errors import missing_extra
from analyzer.report.labels import FAMILIES, SEVERITIES, VOICES
from analyzer.report.rows import Row
from analyzer.report.stats import poisson_rate, wilson

if TYPE_CHECKING:
    from analyzer.months.counts import Agent, Counts, Group

MEMBERS = tuple(("十字", name) for name in FAMILIES) + tuple(("七声", name) for name in VOICES)


@dataclass(frozen=True, slots=True)
class Tally:
    """The sums of one agent, one team, or all calls, by the names of `counts.SUMS`; in `month`, or in all."""

    agent_id: str | None
    agent_name: str | None
    team: str | None
    month: str | None
    sums: dict[str, int]
    confidence: float

    def __getitem__(self, name: str) -> int:
        """One sum."""
        return self.sums[name]


def new_counts() -> Counts:
    """Sums to be filled; UsageError when numpy is not installed."""
    try:
        from analyzer.months.counts import Counts
    except ImportError as error:
        raise missing_extra("numpy", "report") from error
    return Counts()


def overall(counts: Counts) -> Tally:
    """All calls together."""
    found = _tallies(counts, lambda group: (), lambda group: (None, None, None, None))
    return found[0] if found else _nothing()


def agents(counts: Counts) -> tuple[Tally, ...]:
    """Each agent over all months, by number, the unknown agent last."""
    known = {agent.key: agent for agent in counts.agents()}
    return _tallies(counts, lambda g: (not g.agent, g.agent), lambda g: (*_names(known[g.agent]), None))


def agents_month(counts: Counts) -> tuple[Tally, ...]:
    """Each agent in each month; calls without a month come last."""
    known = {agent.key: agent for agent in counts.agents()}
    return _tallies(
        counts,
        lambda g: (not g.agent, g.agent, g.month is None, g.month or ""),
        lambda g: (*_names(known[g.agent]), g.month),
    )


def teams_month(counts: Counts) -> tuple[Tally, ...]:
    """Each team in each month; the unknown team and calls without a month come last."""
    return _tallies(
        counts,
        lambda g: (g.team is None, g.team or "", g.month is None, g.month or ""),
        lambda g: (None, None, g.team, g.month),
    )


_Names = tuple[str | None, str | None, str | None, str | None]


def _names(agent: Agent) -> tuple[str | None, str | None, str | None]:
    return agent.agent_id, agent.agent_name, agent.team


def _tallies(
    counts: Counts, key: Callable[[Group], tuple[object, ...]], names: Callable[[Group], _Names]
) -> tuple[Tally, ...]:
    """The groups added up that have the same key, sorted by it."""
    from analyzer.months.counts import SUMS

    members: dict[Hashable, list[int]] = {}
    groups = counts.groups()
    for at, group in enumerate(groups):
        members.setdefault(key(group), []).append(at)
    sums, confidence = counts.sums(), counts.confidence()
    return tuple(
        Tally(
            *names(groups[rows[0]]),
            dict(zip(SUMS, sums[rows].sum(axis=0).tolist(), strict=True)),
            float(confidence[rows].sum()),
        )
        for _, rows in sorted(members.items())
    )


def _nothing() -> Tally:
    from analyzer.months.counts import SUMS

    return Tally(None, None, None, None, dict.fromkeys(SUMS, 0), 0.0)


def agent_row(tally: Tally, level: float) -> Row:
    """The row of `agents`, and of `agents_month` and `teams_month` with the columns that they have."""
    scored, spoken = tally["calls"] - tally["failed"], tally["spoken"]
    rate = poisson_rate(tally["banned_all"], spoken, level)
    row: Row = {
        "month": tally.month,
        "agent_id": tally.agent_id,
        "agent_name": tally.agent_name,
        "team": tally.team,
        "calls": tally["calls"],
        "calls_scored": scored,
        "calls_failed": tally["failed"],
        "calls_spoken": spoken,
        "score_n": tally["score_n"],
        **{f"score_{end}": _ratio(tally[f"score_{end}"] / 100, tally["score_n"]) for end in ("low", "high")},
    }
    for name, joint in (("polite", "polite"), ("voice", "voices")):
        k, n = tally[f"{joint}_pass"], tally[f"{joint}_pass"] + tally[f"{joint}_fail"]
        share = wilson(k, n, level)
        row |= {f"{name}_k": k, f"{name}_n": n, f"{name}_share": share.value}
        row |= {f"{name}_low": share.low, f"{name}_high": share.high}
    for severity in SEVERITIES:
        hits = tally[f"banned_{severity}"]
        row |= {f"banned_{severity}": hits, f"banned_{severity}_per_100": _ratio(100 * hits, spoken)}
    return row | {
        "banned_per_100": rate.per_100,
        "banned_per_100_low": rate.low,
        "banned_per_100_high": rate.high,
        "banned_to_review": tally["banned_to_review"],
        "findings": tally["findings"],
        "undecided": tally["undecided"],
        "undecided_share": _ratio(tally["undecided"], tally["findings"]),
        "confidence": _ratio(tally.confidence, tally["confidence_n"]),
        "confidence_n": tally["confidence_n"],
    }


def habit_rows(tally: Tally, level: float) -> Iterator[Row]:
    """The rows of `habits`: five families, then seven voices."""
    for group, member in MEMBERS:
        passed, failed, undecided, absent = (tally[f"{member}_{letter}"] for letter in "pfun")
        share = wilson(passed, passed + failed, level)
        yield {
            "agent_id": tally.agent_id,
            "agent_name": tally.agent_name,
            "team": tally.team,
            "set": group,
            "member": member,
            "k": share.k,
            "n": share.n,
            "share": share.value,
            "low": share.low,
            "high": share.high,
            "undecided": undecided,
            "not_applicable": absent,
        }


def _ratio(part: float, whole: int) -> float | None:
    return part / whole if whole else None
