"""The report of one call, and its JSON as the contract has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from analyzer.call import Call, Role, turn_to_dict
from analyzer.errors import Code, Problem, UsageError
from analyzer.evaluate import Applies, Finding, Outcome
from analyzer.explain import explain
from analyzer.finding_json import finding_to_dict
from analyzer.language import Text
from analyzer.match import Hit
from analyzer.rules.model import Claim, Kind, Pack, Situation
from analyzer.score import Score
from analyzer.shown import call_html, finding_html

POLITE = ("您好", "请", "谢谢", "对不起", "再见")
VOICES = ("问候声", "回应声", "道歉声", "致谢声", "提醒声", "告知声", "道别声")
POLITE_SET, VOICE_SET = "十字礼貌用语", "七声服务"

Json = dict[str, object]
_GRADES = (Kind.EXACT, Kind.VARIANT, Kind.PHONETIC)


@dataclass(frozen=True, slots=True)
class CallFinding:
    """A finding with what its sentence needs of the call's pack; shows itself in a notebook."""

    finding: Finding
    situations: Mapping[str, Situation]

    def to_dict(self) -> Json:
        """The finding as JSON values, as it stands in the call's report."""
        return finding_to_dict(self.finding, self.situations)

    def __str__(self) -> str:
        """The sentence that explains the outcome."""
        return str(explain(self.finding, dict(self.situations)))

    def __repr__(self) -> str:
        """Short, for all that it rests on is long."""
        return f"CallFinding({self.finding.rule.id!r}, {str(self.finding.outcome)!r}, {str(self)!r})"

    def _repr_html_(self) -> str:
        return finding_html(self.to_dict())


@dataclass(frozen=True, slots=True)
class CallReport:
    """Call, findings, score and provenance: the same inputs give the same bytes."""

    call: Call
    findings: tuple[Finding, ...]
    score: Score
    measures: Mapping[str, float]
    provenance: Mapping[str, object]
    situations: Mapping[str, Situation]

    def to_dict(self) -> Json:
        """The report as JSON values (contract: a line of `reports.jsonl`)."""
        return report_to_dict(self)

    def finding(self, name: str) -> CallFinding:
        """The finding of a rule by its id, its title, or its name within its set (道歉声). Raises `UsageError`."""
        for finding in self.findings:
            if name in (finding.rule.id, finding.rule.title, finding.rule.member):
                return CallFinding(finding, self.situations)
        raise UsageError(_no_rule(name))

    def __repr__(self) -> str:
        """Short, for a call and its findings are long."""
        low, high = self.score.low / 100, self.score.high / 100
        return f"CallReport({self.call.call_id!r}, turns={len(self.call.turns)}, score=({low:g}, {high:g}))"

    def _repr_html_(self) -> str:
        return call_html(self.to_dict())


@dataclass(frozen=True, slots=True)
class FailedCall:
    """A call that could not be scored, with its reason; it has a line of its own all the same."""

    call_id: str
    source: str | None
    problem: Problem
    metadata: Mapping[str, str | None]


def provenance(pack: Pack, call: Call, version: str, settings: Mapping[str, object]) -> Json:
    """Everything that determines a result besides the call itself."""
    origin = call.origin
    return {
        "analyzer": version,
        "pack": {"id": pack.id, "version": pack.version, "sha256": pack.sha256},
        "scorecard": pack.scorecard.id,
        "recognizer": None
        if origin is None
        else {
            "name": origin.recognizer,
            "model": origin.model,
            "model_sha256": origin.model_sha256,
            "options": dict(origin.options),
        },
        "settings": dict(sorted(settings.items())),
    }


def _no_rule(name: str) -> Problem:
    return Problem(
        Code.UNKNOWN_NAME,
        Text(f"这通电话的规则里没有“{name}”", f'the rules of this call have no "{name}"'),
        hint=Text(
            "用规则的编号（qisheng.apology）、标题或名称（道歉声）",
            "use a rule's id (qisheng.apology), title or name (道歉声)",
        ),
    )


_METADATA = ("source", "agent_id", "agent_name", "team", "started_at", "channel", "direction")


def failed_to_dict(failed: FailedCall) -> Json:
    """The line of a call that could not be scored."""
    known = {name: failed.metadata.get(name) for name in _METADATA}
    return {
        "call_id": failed.call_id,
        **known,
        "source": failed.source,
        "status": "failed",
        "code": str(failed.problem.code),
        "message": str(failed.problem.message),
        "hint": str(failed.problem.hint) if failed.problem.hint else None,
    }


def report_to_dict(report: CallReport) -> Json:
    """The report as JSON values, keys in a fixed order."""
    call, findings = report.call, report.findings
    polite = {f.rule.member: f for f in findings if f.rule.set == POLITE_SET}
    voices = {f.rule.member: f for f in findings if f.rule.set == VOICE_SET}
    return {
        "call_id": call.call_id,
        **{name: getattr(call, name) for name in _METADATA},
        "ended_by": str(call.ended_by) if call.ended_by else None,
        "status": "scored",
        "recording": _slots(call.recording) if call.recording else None,
        "notes": list(call.notes),
        "dropped": [_slots(item) for item in call.dropped],
        "extra": dict(call.extra),
        "turns": [{k: v for k, v in turn_to_dict(turn).items() if k != "words"} for turn in call.turns],
        "polite": {name: _family(polite[name]) for name in POLITE if name in polite},
        "polite_coverage": _coverage([polite[n] for n in POLITE if n in polite], applying=False),
        "polite_compliance": _coverage([polite[n] for n in POLITE if n in polite], applying=True),
        "voices": {name: _voice(voices[name]) for name in VOICES if name in voices},
        "voice_coverage": _voice_coverage([voices[name] for name in VOICES if name in voices]),
        "banned": _banned(findings),
        "findings": [finding_to_dict(finding, report.situations) for finding in findings],
        "measures": dict(sorted(report.measures.items())),
        "score": _score(report.score),
        "provenance": dict(report.provenance),
    }


def _slots(value: object) -> Json:
    return {name: getattr(value, name) for name in value.__slots__}  # type: ignore[attr-defined]


def _said(finding: Finding) -> bool | None:
    if not finding.hits:
        return False
    return None if all(hit.role == "unknown" for hit in finding.hits) else True


def _family(finding: Finding) -> Json:
    kinds = {hit.kind for hit in finding.hits}
    return {
        "said": _said(finding),
        "kind": next((str(kind) for kind in _GRADES if kind in kinds), None),
        "applies": str(
            Applies.YES if _said(finding) and finding.applies is Applies.UNDECIDED else finding.applies
        ),
        "turns": sorted({hit.turn for hit in finding.hits}),
    }


def _coverage(families: list[Finding], *, applying: bool) -> float | None:
    """Families said among all, or among those that certainly apply; None where it cannot be told who said them."""
    counted = [f for f in families if not applying or f.applies is Applies.YES]
    said = [_said(finding) for finding in counted]
    return None if not counted or None in said else round(sum(map(bool, said)) / len(counted), 4)


def _voice(finding: Finding) -> Json:
    return {
        "outcome": str(finding.outcome),
        "reason": str(finding.reason),
        "turns": sorted({hit.turn for hit in finding.hits}),
    }


def _voice_coverage(voices: list[Finding]) -> float | None:
    passed = sum(finding.outcome is Outcome.PASS for finding in voices)
    failed = sum(finding.outcome is Outcome.FAIL for finding in voices)
    return round(passed / (passed + failed), 4) if passed + failed else None


def _banned(findings: tuple[Finding, ...]) -> list[Json]:
    """Banned hits in turn order, with what was found by sound only for a person to review."""
    rows: list[tuple[Finding, Hit]] = [
        (finding, hit)
        for finding in findings
        if finding.rule.claim is Claim.FORBIDDEN
        for hit in finding.hits
        if finding.outcome is Outcome.FAIL or (hit.kind is Kind.PHONETIC and hit.role is Role.AGENT)
    ]
    rows.sort(key=lambda row: (row[1].turn, row[1].chars, row[0].rule.id))
    return [
        {
            "turn": hit.turn,
            "chars": [hit.chars.start, hit.chars.end],
            "said": hit.said,
            "rule": finding.rule.id,
            "clause": finding.rule.clause.id if finding.rule.clause else None,
            "severity": str(finding.rule.severity),
            "status": "to_review" if hit.kind is Kind.PHONETIC or finding.rule.status != "stable" else "hit",
            "say_instead": finding.rule.say_instead,
        }
        for finding, hit in rows
    ]


def _score(score: Score) -> Json:
    return {
        "low": score.low / 100,
        "high": score.high / 100,
        "gate": score.gate,
        "lines": [
            {
                "rule": line.rule,
                "title": line.title,
                "section": line.section,
                "clause": line.clause,
                "outcome": line.outcome,
                "weight": line.weight / 100,
                "low": line.low / 100,
                "high": line.high / 100,
            }
            for line in score.lines
        ],
    }
