"""What the index page shows: one light line a call, the agents with their intervals, and what went wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from analyzer.facts import habit_outcomes
from analyzer.report.callview import glyph
from analyzer.report.labels import FAMILIES, VOICES, short
from analyzer.report.rows import Report, Row, banned_counts, gate_words, items
from analyzer.report.stats import Share, wilson
from analyzer.report.survey import Survey
from analyzer.report.tally import MEMBERS, Tally, agent_row, agents, habit_rows, overall


@dataclass(frozen=True, slots=True)
class Mini:
    """One small square of a call's line."""

    member: str
    short: str
    outcome: str
    glyph: str


@dataclass(frozen=True, slots=True)
class CallLine:
    """A call on the index; `tags` are what the filters look for."""

    page: str
    call_id: str
    agent: str
    started_at: str
    duration_ms: int | None
    status: str
    score_low: float | None
    score_high: float | None
    gate: str | None
    polite: tuple[Mini, ...]
    voices: tuple[Mini, ...]
    banned: tuple[int, int, int, int]
    undecided: int
    tags: str


@dataclass(frozen=True, slots=True)
class Failure:
    """A call that could not be scored, and what to do about it."""

    page: str | None
    call_id: str
    source: str
    code: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class AgentLine:
    """An agent's row with the shares of the twelve habits."""

    row: Row
    habits: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class IndexView:
    """Everything that the index page shows."""

    overall: Row
    habits: tuple[Row, ...]
    agents: tuple[AgentLine, ...]
    calls: tuple[CallLine, ...]
    all_calls: int
    failures: tuple[Failure, ...]
    failure_codes: tuple[tuple[str, int], ...]
    calls_with_banned: Share
    level: float


def call_line(report: Report, page: str) -> CallLine:
    """The light line of one call."""
    minis = {"十字": [], "七声": []} if report["status"] != "scored" else _minis(report)
    counts = banned_counts(report)
    banned = tuple(int(str(counts[f"banned_{name}"])) for name in ("critical", "major", "minor", "to_review"))
    undecided = sum(finding["outcome"] == "undecided" for finding in items(report, "findings"))
    score = report.get("score") or {}
    everything = [mini.outcome for group in minis.values() for mini in group]
    tags = {
        "failed": report["status"] != "scored",
        "banned": any(banned[:3]),
        "review": banned[3] > 0,
        "miss": "fail" in everything,
        "undecided": undecided > 0 or "undecided" in everything,
    }
    return CallLine(
        page=page,
        call_id=report["call_id"],
        agent=agent_words(report.get("agent_id"), report.get("agent_name")),
        started_at=str(report.get("started_at") or ""),
        duration_ms=(report.get("recording") or {}).get("duration_ms"),
        status=report["status"],
        score_low=score.get("low"),
        score_high=score.get("high"),
        gate=gate_words(report),
        polite=tuple(minis["十字"]),
        voices=tuple(minis["七声"]),
        banned=(banned[0], banned[1], banned[2], banned[3]),
        undecided=undecided,
        tags=" ".join(name for name, holds in tags.items() if holds),
    )


def _minis(report: Report) -> dict[str, list[Mini]]:
    minis: dict[str, list[Mini]] = {"十字": [], "七声": []}
    for (group, member), outcome in zip(MEMBERS, habit_outcomes(report), strict=True):
        minis[group].append(Mini(member, short(member), outcome or "undecided", glyph(outcome)))
    return minis


def agent_words(agent_id: object, agent_name: object) -> str:
    """An agent's name and number, whichever are known; empty when neither is."""
    return " ".join(str(part) for part in (agent_name, agent_id) if part)


# Failures that the page lists; the table of calls has them all.
_MOST_FAILURES: Final = 200


class IndexBuilder:
    """Takes reports one at a time and keeps a light line of those that have a page."""

    def __init__(self) -> None:
        self._calls: list[CallLine] = []
        self._failures: list[Failure] = []

    def add(self, report: Report, page: str | None) -> None:
        """One line of `reports.jsonl` and where its page lies, if it has one."""
        if page is not None:
            self._calls.append(call_line(report, page))
        if report["status"] != "scored" and len(self._failures) < _MOST_FAILURES:
            plain = (str(report.get(name) or "") for name in ("source", "code", "message", "hint"))
            self._failures.append(Failure(page, report["call_id"], *plain))

    def view(self, found: Survey, level: float) -> IndexView:
        """The page for everything added so far; `found` has seen the same reports."""
        everything = overall(found.counts)
        return IndexView(
            overall=agent_row(everything, level),
            habits=tuple(habit_rows(everything, level)),
            agents=tuple(_agent_line(tally, level) for tally in agents(found.counts)),
            calls=tuple(self._calls),
            all_calls=found.calls,
            failures=tuple(self._failures),
            failure_codes=found.codes,
            calls_with_banned=wilson(found.with_banned, everything["calls"] - everything["failed"], level),
            level=level,
        )


def _agent_line(tally: Tally, level: float) -> AgentLine:
    return AgentLine(agent_row(tally, level), tuple(habit_rows(tally, level)))


def member_headings() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The two groups of habits with their members, in the order of the tables."""
    return (("十字", FAMILIES), ("七声", VOICES))
