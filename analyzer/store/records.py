"""What goes in and out of the store, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from analyzer.errors import Code, Problem
from analyzer.facts import Facts
from analyzer.language import Text


class State(StrEnum):
    """Where a source or a call stands in the ledger."""

    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"


class Why(StrEnum):
    """Why an attempt came to nothing."""

    CRASHED = "crashed"
    KILLED = "killed"
    TIME_LIMIT = "time-limit"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a call has no result: the line's own names, what is known of it, and the problem in both languages."""

    call_id: str | None
    source: str
    problem: Problem
    known: tuple[tuple[str, str | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger. `position` is the source's place in the plan, `part` the call's place in the source.

    `call_id` is the id that this call holds in the run; None where it holds none (a failure, a second claim).
    """

    position: int
    part: int
    source: str
    state: State = State.PENDING
    call_id: str | None = None
    key: str | None = None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """What listening gave, under the key of all that determines it: the packed call, or why there is none."""

    key: str
    body: bytes | None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """A finished call: its packed report, the masked one packed beside it where it differs, the facts counted from it."""

    key: str
    body: bytes
    masked: bytes | None
    facts: tuple[Facts, ...]
    listening: str | None = None


@dataclass(frozen=True, slots=True)
class Finished:
    """What became of one entry, to be kept in one piece; `claim` is given back."""

    entry: Entry
    claim: str | None = None
    result: Result | None = None
    heard: Heard | None = None


def reason_to_dict(reason: Reason) -> dict[str, object]:
    """The reason as JSON values, both languages."""
    problem = reason.problem
    return {
        "call_id": reason.call_id,
        "source": reason.source,
        "known": dict(reason.known),
        "code": str(problem.code),
        "message": [problem.message.zh, problem.message.en],
        "hint": [problem.hint.zh, problem.hint.en] if problem.hint else None,
        "path": problem.path,
        "line": problem.line,
        "column": problem.column,
        "call": problem.call,
    }


def reason_from_dict(data: Mapping[str, Any]) -> Reason:
    """The reason that `reason_to_dict` wrote."""
    problem = Problem(
        Code(data["code"]),
        Text(*data["message"]),
        path=data["path"],
        line=data["line"],
        column=data["column"],
        call=data["call"],
        hint=Text(*data["hint"]) if data["hint"] else None,
    )
    return Reason(data["call_id"], data["source"], problem, tuple(data["known"].items()))
