"""Sums over calls for each agent, team and month, fed a few thousand rows of `Facts` at a time."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from analyzer.facts import HABITS, OUTCOME_LETTERS, SEVERITIES
from analyzer.months.columns import Columns
from analyzer.result import POLITE

Whole: TypeAlias = NDArray[np.int64]
Numbers: TypeAlias = NDArray[np.float64]
Truth: TypeAlias = NDArray[np.bool_]

LETTERS: Final = "".join(letter for _, letter in OUTCOME_LETTERS)
# Points of a score that one bar of its distribution spans.
BIN: Final = 10
BINS: Final = 100 // BIN

# Several outcomes of one call together: whether their sums need a correction, they hang together.
JOINT: Final = ("polite", "voices", "scripts", "timing")
_PARTS: Final = ("pass", "fail", "undecided")
_ENDS: Final = ("low", "high")
# What is summed, in order. Scores are whole hundredths of a point; `_sq` are sums of squares of single calls.
SUMS: Final = (
    *("calls", "failed", "spoken", "findings", "undecided"),
    *(f"score_{name}" for name in ("n", "low", "low_sq", "high", "high_sq")),
    *(f"score_{end}_{10 * at}" for end in _ENDS for at in range(BINS)),
    *(f"banned_{severity}{square}" for square in ("", "_sq") for severity in (*SEVERITIES, "all")),
    "banned_to_review",
    *(f"{habit}_{letter}" for habit in HABITS for letter in LETTERS),
    *(f"{joint}_{name}" for joint in JOINT for name in (*_PARTS, "kk", "kn", "nn")),
    "confidence_n",
)
AT: Final = {name: at for at, name in enumerate(SUMS)}
_STANDARD: Final = 4


@dataclass(frozen=True, slots=True)
class Group:
    """Whose sums: an agent's in one team and month; `agent` tells agents without a number apart."""

    agent: str
    team: str | None
    month: str | None


@dataclass(frozen=True, slots=True)
class Agent:
    """What is known about an agent: the first name and team that a call gave; None is unknown."""

    key: str
    agent_id: str | None
    agent_name: str | None
    team: str | None


class Codes:
    """Gives each new value the next whole number."""

    def __init__(self) -> None:
        self._codes: dict[Hashable, int] = {}

    def of(self, values: Iterable[Hashable]) -> Whole:
        """The numbers of these values, in their order."""
        codes = self._codes
        return np.fromiter((codes.setdefault(value, len(codes)) for value in values), dtype=np.int64)

    def __len__(self) -> int:
        """How many different values there were."""
        return len(self._codes)

    def values(self) -> list[Any]:
        """Every value in the order of its number."""
        return list(self._codes)


class Counts:
    """Sums by agent, team and month; memory grows with their number, not with the calls."""

    def __init__(self) -> None:
        self._groups, self._agents = Codes(), {}  # type: Codes, dict[str, Agent]
        self._sums: Whole = np.zeros((0, len(SUMS)), np.int64)
        self._confidence: Numbers = np.zeros(0)
        self._standards: dict[str, Whole] = {}

    def add(self, columns: Columns) -> Whole:
        """Counts these rows; returns the number of each row's group."""
        keys = [agent_key(*pair) for pair in zip(columns["agent_id"], columns["agent_name"], strict=True)]
        self._know(keys, columns)
        groups = self._groups.of(zip(keys, columns["team"], columns["month"], strict=True))
        self._grow()
        np.add.at(self._confidence, groups, np.array(columns["confidence_sum"], np.float64))
        order = np.argsort(groups, kind="stable")
        ordered = groups[order]
        starts = np.flatnonzero(np.diff(ordered, prepend=-1))
        self._sums[ordered[starts]] += np.add.reduceat(matrix(columns)[order], starts, axis=0)
        self._add_standards(groups, columns["standards"])
        return groups

    def groups(self) -> tuple[Group, ...]:
        """The groups in the order of their numbers; a row without a team counts for the agent's team."""
        known = self._agents
        return tuple(
            Group(agent, team or known[agent].team, month) for agent, team, month in self._groups.values()
        )

    def agents(self) -> tuple[Agent, ...]:
        """The agents by number, the unknown agent last."""
        return tuple(self._agents[key] for key in sorted(self._agents, key=lambda key: (not key, key)))

    def sums(self) -> Whole:
        """A row a group, a column for each of `SUMS`."""
        return self._sums[: len(self._groups)]

    def confidence(self) -> Numbers:
        """The sum of the recogniser's confidence over the turns of each group."""
        return self._confidence[: len(self._groups)]

    def standards(self) -> dict[str, Whole]:
        """For each standard a row a group: passes, fails, undecided findings, banned hits."""
        size = len(self._groups)
        return {name: self._standards[name][:size] for name in sorted(self._standards)}

    def _know(self, keys: Sequence[str], columns: Columns) -> None:
        rows = zip(keys, columns["agent_id"], columns["agent_name"], columns["team"], strict=True)
        for key, *given in dict.fromkeys(rows):
            old = self._agents.get(key) or Agent(key, None, None, None)
            names = (old.agent_id or given[0], old.agent_name or given[1], old.team or given[2])
            self._agents[key] = Agent(key, *names)

    def _grow(self) -> None:
        """Room for every group, at least doubled each time."""
        need, have = len(self._groups), len(self._sums)
        if need <= have:
            return
        more = max(need, 2 * have) - have
        self._sums = np.pad(self._sums, ((0, more), (0, 0)))
        self._confidence = np.pad(self._confidence, (0, more))
        self._standards = {name: np.pad(rows, ((0, more), (0, 0))) for name, rows in self._standards.items()}

    def _add_standards(self, groups: Whole, cells: Sequence[str | None]) -> None:
        codes = Codes()
        of = codes.of(cells)
        parsed: list[dict[str, list[int]]] = [json.loads(cell) if cell else {} for cell in codes.values()]
        for name in sorted({name for counts in parsed for name in counts}):
            table = np.array([counts.get(name, (0,) * _STANDARD) for counts in parsed], np.int64)
            if name not in self._standards:
                self._standards[name] = np.zeros((len(self._sums), _STANDARD), np.int64)
            np.add.at(self._standards[name], groups, table[of])


def agent_key(agent_id: str | None, agent_name: str | None) -> str:
    """What tells one agent from another: the number, else the name, else nothing."""
    return agent_id or (f"\0{agent_name}" if agent_name else "")


def letters(outcomes: Sequence[str | None]) -> NDArray[np.bytes_]:
    """The outcomes as a row a call and a column a habit; empty where the call's results are another agent's."""
    width = len(HABITS)
    cells: NDArray[np.bytes_] = np.array([row or "" for row in outcomes], f"S{width}").view("S1")
    return cells.reshape(-1, width)


def matrix(columns: Columns) -> Whole:
    """The rows as whole numbers, a column for each of `SUMS`."""
    out = np.zeros((len(columns["call_id"]), len(SUMS)), np.int64)
    own = np.array(columns["part"], np.int64) == 0
    scored = np.array([status == "scored" for status in columns["status"]], np.bool_)
    out[:, AT["calls"]], out[:, AT["failed"]] = own, own & ~scored
    for name in ("spoken", "findings", "undecided", "banned_to_review", "confidence_n"):
        out[:, AT[name]] = columns[name]
    _scores(out, columns)
    _banned(out, columns)
    outcomes = _one_hot(letters(columns["outcomes"]))
    first = AT[f"{HABITS[0]}_{LETTERS[0]}"]
    out[:, first : first + outcomes.shape[1] * outcomes.shape[2]] = outcomes.reshape(len(out), -1)
    families = len(POLITE)
    _joint(out, "polite", outcomes[:, :families, :3].sum(axis=1))
    _joint(out, "voices", outcomes[:, families:, :3].sum(axis=1))
    for joint, kind in (("scripts", "script"), ("timing", "timing")):
        _joint(out, joint, np.array([columns[f"{kind}_{part}"] for part in _PARTS], np.int64).T)
    return out


def _one_hot(outcomes: NDArray[np.bytes_]) -> Whole:
    """Calls × habits × letters, 1 where the call has that outcome."""
    hot: Whole = (outcomes[:, :, None] == np.array(list(LETTERS), "S1")).astype(np.int64)
    return hot


def _scores(out: Whole, columns: Columns) -> None:
    for end in _ENDS:
        points = np.array(columns[f"score_{end}"], np.float64)
        known = np.isfinite(points)
        hundredths = np.rint(100 * np.where(known, points, 0)).astype(np.int64)
        out[:, AT["score_n"]] = known
        out[:, AT[f"score_{end}"]], out[:, AT[f"score_{end}_sq"]] = hundredths, hundredths**2
        bins = np.clip(hundredths // (100 * BIN), 0, BINS - 1)
        out[known, AT[f"score_{end}_0"] + bins[known]] = 1


def _banned(out: Whole, columns: Columns) -> None:
    counts = np.array([columns[f"banned_{severity}"] for severity in SEVERITIES], np.int64).T
    both = np.column_stack([counts, counts.sum(axis=1)])
    first, squares = AT[f"banned_{SEVERITIES[0]}"], AT[f"banned_{SEVERITIES[0]}_sq"]
    out[:, first : first + both.shape[1]] = both
    out[:, squares : squares + both.shape[1]] = both**2


def _joint(out: Whole, joint: str, parts: Whole) -> None:
    """Passes, fails and undecided of one call together, with the squares that tell how they hang together."""
    k, n = parts[:, 0], parts[:, 0] + parts[:, 1]
    first = AT[f"{joint}_pass"]
    out[:, first : first + 6] = np.column_stack([parts, k * k, k * n, n * n])
