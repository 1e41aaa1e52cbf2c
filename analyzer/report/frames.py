"""Tidy pandas frames of scored calls, with the columns and types that `schema` documents."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from types import ModuleType
from typing import TYPE_CHECKING

from analyzer.errors import missing_extra
from analyzer.facts import Facts, facts_of
from analyzer.report import rows, schema
from analyzer.report.columns import Table
from analyzer.report.rows import Report, Row
from analyzer.report.tally import agent_row, agents, agents_month, habit_rows, new_counts, teams_month

if TYPE_CHECKING:
    from pandas import DataFrame

    from analyzer.months.counts import Counts
    from analyzer.months.value import Monthly


@dataclass(frozen=True, slots=True, eq=False)
class Frames:
    """One frame a table; `schema.FRAMES` says what each column means."""

    agents: DataFrame
    habits: DataFrame
    calls: DataFrame
    findings: DataFrame
    banned: DataFrame
    hits: DataFrame
    scores: DataFrame
    turns: DataFrame
    agents_month: DataFrame
    teams_month: DataFrame
    facts: DataFrame

    def tables(self) -> tuple[tuple[Table, DataFrame], ...]:
        """Each table's schema with its frame, in the order people read them."""
        return tuple((table, getattr(self, table.name)) for table in schema.FRAMES)

    def reports(self, wanted: Collection[str]) -> Iterator[Report]:
        """As much of these calls' reports as is needed to quote from them: turns, banned phrases, explanations."""
        turns, findings, banned = (
            _by_call(frame, wanted, names)
            for frame, names in (
                (self.turns, ("turn", "text")),
                (self.findings, ("set", "member", "explanation", "say_instead")),
                (self.banned, ("turn", "said", "severity", "status", "say_instead")),
            )
        )
        for call in sorted(wanted):
            lines = [{"index": row["turn"], "text": row["text"]} for row in turns.get(call, ())]
            yield {
                "call_id": call,
                "turns": lines,
                "findings": findings.get(call, []),
                "banned": banned.get(call, []),
            }


def build_frames(reports: Iterable[Report], level: float = 0.95) -> Frames:
    """The frames of these reports, intervals at confidence `level`; UsageError when pandas is not installed."""
    pandas = load_pandas()
    columns = {table.name: {name: [] for name in table.names()} for table in schema.FRAMES}  # type: dict[str, dict[str, list[object]]]
    facts: list[Facts] = []

    def extend(table: str, new: Iterable[Row]) -> None:
        for row in new:
            for name, values in columns[table].items():
                values.append(row[name])

    for report in reports:
        facts.extend(facts_of(report))
        for name, new in call_rows(report, None):
            extend(name, new)
    for name, new in summary_rows(_counted(facts), level):
        extend(name, new)
    extend("facts", map(asdict, facts))
    return Frames(**{table.name: _frame(pandas, table, columns[table.name]) for table in schema.FRAMES})


def month_frames(monthly: Monthly) -> dict[str, DataFrame]:
    """The tables of the monthly report as frames by name; UsageError when pandas is not installed."""
    from analyzer.report.monthly_rows import all_rows
    from analyzer.report.monthly_tables import TABLES
    from analyzer.report.monthly_view import monthly_view

    pandas, made = load_pandas(), {}
    rows = dict(all_rows(monthly, monthly_view(monthly), {}))
    for table in TABLES:
        columns: dict[str, list[object]] = {name: [] for name in table.names()}
        for row in rows[table.name]:
            for name, values in columns.items():
                values.append(row[name])
        made[table.name.removeprefix("monthly_")] = _frame(pandas, table, columns)
    return made


def call_rows(report: Report, page: str | None) -> Iterator[tuple[str, Iterable[Row]]]:
    """The rows of one report by table; `page` is where its HTML page lies, relative to the report."""
    yield "calls", [rows.call_row(report, page)]
    yield "turns", rows.turn_rows(report)
    yield "findings", rows.finding_rows(report)
    yield "hits", rows.hit_rows(report)
    yield "banned", rows.banned_rows(report)
    yield "scores", rows.score_rows(report)


def summary_rows(counts: Counts, level: float) -> Iterator[tuple[str, Iterable[Row]]]:
    """The rows about agents and teams by table."""
    everyone = agents(counts)
    yield "agents", [agent_row(tally, level) for tally in everyone]
    yield "habits", [row for tally in everyone for row in habit_rows(tally, level)]
    yield "agents_month", [agent_row(tally, level) for tally in agents_month(counts)]
    yield "teams_month", [agent_row(tally, level) for tally in teams_month(counts)]


def load_pandas() -> ModuleType:
    """The library; UsageError when it is not installed."""
    try:
        import pandas
    except ImportError as error:
        raise missing_extra("pandas", "report") from error
    return pandas


def _counted(facts: Iterable[Facts]) -> Counts:
    counts = new_counts()
    from analyzer.months.columns import of_facts

    for columns in of_facts(facts):
        counts.add(columns)
    return counts


def _by_call(frame: DataFrame, wanted: Collection[str], names: Sequence[str]) -> dict[str, list[Row]]:
    """These columns of the rows of some calls, by call."""
    rows = frame.loc[frame["call_id"].isin(list(wanted)), ["call_id", *names]]
    plain = rows.astype(object).where(rows.notna(), None)
    found: dict[str, list[Row]] = {}
    for call, *cells in plain.itertuples(index=False, name=None):
        found.setdefault(call, []).append(dict(zip(names, cells, strict=True)))
    return found


def _frame(pandas: ModuleType, table: Table, columns: dict[str, list[object]]) -> DataFrame:
    frame: DataFrame = pandas.DataFrame(
        {column.name: pandas.array(columns[column.name], dtype=column.dtype) for column in table.columns}
    )
    return frame
