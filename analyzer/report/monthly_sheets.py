"""The sheets of the monthly workbook: the columns of the tables that fit across a page, and intervals as words."""

from __future__ import annotations

from typing import Final

from analyzer.facts import HABITS
from analyzer.language import Text
from analyzer.report.columns import Column, Table, share, text, whole
from analyzer.report.monthly_tables import (
    AGENTS,
    CHANGES,
    COACHING,
    GOOD,
    JOINT_NAMES,
    LISTEN,
    STANDARDS,
    TEAMS,
    TRENDS,
)

_WHEN: Final = text("time", "时间", "time")


def _words(name: str, zh: str, en: str) -> tuple[Column, Column]:
    return (
        text(f"{name}_interval", f"{zh}：区间", f"{en}, interval"),
        text(f"{name}_rank", f"{zh}：名次范围", f"{en}, rank range"),
    )


def _picked(table: Table, names: str, *more: Column) -> Table:
    """The table with these columns only, in this order; those in `more` are not in the table itself."""
    known = {column.name: column for column in (*table.columns, *more)}
    return Table(table.name, table.heading, table.row, tuple(known[name] for name in names.split()))


def _units(table: Table) -> Table:
    words = [
        column
        for _, name, zh in (*JOINT_NAMES, ("all", "banned", "忌语"))
        for column in _words(name, zh, name)
    ]
    joint = " ".join(
        f"{name}_share {name}_n {name}_interval {name}_pooled {name}_versus {name}_rank"
        for _, name, _ in JOINT_NAMES
    )
    banned = (
        "banned_per_100 banned_interval banned_versus banned_rank banned_critical banned_major banned_minor"
    )
    rest = "to_review undecided_share confidence badly_heard"
    return _picked(table, f"who team calls score_low score_high {joint} {banned} {rest}", *words)


AGENT_SHEET: Final = _units(AGENTS)
TEAM_SHEET: Final = _units(TEAMS)

HEAT: Final = Table(
    "monthly_habits",
    Text("习惯", "habits"),
    Text("一位坐席或一个班组", "an agent or a team"),
    (
        text("unit", "类别", "kind").coded("unit"),
        *AGENTS.columns[:2],
        *(
            column
            for habit in HABITS
            for column in (
                share(f"{habit}_met", habit, habit, "做到的比例", "share met"),
                whole(f"{habit}_n", f"{habit} n", f"{habit} n", "应做的次数", "times owed"),
            )
        ),
    ),
)


COACHING_SHEET: Final = _picked(
    COACHING, "who team habit gain k n behind page call_id time said explanation say_instead", _WHEN
)
LISTEN_SHEET: Final = _picked(
    LISTEN, "order page call_id time who score_low score_high reasons confidence said say_instead", _WHEN
)
GOOD_SHEET: Final = _picked(GOOD, "habit page call_id time who score_low habits said", _WHEN)

# In the order people read them.
SHEETS: Final = (
    *(AGENT_SHEET, HEAT, CHANGES, COACHING_SHEET, LISTEN_SHEET),
    *(GOOD_SHEET, TEAM_SHEET, TRENDS, STANDARDS),
)
