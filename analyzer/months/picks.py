"""Which calls of a month to show: what to coach, what to play in training, what to listen to first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from analyzer.facts import HABITS
from analyzer.months.calls import MonthCalls
from analyzer.months.counts import Numbers, Whole
from analyzer.months.listen import DEAF, reasons, urgency
from analyzer.months.stats import MIN_N
from analyzer.months.value import Advice, Coaching, Example, Good, Listen, Panel
from analyzer.result import POLITE

# How much is shown: habits an agent, examples of each, banned phrases an agent.
_ADVICE: Final = 3
_EXAMPLES: Final = 2
_BANNED: Final = 3
# Good calls of each habit and of all, calls to listen to, and how many of those may be one agent's.
_GOOD_EACH: Final = 2
_GOOD: Final = 10
_LISTEN: Final = 50
_OF_ONE_AGENT: Final = 5


# A family and the voice that is made of it are one thing to talk about.
_TWINS: Final = (("您好", "问候声"), ("谢谢", "致谢声"), ("对不起", "道歉声"), ("再见", "道别声"))


def _different(habits: Iterable[int]) -> Iterator[int]:
    """The first habits, without a second one that is the same thing to talk about."""
    twin = {HABITS.index(one): HABITS.index(other) for pair in _TWINS for one, other in (pair, pair[::-1])}
    chosen: list[int] = []
    for habit in map(int, habits):
        if len(chosen) < _ADVICE and twin.get(habit) not in chosen:
            chosen.append(habit)
            yield habit


class Picker:
    """Picks from the calls of the month; `units` is the agent of each row by its place in the panel."""

    def __init__(self, calls: MonthCalls, units: Whole, agents: Panel) -> None:
        self._calls, self._units, self._agents = calls, units, agents
        self._newest = self._newest_first()
        by_unit = self._newest[np.argsort(units[self._newest], kind="stable")]
        ends = np.searchsorted(units[by_unit], np.arange(len(agents.units) + 1))
        self._rows = [by_unit[start:end] for start, end in pairwise(ends)]

    def _newest_first(self) -> Whole:
        """Rows by time, the latest first, those that the recogniser heard badly last; ties by call."""
        columns = self._calls.columns
        deaf = [(self._calls.confidence(at) or 1) < DEAF for at in range(len(self._calls))]
        by_call = sorted(range(len(self._calls)), key=lambda at: columns["call_id"][at])
        by_time = sorted(by_call, key=lambda at: columns["started_at"][at] or "", reverse=True)
        return np.array(sorted(by_time, key=deaf.__getitem__), np.int64)

    def coaching(self) -> tuple[Coaching, ...]:
        """For each agent of the panel what would gain most."""
        gains = self._gains()
        return tuple(
            Coaching(agent, tuple(self._advice(unit, gains[unit])), tuple(self._worst(unit)))
            for unit, agent in enumerate(self._agents.units)
        )

    def _gains(self) -> Numbers:
        """How many more times in 100 calls each habit would be met if always done: agents × habits."""
        shares, habits = self._agents.shares, len(HABITS)
        scored = (self._agents.calls - self._agents.failed)[:, -1, None]
        n = shares.n[:, -1, :habits]
        missed = np.where(shares.k[:, -1, :habits] < n, 1 - shares.pooled.value[:, :habits], 0)
        return np.asarray(100 * missed * n / np.maximum(scored, 1))

    def _advice(self, unit: int, gains: Numbers) -> Iterator[Advice]:
        shares, shown = self._agents.shares, Counter[int]()
        # Where a family and its voice are missed alike, the voice says more: it has an occasion.
        most_first = np.lexsort((np.arange(len(gains)) < len(POLITE), -gains))
        for habit in _different(most_first[: int((gains > 0).sum())]):
            n = int(shares.n[unit, -1, habit])
            yield Advice(
                habit=HABITS[habit],
                gain=float(gains[habit]),
                k=int(shares.k[unit, -1, habit]),
                n=n,
                low=float(shares.band.low[unit, -1, habit]),
                high=float(shares.band.high[unit, -1, habit]),
                others=float(shares.pooled.centre[habit]),
                behind=bool(shares.versus[unit, habit] < 0),
                enough=n >= MIN_N,
                examples=tuple(self._missed(unit, habit, shown)),
            )

    def _missed(self, unit: int, habit: int, shown: Counter[int]) -> Iterator[Example]:
        """The agent's newest calls where the habit was missed; those that show something else already come last."""
        rows = self._rows[unit]
        missed = rows[self._calls.letters[rows, habit] == b"f"].tolist()
        for at in sorted(missed, key=shown.__getitem__)[:_EXAMPLES]:
            shown[at] += 1
            yield self._calls.example(at, self._calls.place(at, habit))

    def _worst(self, unit: int) -> Iterator[Example]:
        """The calls with the agent's gravest banned phrases."""
        columns = self._calls.columns
        names = ("banned_critical", "banned_major", "banned_minor")
        rows = [at for at in self._rows[unit] if columns["worst_turn"][at] is not None]
        rows.sort(key=lambda at: [-columns[name][at] for name in names])
        for at in rows[:_BANNED]:
            yield self._calls.example(at, columns["worst_turn"][at])

    def good(self) -> tuple[Good, ...]:
        """The best calls of all, then the best for each habit, no call twice and few of one agent."""
        rows = self._faultless()
        taken: set[int] = set()
        chosen = list(self._spread(rows, taken, _GOOD))
        picked: list[tuple[int, int | None]] = [(at, None) for at in chosen]
        for habit in range(len(HABITS)):
            showing = rows[self._calls.letters[rows, habit] == b"p"]
            picked += [(at, habit) for at in self._spread(showing, taken, _GOOD_EACH)]
        return tuple(self._good(at, habit) for at, habit in picked)

    def _faultless(self) -> Whole:
        """Calls where everything that applied was met and nothing banned was heard, those that show most first."""
        calls = self._calls
        outcomes = calls.letters
        spotless = sum(calls.whole(f"banned_{name}") for name in ("critical", "major", "minor", "to_review"))
        met = (outcomes == b"p").sum(axis=1)
        bad = ((outcomes == b"f") | (outcomes == b"u")).any(axis=1) | (spotless > 0) | (met == 0)
        rows = self._newest[~bad[self._newest]]
        score = np.array(calls.columns["score_low"], np.float64)
        deaf = np.array([(calls.confidence(at) or 1) < DEAF for at in rows], np.bool_)
        order = np.lexsort((-np.nan_to_num(score[rows]), -met[rows], deaf))
        return np.asarray(rows[order], np.int64)

    def _spread(self, rows: Sequence[int] | Whole, taken: set[int], most: int) -> Iterator[int]:
        """The first rows, leaving out what was taken and taking each agent once."""
        seen: Counter[int] = Counter()
        for at in rows:
            if len(seen) == most:
                return
            if int(at) not in taken and not seen[self._units[at]]:
                seen[self._units[at]] += 1
                taken.add(int(at))
                yield int(at)

    def _good(self, at: int, habit: int | None) -> Good:
        shown = tuple(
            name for name, letter in zip(HABITS, self._calls.letters[at], strict=True) if letter == b"p"
        )
        turn = None if habit is None else self._calls.place(at, habit)
        return Good(
            habit=None if habit is None else HABITS[habit],
            habits=shown,
            score_low=self._calls.columns["score_low"][at],
            confidence=self._calls.confidence(at),
            example=self._calls.example(at, turn),
        )

    def listen(self) -> tuple[Listen, ...]:
        """The most urgent calls, not too many of one agent."""
        weights = urgency(self._calls.columns)
        order = self._newest[np.argsort(-weights[self._newest], kind="stable")]
        found: list[Listen] = []
        of_agent: Counter[int] = Counter()
        for at in order:
            if len(found) == _LISTEN or weights[at] == 0:
                break
            of_agent[self._units[at]] += 1
            if of_agent[self._units[at]] <= _OF_ONE_AGENT:
                found.append(self._listen(int(at), float(weights[at])))
        return tuple(found)

    def _listen(self, at: int, weight: float) -> Listen:
        row = self._calls.row(at)
        return Listen(
            urgency=weight,
            reasons=reasons(row),
            score_low=row["score_low"],
            score_high=row["score_high"],
            confidence=self._calls.confidence(at),
            duration_ms=row["duration_ms"],
            example=self._calls.example(at, row["worst_turn"]),
        )
