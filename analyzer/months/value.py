"""What a monthly report shows, as values: tables of counts with their intervals, and the calls worth opening."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Final

from analyzer.facts import HABITS, SEVERITIES
from analyzer.months.counts import Agent, Numbers, Whole
from analyzer.months.stats import Band
from analyzer.months.stats_change import Change
from analyzer.months.stats_groups import Standing
from analyzer.months.stats_pool import Pooled

# The measures that are `k` of `n`: twelve habits, then several outcomes of a call together.
SHARES: Final = (*HABITS, "十字", "七声", "scripts", "timing")
# The measures that are events per 100 calls that the agent spoke in: banned phrases.
RATES: Final = ("all", *SEVERITIES)


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """Measures of one kind; arrays are units × months × measures in the order of `names`.

    `k` of `n` with `undecided` and `not_applicable` beside it (zeros for rates). `band` is the unit's own estimate;
    the rest looks at the month alone (units × measures): `pooled` with the other units, `change` since the month
    before, `trend` a month over all months, and `versus` all the others: 1 above, -1 below, 0 cannot be told apart.
    """

    names: tuple[str, ...]
    k: Whole
    n: Whole
    undecided: Whole
    not_applicable: Whole
    band: Band
    pooled: Pooled
    change: Change
    trend: Change
    versus: Whole


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """Units (agents, teams, or all calls) by month: arrays are units × months unless said otherwise.

    `score_low` and `score_high` are the means of what is certain and of what is possible, 0–100; `bins_low` and
    `bins_high` (units × months × 10) count calls by tens of points. `confidence` is the recogniser's mean over the
    agent's turns. `standings` are of the month: 十字, 七声 and banned phrases, by name.
    """

    units: tuple[Agent, ...]
    months: tuple[str, ...]
    calls: Whole
    failed: Whole
    spoken: Whole
    findings: Whole
    undecided: Whole
    to_review: Whole
    score_n: Whole
    score_low: Band
    score_high: Band
    bins_low: Whole
    bins_high: Whole
    confidence: Numbers
    confidence_n: Whole
    shares: Measured
    rates: Measured
    standings: tuple[tuple[str, Standing], ...]


@dataclass(frozen=True, slots=True)
class StandardRow:
    """One standard in one month, for one team or (team None and `whole`) for all: rules that passed, banned hits."""

    standard: str
    month: str
    team: str | None
    whole: bool
    k: int
    n: int
    undecided: int
    banned: int


@dataclass(frozen=True, slots=True)
class Example:
    """One place in a call to look at or to play; words are None where the report is not at hand."""

    call_id: str
    source: str | None
    agent_id: str | None
    agent_name: str | None
    started_at: str | None
    turn: int | None
    said: str | None = None
    explanation: str | None = None
    say_instead: str | None = None


@dataclass(frozen=True, slots=True)
class Advice:
    """A habit that an agent would gain from: `gain` is how many more times in 100 calls it would be met if always done.

    The gain is estimated with partial pooling; `behind` says that the agent is certainly below the others, and
    `enough` that there are calls enough to say anything about this agent alone.
    """

    habit: str
    gain: float
    k: int
    n: int
    low: float
    high: float
    others: float
    behind: bool
    enough: bool
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Coaching:
    """What to talk about with one agent: at most three habits, and the worst banned phrases of the month."""

    agent: Agent
    advice: tuple[Advice, ...]
    banned: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Good:
    """A call worth playing in training: every habit that applied was met, nothing banned was said.

    `habits` are those that it shows; `habit` is the one that it was picked for, None for the best calls of all.
    """

    habit: str | None
    habits: tuple[str, ...]
    score_low: float | None
    confidence: float | None
    example: Example


@dataclass(frozen=True, slots=True)
class Listen:
    """A call to listen to first; `reasons` are codes with the most urgent first, see `listen.REASONS`."""

    urgency: float
    reasons: tuple[tuple[str, int], ...]
    score_low: float | None
    score_high: float | None
    confidence: float | None
    duration_ms: int | None
    example: Example


@dataclass(frozen=True, slots=True, eq=False)
class Monthly:
    """One month with the months before it; `undated` calls belong to no month and are counted only here."""

    month: str
    months: tuple[str, ...]
    level: float
    undated: int
    overall: Panel
    teams: Panel
    agents: Panel
    standards: tuple[StandardRow, ...]
    coaching: tuple[Coaching, ...]
    good: tuple[Good, ...]
    listen: tuple[Listen, ...]

    def call_ids(self, most: int = 2_000) -> frozenset[str]:
        """The calls that are shown, at most so many: those to listen to first, then good ones, then those to coach."""
        first = [item.example for item in self.listen] + [item.example for item in self.good]
        banned = [example for one in self.coaching for example in one.banned]
        missed = [example for one in self.coaching for item in one.advice for example in item.examples]
        calls = dict.fromkeys(example.call_id for example in (*first, *banned, *missed))
        return frozenset(islice(calls, most))
