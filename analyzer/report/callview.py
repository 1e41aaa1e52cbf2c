"""What the page of one call shows, worked out before any HTML: squares, ledger, findings in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from analyzer.facts import polite_outcome
from analyzer.report.labels import FAMILIES, OUTCOMES, SEVERITIES, VOICES, label, pick, short
from analyzer.report.ledger import Ledger, ledger
from analyzer.report.rows import Report, evidence_shown, items
from analyzer.report.transcript import Timeline, TurnView, marks, timeline, turn_views

_GLYPHS: Final = ("✓", "✗", "?", "–")


@dataclass(frozen=True, slots=True)
class Square:
    """One family or voice on one call, with the sentence that explains it."""

    member: str
    short: str
    outcome: str
    glyph: str
    words: str
    why: str
    turns: tuple[int, ...]
    finding: int | None


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding with its number on the page and the evidence beside its hits."""

    number: int
    glyph: str
    data: Mapping[str, Any]
    nearest: Mapping[str, Any] | None
    suppressed: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Findings with the same outcome; `open` tells whether a reader sees them at once."""

    outcome: str
    findings: tuple[FindingView, ...]
    open: bool


@dataclass(frozen=True, slots=True)
class CallView:
    """Everything that the page of a call shows; `starts` are the start times of the turns that have one."""

    report: Report
    starts: Mapping[int, int]
    polite: tuple[Square, ...]
    voices: tuple[Square, ...]
    ledger: Ledger | None
    groups: tuple[Group, ...]
    turns: tuple[TurnView, ...]
    timeline: Timeline | None


# What a page asks a report and a finding for; a line of an older or failed call may lack some.
_REPORT_KEYS: Final = (
    *(
        "call_id",
        "source",
        "agent_id",
        "agent_name",
        "team",
        "started_at",
        "channel",
        "direction",
        "ended_by",
    ),
    *(
        "status",
        "code",
        "message",
        "hint",
        "recording",
        "notes",
        "dropped",
        "extra",
        "banned",
        "measures",
        "provenance",
    ),
)
_FINDING_KEYS: Final = (
    *("title", "clause", "claim", "severity", "status", "reason", "explanation"),
    *("hits", "search", "say_instead"),
)


def call_view(report: Report) -> CallView:
    """The page of a scored or failed call."""
    found = marks(report)
    scored, turns = report["status"] == "scored", items(report, "turns")
    return CallView(
        report={**dict.fromkeys(_REPORT_KEYS), **report},
        starts={turn["index"]: turn["start_ms"] for turn in turns if turn.get("start_ms") is not None},
        polite=polite_squares(report) if scored else (),
        voices=voice_squares(report) if scored else (),
        ledger=ledger(report),
        groups=_groups(items(report, "findings")),
        turns=turn_views(report, found),
        timeline=timeline(report, found),
    )


def glyph(outcome: str | None) -> str:
    """✓, ✗, ? or –: an outcome without colour."""
    return dict(zip(OUTCOMES, _GLYPHS, strict=True)).get(outcome or "undecided", "?")


def polite_squares(report: Report) -> tuple[Square, ...]:
    """The five families in their order."""
    results, place = report.get("polite") or {}, _places(report)
    squares = []
    for family in FAMILIES:
        result = results.get(family) or {}
        number, finding = place.get(("十字", family), (None, {}))
        outcome = polite_outcome(result)
        squares.append(
            Square(
                member=family,
                short=short(family),
                outcome=outcome,
                glyph=glyph(outcome),
                words=_polite_words(outcome, result),
                why=str(finding.get("explanation") or _polite_why(result)),
                turns=tuple(result.get("turns") or ()),
                finding=number,
            )
        )
    return tuple(squares)


def _polite_words(outcome: str, result: Mapping[str, Any]) -> str:
    if outcome == "pass":
        return pick("说了", "said")
    if outcome == "fail":
        return pick("该说没说", "owed, not said")
    if result.get("said"):
        return pick("说了", "said") + ("" if outcome == "undecided" else pick("（不要求）", " (not owed)"))
    return label("outcome", outcome)


def _polite_why(result: Mapping[str, Any]) -> str:
    parts = [label("applies", result.get("applies"))]
    if result.get("said") is None:
        parts.append(pick("是否说了无法判断", "whether it was said is undecided"))
    elif result["said"]:
        parts.append(pick("说了：", "said: ") + label("kind", result.get("kind")))
    else:
        parts.append(pick("没有说", "not said"))
    return pick("；", "; ").join(part for part in parts if part)


def voice_squares(report: Report) -> tuple[Square, ...]:
    """The seven voices in their order."""
    results, place = report.get("voices") or {}, _places(report)
    squares = []
    for voice in VOICES:
        result = results.get(voice) or {}
        outcome = str(result.get("outcome") or "undecided")
        number, finding = place.get(("七声", voice), (None, {}))
        squares.append(
            Square(
                member=voice,
                short=short(voice),
                outcome=outcome,
                glyph=glyph(outcome),
                words=label("outcome", outcome),
                why=str(finding.get("explanation") or label("reason", result.get("reason"))),
                turns=tuple(result.get("turns") or ()),
                finding=number,
            )
        )
    return tuple(squares)


def _places(report: Report) -> dict[tuple[str, str], tuple[int, Mapping[str, Any]]]:
    """Where each family's and voice's own finding stands on the page."""
    return {
        (str(finding.get("set"))[:2], str(finding["member"])): (number, finding)
        for number, finding in reversed(list(enumerate(items(report, "findings"))))
        if finding.get("member")
    }


def _groups(findings: Sequence[Mapping[str, Any]]) -> tuple[Group, ...]:
    """Failures first, then what cannot be told, then what is in order."""
    groups = []
    for outcome in OUTCOMES[1:3] + OUTCOMES[:1] + OUTCOMES[3:]:
        chosen = [
            FindingView(
                number, glyph(outcome), {**dict.fromkeys(_FINDING_KEYS), **finding}, *evidence_shown(finding)
            )
            for number, finding in enumerate(findings)
            if finding["outcome"] == outcome
        ]
        if chosen:
            chosen.sort(key=lambda view: (_gravity(view.data), view.number))
            groups.append(Group(outcome, tuple(chosen), outcome in {"fail", "undecided"}))
    return tuple(groups)


def _gravity(finding: Mapping[str, Any]) -> int:
    severity = finding.get("severity")
    return SEVERITIES.index(severity) if severity in SEVERITIES else len(SEVERITIES)
