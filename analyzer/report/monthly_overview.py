"""The native charts of the monthly workbook: trends with their intervals, and the distribution of the scores."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, Final

from analyzer.months.value import Monthly
from analyzer.report.labels import pick
from analyzer.report.monthly_charts import bin_names
from analyzer.report.monthly_figures import measure_words
from analyzer.report.monthly_tables import JOINT_NAMES, TRENDS

_SIZE: Final = MappingProxyType({"width": 248, "height": 240})
_STEP: Final = 254
# Rows that the charts cover.
_CHART_ROWS: Final = 14
_GRID: Final = MappingProxyType({"visible": True, "line": {"color": "#DCDFE0"}})
_INK: Final = "#0B5568"
_MARK: Final = MappingProxyType(
    {"type": "circle", "size": 5, "fill": {"color": _INK}, "border": {"color": _INK}}
)
_LINE: Final = MappingProxyType({"line": {"color": _INK, "width": 2}, "marker": dict(_MARK)})
_EDGE: Final = MappingProxyType({"line": {"color": "#5A6572", "width": 0.75, "dash_type": "dash"}})


def add_charts(file: Any, overview: Any, monthly: Monthly, row: int) -> None:
    """Charts below the words of the overview; the bins of the distribution are written below the charts."""
    months = len(monthly.months)
    share = {"min": 0, "max": 1, "num_format": "0%"}
    trends = [
        (f"{column}_share", column, measure_words(measure), share) for measure, column, _ in JOINT_NAMES
    ]
    title = pick("每百通服务忌语", "banned phrases per 100 calls")
    trends.append(("banned_per_100", "banned_per_100", title, {"min": 0, "num_format": "0"}))
    for at, (value, ends, words, axis) in enumerate(trends):
        chart = _trend_chart(file, (value, f"{ends}_low", f"{ends}_high"), months)
        overview.insert_chart(row, 0, _dressed(chart, words, axis), {"x_offset": at * _STEP})
    bins = _bins_chart(file, overview, monthly, row + _CHART_ROWS)
    overview.insert_chart(row, 0, bins, {"x_offset": len(trends) * _STEP})


def _trend_chart(file: Any, columns: tuple[str, str, str], months: int) -> Any:
    """The line of all calls, between two thin ones: its interval."""
    chart = file.add_chart({"type": "line"})
    names = (pick("全部通话", "all calls"), pick("区间", "interval"), pick("区间", "interval"))
    for column, name, look in zip(columns, names, (_LINE, _EDGE, _EDGE), strict=True):
        chart.add_series({"name": name, **_columns(column, months), **look})
    chart.set_legend({"position": "bottom", "delete_series": [2]})
    return chart


def _columns(name: str, months: int) -> dict[str, str]:
    """Months and values of all calls, which come first on the sheet of trends."""
    names = TRENDS.names()
    sheet = str(TRENDS.heading)
    return {
        "categories": _area(sheet, names.index("month"), months),
        "values": _area(sheet, names.index(name), months),
    }


def _area(sheet: str, column: int, rows: int, first: int = 2) -> str:
    letter = chr(ord("A") + column)
    return f"='{sheet}'!${letter}${first}:${letter}${first + rows - 1}"


def _bins_chart(file: Any, overview: Any, monthly: Monthly, row: int) -> Any:
    """Calls by tens of points, for certain and at best, from cells under the charts."""
    low, high = (pick("肯定有", "for certain"), pick("最多有", "at best"))
    for at, words in enumerate((pick("得分", "score"), low, high)):
        overview.write_string(row, at, words)
    panel = monthly.overall
    counts = zip(bin_names(), panel.bins_low[0, -1], panel.bins_high[0, -1], strict=True)
    size = len(bin_names())
    for number, (name, certain, possible) in enumerate(counts, start=1):
        overview.write_string(row + number, 0, name)
        overview.write_number(row + number, 1, int(certain))
        overview.write_number(row + number, 2, int(possible))
    chart = file.add_chart({"type": "column"})
    sheet, first = overview.get_name(), row + 2
    looks = (
        {"fill": {"color": _INK}},
        {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": _INK, "bg_color": "#FFFFFF"}},
    )
    for at, (name, look) in enumerate(zip((low, high), looks, strict=True), start=1):
        areas = {"categories": _area(sheet, 0, size, first), "values": _area(sheet, at, size, first)}
        chart.add_series({"name": name, **areas, **look, "gap": 40})
    chart.set_legend({"position": "bottom"})
    return _dressed(chart, pick("得分分布（通）", "scores (calls)"), {"min": 0})


def _dressed(chart: Any, title: str, axis: dict[str, object]) -> Any:
    chart.set_title({"name": title, "name_font": {"size": 11}})
    chart.set_y_axis({**axis, "major_gridlines": dict(_GRID)})
    chart.set_x_axis({"num_font": {"size": 8}})
    chart.set_size(dict(_SIZE))
    return chart
