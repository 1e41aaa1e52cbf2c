"""One report of `reports.jsonl` as rows of the tidy tables; keys and order are those of `schema`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from analyzer.explain import WHY
from analyzer.report.labels import FAMILIES, SEVERITIES, VOICES, pick
from analyzer.rules.model import Why

Report = Mapping[str, Any]
Row = dict[str, object]

# What a list of looked-for wordings is joined with inside one cell.
JOINT: Final = "；"


def items(report: Mapping[str, Any], key: str) -> Sequence[Mapping[str, Any]]:
    """The list under `key`, empty where it is absent or null."""
    return report.get(key) or ()


def call_row(report: Report, page: str | None) -> Row:
    """The row of `calls`; a failed call keeps its results empty."""
    turns = items(report, "turns")
    known = [turn["confidence"] for turn in turns if turn.get("confidence") is not None]
    recording, score = report.get("recording") or {}, report.get("score") or {}
    scored = report["status"] == "scored"
    names = ("source", "agent_id", "agent_name", "team", "started_at", "channel", "direction", "ended_by")
    findings = items(report, "findings")
    return {
        "call_id": report["call_id"],
        "page": page,
        **{name: report.get(name) or None for name in names},
        "status": report["status"],
        **{name: report.get(name) for name in ("code", "message", "hint")},
        "duration_ms": recording.get("duration_ms"),
        "turns": len(turns) if scored else None,
        "turns_role_unknown": sum(turn["role"] == "unknown" for turn in turns) if scored else None,
        "confidence": sum(known) / len(known) if known else None,
        "confidence_n": len(known) if scored else None,
        **{name: report.get(name) for name in ("polite_coverage", "polite_compliance", "voice_coverage")},
        **_members(report),
        **(banned_counts(report) if scored else dict.fromkeys(_BANNED_COLUMNS)),
        "findings": len(findings) if scored else None,
        "findings_undecided": sum(f["outcome"] == "undecided" for f in findings) if scored else None,
        "score_low": score.get("low"),
        "score_high": score.get("high"),
        "gate": gate_words(report),
    }


_BANNED_COLUMNS: Final = (*(f"banned_{severity}" for severity in SEVERITIES), "banned_to_review")


def _members(report: Report) -> Row:
    polite, voices = report.get("polite") or {}, report.get("voices") or {}
    row: Row = {}
    for family in FAMILIES:
        result = polite.get(family) or {}
        row[f"{family}_said"] = result.get("said")
        row[f"{family}_applies"] = result.get("applies")
    row.update({voice: (voices.get(voice) or {}).get("outcome") for voice in VOICES})
    return row


def gate_words(report: Report) -> str | None:
    """The title of the rule that capped the call; its id where the report has no finding of that name."""
    gate = (report.get("score") or {}).get("gate")
    titles = (finding.get("title") for finding in items(report, "findings") if finding["rule"] == gate)
    return None if gate is None else str(next(titles, None) or gate)


def banned_counts(report: Report) -> Row:
    """Hits that count by severity, and those that wait for a person."""
    banned = items(report, "banned")
    hits = [hit["severity"] for hit in banned if hit["status"] == "hit"]
    counts: Row = {f"banned_{severity}": hits.count(severity) for severity in SEVERITIES}
    return {**counts, "banned_to_review": sum(hit["status"] == "to_review" for hit in banned)}


def turn_rows(report: Report) -> Iterator[Row]:
    """The rows of `turns`."""
    names = ("role", "role_basis", "agent_id", "speaker", "start_ms", "end_ms", "confidence", "text")
    for turn in items(report, "turns"):
        yield {
            "call_id": report["call_id"],
            "turn": turn["index"],
            **{name: turn.get(name) for name in names},
        }


def finding_rows(report: Report) -> Iterator[Row]:
    """The rows of `findings`."""
    for finding in items(report, "findings"):
        clause, search = finding.get("clause") or {}, finding.get("search") or {}
        first, last = search.get("turns") or (None, None)
        plain = ("rule", "title", "set", "member", "claim", "severity")
        yield {
            "call_id": report["call_id"],
            **{name: finding.get(name) for name in plain},
            "rule_status": finding.get("status"),
            "standard": clause.get("standard"),
            "section": clause.get("section"),
            "clause": clause.get("id"),
            "clause_text": clause.get("text"),
            **{name: finding.get(name) for name in ("outcome", "applies", "reason", "explanation")},
            "hits": len(items(finding, "hits")),
            "suppressed": len(items(finding, "suppressed")),
            "opened_by": (search.get("opened_by") or {}).get("situation"),
            "searched_first": first,
            "searched_last": last,
            "searched_who": search.get("who"),
            "looked_for": JOINT.join(search.get("looked_for") or ()) or None,
            "say_instead": finding.get("say_instead"),
        }


def hit_rows(report: Report) -> Iterator[Row]:
    """The rows of `hits`: what was found, what did not count and why, and the nearest miss."""
    for finding in items(report, "findings"):
        for hit in items(finding, "hits"):
            yield _hit_row(report, finding, "hit", hit)
        for hit in items(finding, "suppressed"):
            yield _hit_row(report, finding, "suppressed", hit)
        if finding.get("nearest"):
            yield _hit_row(report, finding, "nearest", finding["nearest"])


def suppression_words(hit: Mapping[str, Any]) -> str:
    """Why a suppressed hit does not count, in words; a reason that this version does not know as it is."""
    why, words = str(hit.get("by") or ""), str(hit.get("with") or "")
    if why not in set(Why):
        return pick("：", ": ").join(part for part in (why, words) if part)
    return str(WHY[Why(why)]).replace("{words}", words)


def evidence_shown(
    finding: Mapping[str, Any],
) -> tuple[Mapping[str, Any] | None, tuple[Mapping[str, Any], ...]]:
    """The nearest miss with what was lacking, and the suppressed hits other than it.

    A pass needs no nearest miss. Where the nearest miss is a suppressed hit, it is shown once, with that reason.
    """
    nearest = finding.get("nearest") if finding["outcome"] != "pass" else None
    suppressed = tuple(items(finding, "suppressed"))
    if nearest is None:
        return None, suppressed
    same = [hit for hit in suppressed if (hit["turn"], hit["chars"]) == (nearest["turn"], nearest["chars"])]
    why = nearest.get("why") or next(map(suppression_words, same), "")
    return {**nearest, "why": why}, tuple(hit for hit in suppressed if hit not in same)


def _hit_row(report: Report, finding: Mapping[str, Any], evidence: str, hit: Mapping[str, Any]) -> Row:
    start, end = hit["chars"]
    return {
        "call_id": report["call_id"],
        "rule": finding["rule"],
        "evidence": evidence,
        "turn": hit["turn"],
        "start_char": start,
        "end_char": end,
        **{name: hit.get(name) for name in ("start_ms", "end_ms", "said", "kind", "pattern")},
        "why": hit.get("why") or suppression_words(hit) or None,
    }


def banned_rows(report: Report) -> Iterator[Row]:
    """The rows of `banned`; the agent is the one whose turn it is."""
    turns = {turn["index"]: turn for turn in items(report, "turns")}
    for hit in items(report, "banned"):
        start, end = hit["chars"]
        yield {
            "call_id": report["call_id"],
            "agent_id": turns.get(hit["turn"], {}).get("agent_id") or report.get("agent_id"),
            "turn": hit["turn"],
            "start_char": start,
            "end_char": end,
            **{
                name: hit.get(name)
                for name in ("said", "rule", "clause", "severity", "status", "say_instead")
            },
        }


def score_rows(report: Report) -> Iterator[Row]:
    """The rows of `scores`: the lines of the ledger in their order."""
    names = ("section", "rule", "title", "clause", "outcome", "weight", "low", "high")
    for number, line in enumerate(items(report.get("score") or {}, "lines"), start=1):
        yield {"call_id": report["call_id"], "line": number, **{name: line.get(name) for name in names}}
