"""The HTML of the monthly report: one page for the month, and one for each agent to coach with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from analyzer.months.stats import MIN_N
from analyzer.months.value import Example, Monthly
from analyzer.report.indexview import agent_words
from analyzer.report.monthly_charts import agent_charts, chart_titles, chart_words, month_charts
from analyzer.report.monthly_figures import (
    Figure,
    between_words,
    difference_words,
    interval_words,
    measure_words,
    value_words,
)
from analyzer.report.monthly_methods import method_words
from analyzer.report.monthly_view import (
    MonthlyView,
    Unit,
    advice_words,
    habit_names,
    month_title,
    reason_words,
)
from analyzer.report.pages import Pages

ASSETS: Final = ("monthly.css", "monthly.js")

# Rows of the page's long tables; the workbook and the CSV files have them all.
MOST_UNITS: Final = 200
MOST_NEEDS: Final = 40
MOST_CHANGES: Final = 40
MOST_LISTEN: Final = 20
# The darkest cell of the heat map for fewer calls than can be compared.
_FEW_SHADE: Final = 2


@dataclass(frozen=True, slots=True)
class Links:
    """Where pages lie, relative to the report's folder: of calls by id, of agents by place; not all calls have one."""

    calls: Mapping[str, str]
    agents: tuple[str, ...]


class MonthlyPages:
    """Renders the pages of one month in the language in force; UsageError when jinja2 is not installed."""

    def __init__(self, monthly: Monthly, view: MonthlyView, links: Links) -> None:
        self._monthly, self._view, self._links = monthly, view, links
        self._needs = {need.unit.at: need for need in view.needs}
        self._pages = Pages(month_title(view), _filters())

    def month(self) -> str:
        """The page of the month."""
        view = self._view
        shown = sorted(view.units, key=lambda unit: (unit.side, unit.at))[:MOST_UNITS]
        return self._pages.render(
            "monthly.html.j2",
            self._values("")
            | {
                "charts": month_charts(self._monthly),
                "shown": shown,
                "needs": view.needs[:MOST_NEEDS],
                "methods": method_words(view.level),
                "most_changes": MOST_CHANGES,
                "most_listen": MOST_LISTEN,
                "rate_top": _rate_top(shown),
            },
        )

    def agent(self, unit: Unit) -> str:
        """The page of one agent, which lies one folder down."""
        return self._pages.render(
            "monthly_agent.html.j2",
            self._values("../")
            | {
                "charts": agent_charts(self._monthly, unit.at),
                "unit": unit,
                "need": self._needs.get(unit.at),
                "listen": tuple(one for one in self._view.listen if _is_of(one.example, self._monthly, unit)),
                "rate_top": _rate_top([unit]),
            },
        )

    def _values(self, root: str) -> dict[str, object]:
        return {
            "root": root,
            "view": self._view,
            "links": self._links,
            "min_n": MIN_N,
            "habits": habit_names(),
            "chart_titles": chart_titles(),
            "chart_words": chart_words(),
        }


def _rate_top(units: list[Unit] | tuple[Unit, ...]) -> float:
    """Where the bars of banned phrases end, so that one unlucky interval does not flatten the others."""
    values = [unit.figures["all"].value or 0 for unit in units]
    return max(10.0, 1.5 * max(values, default=0))


def _is_of(example: Example, monthly: Monthly, unit: Unit) -> bool:
    agent = monthly.agents.units[unit.at]
    return (example.agent_id, example.agent_name if not agent.agent_id else None) == (
        agent.agent_id,
        agent.agent_name if not agent.agent_id else None,
    )


def _filters() -> dict[str, Callable[..., Any]]:
    return {
        "grouped": lambda number: f"{number:,}",
        "measure": measure_words,
        "shown": lambda figure: value_words(figure.value, rate=figure.rate),
        "shown_before": lambda figure: value_words(figure.before, rate=figure.rate),
        "shrunk": lambda figure: value_words(figure.shrunk, rate=figure.rate),
        "ends": lambda figure: interval_words(figure.low, figure.high, rate=figure.rate),
        "shrunk_ends": lambda figure: interval_words(figure.shrunk_low, figure.shrunk_high, rate=figure.rate),
        "changed": lambda figure: difference_words(figure.change, rate=figure.rate),
        "changed_ends": lambda figure: between_words(figure.change_low, figure.change_high, rate=figure.rate),
        "slope": lambda figure: difference_words(figure.slope, rate=figure.rate, digits=1),
        "slope_ends": lambda figure: between_words(
            figure.slope_low, figure.slope_high, rate=figure.rate, digits=1
        ),
        "whose": lambda example: agent_words(example.agent_id, example.agent_name),
        "why": reason_words,
        "shade": shade,
        "advised": advice_words,
    }


def shade(figure: Figure) -> int:
    """A step of the heat map's grey, 0 for everything met to 9 for nothing met; few calls never cry out."""
    step = 0 if figure.value is None else min(9, int(10 * (1 - figure.value)))
    return step if figure.enough else min(step, _FEW_SHADE)
