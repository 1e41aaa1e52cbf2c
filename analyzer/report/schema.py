"""All tables of the report in the order people read them; every column says its type and meaning."""

from __future__ import annotations

from typing import Final

from analyzer.report.agent_tables import AGENTS, AGENTS_MONTH, HABITS, TEAMS_MONTH
from analyzer.report.call_tables import BANNED, CALLS, FINDINGS, HITS, SCORES, TURNS
from analyzer.report.columns import Table
from analyzer.report.facts_table import FACTS

# About agents and teams: rows that are counted; and about single calls: rows that are copied.
SUMMARIES: Final[tuple[Table, ...]] = (AGENTS, HABITS, AGENTS_MONTH, TEAMS_MONTH)
DETAILS: Final[tuple[Table, ...]] = (CALLS, FINDINGS, BANNED, HITS, SCORES, TURNS)
# What a report writes as CSV, and what the workbook shows.
TABLES: Final[tuple[Table, ...]] = (*SUMMARIES, *DETAILS)
SHEETS: Final[tuple[Table, ...]] = (AGENTS, HABITS, *DETAILS)
# All frames.
FRAMES: Final[tuple[Table, ...]] = (*TABLES, FACTS)


def markdown() -> str:
    """The schemas as the tables of `docs/report.md`, in English."""
    return "\n".join(_section(table) for table in FRAMES)


def _section(table: Table) -> str:
    lines = [
        f"### `{table.name}` ({table.heading.zh}): one row is {table.row.en}",
        "",
        "| column | type | heading | meaning |",
        "|---|---|---|---|",
        *(f"| `{c.name}` | {c.dtype} | {c.heading.zh} | {c.meaning.en} |" for c in table.columns),
        "",
    ]
    return "\n".join(lines)
