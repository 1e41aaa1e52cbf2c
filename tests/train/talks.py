"""Conversations labelled turn by turn: the labelled calls of `tests/data/calls`, and scenes written for training."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_DATA = Path(__file__).parents[1] / "data"
# Sets of calls that the rules were tuned on; what arises in their turns was labelled later, in `turns.jsonl`.
_CALLS = tuple(_DATA / "calls" / f"{name}.gold.jsonl" for name in "abcdefghijklmn")
_SITUATIONS = _DATA / "calls" / "turns.jsonl"


@dataclass(frozen=True, slots=True)
class Banned:
    """Words of a turn that are banned, and how grave they are."""

    said: str
    severity: str


@dataclass(frozen=True, slots=True)
class Said:
    """A turn: `agent` or `customer`, what the other said before, what arises in it, what is banned in it."""

    role: str
    before: str
    text: str
    situations: frozenset[str]
    banned: Banned | None


@dataclass(frozen=True, slots=True)
class Talk:
    """A call or a scene by an author."""

    author: str
    call: bool
    turns: tuple[Said, ...]


def read_talks() -> list[Talk]:
    """All calls, then all scenes."""
    labels: dict[str, dict[int, list[str]]] = defaultdict(dict)
    for item in _lines(_SITUATIONS):
        labels[item["call"]][item["turn"]] = item["labels"]
    calls = [
        Talk(
            path.name.partition(".")[0],
            call=True,
            turns=_said(call["turns"], labels[call["id"]], call["gold"]["banned"]),
        )
        for path in _CALLS
        for call in _lines(path)
    ]
    scenes = [
        Talk(
            path.stem,
            call=False,
            turns=_said(scene["turns"], {int(n): v for n, v in scene["labels"].items()}, scene["banned"]),
        )
        for path in sorted((_DATA / "scenes").glob("*.jsonl"))
        for scene in _lines(path)
    ]
    return [*calls, *scenes]


def _lines(path: Path) -> Iterator[Any]:
    return map(json.loads, path.read_text(encoding="utf-8").splitlines())


def _said(turns: list[Any], situations: Mapping[int, list[str]], banned: list[Any]) -> tuple[Said, ...]:
    rude = {item["turn"]: Banned(item["said"], item["severity"]) for item in banned}
    said: list[Said] = []
    for number, turn in enumerate(turns):
        role = turn["role"].partition("_")[0]
        before = next((earlier.text for earlier in reversed(said) if earlier.role != role), "")
        arises = frozenset(situations.get(number, ()))
        said.append(Said(role, before, turn["text"], arises, rude.get(number)))
    return tuple(said)
