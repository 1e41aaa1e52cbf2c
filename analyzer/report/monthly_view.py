"""What the pages and sheets of the monthly report show, made from `Monthly` once and without any markup."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from analyzer.facts import HABITS
from analyzer.months.counts import Agent, Whole
from analyzer.months.listen import DEAF
from analyzer.months.stats import MIN_N
from analyzer.months.stats_groups import Standing
from analyzer.months.value import Coaching, Good, Listen, Monthly, Panel, StandardRow
from analyzer.report.indexview import agent_words
from analyzer.report.labels import label, pick
from analyzer.report.monthly_figures import Figure, Score, figures, known, score

By = Literal["agent", "team"]
Kind = Literal["agent", "team", "all"]

# What is looked at in the list of changes and in the headline comparison, habits apart.
JOINT: Final = ("十字", "七声")
# So much less confidence than all calls have may be a bad headset.
_WORSE_HEARD: Final = 0.1


@dataclass(frozen=True, slots=True)
class Unit:
    """One agent, team or everybody: who, how many calls, and every figure of the month.

    `ranks` maps 十字, 七声 and `all` (banned phrases) to the best and worst rank that cannot be ruled out, 1 the best;
    `heard` is the recogniser's mean confidence over `heard_n` turns, `deaf` that it is low or far below that of all calls.
    """

    kind: Kind
    at: int
    words: str
    team: str
    calls: int
    failed: int
    spoken: int
    to_review: int
    findings: int
    undecided: int
    score: Score
    figures: dict[str, Figure]
    ranks: dict[str, tuple[int, int]]
    heard: float | None
    heard_n: int
    deaf: bool

    @property
    def side(self) -> int:
        """-1 when certainly below the others in 十字 or 七声 or above them in banned phrases, 1 for the reverse, else 0."""
        sides = [self.figures[name].versus for name in JOINT] + [-self.figures["all"].versus]
        return -1 if -1 in sides else int(1 in sides)


@dataclass(frozen=True, slots=True)
class Changed:
    """A change since the month before that exceeds chance; `better` says which way it went."""

    unit: Unit
    figure: Figure
    better: bool


@dataclass(frozen=True, slots=True)
class Standings:
    """The comparison of all units in one measure: how many there are, who stands out, and who hangs together.

    `bands` are runs of units, the best first, in which nobody can be told apart; neighbouring runs may share units.
    """

    measure: str
    size: int
    better: tuple[str, ...]
    worse: tuple[str, ...]
    bands: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Need:
    """What to coach with one agent; `certain` counts habits in which the agent is certainly below the others."""

    unit: Unit
    coaching: Coaching
    certain: int


@dataclass(frozen=True, slots=True)
class MonthlyView:
    """Everything that the monthly report shows; units are agents or teams as `by` says, changes are about both."""

    month: str
    months: tuple[str, ...]
    by: By
    level: float
    undated: int
    overall: Unit
    teams: tuple[Unit, ...]
    agents: tuple[Unit, ...]
    standings: tuple[Standings, ...]
    changes: tuple[Changed, ...]
    compared: int
    needs: tuple[Need, ...]
    good: tuple[Good, ...]
    listen: tuple[Listen, ...]
    standards: tuple[StandardRow, ...]
    undecided_share: float | None

    @property
    def units(self) -> tuple[Unit, ...]:
        """The units that tables compare."""
        return self.teams if self.by == "team" else self.agents

    @property
    def deaf(self) -> tuple[Unit, ...]:
        """Agents whose words were heard badly."""
        return tuple(unit for unit in self.agents if unit.deaf)


def monthly_view(monthly: Monthly, by: By = "agent") -> MonthlyView:
    """The view of one month; `by` says whether tables compare agents or teams."""
    heard = known(monthly.overall.confidence[0, -1])
    overall = next(_units("all", monthly.overall, heard))
    agents = tuple(_units("agent", monthly.agents, heard))
    teams = tuple(unit for unit in _units("team", monthly.teams, heard) if unit.calls)
    needs = [
        Need(unit, coaching, sum(advice.behind for advice in coaching.advice))
        for unit, coaching in zip(agents, monthly.coaching, strict=True)
        if coaching.advice or coaching.banned
    ]
    panel = monthly.teams if by == "team" else monthly.agents
    return MonthlyView(
        month=monthly.month,
        months=monthly.months,
        by=by,
        level=monthly.level,
        undated=monthly.undated,
        overall=overall,
        teams=teams,
        agents=agents,
        standings=tuple(_standings(panel)),
        changes=_changes(overall, teams, agents),
        compared=_compared(overall, teams, agents),
        needs=tuple(sorted(needs, key=_urgency)),
        good=monthly.good,
        listen=monthly.listen,
        standards=tuple(row for row in monthly.standards if row.month == monthly.month and row.whole),
        undecided_share=overall.undecided / overall.findings if overall.findings else None,
    )


def unit_words(unit: Agent) -> str:
    """Who a unit is: the agent, the team, or everybody."""
    if unit.agent_id or unit.agent_name:
        return agent_words(unit.agent_id, unit.agent_name)
    return unit.team or pick("未知", "unknown")


def _units(kind: Kind, panel: Panel, heard_by_all: float | None) -> Iterator[Unit]:
    ranks = {name: _ranks(standing, reverse=name in panel.rates.names) for name, standing in panel.standings}
    for at, unit in enumerate(panel.units):
        heard, heard_n = known(panel.confidence[at, -1]), int(panel.confidence_n[at, -1])
        counts = {name: int(getattr(panel, name)[at, -1]) for name in _COUNTS}
        yield Unit(
            kind=kind,
            at=at,
            words=unit_words(unit),
            team=unit.team or "",
            **counts,
            score=score(panel, at),
            figures=figures(panel, at),
            ranks={name: (int(best[at]), int(worst[at])) for name, (best, worst) in ranks.items()},
            heard=heard,
            heard_n=heard_n,
            deaf=_deaf(heard, heard_n, heard_by_all),
        )


def _ranks(standing: Standing, *, reverse: bool) -> tuple[Whole, Whole]:
    """Best and worst ranks, 1 for the best; of banned phrases the fewest are best."""
    if not reverse:
        return standing.best, standing.worst
    size, ranked = len(standing.order), standing.best > 0
    best, worst = size + 1 - standing.worst, size + 1 - standing.best
    return np.where(ranked, best, -1), np.where(ranked, worst, -1)


_COUNTS: Final = ("calls", "failed", "spoken", "to_review", "findings", "undecided")


def _deaf(heard: float | None, turns: int, by_all: float | None) -> bool:
    if heard is None or by_all is None or turns < MIN_N:
        return False
    return heard < DEAF or heard < by_all - _WORSE_HEARD


def _standings(panel: Panel) -> Iterator[Standings]:
    words = [unit_words(unit) for unit in panel.units]
    for name, standing in panel.standings:
        measured = panel.rates if name in panel.rates.names else panel.shares
        versus = measured.versus[:, measured.names.index(name)]
        up, down = (tuple(words[at] for at in np.flatnonzero(versus == side)) for side in (1, -1))
        order = [words[at] for at in standing.order]
        bands = tuple(tuple(order[first:last]) for first, last in standing.bands)
        if measured is panel.rates:  # few banned phrases are better
            up, down, bands = down, up, tuple(band[::-1] for band in bands[::-1])
        yield Standings(name, len(order), up, down, bands)


def _changes(overall: Unit, teams: Sequence[Unit], agents: Sequence[Unit]) -> tuple[Changed, ...]:
    """Everything that changed more than chance explains: all calls first, then teams, then agents, the largest first."""
    found: list[Changed] = []
    for units in ((overall,), teams, agents):
        changed = [
            Changed(unit, figure, figure.change * figure.good > 0)
            for unit in units
            for figure in unit.figures.values()
            if figure.changed and figure.change
        ]
        found += sorted(changed, key=lambda one: -abs(_size(one.figure)))
    return tuple(found)


def _size(figure: Figure) -> float:
    """How large a change is, so that shares and rates can stand in one list."""
    return (figure.change or 0) / (100 if figure.rate else 1)


def _compared(overall: Unit, teams: Sequence[Unit], agents: Sequence[Unit]) -> int:
    """How many differences were looked at."""
    return sum(
        min(figure.n, figure.before_n) >= MIN_N
        for unit in (overall, *teams, *agents)
        for figure in unit.figures.values()
    )


def _urgency(need: Need) -> tuple[float, ...]:
    """Agents certainly behind come first, then grave banned phrases, then what would gain most."""
    banned = need.unit.figures
    gain = max((advice.gain for advice in need.coaching.advice if advice.enough), default=0.0)
    return -need.certain, -banned["critical"].k, -banned["major"].k, -gain, need.unit.at


def habit_names() -> tuple[str, ...]:
    """The twelve habits in the order of the heat map."""
    return HABITS


def reason_words(reason: tuple[str, int]) -> str:
    """Why a call is worth listening to, with how often where that says something."""
    code, count = reason
    words = label("listen", code)
    return f"{words} ×{count}" if count > 1 else words


def advice_words(need: Need) -> str:
    """The habits to coach, in one line."""
    return pick("、", ", ").join(label("member", advice.habit) for advice in need.coaching.advice)


def month_title(view: MonthlyView) -> str:
    """The title of the report: 2026年11月服务用语月报."""
    year, number = view.month.split("-")
    return pick(f"{year}年{int(number)}月服务用语月报", f"Service calls in {view.month}")
