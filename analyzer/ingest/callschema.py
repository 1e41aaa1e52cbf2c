"""The shape of a call in JSON as outside programs write it (`analyzer schema calls`), checked strictly."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, AliasChoices, BaseModel, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from analyzer.ingest.speakers import speaker_of

NOBODY = "none"
"""A turn that nobody speaks: ringing, hold music. Its text is kept in `Call.dropped`."""

_ROLES = ("agent", "customer", "unknown")


def _role(value: str) -> str:
    """A role of the contract, `none`, a numbered agent (agent2), or a label that names a role (坐席)."""
    if value in (*_ROLES, NOBODY) or speaker_of(value).known:
        return value
    raise PydanticCustomError("role", "role must be agent, customer or unknown")


def _one_of(*values: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "enum": list(values)})


RoleField = Annotated[str, AfterValidator(_role), _one_of(*_ROLES)]
Moment = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]
Name = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
Share = Annotated[float, Field(ge=0, le=1)]
Offset = Annotated[int, Field(ge=0)]


class Strict(BaseModel):
    """No silent conversion; keys beyond the named ones are kept apart and reported."""

    model_config = ConfigDict(strict=True, extra="allow", populate_by_name=True)


class WordIn(Strict):
    """A recognised word: its characters in the turn's text, half-open, and its time in milliseconds."""

    text: str
    chars: Annotated[list[Offset], Field(min_length=2, max_length=2)]
    start_ms: Offset
    end_ms: Offset
    confidence: Share | None = None


class TurnIn(Strict):
    """One turn. Only `role` and `text` are required; the place in the list counts, not `index` or `i`."""

    role: RoleField
    text: str
    start_ms: Offset | None = None
    end_ms: Offset | None = None
    confidence: Share | None = None
    agent_id: str | None = None
    speaker: str | None = None
    channel: int | None = None
    role_basis: str | None = None
    words: list[WordIn] = Field(default_factory=list)
    index: int | None = None
    i: int | None = None


class RecordingIn(Strict):
    """The recording that the words were heard in."""

    name: str
    sha256: str
    duration_ms: Offset
    sample_rate: int
    channels: int
    codec: str
    undecoded_packets: int = 0


class OriginIn(Strict):
    """The recogniser or reader that the words come from."""

    recognizer: str
    model: str | None = None
    model_sha256: str | None = None
    options: dict[str, str] = Field(default_factory=dict)


class DroppedIn(Strict):
    """Something that was heard and kept out of the turns."""

    reason: str
    text: str
    start_ms: int | None = None
    end_ms: int | None = None


class CallIn(Strict):
    """One call. Only `turns` is required; unknown keys are ignored with a note on the call.

    A `started_at`, `channel`, `direction` or `ended_by` that is not understood leaves its field unknown.
    """

    call_id: Name | None = Field(default=None, validation_alias=AliasChoices("call_id", "id"))
    source: str | None = None
    agent_id: str | None = None
    agent_name: str | None = None
    team: str | None = None
    started_at: Moment | None = None
    channel: Annotated[str, _one_of("phone", "window", "chat")] | None = None
    direction: Annotated[str, _one_of("inbound", "outbound")] | None = None
    ended_by: Annotated[str, _one_of("agent", "customer", "cut")] | None = None
    turns: list[TurnIn]
    recording: RecordingIn | None = None
    origin: OriginIn | None = None
    dropped: list[DroppedIn] = Field(default_factory=list)
    notes: list[str] = Field(default_factory=list)
    extra: dict[str, str] = Field(default_factory=dict)


def calls_schema() -> dict[str, Any]:
    """The JSON Schema of one call, by the names of the contract."""
    schema = CallIn.model_json_schema(by_alias=False)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "Call"}
