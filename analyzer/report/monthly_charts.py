"""What the charts of the monthly report draw, as JSON that is safe inside a page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from analyzer.months.counts import BIN, BINS, Numbers
from analyzer.months.stats import Band
from analyzer.months.value import Monthly, Panel
from analyzer.report.labels import pick
from analyzer.report.monthly_figures import known, measure_words
from analyzer.report.monthly_view import JOINT, unit_words
from analyzer.report.safe import clipped, visible

# More teams than this make the list of lines to choose from useless.
_TEAMS: Final = 60
_NAME: Final = 40
_BANNED: Final = "all"
# Enough digits for a picture.
_DIGITS: Final = 2

Json = dict[str, Any]


def month_charts(monthly: Monthly) -> str:
    """The trends of all calls and of each team, and the distribution of the scores."""
    everybody = _lines(monthly.overall, 0) | {"name": pick("全部通话", "all calls")}
    teams = [
        _lines(monthly.teams, at) | {"name": clipped(visible(unit_words(unit)), _NAME)}
        for at, unit in enumerate(monthly.teams.units[:_TEAMS])
    ]
    return _script(
        {"months": monthly.months, "units": [everybody, *teams], "reference": None, "bins": _bins(monthly)}
    )


def agent_charts(monthly: Monthly, at: int) -> str:
    """The trends of one agent, with those of all calls to compare."""
    own = _lines(monthly.agents, at) | {"name": clipped(visible(unit_words(monthly.agents.units[at])), _NAME)}
    everybody = _lines(monthly.overall, 0) | {"name": pick("全部通话", "all calls")}
    return _script({"months": monthly.months, "units": [own], "reference": everybody, "bins": None})


def _lines(panel: Panel, unit: int) -> Json:
    """One unit's lines by chart: shares in per cent, rates per 100 calls, scores in points."""
    shares, rates = panel.shares, panel.rates
    lines: Json = {}
    for name in JOINT:
        at = shares.names.index(name)
        lines[name] = _line(_part(shares.band, (unit, at)), shares.n[unit, :, at], 100)
    at = rates.names.index(_BANNED)
    lines[_BANNED] = _line(_part(rates.band, (unit, at)), rates.n[unit, :, at], 1)
    low, high = panel.score_low, panel.score_high
    lines["score"] = _line(
        (low.value[unit], np.maximum(low.low[unit], 0), np.minimum(high.high[unit], 100)),
        panel.score_n[unit],
        1,
    ) | {"possible": _rounded(high.value[unit], 1)}
    return {"lines": lines}


def _part(band: Band, here: tuple[int, int]) -> tuple[Numbers, Numbers, Numbers]:
    unit, at = here
    return band.value[unit, :, at], band.low[unit, :, at], band.high[unit, :, at]


def _line(ends: tuple[Numbers, Numbers, Numbers], n: Numbers | Any, times: float) -> Json:
    value, low, high = (_rounded(values, times) for values in ends)
    return {"value": value, "low": low, "high": high, "n": [int(one) for one in n]}


def _rounded(values: Numbers, times: float) -> list[float | None]:
    return [None if (found := known(value)) is None else round(times * found, _DIGITS) for value in values]


def _bins(monthly: Monthly) -> Json:
    """Calls of the month by tens of points, for certain and at best."""
    panel = monthly.overall
    return {
        "names": bin_names(),
        "low": _counts(panel.bins_low[0, -1]),
        "high": _counts(panel.bins_high[0, -1]),
    }


def bin_names() -> list[str]:
    """The tens of points in words."""
    return [f"{BIN * at}–{BIN * at + BIN - 1}" for at in range(BINS - 1)] + [f"{100 - BIN}–100"]


def _counts(values: Sequence[int] | Any) -> list[int]:
    return [int(value) for value in values]


def chart_titles() -> tuple[tuple[str, str], ...]:
    """The trend charts in their order: the key of their lines and what is written above them."""
    return (
        *((name, measure_words(name) + pick("：做到的比例（%）", ": share met (%)")) for name in JOINT),
        (_BANNED, pick("服务忌语：每百通处数", "banned phrases per 100 calls")),
        ("score", pick("平均得分", "mean score")),
    )


def chart_words() -> str:
    """The few words that the charts write themselves."""
    return _script(
        {
            "interval": pick("区间", "interval"),
            "certain": pick("肯定有", "for certain"),
            "possible": pick("最多有", "at best"),
        }
    )


def _script(data: Json) -> str:
    """JSON that no browser takes for markup, wherever it stands in a page."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text
