"""Small results and ledger lines for the tests of the store."""

from __future__ import annotations

from analyzer.errors import Code, Problem
from analyzer.facts import facts_of
from analyzer.language import Text
from analyzer.store import Entry, Finished, Heard, Reason, Result, State, pack


def report(call_id: str, **more: object) -> dict[str, object]:
    turns = [{"index": 0, "role": "agent", "text": f"您好，{call_id}"}]
    return {
        "call_id": call_id,
        "status": "scored",
        "agent_id": "7",
        "source": f"{call_id}.wav",
        "turns": turns,
        **more,
    }


def result(call_id: str, key: str | None = None, **more: object) -> Result:
    line = report(call_id, **more)
    return Result(key or f"key-{call_id}", pack(line), None, facts_of(line), f"heard-{call_id}")


def finished(
    position: int, call_id: str, result_: Result | None = None, claim: str | None = None
) -> Finished:
    made = result_ or result(call_id)
    entry = Entry(position, 0, f"{call_id}.wav", State.DONE, call_id, made.key)
    return Finished(entry, claim, made, Heard(f"heard-{call_id}", pack({"call": call_id})))


def reason(call_id: str = "bad", source: str = "bad.wav") -> Reason:
    problem = Problem(Code.NO_SPEECH, Text("没有声音", "no sound"), path=source, hint=Text("重录", "again"))
    return Reason(call_id, source, problem, (("agent_id", "7"),))


def failed(position: int, call_id: str) -> Finished:
    return Finished(
        Entry(position, 0, f"{call_id}.wav", State.FAILED, None, None, reason(call_id, f"{call_id}.wav"))
    )
