"""The few facts of a scored call that months are counted from: one flat row for each agent who spoke in it.

A row is small, for it is kept a million times; everything else is found in the report under its `call_id`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from analyzer.result import POLITE, POLITE_SET, VOICE_SET, VOICES

Report = Mapping[str, Any]

# The twelve habits in the order of `Facts.outcomes` and `Facts.places`.
HABITS: Final = (*POLITE, *VOICES)
SEVERITIES: Final = ("critical", "major", "minor")
OUTCOME_LETTERS: Final = (("pass", "p"), ("fail", "f"), ("undecided", "u"), ("not_applicable", "n"))

_DECIDED: Final = ("pass", "fail", "undecided")
_LETTER: Final = dict(OUTCOME_LETTERS)
# Sets that are counted by member or are the same habits under another standard's name.
_HABIT_SETS: Final = frozenset({POLITE_SET, VOICE_SET, "五声服务", "三声服务"})
_MONTH: Final = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])(?!\d)")


@dataclass(frozen=True, slots=True)
class Facts:
    """One agent's part in one call; None is unknown.

    `part` is 0 for the agent whose call it is, 1 and up for others who spoke. The call's results (score, outcomes,
    scripts, timing, findings, standards) stand in part 0 only, for they are that agent's; banned phrases and
    confidence stand with whoever spoke.

    `outcomes` has a letter for each of `HABITS`: p pass, f fail, u undecided, n not applicable. `places` has, with
    commas between them, the turn to look at for each. `standards` is JSON, `{"002":[4,1,0,2]}`: passes, fails,
    undecided findings and banned hits of the rules that count.
    """

    call_id: str
    part: int
    source: str | None
    agent_id: str | None
    agent_name: str | None
    team: str | None
    started_at: str | None
    month: str | None
    channel: str | None
    status: str
    code: str | None
    duration_ms: int | None
    spoken: int
    score_low: float | None
    score_high: float | None
    gate: str | None
    outcomes: str | None
    places: str | None
    banned_critical: int
    banned_major: int
    banned_minor: int
    banned_to_review: int
    worst_turn: int | None
    script_pass: int
    script_fail: int
    script_undecided: int
    timing_pass: int
    timing_fail: int
    timing_undecided: int
    findings: int
    undecided: int
    standards: str | None
    confidence_sum: float
    confidence_n: int


def facts_of(report: Report) -> tuple[Facts, ...]:
    """The rows of one line of `reports.jsonl`, scored or failed; the call's own agent comes first."""
    speakers = _speakers(report)
    results = _results(report) if report["status"] == "scored" else _NO_RESULTS
    own = report.get("agent_id") or None
    parts = [own, *(agent for agent in speakers if agent != own)]
    return tuple(
        Facts(
            **_identity(report, part, agent),
            **(results if part == 0 else _NO_RESULTS),
            **_words(report, speakers.get(agent, ()), own=part == 0),
        )
        for part, agent in enumerate(parts)
    )


def month_of(started_at: str | None) -> str | None:
    """The month of an ISO 8601 time in the zone it was given in; None where there is none.

    >>> month_of("2026-11-03T09:12:00+08:00"), month_of("昨天"), month_of(None)
    ('2026-11', None, None)
    """
    found = _MONTH.match(started_at or "")
    return found.group() if found else None


def polite_outcome(result: Mapping[str, Any]) -> str:
    """A family as an outcome: only a family that applies passes or fails."""
    if result.get("applies") == "no":
        return "not_applicable"
    if result.get("applies") != "yes" or result.get("said") is None:
        return "undecided"
    return "pass" if result["said"] else "fail"


def _items(report: Mapping[str, Any], key: str) -> Sequence[Mapping[str, Any]]:
    return report.get(key) or ()


def _speakers(report: Report) -> dict[str | None, list[Mapping[str, Any]]]:
    """The turns of each agent in the order in which they first speak."""
    own = report.get("agent_id") or None
    turns: dict[str | None, list[Mapping[str, Any]]] = {}
    for turn in _items(report, "turns"):
        if turn["role"] == "agent":
            turns.setdefault(turn.get("agent_id") or own, []).append(turn)
    return turns


def _identity(report: Report, part: int, agent: str | None) -> dict[str, Any]:
    known = {name: report.get(name) or None for name in ("source", "started_at", "channel", "code")}
    return {
        "call_id": report["call_id"],
        "part": part,
        **known,
        "agent_id": agent,
        "agent_name": (report.get("agent_name") or None) if part == 0 else None,
        "team": (report.get("team") or None) if part == 0 else None,
        "month": month_of(known["started_at"]),
        "status": report["status"],
        "duration_ms": (report.get("recording") or {}).get("duration_ms"),
        "spoken": int(report["status"] == "scored"),
    }


_NO_RESULTS: Final[dict[str, Any]] = {
    **dict.fromkeys(("score_low", "score_high", "gate", "outcomes", "places", "standards")),
    **dict.fromkeys((f"{kind}_{end}" for kind in ("script", "timing") for end in _DECIDED), 0),
    **dict.fromkeys(("findings", "undecided"), 0),
}


def _results(report: Report) -> dict[str, Any]:
    score = report.get("score") or {}
    outcomes = [finding["outcome"] for finding in _items(report, "findings")]
    return {
        **{f"score_{end}": score.get(end) for end in ("low", "high")},
        "gate": score.get("gate"),
        "outcomes": "".join(_LETTER.get(outcome or "", "u") for outcome in habit_outcomes(report)),
        "places": ",".join(_places(report)),
        **_counts(report),
        "findings": len(outcomes) - outcomes.count("not_applicable"),
        "undecided": outcomes.count("undecided"),
        "standards": _standards(report),
    }


def habit_outcomes(report: Report) -> Iterator[str | None]:
    """The outcome of each of `HABITS` in a scored call; None where the report has none."""
    polite, voices = report.get("polite") or {}, report.get("voices") or {}
    for family in POLITE:
        yield polite_outcome(polite.get(family) or {})
    for voice in VOICES:
        yield (voices.get(voice) or {}).get("outcome")


def _places(report: Report) -> Iterator[str]:
    """For each habit the turn where it was met, or where its absence is best seen; empty where there is none."""
    found = {(f.get("set"), f.get("member")): _place(f) for f in _items(report, "findings")}
    for name, members in ((POLITE_SET, POLITE), (VOICE_SET, VOICES)):
        for member in members:
            turn = found.get((name, member))
            yield "" if turn is None else str(turn)


def _place(finding: Mapping[str, Any]) -> int | None:
    search, nearest = finding.get("search") or {}, finding.get("nearest") or {}
    opened, first = search.get("opened_by") or {}, (search.get("turns") or (None,))[0]
    turns = (
        *(hit["turn"] for hit in _items(finding, "hits")),
        nearest.get("turn"),
        opened.get("turn"),
        first,
    )
    return next((turn for turn in turns if turn is not None), None)


def _counts(report: Report) -> dict[str, int]:
    """Scripts and measurements by outcome; rules on trial do not count."""
    counts = {name: 0 for name in _NO_RESULTS if name.startswith(("script_", "timing_"))}
    for finding in _counting(report):
        kind = "timing" if finding["claim"] == "measured" else "script"
        name = f"{kind}_{finding['outcome']}"
        if name in counts and finding["claim"] != "forbidden" and finding.get("set") not in _HABIT_SETS:
            counts[name] += 1
    return counts


def _counting(report: Report) -> Iterator[Mapping[str, Any]]:
    return (f for f in _items(report, "findings") if f.get("status", "stable") == "stable")


def _standards(report: Report) -> str | None:
    """Passes, fails, undecided findings and banned hits by standard, in the order of their names."""
    counts: dict[str, list[int]] = {}
    standard_of: dict[str, str] = {}
    for finding in _counting(report):
        standard = (finding.get("clause") or {}).get("standard")
        if standard is None:
            continue
        standard_of[finding["rule"]] = standard
        if finding["claim"] != "forbidden" and finding["outcome"] in _DECIDED:
            counts.setdefault(standard, [0, 0, 0, 0])[_DECIDED.index(finding["outcome"])] += 1
    for hit in _items(report, "banned"):
        standard = standard_of.get(hit["rule"])
        if standard is not None and hit["status"] == "hit":
            counts.setdefault(standard, [0, 0, 0, 0])[3] += 1
    if not counts:
        return None
    return json.dumps(dict(sorted(counts.items())), ensure_ascii=False, separators=(",", ":"))


def _words(report: Report, turns: Sequence[Mapping[str, Any]], *, own: bool) -> dict[str, Any]:
    """What was said by one agent: banned phrases, the worst of them, and how well the recogniser heard."""
    mine = {turn["index"] for turn in turns}
    # A hit on a turn that no agent is known to have said stays with the agent whose call it is.
    anyone = {turn["index"] for turn in _items(report, "turns") if turn["role"] == "agent"}
    hits = [h for h in _items(report, "banned") if h["turn"] in mine or (own and h["turn"] not in anyone)]
    certain = [hit for hit in hits if hit["status"] == "hit"]
    severities = [hit["severity"] for hit in certain]
    worst = min(certain, key=lambda hit: (SEVERITIES.index(hit["severity"]), hit["turn"]), default=None)
    confidence = [turn["confidence"] for turn in turns if turn.get("confidence") is not None]
    return {
        **{f"banned_{severity}": severities.count(severity) for severity in SEVERITIES},
        "banned_to_review": len(hits) - len(certain),
        "worst_turn": worst["turn"] if worst else None,
        "confidence_sum": float(sum(confidence)),
        "confidence_n": len(confidence),
    }
