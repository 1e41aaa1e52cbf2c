"""A month from rows of `Facts`: one pass over the rows, then the reports of the few calls that are shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from analyzer.errors import Code, Problem, UsageError
from analyzer.language import Text
from analyzer.months.calls import Keeper, MonthCalls
from analyzer.months.columns import Columns
from analyzer.months.counts import AT, Agent, Counts, Group, Whole
from analyzer.months.panel import Sums, designs, panel
from analyzer.months.picks import Picker
from analyzer.months.quotes import Lookup, Picked, quoted
from analyzer.months.value import Monthly, StandardRow

_MONTH: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
# Months before the one reported on that are shown beside it.
_BEFORE: Final = 11

_Number = TypeVar("_Number", np.int64, np.float64)


def monthly(
    rows: Iterable[Columns], lookup: Lookup, month: str | None = None, level: float = 0.95
) -> Monthly:
    """The month `2026-11`, by default the latest, with up to eleven months before it.

    Raises `UsageError` for what is no month, and for a month without calls.
    """
    if month is not None and not _MONTH.fullmatch(month):
        raise _no_month(month)
    counts, keeper = Counts(), Keeper(month)
    for columns in rows:
        keeper.add(columns, counts.add(columns))
    calls = keeper.calls()
    if keeper.month is None or not len(calls):
        raise _no_calls(month)
    return _month(counts, calls, lookup, (keeper.month, level))


def _month(counts: Counts, calls: MonthCalls, lookup: Lookup, chosen: tuple[str, float]) -> Monthly:
    month, level = chosen
    groups = counts.groups()
    months = _months(groups, month)
    present = {group.agent for group in groups if group.month == month}
    agents = _by_agent(counts, groups, months, present)
    teams = _summed(counts, groups, months, [_team(group) for group in groups])
    everyone = _summed(counts, groups, months, [Agent("", None, None, None)] * len(groups))
    effects = designs(agents)
    about_agents = panel(agents, effects, level)
    units = _numbers([group.agent for group in groups], [agent.key for agent in about_agents.units])[
        calls.groups
    ]
    picker = Picker(calls, units, about_agents)
    picked = quoted(Picked(picker.coaching(), picker.good(), picker.listen()), lookup)
    undated = [at for at, group in enumerate(groups) if group.month is None]
    return Monthly(
        month=month,
        months=months,
        level=level,
        undated=int(counts.sums()[undated, AT["calls"]].sum()),
        overall=panel(everyone, effects, level),
        teams=panel(teams, effects, level),
        agents=about_agents,
        standards=tuple(_standards(counts, groups, months)),
        coaching=picked.coaching,
        good=picked.good,
        listen=picked.listen,
    )


def _months(groups: Sequence[Group], month: str) -> tuple[str, ...]:
    """Every month from the first with calls, at most eleven back, to the month itself; gaps included."""
    first = min(group.month for group in groups if group.month is not None and group.month <= month)
    year, number = int(month[:4]), int(month[5:])
    back = [divmod(12 * year + number - 1 - step, 12) for step in range(_BEFORE, -1, -1)]
    names = [f"{y:04d}-{m + 1:02d}" for y, m in back]
    return tuple(name for name in names if name >= first)


def _by_agent(counts: Counts, groups: Sequence[Group], months: tuple[str, ...], present: set[str]) -> Sums:
    """The agents who have calls in the month, with the team that most of those calls were made in."""
    last = months[-1]
    calls = counts.sums()[:, AT["spoken"]]
    teams: dict[str, tuple[int, str | None]] = {}
    for at, group in enumerate(groups):
        best = teams.get(group.agent)
        if group.month == last and (best is None or calls[at] > best[0]):
            teams[group.agent] = (int(calls[at]), group.team)
    agents = {
        agent.key: Agent(agent.key, agent.agent_id, agent.agent_name, teams[agent.key][1])
        for agent in counts.agents()
        if agent.key in present
    }
    return _summed(counts, groups, months, [agents.get(group.agent) for group in groups])


def _team(group: Group) -> Agent:
    return Agent(group.team or "", None, None, group.team)


def _summed(
    counts: Counts, groups: Sequence[Group], months: tuple[str, ...], unit_of: Sequence[Agent | None]
) -> Sums:
    """Sums by unit and month over the groups that have a unit; units in the order of their keys, unknown last."""
    known = {unit.key: unit for unit in unit_of if unit is not None}
    units = tuple(known[key] for key in sorted(known, key=lambda key: (not key, key)))
    rows = _numbers([unit.key if unit else None for unit in unit_of], [unit.key for unit in units])
    columns = _numbers([group.month for group in groups], months)
    size = len(units), len(months)
    return Sums(
        units,
        months,
        _folded(counts.sums(), (rows, columns), size),
        _folded(counts.confidence(), (rows, columns), size),
    )


def _numbers(values: Sequence[str | None], known: Sequence[str | None]) -> Whole:
    """The place of each value among those known; -1 where it is not among them."""
    at = {value: number for number, value in enumerate(known)}
    return np.array([at.get(value, -1) for value in values], np.int64)


def _folded(table: NDArray[_Number], places: tuple[Whole, Whole], size: tuple[int, int]) -> NDArray[_Number]:
    """Rows added up by their two places; rows without a place are left out."""
    out = np.zeros((*size, *table.shape[1:]), table.dtype)
    kept = (places[0] >= 0) & (places[1] >= 0)
    np.add.at(out, (places[0][kept], places[1][kept]), table[kept])
    return out


def _standards(counts: Counts, groups: Sequence[Group], months: tuple[str, ...]) -> Iterator[StandardRow]:
    """Each standard by month: all calls first, then each team."""
    teams = sorted({group.team for group in groups}, key=lambda team: (team is None, team or ""))
    rows = _numbers([group.team for group in groups], teams)
    columns = _numbers([group.month for group in groups], months)
    for name, table in counts.standards().items():
        by_team = _folded(table, (rows, columns), (len(teams), len(months)))
        for team, whole, sums in (
            (None, True, by_team.sum(axis=0)),
            *((team, False, by_team[at]) for at, team in enumerate(teams)),
        ):
            for month, (passed, failed, undecided, banned) in zip(months, sums.tolist(), strict=True):
                if passed or failed or undecided or banned:
                    yield StandardRow(name, month, team, whole, passed, passed + failed, undecided, banned)


def _no_month(month: str) -> UsageError:
    message = Text(f"“{month}”不是月份", f"“{month}” is not a month")
    hint = Text("请写成 2026-11 这样", "write it like 2026-11")
    return UsageError(Problem(Code.USAGE, message, hint=hint))


def _no_calls(month: str | None) -> UsageError:
    which = month or Text("任何月份都", "any month")
    message = Text(f"{which} 没有通话", f"no calls in {which}")
    hint = Text(
        "月报按通话的开始时间分月：请用清单或文件名模板给出开始时间",
        "months come from start times: give them in a manifest or a file-name template",
    )
    return UsageError(Problem(Code.NOTHING_FOUND, message, hint=hint))
