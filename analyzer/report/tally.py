"""Counts over many calls, for one agent or for all: fed a report at a time, nothing kept but sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from analyzer.report.labels import FAMILIES, SEVERITIES, VOICES
from analyzer.report.rows import Report, Row, items
from analyzer.report.stats import Rate, Share, poisson_rate, wilson

MEMBERS = tuple(("十字", name) for name in FAMILIES) + tuple(("七声", name) for name in VOICES)


@dataclass(slots=True)
class Habit:
    """How often one family or voice was met: `k` of `n`, with what is not in the denominator."""

    k: int = 0
    n: int = 0
    undecided: int = 0
    not_applicable: int = 0

    def add(self, outcome: str | None) -> None:
        """One call's outcome; None is undecided."""
        match outcome:
            case "pass":
                self.k += 1
                self.n += 1
            case "fail":
                self.n += 1
            case "not_applicable":
                self.not_applicable += 1
            case _:
                self.undecided += 1


@dataclass(slots=True)
class Tally:
    """Everything that is counted about an agent, or about all calls."""

    agent_id: str | None = None
    agent_name: str | None = None
    team: str | None = None
    calls: int = 0
    failed: int = 0
    spoken: int = 0
    score_n: int = 0
    score_low: float = 0.0
    score_high: float = 0.0
    habits: dict[tuple[str, str], Habit] = field(default_factory=lambda: {key: Habit() for key in MEMBERS})
    banned: Counter[str] = field(default_factory=Counter)
    to_review: int = 0
    findings: int = 0
    undecided: int = 0
    confidence: float = 0.0
    confidence_n: int = 0

    @property
    def scored(self) -> int:
        """Calls with a result."""
        return self.calls - self.failed

    def add_call(self, report: Report) -> None:
        """What the call says about the agent it belongs to."""
        self.calls += 1
        self.agent_name = self.agent_name or report.get("agent_name") or None
        self.team = self.team or report.get("team") or None
        if report["status"] != "scored":
            self.failed += 1
            return
        score = report.get("score")
        if score:
            self.score_n += 1
            self.score_low += score["low"]
            self.score_high += score["high"]
        for key, outcome in member_outcomes(report):
            self.habits[key].add(outcome)
        outcomes = [finding["outcome"] for finding in items(report, "findings")]
        self.findings += sum(outcome != "not_applicable" for outcome in outcomes)
        self.undecided += outcomes.count("undecided")

    def add_turn(self, turn: Mapping[str, Any]) -> None:
        """How well the recogniser heard one of the agent's turns."""
        if turn.get("confidence") is not None:
            self.confidence += turn["confidence"]
            self.confidence_n += 1

    def add_banned(self, hit: Mapping[str, Any]) -> None:
        """A banned phrase that the agent said, or may have said."""
        if hit["status"] == "hit":
            self.banned[hit["severity"]] += 1
        else:
            self.to_review += 1

    def share(self, group: str, level: float) -> Share:
        """All families or all voices together."""
        chosen = [habit for (set_name, _), habit in self.habits.items() if set_name == group]
        return wilson(sum(habit.k for habit in chosen), sum(habit.n for habit in chosen), level)

    def banned_rate(self, level: float) -> Rate:
        """Banned phrases of every severity per 100 calls that the agent spoke in."""
        return poisson_rate(self.banned.total(), self.spoken, level)


def member_outcomes(report: Report) -> Iterator[tuple[tuple[str, str], str | None]]:
    """The outcome of every family and voice of a scored call; None where the report has none."""
    polite, voices = report.get("polite") or {}, report.get("voices") or {}
    for family in FAMILIES:
        yield ("十字", family), polite_outcome(polite.get(family) or {})
    for voice in VOICES:
        yield ("七声", voice), (voices.get(voice) or {}).get("outcome")


def polite_outcome(result: Mapping[str, Any]) -> str:
    """A family as an outcome: only a family that applies passes or fails."""
    if result.get("applies") == "no":
        return "not_applicable"
    if result.get("applies") != "yes" or result.get("said") is None:
        return "undecided"
    return "pass" if result["said"] else "fail"


class Tallies:
    """The tally of all calls and of each agent; a transferred call's words count for who said them."""

    def __init__(self) -> None:
        self.overall = Tally()
        self._agents: dict[str, Tally] = {}

    def add(self, report: Report) -> None:
        """One report, scored or failed."""
        self.overall.add_call(report)
        owner = self._owner(report)
        owner.add_call(report)
        if report["status"] != "scored":
            return
        self.overall.spoken += 1
        speakers = {id(owner): owner}
        by_turn: dict[int, Tally] = {}
        for turn in items(report, "turns"):
            if turn["role"] != "agent":
                continue
            speaker = self._agent(turn["agent_id"]) if turn.get("agent_id") else owner
            speakers[id(speaker)] = by_turn[turn["index"]] = speaker
            speaker.add_turn(turn)
            self.overall.add_turn(turn)
        for speaker in speakers.values():
            speaker.spoken += 1
        for hit in items(report, "banned"):
            by_turn.get(hit["turn"], owner).add_banned(hit)
            self.overall.add_banned(hit)

    def agents(self) -> list[Tally]:
        """The agents by number, the unknown agent last."""
        return [self._agents[key] for key in sorted(self._agents, key=lambda key: (not key, key))]

    def _owner(self, report: Report) -> Tally:
        if report.get("agent_id"):
            return self._agent(report["agent_id"])
        name = report.get("agent_name")
        return self._agents.setdefault(f"\0{name}", Tally()) if name else self._agents.setdefault("", Tally())

    def _agent(self, agent_id: str) -> Tally:
        return self._agents.setdefault(agent_id, Tally(agent_id=agent_id))


def agent_row(tally: Tally, level: float) -> Row:
    """The row of `agents`."""
    rate = tally.banned_rate(level)
    row: Row = {
        "agent_id": tally.agent_id,
        "agent_name": tally.agent_name,
        "team": tally.team,
        "calls": tally.calls,
        "calls_scored": tally.scored,
        "calls_failed": tally.failed,
        "calls_spoken": tally.spoken,
        "score_n": tally.score_n,
        "score_low": _ratio(tally.score_low, tally.score_n),
        "score_high": _ratio(tally.score_high, tally.score_n),
    }
    for name, group in (("polite", "十字"), ("voice", "七声")):
        share = tally.share(group, level)
        row |= {f"{name}_k": share.k, f"{name}_n": share.n, f"{name}_share": share.value}
        row |= {f"{name}_low": share.low, f"{name}_high": share.high}
    for severity in SEVERITIES:
        row[f"banned_{severity}"] = tally.banned[severity]
        row[f"banned_{severity}_per_100"] = _ratio(100 * tally.banned[severity], tally.spoken)
    return row | {
        "banned_per_100": rate.per_100,
        "banned_per_100_low": rate.low,
        "banned_per_100_high": rate.high,
        "banned_to_review": tally.to_review,
        "findings": tally.findings,
        "undecided": tally.undecided,
        "undecided_share": _ratio(tally.undecided, tally.findings),
        "confidence": _ratio(tally.confidence, tally.confidence_n),
        "confidence_n": tally.confidence_n,
    }


def habit_rows(tally: Tally, level: float) -> Iterator[Row]:
    """The rows of `habits`: five families, then seven voices."""
    for (group, member), habit in tally.habits.items():
        share = wilson(habit.k, habit.n, level)
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
            "undecided": habit.undecided,
            "not_applicable": habit.not_applicable,
        }


def _ratio(part: float, whole: int) -> float | None:
    return part / whole if whole else None
