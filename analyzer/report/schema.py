"""All tables of the report in the order people read them; every column says its type and meaning."""

from __future__ import annotations

from typing import Final

from analyzer.report.agent_tables import AGENTS, HABITS
from analyzer.report.call_tables import BANNED, CALLS, FINDINGS, HITS, SCORES, TURNS
from analyzer.report.columns import Table

TABLES: Final[tuple[Table, ...]] = (AGENTS, HABITS, CALLS, FINDINGS, BANNED, HITS, SCORES, TURNS)


def markdown() -> str:
    """The schemas as the tables of `docs/report.md`, in English."""
    return "\n".join(_section(table) for table in TABLES)


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
