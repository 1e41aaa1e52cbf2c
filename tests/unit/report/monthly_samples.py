"""Months of calls for the monthly report: the reports of labelled calls, dealt out to agents of known habits."""

from __future__ import annotations

import random
from functools import cache
from typing import Any

from analyzer.months.build import monthly
from analyzer.months.sources import report_source
from analyzer.months.value import Monthly
from tests.labelled import OWN, our_reports

Report = dict[str, Any]

MONTHS = ("2026-06", "2026-07", "2026-08", "2026-09", "2026-10", "2026-11")
NAMES = ("李明", "王芳", "张伟", "刘洋", "陈静", "杨帆", "赵磊", "黄丽", "周杰", "吴敏", "徐强", "孙丽娟")
HOSTILE = "=1+1<script>alert('x')</script>\u202egnp.exe\u0007\u200f"
LONG = "长" * 10_000


@cache
def _by_score() -> tuple[Report, ...]:
    """Real reports, the worst first."""
    reports = [*our_reports(OWN / "a.gold.jsonl").values(), *our_reports(OWN / "b.gold.jsonl").values()]
    return tuple(sorted(reports, key=lambda r: ((r.get("score") or {}).get("low", 0), r["call_id"])))


def world(calls_a_month: int = 26, agents: int = 20, seed: int = 4) -> list[Report]:
    """Calls of agents in three teams; the first agent gets worse in the last month, the second is good, the third badly
    heard, the fourth has few calls."""
    rng = random.Random(seed)
    out: list[Report] = []
    for month in MONTHS:
        for agent in range(agents):
            for _ in range(3 if agent == 3 else calls_a_month):
                made = dict(rng.choice(_pool(agent, month)))
                made |= {"call_id": f"{month}-{len(out):05d}", "source": f"录音/{month}/{len(out):05d}.wav"}
                made |= {
                    "agent_id": str(1001 + agent),
                    "agent_name": NAMES[agent] if agent < len(NAMES) else "",
                }
                made |= {"team": f"{'一二三'[agent % 3]}班"}
                made |= {
                    "started_at": f"{month}-{rng.randrange(1, 29):02d}T{rng.randrange(8, 20):02d}:05:00+08:00"
                }
                out.append(_heard(made, 0.52 if agent == 2 else 0.9, rng))
    return out


def _pool(agent: int, month: str) -> tuple[Report, ...]:
    ranked = _by_score()
    third = len(ranked) // 3
    if agent == 0 and month == MONTHS[-1]:
        return ranked[:third]
    return ranked[-third:] if agent in {0, 1} else ranked


def _heard(report: Report, mean: float, rng: random.Random) -> Report:
    """The same with a confidence for every turn of the agent."""
    turns = [
        turn | {"confidence": round(min(1.0, mean + rng.uniform(-0.08, 0.08)), 2)}
        if turn["role"] == "agent"
        else turn
        for turn in report.get("turns") or ()
    ]
    return report | {"turns": turns}


def hostile_world() -> list[Report]:
    """A month whose agents, teams, calls and words do what they can to break a page or a sheet."""
    out = world(calls_a_month=12, agents=6, seed=9)
    for number, report in enumerate(out):
        if report["agent_id"] == "1001":
            report |= {"agent_name": HOSTILE, "team": HOSTILE}
        if report["agent_id"] == "1002":
            report |= {"agent_id": LONG, "agent_name": "@SUM(A1)", "team": LONG}
        if number % 7 == 0:
            report["call_id"] = f"{HOSTILE}-{number}"
            report["turns"] = [turn | {"text": HOSTILE + turn["text"]} for turn in report["turns"]]
    return out


@cache
def sample_month() -> Monthly:
    """The last month of the ordinary world."""
    return month_of(tuple(world()))


def month_of(reports: tuple[Report, ...] | list[Report]) -> Monthly:
    """The last month of these calls."""
    source = report_source(list(reports))
    return monthly(source.columns(), source.some, month=MONTHS[-1])
