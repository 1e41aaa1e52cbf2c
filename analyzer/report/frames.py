"""Tidy pandas frames of scored calls, with the columns and types that `schema` documents."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING

from analyzer.errors import missing_extra
from analyzer.report import rows, schema
from analyzer.report.columns import Table
from analyzer.report.rows import Report, Row
from analyzer.report.tally import Tallies, agent_row, habit_rows

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True, slots=True)
class Frames:
    """One frame a table; `schema.TABLES` says what each column means."""

    agents: DataFrame
    habits: DataFrame
    calls: DataFrame
    findings: DataFrame
    banned: DataFrame
    hits: DataFrame
    scores: DataFrame
    turns: DataFrame

    def tables(self) -> tuple[tuple[Table, DataFrame], ...]:
        """Each table's schema with its frame, in the order people read them."""
        return tuple((table, getattr(self, table.name)) for table in schema.TABLES)


class FrameBuilder:
    """Takes reports one at a time, so that the caller never holds them all; UsageError without pandas."""

    def __init__(self) -> None:
        self._pandas = _pandas()
        self.tallies = Tallies()
        self._columns: dict[str, dict[str, list[object]]] = {
            table.name: {name: [] for name in table.names()} for table in schema.TABLES
        }

    def add(self, report: Report, page: str | None = None) -> None:
        """One line of `reports.jsonl`; `page` is where its HTML page lies, relative to the report."""
        self.tallies.add(report)
        self._extend("calls", [rows.call_row(report, page)])
        self._extend("turns", rows.turn_rows(report))
        self._extend("findings", rows.finding_rows(report))
        self._extend("hits", rows.hit_rows(report))
        self._extend("banned", rows.banned_rows(report))
        self._extend("scores", rows.score_rows(report))

    def frames(self, level: float = 0.95) -> Frames:
        """The frames of everything added so far; intervals at confidence `level`."""
        pandas = self._pandas
        agents = self.tallies.agents()
        computed = {
            "agents": [agent_row(tally, level) for tally in agents],
            "habits": [row for tally in agents for row in habit_rows(tally, level)],
        }
        frames = {}
        for table in schema.TABLES:
            if table.name in computed:
                made = computed[table.name]
                columns: dict[str, list[object]] = {
                    name: [row[name] for row in made] for name in table.names()
                }
            else:
                columns = self._columns[table.name]
            frames[table.name] = pandas.DataFrame(
                {
                    column.name: pandas.array(columns[column.name], dtype=column.dtype)
                    for column in table.columns
                }
            )
        return Frames(**frames)

    def _extend(self, table: str, new: Iterable[Row]) -> None:
        columns = self._columns[table]
        for row in new:
            for name, values in columns.items():
                values.append(row[name])


def build_frames(reports: Iterable[Report], level: float = 0.95) -> Frames:
    """The frames of these reports; UsageError when pandas is not installed."""
    builder = FrameBuilder()
    for report in reports:
        builder.add(report)
    return builder.frames(level)


def _pandas() -> ModuleType:
    try:
        import pandas
    except ImportError as error:
        raise missing_extra("pandas", "report") from error
    return pandas
