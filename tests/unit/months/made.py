"""Facts made by hand: calls of named agents with the outcomes that a test needs."""

from __future__ import annotations

from typing import Any

from analyzer.facts import HABITS, Facts

NOTHING = "n" * len(HABITS)


def outcomes(**known: str) -> str:
    """Letters by habit; the others are not applicable."""
    return "".join(known.get(habit, "n") for habit in HABITS)


def facts(call_id: str, agent: str | None = "1", month: str | None = "2026-11", **known: Any) -> Facts:
    """The row of a scored call; `known` sets any other field."""
    plain: dict[str, Any] = {
        **dict.fromkeys(Facts.__slots__),
        **{name: 0 for name in Facts.__slots__ if name.startswith(("banned_", "script_", "timing_"))},
        **{"call_id": call_id, "part": 0, "agent_id": agent, "month": month, "status": "scored", "spoken": 1},
        **{"started_at": f"{month}-01T09:00:00" if month else None, "outcomes": NOTHING, "places": ""},
        **{"findings": 0, "undecided": 0, "confidence_sum": 0.0, "confidence_n": 0},
    }
    return Facts(**{**plain, **known})


def failed(call_id: str, agent: str | None = "1", month: str | None = "2026-11") -> Facts:
    """The row of a call that could not be scored."""
    return facts(call_id, agent, month, status="failed", spoken=0, outcomes=None, places=None)
