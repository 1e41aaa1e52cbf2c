"""How much a result leans on who is who: the verdicts that change when agent and customer are exchanged."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from analyzer.call import Call, Role, Turn
from analyzer.engine import Engine

_OTHER: Final = {Role.AGENT: Role.CUSTOMER, Role.CUSTOMER: Role.AGENT, Role.UNKNOWN: Role.UNKNOWN}


def flipped(call: Call) -> Call:
    """The same words with agent and customer exchanged; unknown stays unknown, agents' numbers are dropped."""
    return replace(call, turns=tuple(_other(turn) for turn in call.turns))


def _other(turn: Turn) -> Turn:
    return replace(turn, role=_OTHER[turn.role], agent_id=None)


def role_sensitive(call: Call, engine: Engine) -> tuple[str, ...]:
    """The ids of the rules whose outcome changes under exchanged roles, in the order of the pack."""
    pairs = zip(engine.findings(call), engine.findings(flipped(call)), strict=True)
    return tuple(as_told.rule.id for as_told, exchanged in pairs if as_told.outcome is not exchanged.outcome)
