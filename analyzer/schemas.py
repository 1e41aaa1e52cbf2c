"""The JSON Schema of a line of `reports.jsonl`; tests check real reports against it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel

_Outcome = Literal["pass", "fail", "not_applicable", "undecided"]
_Applies = Literal["yes", "no", "undecided"]
_Kind = Literal["exact", "variant", "phonetic", "meaning"]


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Turn(_Closed):
    index: int
    role: Literal["agent", "customer", "unknown"]
    text: str
    start_ms: int | None = None
    end_ms: int | None = None
    confidence: float | None = None
    agent_id: str | None = None
    speaker: str | None = None
    channel: int | None = None
    role_basis: str | None = None


class _Family(_Closed):
    said: bool | None
    kind: _Kind | None
    applies: _Applies
    turns: list[int]


class _Voice(_Closed):
    outcome: _Outcome
    reason: str
    turns: list[int]


class _Banned(_Closed):
    turn: int
    chars: list[int]
    said: str
    rule: str
    clause: str | None
    severity: Literal["minor", "major", "critical"]
    status: Literal["hit", "to_review"]
    say_instead: str | None


class _Clause(_Closed):
    standard: str
    id: str | None
    section: str
    text: str


class _Hit(_Closed):
    turn: int
    chars: list[int]
    start_ms: int | None
    end_ms: int | None
    said: str
    kind: _Kind
    pattern: str


class _Suppressed(_Hit):
    by: str
    with_: str = Field(alias="with")


class _Opened(_Closed):
    situation: str
    title: str
    turn: int
    chars: list[int] | None
    said: str | None


class _Search(_Closed):
    turns: list[int]
    who: str
    start_ms: int | None
    end_ms: int | None
    opened_by: _Opened | None
    looked_for: list[str]


class _Finding(_Closed):
    rule: str
    title: str
    set: str
    member: str
    status: str
    clause: _Clause | None
    claim: Literal["required", "forbidden", "answered", "measured"]
    severity: str | None
    weight: int
    gate: bool
    outcome: _Outcome
    applies: _Applies
    reason: str
    explanation: str
    hits: list[_Hit]
    suppressed: list[_Suppressed]
    nearest: _Hit | None
    search: _Search | None
    say_instead: str | None


class _Line(_Closed):
    rule: str
    title: str
    section: str
    clause: str | None
    outcome: str
    weight: float
    low: float
    high: float


class _Score(_Closed):
    low: float
    high: float
    gate: str | None
    lines: list[_Line]


class _Known(_Closed):
    call_id: str
    source: str | None
    agent_id: str | None
    agent_name: str | None
    team: str | None
    started_at: str | None
    channel: str | None
    direction: str | None


class ScoredReport(_Known):
    """A call that was scored."""

    ended_by: str | None
    status: Literal["scored"]
    recording: dict[str, Any] | None
    notes: list[str]
    dropped: list[dict[str, Any]]
    extra: dict[str, str]
    turns: list[_Turn]
    polite: dict[str, _Family]
    polite_coverage: float | None
    polite_compliance: float | None
    voices: dict[str, _Voice]
    voice_coverage: float | None
    banned: list[_Banned]
    findings: list[_Finding]
    measures: dict[str, float]
    score: _Score
    provenance: dict[str, Any]
    role_sensitive: list[str] | None = None


class FailedReport(_Known):
    """A call that could not be scored, with its reason."""

    status: Literal["failed"]
    code: str
    message: str
    hint: str | None


class ReportLine(RootModel[ScoredReport | FailedReport]):
    """One line of `reports.jsonl`."""


def reports_schema() -> dict[str, Any]:
    """The JSON Schema of a report line."""
    return ReportLine.model_json_schema(by_alias=True)
