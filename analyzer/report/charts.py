"""The native charts of the workbook, drawn from small sheets of their own."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Any, Final

from analyzer.report.cells import Value
from analyzer.report.indexview import agent_words
from analyzer.report.labels import pick
from analyzer.report.rows import Row
from analyzer.report.safe import clipped, visible

# More agents than this, or longer names, make the chart unreadable.
_AGENTS: Final = 30
_NAME: Final = 16
_SIZE: Final = (520, 320)
_WIDTH_AN_AGENT: Final = 46

_SOLID: Final = MappingProxyType({"fill": {"color": "#0B5568"}})
_STRIPED: Final = MappingProxyType(
    {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": "#0B5568", "bg_color": "#FFFFFF"}}
)


def add_agents_chart(file: Any, agents_sheet: str, agents: Sequence[Row]) -> None:
    """Each agent's shares of 十字 and 七声 with their intervals, below the agents' table, in its order."""
    rows = [_cells(row) for row in agents[:_AGENTS]]
    if not rows:
        return
    data = file.add_worksheet(pick("图表数据", "chart data"))
    parts = (pick("比例", "share"), pick("向上", "up"), pick("向下", "down"))
    names = (pick("十字礼貌用语", "polite words"), pick("七声服务", "seven voices"))
    headings: list[Value] = [pick("坐席", "agent"), *(f"{name} {part}" for name in names for part in parts)]
    for number, row in enumerate([headings, *rows]):
        for at, value in enumerate(row):
            if value is not None:
                data.write(number, at, value)
    chart = file.add_chart({"type": "column"})
    for first, name, look in ((1, names[0], _SOLID), (4, names[1], _STRIPED)):
        share, up, down = (_area(data.get_name(), at, len(rows)) for at in range(first, first + 3))
        bars = {"type": "custom", "plus_values": up, "minus_values": down}
        categories = _area(data.get_name(), 0, len(rows))
        chart.add_series(
            {"name": name, "categories": categories, "values": share, "y_error_bars": bars, **look}
        )
    _dress(chart, len(rows))
    file.get_worksheet_by_name(agents_sheet).insert_chart(len(agents) + 3, 0, chart)


def _cells(row: Row) -> list[Value]:
    """Name, then for each group the share and how far its interval reaches up and down."""
    name = visible(agent_words(row["agent_id"], row["agent_name"])) or pick("未知坐席", "agent unknown")
    cells: list[Value] = [clipped(name, _NAME)]
    for group in ("polite", "voice"):
        share, low, high = (row[f"{group}_{part}"] for part in ("share", "low", "high"))
        cells += [share if isinstance(share, float) else None, _reach(share, high), _reach(low, share)]
    return cells


def _reach(start: object, end: object) -> Value:
    return end - start if isinstance(start, float) and isinstance(end, float) else None


def _area(sheet: str, column: int, rows: int) -> str:
    letter = "ABCDEFG"[column]
    return f"='{sheet}'!${letter}$2:${letter}${rows + 1}"


def _dress(chart: Any, agents: int) -> None:
    chart.set_title(
        {"name": pick("做到的比例与置信区间", "share met, with intervals"), "name_font": {"size": 11}}
    )
    lines = {"visible": True, "line": {"color": "#DCDFE0"}}
    chart.set_y_axis({"min": 0, "max": 1, "num_format": "0%", "major_gridlines": lines})
    chart.set_legend({"position": "bottom"})
    width, height = _SIZE
    chart.set_size({"width": max(width, _WIDTH_AN_AGENT * agents + 200), "height": height})
